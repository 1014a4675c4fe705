package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// labelled is a native file of six rows over two months, two models and labels.
const labelled = "time,gateway,account,model,provider,key,app,user,cost_usd,input_tokens,output_tokens\n" +
	"2026-09-30T23:59:59Z,lab,,lab-one,P,k1,web,ann,1,100,10\n" +
	"2026-10-01T00:00:00Z,lab,,lab-one,P,k1,web,bob,2,100,10\n" +
	"2026-10-01T12:00:00Z,lab,,one,Q,k2,web,ann,4,100,10\n" +
	"2026-10-05T12:00:00Z,lab,lab/b,lab-two,Q,k2,bot,ann,8,100,10\n" +
	"2026-10-05T12:00:00Z,openrouter,,lab/one,P,,bot,,16,100,10\n" +
	"2026-10-31T23:59:59Z,lab,,lab-two,P,k1,web,,-3,0,0\n"

func TestReportGroups(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, labelled, options("n"))
	for _, c := range []struct {
		by   string
		want string
	}{
		{"", " 28"},
		{"day", "2026-09-30 1, 2026-10-01 6, 2026-10-05 24, 2026-10-31 -3"},
		{"week", "2026-W40 7, 2026-W41 24, 2026-W44 -3"}, // 30 September is a Wednesday of week 40, 5 October a Monday
		{"month", "2026-09 1, 2026-10 27"},
		{"account", "openrouter 16, lab/b 8, lab 4"}, // by dollars
		{"gateway", "openrouter 16, lab 12"},
		{"model", "lab/one 23, lab/two 5"}, // 1 + 2 + 4 + 16, whatever it was called
		{"provider", "P 16, Q 12"},         // 1 + 2 + 16 - 3
		{"key", " 16, k2 12, k1 0"},
		{"app", "bot 24, web 4"},
		{"user", " 13, ann 13, bob 2"}, // equal dollars: by name
		{"month model", "2026-09 lab/one 1, 2026-10 lab/one 22, 2026-10 lab/two 5"},
		{"model month", "lab/one 2026-10 22, lab/two 2026-10 5, lab/one 2026-09 1"},
	} {
		t.Run(c.by, func(t *testing.T) {
			q := report.Query{By: strings.Fields(c.by)}
			r := reported(t, s, q)
			var got []string
			for _, row := range r.Rows {
				got = append(got, strings.Join(row.Keys, " ")+" "+row.USD.String())
			}
			if text := strings.Join(got, ", "); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
			ledgertest.USD(t, "total", r.Total.USD, "28")
		})
	}
	if _, err := s.Report(context.Background(), report.Query{By: []string{"colour"}}); err == nil || !strings.Contains(err.Error(), "colour") || !strings.Contains(err.Error(), "provider") {
		t.Errorf("error %v, want one that names the groups", err)
	}
}

func TestReportFilters(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, labelled, options("n"))
	for _, c := range []struct {
		name string
		q    report.Query
		want string
	}{
		{"from a day", report.Query{From: ledgertest.Day("2026-10-01")}, "27"},
		{"to a day, inclusive", report.Query{To: ledgertest.Day("2026-10-01")}, "7"},
		{"one day", report.Query{From: ledgertest.Day("2026-10-01"), To: ledgertest.Day("2026-10-01")}, "6"},
		{"the hour does not matter", report.Query{From: ledgertest.Day("2026-10-01").Add(23 * time.Hour), To: ledgertest.Day("2026-10-01").Add(time.Hour)}, "6"},
		{"another zone's midnight is a UTC day", report.Query{From: time.Date(2026, 10, 2, 0, 0, 0, 0, time.FixedZone("", 2*3600))}, "27"},
		{"an account", report.Query{Account: "lab"}, "4"},
		{"no such account", report.Query{Account: "la"}, "0"},
		{"a model by its id", report.Query{Model: "lab/two"}, "5"},
		{"a model by an alias", report.Query{Model: "one"}, "23"},
		{"a model by a dated name", report.Query{Model: "Lab-One-20260101"}, "23"},
		{"all of them", report.Query{From: ledgertest.Day("2026-10-01"), To: ledgertest.Day("2026-10-30"), Account: "lab", Model: "lab-one"}, "6"},
	} {
		t.Run(c.name, func(t *testing.T) { ledgertest.USD(t, "total", reported(t, s, c.q).Total.USD, c.want) })
	}
}

