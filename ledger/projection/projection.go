package projection

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/forecast"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// DefaultMonths is how many months a forecast holds by default.
const DefaultMonths = 3

// MostMonths is how many it can hold.
const MostMonths = 24

// A Query chooses what is projected.
type Query struct {
	Account  string // "" is all accounts
	AsOf     time.Time
	Months   int  // that of AsOf included; 0 is DefaultMonths
	Backtest bool // also look how projections did on the past, which takes longer
}

// A Forecast is what the accounts that pay in dollars will come to.
type Forecast struct {
	AsOf       time.Time
	DataUntil  time.Time     // of all accounts; zero where there is no usage
	KnownUntil time.Time     // until when usage is known, of all accounts
	Months     []Month       // that of AsOf first; none where there is nothing to project
	Days       []Day         // of all accounts together
	Past       []DayBurn     // the known days of all accounts together
	RunsOut    time.Time     // the earliest day on which an account's credits run out; zero for none
	First      string        // that account
	AtRisk     pricing.Money // what of all live lots will likely expire unused
	Method     string        // how the accounts are projected, each way once
	Tested     bool          // some account has a past in which its projection could be tested
	Backtest   Backtest      // over all accounts
	Notes      []string
	Accounts   []Account // by name

	running []RunningDay
}

// A Month is a calendar month (UTC). All but Actual are for the whole month,
// what was used of it so far included. Projected figures are rounded to the cent.
type Month struct {
	Month     string        // "2026-11"
	Actual    pricing.Money // used so far, exact
	Projected pricing.Money // what it is said to come to: it adds up over accounts
	Low, High pricing.Money // its 80 % interval
	// Fees is what the month's usage bears of fees, to the cent: FeesBorne so far, as in a
	// report, and for what is to come its part of loading that much by the schedule in
	// force, in purchases of the account's usual size. AllIn is Projected with them. Both
	// are nil where the fees are not known.
	Fees, AllIn *pricing.Money
	FeesBorne   pricing.Money
}

// Over is by how many percent the month is projected over an amount, half up to 6
// decimals; "" over nothing.
//
//	$560.00 projected over $500.00 is 12
func (m Month) Over(before pricing.Money) string {
	if before.Sign() <= 0 {
		return ""
	}
	text, _ := pricing.Quotient(m.Projected.Sub(before).Times(100), before)
	return text
}

// A Day is a day to come: what is said of it, and the 80 % interval.
type Day struct {
	Day            time.Time
	USD, Low, High pricing.Money
}

// An Account is one account's.
type Account struct {
	Account credit.Account
	Months  []Month   // none where there is nothing to project
	Days    []DayBurn // said of the days from the first that is not known whole to the end of the last month
	Past    []DayBurn // the known days
	// RunsOut is the day on which the live credits are used up or dead in the median
	// of the simulated futures, if nothing is bought; zero where that is in none, where
	// the account loads itself, and where it holds no credit.
	RunsOut  time.Time
	Method   string
	Backtest Backtest
	Notes    []string
	Lots     []lot.Outlook // the live ones, in the order of use

	Projected Projected
	books     credit.Position
}

// Paths simulates the futures of an account, dollars a day each, from the day on; that day
// may be known in part and holds the rest of it alone. They are what the figures of the
// forecast are taken from.
func (a Account) Paths() (from time.Time, paths [][]float64) {
	if a.Projected.Why != "" {
		return a.Projected.Next, nil
	}
	return a.Projected.Next, a.Projected.futures(&Room{})
}

// Validate refuses a number of months that none holds.
func (q Query) Validate() error {
	if q.Months < 0 || q.Months > MostMonths {
		return fmt.Errorf("%d months: want 1 to %d", q.Months, MostMonths)
	}
	return nil
}

// Make projects the accounts that pay in dollars over calendar months, from the
// books' clock on: the query's does not count. An account that is named has to be there
// (ErrNoAccount).
func Make(b credit.Books, q Query) (Forecast, error) {
	if err := q.Validate(); err != nil {
		return Forecast{}, err
	}
	if q.Months == 0 {
		q.Months = DefaultMonths
	}
	q.AsOf = b.Clock()
	borne, err := report.FeesBorne(b, pricing.StartOfMonth(q.AsOf))
	if err != nil {
		return Forecast{}, err
	}
	f := &forecasting{q: q, borne: borne, until: pricing.StartOfMonth(q.AsOf).AddDate(0, q.Months, 0)}
	f.out = Forecast{AsOf: q.AsOf}
	found := q.Account == ""
	for _, a := range b.Accounts {
		if q.Account != "" && a.Account.Name != q.Account {
			continue
		}
		found = true
		f.out.DataUntil, f.out.KnownUntil = later(f.out.DataUntil, a.DataUntil), later(f.out.KnownUntil, a.KnownUntil)
		if a.Account.Billing != "subscription" {
			f.add(a, b.Catalog)
		} else if q.Account != "" {
			f.out.Notes = append(f.out.Notes, "paid by subscription: its dollars are in no total")
		}
	}
	if !found {
		return Forecast{}, fmt.Errorf("account %q: %w", q.Account, credit.ErrNoAccount)
	}
	f.finish()
	return f.out, nil
}

