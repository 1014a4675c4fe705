package ledger_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A damagedBlock is the block of 3 October of a table of packed sums: what an error calls it,
// and whether all that is asked of money reads it.
type damagedBlock struct {
	table, called string
	money         bool
}

var damagedBlocks = []damagedBlock{
	{"money_sum", "the money sums of 2026-10-03, account 1", true},
	{"label_sum", "the label sums of 2026-10-03, account 1", false},
	{"money_piece", "the money pieces of 2026-10-03T09:00:00Z, account 1", true},
	{"label_piece", "the label pieces of 2026-10-03T09:00:00Z, account 1", false},
}

// dividedBooks are three rows, and $10 bought in the morning of the last one's day.
func dividedBooks(t *testing.T, path string) *ledger.Store {
	t.Helper()
	s := onDisk(t, path, small())
	bring(t, s, threeRows, options("a"))
	buy(t, s, "openrouter", "10", at("2026-10-03T09:00:00Z"), lot.Never())
	sound(t, s)
	return s
}

// inEach runs a test with books in which each of some blocks may be damaged; it has to put
// the block right again.
func inEach(t *testing.T, list []damagedBlock, test func(t *testing.T, c damagedBlock, s *ledger.Store, db *sql.DB, block []byte)) {
	t.Helper()
	for _, c := range list {
		t.Run(c.table, func(t *testing.T) {
			path := ledgerPath(t)
			s := dividedBooks(t, path)
			defer closed(t, s)
			db := shell(t, path)
			test(t, c, s, db, lastBlock(t, db, c.table))
			sound(t, s)
		})
	}
}

// asks are what is asked of a ledger: of money, which needs no label sums, and of labels.
func asks(s *ledger.Store) (money, labels map[string]func(context.Context) (any, error)) {
	by := func(groups ...string) func(context.Context) (any, error) {
		return func(ctx context.Context) (any, error) {
			r, err := s.Report(ctx, report.Query{By: groups, AsOf: now})
			return plainReport(r), err
		}
	}
	money = map[string]func(context.Context) (any, error){
		"report by month": by("month"),
		"credits": func(ctx context.Context) (any, error) {
			b, err := s.Credits(ctx, "", now)
			return textOfCredit(b), err
		},
		"check": func(ctx context.Context) (any, error) {
			a, err := s.Check(ctx, now, check.DefaultSettings())
			return said(a), err
		},
	}
	return money, map[string]func(context.Context) (any, error){"report by user": by("user"), "report by day and key": by("day", "key")}
}

// damaged wants every question that reads a block to name it, and the others to be answered
// as before.
func damaged(t *testing.T, s *ledger.Store, called string, reads bool, before map[string]string) {
	t.Helper()
	money, labels := asks(s)
	for what, ask := range labels {
		if _, err := ask(t.Context()); !errors.Is(err, sqlite.ErrDamaged) || !strings.Contains(err.Error(), called) {
			t.Errorf("%s: error %v, want that %s are damaged", what, err, called)
		}
	}
	for what, ask := range money {
		got, err := ask(t.Context())
		switch {
		case reads && (!errors.Is(err, sqlite.ErrDamaged) || !strings.Contains(err.Error(), called)):
			t.Errorf("%s: error %v, want that %s are damaged", what, err, called)
		case !reads && (err != nil || fmt.Sprint(got) != before[what]):
			t.Errorf("%s: %v, %v; want %s", what, got, err, before[what])
		}
	}
	proofs, err := s.Doctor(t.Context())
	if err != nil {
		t.Fatalf("doctor: %v", err)
	}
	found := slices.ContainsFunc(proofs, func(p ledger.Proof) bool {
		return slices.ContainsFunc(p.Faults, func(f string) bool { return strings.HasPrefix(f, called) })
	})
	if !found {
		t.Errorf("doctor does not name %s: %v", called, proofs)
	}
}

