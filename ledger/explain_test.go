package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/explain"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// explained takes a figure apart and checks what holds for all of them: the parts
// add up to the sum, and the address leads back to the same explanation.
func explained(t ledgertest.T, s *ledger.Store, words ...string) pricing.Explanation {
	t.Helper()
	e, err := explain.Figure(context.Background(), s, words, now, defaults)
	if err != nil {
		t.Fatalf("explain %q: %v", words, err)
	}
	var sum pricing.Money
	parts := 0
	for _, l := range e.Lines {
		if l.Part != nil {
			sum = sum.Add(*l.Part)
			parts++
		}
	}
	if e.Sum != nil && !e.Sum.Equal(sum) || e.Sum == nil && parts > 0 {
		t.Errorf("explain %q: parts of %s, a sum of %v", words, sum, e.Sum)
	}
	again, err := explain.Figure(context.Background(), s, pricing.SplitAddress(e.Address), now, defaults)
	if err != nil || again.Title != e.Title || again.Figure != e.Figure || again.Address != e.Address {
		t.Errorf("explain %q: its address %q leads to %q %q, %v", words, e.Address, again.Title, again.Figure, err)
	}
	return e
}

// defaults are the settings of someone who set nothing.
func defaults() (check.Settings, error) { return check.DefaultSettings(), nil }

// is fails where an explanation's figure is not the one that another command shows.
// An unknown one is nil on both sides.
func is(t ledgertest.T, e pricing.Explanation, want *pricing.Money, adds bool) {
	t.Helper()
	if (e.USD == nil) != (want == nil) || want != nil && !e.USD.Equal(*want) {
		t.Errorf("%s: explained as %v, shown as %v", e.Address, e.USD, want)
	}
	if adds && want != nil && (e.Sum == nil || !e.Sum.Equal(*want)) {
		t.Errorf("%s: parts of %v for %s", e.Address, e.Sum, want)
	}
}

// Every figure that credits shows is explained as it stands there.
func TestExplainEveryCredit(t *testing.T) {
	s := mixedBooks(t)
	if _, err := s.SetBalance(context.Background(), "openrouter", pricing.MustMoney("7.5"), at("2026-10-20T00:00:00Z")); err != nil {
		t.Fatal(err)
	}
	one, below := pricing.MustMoney("1"), pricing.MustMoney("0.25")
	if _, err := s.SetAccount(context.Background(), "hush", ledger.AccountChange{AutoTopUp: &one, AutoBelow: &below}); err != nil {
		t.Fatal(err)
	}
	c, err := s.Credits(context.Background(), "", now)
	if err != nil {
		t.Fatal(err)
	}
	lots := 0
	for _, a := range c.Accounts {
		name := a.Account.Name
		if !a.HasLots {
			if e := explained(t, s, name); e.USD != nil || e.Figure != "?" || len(e.Notes) == 0 {
				t.Errorf("%s without lots has a balance: %+v", name, e)
			}
			continue
		}
		balance, lost := a.Balance(), a.Lost()
		is(t, explained(t, s, name), &balance, true)
		is(t, explained(t, s, name, "balance_usd"), &balance, true)
		is(t, explained(t, s, name, "lost_usd"), &lost, true)
		is(t, explained(t, s, name, "deficit"), &a.Deficit, true)
		is(t, explained(t, s, name, "estimated"), a.Estimated, true)
		is(t, explained(t, s, name, "drift"), a.Drift, true)
		paid, known := a.FeesPaid()
		if known {
			is(t, explained(t, s, name, "fees_paid_usd"), &paid, true)
		}
		burn := explained(t, s, name, "burn_usd_per_day")
		is(t, burn, a.Burn, false)
		// openrouter's usage goes over September and October, of which the last 30 days
		// count; hush's goes over two days.
		days := map[string]int64{"openrouter": 30, "hush": 2}[name]
		if !burn.Sum.Part(1, days, 6).Equal(*a.Burn) {
			t.Errorf("%s: a burn of %s out of %s", name, a.Burn, burn.Sum)
		}
		if e := explained(t, s, name, "runway"); e.Figure != a.Runway+" days" {
			t.Errorf("runway %q, shown as %q", e.Figure, a.Runway)
		}
		for i, l := range a.Lots {
			lots++
			id := fmt.Sprint(l.ID)
			if l.ID == 0 { // derived
				id = fmt.Sprintf("%s~%d", name, i+1)
			}
			for figure, usd := range map[string]*pricing.Money{"remaining": &l.Remaining, "credit": &l.Credit, "fee": l.Fee, "used": &l.Used, "expired": &l.Expired, "refunded": &l.Refunded} {
				is(t, explained(t, s, "lot", id, figure), usd, usd != nil && !usd.IsZero())
			}
			loss, chance := explained(t, s, "lot", id, "expected_breakage_usd"), explained(t, s, "lot", id, "breakage_chance")
			if o := l.Outlook; o == nil && (loss.USD != nil || loss.Figure != "?" || chance.Figure != "?" || len(loss.Notes) == 0) {
				t.Errorf("lot %s: nothing is known to be lost, explained as %+v, %+v", id, loss, chance)
			} else if o != nil {
				is(t, loss, &o.ExpectedBreakage, !l.Expires.IsZero())
				if want := words.Chance(o.Chance); chance.Figure != want {
					t.Errorf("lot %s: a chance of %s, shown as %s", id, chance.Figure, want)
				}
			}
			var used pricing.Money
			for _, u := range l.Uses {
				used = used.Add(u.USD)
			}
			if !used.Equal(l.Used) {
				t.Errorf("lot %d: uses of %s, used %s", l.ID, used, l.Used)
			}
		}
	}
	if lots < 4 { // three of openrouter, and at least one that hush's automatic top-up makes
		t.Errorf("%d lots", lots)
	}
}

