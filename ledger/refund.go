package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
)

// RefundTopUp records that credit of a top-up went back, at most what was left of
// it then. It returns ErrNoTopUp.
func (s *Store) RefundTopUp(ctx context.Context, o lot.RefundOrder) (t lot.TopUp, err error) {
	bought, err := topUp(ctx, s.file, s.catalog, o.Of)
	if err != nil {
		return t, err
	}
	if err := bought.Refundable(o); err != nil {
		return t, err
	}
	credits, err := s.booksOf(ctx, usage.SumsQuery{AsOf: o.At, Account: bought.Account})
	if err != nil {
		return t, err
	}
	if err := refundGiven(s.catalog, bought, credits.Accounts[0].Account.Gateway); err != nil {
		return t, err
	}
	var found *lot.Lot
	for i, l := range credits.Accounts[0].Lots {
		if l.ID == o.Of {
			found = &credits.Accounts[0].Lots[i]
		}
	}
	if found == nil {
		return t, fmt.Errorf("top-up %d stands in no lot: %s bills %s", o.Of, bought.Account, credits.Accounts[0].Account.Billing)
	}
	if t, err = lot.RefundOf(bought, *found, o); err != nil {
		return t, err
	}
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		a, err := oneAccount(ctx, tx, `a.name = ?`, t.Account)
		if err != nil {
			return err
		}
		if t.ID, err = insertTopUp(ctx, tx, a.ID, t, nil); err != nil {
			return err
		}
		return divideDays(ctx, tx, s.catalog, a.ID)
	})
	return t, err
}
