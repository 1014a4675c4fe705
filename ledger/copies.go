package ledger

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
func (m *merger) joined(a, b row) row {
	at := min(a.at, b.at)
	if compareCopies(&b, &a, m.series) > 0 {
		a = b
	}
	if a.at == at {
		return a
	}
	a.at = at
	if a.flags&flagComputed != 0 {
		of := m.series[a.series]
		a.cost, a.unpriced, _ = computed(m.catalog, a.workLine(of.gateway, of.model, of.service))
	}
	return a
}

// compareCopies orders copies by how full they are. Those that it finds equal
// differ in their time alone, or in where they stand.
func compareCopies(a, b *row, all map[int64]*series) int {
	x, y := all[a.series].seriesKey, all[b.series].seriesKey
	c := cmp.Or(
		cmp.Compare(a.tokens[pricing.Output], b.tokens[pricing.Output]),
		cmp.Compare(b.flags&flagComputed, a.flags&flagComputed),
		hasName(x.model)-hasName(y.model),
	)
	for k := range a.tokens {
		c = cmp.Or(c, cmp.Compare(a.tokens[k], b.tokens[k]))
	}
	return cmp.Or(c,
		cmp.Compare(a.requests, b.requests),
		a.byok.Cmp(b.byok),
		a.extra.Cmp(b.extra),
		cmp.Compare(a.flags, b.flags),
		cmp.Compare(x.model, y.model),
		cmp.Compare(x.provider, y.provider),
		cmp.Compare(x.app, y.app),
		cmp.Compare(x.key, y.key),
		cmp.Compare(x.user, y.user),
		cmp.Compare(x.service.Tier, y.service.Tier), // what a fuller reading found counts
		cmp.Compare(x.service.Residency, y.service.Residency),
		cmp.Compare(x.team, y.team),
		cmp.Compare(x.machine, y.machine),
		cmp.Compare(a.prompt, b.prompt),
		cmp.Compare(a.clock, b.clock),
		a.cost.Cmp(b.cost),
	)
}

// hasName is 1 for a model that has a name.
func hasName(model string) int {
	if model == usagefile.UnknownModel {
		return 0
	}
	return 1
}
