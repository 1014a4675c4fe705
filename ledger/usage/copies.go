package usage

import (
	"cmp"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// joined makes one of two copies of one row of a format whose copies are no revisions
// of it (usagefile.Format.Fullest): the one with the most output counts, then one
// with a reported cost. What else they differ in decides without regard to which
// came first, so that logs come to the same rows in any order. Its time is the
// earliest, and so is that of the rates of a computed cost.
func (m *merger) joined(a, b Row) Row {
	at := min(a.At, b.At)
	if compareCopies(&b, &a, m.series) > 0 {
		a = b
	}
	if a.At == at {
		return a
	}
	a.At = at
	if a.flags&FlagComputed != 0 {
		of := m.series[a.Series]
		a.Cost, a.Unpriced, _ = Computed(m.catalog, a.WorkLine(of.Gateway, of.Model, of.Service))
	}
	return a
}

// compareCopies orders copies by how full they are. Those that it finds equal
// differ in their time alone, or in where they stand.
func compareCopies(a, b *Row, all map[int64]*Series) int {
	x, y := all[a.Series], all[b.Series]
	c := cmp.Or(
		cmp.Compare(a.Tokens[pricing.Output], b.Tokens[pricing.Output]),
		cmp.Compare(b.flags&FlagComputed, a.flags&FlagComputed),
		hasName(x.Model)-hasName(y.Model),
	)
	for k := range a.Tokens {
		c = cmp.Or(c, cmp.Compare(a.Tokens[k], b.Tokens[k]))
	}
	return cmp.Or(c,
		cmp.Compare(a.Requests, b.Requests),
		a.BYOK.Cmp(b.BYOK),
		a.Extra.Cmp(b.Extra),
		cmp.Compare(a.flags, b.flags),
		cmp.Compare(x.Model, y.Model),
		cmp.Compare(x.Provider, y.Provider),
		cmp.Compare(x.App, y.App),
		cmp.Compare(x.Key, y.Key),
		cmp.Compare(x.User, y.User),
		cmp.Compare(x.Service.Tier, y.Service.Tier), // what a fuller reading found counts
		cmp.Compare(x.Service.Residency, y.Service.Residency),
		cmp.Compare(x.Team, y.Team),
		cmp.Compare(x.Machine, y.Machine),
		cmp.Compare(a.prompt, b.prompt),
		cmp.Compare(a.clock, b.clock),
		a.Cost.Cmp(b.Cost),
	)
}

// hasName is 1 for a model that has a name.
func hasName(model string) int {
	if model == usagefile.UnknownModel {
		return 0
	}
	return 1
}
