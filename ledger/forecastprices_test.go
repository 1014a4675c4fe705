package ledger_test

import (
	"strings"
	"testing"

	"tollbook/ledger/projection"
)

// TestAnnouncedRatesAreInTheProjection: 1,000,000 tokens a day at $2.00 for 28 days, and
// $3.00 a million from 16 December on: December comes to 15 x 2 + 16 x 3 = 78, January to
// 31 x 3 = 93. A change of a model that nobody asks changes nothing.
func TestAnnouncedRatesAreInTheProjection(t *testing.T) {
	s := temporary(t, catalogOf(t, "rates/lab.csv", rateHead+
		"lab/one,lab-one,,,,2026-12-16,2,10,,,,,announced,x,2026-11-01\n"+
		"lab/one,lab-one,,,2026-12-16,,3,10,,,,,announced,x,2026-11-01\n"+
		"lab/two,lab-two,,,,2026-12-05,2,10,,,,,announced,x,2026-11-01\n"+
		"lab/two,lab-two,,,2026-12-05,,9,10,,,,,announced,x,2026-11-01\n"))
	rows := strings.ReplaceAll(aDay("lab", "2026-11-03", each(28, 2)...), ",1000,", ",1000000,")
	bring(t, s, rows, came("a.csv", "2026-11-30T23:00:00Z"))
	f := forecastOf(t, s, "2026-12-01", projection.Query{Months: 2})
	for i, want := range []string{"78", "93"} {
		if m := f.Months[i]; m.Projected.String() != want || !m.Low.Equal(m.Projected) || !m.High.Equal(m.Projected) {
			t.Errorf("%s: %s [%s %s], want %s", m.Month, m.Projected, m.Low, m.High, want)
		}
	}
	want := "rates announced from 16 Dec 2026 on are in it: the work of the last 28 known days costs 50.0 % more then"
	if len(f.Notes) != 1 || !strings.HasSuffix(f.Notes[0], want) {
		t.Errorf("notes %q, want %q", f.Notes, want)
	}
}
