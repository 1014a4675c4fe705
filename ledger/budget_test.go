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
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// spends are usage of two months, two accounts, two models and two keys, and some
// under a subscription:
//
//	openrouter   31 Oct 1.00   1 Nov 2.00 (key a) and 4.00 (key b, lab/two)   14 Nov 13:00 8.00
//	openrouter/x  3 Nov 16.00
//	claude-code   3 Nov 32.00 of list value
const spends = nativeHead +
	"2026-10-31T23:59:59Z,openrouter,,lab/one,a,1000,0,0,0,,1,,a\n" +
	"2026-11-01T00:00:00Z,openrouter,,lab/one,b,1000,0,0,0,,2,9,a\n" +
	"2026-11-01T10:00:00Z,openrouter,,lab/two,c,1000,0,0,0,,4,,b\n" +
	"2026-11-03T10:00:00Z,openrouter,openrouter/x,lab/one:free,d,1000,0,0,0,,16,,a\n" +
	"2026-11-14T13:00:00Z,openrouter,,lab/one,e,1000,0,0,0,,8,,a\n" +
	"2026-11-03T10:00:00Z,lab,,lab/one,f,1000,0,0,0,,32,,a\n"

func budgeted(t *testing.T, budgets ...check.Budget) *ledger.Store {
	t.Helper()
	s := temporary(t, small())
	bring(t, s, spends, options("spends.csv"))
	billing := "subscription"
	if _, err := s.SetAccount(context.Background(), "lab", ledger.AccountChange{Billing: &billing}); err != nil {
		t.Fatal(err)
	}
	for _, b := range budgets {
		if _, err := s.SetBudget(context.Background(), b); err != nil {
			t.Fatalf("%s: %v", b.Name, err)
		}
	}
	return s
}

func states(t *testing.T, s *ledger.Store, asOf time.Time) map[string]check.BudgetState {
	t.Helper()
	list, err := s.BudgetStates(context.Background(), asOf)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]check.BudgetState{}
	for _, b := range list {
		out[b.Name] = b
	}
	return out
}

// TestBudgetCounts what the report counts all in: own-key spend and subscriptions are not
// in it, nor is another month or what comes after the clock. Nobody recorded a purchase,
// so an account's month bears what loading it once by card costs, 5.5 % and at least
// $0.80, by dollars:
//
//	openrouter, 14 Nov 12:00   $2.00 + $4.00           $0.80 over $6.00: $0.27 and $0.53
//	openrouter, 13:00          $2.00 + $4.00 + $8.00   $0.80 over $14.00: $0.57 and $0.23
//	openrouter/x               $16.00                  $0.88
//	openrouter, October        $1.00                   $0.16, a fifth of a purchase of $5.00
func TestBudgetCounts(t *testing.T) {
	hundred := pricing.MustMoney("100")
	s := budgeted(t,
		check.Budget{Name: "all", USD: pricing.MustMoney("88")},
		check.Budget{Name: "account", USD: hundred, Account: "openrouter"},
		check.Budget{Name: "model", USD: hundred, Model: "lab-one-20260101"}, // an alias
		check.Budget{Name: "key", USD: hundred, Key: "b"},
		check.Budget{Name: "both", USD: hundred, Account: "openrouter/x", Model: "lab/one", Key: "a"},
		check.Budget{Name: "none", USD: hundred, Account: "openrouter/x", Key: "b"},
		check.Budget{Name: "subscription", USD: hundred, Account: "lab"})
	for at, want := range map[time.Time]map[string]string{
		now:                                    {"all": "23.68", "account": "6.8", "model": "19.15", "key": "4.53", "both": "16.88", "none": "0", "subscription": "0"},
		now.Add(time.Hour):                     {"all": "31.68", "account": "14.8", "model": "27.45", "key": "4.23"},
		ledgertest.Day("2026-10-31").Add(-1):   {"all": "0"},
		ledgertest.Day("2026-11-01").Add(-1):   {"all": "1.16", "account": "1.16", "key": "0"},
		ledgertest.Day("2026-11-01"):           {"all": "2.32", "account": "2.32", "key": "0"},
		ledgertest.Day("2026-12-01"):           {"all": "0", "account": "0"},
		ledgertest.Day("2026-12-01").Add(-1e9): {"all": "31.68"},
	} {
		got := states(t, s, at)
		for name, spent := range want {
			ledgertest.USD(t, at.Format(time.RFC3339)+" "+name, got[name].Spent, spent)
		}
	}
	all := states(t, s, now)["all"]
	ledgertest.USD(t, "fees", all.Fees, "1.68")    // 0.80 + 0.88
	ledgertest.USD(t, "left", all.Left(), "64.32") // 88 - 23.68
	if all.Percent() != "26.909091" {              // 23.68 of 88
		t.Errorf("%s %% spent, want 26.909091", all.Percent())
	}
	if !all.Month.Equal(ledgertest.Day("2026-11-01")) || !all.Ends().Equal(ledgertest.Day("2026-12-01")) {
		t.Errorf("from %s to %s", all.Month, all.Ends())
	}
	r := reported(t, s, report.Query{From: ledgertest.Day("2026-11-01"), AsOf: now})
	ledgertest.USD(t, "the report", *r.Total.AllInUSD, all.Spent.String())
	if got := states(t, s, now)["model"].Model; got != "lab/one" {
		t.Errorf("model %q, want the canonical one", got)
	}
}

