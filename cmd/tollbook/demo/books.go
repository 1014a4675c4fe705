// Package demo has the books of tollbook demo: a year of invented usage of a small team, from
// the exports and purchases that are built in. It shows nothing: package screens does, and
// the tests of many packages read figures in it.
//
//	s, err := demo.Open(ctx, run) // run.AsOf is now the end of the data, 2026-11-14
package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"tollbook/cmd/tollbook/cli"
	"tollbook/data"
	"tollbook/ledger"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// The demo's pipelines load their account by themselves, $10 at a time, for which
// the schedule's minimum of $0.80 is 8 %.
var (
	automatic = "openrouter/ci"
	topUp     = pricing.MustMoney("10")
	below     = pricing.MustMoney("2")
)

// Open builds the demo's ledger in memory from the embedded exports and purchases, as a user
// would import them. It sets the run's clock to the end of the data, unless --as-of says
// otherwise. The caller closes the ledger.
func Open(ctx context.Context, run *cli.Run) (*ledger.Store, error) {
	s, err := ledger.OpenTemporary(ctx, run.Catalog)
	if err != nil {
		return nil, err
	}
	if err := fill(ctx, run, s); err != nil {
		return nil, errors.Join(fmt.Errorf("demo: %w", err), s.Close())
	}
	return s, nil
}

func fill(ctx context.Context, run *cli.Run, s *ledger.Store) error {
	names, err := fs.Glob(data.Demo, "samples/demo/*")
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := importFile(ctx, run, s, name); err != nil {
			return err
		}
	}
	bought, err := data.Demo.Open("samples/topups.csv")
	if err != nil {
		return err
	}
	_, err = s.ImportTopUps(ctx, "topups.csv", bought, false)
	if err := errors.Join(err, bought.Close()); err != nil {
		return err
	}
	if _, err := s.SetAccount(ctx, automatic, ledger.AccountChange{AutoTopUp: &topUp, AutoBelow: &below}); err != nil {
		return err
	}
	e, err := s.Extent(ctx)
	if run.AsOfText == "" {
		run.AsOf = e.Last
	}
	return err
}

func importFile(ctx context.Context, run *cli.Run, s *ledger.Store, name string) error {
	f, err := data.Demo.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = s.Import(ctx, f, usage.ImportOptions{File: path.Base(name), At: run.AsOf})
	return err
}
