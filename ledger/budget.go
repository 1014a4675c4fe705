package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A Budget is what a calendar month (UTC) may cost all in: all of it, or what one account,
// model or key uses. It counts what a report counts as all in, the tokens and the fees
// that they bear; own-key spend and usage under a subscription are not in it.
type Budget struct {
	Name    string
	USD     pricing.Money
	Account string // "" is all
	Model   string // canonical; "" is all
	Key     string // the API key's label; "" is all

	account int64
}

// Of says in words what a budget is of: "openrouter, model z-ai/glm-5.3", or
// "all usage".
func (b Budget) Of() string {
	var parts []string
	if b.Account != "" {
		parts = append(parts, b.Account)
	}
	if b.Model != "" {
		parts = append(parts, "model "+b.Model)
	}
	if b.Key != "" {
		parts = append(parts, "key "+b.Key)
	}
	if len(parts) == 0 {
		return "all usage"
	}
	return strings.Join(parts, ", ")
}

// A BudgetState is a budget in the month of an instant.
type BudgetState struct {
	Budget
	Month time.Time     // its first instant
	Spent pricing.Money // fees included
	Fees  pricing.Money // what of Spent is for loading credit, of each account to the cent
	// Projected is the whole month's all in, what was spent included, to the cent; nil
	// where there is nothing to project from.
	Projected *pricing.Money
	// Uncharged are the accounts whose fees nobody has published: theirs are in neither
	// figure.
	Uncharged []string
	// Unpriced counts tokens of the month that no price is known of: Spent is too
	// low by what they cost.
	Unpriced int64
}

// Left is what may still be spent; negative where it is overspent.
func (b BudgetState) Left() pricing.Money { return b.USD.Sub(b.Spent) }

// Percent is the part of the budget that is spent, to 6 decimals.
//
//	$265.40 of $500.00 is 53.08
func (b BudgetState) Percent() string {
	text, _ := pricing.Quotient(b.Spent.Times(100), b.USD)
	return text
}

// PercentWords is Percent as people read it, with one decimal: "53.1 %"; "-" where it is
// no figure.
func (b BudgetState) PercentWords() string {
	p, err := pricing.ParseFigure(b.Percent())
	if err != nil {
		return "-"
	}
	return p.Fixed(1) + " %"
}

// Ends is the first instant after the month.
func (b BudgetState) Ends() time.Time { return b.Month.AddDate(0, 1, 0) }

// ErrNoBudget is returned for a name that no budget has.
var ErrNoBudget = errors.New("no such budget")

// SetBudget makes a budget, or changes the one of that name. It returns
// *pricing.UnknownGatewayError for an account that can't be, and
// *pricing.UnknownModelError for a model that neither the catalog nor any usage
// knows.
func (s *Store) SetBudget(ctx context.Context, b Budget) (Budget, error) {
	switch {
	case b.Name == "" || b.Name != strings.TrimSpace(b.Name):
		return b, fmt.Errorf("budget %q: want a name without spaces around it", b.Name)
	case b.USD.Sign() <= 0:
		return b, fmt.Errorf("budget %s: want dollars above zero", b.USD)
	}
	err := s.file.Write(ctx, func(tx *sql.Tx) error {
		var account any
		if b.Account != "" {
			a, err := needAccount(ctx, tx, s.catalog, b.Account)
			if err != nil {
				return err
			}
			b.Account, account = a.Name, a.ID
		}
		var err error
		if b.Model, err = budgetModel(ctx, tx, s.catalog, b.Model); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO budget (name, usd, account_id, model, api_key) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET
				usd = excluded.usd,
				account_id = excluded.account_id,
				model = excluded.model,
				api_key = excluded.api_key`, b.Name, b.USD.String(), account, b.Model, b.Key)
		if err != nil {
			return err
		}
		return usage.ForgetUnused(ctx, tx) // the account that it was of before
	})
	return b, err
}

// budgetModel is the canonical id of a model, or its name where usage has it.
func budgetModel(ctx context.Context, q sqlite.Querier, c *pricing.Catalog, name string) (string, error) {
	if m, _ := c.FindModel(name); m != nil {
		return m.ID, nil
	}
	if name == "" {
		return "", nil
	}
	all, err := usage.AllSeries(ctx, q)
	if err != nil {
		return "", err
	}
	for _, x := range all {
		if x.Model == name {
			return name, nil
		}
	}
	_, err = c.NeedModel(name)
	return "", err
}

// RemoveBudget forgets a budget. It returns ErrNoBudget.
func (s *Store) RemoveBudget(ctx context.Context, name string) error {
	return s.file.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM budget WHERE name = ?`, name)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return fmt.Errorf("budget %q: %w", name, ErrNoBudget)
		}
		return usage.ForgetUnused(ctx, tx)
	})
}

