package usage

import (
	"context"
	"database/sql"
)

// ForgetUnused drops labels and accounts that no row has any more. An account
// that someone has set up or bought credit for stays.
func ForgetUnused(ctx context.Context, tx *sql.Tx) error {
	for _, q := range []string{
		`DELETE FROM series
		WHERE id NOT IN (SELECT series_id FROM daily UNION SELECT series_id FROM usage_before UNION SELECT series_id FROM cut)`,
		`DELETE FROM account
		WHERE billing IS NULL
			AND expiry IS NULL
			AND auto_topup IS NULL
			AND id NOT IN (SELECT account_id FROM series UNION SELECT account_id FROM topup UNION SELECT account_id FROM balance UNION SELECT account_id FROM budget WHERE account_id IS NOT NULL)`,
	} {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
