package usage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tollbook/pricing"
)

// A merger brings arriving rows together with those that the ledger has: new
// ones go in, known ones change only where their figures did.
type merger struct {
	tx       *sql.Tx
	id       int64 // the import's
	fileID   int64 // of its first file: rows of earlier imports have lower ones
	catalog  *pricing.Catalog
	edges    pricing.Edges
	fullest  bool
	pull     *Pull              // nil for a file
	gone     map[string][]int64 // keys of rows that pulls took out, and whose imports did
	incoming incoming
	// scattered says that rows come in no order of their keys: then they are gathered until
	// there are many, so that those of one page of the tree are written together.
	scattered bool
	gathered  []arrival
	name      string    // of the incoming rows as a table
	insert    *sql.Stmt // of incoming rows
	writer    *seriesWriter
	cells     []cellKey
	fresh     []*[cellBlock]cellSum // of rows that are new, by cell
	changes   cells                 // of rows that changed
	splits    *splits               // of all that come into divided days
	spans     idSpans               // of rows that are new or changed
	series    map[int64]*Series
	labels    *labels
	fills     map[[2]int64]int64 // by the series of an arriving row and of the ledger's: what the two come to
	owed      map[int64]bool     // series that the merger made and that no row needed yet
	keys      *knownKeys
	doubles   *doubleFinder
	overlaps  map[int64]bool // earlier imports whose rows came again
	files     map[int64]bool // earlier files whose rows came again
	got       Imported
}

func newMerger(ctx context.Context, tx *sql.Tx, im *importing, all map[int64]*Series) (*merger, error) {
	m := joiningMerger(tx, im.catalog, im.in.labels, all)
	m.id, m.fileID, m.fullest, m.pull = im.got.ID, im.fileID, im.file.Format.Fullest, im.opt.Pull
	var err error
	if m.keys, err = newKnownKeys(ctx, tx); err != nil {
		return nil, err
	}
	m.doubles = newDoubleFinder(tx, im)
	return m, m.open(ctx)
}

// joiningMerger is a merger of no file yet.
func joiningMerger(tx *sql.Tx, c *pricing.Catalog, l *labels, all map[int64]*Series) *merger {
	return &merger{tx: tx, catalog: c, edges: c.Edges(), series: all, labels: l, fills: map[[2]int64]int64{}, owed: map[int64]bool{},
		changes: cells{}, spans: idSpans{}, overlaps: map[int64]bool{}, files: map[int64]bool{}}
}

// open makes ready what rows and series are written with.
func (m *merger) open(ctx context.Context) (err error) {
	if m.splits, err = readSplits(ctx, m.tx); err != nil {
		return err
	}
	if m.gone, err = takenOut(ctx, m.tx); err != nil {
		return err
	}
	m.name = m.incoming.name()
	if _, err = m.tx.ExecContext(ctx, `CREATE VIRTUAL TABLE temp.incoming USING `+incomingModule+` (`+m.name+`)`); err != nil {
		return err
	}
	if m.writer, err = newSeriesWriter(ctx, m.tx, m.series); err != nil {
		return err
	}
	// A failure rolls the transaction back. Without OR FAIL SQLite would keep a copy of every
	// page that the statement changes: a hundred megabytes where keys come in no order.
	m.insert, err = m.tx.PrepareContext(ctx, `INSERT OR FAIL INTO usage (`+RowColumns+`) SELECT `+RowColumns+` FROM temp.incoming`)
	return err
}

// gatherRows is how many scattered rows are merged at a time: some for each page of a
// million rows.
const gatherRows = 24_576

