package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// AddTopUp records a top-up, a grant or an opening balance; Charged says that
// its fee is the one really charged. The second result warns of what is unusual.
// It returns *pricing.UnknownGatewayError.
func (s *Store) AddTopUp(ctx context.Context, t lot.TopUp) (added lot.TopUp, warnings []string, err error) {
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		added, warnings, err = addTopUp(ctx, tx, s.catalog, t, nil)
		return err
	})
	return added, warnings, err
}

// addTopUp records one under a key by which another record of the same is known; nil is none.
func addTopUp(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, t lot.TopUp, key any) (lot.TopUp, []string, error) {
	if t.Kind == lot.Refund {
		return t, nil, errors.New("a refund is of a top-up: RefundTopUp")
	}
	a, err := needAccount(ctx, tx, c, t.Account)
	if err != nil {
		return t, nil, err
	}
	t.Account, t.Note = a.Name, usage.WithoutKeys(t.Note)
	if err := setMethod(c, &t, a.Gateway); err != nil {
		return t, nil, err
	}
	if t.ID, err = insertTopUp(ctx, tx, a.ID, t, key); err != nil {
		return t, nil, err
	}
	complete(c, &t, a)
	return t, warnTopUp(c, a, t), divideDays(ctx, tx, c, a.ID)
}

func insertTopUp(ctx context.Context, tx *sql.Tx, account int64, t lot.TopUp, key any) (int64, error) {
	if err := t.Validate(); err != nil {
		return 0, err
	}
	var of any
	if t.Of != 0 {
		of = t.Of
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO topup (account_id, at_ns, kind, of_id, credit, fee, tax, method, note, expires_ns, import_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		account, t.At.UnixNano(), string(t.Kind), of, t.Credit.String(), feeColumn(t), moneyColumn(t.Tax), t.Method, t.Note, expiresColumn(t), key)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// feeColumn is a top-up's fee as it is kept: nothing where the schedule has it.
func feeColumn(t lot.TopUp) any {
	if !t.Charged {
		return nil
	}
	return moneyColumn(t.Fee)
}

// expiresColumn is a top-up's expiry as it is kept: nothing where the gateway's rule has it.
func expiresColumn(t lot.TopUp) any {
	if t.Expires.NS() == 0 {
		return nil
	}
	return t.Expires.NS()
}

// warnTopUp says what is unusual about a top-up; nothing of it is refused.
func warnTopUp(c *pricing.Catalog, a credit.Account, t lot.TopUp) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if !a.HasLots() {
		say("%s bills %s: its credit stands in no lot until tollbook account set %s --billing prepaid", a.Name, a.Billing, words.Shell(a.Name))
	}
	g := c.Gateway(a.Gateway)
	if t.Kind != lot.Purchase || g == nil {
		return out
	}
	if !g.PurchaseMin.IsZero() && t.Credit.Cmp(g.PurchaseMin) < 0 {
		say("%s sells no less than %s at a time", g.ID, g.PurchaseMin.Dollars())
	}
	if !g.PurchaseMax.IsZero() && t.Credit.Cmp(g.PurchaseMax) > 0 {
		say("%s sells no more than %s at a time", g.ID, g.PurchaseMax.Dollars())
	}
	if t.Charged {
		schedule, _ := credit.ScheduleFee(c, a.Gateway, t.Method, t.Credit, t.At)
		if schedule != nil && t.Fee.Cmp(schedule.Times(3)) > 0 && t.Fee.Cmp(t.Credit) > 0 {
			say("a fee of %s for %s of credit: %s's schedule says %s", t.Fee.Dollars(), t.Credit.Dollars(), g.ID, schedule.Dollars())
		}
		return out
	}
	rule, assumed := g.Fee(t.Method, t.At)
	switch {
	case t.Fee == nil:
		say("what %s takes for loading is not published: record the fee with --fee", g.ID)
	case t.Method != "" && rule.Method != t.Method && rule.Method != pricing.AnyMethod:
		say("%s has no fee for %q: that for %s is taken", g.ID, t.Method, rule.Method)
	case assumed:
		say("the fee of that time is not known: the oldest known one is taken (assumed)")
	}
	return out
}

// topUp reads one top-up.
func topUp(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, id int64) (lot.TopUp, error) {
	all, err := topUps(ctx, q, c, "")
	if err != nil {
		return lot.TopUp{}, err
	}
	for _, t := range all {
		if t.ID == id {
			return t, nil
		}
	}
	return lot.TopUp{}, fmt.Errorf("top-up %d: %w", id, ErrNoTopUp)
}

// A TopUpChange corrects some of what was recorded; nil leaves it.
type TopUpChange struct {
	Credit   *pricing.Money
	At       *time.Time
	Fee      *pricing.Money
	Schedule bool // the fee is the schedule's, none was recorded
	Tax      *pricing.Money
	Method   *string
	Note     *string
	Expires  *lot.Expires
}

// EditTopUp corrects a top-up. It returns ErrNoTopUp.
func (s *Store) EditTopUp(ctx context.Context, id int64, c TopUpChange) (t lot.TopUp, warnings []string, err error) {
	if t, err = topUp(ctx, s.file, s.catalog, id); err != nil {
		return t, nil, err
	}
	if c.Credit != nil {
		t.Credit = *c.Credit
	}
	if c.At != nil {
		t.At = *c.At
	}
	if c.Fee != nil {
		t.Fee, t.Charged = c.Fee, true
	}
	if c.Schedule {
		t.Fee, t.Charged = nil, false
	}
	if c.Tax != nil {
		t.Tax = c.Tax
	}
	if c.Method != nil {
		t.Method = *c.Method
	}
	if c.Note != nil {
		t.Note = usage.WithoutKeys(*c.Note)
	}
	if c.Expires != nil {
		t.Expires = *c.Expires
	}
	if err := t.Validate(); err != nil {
		return t, nil, fmt.Errorf("top-up %d: %w", id, err)
	}
	if err := checkRefunds(ctx, s.file, s.catalog, t); err != nil {
		return t, nil, err
	}
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		a, err := oneAccount(ctx, tx, `a.name = ?`, t.Account)
		if err != nil {
			return err
		}
		if c.Method != nil {
			if err := setMethod(s.catalog, &t, a.Gateway); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `UPDATE topup SET at_ns = ?, credit = ?, fee = ?, tax = ?, method = ?, note = ?, expires_ns = ? WHERE id = ?`,
			t.At.UnixNano(), t.Credit.String(), feeColumn(t), moneyColumn(t.Tax), t.Method, t.Note, expiresColumn(t), id)
		if err != nil {
			return err
		}
		complete(s.catalog, &t, a)
		warnings = warnTopUp(s.catalog, withDefault(s.catalog, a), t)
		return divideDays(ctx, tx, s.catalog, a.ID)
	})
	return t, warnings, err
}

