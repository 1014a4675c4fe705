package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/check"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// SetBudget makes a budget, or changes the one of that name. It returns
// *pricing.UnknownGatewayError for an account that can't be, and
// *pricing.UnknownModelError for a model that neither the catalog nor any usage
// knows.
func (s *Store) SetBudget(ctx context.Context, b check.Budget) (check.Budget, error) {
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
		return usage.ForgetAccounts(ctx, tx) // the account that it was of before
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
	all, err := usage.ReadSpendSeries(ctx, q)
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

// RemoveBudget forgets a budget. It returns check.ErrNoBudget.
func (s *Store) RemoveBudget(ctx context.Context, name string) error {
	return s.file.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM budget WHERE name = ?`, name)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return fmt.Errorf("budget %q: %w", name, check.ErrNoBudget)
		}
		return usage.ForgetAccounts(ctx, tx)
	})
}

// Budgets lists the budgets by name.
func (s *Store) Budgets(ctx context.Context) ([]check.Budget, error) { return budgets(ctx, s.file) }

func budgets(ctx context.Context, q sqlite.Querier) ([]check.Budget, error) {
	var list []check.Budget
	err := sqlite.Each(ctx, q, `
		SELECT
			b.name,
			b.usd,
			COALESCE(b.account_id, 0),
			COALESCE(a.name, ''),
			b.model,
			b.api_key
		FROM budget b
		LEFT JOIN account a ON a.id = b.account_id
		ORDER BY b.name`, nil, func(row sqlite.Scanner) error {
		var b check.Budget
		var usd string
		err := row.Scan(&b.Name, &usd, &b.AccountID, &b.Account, &b.Model, &b.Key)
		if err != nil {
			return err
		}
		if b.USD, err = pricing.ParseMoney(usd); err != nil {
			return fmt.Errorf("budget %q: %q in the ledger: %w", b.Name, usd, err)
		}
		list = append(list, b)
		return nil
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	return list, nil
}

// Unused says in words which part of a budget no usage has yet; "" where all of it
// has some. A mistyped key would make a budget that is never spent.
func (s *Store) Unused(ctx context.Context, b check.Budget) (string, error) {
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
func (s *Store) BudgetStates(ctx context.Context, asOf time.Time) (out []check.BudgetState, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		list, err := budgets(ctx, tx)
		if err != nil || len(list) == 0 {
			return err
		}
		of := usage.SumsQuery{AsOf: asOf}
		if check.ByKey(list) {
			of.Labels = &usage.LabelsQuery{}
		}
		b, err := readBooks(ctx, tx, s.catalog, of)
		if err != nil {
			return err
		}
		out, err = check.StatesOf(b, list)
		return err
	})
	return out, err
}
