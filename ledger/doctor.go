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

// Doctor proves that the ledger is sound: SQLite's integrity, foreign keys, daily sums of
// both levels and pieces of days that equal their rows to the last digit, and the laws of
// credit lots (DESIGN.md 3.4). The error is for what stopped it, not for what it found.
func (s *Store) Doctor(ctx context.Context) ([]Proof, error) {
	var out []Proof
	for _, check := range []func(context.Context, sqlite.Reader) ([]Proof, error){checkIntegrity, checkForeignKeys, s.checkSums, checkSplits} {
		// One view of all tables, without the write lock: doctor reads, also while
		// another process imports.
		err := s.file.Read(ctx, func(tx *sql.Tx) error {
			found, err := check(ctx, tx)
			if err == nil {
				out = append(out, found...)
			}
			return err
		})
		if err != nil {
			return out, err
		}
	}
	laws, err := s.checkLaws(ctx)
	if errors.Is(err, sqlite.ErrDamaged) { // what keeps lots from being derived has been found above, or is a finding itself
		return append(out, Proof{Name: "laws of credit lots", Of: "accounts", Faults: []string{err.Error()}}), nil
	}
	return append(out, laws...), sqlite.Fault(err)
}

func checkIntegrity(ctx context.Context, q sqlite.Reader) ([]Proof, error) {
	c := Proof{Name: "SQLite integrity", Of: "pages"}
	if err := q.QueryRowContext(ctx, `SELECT page_count FROM pragma_page_count`).Scan(&c.Count); err != nil {
		return nil, err
	}
	found, err := sqlite.Lines(ctx, q, `SELECT integrity_check FROM pragma_integrity_check`)
	if len(found) != 1 || found[0] != "ok" {
		c.Faults = found
	}
	return []Proof{c}, err
}

func checkForeignKeys(ctx context.Context, q sqlite.Reader) ([]Proof, error) {
	c := Proof{Name: "foreign keys", Of: "rows"}
	if err := q.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM usage) + (SELECT COUNT(*) FROM series)
		+ (SELECT COUNT(*) FROM topup) + (SELECT COUNT(*) FROM balance)`).Scan(&c.Count); err != nil {
		return nil, err
	}
	found, err := sqlite.Lines(ctx, q, `SELECT "table" || ' names a missing ' || parent FROM pragma_foreign_key_check`)
	c.Faults = found
	return []Proof{c}, err
}

// checkSums proves that the daily sums of both levels are those of their rows.
func (s *Store) checkSums(ctx context.Context, q sqlite.Reader) ([]Proof, error) {
	money, label, rows, err := usage.ProveSums(ctx, q, s.catalog)
	of := "sums of " + words.Count(fmt.Sprint(rows), "row")
	return []Proof{{"money sums = rows", money.Sums, of, money.Faults}, {"label sums = rows", label.Sums, of, label.Faults}}, err
}

// checkSplits proves that the sums of divided days are those of their rows.
func checkSplits(ctx context.Context, q sqlite.Reader) ([]Proof, error) {
	found, err := usage.ProveSplits(ctx, q)
	return []Proof{{"pieces of days = rows", found.Sums, "sums of divided days", found.Faults}}, err
}
