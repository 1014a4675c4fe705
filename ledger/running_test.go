package ledger_test

import (
	"testing"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/pricing"
)

// $10 and $30 in turn at openrouter from 1 September to 20 October, $5 a day at lab/two, of
// which nobody knows the fee.
func TestRunningMonth(t *testing.T) {
	s := temporary(t, small())
	var turns []float64
	for i := range 50 {
		turns = append(turns, float64(10+i%2*20))
	}
	bring(t, s, aDay("openrouter", "2026-09-01", turns...), options("a.csv"))
	bring(t, s, aDay("openrouter/team", "2026-09-01", each(50, 5)...), options("b.csv"))
	f := forecastOf(t, s, "2026-10-21T08:00:00Z", projection.Query{})
	run, m := f.Running(), f.Months[0]
	if len(run) != 31 {
		t.Fatalf("%d days of October", len(run))
	}
	if d := run[19]; d.Ahead || !d.USD.Equal(m.Actual) || !d.Low.Equal(d.USD) || !d.High.Equal(d.USD) || d.USD.String() != "500" { // 20 days: 10 x 10 + 10 x 30 + 20 x 5
		t.Errorf("by the 20th %+v, want what was used, $500", d)
	}
	for i, d := range run[20:] {
		if before := run[19+i]; !d.Ahead || d.USD.Cmp(before.USD) < 0 || d.Low.Cmp(before.Low) < 0 || d.High.Cmp(before.High) < 0 || d.Low.Cmp(d.USD) > 0 || d.USD.Cmp(d.High) > 0 {
			t.Errorf("%+v after %+v", d, before)
		}
	}
	if d := run[30]; !d.USD.Equal(m.Projected) || !d.Low.Equal(m.Low) || !d.High.Equal(m.High) || d.Low.Equal(d.High) {
		t.Errorf("the month ends at %+v, want %s in [%s %s]", d, m.Projected, m.Low, m.High)
	}
	c := f.Charged()
	if m.Fees == nil || !c.Fees.Equal(*m.Fees) || c.Fees.IsZero() || len(c.Unknown) != 0 {
		t.Errorf("fees %s of %v, unknown of %v", c.Fees, m.Fees, c.Unknown)
	}
	if all := c.With(m.Projected, m); !all.Equal(*m.AllIn) {
		t.Errorf("with fees %s, want %s", all, *m.AllIn)
	}
	if used := c.With(m.Actual, m); !used.Equal(m.Actual.Add(c.Borne)) || c.Borne.IsZero() {
		t.Errorf("so far with fees %s, want %s and %s", used, m.Actual, c.Borne)
	}
	if none := c.With(pricing.Money{}, m); !none.IsZero() {
		t.Errorf("nothing comes to %s", none)
	}
	if f := forecastOf(t, temporary(t, small()), "2026-10-21", projection.Query{}); f.Running() != nil {
		t.Errorf("nothing is projected, and runs: %v", f.Running())
	}
}

// $55.00 that die on the 24th of which 3 x 10 are used until then, and $200.00 that never
// do: the 24th ends first. $20.00 that die on 1 December are used up long before, in front of
// those that never die: the day on which all is used up is what ends.
func TestFirstEnd(t *testing.T) {
	for _, c := range []struct{ dies, want string }{
		{"2026-10-24", "openrouter 2026-10-24T00:00:00Z dies"},
		{"2026-12-01", "openrouter 2026-11-15T00:00:00Z used_up"},
	} {
		s := temporary(t, small())
		bring(t, s, aDay("openrouter", "2026-09-01", each(50, 10)...), options("a.csv"))
		for _, b := range [][2]string{{"55", c.dies}, {"200", "2030-01-01"}} {
			at, err := pricing.ParseInstant(b[1])
			if err != nil {
				t.Fatal(err)
			}
			bought(t, s, lot.TopUp{Account: "openrouter", Credit: pricing.MustMoney(b[0]), Expires: lot.ExpiresAt(at)}, "2026-10-21")
		}
		f := forecastOf(t, s, "2026-10-21T08:00:00Z", projection.Query{})
		e, ends := f.Accounts[0].FirstEnd()
		if got := e.Account + " " + e.When.Format("2006-01-02T15:04:05Z07:00") + " " + string(e.How); !ends || got != c.want {
			t.Errorf("%s: %v, want %s", c.dies, got, c.want)
		}
		if risk, known := f.Accounts[0].AtRisk(); !known || !risk.Equal(f.AtRisk) {
			t.Errorf("%s at risk of one account, %s of all", risk, f.AtRisk)
		}
		if loss, ok := f.FirstLoss(); ok != (f.AtRisk.Sign() > 0) || ok && (!loss.When.Equal(e.When) || !loss.USD.Equal(f.AtRisk)) {
			t.Errorf("%s: the first loss is %+v", c.dies, loss)
		}
	}
}

// Credit of which nobody has published whether it expires is at a risk that nobody knows, and so is
// what expires where no usage says how much of it is used before.
func TestAtRiskUnknown(t *testing.T) {
	for name, c := range map[string]struct {
		expires lot.Expires
		used    bool
		known   bool
	}{
		"never":                {lot.Never(), false, true},
		"the gateway says not": {lot.Expires{}, true, false},
		"dies, nothing used":   {lot.ExpiresAt(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)), false, false},
		"dies, used":           {lot.ExpiresAt(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)), true, true},
	} {
		s := temporary(t, small())
		if c.used {
			bring(t, s, aDay("hush", "2026-09-01", each(50, 5)...), options("a.csv"))
		}
		bought(t, s, lot.TopUp{Account: "hush", Credit: pricing.MustMoney("90"), Expires: c.expires}, "2026-10-18")
		f := forecastOf(t, s, "2026-10-21T08:00:00Z", projection.Query{})
		if risk, known := f.Accounts[0].AtRisk(); known != c.known {
			t.Errorf("%s: %s, known %v", name, risk, known)
		}
	}
}