// later is the later of two instants.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// forecasting is a Forecast at work.
type forecasting struct {
	q      Query
	borne  map[string]*pricing.Money // by account: fees of the month so far
	until  time.Time                 // the end of the last month
	months [][]float64               // of each month, what it comes to on every path, of all accounts
	days   [][]float64               // of each day from first on, the same
	first  time.Time                 // the first of days
	room   Room
	tested []backtestSum // of what a back-test holds against what came
	held   heldSum
	out    Forecast
}

// add projects an account.
func (f *forecasting) add(a credit.Position, catalog *pricing.Catalog) {
	out := Account{Account: a.Account, books: a}
	days := SeriesOf(a)
	ahead := 0
	if len(days.days) > 0 {
		ahead = int(f.until.Sub(days.Next) / pricing.DayLength)
	}
	far := ahead
	if slices.ContainsFunc(a.Lots, func(l lot.Lot) bool { return l.Status == lot.Live }) {
		far = max(far, lotDays)
	}
	p := Project(a, f.q.AsOf, far)
	out.Projected, out.Past = p, p.days
	out.Method, out.Notes = p.How(), p.notes(a, f.q.AsOf)
	f.out.Tested = f.out.Tested || p.Why == "" && (p.left || !p.Short)
	if p.Why != "" {
		if len(p.days) > 0 || len(a.Lots) > 0 { // else it is an account without anything
			f.out.Accounts = append(f.out.Accounts, out)
		}
		return
	}
	paths := p.futures(&f.room)
	lots := followLots(a, p, paths)
	out.Lots, out.RunsOut = lots.outlooks(a.Lots), lots.runsOut
	fees := FeeRule(a, catalog)
	for at := pricing.StartOfMonth(f.q.AsOf); at.Before(f.until); at = at.AddDate(0, 1, 0) {
		m := f.month(p, paths, at)
		so, used := f.borne[a.Account.Name]
		m.Charge(fees(m.Projected, LastSecond(at)), so, used && len(out.Months) == 0)
		out.Months = append(out.Months, m)
	}
	out.Days = f.eachDay(p, paths, ahead)
	out.Backtest = f.backtest(p)
	f.out.Accounts = append(f.out.Accounts, out)
}

// Expires reports whether what ends the account's credit at RunsOut is that the last of
// it expires, in half of the simulated futures or more.
func (a Account) Expires() bool {
	return !a.RunsOut.IsZero() && len(a.Lots) > 0 && a.Lots[len(a.Lots)-1].UsedUp.IsZero()
}

// sumDays adds a path's days of a span of time.
func (p Projected) sumDays(path []float64, from, to time.Time) float64 {
	sum := 0.0
	first := int(from.Sub(p.Next) / pricing.DayLength)
	last := int(to.Sub(p.Next) / pricing.DayLength)
	for h := max(first, 0); h < min(last, len(path)); h++ {
		sum += path[h]
	}
	return sum
}

// actual is what was used in a span of days.
func (p Projected) actual(from, to time.Time) pricing.Money {
	var sum pricing.Money
	for _, d := range p.days {
		if !d.Day.Before(from) && d.Day.Before(to) {
			sum = sum.Add(d.USD)
		}
	}
	if !p.Next.Before(from) && p.Next.Before(to) {
		sum = sum.Add(p.begun)
	}
	return sum
}

// outcomes are what a span of days comes to on every path, with what was used of it.
func (p Projected) outcomes(paths [][]float64, from, to time.Time) []float64 {
	known := float(p.actual(from, to))
	sums := make([]float64, len(paths))
	for i, path := range paths {
		sums[i] = known + p.sumDays(path, from, to)
	}
	return sums
}

// Month is what a calendar month is said to come to, without interval and fees.
func (p Projected) Month(from time.Time) Month {
	to := from.AddDate(0, 1, 0)
	m := Month{Month: from.Format("2006-01"), Actual: p.actual(from, to)}
	m.Projected, _ = fromFloat(float(m.Actual) + p.sumDays(p.said, from, to))
	m.Projected = covering(m.Projected, m.Actual)
	return m
}

