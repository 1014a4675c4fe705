package lot

import (
	"errors"
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

// PreviewRefund is what RefundTopUp would record for an account's lot that stands as given at the
// order's time. It returns RefundTopUp's errors.
func PreviewRefund(account string, l Lot, o RefundOrder) (TopUp, error) {
	if l.ID == 0 {
		return TopUp{}, errors.New("nobody recorded that purchase: it was derived, so nothing of it can go back")
	}
	bought := TopUp{ID: l.ID, Account: account, At: l.At, Kind: l.Kind, Credit: l.Credit, Fee: l.Fee}
	if err := bought.Refundable(o); err != nil {
		return TopUp{}, err
	}
	return RefundOf(bought, l, o)
}

// Refundable refuses an order that is none for this top-up, whatever is left of it.
func (t TopUp) Refundable(o RefundOrder) error {
	switch {
	case t.Kind == Refund:
		return fmt.Errorf("top-up %d is a refund itself", o.Of)
	case o.At.Before(t.At):
		return fmt.Errorf("top-up %d is of %s: nothing of it can go back before", o.Of, t.At.Format(time.RFC3339))
	}
	return nil
}

// RefundOf is the refund that an order makes of a top-up whose lot stood as given then.
func RefundOf(bought TopUp, lot Lot, o RefundOrder) (TopUp, error) {
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
