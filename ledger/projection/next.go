package projection

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/pricing"
)

// ErrNothingToProject is returned where no account has usage that a projection could
// be made of.
var ErrNothingToProject = errors.New("there is nothing to project")

// NextDays is what a forecast says of a number of days to come.
type NextDays struct {
	From, To  time.Time     // first and last day
	USD       pricing.Money // the mean
	Low, High pricing.Money // its 80 % interval
	Accounts  map[string]pricing.Money
}

// Next adds up the days after the forecast's clock. False where no account is
// projected so far.
func (f Forecast) Next(days int) (NextDays, bool) {
	first := pricing.StartOfDay(f.AsOf).Add(pricing.DayLength)
	out := NextDays{From: first, To: first.Add(time.Duration(days-1) * pricing.DayLength), Accounts: map[string]pricing.Money{}}
	var sums []float64
	for _, a := range f.Accounts {
		from, paths := a.Paths()
		last := -1
		var usd pricing.Money
		for i, d := range a.Days {
			if !d.Day.Before(out.From) && !d.Day.After(out.To) {
				usd = usd.Add(d.USD)
				last = i
			}
		}
		if last < 0 || len(paths) == 0 {
			continue
		}
		out.Accounts[a.Account.Name] = usd
		out.USD = out.USD.Add(usd)
		if sums == nil {
			sums = make([]float64, len(paths))
		}
		skip := int(out.From.Sub(from) / pricing.DayLength)
		for i, path := range paths {
			for h := max(skip, 0); h < min(skip+days, len(path)); h++ {
				sums[i] += path[h]
			}
		}
	}
	if len(out.Accounts) == 0 {
		return out, false
	}
	out.Low, out.High = around(out.USD, sums)
	return out, true
}

// ProjectWorkload is a workload of the books as the next 30 days are projected to be. It returns
// ErrNothingToProject.
func ProjectWorkload(b credit.Books, w pricing.Workload, account string) (pricing.Workload, error) {
	f, err := Make(b, Query{Account: account})
	if err != nil {
		return w, err
	}
	next, ok := f.Next(pricing.WorkloadDays)
	if !ok {
		return w, ErrNothingToProject
	}
	came := map[string]pricing.Money{}
	for _, l := range w.Lines {
		came[l.Account] = came[l.Account].Add(l.Reported)
	}
	days := map[string]int{}
	for _, l := range w.Lines {
		days[l.Account] = cmp.Or(l.Days, w.Days)
	}
	scale := map[string]pricing.Scale{}
	var still, without []string
	for name, usd := range came {
		to, projected := next.Accounts[name]
		scale[name] = pricing.Scale{From: usd, To: to}
		if !projected || usd.Sign() <= 0 {
			scale[name] = pricing.Scale{From: pricing.MustMoney("1").Times(int64(days[name])), To: pricing.MustMoney("1").Times(pricing.WorkloadDays)}
			still = append(still, name)
		}
	}
	for name, usd := range next.Accounts {
		if came[name].Sign() <= 0 && !usd.IsZero() {
			without = append(without, fmt.Sprintf("%s (%s)", name, usd.Dollars()))
		}
	}
	w = b.Catalog.Scaled(w, func(i int) pricing.Scale { return scale[w.Lines[i].Account] })
	w.Projection = &pricing.Projection{From: next.From, To: next.To, USD: next.USD, Low: next.Low, High: next.High, Method: f.Method}
	w.Notes = append(w.Notes,
		fmt.Sprintf("projected %s from %s to %s, 80 %% between %s and %s", next.USD.Dollars(), next.From.Format(pricing.Day), next.To.Format(pricing.Day), next.Low.Dollars(), next.High.Dollars()),
		fmt.Sprintf("by %s, in the mix of the %d days to %s", f.Method, w.Days, w.To.Format(pricing.Day)))
	w = w.TakenAsMonth()
	if len(still) > 0 {
		slices.Sort(still)
		w.Notes = append(w.Notes, "not projected, taken as they were: "+strings.Join(still, ", "))
	}
	if len(without) > 0 {
		slices.Sort(without)
		w.Notes = append(w.Notes, "projected, but without usage in those days to go by, and left out: "+strings.Join(without, ", "))
	}
	return w, nil
}
