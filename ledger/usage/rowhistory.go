package usage

import (
	"cmp"
	"slices"

	"tollbook/pricing"
)

// A version is what one import made of a row.
type version struct {
	by   int64 // the import's id in our ledger
	row  Row
	gone bool // it took the row out: another one stands in its place
}

// A history is what the imports made of one row, one after another: the last version is
// the row as it stands, the others are kept for undo.
type history []version

// historyOf puts the history of a row together: now is the row as it stands, nil where it
// is gone, before what each import found there, by the import's id, and of the import that
// each file came with.
func historyOf(now *Row, before map[int64]Row, of map[int64]int64) history {
	if now == nil && len(before) == 0 {
		return nil
	}
	var h history
	made := map[int64]bool{}
	add := func(r Row) {
		by := of[r.Origin.File()]
		made[by] = true
		h = append(h, version{by: by, row: r})
	}
	for _, r := range before {
		add(r)
	}
	if now != nil {
		add(*now)
	}
	for by := range before {
		if !made[by] {
			h = append(h, version{by: by, gone: true})
		}
	}
	return h
}

// now is the row as the history leaves it; nil where it is gone.
func (h history) now() *Row {
	if len(h) == 0 || h[len(h)-1].gone {
		return nil
	}
	return &h[len(h)-1].row
}

// before is what each import found, by its id.
func (h history) before() map[int64]Row {
	out := map[int64]Row{}
	for i := 1; i < len(h); i++ {
		if !h[i-1].gone {
			out[h[i].by] = h[i-1].row
		}
	}
	return out
}

// A tally is what an import did to rows.
type tally struct {
	added, updated int64
	usd            pricing.Money
}

// tallies are those of the imports of a history.
func (h history) tallies() map[int64]tally {
	out := map[int64]tally{}
	var last *Row
	for i := range h {
		v, t := &h[i], tally{}
		if last != nil {
			t.usd = t.usd.Sub(last.Cost)
		}
		switch {
		case v.gone:
			last = nil
		case last == nil:
			t.added++
		default:
			t.updated++
		}
		if !v.gone {
			last = &v.row
			t.usd = t.usd.Add(last.Cost)
		}
		out[v.by] = t
	}
	return out
}

// sort puts a history into the order of time.
func (h history) sort(rank map[int64]int) {
	slices.SortFunc(h, func(a, b version) int { return cmp.Compare(rank[a.by], rank[b.by]) })
}
