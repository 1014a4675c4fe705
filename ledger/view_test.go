package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// TestTwoViewsAreNeverAdded: request rows beat the daily export for the account
// and the days that they have; other days come from the daily export.
func TestTwoViewsAreNeverAdded(t *testing.T) {
	requests := activityHead +
		generation("g1", "2026-10-01 10:00:00", "0.4", 1000, 10, "lab/one") +
		generation("g2", "2026-10-01 11:00:00", "0.6", 2000, 20, "lab/two")
	daily := dailyHead +
		"2026-10-01,lab/one,0.5,0,9,7000,70,0\n" + // the same day: not added
		"2026-10-02,lab/one,2,0,3,5000,50,0\n" // a day without request rows: counted
	for name, order := range map[string][]string{"requests first": {requests, daily}, "daily first": {daily, requests}} {
		t.Run(name, func(t *testing.T) {
			s := temporary(t, small())
			for _, text := range order {
				bring(t, s, text, options("f"))
			}
			r := reported(t, s, report.Query{By: []string{"day"}})
			ledgertest.USD(t, "1 October", r.Rows[0].USD, "1") // 0.4 + 0.6, not 1.5
			ledgertest.USD(t, "2 October", r.Rows[1].USD, "2")
			ledgertest.USD(t, "total", r.Total.USD, "3")
			if got := r.Rows[0]; got.Requests != 2 || got.Tokens[pricing.Input] != 3000 || got.Tokens[pricing.Output] != 30 {
				t.Errorf("1 October: %d requests, tokens %v; want 2, 3000 in, 30 out", got.Requests, got.Tokens)
			}
			if got := r.Total; got.Requests != 5 || got.Tokens[pricing.Input] != 8000 {
				t.Errorf("total: %d requests, %d input tokens; want 5 and 8000", got.Requests, got.Tokens[pricing.Input])
			}
			if len(r.Views) != 1 || !strings.HasPrefix(r.Views[0], "openrouter: ") || !strings.Contains(r.Views[0], "request rows") || !strings.Contains(r.Views[0], "gateway buckets") || !strings.Contains(r.Views[0], "never added") {
				t.Errorf("views %q", r.Views)
			}
			// The comparison counts what the report counts.
			var reported pricing.Money
			var input int64
			for _, l := range workload(t, s, ledger.WorkloadQuery{AsOf: now}).Lines {
				reported, input = reported.Add(l.Reported), input+l.Tokens[pricing.Input]
			}
			ledgertest.USD(t, "workload", reported, "3")
			if input != 8000 {
				t.Errorf("workload of %d input tokens, want 8000", input)
			}
			sound(t, s)
		})
	}
}

// TestImportSaysWhatItReplaces: request rows of $1.00 come where the daily export had
// $0.50 for their day and $2.00 for the next: the books change by $0.50. In the other
// order $2.00 of the daily export's $2.50 counts, and it replaces nothing.
func TestImportSaysWhatItReplaces(t *testing.T) {
	requests := activityHead + generation("g1", "2026-10-01 10:00:00", "1", 1000, 10, "lab/one")
	daily := dailyHead + "2026-10-01,lab/one,0.5,0,9,7000,70,0\n2026-10-02,lab/one,2,0,3,5000,50,0\n"
	s := temporary(t, small())
	bring(t, s, daily, options("daily"))
	got := bring(t, s, requests, options("requests"))
	ledgertest.USD(t, "own", got.OwnCountedUSD, "1")
	ledgertest.USD(t, "counted", got.CountedUSD, "0.5")
	want := []usage.ViewReplaced{{Account: "openrouter", View: "gateway buckets", USD: pricing.MustMoney("0.5")}}
	if fmt.Sprint(got.Replaced) != fmt.Sprint(want) {
		t.Errorf("replaced %v, want %v", got.Replaced, want)
	}
	s = temporary(t, small())
	bring(t, s, requests, options("requests"))
	got = bring(t, s, daily, options("daily"))
	ledgertest.USD(t, "own", got.OwnCountedUSD, "2")
	ledgertest.USD(t, "counted", got.CountedUSD, "2")
	if len(got.Replaced) != 0 {
		t.Errorf("replaced %v", got.Replaced)
	}
}

// TestViewsPerAccount: another account's days are its own.
func TestViewsPerAccount(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, activityHead+generation("g1", "2026-10-01 10:00:00", "1", 1000, 10, "lab/one"), options("a"))
	opt := options("b")
	opt.Account = "openrouter/team-a"
	bring(t, s, dailyHead+"2026-10-01,lab/one,5,0,9,7000,70,0\n", opt)
	r := reported(t, s, report.Query{})
	ledgertest.USD(t, "both accounts", r.Total.USD, "6")
	if len(r.Views) != 0 {
		t.Errorf("views %q, want none", r.Views)
	}
}

// TestViewWhollyPassedOver: where request rows have every day, the daily export
// counts for nothing and the report says so.
func TestViewWhollyPassedOver(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, activityHead+generation("g1", "2026-10-01 10:00:00", "1", 1000, 10, "lab/one"), options("a"))
	bring(t, s, dailyHead+"2026-10-01,lab/one,1,0.3,9,7000,70,0\n", options("b"))
	r := reported(t, s, report.Query{})
	ledgertest.USD(t, "total", r.Total.USD, "1")
	ledgertest.USD(t, "own key", r.Total.BYOKUSD, "0")
	if len(r.Views) != 1 || !strings.HasSuffix(r.Views[0], "counted from request rows, not from gateway buckets") {
		t.Errorf("views %q", r.Views)
	}
	// Before the day with both, nothing is said.
	r = reported(t, s, report.Query{To: time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)})
	if len(r.Views) != 0 {
		t.Errorf("views %q, want none", r.Views)
	}
}

