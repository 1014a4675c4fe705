package ledger

import (
	"cmp"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// fullest joins two copies of one row of a format whose copies are no revisions
// of it (usagefile.Format.Fullest): the one with the most output counts, then one
// with a reported cost. What else they differ in decides without regard to which
// came first, so that logs come to the same rows in any order. Its time is the
// earliest.
func fullest(a, b row, all map[int64]*series) row {
	at := min(a.at, b.at)
	if compareCopies(&b, &a, all) > 0 {
		a = b
	}
	a.at = at
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