// take brings one batch into the ledger.
func (m *merger) take(ctx context.Context, b *batch) error {
	for _, a := range b.accounts {
		if err := insertAccount(ctx, m.tx, a); err != nil {
			return err
		}
		m.doubles.made(a)
	}
	for i := range b.series {
		s := b.series[i]
		if m.series[s.ID] != nil { // the merger was faster
			if err := m.putSeries(ctx, s.ID); err != nil {
				return err
			}
			continue
		}
		m.series[s.ID] = &s
		if err := m.writer.write(ctx, &s); err != nil {
			return err
		}
	}
	if b.full {
		if err := errors.Join(m.mergeGathered(ctx), m.writeCells(ctx)); err != nil {
			return err
		}
	}
	m.cells = append(m.cells, b.cells...)
	for len(m.fresh)*cellBlock < len(m.cells) {
		m.fresh = append(m.fresh, &[cellBlock]cellSum{})
	}
	if !m.scattered {
		return m.merge(ctx, b.rows)
	}
	m.gathered = append(m.gathered, b.rows...)
	if len(m.gathered) < gatherRows {
		return nil
	}
	return m.mergeGathered(ctx)
}

// mergeGathered merges the rows that wait.
func (m *merger) mergeGathered(ctx context.Context) error {
	rows := m.gathered
	m.gathered = rows[:0]
	return m.merge(ctx, rows)
}

// merge brings rows into the ledger, in one go.
func (m *merger) merge(ctx context.Context, rows []arrival) error {
	m.incoming.rows = m.once(rows)
	if m.pull != nil {
		m.pull.came(m.incoming.rows)
	}
	if err := m.leaveNew(ctx); err != nil {
		return err
	}
	if err := m.doubles.look(ctx, m.incoming.rows); err != nil {
		return err
	}
	m.spans.noteAll(m.incoming.rows)
	for _, r := range m.incoming.rows {
		m.weigh(r)
		for _, id := range m.gone[r.Key] {
			m.overlaps[id] = true
		}
		if r.cell == noCell {
			m.changes.add(&r.figures, m.edges, 1)
		} else {
			m.cell(r.cell).add(&r.figures)
		}
		if len(m.splits.at) > 0 {
			m.splits.add(accountOf(r.Key), r.figures, 1)
		}
	}
	if err := m.reroute(ctx, m.incoming.rows); err != nil {
		return err
	}
	m.got.Added += len(m.incoming.rows)
	if len(m.incoming.rows) == 0 {
		return nil
	}
	_, err := m.insert.ExecContext(ctx)
	return err
}

// once puts rows in the order of the tree, one of each key: within a file the
// last counts, or the fullest.
func (m *merger) once(rows []arrival) []*arrival {
	places := make([]int32, len(rows))
	for i := range places {
		places[i] = int32(i)
	}
	slices.SortFunc(places, func(a, b int32) int {
		return cmp.Or(strings.Compare(rows[b].Key, rows[a].Key), cmp.Compare(a, b))
	})
	order := m.incoming.rows[:0]
	for _, i := range places {
		order = append(order, &rows[i])
	}
	kept := order[:0]
	for _, r := range order {
		if len(kept) == 0 || kept[len(kept)-1].Key != r.Key {
			kept = append(kept, r)
			continue
		}
		last := &kept[len(kept)-1]
		if m.fullest {
			m.got.Duplicates++
			m.join(*last, r)
			continue
		}
		m.count((*last).same(r.figures))
		*last = r
	}
	return kept
}

// join makes one of two copies of a row, in the place of the first.
func (m *merger) join(a, b *arrival) {
	joined := m.joined(a.Row, b.Row)
	if joined.Series == b.Series {
		a.model = b.model
	}
	a.Row, a.cell = joined, noCell // its time may be of another sum than its figures
	a.tokens = string(appendRow(nil, &a.figures))
	a.usd = string(appendUSD(nil, a.Cost, a.BYOK, a.Extra))
}

// noCell stands for the sum of a row that has to be looked for.
const noCell = -1

func (m *merger) count(same bool) {
	if same {
		m.got.Duplicates++
	} else {
		m.got.Updated++
	}
}

// leaveNew takes the rows that the ledger knows out of the batch.
func (m *merger) leaveNew(ctx context.Context) error {
	rows := m.incoming.rows
	if len(rows) == 0 {
		return nil
	}
	changed, err := m.changed(ctx, rows)
	if err != nil {
		return err
	}
	m.incoming.rows = slices.DeleteFunc(rows, func(r *arrival) bool { return r.Key == "" })
	for _, c := range changed {
		if err := m.update(ctx, c.old, c.now); err != nil {
			return err
		}
	}
	return nil
}

