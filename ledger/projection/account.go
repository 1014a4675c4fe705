package projection

import (
	"fmt"
	"hash/fnv"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/forecast"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// staleDays is after how many days without any usage nothing is projected.
const staleDays = 365

// Projected is an account's burn to come, from the first day that is not known whole.
type Projected struct {
	BurnSeries
	forecast.Projection
	left bool // the account is no longer used: nothing burns
	// Why says why nothing is projected, "" where something is.
	Why   string
	steps []credit.PriceStep
	// said is what is said of each day, dollars: of the first one what is still to come.
	said []float64
}

// Project projects an account's burn for so many days from the end of what is known.
func Project(a credit.Position, asOf time.Time, days int) Projected {
	out := Projected{BurnSeries: SeriesOf(a), steps: a.Input.Steps}
	switch {
	case len(out.days) == 0:
		out.Why = "no usage is known"
		return out
	case asOf.Sub(a.Input.LastUsage) > staleDays*pricing.DayLength:
		out.Why = fmt.Sprintf("the data end on %s, more than a year ago", a.DataUntil.Format(pricing.Day))
		return out
	}
	days = min(max(days, 1), credit.MostDays)
	if silence := silence(a); silence > max(credit.SilentDays, 3*out.longestPause()) {
		out.left, out.said = true, make([]float64, days)
		return out
	}
	out.Projection, _ = forecast.Project(out.series(), seedOf(a.Account.Name))
	out.said = out.Said(days)
	out.said[0] *= 1 - out.over
	out.stepped(out.said)
	return out
}

// silence is how many days the ledger's data go on after the account's own end.
func silence(a credit.Position) int {
	return int(a.Input.LastUsage.Sub(a.DataUntil) / pricing.DayLength)
}

// A Room holds the paths of one account at a time, so that memory does not grow with
// accounts. The zero value is an empty one.
type Room struct{ all []float64 }

// table is so many paths of so many days; it is the room's until the next one.
func (r *Room) table(paths, days int) [][]float64 {
	if len(r.all) < paths*days {
		r.all = make([]float64, paths*days)
	}
	return forecast.Rows(r.all, paths, days)
}

// futures are the simulated ones, dollars a day each, as long as said; none where nothing
// is projected.
func (p Projected) futures(in *Room) [][]float64 { return p.firstDays(in, len(p.said)) }

// firstDays are the first days of the futures.
func (p Projected) firstDays(in *Room, days int) [][]float64 {
	days = min(days, len(p.said))
	if days == 0 {
		return nil
	}
	paths := in.table(forecast.Paths, days)
	if p.left {
		clear(in.all)
		return paths
	}
	p.Draw(paths)
	for _, path := range paths {
		path[0] *= 1 - p.over
		if len(p.steps) > 0 {
			p.stepped(path)
		}
	}
	return paths
}

// How says by which method the account is projected; "" where it is not.
func (p Projected) How() string {
	switch {
	case p.Why != "":
		return ""
	case p.left:
		return "none: no longer used"
	}
	return p.Method()
}

// seedOf tells accounts apart: their chances have nothing to do with each other.
func seedOf(account string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(account)) // it never fails
	return h.Sum64()
}

// notes say what the projection rests on.
func (p Projected) notes(a credit.Position, asOf time.Time) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch {
	case p.Why != "":
		say("nothing to project: %s", p.Why)
		return out
	case p.left:
		say("no usage since %s, while other accounts go on: taken as no longer used", a.DataUntil.Format(pricing.Day))
		return out
	case len(p.days) == 1:
		say("only 1 day of data: it is repeated, and how much days differ is not known, so the interval says nothing")
	case p.Short:
		say("only %s of data: the mean of the last week, and nothing could be tested", daysOf(len(p.days)))
	}
	for _, g := range p.gaps {
		say("no data from %s to %s: unknown, not zero, and in no average", g.From.Format(pricing.Day), g.To.Format(pricing.Day))
	}
	for _, s := range p.steps {
		out = append(out, stepWords(s))
	}
	until := p.Next.Add(-pricing.DayLength).Format(pricing.Day)
	if p.over > 0 {
		until = a.KnownUntil.Format("2006-01-02 15:04 UTC")
	}
	switch days := int(pricing.StartOfDay(asOf).Sub(p.Next) / pricing.DayLength); {
	case days > 0 && p.silent > 0:
		say("usage is known until %s: a chance of %s that nothing was used since", until, percentOf(p.NoUse))
	case days == 1:
		say("usage is known until %s: the day since is estimated, not zero", until)
	case days > 0:
		say("usage is known until %s: the %s since are estimated, not zero", until, daysOf(days))
	case p.over > 0:
		say("usage is known until %s: the rest of that day is estimated", until)
	}
	return out
}

// percentOf is a chance in whole percent, and never "0 %" or "100 %" of what may be.
func percentOf(chance float64) string {
	switch {
	case chance < 0.005:
		return "under 1 %"
	case chance > 0.995:
		return "over 99 %"
	}
	return fmt.Sprintf("%.0f %%", 100*chance)
}

func daysOf(n int) string { return words.Plural(n, "day") }

// factorOf is by what the burn is multiplied from then on.
func factorOf(p credit.PriceStep) float64 { return float(p.After) / float(p.Now) }

// stepWords say what changes.
func stepWords(p credit.PriceStep) string {
	percent, _ := pricing.Quotient(p.After.Sub(p.Now).Times(100), p.Now)
	change, more := pricing.MustFigure(percent), "more"
	if change.Sign() < 0 {
		change, more = change.Neg(), "less"
	}
	return fmt.Sprintf("rates announced from %s on are in it: the work of the last %d known days costs %s %% %s then", words.ShortDate(p.From), credit.StepDays, change.Fixed(1), more)
}

// stepped multiplies days from the projection's first on by what rates announced for them
// make of the burn.
func (p Projected) stepped(days []float64) {
	for h := range days {
		day, by := p.Next.Add(time.Duration(h)*pricing.DayLength), 1.0
		for _, s := range p.steps {
			if !day.Before(pricing.StartOfDay(s.From)) {
				by = factorOf(s)
			}
		}
		if by != 1 {
			days[h] *= by
		}
	}
}
