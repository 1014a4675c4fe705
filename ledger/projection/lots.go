package projection

import (
	"math"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/forecast"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// lotDays is how far lots are simulated; after that a path goes on at its own rate.
const lotDays = 400

// Foresee gives every live lot its outlook, where one is known.
func Foresee(b *credit.Books) {
	var in Room
	b.Accounts = slices.Clone(b.Accounts)
	for i := range b.Accounts {
		if a := &b.Accounts[i]; dying(*a) {
			ForeseeAccount(a, &in)
		} else { // nothing to simulate
			placeOutlook(a, lotsForecast{})
		}
	}
}

// ForeseeAccount gives an account's live lots their outlook, and says on which day its
// credit runs out if nothing is bought; zero where that is in none of the simulated
// futures. It simulates them in a room that several accounts may share, one by one.
func ForeseeAccount(a *credit.Position, in *Room) (runsOut time.Time) {
	p := Project(*a, a.Input.AsOf, lotDays)
	lots := followLots(*a, p, p.futures(in))
	placeOutlook(a, lots)
	return lots.runsOut
}

// dying reports whether a live lot will expire.
func dying(a credit.Position) bool {
	return slices.ContainsFunc(a.Lots, func(l lot.Lot) bool { return l.Status == lot.Live && !l.Expires.IsZero() })
}

// lotsForecast is what the paths of an account make of its lots.
type lotsForecast struct {
	of      []int // the live lots in Position.Lots, in the order of use
	known   bool
	outlook forecast.Outlook
	runsOut time.Time
	usedUp  []time.Time // by lot; zero for one that dies first, or never ends
}

// followLots follows the account's live lots along the paths.
func followLots(a credit.Position, p Projected, paths [][]float64) lotsForecast {
	var out lotsForecast
	var lots []forecast.Lot
	out.of, lots = liveLots(a, p.Next)
	if p.Why != "" || len(out.of) == 0 {
		return out
	}
	paths = lotPaths(paths)
	plain, births := forecast.Live(paths, p.over, lots, forecast.Births{}), births(a, p.Next)
	out.known, out.outlook = true, plain
	if births.USD > 0 {
		out.outlook = forecast.Live(paths, p.over, lots, births)
	}
	for n, i := range out.of {
		day, half := time.Time{}, plain.UsedUp[n]
		if dies := a.Lots[i].Expires; half < 100*365 && (dies.IsZero() || half < lots[n].Dies) {
			day = p.dayOf(half)
		}
		out.usedUp = append(out.usedUp, day)
	}
	if !a.Automatic() && plain.RunsOut < 100*365 {
		out.runsOut = p.dayOf(plain.RunsOut)
	}
	return out
}

// lotPaths are the simulated futures as far as lots are simulated.
func lotPaths(paths [][]float64) [][]float64 {
	out := make([][]float64, len(paths))
	for i, path := range paths {
		out[i] = path[:min(len(path), lotDays)]
	}
	return out
}

// endsOf are the instants at which the live credit is used up or dead on the simulated
// futures, if nothing is bought, in order.
func endsOf(a credit.Position, p Projected) []float64 {
	_, lots := liveLots(a, p.Next)
	ends := forecast.Ends(p.firstDays(&Room{}, lotDays), p.over, lots)
	slices.Sort(ends)
	return ends
}

// dayOf is the day that an instant of the simulation lies in, counted in days from its
// beginning; a day's last instant is still that day.
func (b BurnSeries) dayOf(at float64) time.Time {
	return b.Next.Add(time.Duration(max(math.Ceil(at-1e-9)-1, 0)) * pricing.DayLength)
}

// liveLots are the live lots as the forecast knows them from a day on, in the order in
// which usage takes from them, and their places in Position.Lots.
func liveLots(a credit.Position, day time.Time) (of []int, lots []forecast.Lot) {
	for i, l := range a.Lots {
		if l.Status == lot.Live {
			of = append(of, i)
		}
	}
	slices.SortStableFunc(of, func(i, j int) int { return a.Input.History.Terms.UsedBefore(a.Lots[i], a.Lots[j]) })
	for _, i := range of {
		l := a.Lots[i]
		lot := forecast.Lot{USD: float(l.Remaining), Dies: math.Inf(1)}
		if !l.Expires.IsZero() {
			lot.Dies = daysAfter(day, l.Expires)
		}
		lots = append(lots, lot)
	}
	return of, lots
}

func daysAfter(from, to time.Time) float64 { return float64(to.Sub(from)) / float64(pricing.DayLength) }

// births are the purchases to come, where they can die before a live lot does.
func births(a credit.Position, now time.Time) forecast.Births {
	terms := a.Input.History.Terms
	dies, ends := terms.Dies(now)
	before := false
	for _, l := range a.Lots {
		before = before || l.Status == lot.Live && ends && l.Expires.After(dies)
	}
	if !before {
		return forecast.Births{}
	}
	out := forecast.Births{Life: daysAfter(now, dies)}
	if a.Automatic() {
		out.USD, out.Below = float(terms.AutoTopUp), float(terms.AutoBelow)
		return out
	}
	size, below := habit(a, now)
	out.USD, out.Below = float(size), float(below)
	return out
}

// habitPurchases is of how many recorded top-ups a habit is read.
const habitPurchases = 5

// habit is the account's usual top-up, and the balance at which it used to buy;
// zero where none was recorded.
func habit(a credit.Position, now time.Time) (size, below pricing.Money) {
	var sizes, balances []pricing.Money
	for _, l := range slices.Backward(a.Lots) {
		if l.Kind != lot.Purchase || l.ID == 0 || len(sizes) == habitPurchases {
			continue
		}
		sizes = append(sizes, l.Credit)
		left := lot.Replay(a.Input.History, l.At.Add(-time.Nanosecond)).Balance()
		if left.Sign() < 0 {
			left = pricing.Money{}
		}
		balances = append(balances, left)
	}
	return lot.Median(sizes), lot.Median(balances)
}

// placeOutlook gives the live lots what was found. One that never expires loses nothing,
// whatever burns; of one whose expiry nobody has published nothing is known.
func placeOutlook(a *credit.Position, f lotsForecast) {
	outlooks := f.outlooks(a.Lots)
	a.Lots = slices.Clone(a.Lots) // others may have the same books
	for i := range a.Lots {
		l := &a.Lots[i]
		if l.Status != lot.Live || l.Expires.IsZero() && !l.CertainlyNever() {
			continue
		}
		if at := slices.Index(f.of, i); at >= 0 && f.known {
			l.Outlook = &outlooks[at]
		} else if l.Expires.IsZero() {
			l.Outlook = &lot.Outlook{LotID: l.ID, Born: l.At, Chance: "0"}
		}
	}
}

// outlooks are the lots' in the order of use.
func (f lotsForecast) outlooks(lots []lot.Lot) []lot.Outlook {
	if !f.known {
		return nil
	}
	var out []lot.Outlook
	for n, i := range f.of {
		l := lots[i]
		o := lot.Outlook{LotID: l.ID, Born: l.At, Expires: l.Expires, Chance: quotientText(f.outlook.Chance[n]), UsedUp: f.usedUp[n]}
		o.ExpectedBreakage, _ = fromFloat(f.outlook.Breakage[n])
		if l.Remaining.Cmp(o.ExpectedBreakage) < 0 {
			o.ExpectedBreakage = l.Remaining
		}
		out = append(out, o)
	}
	return out
}
