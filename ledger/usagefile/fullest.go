package usagefile

import (
	"cmp"

	"tollbook/pricing"
)

// UnknownModel stands for the model of a call that its log does not name. It is
// counted, and has no price.
const UnknownModel = "unknown"

// Fullest joins two copies of one row of a format whose copies are no revisions
// (Format.Fullest). The one with the most output counts, then one with a cost;
// whatever else they differ in decides without regard to which came first, so
// that any order of any number of copies comes to one row. Its time is the
// earliest.
func Fullest(a, b Row) Row {
	at := a.At
	if b.At.Before(at) {
		at = b.At
	}
	if compareCopies(&b, &a) > 0 {
		a = b
	}
	a.At = at
	return a
}

// compareCopies orders copies by how full they are. Copies that it finds equal
// differ in their time alone, or in the line on which they stand.
func compareCopies(a, b *Row) int {
	yes := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	c := cmp.Or(
		cmp.Compare(a.Tokens[pricing.Output], b.Tokens[pricing.Output]),
		cmp.Compare(yes(a.HasCost), yes(b.HasCost)),
		cmp.Compare(yes(a.Model != UnknownModel), yes(b.Model != UnknownModel)),
	)
	for k := range a.Tokens {
		c = cmp.Or(c, cmp.Compare(a.Tokens[k], b.Tokens[k]))
	}
	if c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(a.Requests, b.Requests),
		a.Cost.Cmp(b.Cost), a.OwnKeyUSD.Cmp(b.OwnKeyUSD), a.Extra.Cmp(b.Extra),
		cmp.Compare(yes(a.OwnKey), yes(b.OwnKey)), cmp.Compare(a.Service.Tier, b.Service.Tier), cmp.Compare(a.Service.Residency, b.Service.Residency),
		cmp.Compare(yes(a.Mixed), yes(b.Mixed)), cmp.Compare(yes(a.CacheUnknown), yes(b.CacheUnknown)),
		cmp.Compare(a.View, b.View),
		cmp.Compare(a.Model, b.Model), cmp.Compare(a.Provider, b.Provider), cmp.Compare(a.App, b.App),
		cmp.Compare(a.Key, b.Key), cmp.Compare(a.User, b.User), cmp.Compare(a.Team, b.Team), cmp.Compare(a.Machine, b.Machine),
		cmp.Compare(a.Prompt, b.Prompt), cmp.Compare(a.Clock, b.Clock), cmp.Compare(a.Marks, b.Marks),
	)
}
