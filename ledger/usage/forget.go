package usage

import (
	"context"
	"database/sql"
	"math"

	"tollbook/ledger/packed"
	"tollbook/ledger/sqlite"
)

// ForgetAccounts drops accounts that nothing names any more. One that someone has set up or
// bought credit for stays.
func ForgetAccounts(ctx context.Context, tx *sql.Tx) error {
	for _, query := range []string{
		`DELETE FROM account
		WHERE billing IS NULL
			AND expiry IS NULL
			AND auto_topup IS NULL
			AND id NOT IN (SELECT account_id FROM spend_series UNION SELECT account_id FROM topup UNION SELECT account_id FROM balance UNION SELECT account_id FROM proposed_topup UNION SELECT account_id FROM budget WHERE account_id IS NOT NULL)`,
		`DELETE FROM import_span WHERE account_id NOT IN (SELECT id FROM account)`,
	} {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// ForgetUnused drops labels and accounts that no row has any more.
func ForgetUnused(ctx context.Context, tx *sql.Tx) error {
	used := map[int64]bool{}
	var r sumReader
	err := labelSumTable.eachBlock(ctx, tx, math.MinInt64, math.MaxInt64, nil, func(_ blockKey, block []byte) error {
		if err := r.open(block, packed.Of(columnID)); err != nil {
			return err
		}
		id := int64(0)
		for _, more := range r.Ints(columnID) {
			id += more
			used[id] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	note := func(row sqlite.Scanner) error {
		var id int64
		err := row.Scan(&id)
		used[id] = true
		return err
	}
	if err := sqlite.Each(ctx, tx, `SELECT DISTINCT series_id FROM usage_before`, nil, note); err != nil {
		return err
	}
	var unused []int64
	err = sqlite.Each(ctx, tx, `SELECT id FROM series`, nil, func(row sqlite.Scanner) error {
		var id int64
		err := row.Scan(&id)
		if !used[id] {
			unused = append(unused, id)
		}
		return err
	})
	if err != nil {
		return err
	}
	forget, err := tx.PrepareContext(ctx, `DELETE FROM series WHERE id = ?`)
	if err != nil {
		return err
	}
	defer forget.Close()
	for _, id := range unused {
		if _, err := forget.ExecContext(ctx, id); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM spend_series WHERE id NOT IN (SELECT spend_id FROM series)`); err != nil {
		return err
	}
	return ForgetAccounts(ctx, tx)
}
