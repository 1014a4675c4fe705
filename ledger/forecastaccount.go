package ledger

import (
	"fmt"
	"hash/fnv"
	"time"

	"tollbook/ledger/forecast"
	"tollbook/pricing"
)

const (
	// staleDays is after how many days without any usage nothing is projected.
	staleDays = 365
	// silentDays is the least silence after which an account is taken for left, while
	// others go on.
	silentDays = 60
	// mostDays is how far a projection goes.
	mostDays = 1500
)

// projected is an account's burn to come, from the first day that is not known whole.
type projected struct {
	burnSeries
	forecast.Projection
	left bool // the account is no longer used: nothing burns
	// why says why nothing is projected, "" where something is.
	why string
}

// project projects an account's burn for so many days from the end of its data.
func (a AccountCredits) project(asOf time.Time, days int) projected {
	out := projected{burnSeries: a.burnSeries()}
	switch {
	case len(out.days) == 0:
		out.why = "no usage is known"
		return out
	case asOf.Sub(a.lastUsage) > staleDays*wholeDay:
		out.why = fmt.Sprintf("the data end on %s, more than a year ago", a.DataUntil.Format(pricing.Day))
		return out
	}
	days = min(max(days, 1), mostDays)
	if silence := a.silence(); silence > max(silentDays, 3*out.longestPause()) {
		out.left = true
		out.Projection = forecast.Projection{Method: "none: no longer used", Mean: make([]float64, days), Paths: still(days)}
		return out
	}
	out.Projection = forecast.Project(out.floats(), days, seedOf(a.Account.Name))
	rest := 1 - out.over
	out.Mean[0] *= rest
	for _, path := range out.Paths {
		path[0] *= rest
	}
	return out
}

// silence is how many days the ledger's data go on after the account's own end.
func (a AccountCredits) silence() int { return int(a.lastUsage.Sub(a.DataUntil) / wholeDay) }

// still are paths on which nothing happens.
func still(days int) [][]float64 {
	out := make([][]float64, forecast.Paths)
	day := make([]float64, days)
	for i := range out {
		out[i] = day
	}
	return out
}

// seedOf tells accounts apart: their chances have nothing to do with each other.
func seedOf(account string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(account)) // it never fails
	return h.Sum64()
}

// notes say what the projection rests on.
func (p projected) notes(a AccountCredits, asOf time.Time) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch {
	case p.why != "":
		say("nothing to project: %s", p.why)
		return out
	case p.left:
		say("no usage since %s, while other accounts go on: taken as no longer used", p.days[len(p.days)-1].Day.Format(pricing.Day))
		return out
	case len(p.days) == 1:
		say("only 1 day of data: it is repeated, and how much days differ is not known, so the interval says nothing")
	case p.Short:
		say("only %s of data: their plain mean, which no back-test could hold against others", daysOf(len(p.days)))
	}
	for _, g := range p.gaps {
		say("no data from %s to %s: unknown, not zero, and in no average", g.from.Format(pricing.Day), g.to.Format(pricing.Day))
	}
	until := p.next.Add(-wholeDay).Format(pricing.Day)
	if p.over > 0 {
		until = a.DataUntil.Format("2006-01-02 15:04 UTC")
	}
	switch gap := int(startOfDay(asOf).Sub(p.next) / wholeDay); {
	case gap > 0:
		since := fmt.Sprintf("the %d days since are", gap)
		if gap == 1 {
			since = "the day since is"
		}
		say("the data end on %s: %s estimated, not zero", until, since)
	case p.over > 0:
		say("the data end at %s: the rest of that day is estimated", until)
	}
	return out
}

func daysOf(n int) string { return plural(n, "day") }
