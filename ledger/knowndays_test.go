package ledger_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
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
	autumn := func(account string, first, last int) string { // $2 a day
		rows := head
		for d := first; d <= last; d++ {
			rows += row(fmt.Sprintf("2026-10-%02d", d), account, "2")
		}
		return rows
	}
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
		{"days that no file tells", []string{autumn("lab/a", 1, 10), autumn("lab/a", 25, 30)}, "", "", "2026-10-01 to 2026-10-30: 16; lab/a 16 $32"},
		{"the same, asked for from inside them", []string{autumn("lab/a", 1, 10), autumn("lab/a", 25, 30)}, "2026-10-20", "2026-10-31", "2026-10-25 to 2026-10-30: 6; lab/a 6 $12"},
		{"days that a third file tells", []string{autumn("lab/a", 1, 10), autumn("lab/a", 25, 30), head + row("2026-10-10", "lab/a", "3") + row("2026-10-25", "lab/a", "3")}, "", "", "2026-10-01 to 2026-10-30: 30; lab/a 30 $38"},
		{"days that a file of another account tells", []string{autumn("lab/a", 1, 10), autumn("lab/a", 25, 30), autumn("lab/b", 5, 28)}, "", "", "2026-10-01 to 2026-10-30: 30; lab/a 16 $32; lab/b 24 $48"},
		{"cut by what is asked for", []string{long, short}, "2026-11-06", "2026-11-30", "2026-11-06 to 2026-11-14: 9; lab/a 9 $17; lab/b 2 $2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, small())
			for i, f := range c.files {
				bring(t, s, f, options(fmt.Sprintf("%d.csv", i)))
			}
			q := ledger.WorkloadQuery{AsOf: ledgertest.Day("2026-11-29")}
			if c.from != "" {
				q.From, q.To = ledgertest.Day(c.from), ledgertest.Day(c.to)
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

// TestGapsAreUnknown: a month whose export was forgotten is in no average. $15 a day in
// September and November, and nothing is known of October: December is 31 x 15 = $465,
// and the burn of the last 30 days of data is $15 a day. So is the burn where the gap
// lies inside of them.
func TestGapsAreUnknown(t *testing.T) {
	usage := func(from, to string) string {
		out := "time,gateway,model,input_tokens,cost_usd,requests\n"
		for d := ledgertest.Day(from); !d.After(ledgertest.Day(to)); d = d.AddDate(0, 0, 1) {
			out += d.Format(pricing.Day) + "T12:00:00Z,openrouter,lab/one,1000,15,1\n"
		}
		return out
	}
	s := temporary(t, small())
	bring(t, s, usage("2026-09-01", "2026-09-30"), options("september.csv"))
	bring(t, s, usage("2026-11-01", "2026-11-28"), options("november.csv"))
	f, err := s.Forecast(t.Context(), projection.Query{AsOf: at("2026-11-29T00:00:00Z")})
	if err != nil {
		t.Fatal(err)
	}
	if m := f.Months[1]; m.Month != "2026-12" || m.Projected.String() != "465" {
		t.Errorf("%s: %s, want 465", m.Month, m.Projected)
	}
	want := "no data from 2026-10-01 to 2026-10-31: unknown, not zero, and in no average"
	if !slices.ContainsFunc(f.Notes, func(n string) bool { return strings.HasSuffix(n, want) }) {
		t.Errorf("notes %q", f.Notes)
	}
	r := reported(t, s, report.Query{AsOf: at("2026-11-29T00:00:00Z")})
	if want := []string{"openrouter: no data from 1 Oct 2026 to 31 Oct 2026: unknown, not zero"}; !slices.Equal(r.Unknown, want) {
		t.Errorf("report says %q, want %q", r.Unknown, want)
	}
	if r := reported(t, s, report.Query{From: ledgertest.Day("2026-11-01")}); len(r.Unknown) > 0 {
		t.Errorf("a report of November says %q", r.Unknown)
	}
	credits, err := s.Credits(t.Context(), "", at("2026-11-05T00:00:00Z"))
	if err != nil {
		t.Fatal(err)
	}
	if burn := credits.Accounts[0].Burn; burn == nil || burn.String() != "15" {
		t.Errorf("burn %v, want 15", burn)
	}
}

// TestWalksTellAll: a folder of logs holds all of its agent's calls, so that the days
// between two walks of it are without use. Those between a walk and a file are not known.
func TestWalksTellAll(t *testing.T) {
	call := func(day, id string) string {
		return fmt.Sprintf(`{"type":"assistant","timestamp":"%sT10:00:00Z","requestId":"req_%s","message":{"id":"msg_%[2]s","model":"claude-sonnet-4-5","usage":{"input_tokens":10,"output_tokens":5}}}`, day, id) + "\n"
	}
	s := temporary(t, small())
	folder := t.TempDir()
	for i, day := range []string{"2026-09-01", "2026-09-20"} {
		put(t, folder, fmt.Sprintf("%d.jsonl", i), []byte(call(day, fmt.Sprint(i))))
		if _, err := s.ImportFolder(t.Context(), folder, options("")); err != nil {
			t.Fatal(err)
		}
	}
	bring(t, s, call("2026-10-25", "3"), options("other.jsonl"))
	r := reported(t, s, report.Query{})
	if want := []string{"claude-code: no data from 21 Sep 2026 to 24 Oct 2026: unknown, not zero"}; !slices.Equal(r.Unknown, want) {
		t.Errorf("report says %q, want %q", r.Unknown, want)
	}
}
