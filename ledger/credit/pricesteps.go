package credit

import (
	"slices"
	"time"

	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A PriceStep is an announced change of rates: from a day on, what an account did in the
// last StepDays known days costs other than it does at the rates of today.
type PriceStep struct {
	From       time.Time
	Now, After pricing.Money // of that work
}

// StepDays is over how many known days of work an announced change of rates is worked out.
const StepDays = 28

// announcedRates are the changes of rates that are announced, and the recent days whose
// cost they may change.
type announcedRates struct {
	catalog   *pricing.Catalog
	now       time.Time
	at        []time.Time
	work      map[string][]*usage.Day // by account, in parts
	canonical map[string]string       // names of models, as they are found
}

// workSince is the first day of the work that announced reads: what ended more than
// SilentDays before StepDays is not read.
func workSince(asOf time.Time) time.Time {
	return pricing.StartOfDay(asOf.AddDate(0, 0, -StepDays-SilentDays))
}

// AskForSteps has a query of sums read the recent work in parts, where any rate is
// announced to change in the time that is projected from an instant: Derive makes the
// positions' PriceSteps of it.
func AskForSteps(c *pricing.Catalog, asOf time.Time, of *usage.SumsQuery) {
	if len(c.RateChanges(asOf, asOf.AddDate(0, 0, MostDays))) == 0 {
		return
	}
	if from := workSince(asOf); of.PartsFrom.IsZero() || from.Before(of.PartsFrom) {
		of.PartsFrom = from
	}
}

// announced finds them in the sums, of which the days since workSince have to be there in
// parts; nothing where no change is announced.
func announced(c *pricing.Catalog, sums *usage.Sums, asOf time.Time) announcedRates {
	out := announcedRates{c, asOf, c.RateChanges(asOf, asOf.AddDate(0, 0, MostDays)), map[string][]*usage.Day{}, map[string]string{}}
	if len(out.at) == 0 {
		return out
	}
	from := workSince(asOf).Format(pricing.Day)
	for i := range sums.Parts {
		if d := &sums.Parts[i]; d.Date >= from {
			out.work[d.Account] = append(out.work[d.Account], d)
		}
	}
	return out
}

// steps are those of an account.
func (r announcedRates) steps(a Position) (out []PriceStep, err error) {
	work := r.work[a.Account.Name]
	if len(work) == 0 || len(a.Input.History.Usage) == 0 {
		return nil, nil
	}
	var lines []pricing.WorkLine
	from := a.LastDay().AddDate(0, 0, 1-StepDays).Format(pricing.Day)
	begins := slices.IndexFunc(work, func(d *usage.Day) bool { return d.Date >= from })
	if begins < 0 {
		return nil, nil
	}
	for _, d := range usage.PartsAlike(r.catalog, work[begins:]) {
		l, err := usage.WorkLineOf(r.catalog, d, r.canonical)
		if err != nil {
			return nil, err
		}
		if !l.Tokens.IsZero() {
			lines = append(lines, l)
		}
	}
	cost := func(force time.Time) (sum pricing.Money) {
		for _, l := range lines {
			if usd, _, ok := r.catalog.CostAt(l, force); ok {
				sum = sum.Add(usd)
			}
		}
		return sum
	}
	now := cost(r.now)
	last := now
	for _, at := range r.at {
		if after := cost(at); now.Sign() > 0 && after.Sign() > 0 && !after.Equal(last) {
			out = append(out, PriceStep{at, now, after})
			last = after
		}
	}
	return out, nil
}

const (
	// MostDays is how far a projection goes, and so how far announced rates are looked for.
	MostDays = 1500
	// SilentDays is the least silence after which an account is taken for left, while
	// others go on.
	SilentDays = 60
)
