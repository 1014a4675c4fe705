package report

import (
	"cmp"
	"slices"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A Breakdown says what each row of a report of one group is made of, by some other groups.
type Breakdown struct {
	Of   []string // the other groups
	Unit string   // of Run
	rows map[string]*brokenRow
}

// A Part is one value of another group in a row.
type Part struct {
	Key string
	USD pricing.Money
}

// Parts are the dearest of a row's, and how many there are that cost anything.
type Parts struct {
	Top []Part
	All int
}

// brokenRow is one row in the making: by each of the other groups, and by unit.
type brokenRow struct {
	total pricing.Money
	usd   []map[string]pricing.Money
	parts []Parts
	run   []pricing.Money
}

// Parts are what a row is made of by one of the other groups; none for a row that there is
// not.
func (b Breakdown) Parts(key, by string) Parts {
	row, i := b.rows[key], slices.Index(b.Of, by)
	if row == nil || i < 0 {
		return Parts{}
	}
	return row.parts[i]
}

// Total is what a row comes to: its dollars in the report.
func (b Breakdown) Total(key string) pricing.Money {
	if row := b.rows[key]; row != nil {
		return row.total
	}
	return pricing.Money{}
}

// Run is what a row comes to in each unit of the period: as many as a Stack has columns, nil
// for a row that there is not.
func (b Breakdown) Run(key string) []pricing.Money {
	if row := b.rows[key]; row != nil {
		return row.run
	}
	return nil
}

// BreakDown says of every row of a report over a period what it is made of, in one pass over
// the sums. Of the parts the most dear ones are kept. The books have to be read by label.
func BreakDown(b credit.Books, q Query, p Period, of []string, unit string, most int) (Breakdown, error) {
	out := Breakdown{Of: of, Unit: unit, rows: map[string]*brokenRow{}}
	by := q.By[0]
	units := unitsOf(b, p, unit)
	column := inUnits(units, unit)
	byLabel := slices.ContainsFunc(of, func(g string) bool { return slices.Contains(labelGroups, g) })
	last := ""
	err := eachCounted(b, q.In(p), byLabel, func(r *reporting, d *usage.Day) {
		key := r.label(d, by)
		if timeGroup(by) && key != last { // days come in order: the former row is whole
			out.rows[last].settle(most)
			last = key
		}
		row := out.rows[key]
		if row == nil {
			row = &brokenRow{usd: make([]map[string]pricing.Money, len(of)), run: make([]pricing.Money, len(units))}
			for i := range of {
				row.usd[i] = map[string]pricing.Money{}
			}
			out.rows[key] = row
		}
		row.total = row.total.Add(d.Cost)
		for i, g := range of {
			name := r.label(d, g)
			row.usd[i][name] = row.usd[i][name].Add(d.Cost)
		}
		if at, ok := column(r, d); ok {
			row.run[at] = row.run[at].Add(d.Cost)
		}
	})
	for _, row := range out.rows {
		row.settle(most)
	}
	return out, err
}

// settle keeps of a row the dearest parts alone.
func (r *brokenRow) settle(most int) {
	if r == nil || r.usd == nil {
		return
	}
	for _, usd := range r.usd {
		var all Parts
		for name, m := range usd {
			if !m.IsZero() {
				all.Top = append(all.Top, Part{name, m})
			}
		}
		all.All = len(all.Top)
		slices.SortFunc(all.Top, func(x, y Part) int { return cmp.Or(y.USD.Cmp(x.USD), cmp.Compare(x.Key, y.Key)) })
		all.Top = slices.Clone(all.Top[:min(most, len(all.Top))])
		r.parts = append(r.parts, all)
	}
	r.usd = nil
}
