package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A Source is where usage comes from by itself: a gateway's API, or an engine that holds
// the requests. It has no secret: what a key or a password is called in the environment is
// all that is kept of it.
type Source struct {
	ID      int64
	Name    string
	Kind    string // openrouter, openai, anthropic, litellm-api; litellm, langfuse, sql
	Address string // "" is the API's own; env:VARIABLE is in the environment
	Account string // that its usage goes to; "" is the gateway's name
	Query   string // of kind sql
	KeyEnv  string // the variable that holds the key; "" is the usual one
	Overlap time.Duration

	// What pulls found, zero before the first:
	Pulled    time.Time      // when the last was
	Until     time.Time      // all use before it was told, without a gap since the first pull
	Edges     string         // of the catalog by which its sums are told apart
	Oldest    time.Time      // the oldest request that the engine still held
	Credits   *pricing.Money // all credit that the gateway says was ever loaded
	CreditsAt time.Time      // when it said so
}

// From is the first day that the next pull asks for: the last one again, and as many before
// it as rows come late. It is zero where there was no pull.
func (s Source) From() time.Time {
	if s.Until.IsZero() {
		return time.Time{}
	}
	return pricing.StartOfDay(s.Until.Add(-s.Overlap))
}

// file is what imports of the source are called. Two machines may call two sources alike:
// the address tells them apart, and their rows.
func (s Source) file() string {
	if s.Address == "" {
		return "sync " + s.Name
	}
	return "sync " + s.Name + " (" + s.Address + ")"
}

// ErrNoSource is returned for a name that no source has.
var ErrNoSource = errors.New("no such source")

// ErrSourceExists is returned for a name that a source has already.
var ErrSourceExists = errors.New("there is such a source already")

// sourceName is what a source may be called.
var sourceName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// AddSource remembers where usage comes from. It returns ErrSourceExists, and
// *pricing.UnknownGatewayError for an account that can't be.
func (s *Store) AddSource(ctx context.Context, x Source) (added Source, err error) {
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		added, err = addSource(ctx, tx, s.catalog, x)
		return err
	})
	return added, err
}

func addSource(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, x Source) (Source, error) {
	if !sourceName.MatchString(x.Name) {
		return x, fmt.Errorf("source %q: want a name of letters, digits, dots, dashes and underscores", x.Name)
	}
	if x.Overlap < 0 {
		return x, fmt.Errorf("overlap %s: want none or some days", x.Overlap)
	}
	if x.Account != "" {
		a, err := oneAccount(ctx, tx, `a.name = ?`, x.Account)
		if errors.Is(err, credit.ErrNoAccount) {
			a, err = newAccount(c, x.Account)
		}
		if err != nil {
			return x, err
		}
		x.Account = a.Name
	}
	known, err := sources(ctx, tx)
	if err != nil {
		return x, err
	}
	for _, k := range known {
		if k.Name == x.Name {
			return x, fmt.Errorf("source %s: %w", x.Name, ErrSourceExists)
		}
		if k.Account == x.Account && k.Account != "" && k.Kind == x.Kind {
			return x, &SameAccountError{Source: x.Name, Other: k.Name, Account: k.Account}
		}
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO source (name, kind, address, account, query, key_env, overlap_ns) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		x.Name, x.Kind, x.Address, x.Account, x.Query, x.KeyEnv, int64(x.Overlap))
	if err != nil {
		return x, err
	}
	x.ID, err = res.LastInsertId()
	return x, err
}

// A SameAccountError refuses a second source of one kind for an account: of two views of
// one spend only one counts, and two proxies are two accounts.
type SameAccountError struct{ Source, Other, Account string }

func (e *SameAccountError) Error() string {
	return fmt.Sprintf("source %s: account %s is fed by source %s already, and of two sources of one account only the fuller counts", e.Source, e.Account, e.Other)
}

// RemoveSource forgets a source. What it brought stays. It returns ErrNoSource.
func (s *Store) RemoveSource(ctx context.Context, name string) error {
	return s.file.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM source WHERE name = ?`, name)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fmt.Errorf("source %s: %w", name, ErrNoSource))
		}
		return nil
	})
}

// Sources lists them by name.
func (s *Store) Sources(ctx context.Context) (list []Source, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		list, err = sources(ctx, tx)
		return err
	})
	return list, err
}

// Source finds one by its name. It returns ErrNoSource.
func (s *Store) Source(ctx context.Context, name string) (Source, error) {
	list, err := s.Sources(ctx)
	if err != nil {
		return Source{}, err
	}
	i := slices.IndexFunc(list, func(x Source) bool { return x.Name == name })
	if i < 0 {
		return Source{}, fmt.Errorf("source %s: %w", name, ErrNoSource)
	}
	return list[i], nil
}

func sources(ctx context.Context, q sqlite.Querier) ([]Source, error) {
	var list []Source
	err := sqlite.Each(ctx, q, `
		SELECT
			s.id,
			s.name,
			s.kind,
			s.address,
			s.account,
			s.query,
			s.key_env,
			s.overlap_ns,
			s.edges,
			s.oldest_ns,
			s.credits,
			s.credits_ns,
			s.pulled_ns
		FROM source s
		ORDER BY s.name`, nil, func(row sqlite.Scanner) error {
		var x Source
		var overlap int64
		var oldest, creditsAt, pulled sql.NullInt64
		var credits sql.NullString
		err := row.Scan(&x.ID, &x.Name, &x.Kind, &x.Address, &x.Account, &x.Query, &x.KeyEnv, &overlap, &x.Edges, &oldest, &credits, &creditsAt, &pulled)
		if err != nil {
			return err
		}
		if x.Credits, err = maybeMoney(credits); err != nil {
			return fmt.Errorf("source %s: credit %q in the ledger: %w", x.Name, credits.String, err)
		}
		x.Overlap, x.Oldest, x.CreditsAt, x.Pulled = time.Duration(overlap), maybeInstant(oldest), maybeInstant(creditsAt), maybeInstant(pulled)
		list = append(list, x)
		return nil
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	for i := range list {
		if list[i].Until, err = toldUntil(ctx, q, list[i].ID); err != nil {
			return nil, sqlite.Fault(err)
		}
	}
	return list, nil
}

// toldUntil is the instant before which the pulls of a source told all use, from the first
// of them on: a pull that was taken back leaves a gap, and the next one begins there.
func toldUntil(ctx context.Context, q sqlite.Querier, source int64) (until time.Time, err error) {
	gap := false
	err = sqlite.Each(ctx, q, `
		SELECT DISTINCT x.first_ns, x.last_ns
		FROM import_span x
		JOIN import i ON i.id = x.import_id
		WHERE i.source_id = ?
		ORDER BY 1, 2`, []any{source}, func(row sqlite.Scanner) error {
		var first, last int64
		if err := row.Scan(&first, &last); err != nil {
			return err
		}
		from, to := usage.Instant(first), usage.Instant(last)
		switch {
		case until.IsZero():
			until = to
		case from.After(until):
			gap = true
		case !gap && to.After(until):
			until = to
		}
		return nil
	})
	return until, err
}

// maybeInstant is an instant that may be absent.
func maybeInstant(ns sql.NullInt64) time.Time {
	if !ns.Valid {
		return time.Time{}
	}
	return usage.Instant(ns.Int64)
}
