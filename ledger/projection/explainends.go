package projection

import (
	"fmt"
	"math"
	"slices"
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// lasting is why no day is known where credit is not used up within what is simulated.
const lasting = "its credit lasts for longer than is simulated"

// shownDay writes the day of a forecast; zero is none.
func shownDay(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(pricing.Day)
}

// runsOutFigure is the day on which an account's credit runs out: "never" where it is
// not seen to, "-" where that means nothing.
func (a Account) runsOutFigure() string {
	if a.whyNever() == lasting {
		return "never"
	}
	return shownDay(a.RunsOut)
}

// firstOut names the account whose credit runs out first.
func (x forecastExplainer) firstOut() pricing.Explanation {
	e := pricing.Explanation{Title: "day on which credit runs out first, if nothing is bought", Figure: shownDay(x.all.RunsOut), Formula: "the earliest of the accounts' days"}
	list := slices.Clone(x.all.Accounts)
	slices.SortStableFunc(list, func(a, b Account) int {
		switch {
		case a.RunsOut.IsZero() == b.RunsOut.IsZero():
			return a.RunsOut.Compare(b.RunsOut)
		case a.RunsOut.IsZero():
			return 1
		}
		return -1
	})
	for _, a := range list {
		l := pricing.ExplainLine{Label: a.Account.Name, Figure: a.runsOutFigure(), Formula: a.whyNever(), Address: x.address(a.Account.Name, RunsOutFigure)}
		e.Say(l)
	}
	return e
}

// whyNever says why no day is known on which an account's credit runs out; "" where
// one is.
func (a Account) whyNever() string {
	switch {
	case !a.RunsOut.IsZero():
		return ""
	case a.Projected.Why != "":
		return "nothing to project: " + a.Projected.Why
	case !a.Account.HasLots():
		return "billed as " + a.Account.Billing + ": it holds no credit"
	case len(a.Lots) == 0:
		return "it holds no live credit"
	case a.books.Automatic():
		return "it loads itself"
	}
	return lasting
}

// runsOut explains on which day an account's live credit is used up or dead.
func (x forecastExplainer) runsOut(a Account) pricing.Explanation {
	e := pricing.Explanation{Title: "day on which the credit of " + a.Account.Name + " runs out, if nothing is bought", Figure: a.runsOutFigure()}
	if why := a.whyNever(); why != "" {
		e.Note(why)
	} else {
		e.Formula = "by then the live credit is used up or expired in half of the simulated futures"
	}
	of, _ := liveLots(a.books, a.Projected.Next)
	for _, i := range of {
		l := a.books.Lots[i]
		e.Add(pricing.ExplainLine{Label: a.books.LotWords(i), Formula: "left; " + lot.DiesWords(l), Address: a.books.LotAddress(i)}, l.Remaining)
	}
	if !a.RunsOut.IsZero() {
		ends := endsOf(a.books, a.Projected)
		for _, at := range []struct {
			label string
			place int
		}{{"in one simulated future of ten, by", len(ends) / 10}, {"in half of " + words.Number(int64(len(ends))) + ", by", len(ends) / 2}, {"in nine of ten, by", len(ends) * 9 / 10}} {
			day := time.Time{}
			if !math.IsInf(ends[at.place], 1) {
				day = a.Projected.dayOf(ends[at.place])
			}
			e.Say(pricing.ExplainLine{Label: at.label, Figure: shownDay(day)})
		}
		burnUntil(&e, a.Projected, a.RunsOut.Add(pricing.DayLength), x.address(x.account, Figures[0]))
	}
	for _, n := range a.Notes {
		e.Note(n)
	}
	return e
}

// burnUntil says what the forecast has burn from the end of the data to an instant, and
// where that is explained.
func burnUntil(e *pricing.Explanation, p Projected, to time.Time, address string) {
	usd, days := p.burnsUntil(to)
	e.Say(pricing.ExplainLine{Label: "projected burn until then", Figure: "about " + pricing.ExactDollars(usd), Formula: fmt.Sprintf("mean of %s from %s", words.Count(days, "day"), p.Next.Format(pricing.Day)), Address: address})
}

// burnsUntil is the mean of what burns from the end of the data to an instant, to the
// cent; and in how many days, to 1 decimal. Behind the last simulated day it is counted
// as that of the last four weeks.
func (p Projected) burnsUntil(to time.Time) (usd pricing.Money, days string) {
	left := max(daysAfter(p.Next, to)-p.over, 0)
	days = pricing.MustMoney("1").Part(int64(left*10+0.5), 10, 1).String()
	sum := 0.0
	for h, v := range p.said {
		length := 1.0
		if h == 0 {
			length -= p.over
		}
		sum += v * min(1, left/length)
		if left -= length; left <= 0 {
			break
		}
	}
	if left > 0 {
		tail := p.said[max(0, len(p.said)-steadyDays):]
		for _, v := range tail {
			sum += left * v / float64(len(tail))
		}
	}
	usd, _ = fromFloat(sum)
	return usd, days
}
