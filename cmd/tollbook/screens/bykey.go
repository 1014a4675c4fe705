package screens

import (
	"context"
	"slices"
	"sync"
	"time"

	"tollbook/ledger"
	"tollbook/pricing"
	"tollbook/tui/whatif"
)

// byKey are accounts that were said in the screens to be paid by a key and not by a
// subscription. Commands of the screens run aside.
type byKey struct {
	mu  sync.Mutex
	all []string
}

// names are those accounts.
func (k *byKey) names() []string {
	if k == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.all)
}

// say takes accounts in, or out again.
func (k *byKey) say(accounts []string, key bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.all = slices.DeleteFunc(k.all, func(name string) bool { return slices.Contains(accounts, name) })
	if key {
		k.all = append(k.all, accounts...)
	}
}

// Subscribed is what subscriptions pay, for the what-if screen: of files that were named, and of
// a ledger where nothing is charged.
func (b importBooks) Subscribed(ctx context.Context, asOf time.Time, charged pricing.Workload) (whatif.Subscribed, error) {
	if b.byKey == nil {
		return whatif.Subscribed{}, nil
	}
	out := whatif.Subscribed{ByKey: b.byKey.names()}
	if !charged.Empty() && b.passing != passingFiles {
		return out, nil
	}
	got, beside, less, err := worth(ctx, b.store, asOf, charged)
	out.Accounts, out.Work, out.Beside, out.Less = got.Accounts, got.Work, beside, less
	return out, err
}

// worth is what subscriptions pay, charged to nobody, and what is charged besides; less says
// that this is more, or not known.
func worth(ctx context.Context, s *ledger.Store, asOf time.Time, charged pricing.Workload) (got ledger.Subscribed, beside *pricing.Money, less bool, err error) {
	if got, err = s.Subscribed(ctx, asOf); err != nil || len(got.Accounts) == 0 {
		return ledger.Subscribed{}, nil, false, err
	}
	got.Work = got.Work.Unbilled()
	paid, err := s.Catalog().Compare(charged, pricing.Knobs{Gateways: []string{pricing.Direct}}, asOf)
	if err != nil {
		return ledger.Subscribed{}, nil, false, err
	}
	if paid.You != nil {
		beside = paid.You.Total
		less = beside == nil || beside.Cmp(got.Month) >= 0
	}
	return got, beside, less, nil
}

// PayBy has accounts paid by keys, or by subscriptions again.
func (b importBooks) PayBy(ctx context.Context, accounts []string, key bool) error {
	if err := payBy(ctx, b.store, accounts, key); err != nil {
		return err
	}
	b.byKey.say(accounts, key)
	return nil
}

// payBy sets how accounts of a ledger are paid.
func payBy(ctx context.Context, s *ledger.Store, accounts []string, key bool) error {
	billing := "subscription"
	if key {
		billing = "arrears"
	}
	for _, name := range accounts {
		if _, err := s.SetAccount(ctx, name, ledger.AccountChange{Billing: &billing}); err != nil {
			return err
		}
	}
	return nil
}
