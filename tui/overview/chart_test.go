package overview

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/tuitest"
)

// The month that the sums give and the month so far of the forecast are one figure, of all
// accounts and of each.
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
		for _, a := range f.Accounts {
			if len(a.Months) > 0 && !a.Months[0].Actual.Equal(m.accounts[a.Account.Name].USD) {
				t.Errorf("%s: the sums say %s, the forecast %s", a.Account.Name, m.accounts[a.Account.Name].USD, a.Months[0].Actual)
			}
		}
	}
}

// The fan ends at the projection with its fees and with its interval, begins where usage is known,
// and what each line of the table says adds up to the sum below.
func TestOverviewFanEndsAtTheProjection(t *testing.T) {
	d := tuitest.Drive(t, New(tuitest.Now), Books(tuitest.Unsteady(t)), 140, 40)
	f, ok := d.Screen.monthFan()
	if !ok {
		t.Fatal("no fan")
	}
	m, charged := d.Screen.ahead.Value.Months[0], d.Screen.ahead.Value.Charged()
	for name, c := range map[string]struct {
		got  float64
		want pricing.Money
	}{"mean": {f.mean[30], *m.AllIn}, "low": {f.low[30], charged.With(m.Low, m)}, "high": {f.high[30], charged.With(m.High, m)}} {
		if c.got != plotted(c.want) {
			t.Errorf("%s: the fan ends at %v, want %s", name, c.got, c.want)
		}
	}
	if n := len(f.used) - 1; f.used[n] != plotted(charged.With(m.Actual, m)) || !math.IsNaN(f.mean[n-2]) || math.IsNaN(f.mean[n]) {
		t.Errorf("known is %v, the mean %v", f.used, f.mean)
	}
	if b := f.before; len(b) != 31 || b[0] != 0 || !slices.IsSorted(b) {
		t.Errorf("October runs %v", b)
	}
}

// A cell of the fan shows what is used, then the mean, the budget, the interval and the month
// before, the first that is there.
func TestFanCell(t *testing.T) {
	nan := math.NaN()
	f := fan{days: 4, used: []float64{0, 10, 20}, mean: []float64{nan, nan, 20, 30, 40}, low: []float64{nan, nan, 20, 26, 32}, high: []float64{nan, nan, 20, 36, 52}, before: []float64{0, 4, 18, 22, 26}, top: 52, budget: 45}
	for _, c := range []struct {
		name      string
		day       float64
		low, high float64
		want      rune
	}{
		{"used whole", 1, 0, 5, '█'},
		{"used half of it", 0.75, 5, 10, '▄'},
		{"not zero is seen", 0.01, 0, 10, '▁'},
		{"above what is used", 1, 15, 20, ' '},
		{"the mean, high in the row", 3, 21, 31, '▔'},
		{"the mean, low in the row", 3, 29, 39, '▁'},
		{"in the interval, above the mean", 3.99, 41, 44, '░'},
		{"in the interval, below the mean", 3.99, 33, 37, '░'},
		{"the budget is drawn over the interval", 3.99, 44, 48, '┈'},
		{"the month before", 3, 20, 24, '·'},
		{"nothing", 3, 10, 15, ' '},
	} {
		if got, _ := f.cell(c.day, c.low, c.high); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A day to come is a bar that gets thinner: no sign of it stands over a lighter one.
func TestDayCell(t *testing.T) {
	d := chartDay{ahead: true, low: 4, mean: 7, high: 12}
	got := ""
	for y := range 7 {
		sign, _ := dayCell(d, float64(2*y), float64(2*y+2))
		got += string(sign)
	}
	if got != "▓▓▒▒░░ " {
		t.Errorf("from the ground up %q", got)
	}
	for name, c := range map[string]struct {
		day       chartDay
		low, high float64
		want      rune
	}{
		"used half of it":    {chartDay{used: 7.5}, 5, 10, '▄'},
		"nothing used":       {chartDay{}, 0, 5, ' '},
		"a day in progress":  {chartDay{used: 3, ahead: true, low: 4, mean: 7, high: 12}, 0, 2, '█'},
		"little is expected": {chartDay{ahead: true, mean: 0.2, high: 0.4}, 0, 5, '▒'},
	} {
		if got, _ := dayCell(c.day, c.low, c.high); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// One day far above the others does not flatten them: it is cut off and says so.
func TestDayTop(t *testing.T) {
	days := make([]chartDay, 30)
	for i := range days {
		days[i].used = 10
	}
	if top := dayTop(nil); top != 1 {
		t.Errorf("nothing at all: the chart is %v high", top)
	}
	if top := dayTop(days); top != 10 {
		t.Errorf("30 days of 10: the chart is %v high", top)
	}
	days[3].used = 400
	if top := dayTop(days); top != 12.5 { // 10 and a quarter
		t.Errorf("one of 400: the chart is %v high", top)
	}
	for least, want := range map[float64]string{0.03: "$0.05", 0.7: "$1", 3: "$5", 12: "$20", 1300: "$2,000", 1.5e12: "$2,000,000,000,000"} {
		if got := axisDollars(niceStep(least)); got != want {
			t.Errorf("a step of at least %v is %s, want %s", least, got, want)
		}
	}
	if ticks := strings.Join(dollarTicks(52, 6), ","); ticks != "$50,,,$25,," {
		t.Errorf("ticks %q", ticks)
	}
}
