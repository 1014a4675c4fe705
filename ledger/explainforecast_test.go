package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/pricing"
)

// partsOf writes the parts of an explanation, with the address that each leads to.
func partsOf(e pricing.Explanation) string {
	var out []string
	for _, l := range e.Lines {
		if l.Part == nil {
			continue
		}
		text := l.Label + " " + l.Part.String()
		if l.Address != "" {
			text += " -> " + l.Address
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

// figureIn is what an explanation shows beside a label.
func figureIn(e pricing.Explanation, label string) string {
	for _, l := range e.Lines {
		if l.Label == label {
			return l.Figure
		}
	}
	return "none"
}

// $10.00 a day from 15 September to 13 November, a row a day: 130 of November are used
// on the 14th, 17 days are to come, 300 in all. By card that is 16.50 at once.
func TestExplainAForecast(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, aDay("openrouter", "2026-09-15", each(60, 10)...), options("a.csv"))
	e := explained(t, s, "forecast")
	want := `used so far 130 -> report month=2026-11 account=openrouter
14 Nov to 15 Nov 20
16 Nov to 22 Nov 70
23 Nov to 29 Nov 70
Mon 30 Nov 10`
	if got := partsOf(e); got != want || e.Figure != "$300.00" || e.Address != "forecast 2026-11" {
		t.Errorf("%s = %s\n%s\nwant\n%s", e.Address, e.Figure, got, want)
	}
	if e.Lines[2].Formula != "7 days x $10.00" || figureIn(e, "80 % interval, from") != "$300.00" || figureIn(e, "fees that it bears") != "$16.50" {
		t.Errorf("%+v", e.Lines)
	}
	if got, want := partsOf(explained(t, s, "forecast", "openrouter", "2026-11", "low")), "used so far 130 -> forecast openrouter 2026-11 actual\nto come 170"; got != want {
		t.Errorf("low: %s", got)
	}
	if got, want := partsOf(explained(t, s, "forecast", "fees_usd")), "borne so far 7.15 -> report month=2026-11 account=openrouter fees\nfor what is to come 9.35"; got != want {
		t.Errorf("fees: %s", got)
	}
	if got, want := partsOf(explained(t, s, "forecast", "openrouter", "2026-12", "fees")), "openrouter, by card 17.05 -> fee openrouter 310 card 2026-12-31"; got != want {
		t.Errorf("fees of December: %s", got)
	}
	// December has nothing used and 31 days: 310.
	e = explained(t, s, "forecast", "openrouter", "2026-12")
	if e.Figure != "$310.00" || strings.Contains(partsOf(e), "so far") || !strings.HasPrefix(partsOf(e), "1 Dec to 6 Dec 60\n") {
		t.Errorf("December is %s of\n%s", e.Figure, partsOf(e))
	}
	// A burn that never strays: the weeks by age say it all. The eight that are known whole,
	// 19 September to 13 November, count 1, 1/2 ... 1/8 of 2.717857.
	e = explained(t, s, "forecast", "method")
	if e.Address != "forecast method" || e.Figure != "weeks by age 100 %" || figureIn(e, "weeks by age") != "$10.00 a day" || figureIn(e, "7 Nov to 13 Nov 2026") != "$70.00" || figureIn(e, "19 Sep to 25 Sep 2026") != "$70.00" {
		t.Errorf("method: %+v", e)
	}
	for _, l := range e.Lines {
		if l.Label == "7 Nov to 13 Nov 2026" && l.Formula != "counts 37 % of the weeks by age" {
			t.Errorf("the last week %s", l.Formula)
		}
	}
	// It loads ten dollars at a time now: 30 x 0.80.
	amount, below := pricing.MustMoney("10"), pricing.MustMoney("5")
	if _, err := s.SetAccount(context.Background(), "openrouter", ledger.AccountChange{AutoTopUp: &amount, AutoBelow: &below}); err != nil {
		t.Fatal(err)
	}
	if e := explained(t, s, "forecast", "fees"); e.Figure != "$24.00" || figureIn(e, "usual top-up") != "$10.00" {
		t.Errorf("fees in tens: %s, %+v", e.Figure, e.Lines)
	}
}

// Twice the same path is no test: usage that strays has an interval, and half a day that
// is not over. Whatever a forecast shows is explained as it stands there, and what a part
// leads to comes to that part.
func TestExplainEveryForecast(t *testing.T) {
	stray := make([]float64, 80)
	for i := range stray {
		stray[i] = float64(1+i*7%13) + 0.25
	}
	several := mixedBooks(t)
	one := temporary(t, small())
	bring(t, one, aDay("openrouter", "2026-08-26", stray...), options("a.csv"))
	var hours strings.Builder // three rows a day and, on the day that is not over, one
	hours.WriteString("time,gateway,account,model,request_id,cost_usd\n")
	for i := range 60 {
		for hour := range 3 - i/59*2 {
			fmt.Fprintf(&hours, "%s,openrouter,openrouter/h,lab/one,h%d-%d,%d.0123456\n", ledgertest.Day("2026-09-16").AddDate(0, 0, i).Add(time.Duration(9+hour)*time.Hour).Format(time.RFC3339), i, hour, 1+i*5%11)
		}
	}
	bring(t, one, hours.String(), options("b.csv"))
	both := temporary(t, small())
	bring(t, both, aDay("openrouter", "2026-08-26", stray...), options("a.csv"))
	bring(t, both, aDay("lab", "2026-10-01", stray[:40]...), options("b.csv"))
	bring(t, both, aDay("openrouter/x", "2026-11-05", 3, 1, 4, 1, 5), options("c.csv"))
	for name, s := range map[string]*ledger.Store{"several": several, "one": one, "both": both} {
		t.Run(name, func(t *testing.T) {
			f := forecastOf(t, s, now.Format(time.RFC3339), projection.Query{})
			everyMonth(t, s, f.Months, "")
			if e := explained(t, s, "forecast", "runs_out"); !f.RunsOut.IsZero() && e.Figure != f.RunsOut.Format(pricing.Day) {
				t.Errorf("runs out %s, shown as %s", e.Figure, f.RunsOut)
			}
			if e := explained(t, s, "forecast", f.Accounts[len(f.Accounts)-1].Account.Name); name == "one" && !strings.Contains(partsOf(e), "14 Nov to 15 Nov") {
				t.Errorf("of half a day: %s", partsOf(e))
			}
			projected := 0
			for _, a := range f.Accounts {
				everyMonth(t, s, a.Months, a.Account.Name)
				e := explained(t, s, "forecast", a.Account.Name, "runs-out")
				if !a.RunsOut.IsZero() && (e.Figure != a.RunsOut.Format(pricing.Day) || figureIn(e, "in half of 1,000, by") != e.Figure) {
					t.Errorf("%s runs out %s, shown as %s: %+v", a.Account.Name, e.Figure, a.RunsOut, e.Lines)
				}
				if len(a.Months) > 0 {
					projected++
					if e := explained(t, s, "forecast", a.Account.Name, "method"); e.Figure != a.Method {
						t.Errorf("method %q, shown as %q", e.Figure, a.Method)
					}
				}
			}
			if projected == 0 {
				t.Error("nothing is projected")
			}
		})
	}
}

func everyMonth(t *testing.T, s *ledger.Store, months []projection.Month, account string) {
	t.Helper()
	for _, m := range months {
		for figure, usd := range map[string]*pricing.Money{"projected_usd": &m.Projected, "actual_usd": &m.Actual, "low_usd": &m.Low, "high_usd": &m.High, "fees_usd": m.Fees, "all_in_usd": m.AllIn} {
			words := slices.DeleteFunc([]string{"forecast", account, m.Month, figure}, func(w string) bool { return w == "" })
			e := explained(t, s, words...)
			is(t, e, usd, true)
			for _, l := range e.Lines {
				if strings.HasPrefix(l.Label, "rounding") && l.Part.Abs().Cmp(pricing.MustMoney("0.16")) > 0 { // of 31 days
					t.Errorf("%s: %s of %s", e.Address, l.Label, l.Part)
				}
				if l.Part == nil || l.Address == "" {
					continue
				}
				if inner := explained(t, s, pricing.SplitAddress(l.Address)...); inner.USD == nil || strings.HasPrefix(figure, "fees") && account != "" {
					continue // the fee of one
				} else if !inner.USD.Equal(*l.Part) {
					t.Errorf("%s: %s of %s leads to %s", e.Address, l.Label, l.Part, inner.Figure)
				}
			}
		}
	}
}

// The lots of TestForecastOfLots, a month later: 85 bought, three days of 10 used by the
// end of the 13th: 55 are left and last five and a half days, until the 19th. Written to
// die on the 17th at noon they leave 55 - 35 = 20.
func TestExplainWhatBecomesOfALot(t *testing.T) {
	for _, c := range []struct {
		name, dies           string
		runsOut, lost, parts string
		chance, how          string
	}{
		{"used up", "2026-11-30T00:00:00Z", "2026-11-19", "0", "left in it now 55 -> lot 1\nless what is used of it before, on average -55", "0 %", "0 of 1,000"},
		{"dies first", "2026-11-17T12:00:00Z", "2026-11-17", "20", "left in it now 55 -> lot 1\nless what is used of it before, on average -35", "100 %", "1,000 of 1,000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, small())
			bring(t, s, aDay("openrouter", "2026-09-25", each(50, 10)...), options("a.csv"))
			bought(t, s, lot.TopUp{Account: "openrouter", Credit: pricing.MustMoney("85"), Expires: lot.ExpiresAt(at(c.dies))}, "2026-11-11")
			e := explained(t, s, "forecast", "openrouter", "runs-out")
			if e.Figure != c.runsOut || partsOf(e) != "lot #1, purchase of 2026-11-11 55 -> lot 1" {
				t.Errorf("runs out on %s, want %s\n%s", e.Figure, c.runsOut, partsOf(e))
			}
			lost := pricing.MustMoney(c.lost)
			e = explained(t, s, "lot", "1", "expected_breakage_usd")
			is(t, e, &lost, true)
			if partsOf(e) != c.parts || e.Address != "lot 1 loss" {
				t.Errorf("%s\n%s", e.Address, partsOf(e))
			}
			e = explained(t, s, "lot", "1", "breakage_chance")
			if e.Figure != c.chance || !strings.Contains(e.Formula, " in "+c.how+" simulated futures") || e.Address != "lot 1 chance" {
				t.Errorf("chance %s = %s", e.Figure, e.Formula)
			}
			if c.lost == "20" && figureIn(e, "projected burn until then") != "about $35.00" {
				t.Errorf("%+v", e.Lines)
			}
		})
	}
	// A second lot that dies later is used after the first, and says so.
	s := temporary(t, small())
	bring(t, s, aDay("openrouter", "2026-09-25", each(50, 10)...), options("a.csv"))
	bought(t, s, lot.TopUp{Account: "openrouter", Credit: pricing.MustMoney("85"), Expires: lot.ExpiresAt(at("2026-11-17T12:00:00Z"))}, "2026-11-11")
	bought(t, s, lot.TopUp{Account: "openrouter", Credit: pricing.MustMoney("100"), Expires: lot.ExpiresAt(at("2026-11-21T00:00:00Z"))}, "2026-11-12")
	// Three and a half days of 10 after the first one's death use 35 of 100.
	e := explained(t, s, "lot", "2", "loss")
	if e.Figure != "$65.00" || figureIn(e, "used before it: lot #1, purchase of 2026-11-11") != "$55.00" {
		t.Errorf("%s, %+v", e.Figure, e.Lines)
	}
	never := explained(t, s, "lot", "1", "loss")
	if figureIn(never, "used before it: lot #2, purchase of 2026-11-12") != "none" {
		t.Errorf("%+v", never.Lines)
	}
}
