package ledger

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/forecast"
	"tollbook/pricing"
)

// toCome are the means of the days to come in a span, to the cent; of a day that is
// known in part what is still to come of it.
func (p projected) toCome(from, to time.Time) []DayBurn {
	var out []DayBurn
	for h, usd := range p.Mean {
		if day := p.next.Add(time.Duration(h) * wholeDay); !day.Before(from) && day.Before(to) {
			mean, _ := fromFloat(usd)
			out = append(out, DayBurn{day, mean})
		}
	}
	return out
}

// listedDays is how many days to come are listed instead of weeks of them.
const listedDays = 10

// daysToCome adds the means of the days to come, by day or by week, and what the
// figure's own rounding differs from them by.
func daysToCome(e *pricing.Explanation, p projected, from, to time.Time) {
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
func addSpan(e *pricing.Explanation, p projected, list []DayBurn) {
	first, last := list[0].Day, list[len(list)-1].Day
	l := pricing.ExplainLine{Label: first.Format("Mon 2 Jan"), Formula: "mean of the day"}
	if first.Equal(p.next) && p.over > 0 {
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
		own := a.projected.outcomes(x.from, x.to)
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
func (x forecastExplainer) endsOf(e *pricing.Explanation, m MonthForecast, outcomes []float64) {
	share := "a tenth of " + number(int64(len(outcomes))) + " simulated months is below it"
	if x.figure == "high" {
		share = "a tenth of " + number(int64(len(outcomes))) + " simulated months is above it"
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
	e.Say(pricing.ExplainLine{Label: "projected", Figure: pricing.ExactDollars(m.Projected), Formula: "the mean", Address: x.address(x.account, forecastFigures[0])})
	if e.USD.Equal(m.Projected) && !m.Low.Equal(m.High) {
		e.Note("the interval is widened to the mean, which a few dear months pull beyond it")
	}
}

// methodWords are an account's method.
func (a AccountForecast) methodWords() string {
	if a.Method == "" {
		return "none"
	}
	return a.Method
}

// whyChosen says in a few words why a method speaks.
func (a AccountForecast) whyChosen() string {
	switch p := a.projected; {
	case p.why != "":
		return p.why
	case p.left:
		return "no usage for long, while other accounts go on"
	case p.Short:
		return "too few days of data to test another"
	case p.Method == forecast.InSpells:
		return "work comes and goes here, or pauses now: other methods take that for noise or a new level"
	case slices.ContainsFunc(p.Scores, func(s forecast.Score) bool { return s.Weighed < p.chosen().Weighed }):
		return fmt.Sprintf("none of %d errs a twentieth less, tested from %s in the past", len(p.Scores), plural(p.Origins, "day"))
	default:
		return fmt.Sprintf("least error of %d, tested from %s in the past", len(p.Scores), plural(p.Origins, "day"))
	}
}

// chosen is how the method that speaks did on the past.
func (p projected) chosen() forecast.Score {
	for _, s := range p.Scores {
		if s.Method == p.Method {
			return s
		}
	}
	return forecast.Score{}
}

// explainMethod lists how every method did on the account's own past, best first.
func (a AccountForecast) explainMethod() pricing.Explanation {
	e := pricing.Explanation{Title: "method of the forecast of " + a.Account.Name, Figure: a.methodWords(), Formula: a.whyChosen(), Notes: slices.Clone(a.Notes)}
	scores := slices.Clone(a.projected.Scores)
	slices.SortStableFunc(scores, func(x, y forecast.Score) int {
		switch {
		case x.Weighed < y.Weighed:
			return -1
		case x.Weighed > y.Weighed:
			return 1
		}
		return 0
	})
	for _, s := range scores {
		l := pricing.ExplainLine{Label: s.Method, Figure: "-"}
		if text := quotientText(s.Weighed); text != "" {
			l.Figure = "error " + text
		}
		if text := quotientText(s.MASE); text != "" {
			l.Formula = "MASE " + text
		}
		if s.Method == a.Method {
			l.Label += " (chosen)"
		}
		e.Say(l)
	}
	if len(scores) > 0 {
		e.Note(fmt.Sprintf("error: dollars a day in back-tests up to %d days ahead: of sums, half of their bias, and %s of single days'; late ones count more", a.Backtest.Days, "15 %"))
		e.Note("the combination speaks unless another errs a twentieth less")
		e.Note("MASE: mean error of a day over that of seasonal naive; tollbook forecast --backtest also says how often the intervals held")
	}
	return e
}