// TestComputedStandsLast: what the gateway reported beats what the catalog
// computed, and a row without a cost among rows that have one is more of the
// same.
func TestComputedStandsLast(t *testing.T) {
	const head = "time,gateway,model,request_id,input_tokens,output_tokens,cost_usd\n"
	// lab/one at openrouter: 1,000,000 x 2 per million
	computed := "2026-10-01T10:00:00Z,openrouter,lab/one,r1,1000000,0,\n"
	daily := dailyHead + "2026-10-01,lab/one,1.5,0,1,1000000,0,0\n"
	for _, test := range []struct {
		name  string
		texts []string
		want  string
	}{
		{"computed alone", []string{head + computed}, "2"},
		{"computed and buckets", []string{head + computed, daily}, "1.5"},
		{"buckets and computed", []string{daily, head + computed}, "1.5"},
		{"computed beside reported", []string{head + computed + "2026-10-01T11:00:00Z,openrouter,lab/one,r2,10,0,0.25\n"}, "2.25"},
		{"computed beside reported, and buckets", []string{head + computed + "2026-10-01T11:00:00Z,openrouter,lab/one,r2,10,0,0.25\n", daily}, "2.25"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := temporary(t, small())
			for _, text := range test.texts {
				bring(t, s, text, options("f"))
			}
			ledgertest.USD(t, "total", reported(t, s, report.Query{}).Total.USD, test.want)
		})
	}
}

// TestReportNamesAnUnknownModel: a model that the ledger lacks is an error, a
// range without it is not.
func TestReportNamesAnUnknownModel(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, activityHead+generation("g1", "2026-10-01 10:00:00", "1", 1000, 10, "lab/one"), options("a"))
	if _, err := s.Report(t.Context(), report.Query{Model: "lab/three"}); err == nil || !strings.Contains(err.Error(), `no usage of model "lab/three"`) {
		t.Errorf("error %v", err)
	}
	if r := reported(t, s, report.Query{Model: "one", From: now.AddDate(1, 0, 0)}); len(r.Rows) != 0 {
		t.Errorf("%d rows in a range without usage", len(r.Rows))
	}
}

// TestAgentLogOfAGateway: calls of an agent that went through a gateway count at its
// account until its own rows of the day are there, which have the same ids; the
// agent's other calls stay under its subscription.
func TestAgentLogOfAGateway(t *testing.T) {
	call := func(id, day string) string {
		return `{"type":"assistant","timestamp":"` + day + `T10:00:00Z","message":{"id":"` + id + `","model":"lab/one","usage":{"input_tokens":1000,"output_tokens":10}}}` + "\n"
	}
	log := call("gen-1", "2026-10-01") + call("gen-2", "2026-10-02") + call("msg_1", "2026-10-02")
	export := activityHead + generation("gen-1", "2026-10-01 10:00:00", "0.4", 1000, 10, "lab/one")
	for name, order := range map[string][]string{"log first": {log, export}, "export first": {export, log}} {
		t.Run(name, func(t *testing.T) {
			s := temporary(t, small())
			for _, text := range order {
				if got := bring(t, s, text, options("f")); got.Added != got.Rows {
					t.Errorf("%d of %d rows are new: the two have the same ids", got.Added, got.Rows)
				}
			}
			r := reported(t, s, report.Query{By: []string{"account", "day"}})
			want := map[string]int64{"openrouter 2026-10-01": 1, "openrouter 2026-10-02": 1, "claude-code 2026-10-02": 1}
			for _, row := range r.Rows {
				if key := strings.Join(row.Keys, " "); row.Requests != want[key] {
					t.Errorf("%s: %d requests, want %d", key, row.Requests, want[key])
				}
			}
			if len(r.Rows) != len(want) {
				t.Errorf("%d rows, want %d", len(r.Rows), len(want))
			}
			// 0.4 of the export; on the 2nd 1,000 at 2 and 10 at 10 a million are 0.0021.
			ledgertest.USD(t, "at the gateway", r.Total.USD, "0.4021")
			accounts, err := s.Accounts(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range accounts {
				if (a.Billing == "subscription") != (a.Name == "claude-code") {
					t.Errorf("%s pays by %s", a.Name, a.Billing)
				}
			}
			sound(t, s)
		})
	}
}

// TestAgentLogOfANamedAccount: --account names the agent's account, and the
// gateway's only where it is one there.
func TestAgentLogOfANamedAccount(t *testing.T) {
	log := `{"type":"assistant","timestamp":"2026-10-01T10:00:00Z","message":{"id":"gen-1","model":"lab/one","usage":{"output_tokens":10}}}` + "\n"
	for account, want := range map[string]string{"": "openrouter", "my-claude": "openrouter", "openrouter/team-a": "openrouter/team-a"} {
		opt := options("f")
		opt.Account = account
		if got := bring(t, temporary(t, small()), log, opt); got.Account != want {
			t.Errorf("--account %q: booked at %s, want %s", account, got.Account, want)
		}
	}
}
