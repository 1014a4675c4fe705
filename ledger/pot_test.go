package ledger_test

import (
	"testing"

	"tollbook/data"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

const cursorEvents = `Date,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,Total Tokens,Cost
2026-11-10T03:00:00.003Z,On-Demand,gpt-5.4-high,No,0,12000,60000,900,72900,$0.06
2026-11-10T03:00:00.002Z,Included,claude-opus-5-thinking-max,Yes,50,4,800,20,874,Included
2026-11-10T03:00:00.001Z,User API Key,claude-sonnet-4-5,No,2000,100,9000,300,11400,0
`

// TestPotsPayApart: of one file the bill is spend of the account, what the plan includes
// is list value of a subscription, and what went over an own key is what the provider
// takes. --account names the account that has the pots, or one of them.
func TestPotsPayApart(t *testing.T) {
	catalog, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, named := range []string{"", "cursor/ann", "cursor/ann/own-key"} {
		s := temporary(t, catalog)
		opt, name := options("usage-events.csv"), "cursor"
		if opt.Account = named; named != "" {
			name = "cursor/ann"
		}
		counts(t, bring(t, s, cursorEvents, opt), 3, 0, 0, 0)
		counts(t, bring(t, s, cursorEvents+"\n", opt), 0, 3, 0, 0)
		r := reported(t, s, report.Query{By: []string{"account"}})
		ledgertest.USD(t, "total", r.Total.USD, "0.075")                   // 0.06 and, of the own key, 0.015
		ledgertest.USD(t, "computed", r.Total.ComputedUSD, "0.015")        // 100 x 3 + 9,000 x 0.3 + 2,000 x 3.75 + 300 x 15
		ledgertest.USD(t, "list value", r.Total.ListValueUSD, "0.0012325") // 4 x 5 + 800 x 0.5 + 50 x 6.25 + 20 x 25
		ledgertest.USD(t, "own keys", r.Total.BYOKUSD, "0")
		if r.Total.Requests != 3 || r.Total.UnpricedTokens != 0 {
			t.Errorf("%d requests, %d tokens without a rate", r.Total.Requests, r.Total.UnpricedTokens)
		}
		of := map[string]string{}
		for _, row := range r.Rows {
			of[row.Keys[0]] = row.USD.String()
		}
		if len(of) != 3 || of[name] != "0.06" || of[name+"/included"] != "0" || of[name+"/own-key"] != "0.015" {
			t.Errorf("by account: %v", of)
		}
		sound(t, s)
	}
}

// TestOwnKeyOfAnAgentBesideItsProvider: where the provider's own account has the day, the
// call is counted there, and stands as own-key spend here.
func TestOwnKeyOfAnAgentBesideItsProvider(t *testing.T) {
	catalog, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	s := temporary(t, catalog)
	bring(t, s, cursorEvents, options("usage-events.csv"))
	bring(t, s, "time,gateway,model,input_tokens,cost_usd\n2026-11-10,anthropic,claude-sonnet-4-5,5000,0.015\n", options("bill.csv"))
	r := reported(t, s, report.Query{})
	ledgertest.USD(t, "total", r.Total.USD, "0.075") // 0.06 and the provider's 0.015
	ledgertest.USD(t, "own keys", r.Total.BYOKUSD, "0.015")
	sound(t, s)
}

// TestARowChangesItsPot: a day that the plan paid for when it was first told is billed in
// a later export. The bill takes its place, in either direction, and taken back it is what
// it was.
func TestARowChangesItsPot(t *testing.T) {
	catalog, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	const head = "date,username,product,sku,model,quantity,gross_amount,net_amount,input,output\n"
	const early = head + "2026-11-09,dev,copilot,copilot_ai_credit,Claude Opus 5,1,0.01,0,1000,200\n"
	const late = head + "2026-11-09,dev,copilot,copilot_ai_credit,Claude Opus 5,40,0.4,0.3,40000,8000\n"
	s := temporary(t, catalog)
	is := func(when, usd, list string, input int64) {
		t.Helper()
		total := reported(t, s, report.Query{}).Total
		ledgertest.USD(t, when, total.USD, usd)
		ledgertest.USD(t, when+", list value", total.ListValueUSD, list)
		if total.Tokens[pricing.Input] != input {
			t.Errorf("%s: %d tokens in, want %d", when, total.Tokens[pricing.Input], input)
		}
		sound(t, s)
	}
	counts(t, bring(t, s, early, options("noon.csv")), 1, 0, 0, 0)
	is("at noon", "0", "0.01", 1000)
	later := bring(t, s, late, options("night.csv"))
	counts(t, later, 0, 0, 1, 0)
	is("at night", "0.3", "0", 40000)
	if _, err := s.Undo(t.Context(), later.ID); err != nil {
		t.Fatal(err)
	}
	is("taken back", "0", "0.01", 1000)
	counts(t, bring(t, s, late, options("night.csv")), 0, 0, 1, 0)
	counts(t, bring(t, s, early, options("credited.csv")), 0, 0, 1, 0)
	is("credited", "0", "0.01", 1000)
}
