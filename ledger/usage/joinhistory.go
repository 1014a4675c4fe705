package usage

import "slices"

// joinHistories makes one history of a row out of those of two ledgers: what it would be if
// all imports had come to one ledger in the order of time. An import that found what it
// brought makes no version. saw is told of each that saw the row of another one.
func (g *guestRows) joinHistories(ours, theirs history) (out history) {
	all := slices.Concat(ours, theirs)
	all.sort(g.imports.rank)
	for i := 0; i < len(all); i++ {
		v := all[i]
		if i+1 < len(all) && all[i+1].by == v.by {
			v = g.oneOf(v, all[i+1])
			i++
		}
		if len(out) == 0 {
			if !v.gone {
				out = append(out, v)
			}
			continue
		}
		last := &out[len(out)-1]
		g.saw(v.by, last.by)
		switch {
		case last.gone && v.gone:
		case last.gone || v.gone:
			out = append(out, v)
		default:
			if v, changed := g.upon(last.row, v); changed {
				out = append(out, v)
			}
		}
	}
	return out
}

// upon is a version that comes upon a row as it stands, and whether it changes that, by the
// rules of an import.
func (g *guestRows) upon(old Row, v version) (version, bool) {
	by := g.imports.byID[v.by]
	if by.typ == repriceType { // it changed the price of what it found, and nothing else
		f := old.figures
		f.Series, f.Cost, f.Unpriced = v.row.Series, v.row.Cost, v.row.Unpriced
		if !f.same(v.row.figures) || g.series[old.Series].SpendKey != g.series[f.Series].SpendKey {
			return v, false
		}
		f.Series = old.Series
		v.row.figures = f
		return v, !old.Cost.Equal(f.Cost) || old.Unpriced != f.Unpriced
	}
	if g.joins[v.by] {
		origin := v.row.Origin
		v.row = g.joined(old, v.row)
		v.row.Origin = origin
	} else if v.row.Series != old.Series {
		a := arrival{Row: v.row}
		g.fill(&a, &old)
		v.row = a.Row
	}
	return v, !old.same(v.row.figures)
}

// oneOf makes one of what two ledgers say that one import made of a row: the same, but for
// the labels that it was silent about, which each ledger filled in with those of the imports
// that it had. Only what both say is the import's own; the rest is filled in again.
func (g *guestRows) oneOf(a, b version) version {
	switch {
	case a.gone:
		return b
	case b.gone:
		return a
	case g.joins[a.by]:
		origin := min(a.row.Origin, b.row.Origin)
		a.row = g.joined(a.row, b.row)
		a.row.Origin = origin
		return a
	}
	if compareCopies(&b.row, &a.row, g.series) > 0 {
		a, b = b, a
	}
	if a.row.Series == b.row.Series {
		return a
	}
	x, y := g.series[a.row.Series], g.series[b.row.Series]
	if both := x.key().common(y.key()); both == y.key() {
		return b
	} else if both != x.key() {
		a.row.Series = g.find(both, *x.SpendSeries)
		if f := &a.row.figures; both.Service != x.Service && f.flags&FlagComputed != 0 {
			f.Cost, f.Unpriced, _ = Computed(g.catalog, f.WorkLine(x.Gateway, x.Model, both.Service))
		}
	}
	return a
}

// common is a series key without what another one says otherwise of who used it and how it
// was served.
func (k SeriesKey) common(o SeriesKey) SeriesKey {
	for _, label := range [][2]*string{
		{&k.Provider, &o.Provider}, {&k.Key, &o.Key}, {&k.App, &o.App}, {&k.User, &o.User}, {&k.Team, &o.Team}, {&k.Machine, &o.Machine},
		{(*string)(&k.Service.Tier), (*string)(&o.Service.Tier)}, {&k.Service.Residency, &o.Service.Residency},
	} {
		if *label[0] != *label[1] {
			*label[0] = ""
		}
	}
	return k
}
