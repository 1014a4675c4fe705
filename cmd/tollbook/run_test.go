package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"tollbook/data"
	"tollbook/pricing"
)

// runsOn is a run on a ledger that is not there yet, which answers in JSON into out.
func runsOn(t *testing.T) (run *app, path string, out *bytes.Buffer) {
	t.Helper()
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	path, out = filepath.Join(t.TempDir(), "ledger.db"), &bytes.Buffer{}
	run = appAt(benchEnv(path), c)
	run.Out, run.Format = out, "json"
	return run, path, out
}

// OpenRouter takes 5.5 % by card, at least $0.80: 25 x 0.055 = 1.375 is charged as $1.38,
// 10 x 0.055 = 0.55 as $0.80. Of a charge of $26.38 the credit is $25.
func TestRunFee(t *testing.T) {
	run, path, out := runsOn(t)
	for _, c := range []struct {
		o                 feeOptions
		amount            string
		credit, fee, paid string
	}{
		{feeOptions{method: "card"}, "25", "25", "1.38", "26.38"},
		{feeOptions{method: "card"}, "10", "10", "0.80", "10.80"},
		{feeOptions{method: "card", paid: true}, "26.38", "25", "1.38", "26.38"},
	} {
		out.Reset()
		if err := runFee(run, c.o, []string{"openrouter", c.amount}); err != nil {
			t.Fatal(err)
		}
		var got feeJSON
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		want := [3]pricing.Money{pricing.MustMoney(c.credit), pricing.MustMoney(c.fee), pricing.MustMoney(c.paid)}
		for i, m := range [3]pricing.Money{got.CreditUSD, got.FeeUSD, got.PaidUSD} {
			if !m.Equal(want[i]) {
				t.Errorf("$%s: credit, fee and paid are %s, %s, %s; want %s, %s, %s", c.amount, got.CreditUSD, got.FeeUSD, got.PaidUSD, c.credit, c.fee, c.paid)
				break
			}
		}
	}
	var unknown *pricing.UnknownGatewayError
	if err := runFee(run, feeOptions{}, []string{"openruter", "25"}); !errors.As(err, &unknown) {
		t.Errorf("a gateway that there is none of: %v", err)
	}
	if exists(path) {
		t.Error("a fee made a ledger")
	}
}