// month gives a calendar month its interval, and adds its paths to those of all accounts.
func (f *forecasting) month(p Projected, paths [][]float64, from time.Time) Month {
	m := p.Month(from)
	at := monthsBetween(pricing.StartOfMonth(f.q.AsOf), from)
	for len(f.months) <= at {
		f.months = append(f.months, make([]float64, forecast.Paths))
	}
	sums := p.outcomes(paths, from, from.AddDate(0, 1, 0))
	for i, sum := range sums {
		f.months[at][i] += sum
	}
	m.Low, m.High = around(m.Projected, sums)
	m.Low = covering(m.Low, m.Actual)
	return m
}

// LastSecond is that of a calendar month: what the month costs is loaded by then.
func LastSecond(month time.Time) time.Time {
	return report.MonthOf(month).To.Add(pricing.DayLength - time.Second)
}

// Charge gives the month its fees: for loading all of it, and where some of it was used
// already what that bears.
func (m *Month) Charge(all, borne *pricing.Money, used bool) {
	if m.Fees = all; used {
		m.bear(borne)
	}
	m.AllIn = AddKnown(&m.Projected, m.Fees)
}

// bear sets fees that usage bears already in the place of those for loading as much.
//
//	$44.00 of $300.00 used, mostly of a grant, and $0.50 borne: $16.50 for loading all of
//	it are $14.08 for the $256.00 to come, and $14.58 together
func (m *Month) bear(so *pricing.Money) {
	if so == nil || m.Fees == nil {
		m.Fees = nil
		return
	}
	m.FeesBorne = so.Cents()
	fees := m.FeesBorne.Add(m.feesToCome(*m.Fees))
	m.Fees = &fees
}

// feesToCome is the part of the fees for loading all of the month's projection that is
// for what is to come.
func (m *Month) feesToCome(all pricing.Money) pricing.Money {
	return all.Share(m.Projected.Sub(m.Actual), m.Projected, lot.FeeDecimals).Cents()
}

// notes are the accounts', each once, with the accounts in front.
func (f *forecasting) notes() []string {
	var texts []string
	names := map[string][]string{}
	for _, a := range f.out.Accounts {
		for _, note := range a.Notes {
			if names[note] == nil {
				texts = append(texts, note)
			}
			names[note] = append(names[note], a.Account.Name)
		}
	}
	for i, text := range texts {
		texts[i] = strings.Join(names[text], ", ") + ": " + text
	}
	return texts
}

// around is the 80 % interval of outcomes, rounded to cents. Where they lean so far
// that what is said lies outside, it is widened to that.
func around(said pricing.Money, outcomes []float64) (low, high pricing.Money) {
	a, b := forecast.Interval(outcomes)
	low, _ = fromFloat(a)
	high, _ = fromFloat(b)
	if high.Cmp(said) < 0 {
		high = said
	}
	return low.Min(said), high
}

// covering is a rounded figure, rounded up where the cent alone puts it below what was
// used: $10.004 used of a month that is over comes to $10.01, not to $10.00.
func covering(rounded, used pricing.Money) pricing.Money {
	if short := used.Sub(rounded); short.Sign() > 0 && short.Cmp(pricing.MustMoney("0.01")) < 0 {
		return used.CentsUp()
	}
	return rounded
}

func monthsBetween(a, b time.Time) int {
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
}

// eachDay is what is said of the days to come; it adds the paths to those of all accounts.
func (f *forecasting) eachDay(p Projected, paths [][]float64, ahead int) []DayBurn {
	var out []DayBurn
	for h := range min(ahead, len(p.said)) {
		known := 0.0
		if h == 0 {
			known = float(p.begun)
		}
		d := DayBurn{Day: p.Next.Add(time.Duration(h) * pricing.DayLength)}
		d.USD, _ = fromFloat(known + p.said[h])
		out = append(out, d)
		total := f.day(d.Day)
		for i, path := range paths {
			total[i] += known + path[h]
		}
	}
	return out
}

// day finds the outcomes of a day of all accounts.
func (f *forecasting) day(day time.Time) []float64 {
	if f.first.IsZero() {
		f.first = day
	}
	for day.Before(f.first) {
		f.days = slices.Insert(f.days, 0, make([]float64, forecast.Paths))
		f.first = f.first.Add(-pricing.DayLength)
	}
	at := int(day.Sub(f.first) / pricing.DayLength)
	for len(f.days) <= at {
		f.days = append(f.days, make([]float64, forecast.Paths))
	}
	return f.days[at]
}
