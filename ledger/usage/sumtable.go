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

	"tollbook/ledger/packed"
	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A sumTable holds packed sums, one block for each account and day, or piece of a day.
type sumTable struct {
	name   string
	at     string // the column beside account_id: days since 1970, or Unix nanoseconds
	labels bool   // its sums are of series, not of spend series
	spans  bool   // it has the ids of a day beside its sums
}

var (
	moneySumTable   = sumTable{name: "money_sum", at: "day", spans: true}
	labelSumTable   = sumTable{name: "label_sum", at: "day", labels: true}
	moneyPieceTable = sumTable{name: "money_piece", at: "since_ns"}
	labelPieceTable = sumTable{name: "label_piece", at: "since_ns", labels: true}
)

// A blockKey finds a block of a table.
type blockKey struct {
	at      int64
	account int64
}

// when is the day of a block as people read it, or the instant at which its piece begins.
func (t sumTable) when(k blockKey) string {
	if t.at == "day" {
		return dateOf(k.at)
	}
	return Instant(k.at).Format(time.RFC3339)
}

// eachBlock calls f for the blocks of a table from one place to another, in order, of some
// accounts or for none of all. f may keep nothing of block.
func (t sumTable) eachBlock(ctx context.Context, q sqlite.Querier, from, to int64, accounts []int64, f func(k blockKey, block []byte) error) error {
	query, args := `SELECT `+t.at+`, account_id, sums FROM `+t.name+` WHERE `+t.at+` BETWEEN ? AND ?`, []any{from, to}
	if len(accounts) > 0 {
		query += ` AND account_id IN (?` + strings.Repeat(`, ?`, len(accounts)-1) + `)`
		for _, id := range accounts {
			args = append(args, id)
		}
	}
	var k blockKey
	var block sql.RawBytes
	return sqlite.Each(ctx, q, query+` ORDER BY 1, 2`, args, func(row sqlite.Scanner) error {
		if err := row.Scan(&k.at, &k.account, &block); err != nil {
			return err
		}
		return t.fault(k, f(k, block))
	})
}

// A keptBlock is a block in memory.
type keptBlock struct {
	blockKey
	block []byte
}

// kept reads the blocks that eachBlock tells of.
func (t sumTable) kept(ctx context.Context, q sqlite.Querier, from, to int64, accounts []int64) (list []keptBlock, err error) {
	err = t.eachBlock(ctx, q, from, to, accounts, func(k blockKey, block []byte) error {
		list = append(list, keptBlock{k, slices.Clone(block)})
		return nil
	})
	return list, err
}

// fault says where a block is damaged.
func (t sumTable) fault(k blockKey, err error) error {
	if errors.Is(err, packed.ErrDamaged) {
		return fmt.Errorf("%w: the %s of %s, account %d: %w", sqlite.ErrDamaged, t.words(), t.when(k), k.account, err)
	}
	return err
}

// words say what a table holds.
func (t sumTable) words() string {
	level, of := "money", "sums"
	if t.labels {
		level = "label"
	}
	if t.at != "day" {
		of = "pieces"
	}
	return level + " " + of
}

// A sumChange says which sum of a table a change belongs to.
type sumChange struct {
	blockKey
	sumPlace
	n int32 // of the change
}

func (c *sumChange) compare(o *sumChange) int {
	return cmp.Or(cmp.Compare(c.at, o.at), cmp.Compare(c.account, o.account), c.sumPlace.compare(o.sumPlace))
}

// changeOf is the nth change, which is of a series, at a day or the beginning of a piece; all
// are the ledger's series.
func (t sumTable) changeOf(all map[int64]*Series, at, series int64, part partKey, n int) (sumChange, error) {
	x := all[series]
	if x == nil {
		return sumChange{}, fmt.Errorf("%w: a row names series %d, which is missing", sqlite.ErrDamaged, series)
	}
	return sumChange{blockKey{at, x.AccountID}, t.placeOf(x, part), int32(n)}, nil
}

// placeOf is where a table has the sum of a series and what else a price can depend on.
func (t sumTable) placeOf(x *Series, part partKey) sumPlace {
	if t.labels {
		return sumPlace{id: x.ID}
	}
	return sumPlace{x.SpendSeries.ID, part}
}

