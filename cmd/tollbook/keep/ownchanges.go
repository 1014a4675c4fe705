package keep

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"tollbook/cmd/tollbook/cli"
	"tollbook/ledger"
	"tollbook/ledger/ownrates"
	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// changeOwnRates makes a step of own rates, takes it up and says whether the files changed.
func changeOwnRates(ctx context.Context, run *cli.Run, kind, words string, edit func(ownrates.Files) error) (step ownrates.Step, changed bool, err error) {
	folder, err := run.NeedOwnRates()
	if err != nil {
		return step, false, err
	}
	step, err = folder.Change(ctx, kind, words, run.AsOf, edit)
	switch {
	case errors.Is(err, ownrates.ErrNothing):
		return step, false, nil
	case errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrExist):
		return step, false, cli.WithHint(err, fmt.Sprintf("%s has to be a folder that can be written", folder.Path()))
	}
	if err != nil {
		return step, false, err
	}
	if run.Catalog, err = run.LoadWith(pricing.Load); err != nil { // never: what was written was made of a catalog
		_, undo := folder.Undo(ctx, step.ID)
		return step, false, errors.Join(err, undo)
	}
	return step, true, nil
}

// monthOfWork is the ledger's usage as the comparison takes it; empty without a ledger.
func monthOfWork(ctx context.Context, run *cli.Run) (w pricing.Workload, err error) {
	s, err := run.OpenExisting(ctx)
	if errors.Is(err, sqlite.ErrMissing) {
		return pricing.Workload{Source: "ledger"}, nil
	}
	if err != nil {
		return w, err
	}
	defer cli.CloseStore(s, &err)
	return s.Workload(ctx, ledger.WorkloadQuery{AsOf: run.AsOf})
}
