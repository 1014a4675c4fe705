package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A keptAccount is an account as a ledger has it; nil columns are unset.
type keptAccount struct {
	id            int64
	name, gateway string
	billing       sql.NullString
	expiry        sql.NullString
	topUp, below  sql.NullString
	born          string // the name that the keys of rows without an id hold
}

// automatic is its automatic top-up in words.
func (a *keptAccount) automatic() string { return "$" + a.topUp.String + " below $" + a.below.String }

func keptAccounts(ctx context.Context, q sqlite.Querier) (list []*keptAccount, err error) {
	err = sqlite.Each(ctx, q, `SELECT id, name, gateway, billing, expiry, auto_topup, auto_below, COALESCE(born, name) FROM account ORDER BY id`, nil, func(row sqlite.Scanner) error {
		a := &keptAccount{}
		err := row.Scan(&a.id, &a.name, &a.gateway, &a.billing, &a.expiry, &a.topUp, &a.below, &a.born)
		list = append(list, a)
		return err
	})
	return list, err
}

// mergeAccounts finds or makes the accounts of the guest, by name. How they pay is filled in
// where ours leaves that open.
func (m *merging) mergeAccounts(ctx context.Context) error {
	m.accounts, m.fresh = map[int64]int64{}, map[int64]bool{}
	ours, err := keptAccounts(ctx, m.tx)
	if err != nil {
		return err
	}
	byName := map[string]*keptAccount{}
	for _, a := range ours {
		byName[a.name] = a
	}
	theirs, err := keptAccounts(ctx, m.guest)
	if err != nil {
		return m.fault(err)
	}
	for _, a := range theirs {
		own := byName[a.name]
		if own == nil {
			if err := m.makeAccount(ctx, a); err != nil {
				return err
			}
			continue
		}
		m.accounts[a.id] = own.id
		if own.gateway != a.gateway {
			return &GatewayDiffersError{m.file, a.name, own.gateway, a.gateway}
		}
		if own.born != a.born {
			if err := m.checkRenamed(ctx, own, a); err != nil {
				return err
			}
			m.conflict("account", a.name, "its first name, by which rows without an id are known", own.born, a.born)
		}
		if err := m.setAccount(ctx, own, a); err != nil {
			return err
		}
	}
	return nil
}

// checkRenamed refuses an account that is known by another first name, where both ledgers
// have rows that are known by it: equal ones would be taken for two.
func (m *merging) checkRenamed(ctx context.Context, own, a *keptAccount) error {
	if m.opt.Again {
		return nil
	}
	for _, of := range []struct {
		q       sqlite.Querier
		account int64
	}{{m.tx, own.id}, {m.guest, a.id}} {
		there, err := usage.HasContentRows(ctx, of.q, of.account)
		if err != nil || !there {
			return err
		}
	}
	return &RenamedError{m.file, a.name, own.born, a.born}
}

func (m *merging) makeAccount(ctx context.Context, a *keptAccount) error {
	var born any
	if a.born != a.name {
		born = a.born
	}
	res, err := m.tx.ExecContext(ctx, `INSERT INTO account (name, gateway, billing, expiry, auto_topup, auto_below, born) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		a.name, a.gateway, a.billing, a.expiry, a.topUp, a.below, born)
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	m.accounts[a.id], m.fresh[id] = id, true
	return err
}

// setAccount fills in what ours leaves open of how an account pays.
func (m *merging) setAccount(ctx context.Context, own, a *keptAccount) error {
	filled := false
	settle := func(field string, ours *sql.NullString, theirs sql.NullString) {
		switch {
		case !theirs.Valid || *ours == theirs:
		case !ours.Valid:
			*ours, filled = theirs, true
		default:
			m.conflict("account", a.name, field, ours.String, theirs.String)
		}
	}
	settle("billing", &own.billing, a.billing)
	settle("expiry", &own.expiry, a.expiry)
	switch { // the two are one setting
	case !a.topUp.Valid && !a.below.Valid || own.topUp == a.topUp && own.below == a.below:
	case !own.topUp.Valid && !own.below.Valid:
		own.topUp, own.below, filled = a.topUp, a.below, true
	default:
		m.conflict("account", a.name, "automatic top-up", own.automatic(), a.automatic())
	}
	if !filled {
		return nil
	}
	m.got.Completed++
	_, err := m.tx.ExecContext(ctx, `UPDATE account SET billing = ?, expiry = ?, auto_topup = ?, auto_below = ? WHERE id = ?`, own.billing, own.expiry, own.topUp, own.below, own.id)
	return err
}

// mergeBalances brings in what pages said, by account and instant.
func (m *merging) mergeBalances(ctx context.Context) error {
	theirs, err := balances(ctx, m.guest, "")
	if err != nil {
		return m.fault(err)
	}
	byName, err := m.accountsByName(ctx)
	if err != nil {
		return err
	}
	for _, b := range theirs {
		id := byName[b.Account].ID
		var text string
		err := m.tx.QueryRowContext(ctx, `SELECT usd FROM balance WHERE account_id = ? AND at_ns = ?`, id, b.At.UnixNano()).Scan(&text)
		if errors.Is(err, sql.ErrNoRows) {
			m.got.Balances++
			_, _, err = putBalance(ctx, m.tx, id, b)
		} else if err == nil {
			var kept pricing.Money
			if kept, err = pricing.ParseMoney(text); err == nil && !kept.Equal(b.USD) {
				m.conflict("balance", "of "+b.Account+" at "+b.At.Format(time.RFC3339), "the page", pricing.ExactDollars(kept), pricing.ExactDollars(b.USD))
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mergeBudgets brings budgets in, by name.
func (m *merging) mergeBudgets(ctx context.Context) error {
	ours, err := budgets(ctx, m.tx)
	if err != nil {
		return err
	}
	theirs, err := budgets(ctx, m.guest)
	if err != nil {
		return m.fault(err)
	}
	byName := map[string]check.Budget{}
	for _, b := range ours {
		byName[b.Name] = b
	}
	for _, b := range theirs {
		own, known := byName[b.Name]
		if !known {
			var account any
			if b.Account != "" {
				account = m.accounts[b.AccountID]
			}
			m.got.Budgets++
			if _, err := m.tx.ExecContext(ctx, `INSERT INTO budget (name, usd, account_id, model, api_key) VALUES (?, ?, ?, ?, ?)`, b.Name, b.USD.String(), account, b.Model, b.Key); err != nil {
				return err
			}
			continue
		}
		if !own.USD.Equal(b.USD) {
			m.conflict("budget", b.Name, "a month", pricing.ExactDollars(own.USD), pricing.ExactDollars(b.USD))
		}
		if own.Of() != b.Of() {
			m.conflict("budget", b.Name, "of", own.Of(), b.Of())
		}
	}
	return nil
}

// accountsByName are the accounts of our ledger.
func (m *merging) accountsByName(ctx context.Context) (map[string]credit.Account, error) {
	list, err := accounts(ctx, m.tx, m.store.catalog)
	out := map[string]credit.Account{}
	for _, a := range list {
		out[a.Name] = a
	}
	return out, err
}