// answers are what is said of money.
func answers(t *testing.T, s *ledger.Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	money, _ := asks(s)
	for what, ask := range money {
		got, err := ask(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		out[what] = fmt.Sprint(got)
	}
	return out
}

// TestOneBit: a bit of a block that is another one keeps every answer back that needs the
// block, and none that does not.
func TestOneBit(t *testing.T) {
	inEach(t, damagedBlocks, func(t *testing.T, c damagedBlock, s *ledger.Store, db *sql.DB, block []byte) {
		before := answers(t, s)
		for bit := 0; bit < 8*len(block); bit += 13 { // every place in a byte has its turn
			changed := slices.Clone(block)
			changed[bit/8] ^= 1 << (bit % 8)
			putLastBlock(t, db, c.table, changed)
			damaged(t, s, c.called, c.money, before)
		}
		putLastBlock(t, db, c.table, block)
	})
}

// TestOtherKindOfColumn: a block may have its right checksum, and amounts where numbers of
// tokens belong.
func TestOtherKindOfColumn(t *testing.T) {
	const columns = 26 // three of them hold amounts
	third := dayNumber("2026-10-03")
	inEach(t, damagedBlocks[:2], func(t *testing.T, c damagedBlock, s *ledger.Store, db *sql.DB, kept []byte) {
		before := answers(t, s)
		for column := range columns {
			repacked(c.table, third, func(b *block) {
				delete(b.ints, column)
				delete(b.amounts, column)
				for range b.rows {
					if column >= 5 && column <= 7 {
						b.ints[column] = append(b.ints[column], 7)
					} else {
						b.amounts[column] = append(b.amounts[column], pricing.MustMoney("7"))
					}
				}
			})(t, db)
			damaged(t, s, c.called, c.money, before)
			putLastBlock(t, db, c.table, kept)
		}
	})
}

// TestWritingToDamage: an import into a day whose sums are damaged, and an undo that has to
// read them, change nothing and say where.
func TestWritingToDamage(t *testing.T) {
	inEach(t, damagedBlocks, func(t *testing.T, c damagedBlock, s *ledger.Store, db *sql.DB, block []byte) {
		before := dump(t, s)
		putLastBlock(t, db, c.table, block[:len(block)-1])
		more := activityHead + generation("gen-9", "2026-10-03 11:00:00", "2", 10, 10, "lab/one")
		if _, err := s.Import(t.Context(), strings.NewReader(more), options("b")); !errors.Is(err, sqlite.ErrDamaged) || !strings.Contains(err.Error(), c.called) {
			t.Errorf("import: error %v, want that %s are damaged", err, c.called)
		}
		if _, err := s.Undo(t.Context(), 1); !errors.Is(err, sqlite.ErrDamaged) || !strings.Contains(err.Error(), c.called) {
			t.Errorf("undo: error %v, want that %s are damaged", err, c.called)
		}
		putLastBlock(t, db, c.table, block)
		differ(t, "put right", dump(t, s), before)
	})
}

// lastBlock is the block of a table that stands last: of 3 October.
func lastBlock(t *testing.T, db *sql.DB, table string) (block []byte) {
	t.Helper()
	if err := db.QueryRow(`SELECT sums FROM ` + table + ` ORDER BY ` + placeOf(table) + ` DESC LIMIT 1`).Scan(&block); err != nil {
		t.Fatal(err)
	}
	return block
}

func putLastBlock(t *testing.T, db *sql.DB, table string, block []byte) {
	t.Helper()
	at := placeOf(table)
	if _, err := db.Exec(`UPDATE `+table+` SET sums = ? WHERE `+at+` = (SELECT MAX(`+at+`) FROM `+table+`)`, block); err != nil {
		t.Fatal(err)
	}
}

// placeOf is the column by which a table of sums is in order.
func placeOf(table string) string {
	if strings.HasSuffix(table, "_piece") {
		return "since_ns"
	}
	return "day"
}