// Every figure of any report is explained as it stands there, and what a line leads
// to comes to that line's part.
func TestExplainEveryReport(t *testing.T) {
	for name, s := range map[string]*ledger.Store{"with lots": mixedBooks(t), "without": unbooked(t)} {
		t.Run(name, func(t *testing.T) {
			spend := spendOf(t, s, now)
			rapid.Check(t, func(t *rapid.T) {
				q := drawQuery(t)
				q.AsOf, q.Account = now, ""
				r, err := report.Make(spend, q)
				if err != nil {
					t.Fatalf("%v", err)
				}
				rows := r.Rows
				if len(rows) == 0 {
					return
				}
				everyFigure(t, s, spend, q, rapid.SampledFrom(rows).Draw(t, "row"))
			})
		})
	}
}

func everyFigure(t *rapid.T, s *ledger.Store, spend credit.Books, q report.Query, row report.Row) {
	if len(row.Keys) == 0 {
		q.Filter = q.Filter.Labels()
		r, err := report.Make(spend, q)
		if err != nil {
			t.Fatalf("%v", err)
		}
		row = r.Rows[0]
	}
	back := rapid.SampledFrom([]string{"usd", "fees_usd", "all_in_usd", "byok_usd", "usd_per_million", "output_tokens"}).Draw(t, "figure")
	of := func(figure string) pricing.Explanation {
		e, err := explain.Report(context.Background(), s, spend, q, row.Keys, figure)
		if err != nil {
			t.Fatalf("%+v %q %s: %v", q, row.Keys, figure, err)
		}
		if figure != back {
			return e
		}
		again := explained(t, s, pricing.SplitAddress(e.Address)...)
		if !same(again.USD, e.USD) || again.Figure != e.Figure {
			// An exact filter came back as a key, which gives the remainder of a fee to
			// another row: 10^-12 at most for each part.
			if strings.HasPrefix(figure, "usd_per") || again.USD == nil || e.USD == nil || again.USD.Sub(*e.USD).Abs().Cmp(pricing.MustMoney("0.000000001")) > 0 {
				t.Fatalf("%q leads to %s, not %s", e.Address, again.Figure, e.Figure)
			}
		}
		return e
	}
	is(t, of("usd"), &row.USD, true)
	is(t, of("fees_usd"), row.FeesUSD, true)
	is(t, of("all_in_usd"), row.AllInUSD, true)
	is(t, of("byok_usd"), &row.BYOKUSD, true)
	is(t, of("computed_usd"), &row.ComputedUSD, true)
	is(t, of("list_value_usd"), &row.ListValueUSD, true)
	if e := of("usd_per_million"); row.PerMillion != "" && e.Figure != "$"+row.PerMillion {
		t.Fatalf("%s, shown as %s", e.Figure, row.PerMillion)
	}
	for figure, n := range map[string]int64{"requests": row.Requests, "input_tokens": row.Tokens[pricing.Input], "output_tokens": row.Tokens[pricing.Output],
		"cache_read_tokens": row.Tokens[pricing.CacheRead], "unpriced_tokens": row.UnpricedTokens} {
		e := of(figure)
		var sum int64
		for _, l := range e.Lines {
			var k int64
			if _, err := fmt.Sscan(strings.ReplaceAll(l.Figure, ",", ""), &k); err != nil {
				t.Fatalf("%s: %q", e.Address, l.Figure)
			}
			sum += k
		}
		if sum != n || e.Figure != words.Thousands(fmt.Sprint(n)) {
			t.Fatalf("%s: %s, lines of %d; shown as %d", e.Address, e.Figure, sum, n)
		}
	}
	for _, l := range of("usd").Lines {
		if l.Address == "" {
			continue
		}
		inner := explained(t, s, pricing.SplitAddress(l.Address)...)
		if l.Part != nil && !same(inner.USD, l.Part) {
			t.Fatalf("%s is %s in %s, and %s by itself", l.Address, l.Part, l.Label, inner.Figure)
		}
	}
}

