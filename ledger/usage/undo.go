package usage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// An ImportRecord is one import as the ledger remembers it.
type ImportRecord struct {
	ID         int64
	At         time.Time
	Type       string
	File       string
	Size       int64
	SHA256     string
	Rows       int
	Added      int
	Duplicates int
	Updated    int
	Empty      int
	Rejected   int
	Removed    int           // rows of earlier pulls that this one did not find again
	Told       bool          // of a pull: First and Last are what its source told of
	USD        pricing.Money // by how much it changed the ledger's dollars
	First      time.Time     // of its rows, or of the days that a source told of; zero for none
	Last       time.Time
}

// Imports lists what was imported, newest first.
func Imports(ctx context.Context, q sqlite.Querier) ([]ImportRecord, error) {
	var list []ImportRecord
	err := sqlite.Each(ctx, q, `SELECT id, at_ns, type, file, size, sha256, records, added, duplicates, updated, rejected, removed, told, usd, first_ns, last_ns
		FROM import ORDER BY id DESC`, nil, func(row sqlite.Scanner) error {
		var r ImportRecord
		var at int64
		var usd string
		var first, last sql.NullInt64
		err := row.Scan(&r.ID, &at, &r.Type, &r.File, &r.Size, &r.SHA256, &r.Rows, &r.Added, &r.Duplicates, &r.Updated, &r.Rejected, &r.Removed, &r.Told, &usd, &first, &last)
		if err != nil {
			return err
		}
		if r.USD, err = pricing.ParseFigure(usd); err != nil {
			return fmt.Errorf("import %d: amount %q in the ledger: %w", r.ID, usd, err)
		}
		r.Empty = r.Rows - r.Added - r.Duplicates - r.Updated - r.Rejected // every row is one of these
		r.At = Instant(at)
		if first.Valid {
			r.First, r.Last = Instant(first.Int64), Instant(last.Int64)
		}
		list = append(list, r)
		return nil
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	return list, nil
}

// ErrNoImport is returned for an import id that the ledger does not have.
var ErrNoImport = errors.New("no such import")

// Undone says what taking an import back did.
type Undone struct {
	ID       int64
	File     string
	Removed  int // rows that it had brought
	Restored int // rows that got their earlier figures back
}

// UndoPlan lists the imports that have to go for id to go: those that saw its rows again,
// newest first, the other parts of the same pulls, and id itself last. It returns
// ErrNoImport.
func UndoPlan(ctx context.Context, q sqlite.Querier, id int64) ([]ImportRecord, error) {
	all, err := Imports(ctx, q)
	if err != nil {
		return nil, err
	}
	later, err := overlaps(ctx, q)
	if err != nil {
		return nil, err
	}
	records := map[int64]ImportRecord{}
	for _, r := range all {
		records[r.ID] = r
	}
	gone := map[int64]bool{id: true}
	for todo := []int64{id}; len(todo) > 0; todo = todo[1:] {
		with := later[todo[0]]
		for _, r := range all {
			if r.SamePull(records[todo[0]]) {
				with = append(slices.Clip(with), r.ID)
			}
		}
		for _, l := range with {
			if !gone[l] {
				gone[l] = true
				todo = append(todo, l)
			}
		}
	}
	plan := laterFirst(slices.DeleteFunc(all, func(r ImportRecord) bool { return !gone[r.ID] }), later)
	i := slices.IndexFunc(plan, func(r ImportRecord) bool { return r.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("import %d: %w", id, ErrNoImport)
	}
	return append(slices.Delete(slices.Clone(plan), i, i+1), plan[i]), nil
}

// SamePull reports whether two imports are parts of one pull: they are taken back together,
// since a source goes on behind what all of its parts told.
func (r ImportRecord) SamePull(o ImportRecord) bool {
	return r.Told && o.Told && r.File == o.File && r.At.Equal(o.At)
}

// GoesFirst says why an import is taken back before another one.
func (r ImportRecord) GoesFirst(of ImportRecord) string {
	if r.SamePull(of) {
		return "is a part of the same pull and goes with it"
	}
	return "saw rows of it again and is taken back first"
}

// overlaps lists for each import the later ones that saw its rows.
func overlaps(ctx context.Context, q sqlite.Querier) (map[int64][]int64, error) {
	later := map[int64][]int64{}
	err := sqlite.Each(ctx, q, `SELECT earlier_id, later_id FROM import_overlap`, nil, func(row sqlite.Scanner) error {
		var a, b int64
		err := row.Scan(&a, &b)
		later[a] = append(later[a], b)
		return err
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	return later, nil
}

// Undo takes an import back whole, and before it those that saw its rows again,
// all in one transaction, which needs no check of what refers to what
// (sqlite.File.WriteTrusting). It returns ErrNoImport.
func Undo(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, id int64) ([]Undone, error) {
	plan, err := UndoPlan(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	var out []Undone
	for _, r := range plan {
		u, err := takeBack(ctx, tx, r, c.Edges())
		if err != nil {
			return nil, fmt.Errorf("undo import %d: %w", r.ID, err)
		}
		out = append(out, u)
	}
	return out, ForgetUnused(ctx, tx)
}

// takeBack undoes one import that no other import saw rows of.
func takeBack(ctx context.Context, tx *sql.Tx, r ImportRecord, edges pricing.Edges) (Undone, error) {
	u := Undone{ID: r.ID, File: r.File}
	var first, last int64
	err := tx.QueryRowContext(ctx, `SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), -1) FROM import_file WHERE import_id = ?`, r.ID).Scan(&first, &last)
	if err != nil {
		return u, err
	}
	all, err := AllSeries(ctx, tx)
	if err != nil {
		return u, err
	}
	// Rows that it changed get back what stood there before; the others it brought.
	before := map[string]Row{}
	err = EachRow(ctx, tx, all, `SELECT `+RowColumns+` FROM usage_before WHERE import_id = ?`, []any{r.ID}, func(x Row) error {
		before[x.Key] = x
		return nil
	})
	if err != nil {
		return u, err
	}
	splits, err := readSplits(ctx, tx)
	if err != nil {
		return u, err
	}
	changes, spans := cells{}, idSpans{}
	write := func(least int) error {
		if len(changes) < least {
			return nil
		}
		err := changeDays(ctx, tx, all, changes, spans)
		clear(changes)
		return err
	}
	its := []any{int64(originOf(first, 0)), int64(originOf(last+1, 0))}
	err = scan(ctx, tx, all, `origin >= ? AND origin < ?`, its, func(x Row) error {
		changes.add(&x.figures, edges, -1)
		splits.add(accountOf(x.Key), x.figures, -1)
		u.Removed++
		return nil
	}, func(int) error { return write(maxCells) })
	if err != nil {
		return u, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM usage WHERE origin >= ? AND origin < ?`, its...); err != nil {
		return u, err
	}
	for _, key := range slices.Sorted(maps.Keys(before)) {
		old := before[key]
		changes.add(&old.figures, edges, 1)
		spans.note(&old)
		splits.add(accountOf(key), old.figures, 1)
		if err := putRow(ctx, tx, old); err != nil {
			return u, err
		}
		u.Restored++
	}
	u.Removed -= u.Restored - r.Removed // what a pull took out has no row to be removed
	if u.Removed < 0 {
		return u, fmt.Errorf("%d rows that it changed are missing: run tollbook doctor", -u.Removed)
	}
	if err := errors.Join(write(1), splits.flush(ctx, tx, all)); err != nil {
		return u, err
	}
	for _, of := range []string{`usage_before WHERE import_id = ?`, `import_span WHERE import_id = ?`, `proposed_topup WHERE import_id = ?`, `import_overlap WHERE ? IN (later_id, earlier_id)`, `import_file WHERE import_id = ?`, `import WHERE id = ?`} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+of, r.ID); err != nil {
			return u, err
		}
	}
	return u, nil
}