// change brings the sums of a table up by changes, in whatever order; sum is what one of
// them adds. Several may be of one sum. spans are those of rows that came to the days.
func (t sumTable) change(ctx context.Context, tx *sql.Tx, changes []sumChange, sum func(n int32) Sum, spans idSpans) (err error) {
	w := blockWriter{table: t, sum: sum, spans: spans}
	if err := w.prepare(ctx, tx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	slices.SortFunc(changes, func(a, b sumChange) int { return a.compare(&b) })
	for len(changes) > 0 {
		n := 1
		for n < len(changes) && changes[n].blockKey == changes[0].blockKey {
			n++
		}
		if err := w.merge(ctx, changes[:n]); err != nil {
			return t.fault(changes[0].blockKey, err)
		}
		changes = changes[n:]
	}
	return nil
}

// A blockWriter changes the blocks of a table.
type blockWriter struct {
	table         sumTable
	sum           func(n int32) Sum // what a change adds
	spans         idSpans
	get, put, del *sql.Stmt
	pack          packed.Writer
	read          sumReader
	old, now      []blockSum
}

func (w *blockWriter) prepare(ctx context.Context, tx *sql.Tx) (err error) {
	where, ids := ` WHERE `+w.table.at+` = ? AND account_id = ?`, `NULL, NULL`
	put := `INSERT OR REPLACE INTO ` + w.table.name + ` (` + w.table.at + `, account_id, sums) VALUES (?, ?, ?)`
	if w.table.spans {
		ids, put = `first_id, last_id`, `INSERT OR REPLACE INTO `+w.table.name+` (`+w.table.at+`, account_id, sums, first_id, last_id) VALUES (?, ?, ?, ?, ?)`
	}
	for _, x := range []struct {
		into  **sql.Stmt
		query string
	}{
		{&w.get, `SELECT sums, ` + ids + ` FROM ` + w.table.name + where},
		{&w.put, put},
		{&w.del, `DELETE FROM ` + w.table.name + where},
	} {
		if *x.into, err = tx.PrepareContext(ctx, x.query); err != nil {
			return err
		}
	}
	return nil
}

func (w *blockWriter) close() error { return errors.Join(w.get.Close(), w.put.Close(), w.del.Close()) }

// merge brings one block up by its changes, which are in order.
func (w *blockWriter) merge(ctx context.Context, changes []sumChange) error {
	k := changes[0].blockKey
	w.old, w.now = w.old[:0], w.now[:0]
	var block []byte
	var span idSpan
	err := w.get.QueryRowContext(ctx, k.at, k.account).Scan(&block, &span.first, &span.last)
	if err == nil {
		w.old, err = w.read.all(w.old, block)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	add := func(s *blockSum) {
		if n := len(w.now); n > 0 && w.now[n-1].sumPlace == s.sumPlace {
			w.now[n-1].merge(&s.Sum)
			return
		}
		w.now = append(w.now, *s)
	}
	at := 0
	for _, c := range changes {
		by := blockSum{c.sumPlace, w.sum(c.n)}
		for at < len(w.old) && w.old[at].compare(by.sumPlace) <= 0 {
			add(&w.old[at])
			at++
		}
		add(&by)
	}
	for ; at < len(w.old); at++ {
		add(&w.old[at])
	}
	w.now = slices.DeleteFunc(w.now, func(s blockSum) bool { return s.Records == 0 })
	if len(w.now) == 0 {
		_, err := w.del.ExecContext(ctx, k.at, k.account)
		return err
	}
	for i := range w.now {
		for _, usd := range []pricing.Money{w.now[i].Cost, w.now[i].BYOK, w.now[i].Extra} {
			if err := usd.CheckSum(); err != nil {
				return fmt.Errorf("the rows of %s add up to $%s: %w", w.table.when(k), usd, err)
			}
		}
	}
	args := []any{k.at, k.account, packSums(&w.pack, w.now)}
	if span = span.around(w.spans[k]); w.table.spans {
		args = append(args, span.first, span.last)
	}
	_, err = w.put.ExecContext(ctx, args...)
	return err
}

// changeSums brings the daily sums of some tables up by the changes of a transaction: sum
// is that of the nth key. all are the ledger's series, spans those of rows that came.
func changeSums(ctx context.Context, tx *sql.Tx, all map[int64]*Series, keys []cellKey, sum func(n int32) Sum, spans idSpans, tables ...sumTable) error {
	changes := make([]sumChange, len(keys))
	for _, t := range tables {
		for i, k := range keys {
			var err error
			if changes[i], err = t.changeOf(all, int64(k.day), k.series, k.partKey, i); err != nil {
				return err
			}
		}
		if err := t.change(ctx, tx, changes, sum, spans); err != nil {
			return err
		}
	}
	return nil
}

// changeDays is changeSums for the changes of rows, at both levels unless tables are named.
func changeDays(ctx context.Context, tx *sql.Tx, all map[int64]*Series, changes cells, spans idSpans, tables ...sumTable) error {
	if len(tables) == 0 {
		tables = []sumTable{moneySumTable, labelSumTable}
	}
	keys := slices.Collect(maps.Keys(changes))
	return changeSums(ctx, tx, all, keys, func(n int32) Sum { return *changes[keys[n]] }, spans, tables...)
}
