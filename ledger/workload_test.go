package ledger_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/pricing"

	"pgregory.net/rapid"
)

// TestWorkloadPeriod: 30 UTC days that end with the last day of usage not after
// the clock, or as asked for.
func TestWorkloadPeriod(t *testing.T) {
	s := temporary(t, small())
	var b strings.Builder
	b.WriteString("time,gateway,account,model,cost_usd,requests\n")
	for _, d := range []string{"2026-08-01", "2026-10-04", "2026-10-05", "2026-11-03", "2026-12-01"} {
		fmt.Fprintf(&b, "%sT23:00:00Z,lab,,lab-one,1,1\n", d)
	}
	b.WriteString("2026-11-10,lab,lab/b,lab-one,1,1\n2026-11-12,lab,lab/b,lab-one,1,1\n")
	bring(t, s, b.String(), options("n"))
	asOf := time.Date(2026, 11, 14, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name     string
		q        ledger.WorkloadQuery
		from, to string
		days     int
		requests int64
	}{
		{"30 days to the last usage", ledger.WorkloadQuery{AsOf: asOf}, "2026-10-14", "2026-11-12", 30, 3},
		{"one account: its own last day", ledger.WorkloadQuery{AsOf: asOf, Account: "lab"}, "2026-10-05", "2026-11-03", 30, 2},
		{"silent while the file has rows of another", ledger.WorkloadQuery{AsOf: asOf, Account: "lab/b"}, "2026-10-14", "2026-11-12", 30, 2},
		{"the day of as-of counts", ledger.WorkloadQuery{AsOf: ledgertest.Day("2026-11-10"), Account: "lab/b"}, "2026-10-12", "2026-11-10", 30, 1},
		{"as of long ago", ledger.WorkloadQuery{AsOf: ledgertest.Day("2026-08-20")}, "2026-08-01", "2026-08-01", 1, 1},
		{"as of before all usage", ledger.WorkloadQuery{AsOf: ledgertest.Day("2026-07-31")}, "", "", 0, 0},
		{"from and to", ledger.WorkloadQuery{AsOf: asOf, From: ledgertest.Day("2026-10-04"), To: ledgertest.Day("2026-10-10")}, "2026-10-04", "2026-10-10", 7, 2},
		{"from alone: to the last usage", ledger.WorkloadQuery{AsOf: asOf, From: ledgertest.Day("2026-10-05")}, "2026-10-05", "2026-11-12", 39, 4},
		{"to alone: 30 days before it", ledger.WorkloadQuery{AsOf: asOf, To: ledgertest.Day("2026-11-03")}, "2026-10-05", "2026-11-03", 30, 2},
		{"to after the clock: until the clock", ledger.WorkloadQuery{AsOf: asOf, From: ledgertest.Day("2026-11-01"), To: ledgertest.Day("2026-12-31")}, "2026-11-01", "2026-11-14", 14, 3},
		{"from after to", ledger.WorkloadQuery{AsOf: asOf, From: ledgertest.Day("2026-11-13"), To: ledgertest.Day("2026-11-01")}, "", "", 0, 0},
		{"a range without usage", ledger.WorkloadQuery{AsOf: asOf, From: ledgertest.Day("2026-09-01"), To: ledgertest.Day("2026-09-30")}, "", "", 0, 0},
		{"no such account", ledger.WorkloadQuery{AsOf: asOf, Account: "x"}, "", "", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := workload(t, s, c.q)
			got := func(d time.Time) string {
				if d.IsZero() {
					return ""
				}
				return d.Format(pricing.Day)
			}
			if got(w.From) != c.from || got(w.To) != c.to || w.Days != c.days || w.Requests() != c.requests || w.Source != "ledger" {
				t.Errorf("%s to %s, %d days, %d requests; want %s to %s, %d, %d", got(w.From), got(w.To), w.Days, w.Requests(), c.from, c.to, c.days, c.requests)
			}
		})
	}
}