// What is wrong use is said before a ledger is made.
func TestRunRefusesWrongUse(t *testing.T) {
	ctx := context.Background()
	run, path, out := runsOn(t)
	no, empty := given[string]{}, given[string]{is: true}
	for name, c := range map[string]struct {
		run  func() error
		want string
	}{
		"a fee of half cents": {func() error { return runFee(run, feeOptions{}, []string{"openrouter", "25.001"}) }, `AMOUNT "25.001": want whole cents`},
		"a budget of nothing": {func() error { return runBudgetSet(ctx, run, budgetSetOptions{per: "month"}, []string{"x", "0"}) }, `USD "0": want dollars above zero, like 500`},
		"a budget of no account": {func() error {
			return runBudgetSet(ctx, run, budgetSetOptions{per: "month", account: empty}, []string{"x", "5"})
		}, "--account needs a name; leave it out for all"},
		"a budget a week":            {func() error { return runBudgetSet(ctx, run, budgetSetOptions{per: "week"}, []string{"x", "5"}) }, `--per "week": want month, the only period of a budget`},
		"an account, nothing to set": {func() error { return runAccountSet(ctx, run, accountSetOptions{}, []string{"openrouter"}) }, "nothing to set was given"},
		"an empty billing": {func() error {
			return runAccountSet(ctx, run, accountSetOptions{billing: empty}, []string{"openrouter"})
		},
			`--billing "": want prepaid, arrears, prepaid-then-invoice, subscription, own-key or default`},
		"off, and a floor": {func() error {
			return runAccountSet(ctx, run, accountSetOptions{topUp: given[string]{"off", true}, below: given[string]{"2", true}}, []string{"openrouter"})
		}, "--auto-topup off has no --below"},
		"two kinds of credit": {func() error {
			return runTopUpAdd(ctx, run, topUpAddOptions{grant: true, opening: true}, []string{"openai", "5"})
		}, "--grant and --opening are two kinds of credit: give one"},
		"fewer days at most than at least": {func() error {
			return runPlan(ctx, run, planOptions{costOfMoney: "0", minDays: given[int]{30, true}, maxDays: given[int]{10, true}}, []string{"openrouter"})
		}, "--max-days 10: want no less than --min-days 30"},
		"flags beside a scenario": {func() error {
			return runCompare(ctx, run, compareOptions{scenario: given[string]{"x", true}, turned: []string{"volume", "swap", "swap"}})
		}, "a scenario holds its workload and knobs: --swap, --volume can't be turned beside --scenario"},
		"a limit without a scenario": {func() error { return runCompare(ctx, run, compareOptions{scenario: no, failOver: empty}) }, "--fail-over goes with --scenario, whose total it is held against"},
		"no gateways":                {func() error { return runCompare(ctx, run, compareOptions{turned: []string{"gateways"}}) }, `--gateways "": want gateways, like openrouter,direct`},
		"a scenario in no file":      {func() error { return runScenarioSave(ctx, run, scenarioSaveOptions{file: empty}, []string{"x"}) }, `--file "": want one, or leave it out`},
	} {
		err := c.run()
		var wrong usageError
		if !errors.As(err, &wrong) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if exists(path) || out.Len() > 0 {
		t.Errorf("wrong use made a ledger, or answered: %s", out)
	}
}

// An edit changes what was given alone: no --note leaves the note, --note "" takes it away.
func TestRunTopUpEdit(t *testing.T) {
	ctx := context.Background()
	run, _, out := runsOn(t)
	if err := runTopUpAdd(ctx, run, topUpAddOptions{method: "card", at: "2026-11-01", note: "first"}, []string{"openrouter", "100"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name         string
		o            topUpEditOptions
		note         string
		credit, paid string
	}{ // 5.5 % of 100 is 5.50, of 50 is 2.75; 20 was really charged
		{"the credit", topUpEditOptions{amount: given[string]{"50", true}}, "first", "50", "52.75"},
		{"the fee", topUpEditOptions{fee: "20"}, "first", "50", "70"},
		{"the schedule's fee", topUpEditOptions{fee: "schedule"}, "first", "50", "52.75"},
		{"no note", topUpEditOptions{note: given[string]{is: true}}, "", "50", "52.75"},
	} {
		out.Reset()
		if err := runTopUpEdit(ctx, run, c.o, []string{"1"}); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var got struct {
			TopUps []topUpJSON `json:"topups"`
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || len(got.TopUps) != 1 {
			t.Fatalf("%s: %v: %s", c.name, err, out)
		}
		x, note := got.TopUps[0], ""
		if x.Note != nil {
			note = *x.Note
		}
		if note != c.note || !x.CreditUSD.Equal(pricing.MustMoney(c.credit)) || x.PaidUSD == nil || !x.PaidUSD.Equal(pricing.MustMoney(c.paid)) {
			t.Errorf("%s: note %q, credit %s, paid %v; want %q, %s, %s", c.name, note, x.CreditUSD, x.PaidUSD, c.note, c.credit, c.paid)
		}
	}
	if err := runTopUpEdit(ctx, run, topUpEditOptions{}, []string{"1"}); err == nil || err.Error() != "nothing to change was given" {
		t.Errorf("an edit of nothing: %v", err)
	}
}

// A flag knows that it was given, as nothing too, and help shows it as any other.
func TestGiven(t *testing.T) {
	type flags struct {
		note given[string]
		days given[int]
		list given[[]string]
	}
	parse := func(args ...string) (x flags, usages string) {
		f := pflag.NewFlagSet("x", pflag.ContinueOnError)
		givenVar(f, f.StringVar, &x.note, "note", "", "a `NOTE`")
		givenVar(f, f.IntVar, &x.days, "days", 7, "so many `DAYS`")
		givenVar(f, f.StringSliceVar, &x.list, "list", nil, "some `G,..`")
		if err := f.Parse(args); err != nil {
			t.Fatal(err)
		}
		return x, f.FlagUsages()
	}
	plain := pflag.NewFlagSet("x", pflag.ContinueOnError)
	plain.String("note", "", "a `NOTE`")
	plain.Int("days", 7, "so many `DAYS`")
	plain.StringSlice("list", nil, "some `G,..`")
	x, usages := parse()
	if x.note.is || x.days.is || x.list.is || x.days.value != 7 || isEmpty(x.note) || usages != plain.FlagUsages() {
		t.Errorf("no flag: %+v\n%s", x, usages)
	}
	x, _ = parse("--note", "", "--days=0", "--list", "a,b", "--list=c")
	if !isEmpty(x.note) || !x.days.is || x.days.value != 0 || strings.Join(x.list.value, " ") != "a b c" || !x.list.is {
		t.Errorf("all flags: %+v", x)
	}
	if x, _ = parse("--note=n"); isEmpty(x.note) || !x.note.is || x.note.value != "n" {
		t.Errorf("a note: %+v", x)
	}
}
