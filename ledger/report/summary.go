package report

import (
	"tollbook/ledger/credit"
	"tollbook/pricing"
)

// A Summary is what a report comes to in a sentence.
type Summary struct {
	Period Period
	Total  Row
	// Before is the same of the period before, as far as this one has come; nil where
	// nothing was recorded then.
	Before *Row
	// Change is by how many percent Total is over Before, half up to 6 decimals; ""
	// where there is nothing to compare with.
	Change string
	// PerDay is the comparison where one of the two is known in part; Before and Change
	// are empty then.
	PerDay *PerDay
	// Top is the row with the most dollars, and TopPercent its share of them; nil
	// where nothing was spent.
	Top        *Row
	TopPercent string
	// CacheShare is Total's; "" where no export tells.
	CacheShare string
	Views      []string // which views of one spend count, in words
}

// In is the query over a period.
func (q Query) In(p Period) Query {
	q.From, q.To = p.From, p.To
	return q
}

// Summarize adds up a period by the groups of the query, and says how it compares with
// the one before and what most of it is for.
//
//	$412.20 in November until the 14th, $502.68 in October until the 14th: -18 %
//	$231.24 in November until the 14th, October from the 19th on $251.82: $16.52 a day, -15 %
func Summarize(b credit.Books, q Query, p Period) (Report, Summary, error) {
	out := Summary{Period: p}
	r, err := Make(b, q.In(p))
	if err != nil {
		return r, out, err
	}
	out.Total, out.Views = r.Total, r.Views
	for i := range r.Rows {
		if row := &r.Rows[i]; row.USD.Sign() > 0 && (out.Top == nil || row.USD.Cmp(out.Top.USD) > 0) {
			out.Top = row
		}
	}
	if out.Top != nil {
		out.TopPercent, _ = pricing.Quotient(out.Top.USD.Times(100), r.Total.USD)
	}
	out.CacheShare, _ = r.Total.CacheShare()
	if p.IsAll() || b.First.IsZero() || !b.First.Before(p.From) {
		return r, out, nil
	}
	if !q.Filter.Amounts().IsZero() { // which rows are dear enough differs from period to period
		return r, out, nil
	}
	q.By = nil
	last, now := p.Moved(-1), p
	if p.running(b.Today()) {
		now.To = pricing.StartOfDay(b.Today())
	}
	if then, now := KnownPartOf(b, q.Account, last), KnownPartOf(b, q.Account, now); !then.Whole() || !now.Whole() {
		part, err := Make(b, q.In(last))
		if err != nil {
			return r, out, err
		}
		if c, ok := ComparePerDay(r.Total.USD, now.Days, part.Total.USD, then); ok {
			out.PerDay = &c
		}
		return r, out, nil
	}
	before, err := Make(b, q.In(p.Before(b.Today())))
	if err != nil || before.Total.USD.Sign() <= 0 {
		return r, out, err
	}
	out.Before = &before.Total
	out.Change, _ = pricing.Quotient(r.Total.USD.Sub(before.Total.USD).Times(100), before.Total.USD)
	return r, out, nil
}

// Address names a figure of the report's row with those keys, as explain.Figure takes it;
// without keys the report's total. The figure is the name of a JSON field.
func (q Query) Address(keys []string, figure string) string {
	words := append([]string{"report"}, q.words(keys)...)
	if figure != spendFigures[0].name {
		words = append(words, shortFigure(figure))
	}
	return pricing.JoinAddress(words...)
}
