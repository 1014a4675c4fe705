package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing/words"
)

// A Proof is one thing that doctor looked at.
type Proof struct {
	Name   string // "SQLite integrity"
	Count  int64  // how many things were checked
	Of     string // what they are: "pages", "rows"
	Faults []string
}

// Doctor proves that the ledger is sound: SQLite's integrity, foreign keys, daily
// sums and cuts that equal their rows to the last digit, and the laws of credit
// lots (DESIGN.md 3.4). The error is for what
// stopped it, not for what it found.
func (s *Store) Doctor(ctx context.Context) ([]Proof, error) {
	var out []Proof
	for _, check := range []func(context.Context, sqlite.Reader) (Proof, error){checkIntegrity, checkForeignKeys, s.checkSums, checkSplits} {
		// One view of all tables, without the write lock: doctor reads, also while
		// another process imports.
		err := s.file.Read(ctx, func(tx *sql.Tx) error {
			c, err := check(ctx, tx)
			out = append(out, c)
			return err
		})
		if err != nil {
			return out[:len(out)-1], err
		}
	}
	laws, err := s.checkLaws(ctx)
	if errors.Is(err, sqlite.ErrDamaged) { // what keeps lots from being derived has been found above, or is a finding itself
		return append(out, Proof{Name: "laws of credit lots", Of: "accounts", Faults: []string{err.Error()}}), nil
	}
	return append(out, laws...), sqlite.Fault(err)
}

func checkIntegrity(ctx context.Context, q sqlite.Reader) (Proof, error) {
	c := Proof{Name: "SQLite integrity", Of: "pages"}
	if err := q.QueryRowContext(ctx, `SELECT page_count FROM pragma_page_count`).Scan(&c.Count); err != nil {
		return c, err
	}
	found, err := sqlite.Lines(ctx, q, `SELECT integrity_check FROM pragma_integrity_check`)
	if len(found) != 1 || found[0] != "ok" {
		c.Faults = found
	}
	return c, err
}

func checkForeignKeys(ctx context.Context, q sqlite.Reader) (Proof, error) {
	c := Proof{Name: "foreign keys", Of: "rows"}
	if err := q.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM usage) + (SELECT COUNT(*) FROM daily) + (SELECT COUNT(*) FROM series)
		+ (SELECT COUNT(*) FROM topup) + (SELECT COUNT(*) FROM balance) + (SELECT COUNT(*) FROM cut)`).Scan(&c.Count); err != nil {
		return c, err
	}
	found, err := sqlite.Lines(ctx, q, `SELECT "table" || ' names a missing ' || parent FROM pragma_foreign_key_check`)
	c.Faults = found
	return c, err
}

// checkSums proves that the daily sums are those of their rows.
func (s *Store) checkSums(ctx context.Context, q sqlite.Reader) (c Proof, err error) {
	c = Proof{Name: "daily sums = rows"}
	var rows int64
	c.Count, rows, c.Faults, err = usage.SumFaults(ctx, q, s.catalog)
	c.Of = "sums of " + words.Count(fmt.Sprint(rows), "row")
	return c, err
}

// checkSplits proves that the sums of divided days are those of their rows.
func checkSplits(ctx context.Context, q sqlite.Reader) (c Proof, err error) {
	c = Proof{Name: "cuts = rows", Of: "sums of divided days"}
	c.Count, c.Faults, err = usage.SplitFaults(ctx, q)
	return c, err
}
