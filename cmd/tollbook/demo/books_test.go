package demo_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tollbook/cmd/tollbook/clitest"
	"tollbook/cmd/tollbook/decide"
	"tollbook/cmd/tollbook/see"
	"tollbook/ledger/credit"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// The demo has what people come to tollbook for: each once.
func TestDemoShowsEachTrouble(t *testing.T) {
	run, _, credits := clitest.DemoBooks(t)
	by := map[string]credit.Position{}
	for _, x := range credits.Accounts {
		by[x.Account.Name] = x
	}

	// $10 at a time by card: 5.5 % would be $0.55, the minimum of $0.80 is 8 %.
	automatic := by["openrouter/ci"]
	if len(automatic.Lots) < 10 {
		t.Fatalf("%d automatic top-ups", len(automatic.Lots))
	}
	for _, l := range automatic.Lots {
		if l.Credit.String() != "10" || l.Fee == nil || l.Fee.String() != "0.8" || !l.Assumed {
			t.Errorf("an automatic top-up of %s for %v, assumed %v", l.Credit, l.Fee, l.Assumed)
		}
	}

	if d := by["openrouter"].Drift; d == nil || d.Cents().String() != "-1.35" {
		t.Errorf("the drift is %v, want -1.35", d)
	}
	if by["openrouter"].Deficit.Sign() != 0 || by["openrouter"].Balance().Sign() <= 0 {
		t.Errorf("openrouter holds %s, deficit %s", by["openrouter"].Balance(), by["openrouter"].Deficit)
	}

	// Of the $60 at Anthropic most dies on 20 Dec: at the burn of the last month
	// 36 days use up a quarter of what is left.
	dying := credits.Expiring(60 * 24 * time.Hour)
	if len(dying) == 0 || dying[0].Account != "anthropic" || dying[0].May || dying[0].Expires.Format(pricing.Day) != "2026-12-20" {
		t.Fatalf("dying within 60 days: %+v", dying)
	}
	if used := dying[0].Burn.Times(36); used.Times(2).Cmp(dying[0].Remaining) > 0 {
		t.Errorf("%s of %s would be used: no loss to see", used, dying[0].Remaining)
	}

	openai := by["openai"]
	if short := openai.Deficit; short.Sign() <= 0 || short.Cmp(pricing.MustMoney("10")) > 0 {
		t.Errorf("the forgotten purchase left a deficit of %s, want a few dollars", short)
	}
	if openai.Lost().Sign() <= 0 {
		t.Error("no credit of the gift expired")
	}

	if x := by["claude-code"]; x.Account.Billing != "subscription" || x.HasLots {
		t.Errorf("the agent's account: %+v", x.Account)
	}
	if got := see.CreditsText(run, credits); !strings.Contains(got, "older lots are used up") || strings.Count(got, "\n") > 60 {
		t.Errorf("the demo's credits are no page to read:\n%s", got)
	}
}

// The agent's tokens count, and its dollars stand apart.
func TestDemoKeepsTheSubscriptionOutOfTotals(t *testing.T) {
	_, s, _ := clitest.DemoBooks(t)
	r, err := s.Report(context.Background(), report.Query{By: []string{"account"}})
	if err != nil {
		t.Fatal(err)
	}
	var sum pricing.Money
	for _, row := range r.Rows {
		sum = sum.Add(row.USD)
		if agent := row.Keys[0] == "claude-code"; agent != (row.ListValueUSD.Sign() > 0) || agent && (row.USD.Sign() != 0 || row.Requests < 500) {
			t.Errorf("%s: %d requests, $%s, list value $%s", row.Keys[0], row.Requests, row.USD, row.ListValueUSD)
		}
	}
	if !sum.Equal(r.Total.USD) {
		t.Errorf("rows come to %s, the total is %s", sum, r.Total.USD)
	}
}

