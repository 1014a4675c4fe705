package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing/words"
)

// An AccountInUseError keeps an account that something is recorded for.
type AccountInUseError struct {
	Account  string
	Imports  []int64 // that brought its usage, the newest first
	TopUps   int
	Balances int
	Budgets  int
}

func (e *AccountInUseError) Error() string {
	var has []string
	if len(e.Imports) > 0 {
		has = append(has, "usage of "+words.Plural(len(e.Imports), "import"))
	}
	for _, n := range []struct {
		count int
		what  string
	}{{e.TopUps, "top-up"}, {e.Balances, "stated balance"}, {e.Budgets, "budget"}} {
		if n.count > 0 {
			has = append(has, words.Plural(n.count, n.what))
		}
	}
	return fmt.Sprintf("account %q has %s: nothing that was recorded is forgotten with it", e.Account, strings.Join(has, ", "))
}

// RemoveAccount forgets an account and how it was set to pay. It returns credit.ErrNoAccount,
// and *AccountInUseError as long as the ledger has anything else of it.
func (s *Store) RemoveAccount(ctx context.Context, name string) (a credit.Account, err error) {
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		if a, err = oneAccount(ctx, tx, `a.name = ?`, name); err != nil {
			return fmt.Errorf("account %q: %w", name, err)
		}
		use := &AccountInUseError{Account: name}
		err := tx.QueryRowContext(ctx, `
			SELECT
				(SELECT COUNT(*) FROM topup WHERE account_id = ?1),
				(SELECT COUNT(*) FROM balance WHERE account_id = ?1),
				(SELECT COUNT(*) FROM budget WHERE account_id = ?1)`, a.ID).Scan(&use.TopUps, &use.Balances, &use.Budgets)
		if err != nil {
			return err
		}
		if use.Imports, err = importsOf(ctx, tx, a.ID); err != nil {
			return err
		}
		if use.TopUps+use.Balances+use.Budgets+len(use.Imports) > 0 {
			return use
		}
		for _, of := range []string{`cut_at WHERE account_id`, `money_piece WHERE account_id`, `label_piece WHERE account_id`, `account WHERE id`} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+of+` = ?`, a.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return withDefault(s.catalog, a), err
}

// importsOf are the imports that brought an account's usage, the newest first.
func importsOf(ctx context.Context, tx *sql.Tx, account int64) ([]int64, error) {
	var ids []int64
	err := sqlite.Each(ctx, tx, `
		SELECT DISTINCT s.import_id
		FROM (SELECT DISTINCT origin >> 32 AS source FROM usage WHERE key >= ? AND key < ?) u
		JOIN import_file s ON s.id = u.source
		ORDER BY s.import_id DESC`, []any{usage.FirstKey(account), usage.FirstKey(account + 1)}, func(row sqlite.Scanner) error {
		var id int64
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}
