package check

import (
	"cmp"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// projections are what budgets have spent and will come to, from the accounts' reports
// and projections.
type projections struct {
	books credit.Books
	month time.Time // its first instant
	// whole remembers the accounts' whole months, which several budgets may count; nil
	// for one that can't be projected.
	whole  map[string]*budgetPart
	borne  map[string]*pricing.Money // what each account's usage of the month bears of fees, once asked
	models map[string]string         // canonical names
}

func newProjections(b credit.Books) *projections {
	return &projections{books: b, month: pricing.StartOfMonth(b.Clock()), whole: map[string]*budgetPart{}, models: map[string]string{}}
}

// A budgetPart is what an account's part of a budget will come to in its month.
type budgetPart struct {
	account   string
	narrow    bool // only some of the account's usage is the budget's
	projected projection.Projected
	month     projection.Month
	// accountFees are those of the account's whole month, of a narrow part.
	accountFees pricing.Money
}

// allIn is the part's month with its fees where they are known.
func (p budgetPart) allIn() pricing.Money {
	if p.month.AllIn != nil {
		return *p.month.AllIn
	}
	return p.month.Projected
}

// A budgetAhead is a budget and the parts that its projection is the sum of.
type budgetAhead struct {
	BudgetState
	parts []*budgetPart
}

// budget says how a budget stands in the month: what a report of its usage has, and what
// the forecasts of its accounts come to.
func (p *projections) budget(b Budget) (budgetAhead, error) {
	out := budgetAhead{BudgetState: BudgetState{Budget: b, Month: p.month}}
	counts := func(d *usage.Day) bool { return budgeted(p.books.Catalog, b, d, p.models) }
	q := report.Query{By: []string{"account"}, From: p.month, To: p.month.AddDate(0, 1, -1), Only: counts}
	if b.Key != "" {
		q.Filter = q.Filter.And("key", b.Key)
	}
	r, err := report.Make(p.books, q)
	if err != nil {
		return out, err
	}
	out.Spent, out.Unpriced = r.Total.USD, r.Total.UnpricedTokens
	borne := map[string]*pricing.Money{}
	for _, row := range r.Rows {
		account := row.Keys[0]
		if borne[account] = row.FeesUSD; row.FeesUSD == nil {
			out.Uncharged = append(out.Uncharged, account)
			continue
		}
		out.Fees = out.Fees.Add(row.FeesUSD.Cents())
	}
	out.Spent = out.Spent.Add(out.Fees)
	known := true
	if out.parts, known, err = p.parts(b, counts, borne); err != nil || !known || len(out.parts) == 0 {
		return out, err
	}
	var sum pricing.Money
	for _, part := range out.parts {
		if sum = sum.Add(part.allIn()); part.month.AllIn == nil && !slices.Contains(out.Uncharged, part.account) {
			out.Uncharged = append(out.Uncharged, part.account)
		}
	}
	out.Projected = &sum
	return out, nil
}

// parts are those of the accounts that a budget counts; false where one can't be
// projected. Borne is what its usage bears of fees so far.
func (p *projections) parts(b Budget, counts func(d *usage.Day) bool, borne map[string]*pricing.Money) (parts []*budgetPart, known bool, err error) {
	for _, a := range p.books.Accounts {
		if a.Account.Billing == "subscription" || b.Account != "" && a.Account.Name != b.Account || len(a.Input.Pieces) == 0 {
			continue
		}
		part, err := p.wholeMonth(a)
		if err != nil {
			return nil, false, err
		}
		if part != nil && (b.Model != "" || b.Key != "") {
			pieces, err := p.narrowed(a, b, counts)
			if err != nil {
				return nil, false, err
			}
			part = p.narrowMonth(a, part, pieces, borne)
		}
		if part == nil {
			return nil, false, nil
		}
		parts = append(parts, part)
	}
	return parts, true, nil
}

// wholeMonth is an account's month as its forecast has it; nil where it can't be
// projected.
func (p *projections) wholeMonth(a credit.Position) (*budgetPart, error) {
	name := a.Account.Name
	if part, seen := p.whole[name]; seen {
		return part, nil
	}
	if p.borne == nil {
		var err error
		if p.borne, err = report.FeesBorne(p.books, p.month); err != nil {
			return nil, err
		}
	}
	part := p.ahead(a)
	if part != nil {
		m := &part.month
		so, used := p.borne[name]
		m.Charge(projection.FeeRule(a, p.books.Catalog)(m.Projected, projection.LastSecond(p.month)), so, used)
	}
	p.whole[name] = part
	return part, nil
}

// narrowMonth is the month of the usage that a budget counts of an account. It bears the
// fees that it bore so far, and of those to come its share by dollars; nil where it can't
// be projected.
//
//	$8.00 of the account's $40.00 to come, which is loaded for $2.20: $0.44
func (p *projections) narrowMonth(a credit.Position, whole *budgetPart, counted []usage.Piece, borne map[string]*pricing.Money) *budgetPart {
	a.Input.History.Usage = usage.UsageOf(counted)
	part := p.ahead(a)
	if part == nil {
		return nil
	}
	part.narrow = true
	m, all := &part.month, whole.month
	so, used := borne[a.Account.Name]
	if all.Fees == nil || used && so == nil {
		return part
	}
	if used {
		m.FeesBorne = so.Cents()
	}
	fees := m.FeesBorne
	if toCome := all.Projected.Sub(all.Actual); toCome.Sign() > 0 {
		fees = fees.Add(all.Fees.Sub(all.FeesBorne).Share(m.Projected.Sub(m.Actual), toCome, lot.FeeDecimals).Cents())
	}
	part.accountFees = *all.Fees
	m.Fees, m.AllIn = &fees, projection.AddKnown(&m.Projected, &fees)
	return part
}

// ahead projects an account's month, to the cent and without fees; nil where that can't
// be.
func (p *projections) ahead(a credit.Position) *budgetPart {
	series := projection.SeriesOf(a)
	to := p.month.AddDate(0, 1, 0)
	projected := projection.Project(a, p.books.Clock(), int(to.Sub(series.Next)/pricing.DayLength))
	if projected.Why != "" {
		return nil
	}
	return &budgetPart{account: a.Account.Name, projected: projected, month: projected.Month(p.month)}
}

// narrowed are an account's pieces with the dollars of those that a budget counts; the days
// of the others stay, at nothing, as they are known.
func (p *projections) narrowed(a credit.Position, b Budget, counts func(d *usage.Day) bool) ([]usage.Piece, error) {
	kept := slices.Clone(a.Input.Pieces)
	for i := range kept {
		if b.Key != "" || !counts(kept[i].Day) {
			kept[i].USD = pricing.Money{}
		}
	}
	if b.Key == "" {
		return kept, nil
	}
	err := p.books.Sums.EachLabelPiece(usage.DayRange{}, func(account string, x usage.Piece) error {
		if account == a.Account.Name && counts(x.Day) {
			kept = append(kept, usage.Piece{From: x.From, USD: x.USD})
		}
		return nil
	})
	slices.SortStableFunc(kept, func(x, y usage.Piece) int { return cmp.Compare(x.From, y.From) })
	return kept, err
}
