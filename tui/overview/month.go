package overview

import (
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// thisMonth is what the sums say of the month of the clock.
type thisMonth struct {
	from     time.Time // its first instant
	today    time.Time // how far the data go
	usd      pricing.Money
	accounts map[string]report.Row // of the month, by account
	before   *pricing.Money        // the month before with the fees that are known; nil where not all of it is
	models   []report.Row
	of       report.Period // that the models are of: the last month with usage
	most     pricing.Money // of a model
	total    pricing.Money // of the models
	days     []report.Row  // the days with usage of the last mostDays
}

// mostDays is how far the chart can look back: a day is a column of it.
const mostDays = 100

// byModel is the query of the models.
func (m thisMonth) byModel() report.Query {
	return report.Query{By: []string{"model"}}.In(m.of)
}

// monthOf asks the sums for what the overview shows of them.
func monthOf(sums credit.Books, asOf time.Time) (thisMonth, error) {
	now := report.MonthOf(asOf)
	out := thisMonth{from: now.From, today: sums.Today(), of: now, accounts: map[string]report.Row{}}
	if sums.Last.IsZero() {
		return out, nil
	}
	if sums.Last.Before(now.From) {
		out.of = report.MonthOf(sums.Last)
	}
	models, sum, err := report.Summarize(sums, report.Query{By: []string{"model"}}, out.of)
	if err != nil {
		return out, err
	}
	out.total = sum.Total.USD
	if sum.Top != nil {
		out.most = sum.Top.USD
	}
	for _, r := range models.Rows {
		if !r.USD.IsZero() {
			out.models = append(out.models, r)
		}
	}
	slices.SortStableFunc(out.models, func(a, b report.Row) int { return b.USD.Cmp(a.USD) })
	byAccount := report.Query{By: []string{"account"}}
	used, err := report.Make(sums, byAccount.In(now))
	if err != nil {
		return out, err
	}
	out.usd = used.Total.USD
	for _, r := range used.Rows {
		out.accounts[r.Keys[0]] = r
	}
	last := now.Moved(-1)
	if report.KnownPartOf(sums, "", last).Whole() && !sums.Last.Before(last.To) {
		before, err := report.Make(sums, byAccount.In(last))
		if err != nil {
			return out, err
		}
		if usd := before.Total.USD.Add(before.KnownFees()); usd.Sign() > 0 {
			out.before = &usd
		}
	}
	days, err := report.Make(sums, report.Query{By: []string{"day"}, From: asOf.AddDate(0, 0, -mostDays)})
	out.days = days.Rows
	return out, err
}
