package usagefile_test

import (
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const (
	copilotType = "github-copilot-csv"
	copilotHead = "date,username,product,sku,model,quantity,unit_type,gross_amount,discount_amount,net_amount,organization,repository,cost_center_name,input,output,cache_read,cache_write\n"
)

// TestCopilotPays: what is billed is net_amount, less a discount; where that is nothing
// the plan pays, and the gross amount is what it was worth; where there is none of either
// the catalog says what tokens are worth.
func TestCopilotPays(t *testing.T) {
	const none = "none"
	for _, c := range []struct {
		name, gross, net, tokens string
		pot                      usagefile.Pot
		want                     string
	}{
		{"billed", "0.2", "0.2", "", usagefile.WholeAccount, "0.2"},
		{"a part of it discounted", "0.4", "0.3", "", usagefile.WholeAccount, "0.3"},
		{"in the plan", "0.144", "0.000", "", usagefile.InPlan, "0.144"},
		{"in the plan, worth nothing", "0", "0", "", usagefile.InPlan, "0"},
		{"in the plan, worth nothing, with tokens", "0", "0", "7", usagefile.InPlan, none},
		{"in the plan, gross not stated", "", "0", "7", usagefile.InPlan, none},
		{"a correction", "-0.1", "-0.1", "", usagefile.WholeAccount, "-0.1"},
	} {
		data := copilotHead + "2026-11-08,dev,copilot,copilot_ai_credit,GPT-5.4,3.6,ai-credits," + c.gross + ",," + c.net + ",org-a,,," + c.tokens + ",,,\n"
		r := read(t, strings.NewReader(data), usagefile.Options{}, copilotType)[0]
		got := none
		if r.HasCost {
			got = r.Cost.String()
		}
		if r.Pot != c.pot || got != c.want || r.Requests != 0 {
			t.Errorf("%s: pot %q, cost %s, %d requests; want %q, %s, 0", c.name, r.Pot, got, r.Requests, c.pot, c.want)
		}
	}
	if got := faults(t, copilotHead+"2026-11-08,dev,copilot,s,m,1,requests,1,0,,o,,,,,,\n", usagefile.Options{}); len(got) != 1 || got[0].Column != "net_amount" {
		t.Errorf("an empty net_amount: %v", got)
	}
}

// TestCopilotRow: the four kinds of tokens do not overlap, as the amounts of real rows
// show: 16 x 1 + 475 x 5 + 32,507 x 0.1 + 32,932 x 1.25 a million, less the tenth for
// Auto, is 0.04212603. An e-mail is not kept.
func TestCopilotRow(t *testing.T) {
	row := "2026-09-01,a@example.com,copilot,copilot_ai_credit,Auto: Claude Haiku 4.5,4.212603,ai-credits,0.04212603,0.04212603,0,org-a,org-a/site,Web,16,475,32507,32932\n"
	r := read(t, strings.NewReader(copilotHead+row), usagefile.Options{}, copilotType)[0]
	want := pricing.Tokens{pricing.Input: 16, pricing.Output: 475, pricing.CacheRead: 32507, pricing.CacheWrite5m: 32932}
	if r.Tokens != want || r.Model != "Claude Haiku 4.5" || r.User != "" || r.Team != "Web" || r.App != "org-a/site" || !r.Bucket || !r.Mixed {
		t.Errorf("got %+v", r)
	}
	plain := read(t, strings.NewReader(copilotHead+strings.ReplaceAll(row, "Auto: ", "")), usagefile.Options{}, copilotType)[0]
	if plain.Dims == r.Dims {
		t.Errorf("what Auto chose and what the user chose are one row: %q", r.Dims)
	}
	seat := read(t, strings.NewReader(copilotHead+"2026-09-01,,copilot,copilot_business,,1,user-months,19,0,19,org-a,,,,,,\n"), usagefile.Options{}, copilotType)[0]
	if seat.Model != "copilot_business" || seat.Cost.String() != "19" || seat.Team != "org-a" {
		t.Errorf("a seat: %+v", seat)
	}
}

// TestCopilotDays: a spreadsheet writes days back in its own way.
func TestCopilotDays(t *testing.T) {
	row := func(day string) string { return copilotHead + day + ",dev,copilot,s,m,1,requests,1,0,1,o,,,,,,\n" }
	for _, day := range []string{"2026-11-08", "11/8/26", "11/8/2026", "11/08/26"} {
		if r := read(t, strings.NewReader(row(day)), usagefile.Options{}, copilotType)[0]; r.At.Format("2006-01-02T15:04") != "2026-11-08T00:00" {
			t.Errorf("%s is read as %s", day, r.At)
		}
	}
	for _, day := range []string{"13/11/26", "8.11.2026", "1/1/1999", ""} {
		if got := faults(t, row(day), usagefile.Options{}); len(got) != 1 || got[0].Column != "date" {
			t.Errorf("%q: %v", day, got)
		}
	}
}

// TestCopilotWithoutDollars: the headers of 2025 say what exceeds the quota, and not what
// it cost. They are no view of the days of a later report.
func TestCopilotWithoutDollars(t *testing.T) {
	for _, c := range []struct{ name, data, grain string }{
		{"2025-06", "Timestamp,User,Model,Requests Used,Exceeds Monthly Quota,Total Monthly Quota\n2025-06-11T05:13:27.8766440Z,dev,gpt-4.1,1,False,Unlimited\n2025-06-12T05:13:27Z,dev,gpt-4.1,1.5,True,300\n", "moments"},
		{"2025-10", "date,username,model,quantity,exceeds_quota,total_monthly_quota\n2025-06-11,dev,GPT-5,1,False,300\n2025-06-12,dev,GPT-5,2,TRUE,300\n", "days by username"},
	} {
		rows := read(t, strings.NewReader(c.data), usagefile.Options{}, copilotType)
		in, over := rows[0], rows[1]
		if in.Pot != usagefile.InPlan || !in.HasCost || !in.Cost.IsZero() || over.Pot != usagefile.WholeAccount || over.HasCost || in.Grain != c.grain || in.User != "dev" {
			t.Errorf("%s: %+v, %+v", c.name, in, over)
		}
		if _, said := readSaid(t, c.data); len(said) != 1 || !strings.Contains(said[0], "1 row exceeds the plan's quota") {
			t.Errorf("%s: said %q", c.name, said)
		}
	}
}
