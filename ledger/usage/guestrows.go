package usage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// guestRows brings the rows of a guest together with those of our ledger.
type guestRows struct {
	*merger  // of which the incoming rows, the series and the changes of sums are used
	from     Guest
	imports  *guestImports
	joins    map[int64]bool // imports, by our ids, whose rows are joined with copies of themselves
	kept     [2]keptBefore  // ours, and the guest's
	theirs   map[int64]*Series
	as       map[int64]int64 // the guest's series: ours
	replace  *sql.Stmt       // rows of ours by incoming ones
	replaced []*arrival      // rows that wait for it
	keep     *sql.Stmt       // what an import found in a row
	unkeep   *sql.Stmt
	pairs    map[[2]int64]bool
	tallies  map[int64]tally // by which the records of imports change
	merged   Merged
	of       int64 // rows that the guest has, about
}

func newGuestRows(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, from Guest) (*guestRows, error) {
	all, err := AllSeries(ctx, tx)
	if err != nil {
		return nil, err
	}
	labels, err := readLabels(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	g := &guestRows{merger: joiningMerger(tx, c, labels, all), from: from, joins: map[int64]bool{}, as: map[int64]int64{}, pairs: map[[2]int64]bool{}, tallies: map[int64]tally{}}
	if g.theirs, err = AllSeries(ctx, from.Ledger); err != nil {
		return nil, from.Fault(err)
	}
	if g.imports, err = bringImports(ctx, tx, from); err != nil {
		return nil, err
	}
	g.merged.Imports = g.imports.fresh
	for id, i := range g.imports.byID {
		g.joins[id] = usagefile.JoinsCopies(i.typ)
	}
	if g.kept[0], err = readKeptBefore(ctx, tx); err != nil {
		return nil, err
	}
	if g.kept[1], err = readKeptBefore(ctx, from.Ledger); err != nil {
		return nil, from.Fault(err)
	}
	if err := from.Ledger.QueryRowContext(ctx, `SELECT COALESCE(SUM(added), 0) FROM import`).Scan(&g.of); err != nil {
		return nil, from.Fault(err)
	}
	if !from.Again {
		g.doubles = &doubleFinder{tx: tx, catalog: c, file: from.File, fileID: g.imports.firstFile, accounts: map[int64]*accountRef{}, siblings: map[int64][]*accountRef{}, fresh: from.Fresh}
		for _, a := range labels.accounts {
			g.doubles.accounts[a.id] = a
		}
	}
	if err := g.open(ctx); err != nil {
		return g, err
	}
	for _, x := range []struct {
		into  **sql.Stmt
		query string
	}{
		{&g.replace, `INSERT OR REPLACE INTO usage (` + RowColumns + `) SELECT ` + RowColumns + ` FROM temp.incoming`},
		{&g.keep, `INSERT OR REPLACE INTO usage_before (import_id, ` + RowColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?)`},
		{&g.unkeep, `DELETE FROM usage_before WHERE import_id = ? AND key = ?`},
	} {
		if *x.into, err = tx.PrepareContext(ctx, x.query); err != nil {
			return g, err
		}
	}
	return g, nil
}

// saw notes that an import saw a row of another one.
func (g *guestRows) saw(later, earlier int64) {
	if later != earlier {
		g.pairs[[2]int64{later, earlier}] = true
	}
}

// count changes what the record of an import says by what it turned out to have done to the
// rows of both ledgers together: all of its rows are still one of added, known, updated.
func (g *guestRows) count(id int64, now, before tally) {
	t := g.tallies[id]
	t.added, t.updated, t.usd = t.added+now.added-before.added, t.updated+now.updated-before.updated, t.usd.Add(now.usd).Sub(before.usd)
	g.tallies[id] = t
}

// seriesOf is the series of ours that a series of the guest is.
func (g *guestRows) seriesOf(id int64) (int64, error) {
	if ours, known := g.as[id]; known {
		return ours, nil
	}
	x := g.theirs[id]
	if x == nil {
		return 0, fmt.Errorf("%w: a row names series %d, which is missing", sqlite.ErrDamaged, id)
	}
	k := x.key()
	k.AccountID = g.from.Accounts[k.AccountID]
	of := *x.SpendSeries
	if a := g.accountByID(k.AccountID); a != nil {
		of.Account, of.Gateway, of.Billing = a.name, a.gateway, a.billing
	}
	g.as[id] = g.find(k, of)
	return g.as[id], nil
}

// find finds or makes a series; one that is made is written with the first row that names it.
func (g *guestRows) find(k SeriesKey, of SpendSeries) int64 {
	x, fresh := g.labels.find(k, of)
	if fresh {
		g.series[x.ID] = &x
		g.owed[x.ID] = true
	}
	return x.ID
}

func (g *guestRows) accountByID(id int64) *accountRef {
	for _, a := range g.labels.accounts {
		if a.id == id {
			return a
		}
	}
	return nil
}

// originOf is where a row of the guest stands, by the ids of ours.
func (g *guestRows) originOf(o origin) (origin, error) {
	file, known := g.imports.files[o.File()]
	if !known {
		return 0, fmt.Errorf("%w: a row names file %d, which is missing", sqlite.ErrDamaged, o.File())
	}
	return originOf(file, o.Line()), nil
}

// writeSums brings the daily sums up where enough has changed, or for 1 anything.
func (g *guestRows) writeSums(ctx context.Context, least int) error {
	if len(g.changes) < least {
		return nil
	}
	err := changeDays(ctx, g.tx, g.series, g.changes, g.spans)
	clear(g.changes)
	clear(g.spans)
	return err
}

// end writes the sums, and what imports saw and did.
func (g *guestRows) end(ctx context.Context) error {
	if err := errors.Join(g.insert.Close(), g.replace.Close(), g.keep.Close(), g.unkeep.Close(), g.writeSums(ctx, 1), g.splits.flush(ctx, g.tx, g.series)); err != nil {
		return err
	}
	for p := range g.pairs {
		if err := putOverlap(ctx, g.tx, p[0], p[1]); err != nil {
			return err
		}
	}
	for id, t := range g.tallies {
		if err := g.imports.correct(ctx, g.tx, id, t); err != nil {
			return err
		}
	}
	_, err := g.tx.ExecContext(ctx, `DROP TABLE temp.incoming`)
	return errors.Join(err, g.writer.close())
}
