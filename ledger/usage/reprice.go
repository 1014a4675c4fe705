package usage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// repriceType is the type under which a repricing stands among the imports.
const repriceType = "reprice"

// A RepriceQuery says which computed rows to price anew.
type RepriceQuery struct {
	From    time.Time // first day, zero is open
	To      time.Time // last day, inclusive, zero is open
	Account string
	Model   string    // canonical, or any name that finds it
	At      time.Time // when it is done
	Apply   bool      // put the new prices into the ledger
}

// A RepricedModel is what the catalog makes of the computed rows of a model.
type RepricedModel struct {
	Account string
	Gateway string
	Model   string // as written
	// ListValue says that its dollars are in no total: a subscription's.
	ListValue bool
	Catalogs  []string // versions that priced the rows
	Rows      int64
	Changed   int64 // rows whose price is another now
	// What the ledger has, and what the catalog makes of it: dollars, and the
	// tokens that they leave out for want of a rate.
	USD, NewUSD           pricing.Money
	Unpriced, NewUnpriced int64
	// Unsure counts the rows of the time between the last fetch that saw a price and the one
	// that found another: with them it is NewLow to NewHigh.
	Unsure          int64
	NewLow, NewHigh pricing.Money
}

// A Repriced compares the ledger's computed prices with those of the catalog.
type Repriced struct {
	ID      int64  // of the import that holds the change; 0 where nothing was changed
	Catalog string // the version that priced anew
	Models  []RepricedModel
}

// Reprice shows what the catalog in force makes of rows that an earlier one
// priced, and with Apply puts that into the ledger: as an import of its own, which
// can be undone. What gateways charged is never touched.
//
// With Apply q has to be a *sql.Tx that writes; ErrNothingToReprice asks for it to be
// rolled back, beside a result that says so.
func Reprice(ctx context.Context, q sqlite.Querier, c *pricing.Catalog, of RepriceQuery) (out Repriced, err error) {
	r := &repricing{catalog: c, query: of, models: map[repricedKey]*RepricedModel{}, files: map[int64]*pricedBy{}}
	if tx, writes := q.(*sql.Tx); of.Apply && writes {
		if err := r.begin(ctx, tx); err != nil {
			return out, err
		}
	}
	if err := r.run(ctx, q); err != nil {
		return out, err
	}
	if of.Apply && r.changed == 0 {
		r.id, err = 0, ErrNothingToReprice
	} else if of.Apply {
		err = r.end(ctx)
	}
	if err != nil && !errors.Is(err, ErrNothingToReprice) {
		return out, err
	}
	out = Repriced{ID: r.id, Catalog: c.Version}
	for _, m := range r.models {
		slices.Sort(m.Catalogs)
		out.Models = append(out.Models, *m)
	}
	slices.SortFunc(out.Models, func(a, b RepricedModel) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Model, b.Model))
	})
	return out, err
}

// ErrNothingToReprice is returned where the catalog makes the same of all rows.
var ErrNothingToReprice = errors.New("the catalog makes the same of them")

// repricing is one walk over the computed rows.
type repricing struct {
	catalog *pricing.Catalog
	query   RepriceQuery
	all     map[int64]*Series
	series  map[int64]*Series // of all, those to price anew
	models  map[repricedKey]*RepricedModel
	files   map[int64]*pricedBy

	// With Apply:
	tx          *sql.Tx
	id          int64
	next        int64 // id of the next file
	sums        cells
	splits      *splits
	changed     int
	usd         pricing.Money
	first, last int64
}

type repricedKey struct{ account, model string }

// pricedBy is the import that a file came with, and the file that stands for
// it where the rows are repriced: they keep file and line.
type pricedBy struct {
	importID int64
	path     string
	catalog  string
	anew     int64 // 0 as long as no row of it changed
}

