package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// divideDays brings the pieces of an account's days up to its events.
func divideDays(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, account int64) error {
	wanted, err := eventInstants(ctx, tx, c, account)
	if err != nil {
		return err
	}
	return usage.Resplit(ctx, tx, account, wanted)
}

// followTerms brings the divided days up to the catalog's rules of expiry, once where
// those changed: lots die at other instants then.
func followTerms(ctx context.Context, f *sqlite.File, c *pricing.Catalog) error {
	var rules strings.Builder
	for _, g := range c.Gateways() {
		fmt.Fprintf(&rules, "%s: %s\n", g.ID, g.Expiry)
	}
	var old string
	err := f.QueryRowContext(ctx, `SELECT value FROM setting WHERE name = 'expiry_rules'`).Scan(&old)
	if err != nil && err != sql.ErrNoRows {
		return sqlite.Fault(err)
	}
	if old == rules.String() {
		return nil
	}
	return f.Write(ctx, func(tx *sql.Tx) error {
		accounts, err := accounts(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if err := divideDays(ctx, tx, c, a.ID); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO setting (name, value) VALUES ('expiry_rules', ?)`, rules.String())
		return err
	})
}

// eventInstants are the instants inside a day, by day, at which an account's
// usage has to be told apart.
func eventInstants(ctx context.Context, q sqlite.Querier, c *pricing.Catalog, id int64) (map[int64][]int64, error) {
	a, err := accountByID(ctx, q, id)
	if err != nil {
		return nil, err
	}
	topUps, err := topUps(ctx, q, c, a.Name)
	if err != nil {
		return nil, err
	}
	balances, err := balances(ctx, q, a.Name)
	if err != nil {
		return nil, err
	}
	terms := credit.TermsOf(c, a)
	instants := map[int64]bool{}
	for _, t := range topUps {
		instants[t.At.UnixNano()] = true
		if t.Kind == lot.Refund {
			continue
		}
		if dies := terms.Born(t).Expires; !dies.IsZero() {
			instants[dies.UnixNano()] = true
		}
	}
	for _, b := range balances {
		instants[b.At.UnixNano()+1] = true
		// The opening lot that it may stand for can expire by the same clock.
		if dies, ends := terms.Dies(b.At); ends {
			instants[dies.UnixNano()] = true
		}
	}
	out := map[int64][]int64{}
	for _, at := range slices.Sorted(maps.Keys(instants)) {
		if at%usage.DayNS != 0 { // at midnight days part anyway
			out[usage.DayNumber(at)] = append(out[usage.DayNumber(at)], at)
		}
	}
	return out, nil
}
