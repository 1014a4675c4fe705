package usage

import (
	"context"
	"maps"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// importEdges are the days inside which what is imported of a view begins or ends: the view
// may hold them in part. Which account it is of is not known of an import, so an edge
// alone decides nothing.
type importEdges map[importEdge]bool

// An importEdge is a day of a kind of view.
type importEdge struct {
	day  string
	view usagefile.View
}

// forget takes the edges of a day out.
func (e importEdges) forget(day string) {
	maps.DeleteFunc(e, func(k importEdge, _ bool) bool { return k.day == day })
}

// whole is the kind of view that counts on an account's day instead of the best one,
// which has an edge there: the next one of the gateway's or provider's own that has none
// and more dollars, since less can't be the whole of it. It is 0 where the best one
// stays.
func (e importEdges) whole(list []Day, best usagefile.View, rank func(*Day) usagefile.View) usagefile.View {
	if len(e) == 0 || best >= usagefile.Costs || !e[importEdge{list[0].Date, best}] {
		return 0
	}
	dollars := func(view usagefile.View) (sum pricing.Money, there bool) {
		of := func(d *Day) bool { return rank(d) == view && (view == best || d.Flags&FlagComputed == 0) }
		source := fullestSource(list, of)
		for i := range list {
			if d := &list[i]; of(d) && d.View.Source() == source {
				sum, there = sum.Add(d.Cost), true
			}
		}
		return sum, there
	}
	part, _ := dollars(best)
	for view := best + 1; view <= usagefile.Costs; view++ {
		if sum, there := dollars(view); there && !e[importEdge{list[0].Date, view}] && sum.Cmp(part) > 0 {
			return view
		}
	}
	return 0
}

// edgeDays finds the edges of all imports, where an account has two views of which one
// could stand for the other. Imports that had rows of each other are one, as exports that
// overlap are.
func edgeDays(ctx context.Context, q sqlite.Querier, all map[int64]*Series) (importEdges, error) {
	if !severalViews(all) {
		return nil, nil
	}
	files, err := readExtents(ctx, q)
	if err != nil {
		return nil, err
	}
	out := importEdges{}
	note := func(ns int64, view usagefile.View) {
		if ns%DayNS != 0 { // what begins with a day, or is a sum of it, holds all of it
			out[importEdge{Instant(ns).Format(pricing.Day), view}] = true
		}
	}
	for _, f := range files {
		for _, view := range []usagefile.View{usagefile.Requests, usagefile.Buckets, usagefile.Costs} {
			if f.joined == nil && usagefile.Holds(f.format, view) {
				note(f.first, view)
				note(f.last, view)
			}
		}
	}
	return out, nil
}

// severalViews reports whether an account has two kinds of reported views.
func severalViews(all map[int64]*Series) bool {
	kinds := map[int64]usagefile.View{}
	for _, x := range all {
		kind := x.View.Kind()
		if kind > usagefile.Costs {
			continue
		}
		if first := kinds[x.AccountID]; first != 0 && first != kind {
			return true
		}
		kinds[x.AccountID] = kind
	}
	return false
}

// An extent is from the first to the last row of one or more imports.
type extent struct {
	format      string
	first, last int64   // Unix nanoseconds
	joined      *extent // that holds it; nil for one that stands for itself
}

// of finds the extent that holds it.
func (x *extent) of() *extent {
	for x.joined != nil {
		x = x.joined
	}
	return x
}

// readExtents reads those of all imports that have rows, joined where they share some.
func readExtents(ctx context.Context, q sqlite.Querier) (map[int64]*extent, error) {
	out := map[int64]*extent{}
	err := sqlite.Each(ctx, q, `SELECT id, type, first_ns, last_ns FROM import WHERE first_ns IS NOT NULL`, nil, func(rows sqlite.Scanner) error {
		var id int64
		x := &extent{}
		err := rows.Scan(&id, &x.format, &x.first, &x.last)
		out[id] = x
		return err
	})
	if err != nil {
		return nil, err
	}
	err = sqlite.Each(ctx, q, `SELECT later_id, earlier_id FROM import_overlap`, nil, func(rows sqlite.Scanner) error {
		var later, earlier int64
		err := rows.Scan(&later, &earlier)
		a, b := out[later], out[earlier]
		if err != nil || a == nil || b == nil || a.of() == b.of() || a.format != b.format {
			return err
		}
		a, b = a.of(), b.of()
		a.first, a.last, b.joined = min(a.first, b.first), max(a.last, b.last), a
		return nil
	})
	return out, err
}
