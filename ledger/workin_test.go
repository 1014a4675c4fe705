package ledger_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/usage"
)

// TestWorkIn: what the sums of all days have of 30 is what a workload of those days takes.
// lab has usage on each of the 30 days to 14 November, lab/b on 5 of them, and lab/plan is
// paid by subscription: its tokens are in neither.
func TestWorkIn(t *testing.T) {
	ctx := context.Background()
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	rows := func(account string, from string, days int) string {
		text := ""
		for i := range days {
			at := ledgertest.Day(from).AddDate(0, 0, i).Format("2006-01-02")
			text += fmt.Sprintf("%sT10:00:00Z,lab,%s,lab-one,%s-%s,1000000,0,0,0,,,,\n", at, account, account, at)
		}
		return text
	}
	bring(t, s, nativeHead+rows("lab", "2026-10-10", 36)+rows("lab/plan", "2026-10-16", 30), options("lab.csv"))
	plan := "subscription"
	if _, err := s.SetAccount(ctx, "lab/plan", ledger.AccountChange{Billing: &plan}); err != nil {
		t.Fatal(err)
	}
	bring(t, s, nativeHead+rows("lab/b", "2026-11-08", 5), options("b.csv"))
	bring(t, s, nativeHead+"2026-11-14T12:00:01Z,lab,lab,lab-one,late,5000000,0,0,0,,,,\n", options("late.csv"))
	asked := usage.DaySpan{From: ledgertest.Day("2026-10-16"), To: ledgertest.Day("2026-11-14")}
	took := workload(t, s, ledger.WorkloadQuery{AsOf: now})
	closed(t, s)

	tx, err := shell(t, path).BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	for name, from := range map[string]time.Time{"the days alone": asked.From, "and older ones": ledgertest.Day("2026-10-01")} {
		sums, err := usage.ReadSums(ctx, tx, small(), usage.SumsQuery{AsOf: now, PartsFrom: from})
		if err != nil {
			t.Fatal(err)
		}
		got, err := usage.WorkIn(small(), sums, asked, now)
		if err != nil {
			t.Fatal(err)
		}
		// 30 of lab's 36 days, of 30 that are known; 5 of lab/b, which say so themselves.
		lines, tokens := map[string]int{}, map[string]int64{}
		for _, l := range got.Lines {
			lines[l.Account]++
			tokens[l.Account] += l.Tokens.Total()
			if want := map[string]int{"lab": 0, "lab/b": 5}[l.Account]; l.Days != want {
				t.Errorf("%s: a line of %s has %d days, want %d", name, l.Account, l.Days, want)
			}
		}
		if len(lines) != 2 || tokens["lab"] != 30_000_000 || tokens["lab/b"] != 5_000_000 {
			t.Errorf("%s: lines %v, tokens %v", name, lines, tokens)
		}
		if got.Total != 30 || got.Days["lab"] != 30 || got.Days["lab/b"] != 5 || len(got.Days) != 2 {
			t.Errorf("%s: %d days, by account %v", name, got.Total, got.Days)
		}
		if len(got.Known) != 1 || got.Known[0] != asked {
			t.Errorf("%s: known %v, want %v", name, got.Known, asked)
		}
		w := got.Workload(small())
		if w.Days != took.Days || !w.From.Equal(took.From) || !w.To.Equal(took.To) || fmt.Sprintf("%+v", w.Lines) != fmt.Sprintf("%+v", took.Lines) || !w.Reported.Equal(took.Reported) {
			t.Errorf("%s: %d days, %d lines; the workload has %d, %d", name, w.Days, len(w.Lines), took.Days, len(took.Lines))
		}
	}
	if w, err := usage.WorkIn(small(), &usage.Sums{}, asked, now); err != nil || len(w.Lines) != 0 || w.Total != 0 || !w.Workload(small()).Empty() {
		t.Errorf("of nothing: %+v, %v", w, err)
	}
}
