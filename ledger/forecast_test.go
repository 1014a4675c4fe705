package ledger_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// aDay writes native rows of an account: one a day at noon, from a day on.
func aDay(account, from string, usd ...float64) string {
	gateway, _, _ := strings.Cut(account, "/")
	start, err := pricing.ParseInstant(from)
	if err != nil {
		panic(err) // a literal of a test
	}
	var b strings.Builder
	b.WriteString("time,gateway,account,model,cost_usd,input_tokens,request_id\n")
	for i, v := range usd {
		at := start.AddDate(0, 0, i).Add(12 * time.Hour).Format(time.RFC3339)
		fmt.Fprintf(&b, "%s,%s,%s,lab/one,%.2f,1000,%s-%s\n", at, gateway, account, v, account, at)
	}
	return b.String()
}

// came are options for a file that came at an instant: of later days it can't tell.
func came(name, at string) usage.ImportOptions {
	opt := options(name)
	var err error
	if opt.At, err = pricing.ParseInstant(at); err != nil {
		panic(err) // a literal of a test
	}
	return opt
}

// each is so many days of the same dollars.
func each(n int, usd float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = usd
	}
	return out
}

func forecastOf(t *testing.T, s *ledger.Store, asOf string, q projection.Query) projection.Forecast {
	t.Helper()
	at, err := pricing.ParseInstant(asOf)
	if err != nil {
		t.Fatal(err)
	}
	q.AsOf = at
	f, err := s.Forecast(context.Background(), q)
	if err != nil {
		t.Fatalf("forecast: %v", err)
	}
	return f
}

// months writes a forecast's months: "2026-10 200 310 [310 310] 17.05".
func months(list []projection.Month) string {
	var out []string
	for _, m := range list {
		fee := "?"
		if m.Fees != nil {
			fee = m.Fees.String()
		}
		out = append(out, fmt.Sprintf("%s %s %s [%s %s] %s", m.Month, m.Actual, m.Projected, m.Low, m.High, fee))
	}
	return strings.Join(out, "; ")
}

func bought(t *testing.T, s *ledger.Store, top lot.TopUp, at string) {
	t.Helper()
	when, err := pricing.ParseInstant(at)
	if err != nil {
		t.Fatal(err)
	}
	if top.At = when; top.Kind == "" {
		top.Kind = lot.Purchase
	}
	if _, _, err := s.AddTopUp(context.Background(), top); err != nil {
		t.Fatal(err)
	}
}

// $10.00 a day from 1 September to 20 October, seen on the 25th: of October 200 are
// used, 31 days come to 310, and the five days since the 20th are estimated, not zero.
// Loading 310 by card costs 5.5 %: 17.05; 300 cost 16.50. The file came on the 20th: it
// can't tell of later days.
func TestForecastOfACertainBurn(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, aDay("openrouter", "2026-09-01", each(50, 10)...), came("a.csv", "2026-10-20T18:00:00Z"))
	f := forecastOf(t, s, "2026-10-25T12:00:00Z", projection.Query{})
	want := "2026-10 200 310 [310 310] 17.05; 2026-11 0 300 [300 300] 16.5; 2026-12 0 310 [310 310] 17.05"
	if got := months(f.Months); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := months(f.Accounts[0].Months); got != want {
		t.Errorf("of the account: %s", got)
	}
	if len(f.Notes) != 1 || !strings.Contains(f.Notes[0], "usage is known until 2026-10-20: the 4 days since are estimated, not zero") {
		t.Errorf("notes %q", f.Notes)
	}
	if !f.RunsOut.IsZero() {
		t.Errorf("runs out on %s without any credit", f.RunsOut)
	}
	// From the 21st to the end of December are 72 days.
	if len(f.Days) != 72 || f.Days[0].Day.Format(pricing.Day) != "2026-10-21" || f.Days[71].USD.String() != "10" || len(f.Past) != 50 {
		t.Errorf("%d days to come, %d known", len(f.Days), len(f.Past))
	}
	if from, paths := f.Accounts[0].Paths(); from.Format(pricing.Day) != "2026-10-21" || len(paths) < 100 || len(paths[0]) < 72 {
		t.Errorf("%d paths from %s", len(paths), from)
	}

	// The clock moves everything: on 30 September at six the row of that noon is not yet
	// there. Later rows of the file tell that nothing was used until then, so that 18 hours
	// are to come: 7.50.
	f = forecastOf(t, s, "2026-09-30T06:00:00Z", projection.Query{Months: 2})
	if got, want := months(f.Months), "2026-09 290 297.5 [297.5 297.5] 16.36; 2026-10 0 310 [310 310] 17.05"; got != want {
		t.Errorf("in September: %s", got)
	}
	// After the row of the last day of a month nothing of it is to come.
	f = forecastOf(t, s, "2026-09-30T13:00:00Z", projection.Query{Months: 1})
	if got, want := months(f.Months), "2026-09 300 300 [300 300] 16.5"; got != want {
		t.Errorf("at the end of September: %s", got)
	}
	// Over the end of a year and a leap day: 29 x 10 in February 2028.
	bring(t, s, aDay("openrouter", "2027-11-01", each(60, 10)...), options("b.csv"))
	f = forecastOf(t, s, "2027-12-31", projection.Query{Months: 3})
	if m := f.Months; len(m) != 3 || m[1].Month != "2028-01" || m[2].Month != "2028-02" || m[2].Projected.Cmp(m[1].Projected) >= 0 {
		t.Errorf("over the year's end: %s", months(m))
	}
}

