package ledger_test

import (
	"fmt"
	"testing"

	"tollbook/ledger"
	"tollbook/pricing"
)

// TestKnownDays: usage counts over the days for which it is known, each account's by
// itself: from its first to its last, and as far as the file goes that brought it.
// What comes after is unknown and makes no month cheaper.
func TestKnownDays(t *testing.T) {
	const head = "time,gateway,account,model,input_tokens,cost_usd,requests\n"
	row := func(day, account, usd string) string {
		return fmt.Sprintf("%sT12:00:00Z,lab,%s,lab/one,1000,%s,1\n", day, account, usd)
	}
	long := head + row("2026-10-19", "lab/a", "100") + row("2026-11-14", "lab/a", "17")
	short := head + row("2026-11-05", "lab/b", "1") + row("2026-11-07", "lab/b", "2")
	both := head + row("2026-10-19", "lab/a", "100") + row("2026-11-05", "lab/b", "1") + row("2026-11-07", "lab/b", "2") + row("2026-11-14", "lab/a", "17")
	for _, c := range []struct {
		name     string
		files    []string
		from, to string
		want     string // first and last day, their number; of each account days and dollars
	}{
		{"all there is", []string{long}, "", "", "2026-10-19 to 2026-11-14: 27; lab/a 27 $117"},
		{"a year asked for", []string{long}, "2026-01-01", "2026-12-31", "2026-10-19 to 2026-11-14: 27; lab/a 27 $117"},
		{"a month whose end is unknown", []string{long}, "2026-11-01", "2026-11-30", "2026-11-01 to 2026-11-14: 14; lab/a 14 $17"},
		{"a month whose beginning has none", []string{long}, "2026-10-01", "2026-10-31", "2026-10-19 to 2026-10-31: 13; lab/a 13 $100"},
		{"one day", []string{long}, "2026-11-14", "2026-11-14", "2026-11-14 to 2026-11-14: 1; lab/a 1 $17"},
		{"after all usage", []string{long}, "2026-11-15", "2026-11-30", "none"},
		{"known days without usage", []string{long}, "2026-10-20", "2026-10-31", "none"},
		{"two files, each its own days", []string{long, short}, "", "", "2026-10-19 to 2026-11-14: 27; lab/a 27 $117; lab/b 3 $3"},
		{"one file, whose later rows show that the other was silent", []string{both}, "", "", "2026-10-19 to 2026-11-14: 27; lab/a 27 $117; lab/b 27 $3"},
		{"cut by what is asked for", []string{long, short}, "2026-11-06", "2026-11-30", "2026-11-06 to 2026-11-14: 9; lab/a 9 $17; lab/b 2 $2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, small())
			for i, f := range c.files {
				bring(t, s, f, options(fmt.Sprintf("%d.csv", i)))
			}
			q := ledger.WorkloadQuery{AsOf: day("2026-11-29")}
			if c.from != "" {
				q.From, q.To = day(c.from), day(c.to)
			}
			w := workload(t, s, q)
			got := "none"
			if !w.Empty() {
				got = fmt.Sprintf("%s to %s: %d", w.From.Format(pricing.Day), w.To.Format(pricing.Day), w.Days)
				for _, p := range w.Paid {
					got += fmt.Sprintf("; %s %d $%s", p.Account, p.Days, p.Charged)
				}
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
