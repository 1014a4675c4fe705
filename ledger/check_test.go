package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// checked is what needs attention, with the defaults but for the catalog, which is
// of January in these tests.
func checked(t ledgertest.T, s *ledger.Store, at time.Time) check.Attention {
	t.Helper()
	got, err := s.Check(context.Background(), at, patient())
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	return got
}

// patient are settings that have nothing against an old catalog.
func patient() check.Settings {
	s := check.DefaultSettings()
	s.CatalogInfoDays, s.CatalogWarningDays = 36500, 36500
	return s
}

// said is a line for each finding.
func said(a check.Attention) string {
	var lines []string
	for _, f := range a.Findings {
		line := fmt.Sprintf("%s %s %s", f.Level, f.Kind, f.Account)
		if f.USD != nil {
			line += " " + f.USD.String()
		}
		if f.Acknowledged {
			line += " seen"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// every is native usage of an account on each of some days, an amount a day.
func every(account, usd string, from time.Time, days int) string {
	var b strings.Builder
	for i := range days {
		at := from.AddDate(0, 0, i)
		fmt.Fprintf(&b, "%sT10:00:00Z,%s,%s,lab/one,%s-%s,1000,0,0,0,,%s,,\n", at.Format(pricing.Day), strings.Split(account, "/")[0], account, account, at.Format(pricing.Day), usd)
	}
	return b.String()
}

func buy(t ledgertest.T, s *ledger.Store, account, credit string, at time.Time, expires lot.Expires) {
	t.Helper()
	_, _, err := s.AddTopUp(context.Background(), lot.TopUp{Account: account, Kind: lot.Purchase, Credit: pricing.MustMoney(credit), At: at, Expires: expires})
	if err != nil {
		t.Fatalf("buy: %v", err)
	}
}

// TestCalmAccounts: a prepaid account with enough credit, one in arrears and an
// empty ledger need nothing.
func TestCalmAccounts(t *testing.T) {
	s := temporary(t, small())
	if got := checked(t, s, now); got.Level() != check.Calm || len(got.Findings) != 0 {
		t.Errorf("an empty ledger: %s", said(got))
	}
	// Fifteen days of $2 until the 14th, $70 left: 35 days.
	bring(t, s, nativeHead+every("openrouter", "2", ledgertest.Day("2026-10-31"), 15)+every("lab", "3", ledgertest.Day("2026-10-31"), 15), options("calm.csv"))
	buy(t, s, "openrouter", "100", ledgertest.Day("2026-10-31"), lot.Never())
	if got := checked(t, s, now); got.Level() != check.Calm || len(got.Findings) != 0 {
		t.Errorf("calm accounts: %s", said(got))
	}
}

// TestFindingsOfALedger: one of each, worst first, by hand.
//
//	openrouter    15 days of $2 from 31 Oct; $40 bought on 31 Oct, of them 30 used by
//	              the 14th at ten: $10 left, less two hours at $2 a day is 9.833333,
//	              4.9 days; the page said $12 on 14 Nov at 11:00, $2 more
//	openrouter/x  $1 a day from 5 to 14 Nov, $4 bought: a deficit of $6
//	lab           $3 a day from 10 to 16 October: quiet since, 28 days
func TestFindingsOfALedger(t *testing.T) {
	ctx := context.Background()
	s := temporary(t, small())
	bring(t, s, nativeHead+every("openrouter", "2", ledgertest.Day("2026-10-31"), 15)+every("openrouter/x", "1", ledgertest.Day("2026-11-05"), 10)+every("lab", "3", ledgertest.Day("2026-10-10"), 7)+
		"2026-11-14T10:00:00Z,lab,lab/y,lab-ome,z,1000,0,0,0,,,,\n"+ // in no total
		"2026-11-14T10:00:00Z,lab,lab/y,lab-ume,w,500,0,0,0,,0.25,,\n", options("all.csv"))
	buy(t, s, "openrouter", "40", ledgertest.Day("2026-10-31"), lot.Never())
	buy(t, s, "openrouter/x", "4", ledgertest.Day("2026-11-05"), lot.Never())
	if _, err := s.SetBalance(ctx, "openrouter", pricing.MustMoney("12"), now.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	// November: 28 of openrouter, 10 of openrouter/x, 0.25 of lab/y are 38.25. Fees: 28/40 of
	// 2.20 are 1.54, 0.80 for the 4 bought and 6/5 of 0.80 for the 6 that nobody bought.
	if _, err := s.SetBudget(ctx, check.Budget{Name: "all", USD: pricing.MustMoney("38")}); err != nil {
		t.Fatal(err)
	}
	want := `warning runs_out openrouter 9.833333
warning budget  3.55
warning deficit openrouter/x 6
warning unpriced lab/y
warning stopped lab
info drift openrouter 2
info unpriced lab/y`
	if got := said(checked(t, s, now)); got != want {
		t.Errorf("found\n%s\nwant\n%s", got, want)
	}
	// The clock moves everything: on the 9th nothing was stated and no price missing.
	earlier := said(checked(t, s, ledgertest.Day("2026-11-09").Add(23*time.Hour)))
	for _, not := range []string{"drift", "unpriced"} {
		if strings.Contains(earlier, not) {
			t.Errorf("on the 9th found\n%s", earlier)
		}
	}
	if !strings.Contains(earlier, "deficit openrouter/x 1\n") || !strings.Contains(earlier, "stopped lab") {
		t.Errorf("on the 9th found\n%s", earlier)
	}
	// All of it again is the same, and nothing was written.
	if again := said(checked(t, s, now)); again != want {
		t.Errorf("again\n%s", again)
	}
}

// TestViewsThatDisagree: request rows of 1 to 6 October say $2 a day, the daily
// export $5 from the 1st to the 5th. Its first and last day and those of the rows
// are left out: 2, 3 and 4 October, $6 against $15.
func TestViewsThatDisagree(t *testing.T) {
	for name, c := range map[string]struct {
		each string
		want string
	}{
		"$9 apart":      {"5", "warning views openrouter 9"},
		"$3 apart":      {"3", ""},
		"alike but one": {"2", ""},
	} {
		s := temporary(t, small())
		rows, daily := activityHead, dailyHead
		for d := 1; d <= 6; d++ {
			rows += generation(fmt.Sprint("g", d), fmt.Sprintf("2026-10-0%d 10:00:00", d), "2", 1000, 10, "lab/one")
			if d < 6 {
				daily += fmt.Sprintf("2026-10-0%d,lab/one,%s,0,9,7000,70,0\n", d, c.each)
			}
		}
		bring(t, s, rows, options("rows.csv"))
		bring(t, s, daily, options("daily.csv"))
		at := ledgertest.Day("2026-10-07")
		if got := said(checked(t, s, at)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if c.want != "" && checked(t, s, at).Findings[0].Message != "openrouter: the same 3 days come to $6.00 by request rows (counted), and to $15.00 by gateway buckets daily.csv (import 2)" {
			t.Errorf("%s: %q", name, checked(t, s, at).Findings[0].Message)
		}
	}
}

// TestCatalogAge: the rates that price the usage were seen on 1 January; the 2 March is
// the 60th day after it. Without usage no rate is old.
func TestCatalogAge(t *testing.T) {
	for date, want := range map[string]string{"2026-03-02": "", "2026-03-03": "info", "2026-06-30": "info", "2026-07-01": "warning"} {
		s := temporary(t, small())
		if got, err := s.Check(context.Background(), ledgertest.Day(date), check.DefaultSettings()); err != nil || said(got) != "" {
			t.Errorf("%s, without usage: %q, %v", date, said(got), err)
		}
		bring(t, s, nativeHead+strings.ReplaceAll(every("lab", "2", ledgertest.Day(date).AddDate(0, 0, -10), 10), ",1000,0", ",1000000,0"), options("a.csv"))
		got, err := s.Check(context.Background(), ledgertest.Day(date), check.DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		level := ""
		for _, f := range got.Findings {
			if f.Kind == check.OldCatalog {
				level = f.Level.String()
			}
		}
		if level != want {
			t.Errorf("%s: %q, want %q: %s", date, level, want, said(got))
		}
	}
}

// TestAcknowledgedUntilWorse: a deficit that was seen at $6 does not count until it
// is more than $1.20 worse (20 %, and $1).
func TestAcknowledgedUntilWorse(t *testing.T) {
	ctx := context.Background()
	s := temporary(t, small())
	bring(t, s, nativeHead+every("openrouter", "1", ledgertest.Day("2026-11-05"), 10), options("a.csv"))
	buy(t, s, "openrouter", "4", ledgertest.Day("2026-11-05"), lot.Never())
	first := checked(t, s, now)
	if said(first) != "warning deficit openrouter 6" {
		t.Fatalf("found %s", said(first))
	}
	if _, err := s.Acknowledge(ctx, "00000000", now, patient()); !errors.Is(err, check.ErrNoFinding) {
		t.Errorf("error %v, want no such finding", err)
	}
	if _, err := s.Acknowledge(ctx, first.Findings[0].ID, now, patient()); err != nil {
		t.Fatal(err)
	}
	seen := checked(t, s, now)
	if said(seen) != "warning deficit openrouter 6 seen" || seen.Level() != check.Calm || seen.Count(check.Warning) != 0 {
		t.Errorf("acknowledged: %s, %s", said(seen), seen.Level())
	}
	more := func(usd, id string) check.Attention {
		bring(t, s, nativeHead+"2026-11-14T11:00:00Z,openrouter,,lab/one,"+id+",1000,0,0,0,,"+usd+",,\n", options(id))
		return checked(t, s, now)
	}
	if got := more("1.2", "m1"); said(got) != "warning deficit openrouter 7.2 seen" {
		t.Errorf("at 7.2: %s", said(got))
	}
	if got := more("0.01", "m2"); said(got) != "warning deficit openrouter 7.21" || got.Level() != check.Warning {
		t.Errorf("at 7.21: %s", said(got))
	}
	// Another purchase begins another story: the deficit after it is a new one.
	if _, err := s.Acknowledge(ctx, first.Findings[0].ID, now, patient()); err != nil {
		t.Fatal(err)
	}
	buy(t, s, "openrouter", "5", ledgertest.Day("2026-11-14"), lot.Never())
	if got := checked(t, s, now); said(got) != "warning deficit openrouter 2.21" {
		t.Errorf("after a purchase: %s", said(got))
	}
}

// TestAcknowledgedUntilTheLevelRises: credit that lasts 4.9 days was seen as a
// warning; at 2.4 it is critical and counts. That less is left does not matter
// before.
func TestAcknowledgedUntilTheLevelRises(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, nativeHead+every("openrouter", "2", ledgertest.Day("2026-10-31"), 15), options("a.csv"))
	buy(t, s, "openrouter", "40", ledgertest.Day("2026-10-31"), lot.Never())
	first := checked(t, s, now)
	if _, err := s.Acknowledge(context.Background(), first.Findings[0].ID, now, patient()); err != nil {
		t.Fatal(err)
	}
	// A day later about $7.83 is left, 3.9 days; two and a half days later $4.83, 2.4.
	if got := checked(t, s, now.Add(24*time.Hour)); said(got) != "warning runs_out openrouter 7.833333 seen" {
		t.Errorf("a day later: %s", said(got))
	}
	if got := checked(t, s, now.Add(60*time.Hour)); said(got) != "critical runs_out openrouter 4.833333" || got.Level() != check.Critical {
		t.Errorf("later: %s", said(got))
	}
}

// TestUnacknowledge: what was seen counts again once that is taken back; what nobody
// saw is left alone, and said.
func TestUnacknowledge(t *testing.T) {
	ctx := context.Background()
	s := temporary(t, small())
	bring(t, s, nativeHead+every("openrouter", "1", ledgertest.Day("2026-11-05"), 10), options("a.csv"))
	buy(t, s, "openrouter", "4", ledgertest.Day("2026-11-05"), lot.Never())
	first := checked(t, s, now)
	id := first.Findings[0].ID
	if err := s.Unacknowledge(ctx, id); !errors.Is(err, check.ErrNotSeen) || said(checked(t, s, now)) != said(first) {
		t.Errorf("nobody saw it: %v, %s", err, said(checked(t, s, now)))
	}
	if _, err := s.Acknowledge(ctx, id, now, patient()); err != nil {
		t.Fatal(err)
	}
	if err := s.Unacknowledge(ctx, "00000000"); !errors.Is(err, check.ErrNotSeen) || said(checked(t, s, now)) != "warning deficit openrouter 6 seen" {
		t.Errorf("another one: %v, %s", err, said(checked(t, s, now)))
	}
	if err := s.Unacknowledge(ctx, id); err != nil || said(checked(t, s, now)) != "warning deficit openrouter 6" {
		t.Errorf("taken back: %v, %s", err, said(checked(t, s, now)))
	}
}

// TestCheckWhereItCantBeWritten gives the same answer and leaves the file alone.
func TestCheckWhereItCantBeWritten(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	bring(t, s, nativeHead+every("openrouter", "1", ledgertest.Day("2026-11-05"), 10), options("a.csv"))
	buy(t, s, "openrouter", "4", ledgertest.Day("2026-11-05"), lot.Never())
	want := said(checked(t, s, now))
	closed(t, s)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fixed, err := ledger.OpenReadOnly(context.Background(), path, small())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, fixed)
	if got := said(checked(t, fixed, now)); got != want || want == "" {
		t.Errorf("read only: %s, want %s", got, want)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the file was changed: %v", err)
	}
	if _, err := fixed.Acknowledge(context.Background(), checked(t, fixed, now).Findings[0].ID, now, patient()); err == nil || !strings.Contains(err.Error(), "can't be written") {
		t.Errorf("acknowledged: %v, want that it can't be written", err)
	}
}

// TestHabits: usage on weekdays alone has pauses of two days.
func TestHabits(t *testing.T) {
	s := temporary(t, small())
	text := nativeHead
	for d := ledgertest.Day("2026-10-05"); d.Before(ledgertest.Day("2026-11-07")); d = d.AddDate(0, 0, 1) {
		if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
			text += every("lab", "1", d, 1)
		}
	}
	bring(t, s, text, options("a.csv"))
	// The last is Friday 6 November; on the 14th seven days have passed without.
	if got := said(checked(t, s, now)); got != "" {
		t.Errorf("after 7 days: %q", got)
	}
	got := checked(t, s, now.Add(pricing.DayLength))
	if said(got) != "warning stopped lab" || got.Findings[0].Message != "lab: no usage for 8 days (last on 6 Nov 2026), its longest pause was 2 days" {
		t.Errorf("after 8 days: %+v", got.Findings)
	}
}