// Fees follow how the account buys: $10 at a time pay the minimum, 31 x 0.80; what
// pays after use loads nothing; what nobody published is not known, nor is the sum.
func TestMonthOverAnother(t *testing.T) {
	for _, c := range []struct{ projected, before, want string }{
		{"560", "500", "12"},
		{"500", "560", "-10.714286"}, // -60/560 is -0.10714285714...
		{"500", "500", "0"},
		{"500", "0", ""},
		{"500", "-3", ""}, // a month of refunds
	} {
		m := projection.Month{Projected: pricing.MustMoney(c.projected)}
		if got := m.Over(pricing.MustMoney(c.before)); got != c.want {
			t.Errorf("%s over %s: %q %%, want %q", c.projected, c.before, got, c.want)
		}
	}
}

func TestForecastFees(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, aDay("openrouter", "2026-09-01", each(50, 10)...), options("a.csv"))
	bring(t, s, aDay("openrouter/auto", "2026-09-01", each(50, 10)...), options("b.csv"))
	bring(t, s, aDay("lab", "2026-09-01", each(50, 10)...), options("c.csv"))
	bought(t, s, lot.TopUp{Account: "openrouter", Credit: pricing.MustMoney("10")}, "2026-10-01")
	amount, below := pricing.MustMoney("100"), pricing.MustMoney("5")
	if _, err := s.SetAccount(context.Background(), "openrouter/auto", ledger.AccountChange{AutoTopUp: &amount, AutoBelow: &below}); err != nil {
		t.Fatal(err)
	}
	fees := map[string]string{}
	read := func() (total string) {
		f := forecastOf(t, s, "2026-10-21", projection.Query{Months: 1})
		for _, a := range f.Accounts {
			fees[a.Account.Name] = months(a.Months)
		}
		return months(f.Months)
	}
	// 24.80 + 17.05 + 0
	if got := read(); got != "2026-10 600 930 [930 930] 41.85" {
		t.Errorf("in total %s", got)
	}
	for account, want := range map[string]string{
		"openrouter":      "2026-10 200 310 [310 310] 24.8",
		"openrouter/auto": "2026-10 200 310 [310 310] 17.05", // 3.1 x 5.50
		"lab":             "2026-10 200 310 [310 310] 0",
	} {
		if fees[account] != want {
			t.Errorf("%s: %s, want %s", account, fees[account], want)
		}
	}
	bring(t, s, aDay("hush", "2026-09-01", each(50, 1)...), options("d.csv"))
	if got := read(); got != "2026-10 620 961 [961 961] ?" {
		t.Errorf("with a fee that is not published: %s", got)
	}
}

