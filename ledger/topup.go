package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// ErrNoTopUp is returned for an id of a top-up that the ledger does not have.
var ErrNoTopUp = errors.New("no such top-up")

const topUpColumns = `t.id, a.name, t.at_ns, t.kind, t.of_id, t.credit, t.fee, t.tax, t.method, t.note, t.expires_ns`

// TopUps lists the top-ups of an account, or of all for "", by time, with the
// fees that the schedules of their days give where none was recorded.
func (s *Store) TopUps(ctx context.Context, account string) ([]lot.TopUp, error) {
	return topUps(ctx, s.file, s.catalog, account)
}

func topUps(ctx context.Context, q sqlite.Querier, c *pricing.Catalog, account string) ([]lot.TopUp, error) {
	var list []lot.TopUp
	err := sqlite.Each(ctx, q, `SELECT `+topUpColumns+`, a.gateway, a.expiry
		FROM topup t
		JOIN account a ON a.id = t.account_id
		WHERE ? = '' OR a.name = ?
		ORDER BY t.at_ns, t.id`, []any{account, account}, func(row sqlite.Scanner) error {
		t, a, err := scanTopUp(row)
		if err != nil {
			return err
		}
		complete(c, &t, a)
		list = append(list, t)
		return nil
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	return list, nil
}

// scanTopUp reads a top-up and, of its account, what its fee and expiry depend on.
func scanTopUp(rows sqlite.Scanner) (t lot.TopUp, a credit.Account, err error) {
	var at int64
	var of, expires sql.NullInt64
	var credit string
	var fee, tax, reading sql.NullString
	if err := rows.Scan(&t.ID, &t.Account, &at, &t.Kind, &of, &credit, &fee, &tax, &t.Method, &t.Note, &expires, &a.Gateway, &reading); err != nil {
		return t, a, err
	}
	a.Expiry = reading.String
	t.At, t.Of, t.Expires = usage.Instant(at), of.Int64, lot.ExpiresNS(expires.Int64)
	if t.Credit, err = pricing.ParseMoney(credit); err != nil {
		return t, a, fmt.Errorf("top-up %d: credit %q in the ledger: %w", t.ID, credit, err)
	}
	if t.Fee, err = maybeMoney(fee); err != nil {
		return t, a, fmt.Errorf("top-up %d: fee %q in the ledger: %w", t.ID, fee.String, err)
	}
	if t.Tax, err = maybeMoney(tax); err != nil {
		return t, a, fmt.Errorf("top-up %d: tax %q in the ledger: %w", t.ID, tax.String, err)
	}
	t.Charged = fee.Valid
	return t, a, nil
}

// maybeMoney reads an amount that may be absent.
func maybeMoney(s sql.NullString) (*pricing.Money, error) {
	if !s.Valid {
		return nil, nil
	}
	m, err := pricing.ParseMoney(s.String)
	return &m, err
}

// moneyColumn is an amount that may be absent, as it is kept.
func moneyColumn(m *pricing.Money) any {
	if m == nil {
		return nil
	}
	return m.String()
}

// complete gives a top-up what was not recorded: the schedule's fee of its day, and
// the expiry by its gateway's rule.
func complete(c *pricing.Catalog, t *lot.TopUp, a credit.Account) {
	if t.Kind == lot.Refund {
		return
	}
	l := credit.TermsOf(c, a).Born(*t)
	t.Dies, t.Policy = l.Expires, l.Policy
	if t.Kind != lot.Purchase {
		t.Fee = &pricing.Money{}
		return
	}
	t.By = t.Method
	if g := c.Gateway(a.Gateway); g != nil {
		if rule, _ := g.Fee(t.Method, t.At); rule != nil && rule.Method != pricing.AnyMethod {
			t.By = rule.Method
		}
	}
	if !t.Charged {
		t.Fee, t.FeeAssumed = credit.ScheduleFee(c, a.Gateway, t.Method, t.Credit, t.At)
	}
}
