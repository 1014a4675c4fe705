package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"tollbook/ledger/usagefile"
)

// A seriesKey is the labels that rows share.
type seriesKey struct {
	account                         int64
	model, provider, key, app, user string
}

// account finds or makes a row's account.
func (im *importing) account(ctx context.Context, r *usagefile.Row) (int64, *usagefile.Fault, error) {
	if id, ok := im.accounts[r.Account+"\x00"+r.Gateway]; ok {
		return id, nil, nil
	}
	var id int64
	var gateway string
	err := im.tx.QueryRowContext(ctx, `SELECT id, gateway FROM account WHERE name = ?`, r.Account).Scan(&id, &gateway)
	switch {
	case err == sql.ErrNoRows:
		res, err := im.tx.ExecContext(ctx, `INSERT INTO account (name, gateway) VALUES (?, ?)`, r.Account, r.Gateway)
		if err != nil {
			return 0, nil, err
		}
		if id, err = res.LastInsertId(); err != nil {
			return 0, nil, err
		}
	case err != nil:
		return 0, nil, err
	case gateway != r.Gateway:
		return 0, &usagefile.Fault{Line: r.Line, Column: "account", Value: r.Account,
			Reason: fmt.Sprintf("is an account at %s, and this row is from %s; name another with --account", gateway, r.Gateway)}, nil
	}
	im.accounts[r.Account+"\x00"+r.Gateway] = id
	return id, nil, nil
}

// seriesID finds or makes the series of a row's labels.
func (im *importing) seriesID(ctx context.Context, k seriesKey) (int64, error) {
	if id, ok := im.series[k]; ok {
		return id, nil
	}
	var id int64
	err := im.tx.QueryRowContext(ctx, `SELECT id FROM series
		WHERE account_id = ? AND model = ? AND provider = ? AND api_key = ? AND app = ? AND end_user = ?`,
		k.account, k.model, k.provider, k.key, k.app, k.user).Scan(&id)
	if err == sql.ErrNoRows {
		var res sql.Result
		res, err = im.tx.ExecContext(ctx, `INSERT INTO series (account_id, model, provider, api_key, app, end_user) VALUES (?, ?, ?, ?, ?, ?)`,
			k.account, k.model, k.provider, k.key, k.app, k.user)
		if err == nil {
			id, err = res.LastInsertId()
		}
	}
	if err != nil {
		return 0, err
	}
	im.series[k] = id
	return id, nil
}
