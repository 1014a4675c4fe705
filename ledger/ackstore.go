package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"tollbook/ledger/check"
	"tollbook/ledger/sqlite"
)

// Acknowledge keeps a finding of asOf from counting until it becomes worse. It
// returns the finding, or check.ErrNoFinding.
func (s *Store) Acknowledge(ctx context.Context, id string, asOf time.Time, set check.Settings) (check.Finding, error) {
	all, err := s.Check(ctx, asOf, set)
	if err != nil {
		return check.Finding{}, err
	}
	for _, f := range all.Findings {
		if f.ID != id {
			continue
		}
		err := s.file.Write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `
				INSERT INTO ack (finding, level, usd, at_ns) VALUES (?, ?, ?, ?)
				ON CONFLICT (finding) DO UPDATE SET
					level = excluded.level,
					usd = excluded.usd,
					at_ns = excluded.at_ns`, f.ID, f.Level.String(), moneyColumn(f.USD), asOf.UnixNano())
			return err
		})
		f.Acknowledged = err == nil
		return f, err
	}
	return check.Finding{}, fmt.Errorf("finding %q: %w", id, check.ErrNoFinding)
}

// Unacknowledge forgets that somebody has seen a finding: it counts again. It returns
// check.ErrNotSeen where nobody had.
func (s *Store) Unacknowledge(ctx context.Context, id string) error {
	return s.file.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM ack WHERE finding = ?`, id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return fmt.Errorf("finding %q: %w", id, check.ErrNotSeen)
	})
}

// acks reads what was acknowledged, by finding.
func acks(ctx context.Context, q sqlite.Reader) (map[string]check.Ack, error) {
	out := map[string]check.Ack{}
	err := sqlite.Each(ctx, q, `SELECT finding, level, usd FROM ack`, nil, func(row sqlite.Scanner) error {
		var id, level string
		var usd sql.NullString
		err := row.Scan(&id, &level, &usd)
		if err != nil {
			return err
		}
		var a check.Ack
		if err := a.Level.UnmarshalText([]byte(level)); err != nil {
			return fmt.Errorf("finding %q: %w", id, err)
		}
		if a.USD, err = maybeMoney(usd); err != nil {
			return fmt.Errorf("finding %q: %w", id, err)
		}
		out[id] = a
		return nil
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	return out, nil
}
