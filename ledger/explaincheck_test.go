package ledger_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/explain"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// troubled is the ledger of TestFindingsOfALedger, with a lot that dies and two exports
// that disagree.
func troubled(t ledgertest.T) *ledger.Store {
	ctx := context.Background()
	s := temporary(t, small())
	bring(t, s, nativeHead+every("openrouter", "2", ledgertest.Day("2026-10-31"), 15)+every("openrouter/x", "1", ledgertest.Day("2026-11-05"), 10)+every("lab", "3", ledgertest.Day("2026-10-10"), 7)+
		"2026-11-14T10:00:00Z,lab,lab/y,lab-ome,z,1000,0,0,0,,,,\n"+
		"2026-11-14T10:00:00Z,lab,lab/y,lab-ume,w,500,0,0,0,,0.25,,\n", options("all.csv"))
	bring(t, s, nativeHead+every("openrouter/v", "2", ledgertest.Day("2026-11-01"), 6), options("rows.csv"))
	opt := options("daily.csv")
	opt.Account = "openrouter/v"
	bring(t, s, dailyHead+"2026-11-01,lab/one,5,0,9,7000,70,0\n2026-11-02,lab/one,5,0,9,7000,70,0\n2026-11-03,lab/one,5,0,9,7000,70,0\n2026-11-04,lab/one,5,0,9,7000,70,0\n2026-11-05,lab/one,5,0,9,7000,70,0\n", opt)
	buy(t, s, "openrouter", "40", ledgertest.Day("2026-10-31"), lot.Never())
	buy(t, s, "openrouter/x", "4", ledgertest.Day("2026-11-05"), lot.Never())
	buy(t, s, "openrouter/v", "90", ledgertest.Day("2026-10-31"), lot.ExpiresAt(ledgertest.Day("2026-11-24")))
	if _, err := s.SetBalance(ctx, "openrouter", pricing.MustMoney("12"), now.Add(-time.Hour)); err != nil {
		t.Fatalf("balance: %v", err)
	}
	for name, usd := range map[string]string{"all": "38", "tight": "110"} {
		if _, err := s.SetBudget(ctx, check.Budget{Name: name, USD: pricing.MustMoney(usd)}); err != nil {
			t.Fatalf("budget: %v", err)
		}
	}
	return s
}

// Every finding is explained by the figures that it rests on, and by the thresholds in
// force; what they lead to is there.
func TestExplainFindings(t *testing.T) {
	s := troubled(t)
	kinds := map[check.Kind]pricing.Explanation{}
	for _, f := range checked(t, s, now).Findings {
		e := explained(t, s, "check", f.ID)
		is(t, e, f.USD, f.USD != nil)
		if !strings.Contains(e.Title, f.Message) || !strings.HasPrefix(e.Title, f.Level.String()+": ") || !strings.Contains(strings.Join(e.Notes, "\n"), f.Do) {
			t.Errorf("%s: %q %q", f.Message, e.Title, e.Notes)
		}
		leads, settings := 0, 0
		for _, l := range e.Lines {
			if strings.HasPrefix(l.Label, "setting ") {
				settings++
			}
			if l.Address == "" {
				continue
			}
			leads++
			explained(t, s, pricing.SplitAddress(l.Address)...)
		}
		if leads == 0 || settings == 0 {
			t.Errorf("%s: leads to %d figures, shows %d settings: %+v", f.Message, leads, settings, e.Lines)
		}
		kinds[f.Kind] = e
	}
	for kind, want := range map[check.Kind]string{
		// $10 left, less two hours at $2 a day.
		check.RunsOut:  "balance 10 -> openrouter\nburned since 2026-11-14 10:00:00 UTC -0.166667 -> openrouter burn",
		check.NoCredit: "usage since 2026-11-05 00:00:00 UTC 10\nless used of lot #2, purchase of 2026-11-05 -4 -> lot 2",
		check.Drifted:  "the page on 2026-11-14 11:00:00 UTC 12\nless the books then -10",
		// The daily export's 9 on the 2nd, 3rd and 4th against the rows' 2.
		check.ViewsDiffer: "",
		check.Stopped:     "",
		check.NoPrice:     "",
		check.Expiring:    "",
		check.OverBudget:  "",
	} {
		e, there := kinds[kind]
		if !there {
			t.Errorf("no finding %s", kind)
		} else if got := partsOf(e); want != "" && got != want {
			t.Errorf("%s\n%s\nwant\n%s", kind, got, want)
		}
	}
	if got := figureIn(kinds[check.Drifted], "warning from"); got != "$5.00" { // max(5, 2 % of 12)
		t.Errorf("drift is a warning from %s", got)
	}
	if got := figureIn(kinds[check.Expiring], "allowed loss"); got != "$5.00" { // max(5, 5 % of 90)
		t.Errorf("allowed loss %s", got)
	}
}