// $500 at a time for $1.00 a day: the $15.00 used of September bear 15 / 500 of a fee of
// 27.50, to the cent 0.83. A year uses 365 of such a purchase (30 x 365 / 30 in a month of
// 30 days), so that all of September takes 30 / 365 of a fee, which is 2.26, and the half
// to come 1.13. Who reads that credit as living on uses it all: 30 / 500 of 27.50 are 1.65,
// half of which is 0.83.
func TestForecastFeesOfCreditThatMayExpire(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, aDay("openrouter", "2026-08-01", each(46, 1)...), options("a.csv"))
	bought(t, s, lot.TopUp{Account: "openrouter", Credit: pricing.MustMoney("500")}, "2026-08-01")
	for reading, want := range map[string]string{credit.Strict: "1.96", credit.Lenient: "1.66"} {
		if _, err := s.SetAccount(context.Background(), "openrouter", ledger.AccountChange{Expiry: &reading}); err != nil {
			t.Fatal(err)
		}
		f := forecastOf(t, s, "2026-09-16T00:00:00Z", projection.Query{Months: 1})
		if got := months(f.Months); got != "2026-09 15 30 [30 30] "+want {
			t.Errorf("%s: %s, want %s", reading, got, want)
		}
	}
}

// What is used already bears what report says: nothing of a grant. The $15.00 to come take
// half of one purchase of $30.00 a month, 0.83 of 1.65.
func TestForecastFeesOfAGrant(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, aDay("openrouter", "2026-08-01", each(46, 1)...), options("a.csv"))
	bought(t, s, lot.TopUp{Account: "openrouter", Kind: lot.Grant, Credit: pricing.MustMoney("100")}, "2026-08-01")
	f := forecastOf(t, s, "2026-09-16T00:00:00Z", projection.Query{Months: 1})
	if got := months(f.Months); got != "2026-09 15 30 [30 30] 0.83" {
		t.Errorf("%s, want fees of 0.83", got)
	}
}

// A day that is known until ten of 24 hours: twelve rows a day of $1.00, six of them
// so far. The rest is 14/24 of a day's 12: 7.00; the day comes to 13.00.
func TestForecastOfAHalfDay(t *testing.T) {
	s := temporary(t, small())
	var b strings.Builder
	b.WriteString("time,gateway,account,model,cost_usd,input_tokens,request_id\n")
	for day := 1; day <= 30; day++ {
		for hour := 0; hour < 24; hour += 2 {
			if day < 30 || hour <= 10 {
				fmt.Fprintf(&b, "2026-09-%02dT%02d:00:00Z,openrouter,openrouter,lab/one,1,1000,r%d-%d\n", day, hour, day, hour)
			}
		}
	}
	bring(t, s, b.String(), options("a.csv"))
	f := forecastOf(t, s, "2026-09-30T12:00:00Z", projection.Query{Months: 1})
	// 29 x 12 + 13
	if got, want := months(f.Months), "2026-09 354 361 [361 361] 19.86"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(f.Days) != 1 || f.Days[0].USD.String() != "13" {
		t.Errorf("days %+v", f.Days)
	}
	if len(f.Notes) != 1 || !strings.Contains(f.Notes[0], "2026-09-30 10:00 UTC") {
		t.Errorf("notes %q", f.Notes)
	}
}