func same(a, b *pricing.Money) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
}

// lab/one at openrouter: 1,000 in at 2 and 10 out at 10 per million are 0.0021; the
// gateway took 0.0025.
func TestExplainARow(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, activityHead+generation("g1", "2026-10-01 10:00:00", "0.0025", 1000, 10, "lab/one")+
		generation("g2", "2026-10-01 11:00:00", "0.01", 1000, 10, "acme/unheard"), options("activity.csv"))
	bring(t, s, nativeHead+"2026-10-02T10:00:00Z,openrouter,openrouter,lab/one,n1,1000,0,10,0,1,,,\n", options("native.csv"))
	opt := options("team.csv")
	opt.Account, opt.Again = "openrouter/team", true
	bring(t, s, activityHead+generation("g1", "2026-10-03 10:00:00", "0.5", 1000, 10, "lab/one"), opt)

	for name, want := range map[string]string{
		"activity.csv:2": "input 0.002; output 0.0001; the gateway took more than the catalog's rates 0.0004",
		"g2":             "reported 0.01",
		"n1":             "input 0.002; output 0.0001",
	} {
		e := explained(t, s, "row", name)
		var got []string
		for _, l := range e.Lines {
			if l.Part != nil {
				got = append(got, l.Label+" "+l.Part.String())
			}
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: %s; want %s", name, strings.Join(got, "; "), want)
		}
		if !slices.ContainsFunc(e.Lines, func(l pricing.ExplainLine) bool { return l.Label == "stands in" && l.Line >= 2 && l.File != "" }) {
			t.Errorf("%s stands nowhere: %+v", name, e.Lines)
		}
	}
	e := explained(t, s, "row", "n1")
	if !slices.ContainsFunc(e.Notes, func(n string) bool { return strings.HasPrefix(n, "computed: ") }) {
		t.Errorf("notes %q", e.Notes)
	}
	if e.Lines[0].Formula != "1,000 x $2 per million" || e.Lines[0].Seen.IsZero() {
		t.Errorf("%+v", e.Lines[0])
	}
	both := explained(t, s, "row", "g1") // of two accounts
	if both.Figure != "2 rows" || len(both.Lines) != 2 {
		t.Errorf("%+v", both)
	}
	for _, l := range both.Lines {
		if one := explained(t, s, pricing.SplitAddress(l.Address)...); one.Figure != l.Figure {
			t.Errorf("%s leads to %s", l.Address, one.Figure)
		}
	}
}