// A threshold that was set is named beside its default; settings that can't be read are
// an error of findings alone.
func TestExplainFindingsBySettings(t *testing.T) {
	s := troubled(t)
	set := check.DefaultSettings()
	set.RunwayWarningDays = 21
	all, err := s.Check(context.Background(), now, set)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all.Findings {
		e, err := explain.Figure(context.Background(), s, []string{"check", f.ID}, now, func() (check.Settings, error) { return set, nil })
		if err != nil {
			t.Fatalf("%s: %v", f.Message, err)
		}
		if f.Kind != check.RunsOut {
			continue
		}
		found := false
		for _, l := range e.Lines {
			found = found || l.Label == "setting runway.warning_days" && l.Figure == "21" && strings.HasSuffix(l.Formula, "(set; default 14)")
		}
		if !found {
			t.Errorf("%+v", e.Lines)
		}
	}
	broken := errors.New("settings.toml: line 7")
	unread := func() (check.Settings, error) { return check.Settings{}, broken }
	if _, err := explain.Figure(context.Background(), s, []string{"check", all.Findings[0].ID}, now, unread); !errors.Is(err, broken) {
		t.Errorf("check with a broken file: %v", err)
	}
	if _, err := explain.Figure(context.Background(), s, []string{"openrouter"}, now, unread); err != nil {
		t.Errorf("an account with a broken file: %v", err)
	}
}

// Of 10 bought 8 were used before 5 went back: 2 were left, 3 too much. The lot and the
// refund are all there is to say: nothing decides but that.
func TestExplainAnExcess(t *testing.T) {
	s := temporary(t, small())
	buy(t, s, "openrouter", "10", ledgertest.Day("2026-11-01"), lot.Never())
	five := pricing.MustMoney("5")
	if _, err := s.RefundTopUp(context.Background(), lot.RefundOrder{Of: 1, USD: &five, At: ledgertest.Day("2026-11-03")}); err != nil {
		t.Fatal(err)
	}
	bring(t, s, nativeHead+every("openrouter", "4", ledgertest.Day("2026-11-01"), 2), options("late.csv"))
	seen := false
	for _, f := range checked(t, s, now).Findings {
		if f.Kind == check.RefundExcess {
			e := explained(t, s, "check", f.ID)
			want := "refund #2, 2026-11-03 00:00:00 UTC 5\nless what was left in the lot then -2"
			if seen = true; partsOf(e) != want || e.Figure != "$3.00" {
				t.Errorf("%s\n%s", e.Figure, partsOf(e))
			}
		}
	}
	if !seen {
		t.Error("no finding")
	}
}

// A catalog that nobody has looked at, and a level that is held.
func TestExplainOtherFindings(t *testing.T) {
	s := temporary(t, small())
	late := now.AddDate(1, 0, 0)
	bring(t, s, nativeHead+strings.ReplaceAll(every("lab", "2", late.AddDate(0, 0, -10), 10), ",1000,0", ",1000000,0"), options("late.csv"))
	all, err := s.Check(context.Background(), late, check.DefaultSettings())
	if err != nil || len(all.Findings) == 0 {
		t.Fatal(all, err)
	}
	for _, f := range all.Findings {
		e, err := explain.Figure(context.Background(), s, []string{"check", f.ID}, late, defaults)
		if err != nil || f.Kind == check.OldCatalog && (!strings.HasSuffix(e.Figure, " days") || figureIn(e, "setting catalog.warning_days") != "180") {
			t.Errorf("%s: %+v, %v", f.Message, e, err)
		}
	}
}
