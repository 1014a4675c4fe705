package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// Accounts lists the accounts by name.
func (s *Store) Accounts(ctx context.Context) ([]credit.Account, error) {
	return accounts(ctx, s.file, s.catalog)
}

const accountColumns = `a.id, a.name, a.gateway, a.billing, a.expiry, a.auto_topup, a.auto_below, (SELECT COUNT(*) FROM topup t WHERE t.account_id = a.id)`

func accounts(ctx context.Context, q sqlite.Querier, c *pricing.Catalog) ([]credit.Account, error) {
	var list []credit.Account
	err := sqlite.Each(ctx, q, `SELECT `+accountColumns+` FROM account a ORDER BY a.name`, nil, func(row sqlite.Scanner) error {
		a, err := scanAccount(row)
		list = append(list, withDefault(c, a))
		return err
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	return list, nil
}

// withDefault gives an account without a billing of its own the gateway's.
func withDefault(c *pricing.Catalog, a credit.Account) credit.Account {
	if g := c.Gateway(a.Gateway); !a.BillingSet && g != nil {
		a.Billing = g.Billing
	}
	return a
}

func scanAccount(row sqlite.Scanner) (credit.Account, error) {
	var a credit.Account
	var billing, expiry, topUp, below sql.NullString
	err := row.Scan(&a.ID, &a.Name, &a.Gateway, &billing, &expiry, &topUp, &below, &a.TopUps)
	if err != nil {
		return a, err
	}
	a.Billing, a.BillingSet = billing.String, billing.Valid
	a.Expiry = credit.Strict
	if expiry.Valid {
		a.Expiry = expiry.String
	}
	var faults [2]error
	a.AutoTopUp, faults[0] = maybeMoney(topUp)
	a.AutoBelow, faults[1] = maybeMoney(below)
	return a, errors.Join(faults[:]...)
}

// oneAccount reads the account that a condition finds.
func oneAccount(ctx context.Context, q sqlite.Querier, where string, arg any) (a credit.Account, err error) {
	rows, err := q.QueryContext(ctx, `SELECT `+accountColumns+` FROM account a WHERE `+where, arg)
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		return a, errors.Join(rows.Err(), credit.ErrNoAccount)
	}
	return scanAccount(rows)
}

func accountByID(ctx context.Context, q sqlite.Querier, id int64) (credit.Account, error) {
	return oneAccount(ctx, q, `a.id = ?`, id)
}

// needAccount finds an account by name, or makes it where the part of its name
// before the slash is a gateway of the catalog: openrouter, openrouter/team-a. It
// returns *pricing.UnknownGatewayError where it is not.
func needAccount(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, name string) (credit.Account, error) {
	a, err := oneAccount(ctx, tx, `a.name = ?`, name)
	if !errors.Is(err, credit.ErrNoAccount) {
		return withDefault(c, a), err
	}
	if a, err = newAccount(c, name); err != nil {
		return a, err
	}
	if a.Name != name { // OpenRouter is openrouter
		if known, err := oneAccount(ctx, tx, `a.name = ?`, a.Name); !errors.Is(err, credit.ErrNoAccount) {
			return withDefault(c, known), err
		}
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO account (name, gateway) VALUES (?, ?)`, a.Name, a.Gateway)
	if err != nil {
		return a, err
	}
	a.ID, err = res.LastInsertId()
	return withDefault(c, a), err
}

// newAccount is an account that nobody has set up yet.
func newAccount(c *pricing.Catalog, name string) (credit.Account, error) {
	gateway, rest, second := strings.Cut(name, "/")
	g, err := c.NeedGateway(gateway)
	if err != nil {
		return credit.Account{}, err
	}
	if second && strings.TrimSpace(rest) == "" {
		return credit.Account{}, fmt.Errorf("account %q: nothing stands behind the slash", name)
	}
	a := credit.Account{Name: g.ID, Gateway: g.ID, Expiry: credit.Strict}
	if second {
		a.Name += "/" + rest
	}
	return a, nil
}

// An AccountChange sets some of what an account can be set to; nil leaves it.
type AccountChange struct {
	Billing   *string // of credit.Billings; "" is the gateway's default
	Expiry    *string // credit.Strict or credit.Lenient
	AutoTopUp *pricing.Money
	AutoBelow *pricing.Money
	NoAuto    bool // no automatic top-ups any more
}

// SetAccount sets how an account pays, and makes the account where it is the
// first that is heard of it. It returns *pricing.UnknownGatewayError.
func (s *Store) SetAccount(ctx context.Context, name string, c AccountChange) (a credit.Account, err error) {
	if c.Billing != nil && *c.Billing != "" && !slices.Contains(credit.Billings, *c.Billing) {
		return a, fmt.Errorf("billing %q: want %s", *c.Billing, strings.Join(credit.Billings, ", "))
	}
	if c.Expiry != nil && *c.Expiry != credit.Strict && *c.Expiry != credit.Lenient {
		return a, fmt.Errorf("expiry %q: want strict or lenient", *c.Expiry)
	}
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		if a, err = needAccount(ctx, tx, s.catalog, name); err != nil {
			return err
		}
		if c.Billing != nil {
			a.Billing, a.BillingSet = *c.Billing, *c.Billing != ""
		}
		if c.Expiry != nil {
			a.Expiry = *c.Expiry
		}
		if c.AutoTopUp != nil {
			a.AutoTopUp = c.AutoTopUp
		}
		if c.AutoBelow != nil {
			a.AutoBelow = c.AutoBelow
		}
		if c.NoAuto {
			a.AutoTopUp, a.AutoBelow = nil, nil
		}
		if err := a.CheckAuto(); err != nil {
			return err
		}
		var billing, expiry any
		if a.BillingSet {
			billing = a.Billing
		}
		if a.Expiry == credit.Lenient {
			expiry = a.Expiry
		}
		_, err := tx.ExecContext(ctx, `UPDATE account SET billing = ?, expiry = ?, auto_topup = ?, auto_below = ? WHERE id = ?`,
			billing, expiry, moneyColumn(a.AutoTopUp), moneyColumn(a.AutoBelow), a.ID)
		if err != nil {
			return err
		}
		return divideDays(ctx, tx, s.catalog, a.ID)
	})
	return withDefault(s.catalog, a), err
}

// RenameAccount gives an account another name. It returns credit.ErrNoAccount.
func (s *Store) RenameAccount(ctx context.Context, from, to string) (a credit.Account, err error) {
	if strings.TrimSpace(to) == "" || to != strings.TrimSpace(to) {
		return a, fmt.Errorf("account name %q: want a name without spaces around it", to)
	}
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		if a, err = oneAccount(ctx, tx, `a.name = ?`, from); err != nil {
			return fmt.Errorf("account %q: %w", from, err)
		}
		if _, err := oneAccount(ctx, tx, `a.name = ?`, to); !errors.Is(err, credit.ErrNoAccount) {
			return errors.Join(err, fmt.Errorf("there is an account %q already", to))
		}
		// openai/x would be taken for an account at openai by whoever reads it.
		gateway, _, _ := strings.Cut(to, "/")
		if g := s.catalog.Gateway(gateway); g != nil && g.ID != a.Gateway {
			return fmt.Errorf("account %q is at %s, and %q would be one at %s", from, a.Gateway, to, g.ID)
		}
		a.Name = to
		if _, err := tx.ExecContext(ctx, `UPDATE account SET born = COALESCE(born, name), name = ? WHERE id = ?`, to, a.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE source SET account = ? WHERE account = ?`, to, from)
		return err
	})
	return withDefault(s.catalog, a), err
}