func TestISOWeeks(t *testing.T) {
	s := temporary(t, small())
	var b strings.Builder
	b.WriteString("time,gateway,model,cost_usd\n")
	for _, d := range []string{"2024-12-30", "2026-12-28", "2027-01-03", "2027-01-04"} {
		fmt.Fprintf(&b, "%s,lab,lab-one,1\n", d)
	}
	bring(t, s, b.String(), options("n"))
	var weeks []string
	for _, r := range reported(t, s, report.Query{By: []string{"week"}}).Rows {
		weeks = append(weeks, r.Keys[0]+"="+r.USD.String())
	}
	// 30 December 2024 is a Monday and begins 2025; 2026 has 53 weeks.
	if got := strings.Join(weeks, " "); got != "2025-W01=1 2026-W53=2 2027-W01=1" {
		t.Errorf("weeks %s", got)
	}
}

// TestEstimatedFees: without a recorded top-up the month's fee is the
// schedule's: purchases of $5 at $0.80, 1.598733 / 5 = 0.3197466 of one a month,
// 0.3197466 x 0.80 = 0.25579728, half up 0.26.
func TestEstimatedFees(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, activityHead+
		generation("1", "2026-09-01 10:00:00", "1.098733", 700_000, 100_000, "lab/one")+
		generation("2", "2026-09-13 10:00:00", "0.5", 150_000, 50_000, "lab/one"), options("a"))
	r := reported(t, s, report.Query{})
	ledgertest.USD(t, "total", r.Total.USD, "1.598733")
	fees(t, "fees", r.Total.FeesUSD, "0.26")
	fees(t, "all-in", r.Total.AllInUSD, "1.858733")
	if r.Total.PerMillion != "1.858733" { // a million tokens
		t.Errorf("%s a million, want 1.858733", r.Total.PerMillion)
	}
	if len(r.FeesAssumed) != 1 || r.FeesAssumed[0] != "openrouter" || len(r.FeesUnknown) != 0 {
		t.Errorf("assumed %v, unknown %v", r.FeesAssumed, r.FeesUnknown)
	}
	// Each month has its own purchase: $100 in October is 5.50.
	bring(t, s, activityHead+generation("3", "2026-10-13 10:00:00", "100", 1, 1, "lab/one"), options("b"))
	r = reported(t, s, report.Query{By: []string{"month"}})
	fees(t, "September", r.Rows[0].FeesUSD, "0.26")
	fees(t, "October", r.Rows[1].FeesUSD, "5.5")
	fees(t, "both", r.Total.FeesUSD, "5.76")
}

