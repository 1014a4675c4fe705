package ledger_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// proxied is a ledger with an account on own keys.
func proxied(t *testing.T) *ledger.Store {
	t.Helper()
	s := temporary(t, small())
	ownKey := "own-key"
	if _, err := s.SetAccount(t.Context(), "openrouter/proxy", ledger.AccountChange{Billing: &ownKey}); err != nil {
		t.Fatal(err)
	}
	return s
}

const ownKeyHead = "time,gateway,account,model,provider,input_tokens,output_tokens,cost_usd,key,team\n"

// TestOwnKeysBesideTheirProvider: a proxy logs the calls that lab bills. On 1 October
// both are there, so lab's $6 count once and the proxy's name who made the calls; on
// the 2nd only the proxy's $2 are there, and count.
func TestOwnKeysBesideTheirProvider(t *testing.T) {
	lab := ownKeyHead + "2026-10-01T10:00:00Z,lab,lab,lab-one,,1000000,0,6,,\n"
	proxy := ownKeyHead +
		"2026-10-01T10:00:00Z,openrouter,openrouter/proxy,lab/one,lab,400000,0,2.5,ci,search\n" +
		"2026-10-01T10:30:00Z,openrouter,openrouter/proxy,lab/one,,600000,0,3.5,web,shop\n" + // by the model's publisher
		"2026-10-02T10:00:00Z,openrouter,openrouter/proxy,lab/one,lab,300000,0,2,ci,search\n" +
		"2026-10-01T11:00:00Z,openrouter,openrouter/proxy,lab/one,ollama,70,0,0.25,ci,search\n" // nobody's account
	for name, order := range map[string][]string{"provider first": {lab, proxy}, "proxy first": {proxy, lab}} {
		t.Run(name, func(t *testing.T) {
			s := proxied(t)
			for _, text := range order {
				bring(t, s, text, options("f"))
			}
			total := reported(t, s, report.Query{}).Total
			ledgertest.USD(t, "total", total.USD, "8.25") // 6 + 2 + 0.25
			ledgertest.USD(t, "own keys", total.BYOKUSD, "6")
			if total.Requests != 3 || total.Tokens[pricing.Input] != 1_300_070 {
				t.Errorf("%d requests, %d tokens", total.Requests, total.Tokens[pricing.Input])
			}
			for by, want := range map[string]map[string]string{
				"key":     {"": "6 0", "ci": "2.25 2.5", "web": "0 3.5"},
				"team":    {"": "6 0", "search": "2.25 2.5", "shop": "0 3.5"},
				"account": {"lab": "6 0", "openrouter/proxy": "2.25 6"},
				"day":     {"2026-10-01": "6.25 6", "2026-10-02": "2 0"},
			} {
				r := reported(t, s, report.Query{By: []string{by}})
				for _, row := range r.Rows {
					if got := fmt.Sprint(row.USD, " ", row.BYOKUSD); got != want[row.Keys[0]] {
						t.Errorf("by %s, %q: %s, want %s", by, row.Keys[0], got, want[row.Keys[0]])
					}
				}
				if len(r.Rows) != len(want) {
					t.Errorf("by %s: %d rows", by, len(r.Rows))
				}
			}
			alone := reported(t, s, report.Query{Account: "openrouter/proxy"}) // what is beside it decides, though it is not shown
			ledgertest.USD(t, "the proxy alone", alone.Total.USD, "2.25")
			ledgertest.USD(t, "its own keys", alone.Total.BYOKUSD, "6")
			words := strings.Join(alone.Views, "\n")
			if !strings.Contains(words, "are lab's own on 1 day:") || !strings.Contains(words, "count on 1 day: no account of yours at lab") {
				t.Errorf("views %q", words)
			}
			var reported pricing.Money
			var input int64
			for _, l := range workload(t, s, ledger.WorkloadQuery{AsOf: now}).Lines {
				reported, input = reported.Add(l.Reported), input+l.Tokens[pricing.Input]
			}
			ledgertest.USD(t, "workload", reported, "8.25")
			if input != 1_300_070 {
				t.Errorf("workload of %d tokens", input)
			}
			spend, err := s.Books(t.Context(), now)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := s.Rows(t.Context(), spend, report.RowsQuery{Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			ledgertest.USD(t, "rows", rows.USD, "8.25")
			for _, r := range rows.Page {
				if r.Beside != (r.Key != "" && r.Provider != "ollama" && r.At.Day() == 1) || r.Beside && !r.USD.IsZero() {
					t.Errorf("row %+v", r)
				}
			}
			sound(t, s)
		})
	}
}

// TestOwnKeysOverTheirProvider: what a log has beyond its provider's account is named
// from max($1, 5 %) of a day on.
func TestOwnKeysOverTheirProvider(t *testing.T) {
	for _, c := range []struct{ billed, logged, over string }{
		{"100", "105", ""}, // 5 % are $5
		{"100", "105.01", "5.01"},
		{"2", "3", ""}, // $1 is more than 5 % of $2
		{"2", "3.01", "1.01"},
		{"100", "50", ""}, // calls past the proxy
	} {
		s := proxied(t)
		bring(t, s, ownKeyHead+"2026-11-13T10:00:00Z,lab,lab,lab-one,,1,0,"+c.billed+",,\n", options("a"))
		bring(t, s, ownKeyHead+"2026-11-13T10:00:00Z,openrouter,openrouter/proxy,lab-one,lab,1,0,"+c.logged+",,\n", options("b"))
		got, err := s.Check(t.Context(), now, check.DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		over := ""
		for _, f := range got.Findings {
			if f.Kind == check.OwnKeysOver {
				over = f.USD.String()
				if !f.When.Equal(time.Date(2026, 11, 13, 0, 0, 0, 0, time.UTC)) || !strings.Contains(f.Message, "openrouter/proxy: on 13 Nov 2026 it logged $") {
					t.Errorf("finding %+v", f)
				}
			}
		}
		if over != c.over {
			t.Errorf("%s logged beside %s billed: over %q, want %q", c.logged, c.billed, over, c.over)
		}
	}
}

// TestSeller: LiteLLM's names of providers are the catalog's gateways; what it does not
// know is nobody's.
func TestSeller(t *testing.T) {
	for _, c := range []struct{ provider, model, want string }{
		{"openai", "gpt-5.4", "openai"},
		{"vertex_ai", "gemini-2.5-pro", "vertex"},
		{"Gemini", "gemini-2.5-pro", "google"},
		{"", "anthropic/claude-sonnet-4.5", "anthropic"},
		{"ollama", "gpt-5.4", ""},
		{"", "nobody/knows", ""},
	} {
		got := ""
		if g := real().Seller(c.provider, c.model); g != nil {
			got = g.ID
		}
		if got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.provider, c.model, got, c.want)
		}
	}
}