// TestWorkloadLines: what a comparison gets of a day: bands apart, marks kept,
// reasoning out of output, extras beside.
func TestWorkloadLines(t *testing.T) {
	tiers := catalogOf(t, "rates/openrouter.csv", rateHead+"lab/one,lab/one,,,,,2,10,0.5,2.5,,,,x,2026-01-01\nlab/one,lab/one,1000,,,,4,20,1,5,,,,x,2026-01-01\n")
	s := temporary(t, tiers)
	bring(t, s, "generation_id,created_at,cost_total,cost_web_search,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,variant\n"+
		"a,2026-10-01 10:00:00,0.5,0.02,1000,50,20,400,lab/one,standard\n"+ // at the threshold: the base
		"b,2026-10-01 11:00:00,0.7,,1001,50,0,1000,lab/one,standard\n"+ // over it, though no kind alone is
		"c,2026-10-01 11:00:00,0,,10,5,0,0,lab/one,free\n", options("a"))
	w := workload(t, s, ledger.WorkloadQuery{AsOf: now})
	var got []string
	for _, l := range w.Lines {
		got = append(got, fmt.Sprintf("%s>%s prompt %d: in %d read %d out %d reasoning %d $%s extra %s", l.Name, l.Model, l.Prompt,
			l.Tokens[pricing.Input], l.Tokens[pricing.CacheRead], l.Tokens[pricing.Output], l.Tokens[pricing.Reasoning], l.Reported, l.Extra))
	}
	want := []string{
		"lab/one>lab/one prompt 0: in 600 read 400 out 30 reasoning 20 $0.5 extra 0.02",
		"lab/one>lab/one prompt 1001: in 1 read 1000 out 50 reasoning 0 $0.7 extra 0",
		"lab/one:free>lab/one prompt 0: in 10 read 0 out 5 reasoning 0 $0 extra 0",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	sound(t, s)
}

// TestSearchThatCameAnew: a row whose search cost $0.10 comes again with one of $0.20.
func TestSearchThatCameAnew(t *testing.T) {
	s := temporary(t, small())
	const head = "generation_id,created_at,cost_total,cost_web_search,tokens_prompt,tokens_completion,model_permaslug\n"
	bring(t, s, head+"g1,2026-10-01 10:00:00,0.50,0.10,1000,10,lab/one\n", options("a"))
	bring(t, s, head+"g1,2026-10-01 10:00:00,0.60,0.20,1000,10,lab/one\n", options("b"))
	w := workload(t, s, ledger.WorkloadQuery{AsOf: now})
	if len(w.Lines) != 1 {
		t.Fatalf("lines %+v, want one", w.Lines)
	}
	ledgertest.USD(t, "reported", w.Lines[0].Reported, "0.6")
	ledgertest.USD(t, "of it searches", w.Lines[0].Extra, "0.2")
	sound(t, s)
}

// sold are models whose price depends on something: the hour, the weekday, the
// day, an instant inside a day, the size of the prompt; and one with a markup.
var sold = [][2]string{
	{"deepseek", "deepseek-chat"}, {"deepseek", "deepseek-reasoner"}, {"deepseek", "deepseek-v4-flash"}, {"deepseek", "deepseek-v4-pro"}, {"deepseek", "deepseek-flash"},
	{"openai", "gpt-5.4"}, {"openai", "gpt-5.6-luna"}, {"openai", "gpt-5.6-terra"},
	{"google", "gemini-2.5-pro"}, {"anthropic", "claude-sonnet-4-5-20250929"}, {"anthropic", "claude-sonnet-4-6"},
	{"openrouter", "google/gemini-2.5-pro"}, {"openrouter", "z-ai/glm-5"}, {"openrouter", "deepseek/deepseek-v4-flash-20260731"},
	{"requesty", "anthropic/claude-haiku-4-5"}, {"lab", "nobody-knows"},
}

// thresholds are prompt sizes at which tiers of those models begin.
var thresholds = []int64{128_000, 200_000, 272_000}

// spans are 30 days each in which rates of those models change.
var spans = []time.Time{ledgertest.Day("2025-08-20"), ledgertest.Day("2026-04-20"), ledgertest.Day("2026-07-20"), ledgertest.Day("2026-08-14")}

// moments are instants at which a window opens or a rate changes, as offsets to
// them from a day's midnight in seconds.
var moments = []int64{0, 30 * 60, 3600, 4 * 3600, 6 * 3600, 10 * 3600, 57_540 /* 15:59 */, 16 * 3600, 59_400 /* 16:30 */, 86_399}

// TestRepricingSumsEqualsRepricingRows: the daily sums, re-priced at the rates
// of each day, give what pricing every row by itself gives, to the last digit.
func TestRepricingSumsEqualsRepricingRows(t *testing.T) {
	catalog := real()
	rapid.Check(t, func(t *rapid.T) {
		s := temporary(t, catalog)
		from := rapid.SampledFrom(spans).Draw(t, "from")
		to := from.AddDate(0, 0, 29)
		var b strings.Builder
		b.WriteString("time,gateway,model,input_tokens,cache_read_tokens,cache_write_5m_tokens,cache_write_1h_tokens,output_tokens,reasoning_tokens,requests\n")
		// Rows of another gateway on the first and the last day: all 30 are known.
		fmt.Fprintf(&b, "%[1]sT00:00:00Z,lab,lab-one,1,0,0,0,0,0,1\n%[2]sT00:00:00Z,lab,lab-one,1,0,0,0,0,0,1\n", from.Format(pricing.Day), to.Format(pricing.Day))
		want := map[string]pricing.Money{}
		for range rapid.IntRange(1, 40).Draw(t, "rows") {
			sale := rapid.SampledFrom(sold).Draw(t, "model")
			sec := rapid.SampledFrom(moments).Draw(t, "moment") + rapid.Int64Range(-1, 1).Draw(t, "beside")
			at := from.AddDate(0, 0, rapid.IntRange(0, 29).Draw(t, "day")).Add(time.Duration(sec) * time.Second)
			if rapid.Bool().Draw(t, "any moment") {
				at = from.Add(time.Duration(rapid.Int64Range(0, 30*86400-1).Draw(t, "second")) * time.Second)
			}
			if at.Before(from) {
				at = from
			}
			if last := to.Add(24*time.Hour - time.Second); at.After(last) {
				at = last
			}
			prompt := rapid.Int64Range(0, 2000).Draw(t, "prompt")
			if rapid.Bool().Draw(t, "large") {
				prompt = rapid.SampledFrom(thresholds).Draw(t, "threshold") + rapid.Int64Range(-1, 1).Draw(t, "over")
			}
			var k pricing.Tokens
			k[pricing.CacheRead] = rapid.Int64Range(0, prompt).Draw(t, "read")
			k[pricing.CacheWrite5m] = rapid.Int64Range(0, prompt-k[pricing.CacheRead]).Draw(t, "write")
			k[pricing.Input] = prompt - k[pricing.CacheRead] - k[pricing.CacheWrite5m]
			if rapid.Bool().Draw(t, "1h") {
				k[pricing.CacheWrite1h], k[pricing.CacheWrite5m] = k[pricing.CacheWrite5m], 0
			}
			k[pricing.Output] = rapid.Int64Range(0, 5000).Draw(t, "output")
			k[pricing.Reasoning] = rapid.Int64Range(0, 500).Draw(t, "reasoning")
			requests := rapid.SampledFrom([]int64{1, 1, 1, 7}).Draw(t, "requests")
			fmt.Fprintf(&b, "%s,%s,%s,%d,%d,%d,%d,%d,%d,%d\n", at.Format(time.RFC3339), sale[0], sale[1], k[pricing.Input], k[pricing.CacheRead], k[pricing.CacheWrite5m],
				k[pricing.CacheWrite1h], k[pricing.Output]+k[pricing.Reasoning], k[pricing.Reasoning], requests)
			cost, _, _ := catalog.Cost(pricing.WorkLine{Gateway: sale[0], Name: sale[1], Tokens: k, At: at, Mixed: requests > 1})
			want[sale[0]] = want[sale[0]].Add(cost)
		}
		bring(t, s, b.String(), anyway("n"))
		for gateway, rows := range want {
			if gateway == "lab" {
				continue
			}
			// The ledger's own computed figure is the sum of the rows'.
			r := reported(t, s, report.Query{Account: gateway}).Total
			if !r.USD.Equal(rows) || !r.ComputedUSD.Equal(rows) {
				t.Fatalf("%s: the ledger says $%s, the rows come to $%s\n%s", gateway, r.USD, rows, b.String())
			}
			if r.UnpricedTokens > 0 { // of a name that had gone by then: a comparison prices its model
				continue
			}
			// 30 days: a month's figure is the period's.
			w := workload(t, s, ledger.WorkloadQuery{AsOf: to.AddDate(0, 0, 1), From: from, To: to, Account: gateway})
			if w.Days != 30 {
				t.Fatalf("%d days", w.Days)
			}
			c, err := catalog.Compare(w, pricing.Knobs{RatesThen: true, Gateways: []string{gateway}}, now)
			if err != nil {
				t.Fatalf("compare: %v", err)
			}
			token := pricing.Money{}
			row := c.Row(gateway)
			if row.Token != nil {
				token = *row.Token
			}
			if row.Ranked && len(row.Unpriced) > 0 { // a trifle that it lacks is added
				continue
			}
			if !token.Equal(rows) {
				t.Fatalf("%s: re-priced from daily sums $%s, row by row $%s\n%s", gateway, token, rows, b.String())
			}
		}
		sound(t, s)
	})
}

// TestSumsOfManyRequestsAtTheirInstant: a row that adds up many requests tells
// neither tier nor window, but it has an instant, and the rates in force then
// price it: lab-one costs 2 until noon and 5 from noon.
func TestSumsOfManyRequestsAtTheirInstant(t *testing.T) {
	catalog := catalogOf(t, "rates/lab.csv", rateHead+
		"lab/one,lab-one,,,,2026-10-10T12:00:00Z,2,10,,,,,,x,2026-01-01\nlab/one,lab-one,,,2026-10-10T12:00:00Z,,5,10,,,,,,x,2026-01-01\nlab/two,lab-two,,,,,1,4,,,,,,x,2026-01-01\n")
	s := temporary(t, catalog)
	bring(t, s, "time,gateway,model,input_tokens,requests\n2026-10-10T11:00:00Z,lab,lab-one,1000000,3\n2026-10-10T12:00:00Z,lab,lab-one,1000000,3\n", options("n"))
	ledgertest.USD(t, "computed at import", reported(t, s, report.Query{}).Total.USD, "7")
	c, err := catalog.Compare(workload(t, s, ledger.WorkloadQuery{AsOf: now, From: ledgertest.Day("2026-09-15"), To: ledgertest.Day("2026-10-14")}), pricing.Knobs{RatesThen: true, Gateways: []string{"lab"}}, now)
	if err != nil {
		t.Fatal(err)
	}
	fees(t, "re-priced, one day x 30", c.Row("lab").Token, "210")
}

// TestWorkloadOfACancelledContext: it stops, with the context's error.
func TestWorkloadOfACancelledContext(t *testing.T) {
	s := temporary(t, small())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Workload(ctx, ledger.WorkloadQuery{AsOf: now}); err == nil {
		t.Error("it answered")
	}
}

// What a reading has of the work is the same as what a comparison asks for by itself: both say alike
// what would be saved elsewhere.
func TestReadingHasTheWorkload(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, aDay("openrouter", "2026-09-01", each(50, 10)...), options("a.csv"))
	bring(t, s, aDay("openrouter/team", "2026-09-20", each(20, 5)...), options("b.csv"))
	bought(t, s, lot.TopUp{Account: "openrouter", Credit: pricing.MustMoney("85")}, "2026-10-18")
	asOf := time.Date(2026, 10, 21, 8, 0, 0, 0, time.UTC)
	r, err := s.Reading(context.Background(), asOf, check.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	if w := workload(t, s, ledger.WorkloadQuery{AsOf: asOf}); !reflect.DeepEqual(r.Work, w) || w.Purchase.IsZero() {
		t.Errorf("a reading has\n%+v, a comparison\n%+v", r.Work, w)
	}
}
