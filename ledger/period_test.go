package ledger_test

import (
	"testing"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

func TestPeriods(t *testing.T) {
	day := func(text string) report.Period { return report.MonthOf(at(text + "T12:00:00Z")) }
	today := at("2026-11-14T18:22:00Z")
	for _, test := range []struct {
		name                 string
		period               report.Period
		from, to, words      string
		before, until, named string
	}{
		{"this month", day("2026-11-14"), "2026-11-01", "2026-11-30", "November so far", "2026-10-01", "2026-10-14", "October to the same day"},
		{"last month", day("2026-11-14").Moved(-1), "2026-10-01", "2026-10-31", "October", "2026-09-01", "2026-09-30", "September"},
		{"last year's", day("2026-11-14").Moved(-11), "2025-12-01", "2025-12-31", "December 2025", "2025-11-01", "2025-11-30", "November 2025"},
		{"the next", day("2026-11-14").Moved(1), "2026-12-01", "2026-12-31", "December", "2026-11-01", "2026-11-30", "November so far"},
		{"30 days", report.ThirtyDaysTo(today), "2026-10-16", "2026-11-14", "the 30 days to 14 Nov 2026", "2026-09-16", "2026-10-15", "the 30 days before"},
		{"the year", report.YearOf(today), "2026-01-01", "2026-12-31", "2026 so far", "2025-01-01", "2025-11-14", "2025 to the same day"},
		{"a leap year", report.YearOf(at("2024-02-29T00:00:00Z")), "2024-01-01", "2024-12-31", "2024", "2023-01-01", "2023-12-31", "2023"},
	} {
		p := test.period
		b := p.Before(today)
		got := []string{p.From.Format(pricing.Day), p.To.Format(pricing.Day), p.Words(today), b.From.Format(pricing.Day), b.To.Format(pricing.Day), p.BeforeWords(today)}
		want := []string{test.from, test.to, test.words, test.before, test.until, test.named}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %q, want %q", test.name, got[i], want[i])
			}
		}
	}
	// 31 March is compared with all of February, which has no such day.
	march := report.MonthOf(at("2026-03-31T00:00:00Z"))
	if b := march.Before(at("2026-03-30T00:00:00Z")); b.To.Format(pricing.Day) != "2026-02-28" {
		t.Errorf("30 March is compared with February until %s", b.To.Format(pricing.Day))
	}
	all := report.Period{}
	if all.Moved(3) != all || !all.IsAll() || all.Words(today) != "all that is recorded" {
		t.Error("all that is recorded moves")
	}
}

// September has 10 of lab/one on the 1st and 30 of lab/two on the 20th, October 5 on
// the 3rd: until the 3rd, 5 against 10 is half of it.
func TestSummary(t *testing.T) {
	s := unbooked(t)
	spend := spendOf(t, s, now)
	if got := spend.Today().Format(pricing.Day); got != "2026-10-03" {
		t.Errorf("the data go to %s", got)
	}
	october := report.MonthOf(spend.Today())
	r, sum, err := report.Summarize(spend, report.Query{By: []string{"model"}}, october)
	if err != nil || len(r.Rows) != 1 {
		t.Fatalf("%d rows, %v", len(r.Rows), err)
	}
	ledgertest.USD(t, "October", sum.Total.USD, "5")
	ledgertest.USD(t, "September to the same day", sum.Before.USD, "10")
	if sum.Change != "-50" || sum.Top.Keys[0] != "lab/two" || sum.TopPercent != "100" || sum.CacheShare != "0" {
		t.Errorf("%+v", sum)
	}
	// September is the first month: there is nothing before it. 30 of 40 is lab/two.
	_, sum, err = report.Summarize(spend, report.Query{By: []string{"model"}}, october.Moved(-1))
	if err != nil || sum.Before != nil || sum.Change != "" || sum.Top.Keys[0] != "lab/two" || sum.TopPercent != "75" {
		t.Errorf("%+v, %v", sum, err)
	}
	// Dollars choose rows, which differ from month to month.
	f, err := report.ParseFilter(">1")
	if err != nil {
		t.Fatal(err)
	}
	_, sum, err = report.Summarize(spend, report.Query{By: []string{"model"}, Filter: f}, october)
	if err != nil || sum.Before != nil {
		t.Errorf("%+v, %v", sum, err)
	}
	_, sum, err = report.Summarize(spend, report.Query{}, report.Period{})
	if err != nil || sum.Before != nil || !sum.Total.USD.Equal(pricing.MustMoney("45")) {
		t.Errorf("%+v, %v", sum, err)
	}
	empty := spendOf(t, temporary(t, small()), now)
	if r, sum, err := report.Summarize(empty, report.Query{By: []string{"day"}}, report.MonthOf(now)); err != nil || len(r.Rows) != 0 || sum.Top != nil || sum.Before != nil {
		t.Errorf("nothing comes to %+v, %v", sum, err)
	}
}

// Of an export without cached counts nothing is known of the cache: 600 of the 1,000
// prompt tokens that tell were cached, whatever the 7,000 of the daily export were.
func TestCacheShareOfWhatTells(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, dailyHead+"2026-09-01,lab/one,5,0,9,7000,70,0\n", options("daily.csv"))
	r := reported(t, s, report.Query{By: []string{"month"}})
	if text, ok := r.Total.CacheShare(); ok || r.Total.BlindTokens != 7000 {
		t.Errorf("a share of %s, %d blind tokens", text, r.Total.BlindTokens)
	}
	bring(t, s, nativeHead+"2026-09-10T10:00:00Z,lab,lab,lab/one,n1,400,600,100,50,1,1,,k\n", options("native.csv"))
	r = reported(t, s, report.Query{By: []string{"month"}})
	if text, _ := r.Total.CacheShare(); text != "0.6" {
		t.Errorf("a share of %s", text)
	}
}