// begin notes the repricing among the imports.
func (r *repricing) begin(ctx context.Context, tx *sql.Tx) error {
	r.tx, r.sums = tx, cells{}
	res, err := tx.ExecContext(ctx, `
		INSERT INTO import (at_ns, type, file, size, sha256, catalog, fx, records, added, duplicates, updated, rejected, usd)
		VALUES (?, ?, ?, 0, '', ?, '', 0, 0, 0, 0, 0, '0')`,
		r.query.At.UnixNano(), repriceType, "catalog "+r.catalog.Version, r.catalog.Version)
	if err != nil {
		return err
	}
	if r.id, err = res.LastInsertId(); err != nil {
		return err
	}
	if r.splits, err = readSplits(ctx, tx); err != nil {
		return err
	}
	return tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'import_file'`).Scan(&r.next)
}

// run prices every row that was asked for anew.
func (r *repricing) run(ctx context.Context, q sqlite.Querier) (err error) {
	if r.all, err = AllSeries(ctx, q); err != nil {
		return err
	}
	r.series = map[int64]*Series{}
	if err := r.readSources(ctx, q); err != nil {
		return err
	}
	accounts := map[int64]bool{}
	for id, x := range r.all {
		if r.wants(x) {
			r.series[id] = x
			accounts[x.AccountID] = true
		}
	}
	for _, account := range slices.Sorted(maps.Keys(accounts)) {
		from := FirstKey(account)
		for from != nil {
			if from, err = r.some(ctx, q, from, FirstKey(account+1)); err != nil {
				return err
			}
		}
	}
	return nil
}

// wants reports whether rows of a series were priced by a catalog and asked for.
func (r *repricing) wants(x *Series) bool {
	name := func(model string) string { return r.catalog.CanonicalName(model) }
	return x.Flags&FlagComputed != 0 && (r.query.Account == "" || x.Account == r.query.Account) &&
		(r.query.Model == "" || name(x.Model) == name(r.query.Model))
}

// readSources reads which catalog priced the rows of each file.
func (r *repricing) readSources(ctx context.Context, q sqlite.Querier) error {
	return sqlite.Each(ctx, q, `
		SELECT
			f.id,
			f.import_id,
			f.path,
			i.catalog
		FROM import_file f
		JOIN import i ON i.id = f.import_id`, nil, func(row sqlite.Scanner) error {
		var id int64
		p := &pricedBy{}
		err := row.Scan(&id, &p.importID, &p.path, &p.catalog)
		r.files[id] = p
		return err
	})
}

// some prices the rows from a key on until a batch of changes is full, writes it,
// and returns the key to go on from: nil at the account's end.
func (r *repricing) some(ctx context.Context, q sqlite.Querier, from, to []byte) (next []byte, err error) {
	var changes []repricedRow
	if next, err = r.read(ctx, q, from, to, &changes); err != nil || r.tx == nil {
		return next, err
	}
	for _, c := range changes {
		if err := r.put(ctx, c); err != nil {
			return nil, err
		}
	}
	if len(r.sums) > maxCells {
		if err := changeDays(ctx, r.tx, r.all, r.sums, nil); err != nil {
			return nil, err
		}
		clear(r.sums)
	}
	return next, nil
}

// A repricedRow is a row and what the catalog makes of it.
type repricedRow struct{ old, now Row }

func (r *repricing) read(ctx context.Context, q sqlite.Querier, from, to []byte, changes *[]repricedRow) (next []byte, err error) {
	first, last := int64(-1<<63), int64(1<<63-1)
	if !r.query.From.IsZero() {
		first = r.query.From.UnixNano()
	}
	if !r.query.To.IsZero() {
		last = r.query.To.Add(pricing.DayLength).UnixNano() - 1
	}
	rows, err := q.QueryContext(ctx, `SELECT `+RowColumns+` FROM usage WHERE key >= ? AND key < ? AND at_ns BETWEEN ? AND ? ORDER BY key`, from, to, first, last)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var key, tokens, usd sql.RawBytes
		var old Row
		if err := rows.Scan(&key, &old.At, &old.Series, &tokens, &usd, &old.Origin); err != nil {
			return nil, err
		}
		x := r.series[old.Series]
		if x == nil {
			continue
		}
		if len(*changes) == batchRows {
			return slices.Clone(key), nil
		}
		if err := old.read(key, string(tokens), string(usd), r.series); err != nil {
			return nil, err
		}
		now := old
		f := &now.figures
		line := f.WorkLine(x.Gateway, x.Model, x.Service)
		f.Cost, f.Unpriced, _ = Computed(r.catalog, line)
		line.Tokens = PriceTokens(line.Tokens)
		low, high, sure := r.catalog.CostRange(line)
		if r.count(x, old, now, low, high, sure) && r.query.Apply {
			*changes = append(*changes, repricedRow{old, now})
		}
	}
	return nil, rows.Err()
}

// count adds a row to its model's figures and says whether its price changed. low and high
// are the least and the most that it can have cost.
func (r *repricing) count(x *Series, old, now Row, low, high pricing.Money, sure bool) bool {
	k := repricedKey{x.Account, x.Model}
	m := r.models[k]
	if m == nil {
		m = &RepricedModel{Account: x.Account, Gateway: x.Gateway, Model: x.Model, ListValue: x.Billing == "subscription"}
		r.models[k] = m
	}
	if by := r.files[old.Origin.File()]; by != nil && !slices.Contains(m.Catalogs, by.catalog) {
		m.Catalogs = append(m.Catalogs, by.catalog)
	}
	m.Rows++
	m.USD, m.NewUSD = m.USD.Add(old.Cost), m.NewUSD.Add(now.Cost)
	m.Unpriced, m.NewUnpriced = m.Unpriced+old.Unpriced, m.NewUnpriced+now.Unpriced
	m.NewLow, m.NewHigh = m.NewLow.Add(low), m.NewHigh.Add(high)
	if !sure {
		m.Unsure++
	}
	changed := !old.Cost.Equal(now.Cost) || old.Unpriced != now.Unpriced
	if changed {
		m.Changed++
	}
	return changed
}

// put writes a row with its new price and keeps the old one for undo.
func (r *repricing) put(ctx context.Context, c repricedRow) error {
	by := r.files[c.old.Origin.File()]
	if by == nil {
		return fmt.Errorf("a row names file %d, which is not there: run tollbook doctor", c.old.Origin.File())
	}
	if by.anew == 0 {
		by.anew = r.next
		r.next++
		for _, insert := range []struct {
			query string
			args  []any
		}{
			{`INSERT INTO import_file (id, import_id, path, size, modified_ns) VALUES (?, ?, ?, 0, 0)`, []any{by.anew, r.id, by.path}},
			{`INSERT OR IGNORE INTO import_overlap (later_id, earlier_id) VALUES (?, ?)`, []any{r.id, by.importID}},
		} {
			if _, err := r.tx.ExecContext(ctx, insert.query, insert.args...); err != nil {
				return err
			}
		}
	}
	if err := keepBefore(ctx, r.tx, r.id, c.old); err != nil {
		return err
	}
	c.now.Origin = originOf(by.anew, c.old.Origin.Line())
	edges := r.catalog.Edges()
	r.sums.add(&c.old.figures, edges, -1)
	r.sums.add(&c.now.figures, edges, 1)
	r.splits.add(accountOf(c.old.Key), c.old.figures, -1)
	r.splits.add(accountOf(c.now.Key), c.now.figures, 1)
	if r.changed == 0 || c.now.At < r.first {
		r.first = c.now.At
	}
	if r.changed == 0 || c.now.At > r.last {
		r.last = c.now.At
	}
	r.changed++
	r.usd = r.usd.Add(c.now.Cost).Sub(c.old.Cost)
	return putRow(ctx, r.tx, c.now)
}

// end writes the sums and completes the import's own record.
func (r *repricing) end(ctx context.Context) error {
	if err := errors.Join(changeDays(ctx, r.tx, r.all, r.sums, nil), r.splits.flush(ctx, r.tx, r.all)); err != nil {
		return err
	}
	_, err := r.tx.ExecContext(ctx, `
		UPDATE import
		SET
			records = ?,
			updated = ?,
			usd = ?,
			first_ns = ?,
			last_ns = ?
		WHERE id = ?`, r.changed, r.changed, r.usd.String(), r.first, r.last, r.id)
	return err
}
