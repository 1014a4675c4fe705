package ledger_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/check"
	"tollbook/ledger/explain"
	"tollbook/ledger/ledgertest"
	"tollbook/pricing"
)

// rising is the small catalog with rates of lab that change around 14 November 2026, all of
// them seen on the 10th: lab-one's input from 3 to 4 on 1 November, and to 5 on 10 December;
// its output from 10 to 12 after exactly 30 days, and a second later to 20; lab-two's input
// from 9 to 6 on 1 December.
func rising(t ledgertest.T) *pricing.Catalog {
	t.Helper()
	const seen = ",,observed,https://lab.example/prices,2026-11-10\n"
	return catalogOf(t, "rates/lab.csv", rateHead+
		"lab/one,lab-one,,,,2026-10-01,2,,,,"+seen+
		"lab/one,lab-one,,,2026-10-01,2026-11-01,3,,,,"+seen+
		"lab/one,lab-one,,,2026-11-01,2026-12-10,4,,,,"+seen+
		"lab/one,lab-one,,,2026-12-10,,5,,,,"+seen+
		"lab/one,lab-one,,,,2026-12-14T12:00:00Z,,10,,,"+seen+
		"lab/one,lab-one,,,2026-12-14T12:00:00Z,2026-12-14T12:00:01Z,,12,,,"+seen+
		"lab/one,lab-one,,,2026-12-14T12:00:01Z,,,20,,,"+seen+
		"lab/two,lab-two,,,,2026-12-01,9,,,,"+seen+
		"lab/two,lab-two,,,2026-12-01,,6,,,,"+seen)
}

// TestChangedPricesOfALedger: on each of the 30 days to 14 November a million tokens into
// lab-one and lab-two, and 100,000 out of lab-one: 30 million at 4 are 120, 30 at 9 are 270,
// 3 at 10 are 30, 420 together. With 3 for 4 that was 390. To come are 30 x 3 = 90 less on
// 1 December, 30 more on the 10th, and 3 x 2 = 6 more on the 14th at noon; what comes a second
// after that is more than 30 days ahead.
func TestChangedPricesOfALedger(t *testing.T) {
	s := temporary(t, rising(t))
	one := strings.ReplaceAll(every("lab", "", ledgertest.Day("2026-10-16"), 30), "lab/one,lab-", "lab-one,one-")
	two := strings.ReplaceAll(one, "lab-one,one-", "lab-two,two-")
	bring(t, s, nativeHead+strings.ReplaceAll(one, ",1000,0,0,", ",1000000,0,100000,")+strings.ReplaceAll(two, ",1000,0,0,", ",1000000,0,0,"), options("both.csv"))

	const want = `warning: from 10 Dec 2026 on announced prices make your month $30.00 more (lab/one at lab: $150.00 to $180.00)
warning: from 14 Dec 2026 on announced prices make your month $6.00 more (lab/one at lab: $180.00 to $186.00)
info: from 1 Dec 2026 on announced prices make your month $90.00 less (lab/two at lab: $270.00 to $180.00)
info: changed prices make your month $30.00 more: $390.00 at the rates of 30 days ago, $420.00 now (most: lab/one at lab: $120.00 to $150.00)`
	parts := map[string]string{
		"30":  "lab-one at lab, input 30 -> rate lab lab-one",
		"6":   "lab-one at lab, output 6 -> rate lab lab-one",
		"-90": "lab-two at lab, input -90 -> rate lab lab-two",
	}
	var got []string
	for _, f := range checked(t, s, now).Findings {
		got = append(got, f.Level.String()+": "+f.Message)
		if f.Kind != check.PricesChanged {
			continue
		}
		e := explained(t, s, "check", f.ID)
		is(t, e, f.USD, true)
		if text := partsOf(e); text != parts[f.USD.String()] {
			t.Errorf("%s\n%s\nwant\n%s", f.Message, text, parts[f.USD.String()])
		}
		for _, l := range e.Lines {
			if l.Address != "" {
				explained(t, s, pricing.SplitAddress(l.Address)...)
			}
		}
	}
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("found\n%s\nwant\n%s", text, want)
	}
	// On 1 December at noon the change of 1 November is 30 days and a half ago; that of the
	// same day is there, at 30 x 6 = 180 a month, and nobody has seen it since the 10th. The
	// second after noon of the 14th is near now: 3 x (20 - 12) = 24.
	later := ledgertest.Day("2026-12-01").Add(12 * time.Hour)
	got = nil
	for _, f := range checked(t, s, later).Findings {
		if f.Kind != check.PricesChanged {
			continue
		}
		got = append(got, f.Level.String()+" "+f.USD.String()+" "+f.When.Format(pricing.Day))
		e, err := explain.Figure(context.Background(), s, []string{"check", f.ID}, later, defaults)
		if err != nil {
			t.Fatal(err)
		}
		is(t, e, f.USD, true)
	}
	if text, want := strings.Join(got, ", "), "warning 30 2026-12-10, warning 24 2026-12-14, warning 6 2026-12-14, info 180 2026-12-01, info -90 2026-12-01"; text != want {
		t.Errorf("on 1 December\n%s\nwant\n%s", text, want)
	}
}
