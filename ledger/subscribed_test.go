package ledger_test

import (
	"context"
	"fmt"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
)

// TestSubscribed: what subscriptions pay is counted by itself over its own days, and what is
// charged beside it stays out.
func TestSubscribed(t *testing.T) {
	ctx := context.Background()
	s := onDisk(t, ledgerPath(t), small())
	if got, err := s.Subscribed(ctx, now); err != nil || got.Accounts != nil {
		t.Errorf("an empty ledger: %+v, %v", got, err)
	}
	text := nativeHead
	for i := range 10 {
		at := ledgertest.Day("2026-11-05").AddDate(0, 0, i).Format("2006-01-02")
		text += fmt.Sprintf("%sT10:00:00Z,lab,lab/plan,lab-one,p%d,1000000,0,0,0,,,,\n", at, i)
	}
	bring(t, s, text+"2026-11-14T11:00:00Z,lab,lab,lab-one,r1,9000000,0,0,0,,,,\n", options("lab.csv"))
	if got, err := s.Subscribed(ctx, now); err != nil || got.Accounts != nil {
		t.Errorf("nobody has a subscription: %+v, %v", got, err)
	}
	plan := "subscription"
	if _, err := s.SetAccount(ctx, "lab/plan", ledger.AccountChange{Billing: &plan}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Subscribed(ctx, now)
	if err != nil {
		t.Fatal(err)
	}
	// 10 days of a million tokens are 30 million a month.
	list := got.Month
	if len(got.Accounts) != 1 || got.Accounts[0] != "lab/plan" || got.Work.Days != 10 || got.Work.Requests() != 10 || list.Sign() <= 0 {
		t.Errorf("got %v, %d days, %d requests, %s a month", got.Accounts, got.Work.Days, got.Work.Requests(), list)
	}
	if w := workload(t, s, ledger.WorkloadQuery{AsOf: now}); w.Requests() != 1 {
		t.Errorf("%d requests are charged, want 1", w.Requests())
	}
}