// Names from files are whatever they are: an address leads back to them.
func TestExplainStrangeNames(t *testing.T) {
	s := temporary(t, small())
	for i, app := range []string{`my "own" bot`, `a\b`, "", "-x", "usd", "a=b:c", "2026-10", "\x1b[31mred"} {
		bring(t, s, "time,gateway,model,request_id,input_tokens,cost_usd,app\n"+fmt.Sprintf("2026-10-01T10:00:00Z,openrouter,lab/one,r%d,1000,%d.5,\"%s\"\n", i, i, strings.ReplaceAll(app, `"`, `""`)), options("f"))
		e := explained(t, s, "report", "app="+app)
		want := pricing.MustMoney(fmt.Sprintf("%d.5", i))
		is(t, e, &want, true)
	}
	r := reported(t, s, report.Query{By: []string{"app"}})
	whole := explained(t, s, "report")
	if len(whole.Lines) != len(r.Rows) {
		t.Errorf("%d lines for %d apps", len(whole.Lines), len(r.Rows))
	}
}

func TestExplainWrongAddresses(t *testing.T) {
	s := mixedBooks(t)
	if _, err := s.SetBudget(context.Background(), check.Budget{Name: "team", USD: pricing.MustMoney("1")}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ words, word, nearest string }{
		{"openruter", "openruter", "openrouter"},
		{"reprot 2026-10", "reprot", "report"},
		{"openrouter balanse", "balanse", "balance"},
		{"openrouter fees lost", "lost", ""},
		{"lot 99", "99", ""},
		{"lot", "lot", ""},
		{"lot 1 colour", "colour", ""},
		{"fee openruter 10", "openruter", "openrouter"},
		{"fee openrouter -1", "-1", ""},
		{"fee openrouter 10 cash", "cash", "card"},
		{"fee openrouter", "fee", ""},
		{"fee lab 10", "lab", ""},
		{"report 2026-13", "2026-13", ""},
		{"report fes", "fes", "fees"},
		{"report fees usd", "usd", ""},
		{"report month=2026-10 month=2026-09", "month=2026-09", ""},
		{"report app=app9", "app=app9", "app=app"},
		{"report modle:gpt", "modle:gpt", ""},
		{"report >5", ">5", ""},
		{"report 2020", "2020", ""},
		{"row nothing", "nothing", ""},
		{"row", "", ""},
		{"compare openruter", "openruter", "openrouter"},
		{"compare openrouter speed", "speed", ""},
		{"compare openrouter spend=lots", "spend=lots", ""},
		{"compare openrouter spend=0", "spend=0", ""},
		{"compare openrouter method=shells", "method=shells", ""},
		{"rate openrouter lab/onne", "lab/onne", "lab/one"},
		{"rate openrouter", "rate", ""},
		{"account", "account", ""},
		{"forecast opnrouter", "opnrouter", "openrouter"},
		{"forecast projceted", "projceted", "projected"},
		{"forecast openrouter lwo", "lwo", "low"},
		{"forecast openrouter low high", "high", "high"},
		{"forecast 2026-11 2026-12", "2026-12", ""},
		{"forecast 2026-13", "2026-13", ""},
		{"forecast 2026-10", "2026-10", ""},
		{"forecast 2029-01", "2029-01", ""},
		{"budget", "budget", ""},
		{"budget temm", "temm", "team"},
		{"budget team lost", "lost", ""},
		{"plan", "plan", ""},
		{"plan opnrouter", "opnrouter", "openrouter"},
		{"plan openrouter fes", "fes", "fees"},
		{"plan openrouter best current", "current", "current"},
		{"plan openrouter monthly=0", "monthly=0", ""},
		{"plan openrouter monthly=much", "monthly=much", ""},
		{"plan openrouter method=shells", "method=shells", ""},
		{"plan openrouter cost-of-money=-1", "cost-of-money=-1", ""},
		{"plan openrouter min-days=few", "min-days=few", ""},
		{"plan openrouter colour=red", "colour=red", ""},
		{"plan openrouter monthly=25 current", "current", ""},
		{"plan openrouter monthly=25 account=openrouter", "account=openrouter", ""},
		{"plan openrouter account=openrouter/x", "openrouter", "account=openrouter"},
		{"check", "check", ""},
		{"check one two", "check one two", ""},
		{"check 00000000", "00000000", ""},
		{"lot 1 losss", "losss", "loss"},
		{"", "", ""},
	} {
		_, err := explain.Figure(context.Background(), s, strings.Fields(test.words), now, defaults)
		var wrong *pricing.AddressError
		if !errors.As(err, &wrong) || wrong.Word != test.word || wrong.Reason == "" || test.nearest != "" && (len(wrong.Nearest) == 0 || !strings.HasPrefix(wrong.Nearest[0], test.nearest)) {
			t.Errorf("%q: %+v; want %q near %q", test.words, err, test.word, test.nearest)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"openrouter fees", `report app="my bot" 2026-10`, `"a\"b" c\d`, `"`, "\xff \t", "", "forecast openrouter 2026-11 low", "forecast runs-out", "budget team", "plan openrouter monthly=3 fees", "check 00000000", "lot 1 loss"} {
		f.Add(seed)
	}
	s := unbooked(f)
	f.Fuzz(func(t *testing.T, address string) {
		words := pricing.SplitAddress(address)
		e, err := explain.Figure(context.Background(), s, words, now, defaults)
		if err != nil {
			return
		}
		again, err := explain.Figure(context.Background(), s, pricing.SplitAddress(e.Address), now, defaults)
		if err != nil || again.Figure != e.Figure {
			t.Fatalf("%q has the address %q, which leads to %s, %v", address, e.Address, again.Figure, err)
		}
	})
}

// An account's address is read back, whatever its name.
func TestAccountAddress(t *testing.T) {
	for _, name := range []string{"openrouter", "openrouter/a b", `say "hi"`, "report"} {
		words := pricing.SplitAddress(credit.AccountAddress(name, "runway"))
		if len(words) != 3 || words[0] != "account" || words[1] != name || words[2] != "runway" {
			t.Errorf("%q is read as %q", name, words)
		}
	}
}

// TestFiguresOfKinds: each figure of tokens is that of its kind.
func TestFiguresOfKinds(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, "time,gateway,model,input_tokens,cache_read_tokens,cache_write_5m_tokens,cache_write_1h_tokens,output_tokens,reasoning_tokens,requests,cost_usd\n"+
		"2026-10-01,lab,lab-one,1,20,300,4000,50000,6000,7,0.5\n", options("a"))
	for figure, want := range map[string]string{
		"input_tokens": "1", "cache_read_tokens": "20", "cache_write_5m_tokens": "300", "cache_write_1h_tokens": "4,000", "output_tokens": "50,000", "reasoning_tokens": "6,000", "requests": "7",
	} {
		e, err := explain.Report(context.Background(), s, spendOf(t, s, now), report.Query{AsOf: now}, nil, figure)
		if err != nil || e.Figure != want {
			t.Errorf("%s: %q, %v; want %s", figure, e.Figure, err, want)
		}
	}
}

// TestExplainGoesFromMoneyToLabels: what is asked without a label comes to one where nothing
// else tells the usage apart: a model's day is two apps'.
func TestExplainGoesFromMoneyToLabels(t *testing.T) {
	s := temporary(t, small())
	var b strings.Builder
	b.WriteString(activityHead)
	for n := range 50 {
		app := []string{"chat", "review"}[n%2]
		fmt.Fprintf(&b, "gen-%02d,2026-10-03 10:00:%02d.000,0.01,10,1,0,0,0,lab/one,P,key,%s,\n", n, n, app)
	}
	bring(t, s, b.String(), options("a"))
	e := explained(t, s, "report", "2026-10-03", "account=openrouter", "model=lab/one")
	if e.Formula != "sum by app" || len(e.Lines) != 2 || e.Lines[0].Part.String() != "0.25" {
		t.Errorf("%q: %+v", e.Formula, e.Lines)
	}
}
