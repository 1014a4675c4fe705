package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// ErrNoBalance is returned for an id of a balance that the ledger does not have.
var ErrNoBalance = errors.New("no such balance")

// SetBalance records what an account's page said at an instant, in the place of
// what was recorded for the same instant. It returns *pricing.UnknownGatewayError.
func (s *Store) SetBalance(ctx context.Context, account string, usd pricing.Money, at time.Time) (b lot.Balance, err error) {
	if err := lot.CheckYear(at); err != nil {
		return b, err
	}
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		a, err := needAccount(ctx, tx, s.catalog, account)
		if err != nil {
			return err
		}
		b = lot.Balance{Account: a.Name, At: at, USD: usd}
		if b.ID, _, err = putBalance(ctx, tx, a.ID, b); err != nil {
			return err
		}
		return divideDays(ctx, tx, s.catalog, a.ID)
	})
	return b, err
}

// putBalance records a balance and reports whether that changed anything.
func putBalance(ctx context.Context, tx *sql.Tx, account int64, b lot.Balance) (id int64, changed bool, err error) {
	var kept string
	err = tx.QueryRowContext(ctx, `SELECT id, usd FROM balance WHERE account_id = ? AND at_ns = ?`, account, b.At.UnixNano()).Scan(&id, &kept)
	switch {
	case err == nil && kept == b.USD.String():
		return id, false, nil
	case err == nil:
		_, err = tx.ExecContext(ctx, `UPDATE balance SET usd = ?, day_used = ? WHERE id = ?`, b.USD.String(), moneyColumn(b.DayUsed), id)
		return id, true, err
	case err != sql.ErrNoRows:
		return 0, false, err
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO balance (account_id, at_ns, usd, day_used) VALUES (?, ?, ?, ?)`, account, b.At.UnixNano(), b.USD.String(), moneyColumn(b.DayUsed))
	if err != nil {
		return 0, false, err
	}
	id, err = res.LastInsertId()
	return id, true, err
}

// RemoveBalance forgets a recorded balance. It returns ErrNoBalance.
func (s *Store) RemoveBalance(ctx context.Context, id int64) error {
	return s.file.Write(ctx, func(tx *sql.Tx) error {
		var account int64
		err := tx.QueryRowContext(ctx, `DELETE FROM balance WHERE id = ? RETURNING account_id`, id).Scan(&account)
		if err == sql.ErrNoRows {
			return fmt.Errorf("balance %d: %w", id, ErrNoBalance)
		}
		if err != nil {
			return err
		}
		return errors.Join(divideDays(ctx, tx, s.catalog, account), usage.ForgetAccounts(ctx, tx))
	})
}

// Balances lists what the pages of an account said, or of all for "", by time.
func (s *Store) Balances(ctx context.Context, account string) ([]lot.Balance, error) {
	return balances(ctx, s.file, account)
}

func balances(ctx context.Context, q sqlite.Querier, account string) ([]lot.Balance, error) {
	var list []lot.Balance
	err := sqlite.Each(ctx, q, `SELECT b.id, a.name, b.at_ns, b.usd, b.day_used
		FROM balance b
		JOIN account a ON a.id = b.account_id
		WHERE ? = '' OR a.name = ?
		ORDER BY b.at_ns, b.id`, []any{account, account}, func(row sqlite.Scanner) error {
		var b lot.Balance
		var at int64
		var usd string
		var used sql.NullString
		err := row.Scan(&b.ID, &b.Account, &at, &usd, &used)
		if err != nil {
			return err
		}
		if b.DayUsed, err = maybeMoney(used); err != nil {
			return fmt.Errorf("balance %d: %q in the ledger: %w", b.ID, used.String, err)
		}
		if b.USD, err = pricing.ParseMoney(usd); err != nil {
			return fmt.Errorf("balance %d: %q in the ledger: %w", b.ID, usd, err)
		}
		b.At = usage.Instant(at)
		list = append(list, b)
		return nil
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	return list, nil
}
