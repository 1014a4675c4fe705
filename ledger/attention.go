package ledger

import (
	"context"
	"database/sql"
	"time"

	"tollbook/ledger/check"
	"tollbook/ledger/sqlite"
)

// Reading reads the books of an instant, and what findings are made of beside them, in one
// transaction. What it comes to takes simulation: Attention.
func (s *Store) Reading(ctx context.Context, asOf time.Time, set check.Settings) (r check.Reading, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		r, err = s.reading(ctx, tx, asOf, set)
		return err
	})
	return r, err
}

func (s *Store) reading(ctx context.Context, q sqlite.Reader, asOf time.Time, set check.Settings) (r check.Reading, err error) {
	if err := set.Validate(); err != nil {
		return r, err
	}
	var of check.Records
	if of.Entries, err = readEntries(ctx, q, s.catalog, ""); err != nil {
		return r, err
	}
	if of.Budgets, err = budgets(ctx, q); err != nil {
		return r, err
	}
	if of.Acks, err = acks(ctx, q); err != nil {
		return r, err
	}
	return check.Read(ctx, q, s.catalog, asOf, set, of)
}

// Attention finds what needs attention in a reading, worst first. It returns check.ErrChanged
// where the ledger got other rows since and days before have to be looked at.
func (s *Store) Attention(ctx context.Context, r check.Reading, set check.Settings) (check.Attention, error) {
	out, _, err := r.Attend(ctx, func(do func(q sqlite.Reader) error) error { return s.Read(ctx, do) }, set)
	return out, err
}

// Check finds what needs attention at asOf, worst first, and marks what somebody
// has acknowledged. It writes nothing: levels that hold over some days are worked
// out from those days' books anew, so that the same ledger, settings and clock
// give the same answer, also where the ledger can only be read.
func (s *Store) Check(ctx context.Context, asOf time.Time, set check.Settings) (check.Attention, error) {
	out, _, err := s.Attend(ctx, asOf, set)
	return out, err
}

// Attend is Check, and what its findings are made of, all in one transaction.
func (s *Store) Attend(ctx context.Context, asOf time.Time, set check.Settings) (out check.Attention, today check.Evidence, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		r, err := s.reading(ctx, tx, asOf, set)
		if err != nil {
			return err
		}
		out, today, err = r.Attend(ctx, func(do func(q sqlite.Reader) error) error { return do(tx) }, set)
		return err
	})
	return out, today, err
}
