package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
)

// errUndone ends a transaction of which nothing is to be kept.
var errUndone = errors.New("nothing is kept")

// Import reads one export into the ledger, in one transaction. It returns
// *usage.RejectedError for bad cells without SkipBad, *usage.DoubleError and
// *pricing.UnknownGatewayError without Again, the errors of
// usagefile.Open for a file that it can't read, and sqlite.ErrBusy. A damaged line of an
// agent's log is left out and named in the result's Warnings.
func (s *Store) Import(ctx context.Context, r io.Reader, opt usage.ImportOptions) (usage.Imported, error) {
	opt.HideKeys()
	if err := opt.Remembering(ctx, s.file); err != nil {
		return usage.Imported{}, err
	}
	from, err := usage.OpenInput(ctx, r, opt)
	if err != nil {
		return usage.Imported{}, err
	}
	defer from.Close()
	return s.bring(ctx, from, opt)
}

// ImportFolder brings in the agent logs of a folder and of the folders inside it, as one
// import in one transaction. Logs that an earlier walk with the same
// options read and that did not change since are not read again; where nothing is
// new there is no import (ID 0). A log that can't be read, or one with bad lines
// without SkipBad, is left out and named in the result's Folder. It returns
// usagefile.ErrNoLogs for a folder without any log, and sqlite.ErrBusy.
func (s *Store) ImportFolder(ctx context.Context, path string, opt usage.ImportOptions) (usage.Imported, error) {
	opt.HideKeys()
	from, err := usage.OpenFolder(ctx, s.file, path, &opt)
	if err != nil {
		return usage.Imported{}, err
	}
	defer from.Close()
	got, err := s.bring(ctx, from, opt)
	if ctx.Err() != nil {
		return usage.Imported{}, ctx.Err()
	}
	got.File = path
	return got, err
}

// bring imports a source in one transaction, and says what that did to the books.
func (s *Store) bring(ctx context.Context, from *usage.Input, opt usage.ImportOptions) (got usage.Imported, err error) {
	to := s.file
	if opt.DryRun && to.ReadOnly() {
		copied, discard, failed := to.Scratch(ctx, design(s.catalog, shipped))
		if failed != nil {
			return usage.Imported{}, fmt.Errorf("a dry run on a ledger that can't be written works on a copy: %w", failed)
		}
		defer func() { err = errors.Join(err, discard()) }()
		to = copied
	}
	err = to.WriteTrusting(ctx, func(tx *sql.Tx) error {
		before, err := standingAt(ctx, tx, s.catalog, opt.At)
		if err != nil {
			return err
		}
		if got, err = usage.Import(ctx, tx, s.catalog, from, opt); err != nil {
			return err
		}
		if got.ID == 0 { // every log of a folder was known
			return errUndone
		}
		after, err := standingAt(ctx, tx, s.catalog, opt.At)
		if err != nil {
			return err
		}
		if err := effect(ctx, tx, &got, before, after); err != nil {
			return err
		}
		if opt.DryRun {
			got.ID = 0
			return errUndone
		}
		return nil
	})
	if err != nil && !errors.Is(err, errUndone) {
		return usage.Imported{}, err
	}
	return got, nil
}

// Sample reads the first n records of a CSV. It writes nothing, and returns an error
// for what is no CSV alone; that the options don't fit is the Fault of what it returns.
func (s *Store) Sample(ctx context.Context, r io.ReadSeeker, opt usage.ImportOptions, n int) (usage.Sample, error) {
	return usage.ReadSample(ctx, s.file, r, opt, n)
}

// Imports lists what was imported, newest first.
func (s *Store) Imports(ctx context.Context) ([]usage.ImportRecord, error) {
	return usage.Imports(ctx, s.file)
}

// UndoPlan lists the imports that have to go for id to go: those that saw its
// rows again, newest first, and id itself last. It returns usage.ErrNoImport.
func (s *Store) UndoPlan(ctx context.Context, id int64) ([]usage.ImportRecord, error) {
	return usage.UndoPlan(ctx, s.file, id)
}

// Undo takes an import back whole, and before it those that saw its rows again,
// all in one transaction. It returns usage.ErrNoImport.
func (s *Store) Undo(ctx context.Context, id int64) (out []usage.Undone, err error) {
	err = s.file.WriteTrusting(ctx, func(tx *sql.Tx) error {
		out, err = usage.Undo(ctx, tx, s.catalog, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Mappings lists what is remembered about files of one's own, the newest first.
func (s *Store) Mappings(ctx context.Context) ([]usage.KnownMapping, error) {
	return usage.Mappings(ctx, s.file)
}

// ForgetMapping takes a mapping out. It returns usage.ErrNoMapping.
func (s *Store) ForgetMapping(ctx context.Context, id int64) error {
	return s.file.Write(ctx, func(tx *sql.Tx) error { return usage.ForgetMapping(ctx, tx, id) })
}

// Reprice shows what the catalog in force makes of rows that an earlier one
// priced, and with Apply puts that into the ledger: as an import of its own, which
// can be undone. What gateways charged is never touched.
func (s *Store) Reprice(ctx context.Context, q usage.RepriceQuery) (out usage.Repriced, err error) {
	if !q.Apply {
		out, err = usage.Reprice(ctx, s.file, s.catalog, q)
		return out, sqlite.Fault(err)
	}
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		out, err = usage.Reprice(ctx, tx, s.catalog, q)
		return err
	})
	if err != nil && !errors.Is(err, usage.ErrNothingToReprice) {
		return usage.Repriced{}, err
	}
	return out, nil
}

// Extent says since when and until when there is usage, and of which accounts.
func (s *Store) Extent(ctx context.Context) (usage.Extent, error) {
	return usage.ReadExtent(ctx, s.file)
}
