package ledger_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// TestMergedBooks: accounts, balances and budgets: what ours leaves open is filled in, what
// differs is named and stays.
func TestMergedBooks(t *testing.T) {
	on := func(s *ledger.Store, name string, c ledger.AccountChange) {
		if _, err := s.SetAccount(t.Context(), name, c); err != nil {
			t.Fatal(err)
		}
	}
	word := func(s string) *string { return &s }
	usd := func(s string) *pricing.Money { m := pricing.MustMoney(s); return &m }
	at := ledgertest.Day("2026-10-05")
	stated := func(s *ledger.Store, amount string, at time.Time) {
		if _, err := s.SetBalance(t.Context(), "openrouter", *usd(amount), at); err != nil {
			t.Fatal(err)
		}
	}
	budget := func(s *ledger.Store, b check.Budget) {
		if _, err := s.SetBudget(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	path := guest(t, func(s *ledger.Store) {
		on(s, "openrouter", ledger.AccountChange{Billing: word("arrears"), Expiry: word("lenient"), AutoTopUp: usd("25"), AutoBelow: usd("10")})
		on(s, "openrouter/b", ledger.AccountChange{Billing: word("own-key")})
		on(s, "lab", ledger.AccountChange{Billing: word("subscription")})
		stated(s, "12", at)
		stated(s, "11", at.Add(time.Hour))
		budget(s, check.Budget{Name: "all", USD: *usd("500")})
		budget(s, check.Budget{Name: "team", USD: *usd("50"), Account: "openrouter/b"})
	})
	s := temporary(t, small())
	on(s, "lab", ledger.AccountChange{}) // so that ids differ
	on(s, "openrouter", ledger.AccountChange{Billing: word("prepaid"), AutoTopUp: usd("30"), AutoBelow: usd("10")})
	stated(s, "13", at)
	budget(s, check.Budget{Name: "all", USD: *usd("600"), Account: "lab"})
	got := mergeInto(t, s, path)
	if got.Completed != 2 || got.Balances != 1 || got.Budgets != 1 {
		t.Errorf("%+v; want 2 filled in, 1 balance, 1 budget", got)
	}
	var said []string
	for _, c := range got.Conflicts {
		said = append(said, c.String())
	}
	want := []string{
		"account openrouter: billing prepaid here, arrears there",
		"account openrouter: automatic top-up $30 below $10 here, $25 below $10 there",
		"balance of openrouter at 2026-10-05T00:00:00Z: the page $13.00 here, $12.00 there",
		"budget all: a month $600.00 here, $500.00 there",
		"budget all: of lab here, all usage there",
	}
	if strings.Join(said, "\n") != strings.Join(want, "\n") {
		t.Errorf("conflicts\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
	list, err := s.Accounts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var accounts []string
	for _, a := range list {
		accounts = append(accounts, a.Name+" "+a.Billing+" "+a.Expiry)
	}
	if text := strings.Join(accounts, ", "); text != "lab subscription strict, openrouter prepaid lenient, openrouter/b own-key strict" {
		t.Errorf("accounts %s", text)
	}
	budgets, err := s.Budgets(t.Context())
	if err != nil || len(budgets) != 2 || budgets[1].Of() != "openrouter/b" {
		t.Errorf("budgets %+v, %v", budgets, err)
	}
	if again := mergeInto(t, s, path); again.Completed+again.Balances+again.Budgets != 0 || len(again.Conflicts) != len(want) {
		t.Errorf("again: %+v", again)
	}
	sound(t, s)
}

// TestMergeOfAnAccountElsewhere: an account of the same name at another gateway refuses the
// ledger, and a call that another account of ours has refuses it too, unless it is taken
// again.
func TestMergeOfAnAccountElsewhere(t *testing.T) {
	renamed := guest(t, func(s *ledger.Store) {
		bring(t, s, threeRows, options("a"))
		if _, err := s.RenameAccount(t.Context(), "openrouter", "mine"); err != nil {
			t.Fatal(err)
		}
	})
	s := temporary(t, small())
	bring(t, s, threeRows, options("b"))
	bring(t, s, activityHead+generation("else", "2026-10-01 10:00:00", "1", 1, 1, "lab/one"), usage.ImportOptions{File: "c", At: now, Account: "mine", Again: true})
	before := usageRows(t, s)
	var double *usage.DoubleError
	if _, err := s.Merge(t.Context(), renamed, ledger.MergeOptions{}); !errors.As(err, &double) || double.Account != "mine" || double.Under != "openrouter" {
		t.Errorf("error %v", err)
	}
	differ(t, "after the refusal", usageRows(t, s), before)
	mergeInto(t, s, renamed)
	sound(t, s)

	other := temporary(t, small())
	if _, err := other.SetAccount(t.Context(), "lab", ledger.AccountChange{}); err != nil {
		t.Fatal(err)
	}
	billing := "arrears"
	if _, err := other.SetAccount(t.Context(), "hush", ledger.AccountChange{Billing: &billing}); err != nil {
		t.Fatal(err)
	}
	if _, err := other.RenameAccount(t.Context(), "hush", "mine"); err != nil {
		t.Fatal(err)
	}
	var elsewhere *ledger.GatewayDiffersError
	if _, err := other.Merge(t.Context(), renamed, ledger.MergeOptions{}); !errors.As(err, &elsewhere) || elsewhere.Ours != "hush" || elsewhere.Theirs != "openrouter" {
		t.Errorf("error %v", err)
	}
	if list, err := other.Imports(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("imports %v, %v", list, err)
	}
}