func TestBudgetsAreKept(t *testing.T) {
	ctx := context.Background()
	s := budgeted(t, check.Budget{Name: "x", USD: pricing.MustMoney("10"), Account: "openrouter/x"})
	// The same name changes it; the account may be renamed.
	if _, err := s.RenameAccount(ctx, "openrouter/x", "openrouter/y"); err != nil {
		t.Fatal(err)
	}
	if got := states(t, s, now)["x"]; got.Account != "openrouter/y" || !got.Spent.Equal(pricing.MustMoney("16.88")) {
		t.Errorf("after a rename: of %q, %s spent", got.Account, got.Spent)
	}
	if _, err := s.SetBudget(ctx, check.Budget{Name: "x", USD: pricing.MustMoney("20")}); err != nil {
		t.Fatal(err)
	}
	if got := states(t, s, now)["x"]; got.Account != "" || !got.USD.Equal(pricing.MustMoney("20")) || !got.Spent.Equal(pricing.MustMoney("23.68")) {
		t.Errorf("changed: %+v", got)
	}
	// An account that only a budget names stays until the budget goes.
	if _, err := s.SetBudget(ctx, check.Budget{Name: "new", USD: pricing.MustMoney("5"), Account: "hush"}); err != nil {
		t.Fatal(err)
	}
	undo(t, s, 1)
	if got := states(t, s, now)["new"].Account; got != "hush" {
		t.Errorf("of %q after an undo, want hush", got)
	}
	if err := s.RemoveBudget(ctx, "new"); err != nil {
		t.Fatal(err)
	}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts {
		if a.Name == "hush" {
			t.Error("the account outlived its budget")
		}
	}
	sound(t, s)
}

func TestWrongBudgets(t *testing.T) {
	ctx := context.Background()
	s := budgeted(t)
	five := pricing.MustMoney("5")
	for name, b := range map[string]check.Budget{
		"without a name": {USD: five},
		"with spaces":    {Name: " x", USD: five},
		"of nothing":     {Name: "x"},
		"below zero":     {Name: "x", USD: five.Neg()},
	} {
		if _, err := s.SetBudget(ctx, b); err == nil {
			t.Errorf("a budget %s was taken", name)
		}
	}
	var model *pricing.UnknownModelError
	if _, err := s.SetBudget(ctx, check.Budget{Name: "x", USD: five, Model: "lab/ome"}); !errors.As(err, &model) {
		t.Errorf("unknown model: %v", err)
	}
	var gateway *pricing.UnknownGatewayError
	if _, err := s.SetBudget(ctx, check.Budget{Name: "x", USD: five, Account: "nowhere"}); !errors.As(err, &gateway) {
		t.Errorf("unknown account: %v", err)
	}
	if err := s.RemoveBudget(ctx, "x"); !errors.Is(err, check.ErrNoBudget) {
		t.Errorf("removed: %v", err)
	}
	if got := states(t, s, now); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
}

// TestBudgetProjected: every day from 1 October to 14 November one account takes $2
// with key a and $1 with key b, another $4. November has 30 days; what follows is as
// certain as it was. Loading it takes 5.5 %: of openrouter's $90.00 $4.95, of which the key
// with a third of it bears $1.65, and of openrouter/x's $120.00 $6.60.
func TestBudgetProjected(t *testing.T) {
	s := temporary(t, small())
	text := nativeHead + every("openrouter", "2", ledgertest.Day("2026-10-01"), 45) + every("openrouter/x", "4", ledgertest.Day("2026-10-01"), 45)
	text += strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(every("openrouter", "1", ledgertest.Day("2026-10-01"), 45), nativeHead), ",openrouter-", ",b-"), ",1,,\n", ",1,,b\n")
	bring(t, s, text, options("a.csv"))
	thousand := pricing.MustMoney("1000")
	for _, b := range []check.Budget{{Name: "all"}, {Name: "account", Account: "openrouter"}, {Name: "key", Key: "b"}, {Name: "model", Account: "openrouter/x", Model: "lab/one"}, {Name: "other", Model: "lab/two"}} {
		b.USD = thousand
		if _, err := s.SetBudget(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
	got := states(t, s, ledgertest.Day("2026-11-15"))
	for name, want := range map[string]string{"all": "221.55", "account": "94.95", "key": "31.65", "model": "126.6", "other": "0"} {
		fees(t, name, got[name].Projected, want)
	}
	// An empty ledger has nothing to project from.
	empty := temporary(t, small())
	if _, err := empty.SetBudget(context.Background(), check.Budget{Name: "all", USD: thousand}); err != nil {
		t.Fatal(err)
	}
	fees(t, "nothing", states(t, empty, now)["all"].Projected, "-")
}
