package usage

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"tollbook/pricing"
)

// Merge brings the imports of another ledger into ours, with their rows under the same
// keys, so that what came to both is there once. What the two say otherwise of one row is
// decided as if all imports had come to one ledger in the order of time: the later one has
// the say, and a format whose copies are joined (usagefile.Format.Fullest) is joined. The
// transaction needs no check of what refers to what (sqlite.File.WriteTrusting). It returns
// *DoubleError without Again.
//
// An import that finds a row as it is leaves no trace at it. So where figures went back to
// what they had been (1, then 2, then 1 again) and the first and the last are one ledger's,
// the other ledger's 2 counts.
func Merge(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, from Guest) (Merged, error) {
	g, err := newGuestRows(ctx, tx, c, from)
	if err != nil {
		return Merged{}, err
	}
	defer incomings.Delete(g.name)
	for _, account := range slices.Sorted(maps.Keys(from.Accounts)) {
		if err := g.bring(ctx, account, from.Accounts[account]); err != nil {
			return Merged{}, err
		}
	}
	return g.merged, g.end(ctx)
}

// bring brings in what the guest has of an account.
func (g *guestRows) bring(ctx context.Context, account, ours int64) error {
	w := &window{our: FirstKey(ours), first: string(FirstKey(account + 1)), more: true}
	for w.more {
		if err := g.read(ctx, account, w); err != nil {
			return err
		}
		if err := g.meet(ctx, w); err != nil {
			return err
		}
		if err := g.decide(ctx, w); err != nil {
			return err
		}
		if err := g.writeSums(ctx, maxCells); err != nil {
			return err
		}
		if g.from.Progress != nil {
			g.from.Progress(int64(g.merged.Rows), max(g.of, int64(g.merged.Rows)))
		}
	}
	return nil
}

// decide makes one of what both ledgers have of each row of a window, and writes it.
func (g *guestRows) decide(ctx context.Context, w *window) error {
	var fresh []*arrival
	for i, a := range w.rows {
		if w.done[i] {
			continue
		}
		ours, theirs := w.before[0][a.Key], w.before[1][a.Key]
		if !isGone(a) {
			if err := a.readFigures(a.tokens, a.usd, g.series); err != nil {
				return g.from.Fault(err)
			}
		}
		if w.met[i] == nil && len(ours) == 0 && len(theirs) == 0 { // most rows
			g.merged.Added++
			if by := g.imports.of[a.Origin.File()]; !g.imports.byID[by].fresh {
				g.count(by, tally{added: 1, usd: a.Cost}, tally{})
			}
			fresh = append(fresh, a)
			continue
		}
		h := g.join(w.met[i], a, ours, theirs)
		if err := g.keepBefore(ctx, a.Key, ours, h.before()); err != nil {
			return err
		}
		is, err := g.stands(ctx, w.met[i], h.now(), a)
		if err != nil {
			return err
		}
		if is != nil {
			fresh = append(fresh, is)
		}
	}
	return g.write(ctx, fresh)
}

// join makes one history of those that both ledgers have of a row, and counts what the
// imports turn out to have done.
func (g *guestRows) join(ours *Row, a *arrival, before, theirBefore map[int64]Row) history {
	var theirs *Row
	if !isGone(a) {
		theirs = &a.Row
	}
	mine, other := historyOf(ours, before, g.imports.of), historyOf(theirs, theirBefore, g.imports.of)
	mine.sort(g.imports.rank)
	other.sort(g.imports.rank)
	joined := other
	if len(mine) > 0 {
		joined = g.joinHistories(mine, other)
	}
	was, said, is := mine.tallies(), other.tallies(), joined.tallies()
	ids := maps.Clone(is)
	maps.Copy(ids, was)
	maps.Copy(ids, said)
	for id := range ids {
		before, known := was[id]
		if !known && g.imports.byID[id].fresh {
			before = said[id]
		}
		if now := is[id]; now.added != before.added || now.updated != before.updated || !now.usd.Equal(before.usd) {
			g.count(id, now, before)
		}
	}
	return joined
}

