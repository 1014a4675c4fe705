package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"tollbook/data"
	"tollbook/ledger"
	"tollbook/ledger/ownrates"
	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// withoutOwnRates is the annotation of a command that goes by what is built in alone: an
// invented ledger, or what has to work where own files are broken.
const withoutOwnRates = "without own rates"

// ownRates is the folder of own rates beside the ledger; false where the ledger has no
// place.
func (a *app) ownRates() (ownrates.Folder, bool) {
	path, err := a.path()
	if err != nil {
		return ownrates.Folder{}, false
	}
	return ownrates.Beside(path), true
}

// loadCatalog reads the catalog that a command goes by.
func (a *app) loadCatalog(cmd *cobra.Command) (*pricing.Catalog, error) {
	if _, alone := cmd.Annotations[withoutOwnRates]; alone {
		return pricing.Load(data.Files)
	}
	return a.loadWith(pricing.Load)
}

// loadWith loads the catalog with own rates as load does.
func (a *app) loadWith(load func(fs.FS, ...fs.FS) (*pricing.Catalog, error)) (*pricing.Catalog, error) {
	folder, ok := a.ownRates()
	if !ok {
		return load(data.Files)
	}
	own, err := folder.FS()
	if err != nil {
		return nil, fmt.Errorf("the own rates in %s: %w", folder.Path(), err)
	}
	if own == nil {
		return load(data.Files)
	}
	c, err := load(data.Files, own)
	if err != nil {
		return nil, withHint(err, fmt.Sprintf("mend the lines named, in %s, or take the last change back: tollbook catalog undo", folder.Path()))
	}
	return c, nil
}

// needOwnRates is ownRates for a command that changes them.
func (a *app) needOwnRates() (ownrates.Folder, error) {
	if _, err := a.path(); err != nil {
		return ownrates.Folder{}, err
	}
	folder, _ := a.ownRates()
	return folder, nil
}

// changeOwnRates makes a step of own rates, takes it up and says whether the files changed.
func (a *app) changeOwnRates(ctx context.Context, kind, words string, edit func(ownrates.Files) error) (step ownrates.Step, changed bool, err error) {
	folder, err := a.needOwnRates()
	if err != nil {
		return step, false, err
	}
	step, err = folder.Change(ctx, kind, words, a.asOf, edit)
	switch {
	case errors.Is(err, ownrates.ErrNothing):
		return step, false, nil
	case errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrExist):
		return step, false, withHint(err, fmt.Sprintf("%s has to be a folder that can be written", folder.Path()))
	}
	if err != nil {
		return step, false, err
	}
	if a.catalog, err = a.loadWith(pricing.Load); err != nil { // never: what was written was made of a catalog
		_, undo := folder.Undo(ctx, step.ID)
		return step, false, errors.Join(err, undo)
	}
	return step, true, nil
}

// monthOfWork is the ledger's usage as the comparison takes it; empty without a ledger.
func (a *app) monthOfWork(ctx context.Context) (w pricing.Workload, err error) {
	s, err := a.openExisting(ctx)
	if errors.Is(err, sqlite.ErrMissing) {
		return pricing.Workload{Source: "ledger"}, nil
	}
	if err != nil {
		return w, err
	}
	defer closeStore(s, &err)
	return s.Workload(ctx, ledger.WorkloadQuery{AsOf: a.asOf})
}