// Rows at the same hours of every day, $10.00 in all: with the last of them the last
// day is over, also where that stands at its first instant. 20 days are used, and 31 x 10
// is what October comes to.
func TestForecastOfRegularDays(t *testing.T) {
	for _, c := range []struct {
		name  string
		hours []int
		asOf  string
	}{
		{"a row at midnight", []int{0}, "2026-10-21T00:00:00Z"},
		{"a row at midnight, seen then", []int{0}, "2026-10-20T00:00:00Z"},
		{"a row at midnight, seen on the day", []int{0}, "2026-10-20T15:00:00Z"},
		{"four in the morning", []int{6, 7, 8, 9}, "2026-10-21T00:00:00Z"},
		{"four from midnight on", []int{0, 6, 12, 18}, "2026-10-22T09:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, small())
			start := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
			var b strings.Builder
			b.WriteString("time,gateway,account,model,cost_usd,input_tokens,request_id\n")
			for day := range 50 {
				for _, hour := range c.hours {
					at := start.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour).Format(time.RFC3339)
					fmt.Fprintf(&b, "%s,openrouter,openrouter,lab/one,%.2f,1000,%s\n", at, 10/float64(len(c.hours)), at)
				}
			}
			bring(t, s, b.String(), came("a.csv", "2026-10-20T23:00:00Z"))
			f := forecastOf(t, s, c.asOf, projection.Query{Months: 2})
			if got, want := months(f.Months), "2026-10 200 310 [310 310] 17.05; 2026-11 0 300 [300 300] 16.5"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// A month that is over comes to no less than what was used of it: 20 x 0.3002 = 6.004.
func TestForecastCoversWhatWasUsed(t *testing.T) {
	s := temporary(t, small())
	var b strings.Builder
	b.WriteString("time,gateway,account,model,cost_usd,input_tokens,request_id\n")
	for day := 11; day <= 30; day++ {
		for _, account := range []string{"openrouter", "openrouter/two"} {
			fmt.Fprintf(&b, "2026-09-%dT12:00:00Z,openrouter,%s,lab/one,0.3002,1000,%s-%d\n", day, account, account, day)
		}
	}
	bring(t, s, b.String(), options("a.csv"))
	f := forecastOf(t, s, "2026-09-30T13:00:00Z", projection.Query{Months: 1})
	if got, want := months(f.Accounts[0].Months), "2026-09 6.004 6.01 [6.01 6.01] 0.8"; got != want {
		t.Errorf("of one: %s, want %s", got, want) // one purchase of 6.01 pays the least fee
	}
	if m := f.Months[0]; m.Projected.String() != "12.02" || m.Low.Cmp(m.Actual) < 0 || m.High.Cmp(m.Projected) < 0 {
		t.Errorf("of both: %s", months(f.Months))
	}
}

func TestForecastOfLittle(t *testing.T) {
	s := temporary(t, small())
	f := forecastOf(t, s, "2026-10-01", projection.Query{})
	if f.Months != nil || f.Accounts != nil || f.Method != "" {
		t.Errorf("of an empty ledger comes %+v", f)
	}
	// One day says nothing of how much days differ.
	bring(t, s, aDay("openrouter/one", "2026-09-01", 2), options("one.csv"))
	f = forecastOf(t, s, "2026-09-02", projection.Query{Months: 1})
	if f.Months[0].Projected.String() != "60" || len(f.Notes) != 1 || !strings.Contains(f.Notes[0], "only 1 day of data") || !strings.Contains(f.Notes[0], "the interval says nothing") {
		t.Errorf("of one day: %s, %q", months(f.Months), f.Notes)
	}
	s = temporary(t, small())
	// 2 + 4 + 6 in three days: 4.00 a day, 28 days more in September of 30.
	bring(t, s, aDay("openrouter", "2026-09-01", 2, 4, 6), options("a.csv"))
	f = forecastOf(t, s, "2026-09-04", projection.Query{Months: 1})
	if f.Method != "mean of the last week" || f.Months[0].Projected.String() != "120" || !strings.Contains(f.Notes[0], "3 days of data") {
		t.Errorf("of three days: %s by %s, %q", months(f.Months), f.Method, f.Notes)
	}
	if f = forecastOf(t, s, "2027-10-01", projection.Query{}); f.Months != nil || !strings.Contains(f.Notes[0], "more than a year ago") {
		t.Errorf("a year later: %s, %q", months(f.Months), f.Notes)
	}
	if _, err := s.Forecast(context.Background(), projection.Query{Account: "nobody", AsOf: now}); err == nil {
		t.Error("nobody is projected")
	}
	if _, err := s.Forecast(context.Background(), projection.Query{AsOf: now, Months: projection.MostMonths + 1}); err == nil {
		t.Error("25 months are projected")
	}
}

// An account that went silent half a year ago while another goes on is no longer
// used: nothing of it is to come. Where the whole ledger ends there the silence only
// says that nothing was imported.
func TestForecastOfAnAccountThatWasLeft(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, aDay("openrouter/old", "2026-01-01", each(60, 10)...), came("a.csv", "2026-03-02"))
	f := forecastOf(t, s, "2026-09-01", projection.Query{Months: 1})
	if got := f.Months[0].Projected.String(); got != "300" {
		t.Errorf("alone it comes to %s", got)
	}
	bring(t, s, aDay("openrouter", "2026-01-01", each(240, 1)...), came("b.csv", "2026-08-28T20:00:00Z"))
	f = forecastOf(t, s, "2026-09-01", projection.Query{Months: 1})
	if got := f.Months[0].Projected.String(); got != "30" {
		t.Errorf("together they come to %s: %q", got, f.Notes)
	}
}

// What is projected in total is the sum of the accounts', and its interval is that of
// the summed paths: narrower than the summed intervals. The order of imports and other
// accounts change nothing of an account's own.
func TestForecastOfSeveralAccounts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	stray := func() []float64 {
		out := make([]float64, 90)
		for i := range out {
			out[i] = 5 + 10*r.Float64()
		}
		return out
	}
	files := []string{aDay("openrouter", "2026-07-01", stray()...), aDay("openrouter/b", "2026-07-01", stray()...), aDay("lab", "2026-07-01", stray()...)}
	var all [2]projection.Forecast
	for i, order := range [][]int{{0, 1, 2}, {2, 1, 0}} {
		s := temporary(t, small())
		for _, n := range order {
			bring(t, s, files[n], options(fmt.Sprint(n, ".csv")))
		}
		all[i] = forecastOf(t, s, "2026-09-30", projection.Query{Backtest: true})
		alone := forecastOf(t, s, "2026-09-30", projection.Query{Account: "lab"})
		if a, b := months(alone.Months), months(all[i].Accounts[0].Months); a != b {
			t.Errorf("alone %s, among others %s", a, b)
		}
	}
	if a, b := fmt.Sprint(all[0].Months, all[0].Days, all[0].Backtest), fmt.Sprint(all[1].Months, all[1].Days, all[1].Backtest); a != b {
		t.Error("the order of imports changes the forecast")
	}
	for i, m := range all[0].Months[1:] {
		var sum, width pricing.Money
		for _, a := range all[0].Accounts {
			sum = sum.Add(a.Months[i+1].Projected)
			width = width.Add(a.Months[i+1].High.Sub(a.Months[i+1].Low))
		}
		if !sum.Equal(m.Projected) || m.High.Sub(m.Low).Cmp(width) >= 0 || m.Low.Cmp(m.Projected) > 0 || m.High.Cmp(m.Projected) < 0 {
			t.Errorf("%s: %s of %s, from %s to %s, the accounts' widths are %s", m.Month, m.Projected, sum, m.Low, m.High, width)
		}
	}
	b := all[0].Backtest
	if b.Origins != 3*7 || b.MASE == "" || b.Held == "" || len(b.Rows) != 8 || b.Rows[1].Share != "" { // from days 60, 53 ... 18 of each
		t.Errorf("back-test %+v", b)
	}
}

// BenchmarkForecast projects three accounts of a year.
func BenchmarkForecast(b *testing.B) {
	s, err := ledger.OpenTemporary(context.Background(), small())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	r := rand.New(rand.NewPCG(1, 2))
	for i, account := range []string{"openrouter", "openrouter/b", "lab"} {
		days := make([]float64, 365)
		for d := range days {
			days[d] = 5 + 10*r.Float64()
		}
		if _, err := s.Import(context.Background(), strings.NewReader(aDay(account, "2025-11-14", days...)), options(fmt.Sprint(i, ".csv"))); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for range b.N {
		f, err := s.Forecast(context.Background(), projection.Query{AsOf: time.Date(2026, 11, 14, 0, 0, 0, 0, time.UTC)})
		if err != nil || len(f.Months) != 3 {
			b.Fatalf("%d months, %v", len(f.Months), err)
		}
	}
}
