package usage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// A window is a part of an account's rows in two ledgers: those of the guest between two
// keys, and what both know of them. It holds gatherRows rows at most, so that memory does
// not grow with the ledgers.
type window struct {
	rows   []*arrival                  // of the guest, by our keys, the last key first; of one that is gone the key alone
	met    []*Row                      // beside them: what our ledger has and has to be decided upon
	done   []bool                      // beside them: our ledger has the same
	before [2]map[string]map[int64]Row // what imports found in them, by key: of our ledger, and of the guest
	first  string                      // the guest's key that the next window ends before
	more   bool
	our    []byte // the account, as our keys begin
}

// isGone reports whether the guest has no row any more, but knows that it had one.
func isGone(a *arrival) bool { return a.tokens == "" }

// read reads the next window of the guest.
func (g *guestRows) read(ctx context.Context, account int64, w *window) error {
	end := w.first
	var text []byte
	var ends []int
	var rows []arrival
	err := eachRaw(ctx, g.from.Ledger, `SELECT `+RowColumns+` FROM usage WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT ?`,
		[]any{FirstKey(account), []byte(end), gatherRows}, func(r rawRow) (err error) {
			a := arrival{cell: noCell}
			a.At = r.at
			if a.Series, err = g.seriesOf(r.series); err != nil {
				return err
			}
			if a.Origin, err = g.originOf(r.origin); err != nil {
				return err
			}
			text = append(append(text, w.our...), r.key[len(w.our):]...)
			ends = append(ends, len(text))
			text = append(text, r.tokens...)
			ends = append(ends, len(text))
			text = append(text, r.usd...)
			ends = append(ends, len(text))
			rows = append(rows, a)
			return nil
		})
	if err != nil {
		return g.from.Fault(err)
	}
	whole, from := string(text), 0
	w.rows = w.rows[:0]
	for i := range rows {
		a, ends := &rows[i], ends[3*i:]
		a.Key, a.tokens, a.usd = whole[from:ends[0]], whole[ends[0]:ends[1]], whole[ends[1]:ends[2]]
		from = ends[2]
		w.rows = append(w.rows, a)
	}
	g.merged.Rows += len(rows)
	w.first, w.more = string(FirstKey(account)), len(rows) == gatherRows
	if w.more {
		w.first = string(FirstKey(account)) + w.rows[len(rows)-1].Key[len(w.our):]
	}
	return g.readGuestBefore(ctx, w, w.first, end)
}

// readGuestBefore reads what the guest's imports found in the rows of a window, those that
// are gone since too.
func (g *guestRows) readGuestBefore(ctx context.Context, w *window, first, end string) error {
	w.before = [2]map[string]map[int64]Row{{}, {}}
	there := map[string]bool{}
	for _, id := range g.kept[1].within(first, end) {
		if len(there) == 0 {
			for _, a := range w.rows {
				there[a.Key] = true
			}
		}
		err := eachRaw(ctx, g.from.Ledger, `SELECT `+RowColumns+` FROM usage_before WHERE import_id = ? AND key >= ? AND key < ?`, []any{id, []byte(first), []byte(end)}, func(r rawRow) (err error) {
			row := Row{Key: string(w.our) + string(r.key[len(w.our):])}
			row.At = r.at
			if row.Series, err = g.seriesOf(r.series); err != nil {
				return err
			}
			if row.Origin, err = g.originOf(r.origin); err != nil {
				return err
			}
			if err := row.readFigures(string(r.tokens), string(r.usd), g.series); err != nil {
				return err
			}
			w.note(1, g.imports.ours[id], row)
			if !there[row.Key] {
				there[row.Key] = true
				w.rows = append(w.rows, &arrival{Row: Row{Key: row.Key}})
			}
			return nil
		})
		if err != nil {
			return g.from.Fault(err)
		}
	}
	slices.SortStableFunc(w.rows, func(a, b *arrival) int { return strings.Compare(b.Key, a.Key) })
	return nil
}

// note keeps what an import found in a row.
func (w *window) note(ledger int, id int64, row Row) {
	if w.before[ledger][row.Key] == nil {
		w.before[ledger][row.Key] = map[int64]Row{}
	}
	w.before[ledger][row.Key][id] = row
}