// keepBefore writes what imports found in a row, where our ledger says otherwise.
func (g *guestRows) keepBefore(ctx context.Context, key string, was, is map[int64]Row) error {
	for id := range was {
		if _, still := is[id]; !still {
			if _, err := g.unkeep.ExecContext(ctx, id, []byte(key)); err != nil {
				return err
			}
		}
	}
	for id, row := range is {
		if old, there := was[id]; there && old.equal(&row) {
			continue
		}
		if err := g.putSeries(ctx, row.Series); err != nil {
			return err
		}
		if _, err := g.keep.ExecContext(ctx, append([]any{id}, row.values()...)...); err != nil {
			return err
		}
	}
	return nil
}

// stands has our ledger's row, nil for none, become what the history leaves; one that is
// new is returned, to be written with others. theirs is what the guest has.
func (g *guestRows) stands(ctx context.Context, ours, now *Row, theirs *arrival) (*arrival, error) {
	changed := now == nil != (ours == nil) || now != nil && ours != nil && !now.figures.equal(&ours.figures)
	if !isGone(theirs) {
		switch {
		case !changed:
			g.merged.Duplicates++
		case ours == nil:
			g.merged.Added++
		default:
			g.merged.Updated++
		}
	}
	if now == nil {
		if ours == nil {
			return nil, nil
		}
		g.takeOut(ours)
		_, err := g.tx.ExecContext(ctx, `DELETE FROM usage WHERE key = ?`, []byte(ours.Key))
		return nil, err
	}
	a := &arrival{Row: *now, cell: noCell, tokens: string(appendRow(nil, &now.figures)), usd: string(appendUSD(nil, now.Cost, now.BYOK, now.Extra))}
	if !isGone(theirs) && now.equal(&theirs.Row) { // as it was written there
		a.tokens, a.usd = theirs.tokens, theirs.usd
	}
	switch {
	case ours == nil:
		return a, nil
	case changed:
		g.takeOut(ours)
		g.putIn(now)
		g.replaced = append(g.replaced, a)
	case ours.Origin != now.Origin:
		g.replaced = append(g.replaced, a)
	}
	return nil, nil
}

// takeOut takes a row out of the sums.
func (g *guestRows) takeOut(r *Row) {
	g.changes.add(&r.figures, g.edges, -1)
	g.splits.add(accountOf(r.Key), r.figures, -1)
}

// putIn adds a row to the sums.
func (g *guestRows) putIn(r *Row) {
	g.changes.add(&r.figures, g.edges, 1)
	g.splits.add(accountOf(r.Key), r.figures, 1)
	g.spans.note(r)
}

// write writes rows that are new, in the order of the tree, and those that replace others.
func (g *guestRows) write(ctx context.Context, fresh []*arrival) error {
	g.incoming.rows = fresh
	var double *DoubleError
	if err := g.doubles.look(ctx, fresh); errors.As(err, &double) {
		double.Line = -1 // it is of the file that brought it to us
		return double
	} else if err != nil {
		return err
	}
	for _, a := range fresh {
		g.putIn(&a.Row)
	}
	for _, list := range [][]*arrival{fresh, g.replaced} {
		for _, a := range list {
			if err := g.putSeries(ctx, a.Series); err != nil {
				return err
			}
		}
	}
	if len(fresh) > 0 {
		if _, err := g.insert.ExecContext(ctx); err != nil {
			return err
		}
	}
	if len(g.replaced) > 0 {
		g.incoming.rows = g.replaced
		if _, err := g.replace.ExecContext(ctx); err != nil {
			return err
		}
	}
	g.replaced = g.replaced[:0]
	return nil
}

// equal reports whether two rows are the same in all that is kept of them.
func (r *Row) equal(o *Row) bool { return r.Origin == o.Origin && r.figures.equal(&o.figures) }

// equal reports whether figures are the same in all that is kept of them, a computed cost
// too.
func (f *figures) equal(o *figures) bool {
	return f.same(*o) && f.Cost.Equal(o.Cost) && f.Unpriced == o.Unpriced
}
