package ledger_test

import (
	"testing"
	"time"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
)

// TestReportAsOf: usage at or before the instant counts, to the nanosecond, and
// the report is that of a ledger that never saw the rest.
func TestReportAsOf(t *testing.T) {
	const (
		first  = "2026-10-09T23:59:59.999999999Z,lab,,lab-one,a,500,0,10,0,,1,,\n"
		second = "2026-10-10T00:00:00Z,lab,,lab-one,b,500,0,10,0,,2,,\n"
		third  = "2026-10-10T12:00:00.000000001Z,lab,,lab-one,c,500,0,10,0,,4,,\n"
		fourth = "2026-10-10T12:00:00.000000002Z,lab,lab/b,lab-two,d,500,0,10,0,,8,,\n"
		fifth  = "2026-10-11T00:00:00Z,lab,,lab-one,e,500,0,10,0,,16,,\n"
	)
	all := temporary(t, small())
	bring(t, all, nativeHead+fifth+third+first, options("a"))
	bring(t, all, nativeHead+fourth+second, options("b"))
	for _, c := range []struct {
		name, asOf, rows, usd string
		requests              int64
	}{
		{"before all", "2026-10-09T23:59:59.999999998Z", "", "0", 0},
		{"exactly the first", "2026-10-09T23:59:59.999999999Z", first, "1", 1},
		{"midnight", "2026-10-10T00:00:00Z", first + second, "3", 2},
		{"inside a day", "2026-10-10T12:00:00Z", first + second, "3", 2},
		{"exactly the third", "2026-10-10T12:00:00.000000001Z", first + second + third, "7", 3},
		{"exactly the fourth", "2026-10-10T12:00:00.000000002Z", first + second + third + fourth, "15", 4},
		{"the day's end", "2026-10-10T23:59:59.999999999Z", first + second + third + fourth, "15", 4},
		{"the last", "2026-10-11T00:00:00Z", first + second + third + fourth + fifth, "31", 5},
		{"long after", "2030-01-01T00:00:00Z", first + second + third + fourth + fifth, "31", 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339Nano, c.asOf)
			if err != nil {
				t.Fatal(err)
			}
			got := reported(t, all, report.Query{By: []string{"day", "account", "model"}, AsOf: at})
			ledgertest.USD(t, "total", got.Total.USD, c.usd)
			if got.Total.Requests != c.requests {
				t.Errorf("%d requests, want %d", got.Total.Requests, c.requests)
			}
			some := temporary(t, small())
			bring(t, some, nativeHead+c.rows, options("some"))
			want := reported(t, some, report.Query{By: []string{"day", "account", "model"}})
			if len(got.Rows) != len(want.Rows) {
				t.Fatalf("%d rows, want %d", len(got.Rows), len(want.Rows))
			}
			for i := range got.Rows {
				if g, w := got.Rows[i], want.Rows[i]; g.Keys[0] != w.Keys[0] || g.Keys[1] != w.Keys[1] || g.Keys[2] != w.Keys[2] || !g.USD.Equal(w.USD) || g.Tokens != w.Tokens {
					t.Errorf("row %d: %v, want %v", i, g, w)
				}
			}
			// A range ends the days earlier still.
			day := time.Date(2026, 10, 9, 0, 0, 0, 0, time.UTC)
			early := reported(t, all, report.Query{To: day, AsOf: at})
			if early.Total.Requests != min(c.requests, 1) {
				t.Errorf("to the 9th: %d requests", early.Total.Requests)
			}
		})
	}
}

// TestViewAsOf: which view of a day counts is decided by what counts of it.
func TestViewAsOf(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, dailyHead+"2026-10-02,lab/one,3,0,4,100,10,0\n", options("daily"))
	bring(t, s, activityHead+generation("gen-9", "2026-10-02 18:00:00.000", "4", 100, 10, "lab/one"), options("late"))
	morning := time.Date(2026, 10, 2, 9, 0, 0, 0, time.UTC)
	ledgertest.USD(t, "in the morning", reported(t, s, report.Query{AsOf: morning}).Total.USD, "3")
	ledgertest.USD(t, "in the evening", reported(t, s, report.Query{AsOf: morning.Add(10 * time.Hour)}).Total.USD, "4")
}

// TestAsOfChoosesOneViewEverywhere: where a day has two views of one spend and the
// clock stands between their rows, credits and forecast count what report counts.
//
//	a bucket of $5 for the day so far, a request of $6 at 20:00: at noon the bucket is
//	all there is, at the day's end the request counts
func TestAsOfChoosesOneViewEverywhere(t *testing.T) {
	s := temporary(t, small())
	day := time.Date(2026, 10, 10, 0, 0, 0, 0, time.UTC)
	bring(t, s, dailyHead+"2026-10-10,lab/one,5,0,1,10,10,1\n", options("a"))
	bring(t, s, activityHead+generation("g", "2026-10-10 20:00:00.000", "6", 10, 10, "lab/one"), options("b"))
	buy(t, s, "openrouter", "100", day, lot.Never())
	for _, c := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"noon", day.Add(12 * time.Hour), "5"},
		{"the day's end", day.Add(24*time.Hour - 1), "6"},
		{"the next day", day.Add(30 * time.Hour), "6"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ledgertest.USD(t, "report", reported(t, s, report.Query{AsOf: c.at}).Total.USD, c.want)
			credits, err := s.Credits(t.Context(), "", c.at)
			if err != nil {
				t.Fatal(err)
			}
			ledgertest.USD(t, "credits", credits.Accounts[0].Lots[0].Used, c.want)
			f, err := s.Forecast(t.Context(), projection.Query{AsOf: c.at})
			if err != nil || len(f.Months) == 0 {
				t.Fatalf("forecast of %d months, %v", len(f.Months), err)
			}
			ledgertest.USD(t, "forecast", f.Months[0].Actual, c.want)
		})
	}
}