// On one day the review agent looped.
func TestDemoHasARunawayDay(t *testing.T) {
	_, s, _ := clitest.DemoBooks(t)
	r, err := s.Report(context.Background(), report.Query{By: []string{"day"}, Account: "openrouter"})
	if err != nil {
		t.Fatal(err)
	}
	var top report.Row
	var second pricing.Money
	for _, row := range r.Rows {
		if row.USD.Cmp(top.USD) > 0 {
			top, second = row, top.USD
		} else if row.USD.Cmp(second) > 0 {
			second = row.USD
		}
	}
	if top.Keys[0] != "2026-10-30" || top.USD.Cmp(second.Times(2)) < 0 {
		t.Errorf("the dearest day is %s at %s, the next one %s", top.Keys[0], top.USD, second)
	}
}

// One app reads 12 % of its prompts from the cache, another one 78 %; a model of which nobody
// knows the price, a free one, and usage on own keys each stand on a line of their own.
func TestDemoHasAppsAndModelsToCompare(t *testing.T) {
	_, s, _ := clitest.DemoBooks(t)
	rows := func(by string) map[string]report.Row {
		t.Helper()
		r, err := s.Report(context.Background(), report.Query{By: []string{by}})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]report.Row{}
		for _, row := range r.Rows {
			out[row.Keys[0]] = row
		}
		return out
	}
	apps := rows("app")
	for app, percent := range map[string]int64{"review-agent": 12, "support-bot": 78} {
		n := apps[app].Tokens
		prompt := n[pricing.Input] + n[pricing.CacheRead] + n[pricing.CacheWrite5m] + n[pricing.CacheWrite1h]
		if prompt == 0 || (100*n[pricing.CacheRead]+prompt/2)/prompt != percent {
			t.Errorf("%s reads %d of %d from the cache, want %d %%", app, n[pricing.CacheRead], prompt, percent)
		}
	}
	models := rows("model")
	if free := models["google/gemma-4-31b-it"]; free.Requests == 0 || free.USD.Sign() != 0 || free.UnpricedTokens != 0 {
		t.Errorf("the free model: %d requests for $%s, %d tokens unpriced", free.Requests, free.USD, free.UnpricedTokens)
	}
	if own := models["anthropic/claude-haiku-4-5"]; own.BYOKUSD.Sign() <= 0 || own.USD.Sign() != 0 {
		t.Errorf("on own keys: $%s, and $%s of credit", own.BYOKUSD, own.USD)
	}
}

// A price rose in mid-year: a million tokens of DeepSeek's flash cost 9 cents until July and
// more than 12 from August on. A row of the earlier export settled late: the newer one has
// other figures for it.
func TestDemoMovesWithTime(t *testing.T) {
	_, s, _ := clitest.DemoBooks(t)
	r, err := s.Report(context.Background(), report.Query{By: []string{"month"}, Model: "deepseek/deepseek-v4-flash"})
	if err != nil {
		t.Fatal(err)
	}
	rate := map[string]string{}
	for _, row := range r.Rows {
		rate[row.Keys[0]] = row.PerMillion
	}
	if !strings.HasPrefix(rate["2026-07"], "0.09") || !strings.HasPrefix(rate["2026-08"], "0.12") {
		t.Errorf("$%s a million in July, $%s in August", rate["2026-07"], rate["2026-08"])
	}
	imports, err := s.Imports(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	updated := 0
	for _, i := range imports {
		updated += i.Updated
	}
	if updated != 1 {
		t.Errorf("%d rows settled late, want 1", updated)
	}
}

// Two gateways change places near the month's volume: a little below the $580 of list price.
func TestDemoIsNearABreakEven(t *testing.T) {
	run, s, _ := clitest.DemoBooks(t)
	compared, err := decide.AsItStands(context.Background(), run, s)
	if err != nil {
		t.Fatal(err)
	}
	list := compared.Result.ListUSD
	for _, b := range compared.Result.BreakEvens {
		if b.Spend.Times(100).Cmp(list.Times(80)) > 0 && b.Spend.Times(100).Cmp(list.Times(120)) < 0 {
			return
		}
	}
	t.Errorf("no break-even within a fifth of $%s", list)
}