// TestFeesAreAllocatedToTheLastDecimal: $7 a month pay the minimum of $0.80,
// which does not divide by 7: 1/7 is 0.114285714285..., 2/7 0.228571428571...,
// and the last row takes the rest, 0.457142857144.
func TestFeesAreAllocatedToTheLastDecimal(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, activityHead+
		generation("1", "2026-09-01 10:00:00", "4", 1, 0, "m-c")+
		generation("2", "2026-09-02 10:00:00", "1", 1, 0, "m-a")+
		generation("3", "2026-09-03 10:00:00", "2", 1, 0, "m-b")+
		generation("4", "2026-09-04 10:00:00", "0", 1, 0, "m-d"), options("a"))
	r := reported(t, s, report.Query{By: []string{"model"}})
	want := map[string]string{"m-a": "0.114285714285", "m-b": "0.228571428571", "m-c": "0.457142857144", "m-d": "0"}
	var sum pricing.Money
	for _, row := range r.Rows {
		fees(t, row.Keys[0], row.FeesUSD, want[row.Keys[0]])
		sum = sum.Add(*row.FeesUSD)
	}
	ledgertest.USD(t, "the rows' fees", sum, "0.8")
	fees(t, "total", r.Total.FeesUSD, "0.8")
	// What a report leaves out keeps its share: the month's other usage paid too.
	fees(t, "m-b alone", reported(t, s, report.Query{Model: "m-b"}).Total.FeesUSD, "0.228571428571")
	fees(t, "1 and 2 September", reported(t, s, report.Query{From: ledgertest.Day("2026-09-01"), To: ledgertest.Day("2026-09-02")}).Total.FeesUSD, "0.571428571428") // 5/7 of 0.80
	fees(t, "a day without cost", reported(t, s, report.Query{From: ledgertest.Day("2026-09-04")}).Total.FeesUSD, "0")
}

// TestFeesWithRefunds: a month of net refunds loads no credit; a refund inside a
// month takes its share of the fee away.
func TestFeesWithRefunds(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, activityHead+
		generation("1", "2026-09-01 10:00:00", "-2", 1, 0, "m-a")+
		generation("2", "2026-10-01 10:00:00", "12", 1, 0, "m-a")+
		generation("3", "2026-10-02 10:00:00", "-2", 1, 0, "m-b"), options("a"))
	r := reported(t, s, report.Query{By: []string{"month", "model"}})
	fees(t, "September", r.Rows[0].FeesUSD, "0")
	fees(t, "October m-a", r.Rows[1].FeesUSD, "0.96") // 12/10 of 0.80
	fees(t, "October m-b", r.Rows[2].FeesUSD, "-0.16")
	fees(t, "total", r.Total.FeesUSD, "0.8")
}

// TestFeesThatNobodyPublished are nil, and so is every total that would need
// them; an account in arrears loads nothing and pays none.
func TestFeesThatNobodyPublished(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, "time,gateway,model,cost_usd\n2026-10-01,hush,x,3\n2026-10-01,lab,lab-one,5\n", options("a"))
	r := reported(t, s, report.Query{By: []string{"gateway"}})
	fees(t, "lab", r.Rows[0].FeesUSD, "0")
	fees(t, "lab, all-in", r.Rows[0].AllInUSD, "5")
	fees(t, "hush", r.Rows[1].FeesUSD, "-")
	fees(t, "hush, all-in", r.Rows[1].AllInUSD, "-")
	fees(t, "total", r.Total.FeesUSD, "-")
	fees(t, "total, all-in", r.Total.AllInUSD, "-")
	ledgertest.USD(t, "total", r.Total.USD, "8")
	if len(r.FeesUnknown) != 1 || r.FeesUnknown[0] != "hush" || len(r.FeesAssumed) != 0 {
		t.Errorf("unknown %v, assumed %v", r.FeesUnknown, r.FeesAssumed)
	}
}

// TestFeesOfLotsByRow: $100 were bought for 5.50 of fees, and each dollar that is used
// carries 0.055: 30 and 10 on two days of one model, 20 of another.
func TestFeesOfLotsByRow(t *testing.T) {
	s := temporary(t, small())
	buy(t, s, "openrouter", "100", ledgertest.Day("2026-10-01"), lot.Expires{})
	bring(t, s, activityHead+generation("1", "2026-10-02 10:00:00", "30", 1, 0, "m-a")+generation("2", "2026-10-02 11:00:00", "20", 1, 0, "m-b")+
		generation("3", "2026-10-03 10:00:00", "10", 1, 0, "m-a"), options("a"))
	for by, want := range map[string]string{"model": "m-a 2.2, m-b 1.1", "day": "2026-10-02 2.75, 2026-10-03 0.55", "account": "openrouter 3.3"} {
		r := reported(t, s, report.Query{By: []string{by}})
		var got []string
		for _, row := range r.Rows {
			got = append(got, row.Keys[0]+" "+row.FeesUSD.String())
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("by %s: %s, want %s", by, text, want)
		}
		fees(t, "in all", r.Total.FeesUSD, "3.3")
	}
}