// Budgets lists the budgets by name.
func (s *Store) Budgets(ctx context.Context) ([]Budget, error) { return budgets(ctx, s.file) }

func budgets(ctx context.Context, q sqlite.Querier) (list []Budget, err error) {
	rows, err := q.QueryContext(ctx, `
		SELECT
			b.name,
			b.usd,
			COALESCE(b.account_id, 0),
			COALESCE(a.name, ''),
			b.model,
			b.api_key
		FROM budget b
		LEFT JOIN account a ON a.id = b.account_id
		ORDER BY b.name`)
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var b Budget
		var usd string
		if err := rows.Scan(&b.Name, &usd, &b.account, &b.Account, &b.Model, &b.Key); err != nil {
			return nil, sqlite.Fault(err)
		}
		if b.USD, err = pricing.ParseMoney(usd); err != nil {
			return nil, fmt.Errorf("budget %q: %q in the ledger: %w", b.Name, usd, err)
		}
		list = append(list, b)
	}
	return list, sqlite.Fault(rows.Err())
}

// Unused says in words which part of a budget no usage has yet; "" where all of it
// has some. A mistyped key would make a budget that is never spent.
func (s *Store) Unused(ctx context.Context, b Budget) (string, error) {
	all, err := usage.AllSeries(ctx, s.file)
	if err != nil {
		return "", sqlite.Fault(err)
	}
	var of, keys []string
	for _, x := range all {
		if b.Account == "" || x.Account == b.Account {
			of = append(of, x.Key)
		}
		keys = append(keys, x.Key)
	}
	slices.Sort(keys)
	keys = slices.DeleteFunc(slices.Compact(keys), func(k string) bool { return k == "" })
	switch {
	case b.Account != "" && len(of) == 0:
		return fmt.Sprintf("account %q has no usage yet", b.Account), nil
	case b.Key != "" && !slices.Contains(of, b.Key) && len(keys) == 0:
		return fmt.Sprintf("no usage has the key label %q yet, nor any other", b.Key), nil
	case b.Key != "" && !slices.Contains(of, b.Key):
		return fmt.Sprintf("no usage has the key label %q yet; there are %s", b.Key, strings.Join(keys, ", ")), nil
	}
	return "", nil
}

// BudgetStates says how the budgets stand in the month of asOf; usage after it
// does not count.
func (s *Store) BudgetStates(ctx context.Context, asOf time.Time) (out []BudgetState, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		list, err := budgets(ctx, tx)
		if err != nil || len(list) == 0 {
			return err
		}
		b, err := readBooks(ctx, tx, s.catalog, usage.SumsQuery{AsOf: asOf})
		if err != nil {
			return err
		}
		out, err = StatesOf(b, list)
		return err
	})
	return out, err
}

// StatesOf says how some budgets stand in the month of the books' clock.
func StatesOf(b credit.Books, list []Budget) ([]BudgetState, error) {
	if len(list) == 0 {
		return nil, nil
	}
	future := newProjections(b)
	var out []BudgetState
	for _, budget := range list {
		x, err := future.budget(budget)
		if err != nil {
			return nil, err
		}
		out = append(out, x.BudgetState)
	}
	return out, nil
}

// budgeted reports whether a day's sum is what a budget is of. Models remembers
// the canonical names.
func budgeted(c *pricing.Catalog, b Budget, d *usage.Day, models map[string]string) bool {
	if b.account != 0 && d.AccountID != b.account || b.Key != "" && d.Key != b.Key {
		return false
	}
	if b.Model == "" {
		return true
	}
	if _, known := models[d.Model]; !known {
		models[d.Model] = c.CanonicalName(d.Model)
	}
	return models[d.Model] == b.Model
}
