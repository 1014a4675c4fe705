package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
)

// MergeOptions say how another ledger comes in.
type MergeOptions struct {
	Again  bool // take usage that another account has already
	DryRun bool // show what would happen and change nothing
	// Progress is told how many of about how many rows were looked at; nil is not told.
	Progress func(done, of int64)
}

// A Merged says what came in with another ledger, and where the two say different things.
type Merged struct {
	File string
	usage.Merged
	TopUps    int // that are new
	Balances  int
	Budgets   int
	Completed int // of ours that got what only the other one said: a fee, a note, how an account pays
	Conflicts []Conflict
}

// A Conflict is something of which two ledgers say different things. Ours stays.
type Conflict struct {
	Kind   string // account, top-up, balance or budget
	Name   string // whose: "openrouter", "3 of openrouter, 2026-10-12T00:00:00Z"
	Field  string // what of it: "fee"
	Ours   string
	Theirs string
}

// String is the conflict in words.
//
//	top-up 3 of openrouter at 2026-10-12T00:00:00Z: fee $27.50 here, $27.45 there
func (c Conflict) String() string {
	return fmt.Sprintf("%s %s: %s %s here, %s there", c.Kind, c.Name, c.Field, c.Ours, c.Theirs)
}

// ErrSameLedger refuses to merge a ledger with itself.
var ErrSameLedger = errors.New("is the ledger that it would be merged into")

// A GatewayDiffersError refuses a ledger that has an account of the same name somewhere else.
type GatewayDiffersError struct{ File, Account, Ours, Theirs string }

func (e *GatewayDiffersError) Error() string {
	return fmt.Sprintf("%s: its account %q is at %s, and ours of that name at %s", e.File, e.Account, e.Theirs, e.Ours)
}

// A RenamedError refuses a ledger in which an account was made under another name than here,
// where both have rows without an id: those are known by that name, so that the same ones
// would be counted twice. MergeOptions.Again takes them.
type RenamedError struct{ File, Account, Ours, Theirs string }

func (e *RenamedError) Error() string {
	return fmt.Sprintf("%s: its account %q was made as %q, and ours as %q: rows without an id that both have would be counted twice", e.File, e.Account, e.Theirs, e.Ours)
}

// Merge brings the books of another ledger into this one, in one transaction: imports with
// their rows, accounts, top-ups, balances and budgets. What both have is there once, so that
// the same ledger again adds nothing. The other file is read and never written. What was
// seen of check, and settings, do not come. It returns ErrSameLedger, *GatewayDiffersError,
// *RenamedError and *usage.DoubleError without Again, sqlite.ErrBusy, and the errors of sqlite.OpenGuest.
func (s *Store) Merge(ctx context.Context, path string, opt MergeOptions) (got Merged, err error) {
	if err := s.notSelf(path); err != nil {
		return got, err
	}
	guest, err := sqlite.OpenGuest(ctx, path, design(s.catalog, shipped))
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, guest.Close()) }()
	to := s.file
	if opt.DryRun && to.ReadOnly() {
		copied, discard, failed := to.Scratch(ctx, design(s.catalog, shipped))
		if failed != nil {
			return got, fmt.Errorf("a dry run on a ledger that can't be written works on a copy: %w", failed)
		}
		defer func() { err = errors.Join(err, discard()) }()
		to = copied
	}
	err = to.WriteTrusting(ctx, func(tx *sql.Tx) error {
		return guest.Read(ctx, func(q *sql.Tx) error {
			m := &merging{store: s, tx: tx, guest: q, fault: guest.Fault, file: path, opt: opt, got: Merged{File: path}}
			if err := m.run(ctx); err != nil {
				return err
			}
			got = m.got
			if opt.DryRun {
				return errUndone
			}
			return guest.Unchanged()
		})
	})
	if err != nil && !errors.Is(err, errUndone) {
		return Merged{}, err
	}
	return got, nil
}

// notSelf refuses the ledger's own file, by whatever name.
func (s *Store) notSelf(path string) error {
	theirs, err := os.Stat(path)
	if err != nil {
		return nil // OpenGuest says what is wrong with it
	}
	if ours, err := os.Stat(s.Path()); err == nil && os.SameFile(ours, theirs) {
		return fmt.Errorf("%s %w", path, ErrSameLedger)
	}
	return nil
}

// merging is one ledger on its way into ours.
type merging struct {
	store    *Store
	tx       *sql.Tx
	guest    *sql.Tx
	fault    func(error) error // puts the guest's name to an error of reading it
	file     string
	opt      MergeOptions
	accounts map[int64]int64 // the guest's by id: ours
	fresh    map[int64]bool  // of ours, those that were made
	got      Merged
}

// run brings everything in. Credit comes before usage: the days that it divides are divided
// while they have little usage.
func (m *merging) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{m.mergeAccounts, m.mergeTopUps, m.mergeBalances, m.mergeBudgets} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	for _, id := range m.accounts {
		if err := divideDays(ctx, m.tx, m.store.catalog, id); err != nil {
			return err
		}
	}
	var err error
	m.got.Merged, err = usage.Merge(ctx, m.tx, m.store.catalog, usage.Guest{
		Ledger: m.guest, Fault: m.fault, File: m.file, Accounts: m.accounts, Fresh: m.fresh, Again: m.opt.Again, Progress: m.opt.Progress})
	return err
}

// conflict notes that the two ledgers say different things.
func (m *merging) conflict(kind, name, field, ours, theirs string) {
	m.got.Conflicts = append(m.got.Conflicts, Conflict{kind, name, field, ours, theirs})
}