// TestFeesOfAPurchaseThatNobodyPublished: credit was bought at a gateway whose fee is
// not known, and so is the fee of each row that used it.
func TestFeesOfAPurchaseThatNobodyPublished(t *testing.T) {
	s := temporary(t, small())
	buy(t, s, "hush", "10", ledgertest.Day("2026-10-01"), lot.Expires{})
	bring(t, s, "time,gateway,model,cost_usd\n2026-10-11,hush,lab/one,0.75\n2026-10-12,hush,lab/two,0.25\n", options("a"))
	r := reported(t, s, report.Query{By: []string{"model"}})
	if len(r.Rows) != 2 || len(r.FeesUnknown) != 1 {
		t.Fatalf("rows %+v, unknown %v", r.Rows, r.FeesUnknown)
	}
	for _, row := range append(r.Rows, r.Total) {
		fees(t, fmt.Sprint("fees of ", row.Keys), row.FeesUSD, "-")
		fees(t, fmt.Sprint("all-in of ", row.Keys), row.AllInUSD, "-")
	}
}

// TestPerMillion: all-in dollars over all tokens, half up to 6 decimals.
func TestPerMillion(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, "time,gateway,model,cost_usd,input_tokens,cache_read_tokens,output_tokens,reasoning_tokens\n"+
		"2026-10-01,lab,a,2,500000,1500000,1000000,900000\n"+ // 3,000,000 tokens: 0.666667
		"2026-10-01,lab,b,0.0000005,1,0,0,0\n"+ // 1 token: 0.5
		"2026-10-01,lab,c,1,0,0,0,0\n", options("a")) // none: no quotient
	want := map[string]string{"a": "0.666667", "b": "0.5", "c": ""}
	for _, r := range reported(t, s, report.Query{By: []string{"model"}}).Rows {
		if r.PerMillion != want[r.Keys[0]] {
			t.Errorf("%s: %q a million, want %q", r.Keys[0], r.PerMillion, want[r.Keys[0]])
		}
	}
}

// TestSubscriptions: what goes over a subscription counts in tokens; its dollars
// are list value, in no total, no fee and no workload.
func TestSubscriptions(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	defer closed(t, s)
	bring(t, s, threeRows, options("a")) // $0.75
	opt := options("b")
	opt.Account = "flat"
	bring(t, s, activityHead+generation("g", "2026-10-04 10:00:00", "40", 1000, 10, "lab/one"), opt)
	execute(t, shell(t, path), `UPDATE account SET billing = 'subscription' WHERE name = 'flat'`)
	r := reported(t, s, report.Query{}).Total
	ledgertest.USD(t, "total", r.USD, "0.75")
	ledgertest.USD(t, "list value", r.ListValueUSD, "40")
	fees(t, "fees", r.FeesUSD, "0.12") // 0.75 / 5 x 0.80
	if r.Requests != 4 {
		t.Errorf("%d requests, want 4", r.Requests)
	}
	if w := workload(t, s, ledger.WorkloadQuery{AsOf: now}); w.Requests() != 3 {
		t.Errorf("workload of %d requests, want 3", w.Requests())
	}
}

func TestEmptyReport(t *testing.T) {
	s := temporary(t, small())
	r := reported(t, s, report.Query{By: []string{"model"}})
	if len(r.Rows) != 0 || r.Total.Requests != 0 {
		t.Errorf("rows %+v", r.Rows)
	}
	ledgertest.USD(t, "total", r.Total.USD, "0")
}
