package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"tollbook/pricing"
)

// A RefundOrder is the return of a top-up's credit.
type RefundOrder struct {
	Of          int64
	USD         *pricing.Money // nil is all that is left then
	At          time.Time
	FeeReturned bool // the fee came back too, in proportion
	Note        string
}

// RefundTopUp records that credit of a top-up went back, at most what was left of
// it then. It returns ErrNoTopUp.
func (s *Store) RefundTopUp(ctx context.Context, o RefundOrder) (t TopUp, err error) {
	bought, err := s.topUp(ctx, o.Of)
	if err != nil {
		return t, err
	}
	if err := bought.refundable(o); err != nil {
		return t, err
	}
	credits, err := s.Credits(ctx, bought.Account, o.At)
	if err != nil {
		return t, err
	}
	if err := s.refundGiven(bought, credits.Accounts[0].Account.Gateway); err != nil {
		return t, err
	}
	var lot *Lot
	for i, l := range credits.Accounts[0].Lots {
		if l.ID == o.Of {
			lot = &credits.Accounts[0].Lots[i]
		}
	}
	if lot == nil {
		return t, fmt.Errorf("top-up %d stands in no lot: %s bills %s", o.Of, bought.Account, credits.Accounts[0].Account.Billing)
	}
	if t, err = refundOf(bought, *lot, o); err != nil {
		return t, err
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		a, err := oneAccount(ctx, tx, `a.name = ?`, t.Account)
		if err != nil {
			return err
		}
		if t.ID, err = insertTopUp(ctx, tx, a.id, t, nil); err != nil {
			return err
		}
		return s.recut(ctx, tx, a.id)
	})
	return t, err
}

// refundable refuses an order that is none for this top-up, whatever is left of it.
func (t TopUp) refundable(o RefundOrder) error {
	switch {
	case t.Kind == Refund:
		return fmt.Errorf("top-up %d is a refund itself", o.Of)
	case o.At.Before(t.At):
		return fmt.Errorf("top-up %d is of %s: nothing of it can go back before", o.Of, t.At.Format(time.RFC3339))
	}
	return nil
}

// refundOf is the refund that an order makes of a top-up whose lot stood as given then.
func refundOf(bought TopUp, lot Lot, o RefundOrder) (TopUp, error) {
	t := TopUp{Account: bought.Account, At: o.At, Kind: Refund, Of: o.Of, Credit: lot.Remaining, Fee: &pricing.Money{}, Note: o.Note, Charged: true}
	if o.USD != nil {
		t.Credit = *o.USD
	}
	switch {
	case lot.Remaining.Sign() <= 0:
		return t, fmt.Errorf("nothing of top-up %d was left at %s: $%s of $%s used, $%s expired, $%s refunded", o.Of, o.At.Format(time.RFC3339), lot.Used, lot.Credit, lot.Expired, lot.Refunded)
	case t.Credit.Cmp(lot.Remaining) > 0:
		return t, fmt.Errorf("$%s is more than the $%s of top-up %d that was left at %s", t.Credit, lot.Remaining, o.Of, o.At.Format(time.RFC3339))
	}
	if o.FeeReturned {
		if bought.Fee == nil {
			return t, fmt.Errorf("the fee of top-up %d is not known, so what of it came back is not either: record it with tollbook topup edit %d --fee USD", o.Of, o.Of)
		}
		back := bought.Fee.Share(t.Credit, bought.Credit, 30).Cents()
		t.Fee = &back
	}
	return t, nil
}
