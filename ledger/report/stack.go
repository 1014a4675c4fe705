package report

import (
	"cmp"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A Stack is a period's dollars by day, week or month, each divided by another group: what a
// chart of columns shows.
type Stack struct {
	Unit    string // "day", "week" or "month"
	By      string
	Columns []StackColumn
	// Names are the values of By with the most dollars, the first the most. Others counts the
	// further ones.
	Names  []string
	Others int
	Most   pricing.Money // the total of the highest column
}

// A StackColumn is one day, week or month of a Stack.
type StackColumn struct {
	Key   string // as a report's row has it
	From  time.Time
	Total pricing.Money
	// Parts are the dollars by the stack's Names, and of the others together last where there
	// are any.
	Parts []pricing.Money
}

// Units are how many days, weeks or months a period of the books has, as a Stack would have
// columns.
func Units(b credit.Books, p Period, unit string) int { return len(unitsOf(b, p, unit)) }

// UnitsTo is Units without those that begin after a day.
func UnitsTo(b credit.Books, p Period, unit string, last time.Time) int {
	n := 0
	for _, at := range unitsOf(b, p, unit) {
		if !at.After(last) {
			n++
		}
	}
	return n
}

// unitsOf are the first days of those.
func unitsOf(b credit.Books, p Period, unit string) []time.Time {
	from, to := p.From, p.To
	if p.IsAll() {
		from, to = b.First, b.Today()
	}
	if from.IsZero() {
		return nil
	}
	step := func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	switch unit {
	case "week":
		from, step = WeekOf(from).From, func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }
	case "month":
		from, step = MonthOf(from).From, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }
	}
	var out []time.Time
	for at := from; !at.After(to); at = step(at) {
		out = append(out, at)
	}
	return out
}

// keyOf is the key of a report's row for the unit that begins on a day.
func keyOf(unit string, at time.Time) string {
	b := reporting{}
	return b.label(&usage.Day{Date: at.Format(pricing.Day)}, unit)
}

// StackOf divides the dollars that a query lets through over a period: a column for each unit
// of it, days to come included, divided by a group of which the most values are named.
//
//	2026-11-09 $27.89: $17.13 anthropic/claude-sonnet-4-5, $8.20 openai/gpt-5.4, $2.56 of 4 others
func StackOf(b credit.Books, q Query, p Period, unit, by string, most int) (Stack, error) {
	out := Stack{Unit: unit, By: by}
	units := unitsOf(b, p, unit)
	for _, at := range units {
		out.Columns = append(out.Columns, StackColumn{Key: keyOf(unit, at), From: at})
	}
	column := inUnits(units, unit)
	total, parts := map[string]pricing.Money{}, map[string][]pricing.Money{}
	err := eachCounted(b, q.In(p), slices.Contains(labelGroups, by), func(r *reporting, d *usage.Day) {
		at, ok := column(r, d)
		if !ok {
			return
		}
		name := r.label(d, by)
		if parts[name] == nil {
			parts[name] = make([]pricing.Money, len(out.Columns))
		}
		parts[name][at] = parts[name][at].Add(d.Cost)
		total[name] = total[name].Add(d.Cost)
		out.Columns[at].Total = out.Columns[at].Total.Add(d.Cost)
	})
	if err != nil {
		return out, err
	}
	for name, usd := range total {
		if !usd.IsZero() {
			out.Names = append(out.Names, name)
		}
	}
	slices.SortFunc(out.Names, func(x, y string) int { return cmp.Or(total[y].Cmp(total[x]), cmp.Compare(x, y)) })
	rest := out.Names[min(most, len(out.Names)):]
	out.Names, out.Others = out.Names[:len(out.Names)-len(rest)], len(rest)
	for i := range out.Columns {
		c := &out.Columns[i]
		out.Most = out.Most.Max(c.Total)
		for _, name := range out.Names {
			c.Parts = append(c.Parts, parts[name][i])
		}
		if out.Others > 0 {
			var usd pricing.Money
			for _, name := range rest {
				usd = usd.Add(parts[name][i])
			}
			c.Parts = append(c.Parts, usd)
		}
	}
	return out, nil
}