// meet finds the rows of our ledger that the guest has too, and what our imports found in
// them. Where both are the same that is settled at once.
func (g *guestRows) meet(ctx context.Context, w *window) error {
	w.met, w.done = make([]*Row, len(w.rows)), make([]bool, len(w.rows))
	if len(w.rows) == 0 {
		return nil
	}
	high, low := w.rows[0].Key, w.rows[len(w.rows)-1].Key
	for _, id := range g.kept[0].within(low, high) {
		err := g.eachOfOurs(ctx, w, `usage_before`, `import_id = ?`, []any{id}, func(_ int, r rawRow) error {
			row, err := g.ourRow(r)
			w.note(0, id, row)
			return err
		})
		if err != nil {
			return err
		}
	}
	return g.eachOfOurs(ctx, w, `usage`, `TRUE`, nil, func(i int, r rawRow) error {
		a := w.rows[i]
		if !isGone(a) && len(w.before[0][a.Key]) == 0 && len(w.before[1][a.Key]) == 0 &&
			r.at == a.At && r.series == a.Series && string(r.tokens) == a.tokens && string(r.usd) == a.usd {
			w.done[i] = true
			return g.settle(a, r)
		}
		row, err := g.ourRow(r)
		w.met[i] = &row
		return err
	})
}

// eachOfOurs calls f for the rows of a table of our ledger that the window has, by the
// shorter of two ways: where there are few others between its keys all are read in order,
// else each is looked up.
func (g *guestRows) eachOfOurs(ctx context.Context, w *window, table, where string, args []any, f func(i int, r rawRow) error) error {
	between := append(slices.Clone(args), []byte(w.rows[len(w.rows)-1].Key), []byte(w.rows[0].Key))
	limit := 4 * len(w.rows)
	var near int
	err := g.tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM `+table+` WHERE `+where+` AND key BETWEEN ? AND ? LIMIT ?)`, append(slices.Clone(between), limit)...).Scan(&near)
	if err != nil || near == 0 {
		return err
	}
	query := `SELECT ` + RowColumns + ` FROM ` + table + ` WHERE ` + where + ` AND key BETWEEN ? AND ? ORDER BY key DESC`
	if near == limit {
		g.incoming.rows = w.rows
		query = `SELECT u.key, u.at_ns, u.series_id, u.tokens, u.usd, u.origin FROM temp.incoming i CROSS JOIN ` + table + ` u ON u.key = i.key AND ` + where
		between = args
	}
	i := 0
	return eachRaw(ctx, g.tx, query, between, func(r rawRow) error {
		for i < len(w.rows) && w.rows[i].Key > string(r.key) {
			i++
		}
		if i == len(w.rows) || w.rows[i].Key != string(r.key) {
			return nil
		}
		return f(i, r)
	})
}

// ourRow is a row of our ledger in full.
func (g *guestRows) ourRow(r rawRow) (Row, error) {
	row := Row{Key: string(r.key), Origin: r.origin}
	row.At, row.Series = r.at, r.series
	if _, known := g.imports.of[r.origin.File()]; !known || g.series[r.series] == nil {
		return row, fmt.Errorf("a row names file %d and series %d, of which one is missing: run tollbook doctor", r.origin.File(), r.series)
	}
	return row, row.readFigures(string(r.tokens), string(r.usd), g.series)
}

// settle decides whose a row is that both ledgers have alike: that of the import that came
// first. The other one saw it again.
func (g *guestRows) settle(a *arrival, r rawRow) error {
	g.merged.Duplicates++
	ours, known := g.imports.of[r.origin.File()]
	if !known {
		return fmt.Errorf("a row names file %d, which is missing: run tollbook doctor", r.origin.File())
	}
	theirs := g.imports.of[a.Origin.File()]
	if ours == theirs {
		return nil
	}
	cost, _, _, err := ParseUSD(a.usd)
	if err != nil {
		return err
	}
	one := tally{added: 1, usd: cost}
	if cmp.Compare(g.imports.rank[theirs], g.imports.rank[ours]) > 0 {
		g.saw(theirs, ours)
		if g.imports.byID[theirs].fresh {
			g.count(theirs, tally{}, one)
		}
		return nil
	}
	g.saw(ours, theirs)
	g.count(ours, tally{}, one)
	if !g.imports.byID[theirs].fresh {
		g.count(theirs, one, tally{})
	}
	g.replaced = append(g.replaced, a)
	return nil
}
