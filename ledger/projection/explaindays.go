package projection

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/forecast"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// toCome is what is said of the days to come in a span, to the cent; of a day that is
// known in part what is still to come of it.
func (p Projected) toCome(from, to time.Time) []DayBurn {
	var out []DayBurn
	for h, usd := range p.said {
		if day := p.Next.Add(time.Duration(h) * pricing.DayLength); !day.Before(from) && day.Before(to) {
			mean, _ := fromFloat(usd)
			out = append(out, DayBurn{day, mean})
		}
	}
	return out
}

// listedDays is how many days to come are listed instead of weeks of them.
const listedDays = 10

// DaysToCome adds the means of the days to come, by day or by week, and what the
// figure's own rounding differs from them by.
func DaysToCome(e *pricing.Explanation, p Projected, from, to time.Time) {
	list := p.toCome(from, to)
	weekly := len(list) > listedDays
	for len(list) > 0 {
		n := 1
		for weekly && n < len(list) && list[n].Day.Weekday() != time.Monday {
			n++
		}
		addSpan(e, p, list[:n])
		list = list[n:]
	}
	if rest := e.USD.Sub(*e.Sum); !rest.IsZero() {
		e.Add(pricing.ExplainLine{Label: "rounding: each mean is to the cent"}, rest)
	}
}

// addSpan adds days to come as one line.
func addSpan(e *pricing.Explanation, p Projected, list []DayBurn) {
	first, last := list[0].Day, list[len(list)-1].Day
	l := pricing.ExplainLine{Label: first.Format("Mon 2 Jan"), Formula: "what is said of the day"}
	if first.Equal(p.Next) && p.over > 0 {
		l.Label += ", the rest of it"
	}
	var sum pricing.Money
	var terms []string
	for _, d := range list {
		sum = sum.Add(d.USD)
		terms = append(terms, d.USD.Fixed(2))
	}
	if len(list) > 1 {
		l.Label = fmt.Sprintf("%s to %s", first.Format("2 Jan"), last.Format("2 Jan"))
		l.Formula = strings.Join(terms, " + ")
		if !slices.ContainsFunc(terms, func(t string) bool { return t != terms[0] }) {
			l.Formula = fmt.Sprintf("%d days x $%s", len(terms), terms[0])
		}
	}
	if !sum.IsZero() {
		e.Add(l, sum)
	}
}

// outcomes are what the month of all accounts comes to on every path.
func (x forecastExplainer) outcomes() []float64 {
	var sum []float64
	for _, a := range x.all.Accounts {
		if len(a.Months) == 0 {
			continue
		}
		own := a.Projected.outcomes(a.Projected.futures(&Room{}), x.from, x.to)
		if sum == nil {
			sum = own
			continue
		}
		for i := range sum {
			sum[i] += own[i]
		}
	}
	return sum
}

// endsOf takes an end of the interval apart: what is used, and what is to come at
// that end of the simulated months.
func (x forecastExplainer) endsOf(e *pricing.Explanation, m Month, outcomes []float64) {
	share := "a tenth of " + words.Number(int64(len(outcomes))) + " simulated months is below it"
	if x.figure == "high" {
		share = "a tenth of " + words.Number(int64(len(outcomes))) + " simulated months is above it"
	}
	e.Formula = "what was used + what is to come at that end: " + share
	if !m.Actual.IsZero() {
		e.Add(pricing.ExplainLine{Label: "used so far", Address: x.address(x.account, "actual")}, m.Actual)
	}
	e.Add(pricing.ExplainLine{Label: "to come"}, e.USD.Sub(m.Actual))
	slices.Sort(outcomes)
	for _, at := range []struct {
		label string
		place int
	}{{"the lowest simulated month", 0}, {"the one in the middle", len(outcomes) / 2}, {"the highest", len(outcomes) - 1}} {
		usd, _ := fromFloat(outcomes[at.place])
		e.Say(pricing.ExplainLine{Label: at.label, Figure: pricing.ExactDollars(usd)})
	}
	e.Say(pricing.ExplainLine{Label: "projected", Figure: pricing.ExactDollars(m.Projected), Formula: "the mean", Address: x.address(x.account, Figures[0])})
	if e.USD.Equal(m.Projected) && !m.Low.Equal(m.High) {
		e.Note("the interval is widened to the mean, which a few dear months pull beyond it")
	}
}

// methodWords are an account's method.
func (a Account) methodWords() string {
	if a.Method == "" {
		return "none"
	}
	return a.Method
}

// WhyChosen says in a few words why the account is projected so.
func (a Account) WhyChosen() string {
	switch p := a.Projected; {
	case p.Why != "":
		return p.Why
	case p.left:
		return "no usage for long, while other accounts go on"
	case p.Short:
		return "too few days of data to test a level"
	}
	return "each level counts by how it did on the account's own past, two weeks ahead"
}

// shownWeeks is how many weeks of the past an explanation lists.
const shownWeeks = 12

// explainMethod says what each level comes to a day, and lists the weeks of the past that
// the projection was made of, the newest first, each with its weight.
func (a Account) explainMethod() pricing.Explanation {
	p := a.Projected
	e := pricing.Explanation{Title: "method of the forecast of " + a.Account.Name, Figure: a.methodWords(), Formula: a.WhyChosen(), Notes: slices.Clone(a.Notes)}
	if p.Why != "" || p.left {
		return e
	}
	weeks, levels := p.Weeks()
	for i, name := range forecast.Levels {
		usd, _ := fromFloat(levels[i])
		e.Say(pricing.ExplainLine{Label: name, Figure: pricing.ExactDollars(usd) + " a day", Formula: percentOf(p.Shares[i]) + " of what is said"})
	}
	known, last := len(p.days), p.Next.Add(-pricing.DayLength)
	if p.NoUse > 0.5 { // the silent days count as known
		known, last = known+p.silent, last.Add(time.Duration(p.silent)*pricing.DayLength)
	}
	rest, usd := 0.0, 0.0
	for i, w := range weeks {
		if i >= shownWeeks {
			rest, usd = rest+w.Weight, usd+w.USD
			continue
		}
		to := last.Add(-time.Duration(w.Age-1) * 7 * pricing.DayLength)
		sum, _ := fromFloat(w.USD)
		e.Say(pricing.ExplainLine{Label: fmt.Sprintf("%s to %s", to.Add(-6*pricing.DayLength).Format("2 Jan"), to.Format("2 Jan 2006")), Figure: pricing.ExactDollars(sum), Formula: "counts " + percentOf(w.Weight) + " of the weeks by age"})
	}
	if n := len(weeks) - shownWeeks; n > 0 {
		sum, _ := fromFloat(usd)
		e.Say(pricing.ExplainLine{Label: fmt.Sprintf("%s before", words.Plural(n, "week")), Figure: pricing.ExactDollars(sum), Formula: "count " + percentOf(rest) + " together"})
	}
	if known < 7 {
		e.Note("a week that is not known whole is filled up with the mean of its days")
	}
	e.Note("a week counts by one over its age in weeks; the weeks by age are a power mean, between the usual week and the mean week")
	e.Note("the simulated futures replay these weeks; their mean is the plain mean of the weeks by age")
	return e
}