// changed takes the key from each row of a batch that the ledger knows, by the
// shortest way there is to find them.
func (m *merger) changed(ctx context.Context, rows []*arrival) ([]change, error) {
	if m.keys.keys == nil {
		high, low := []byte(rows[0].Key), []byte(rows[len(rows)-1].Key)
		limit := 4 * len(rows)
		var near int
		err := m.tx.QueryRowContext(ctx, `
			SELECT COUNT(*)
			FROM (SELECT 1 FROM usage WHERE key BETWEEN ? AND ? LIMIT ?)`, low, high, limit).Scan(&near)
		if err != nil || near == 0 {
			return nil, err
		}
		if near >= len(rows) { // they lie among many others: their keys come in no order
			if err := m.keys.keep(ctx, m.tx, m.got.Added); err != nil {
				return nil, err
			}
		}
		m.scattered = m.scattered || m.keys.keys != nil || near == limit
		if m.keys.keys == nil && near < limit {
			// Where the ledger has few other rows between those of the batch, reading all
			// of them in order is quicker than looking each one up.
			return m.known(ctx, rows, `
				SELECT `+RowColumns+`
				FROM usage
				WHERE key BETWEEN ? AND ?
				ORDER BY key DESC`, low, high)
		}
	}
	return m.lookUp(ctx, m.keys.maybe(rows))
}

// lookUp looks for each of some rows by itself.
func (m *merger) lookUp(ctx context.Context, rows []*arrival) ([]change, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	defer func(all []*arrival) { m.incoming.rows = all }(m.incoming.rows)
	m.incoming.rows = rows
	return m.known(ctx, rows, `
		SELECT u.key, u.at_ns, u.series_id, u.tokens, u.usd, u.origin
		FROM temp.incoming i
		CROSS JOIN usage u ON u.key = i.key`)
}

// A change is a known row with other figures.
type change struct {
	old Row
	now *arrival
}

// known walks the ledger's rows beside those of the batch, both in the order of the
// tree, and takes the key from each that is known.
func (m *merger) known(ctx context.Context, rows []*arrival, query string, args ...any) (changed []change, err error) {
	found, err := m.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, found.Close()) }()
	for found.Next() {
		var key, tokens, usd sql.RawBytes
		var old Row
		if err := found.Scan(&key, &old.At, &old.Series, &tokens, &usd, &old.Origin); err != nil {
			return nil, err
		}
		for len(rows) > 0 && rows[0].Key > string(key) {
			rows = rows[1:]
		}
		if len(rows) == 0 {
			break
		}
		r := rows[0]
		if r.Key != string(key) {
			continue
		}
		rows = rows[1:]
		m.overlap(old.Origin)
		if r.At == old.At && r.Series == old.Series && r.tokens == string(tokens) && r.usd == string(usd) {
			m.got.Duplicates++
			r.Key = ""
			continue
		}
		if err := old.read(key, string(tokens), string(usd), m.series); err != nil {
			return nil, err
		}
		if !m.fullest && r.Series != old.Series && old.Origin.File() < m.fileID {
			m.fill(r, &old)
		}
		now := *r
		if m.fullest {
			now.Row = m.joined(old, r.Row)
			if old.Origin.File() < m.fileID { // whatever it changed of the row, the row is this import's now
				now.Origin = r.Origin
			}
		}
		m.count(old.same(now.figures))
		if old.same(now.figures) {
			r.Key = ""
			continue
		}
		r.Key = ""
		changed = append(changed, change{old, &now})
	}
	return changed, found.Err()
}

// overlap notes that this import saw what an earlier one brought or changed.
func (m *merger) overlap(o origin) {
	file := o.File()
	if file < m.fileID {
		m.files[file] = true
	}
}

