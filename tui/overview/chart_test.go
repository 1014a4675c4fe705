package overview

import (
	"context"
	"strings"
	"testing"

	"tollbook/ledger/projection"
	"tollbook/tui/tuitest"
)

// The month that the sums give and the month so far of the forecast are one figure.
func TestOverviewFiguresAgree(t *testing.T) {
	for _, b := range []tuitest.LedgerBooks{tuitest.Overview(t), tuitest.FewDays(t), tuitest.Spend(t)} {
		f, err := b.Forecast(context.Background(), projection.Query{AsOf: tuitest.Now})
		if err != nil {
			t.Fatal(err)
		}
		sums, err := b.Spend(context.Background(), tuitest.Now)
		if err != nil {
			t.Fatal(err)
		}
		m, err := monthOf(sums, tuitest.Now)
		if err != nil || m.usd.IsZero() || !m.usd.Equal(f.Months[0].Actual) {
			t.Errorf("the sums say %s, the forecast %s: %v", m.usd, f.Months[0].Actual, err)
		}
	}
}

// The fan of a day: above what was used the interval and the mean, and nothing where
// nothing is known.
func TestFanCell(t *testing.T) {
	cases := []struct {
		name      string
		day       fanDay
		low, high float64
		want      rune
	}{
		{"used whole", fanDay{used: 10}, 0, 5, '█'},
		{"used half of it", fanDay{used: 7.5}, 5, 10, '▄'},
		{"not zero is seen", fanDay{used: 0.01}, 0, 5, '▁'},
		{"nothing used", fanDay{}, 0, 5, ' '},
		{"above what was used", fanDay{used: 5}, 5, 10, ' '},
		{"the mean", fanDay{ahead: true, low: 4, mean: 7, high: 12}, 5, 10, '━'},
		{"below the interval", fanDay{ahead: true, low: 6, mean: 7, high: 12}, 0, 5, '▒'},
		{"in the interval", fanDay{ahead: true, low: 4, mean: 7, high: 12}, 10, 12, '░'},
		{"mostly below it", fanDay{ahead: true, low: 9, mean: 12, high: 14}, 5, 10, '▒'},
		{"hardly reached by it", fanDay{ahead: true, low: 4, mean: 7, high: 10.5}, 10, 15, ' '},
		{"above it", fanDay{ahead: true, low: 4, mean: 7, high: 12}, 12, 14, ' '},
		{"a day in progress", fanDay{ahead: true, used: 3, low: 4, mean: 7, high: 12}, 0, 2, '█'},
	}
	for _, c := range cases {
		if got := fanCell(c.day, c.low, c.high); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// One day far above the others does not flatten them: it is cut off and says so.
func TestFanScale(t *testing.T) {
	days := make([]fanDay, 30)
	for i := range days {
		days[i].used = 10
	}
	if top, ticks := fanScale(days[:0], 3); top != 1 || strings.Join(ticks, ",") != ",,$0" {
		t.Errorf("nothing at all: the chart is %v high, %q", top, ticks)
	}
	if top, _ := fanScale(days, 9); top != 10 {
		t.Errorf("30 days of 10: the chart is %v high", top)
	}
	days[3].used = 400
	if top, ticks := fanScale(days, 9); top != 12.5 || ticks[8] != "$0" { // 10 and a quarter
		t.Errorf("one of 400: the chart is %v high, %q", top, ticks)
	}
	for least, want := range map[float64]string{0.03: "$0.05", 0.7: "$1", 3: "$5", 12: "$20", 1300: "$2,000"} {
		if got := axisDollars(niceStep(least)); got != want {
			t.Errorf("a step of at least %v is %s, want %s", least, got, want)
		}
	}
}