// checkRefunds keeps a top-up from being moved behind its refunds or cut below
// them, and a refund from outgrowing its top-up.
func checkRefunds(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, t lot.TopUp) error {
	all, err := topUps(ctx, q, c, t.Account)
	if err != nil {
		return err
	}
	left := t.Credit
	for _, o := range all {
		switch {
		case o.Kind == lot.Refund && o.Of == t.ID:
			left = left.Sub(o.Credit)
			if o.At.Before(t.At) {
				return fmt.Errorf("refund %d of top-up %d is of %s: the top-up can't come later", o.ID, t.ID, o.At.Format(time.RFC3339))
			}
		case t.Kind == lot.Refund && o.ID == t.Of:
			if t.At.Before(o.At) || t.Credit.Cmp(o.Credit) > 0 {
				return fmt.Errorf("refund %d can't come before top-up %d (%s) nor be more than its $%s", t.ID, o.ID, o.At.Format(time.RFC3339), o.Credit)
			}
		}
	}
	if left.Sign() < 0 {
		return fmt.Errorf("$%s is less than what was refunded of top-up %d", t.Credit, t.ID)
	}
	return nil
}

// RemoveTopUp forgets a top-up. One that was refunded stays until its refunds are
// removed. It returns ErrNoTopUp.
func (s *Store) RemoveTopUp(ctx context.Context, id int64) (lot.TopUp, error) {
	t, err := topUp(ctx, s.file, s.catalog, id)
	if err != nil {
		return t, err
	}
	return t, s.file.Write(ctx, func(tx *sql.Tx) error {
		var refund int64
		err := tx.QueryRowContext(ctx, `SELECT id FROM topup WHERE of_id = ? LIMIT 1`, id).Scan(&refund)
		if err == nil {
			return fmt.Errorf("top-up %d was refunded: remove refund %d first", id, refund)
		}
		if err != sql.ErrNoRows {
			return err
		}
		var account int64
		if err := tx.QueryRowContext(ctx, `DELETE FROM topup WHERE id = ? RETURNING account_id`, id).Scan(&account); err != nil {
			return err
		}
		if err := divideDays(ctx, tx, s.catalog, account); err != nil {
			return err
		}
		return usage.ForgetAccounts(ctx, tx)
	})
}

// RestoreTopUp records a top-up again that RemoveTopUp forgot, under the number that it had.
func (s *Store) RestoreTopUp(ctx context.Context, t lot.TopUp) error {
	return s.file.Write(ctx, func(tx *sql.Tx) error {
		a, err := needAccount(ctx, tx, s.catalog, t.Account)
		if err != nil {
			return err
		}
		id, err := insertTopUp(ctx, tx, a.ID, t, nil)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE topup SET id = ? WHERE id = ?`, t.ID, id); err != nil {
			return err
		}
		return divideDays(ctx, tx, s.catalog, a.ID)
	})
}