// update gives a known row its new figures and keeps the old ones for undo.
func (m *merger) update(ctx context.Context, old Row, now *arrival) error {
	if err := m.putSeries(ctx, now.Series); err != nil {
		return err
	}
	if old.Origin.File() < m.fileID {
		if err := keepBefore(ctx, m.tx, m.id, old); err != nil {
			return err
		}
		m.weigh(now) // what this import brought itself was weighed when it came
	}
	m.changes.add(&old.figures, m.edges, -1)
	m.changes.add(&now.figures, m.edges, 1)
	m.spans.note(&now.Row)
	m.splits.add(accountOf(old.Key), old.figures, -1)
	m.splits.add(accountOf(now.Key), now.figures, 1)
	return putRow(ctx, m.tx, now.Row)
}

// keepBefore keeps the figures that an import replaces.
func keepBefore(ctx context.Context, tx *sql.Tx, id int64, old Row) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO usage_before (import_id, `+RowColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, append([]any{id}, old.values()...)...)
	return err
}

// weigh counts a row that is new or changed: whether the catalog priced it, and the
// tokens that the catalog can't price. Those are all of a model without any rate,
// even where its rows bring their cost (no comparison can price it), else what a
// computed row needs and has no rate for. Rows that are known say nothing new.
func (m *merger) weigh(a *arrival) {
	if a.flags&FlagComputed != 0 {
		m.got.Computed++
	}
	if a.model.unknown {
		a.model.Tokens += PriceTokens(a.Row.figures.Tokens).Total()
	} else {
		a.model.Tokens += a.Unpriced
	}
}

// cellBlock is how many sums are made room for at a time.
const cellBlock = 1024

func (m *merger) cell(i int32) *cellSum { return &m.fresh[i/cellBlock][i%cellBlock] }

// writeCells adds the sums of new rows to the daily ones and forgets them.
func (m *merger) writeCells(ctx context.Context) error {
	keys, places := m.cells[:0], make([]int32, 0, len(m.cells))
	for i, k := range m.cells {
		sum := m.cell(int32(i))
		if sum.records == 0 && sum.seldom == nil { // its rows were known
			continue
		}
		whole := sum.whole()
		m.got.USD, m.got.BYOKUSD = m.got.USD.Add(whole.Cost), m.got.BYOKUSD.Add(whole.BYOK)
		keys, places = append(keys, k), append(places, int32(i))
	}
	err := changeSums(ctx, m.tx, m.series, keys, func(n int32) Sum { return m.cell(places[n]).whole() }, m.spans, moneySumTable, labelSumTable)
	m.cells = m.cells[:0]
	for _, block := range m.fresh {
		clear(block[:])
	}
	return err
}

// finish writes the daily sums.
func (m *merger) finish(ctx context.Context) error {
	if err := errors.Join(m.mergeGathered(ctx), m.insert.Close()); err != nil {
		return err
	}
	for _, sum := range m.changes {
		m.got.USD, m.got.BYOKUSD = m.got.USD.Add(sum.Cost), m.got.BYOKUSD.Add(sum.BYOK)
	}
	err := errors.Join(m.writeCells(ctx), changeDays(ctx, m.tx, m.series, m.changes, m.spans))
	if err := errors.Join(err, m.splits.flush(ctx, m.tx, m.series)); err != nil {
		return err
	}
	for file := range m.files {
		var id int64
		if err := m.tx.QueryRowContext(ctx, `SELECT import_id FROM import_file WHERE id = ?`, file).Scan(&id); err != nil {
			return fmt.Errorf("file %d of a row: %w", file, err)
		}
		m.overlaps[id] = true
	}
	_, err = m.tx.ExecContext(ctx, `DROP TABLE temp.incoming`)
	return errors.Join(err, m.writer.close())
}

// report puts what became of the rows in order.
func (m *merger) report(got *Imported) {
	got.Added, got.Updated, got.Computed = m.got.Added, m.got.Updated, m.got.Computed
	got.Duplicates += m.got.Duplicates
	got.USD, got.BYOKUSD = m.got.USD, m.got.BYOKUSD
}
