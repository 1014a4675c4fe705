package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// An ack remembers a finding as somebody saw it.
type ack struct {
	level Level
	usd   *pricing.Money
}

// ErrNoFinding is returned for an id that no finding has.
var ErrNoFinding = errors.New("no such finding")

// ErrNotSeen is returned for an id of which nobody has acknowledged the finding.
var ErrNotSeen = errors.New("nobody has acknowledged it")

// outgrown reports whether a finding has become worse than it was seen: its level
// rose, or its dollars grew by more than both margins.
//
//	seen at $2.44 with margins of $1 and 20 %: $3.44 is not worse, $3.45 is
func (a ack) outgrown(f Finding, set Settings) bool {
	switch {
	case f.Level > a.level:
		return true
	case f.USD == nil || a.usd == nil || f.Kind == RunsOut: // of credit that is left, less is worse: the level says so
		return false
	}
	seen := a.usd.Abs()
	return f.USD.Abs().Cmp(seen.Add(set.WorseUSD.Max(set.WorsePercent.Of(seen)))) > 0
}

// Acknowledge keeps a finding of asOf from counting until it becomes worse. It
// returns the finding, or ErrNoFinding.
func (s *Store) Acknowledge(ctx context.Context, id string, asOf time.Time, set Settings) (Finding, error) {
	all, err := s.Check(ctx, asOf, set)
	if err != nil {
		return Finding{}, err
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
	return Finding{}, fmt.Errorf("finding %q: %w", id, ErrNoFinding)
}

// Unacknowledge forgets that somebody has seen a finding: it counts again. It returns
// ErrNotSeen where nobody had.
func (s *Store) Unacknowledge(ctx context.Context, id string) error {
	return s.file.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM ack WHERE finding = ?`, id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return fmt.Errorf("finding %q: %w", id, ErrNotSeen)
	})
}

// acks reads what was acknowledged, by finding.
func acks(ctx context.Context, q sqlite.Reader) (out map[string]ack, err error) {
	rows, err := q.QueryContext(ctx, `SELECT finding, level, usd FROM ack`)
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	out = map[string]ack{}
	for rows.Next() {
		var id, level string
		var usd sql.NullString
		if err := rows.Scan(&id, &level, &usd); err != nil {
			return nil, sqlite.Fault(err)
		}
		var a ack
		if err := a.level.UnmarshalText([]byte(level)); err != nil {
			return nil, fmt.Errorf("finding %q: %w", id, err)
		}
		if a.usd, err = maybeMoney(usd); err != nil {
			return nil, fmt.Errorf("finding %q: %w", id, err)
		}
		out[id] = a
	}
	return out, sqlite.Fault(rows.Err())
}
