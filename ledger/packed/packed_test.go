package packed_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"tollbook/ledger/packed"
	"tollbook/pricing"
)

// A column is what a test packs: whole numbers, or amounts where ints is nil.
type column struct {
	number  int
	ints    []int64
	amounts []pricing.Money
}

// amounts is a column of amounts.
func amounts(number int, texts ...string) column {
	c := column{number: number, amounts: []pricing.Money{}}
	for _, text := range texts {
		c.amounts = append(c.amounts, pricing.MustFigure(text))
	}
	return c
}

// zero reports whether the column takes no room.
func (c column) zero() bool {
	for _, v := range c.ints {
		if v != 0 {
			return false
		}
	}
	for _, m := range c.amounts {
		if !m.IsZero() {
			return false
		}
	}
	return true
}

// pack packs columns with a Writer that may have packed others.
func pack(w *packed.Writer, rows int, columns ...column) []byte {
	w.Begin(rows)
	for _, c := range columns {
		if c.ints != nil {
			w.Ints(c.number, func(row int) int64 { return c.ints[row] })
		} else {
			w.Money(c.number, func(row int) pricing.Money { return c.amounts[row] })
		}
	}
	return w.Block()
}

// holds returns what of the wanted columns r does not hold.
func holds(r *packed.Reader, rows int, want packed.Columns, columns ...column) error {
	if r.Rows() != rows {
		return fmt.Errorf("%d rows, want %d", r.Rows(), rows)
	}
	there := packed.Columns(0)
	for _, c := range columns {
		in := want&packed.Of(c.number) != 0 && !c.zero()
		if in {
			there |= packed.Of(c.number)
		}
		for row, v := range c.ints {
			if !in {
				v = 0
			}
			if got := r.Int(c.number, row); got != v {
				return fmt.Errorf("column %d, row %d: %d, want %d", c.number, row, got, v)
			}
			if in && r.Ints(c.number)[row] != v {
				return fmt.Errorf("column %d, row %d of the whole column: %d, want %d", c.number, row, r.Ints(c.number)[row], v)
			}
		}
		if c.ints != nil && (in && len(r.Ints(c.number)) != rows || !in && r.Ints(c.number) != nil) {
			return fmt.Errorf("column %d has %d whole numbers in %d rows", c.number, len(r.Ints(c.number)), rows)
		}
		for row, m := range c.amounts {
			if !in {
				m = pricing.Money{}
			}
			if got := r.Money(c.number, row); !got.Equal(m) || got.String() != m.String() {
				return fmt.Errorf("column %d, row %d: $%s, want $%s", c.number, row, got, m)
			}
		}
	}
	for number := range 64 {
		if is := there&packed.Of(number) != 0; r.Has(number) != is {
			return fmt.Errorf("column %d is there: %v, want %v", number, !is, is)
		}
	}
	return nil
}

// head is what a block takes beside its columns: version, a count and a mask of a byte
// each, checksum. A column's first two bytes are its length and its kind.
const head = 1 + 1 + 1 + 4

// edges are blocks at the ends of what a column can hold, and the bytes that they take.
var edges = []struct {
	name    string
	rows    int
	columns []column
	bytes   int
}{
	{"no rows and no columns", 0, nil, head},
	{"no rows", 0, []column{{number: 0, ints: []int64{}}, amounts(1)}, head},
	{"one row", 1, []column{{number: 0, ints: []int64{1}}}, head + 1 + 1 + 1},
	{"rows without columns", 1_000, nil, head + 1},
	{"zeros", 3, []column{{number: 0, ints: []int64{0, 0, 0}}, amounts(1, "0", "0", "0")}, head},
	{"the most rows", 1 << 28, nil, head + 4},
	{"first and last column", 1, []column{{number: 0, ints: []int64{-1}}, amounts(63, "-1")}, head + 9 + 3 + 3},
	{"ends of 64 bits", 4, []column{{number: 7, ints: []int64{math.MinInt64, math.MaxInt64, 0, -1}}}, head + 1 + 1 + 1 + 10 + 10 + 1 + 1},
	{"where a byte more begins", 6, []column{{number: 1, ints: []int64{63, 64, -64, -65, 8191, 8192}}}, head + 1 + 1 + 1 + 2 + 1 + 2 + 2 + 3},
	{"ends of picodollars", 2, []column{amounts(3, "9223372.036854775807", "-9223372.036854775808")}, head + 1 + 1 + 10 + 10},
	{"beyond picodollars", 2, []column{amounts(3, "9223372.036854775808", "-9223372.036854775809")}, head + 1 + 1 + 1 + 20 + 1 + 21},
	{"dollars", 3, []column{amounts(0, "7", "-7", "0")}, head + 1 + 1 + 3},
	{"the most dollars", 2, []column{amounts(0, "9223372", "-9223372")}, head + 1 + 1 + 4 + 4},
	{"cents", 3, []column{amounts(0, "0.25", "-1.5", "0")}, head + 1 + 1 + 1 + 2 + 1},
	{"the scale of the last", 3, []column{amounts(0, "1", "0.5", "0.000000000001")}, head + 1 + 1 + 6 + 6 + 1},
	{"30 decimals", 2, []column{amounts(0, "0.000000000000000000000000000001", "-0.000000000000000000000000000001")}, head + 1 + 1 + 1 + 32 + 1 + 33},
	{"15 digits and 30 decimals", 1, []column{amounts(0, "-999999999999999.999999999999999999999999999999")}, head + 1 + 1 + 1 + 47},
	{"one text among picodollars", 3, []column{amounts(0, "0", "1000000000000", "-0.25")}, head + 1 + 1 + 1 + 1 + 1 + 13 + 1 + 5},
	{"the last is text", 2, []column{amounts(0, "0.5", "0.0000000000001")}, head + 1 + 1 + 1 + 3 + 1 + 15},
	{"the first is text", 2, []column{amounts(0, "0.0000000000001", "0.5")}, head + 1 + 1 + 1 + 15 + 1 + 3},
}

// TestEdges packs and reads every edge with a Writer and a Reader that have just had the
// edge before, and its columns alone.
func TestEdges(t *testing.T) {
	var w packed.Writer
	var r packed.Reader
	for _, e := range edges {
		t.Run(e.name, func(t *testing.T) {
			block := pack(&w, e.rows, e.columns...)
			wants := []packed.Columns{packed.All, 0}
			for _, c := range e.columns {
				wants = append(wants, packed.Of(c.number))
			}
			for _, want := range wants {
				if err := r.Open(block, want); err != nil {
					t.Fatal(err)
				}
				if err := holds(&r, e.rows, want, e.columns...); err != nil {
					t.Errorf("columns %b: %v", want, err)
				}
			}
			if len(block) != e.bytes {
				t.Errorf("%d bytes, want %d", len(block), e.bytes)
			}
		})
	}
}

// TestVersion1 holds the form of blocks that lie in people's ledgers, byte for byte.
func TestVersion1(t *testing.T) {
	// Two rows. Columns 0, 3 and 5 are not zero: the mask is 1 + 8 + 32 = 41 = 0x29.
	// Zigzag makes 2v of v and -2v-1 of a negative v; then 7 bits a byte, the low ones
	// first, and 0x80 on each but the last.
	block := strings.Join([]string{
		"01", // version
		"02", // rows
		"29", // mask
		// Column 0, 4 bytes of whole numbers: 7 is 14 = 0x0e; -300 is 599 = 4*128 + 0x57.
		"04", "fe", "0e", "d704",
		// Column 3, 4 bytes of amounts in cents: $0.25 is 25, 50 = 0x32; -$1.50 is -150,
		// 299 = 2*128 + 0x2b.
		"04", "02", "32", "ab02",
		// Column 5, 1 + 16 + 2 = 0x13 bytes of amounts as text of 15 and 1 characters.
		"13", "ff", "0f", "302e30303030303030303030303031", "01", "32",
		// CRC32C of these 33 bytes, worked out bit by bit apart from this program.
		"c34513d8",
	}, "")
	columns := []column{{number: 0, ints: []int64{7, -300}}, {number: 2, ints: []int64{0, 0}}, amounts(3, "0.25", "-1.5"), amounts(5, "0.0000000000001", "2")}
	if got := hex.EncodeToString(pack(new(packed.Writer), 2, columns...)); got != block {
		t.Errorf("packed\n%s, want\n%s", got, block)
	}
	b, err := hex.DecodeString(block)
	if err != nil {
		t.Fatal(err)
	}
	var r packed.Reader
	if err := r.Open(b, packed.All); err != nil {
		t.Fatal(err)
	}
	if err := holds(&r, 2, packed.All, columns...); err != nil {
		t.Error(err)
	}
}

// TestAsksOnce: a column is asked once for each row, in their order, so that it may be
// differences; also where amounts turn out to need text.
func TestAsksOnce(t *testing.T) {
	for _, text := range []string{"0", "0.5", "0.0000000000001"} {
		var w packed.Writer
		w.Begin(4)
		var asked []int
		w.Ints(0, func(row int) int64 {
			asked = append(asked, row)
			return int64(row)
		})
		w.Money(1, func(row int) pricing.Money {
			asked = append(asked, row)
			if row == 2 {
				return pricing.MustFigure(text)
			}
			return pricing.Money{}
		})
		if got := fmt.Sprint(asked); got != "[0 1 2 3 0 1 2 3]" {
			t.Errorf("$%s: rows were asked for in order %s", text, got)
		}
	}
}

// TestKeeps: a Reader does not look at a block after Open, a Writer not at one that it
// returned, and both have room for the next one.
func TestKeeps(t *testing.T) {
	var w packed.Writer
	var r packed.Reader
	columns := []column{{number: 0, ints: []int64{1, 2}}, amounts(1, "0.0000000000001", "1")}
	first := pack(&w, 2, columns...)
	if err := r.Open(first, packed.All); err != nil {
		t.Fatal(err)
	}
	clear(first)
	if err := holds(&r, 2, packed.All, columns...); err != nil {
		t.Error(err)
	}
	second := pack(&w, 2, columns...)
	pack(&w, 1, column{number: 0, ints: []int64{9}})
	if err := r.Open(second, packed.All); err != nil {
		t.Errorf("a block changed after it was returned: %v", err)
	}

	f := benchFigures(0)
	if n := testing.AllocsPerRun(5, func() { f.block(&w) }); n > 1 {
		t.Errorf("a block of %d rows took %v allocations, want 1", benchRows, n)
	}
	block := f.block(&w)
	if n := testing.AllocsPerRun(5, func() {
		if err := r.Open(block, packed.All); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("to open one of %d rows again took %v allocations", benchRows, n)
	}
}

// TestHolds: what a block holds is said of the columns that were wanted; of zeros nothing is.
func TestHolds(t *testing.T) {
	var w packed.Writer
	var r packed.Reader
	block := pack(&w, 1, column{number: 0, ints: []int64{7}}, amounts(1, "0.5"), amounts(2, "0.0000000000001"), column{number: 3, ints: []int64{0}}, column{number: 4, ints: []int64{1}})
	for want, of := range map[packed.Columns][2]packed.Columns{
		packed.All:         {packed.Of(0, 4), packed.Of(1, 2)},
		packed.Of(0, 2, 3): {packed.Of(0), packed.Of(2)},
	} {
		if err := r.Open(block, want); err != nil {
			t.Fatal(err)
		}
		if numbers, amounts := r.Holds(); numbers != of[0] || amounts != of[1] {
			t.Errorf("of %b: numbers %b, amounts %b; want %b", want, numbers, amounts, of)
		}
	}
}

// TestMistakes: what a program must not ask for stops it.
func TestMistakes(t *testing.T) {
	none := func(int) int64 { return 0 }
	half := pricing.MustMoney("0.5")
	for _, c := range []struct {
		name string
		do   func(w *packed.Writer, r *packed.Reader)
		says string
	}{
		{"negative rows", func(w *packed.Writer, _ *packed.Reader) { w.Begin(-1) }, "not -1"},
		{"too many rows", func(w *packed.Writer, _ *packed.Reader) { w.Begin(1<<28 + 1) }, "not 268435457"},
		{"a column below 0", func(w *packed.Writer, _ *packed.Reader) { w.Ints(-1, none) }, "not -1"},
		{"a column above 63", func(w *packed.Writer, _ *packed.Reader) { w.Ints(64, none) }, "not 64"},
		{"a column twice", func(w *packed.Writer, _ *packed.Reader) { w.Ints(5, none); w.Ints(5, none) }, "column 5 of a packed block comes after column 5"},
		{"columns in another order", func(w *packed.Writer, _ *packed.Reader) { w.Ints(5, none); w.Ints(4, none) }, "column 4 of a packed block comes after column 5"},
		{"31 decimals", func(w *packed.Writer, _ *packed.Reader) {
			small := pricing.MustMoney("0.000000000000000000000000000001")
			w.Begin(1)
			w.Money(0, func(int) pricing.Money { return pricing.MustPercent("10").Of(small) })
		}, "0.0000000000000000000000000000001"},
		{"a set with column 64", func(*packed.Writer, *packed.Reader) { packed.Of(1, 64) }, "not 64"},
		{"amounts of whole numbers", func(_ *packed.Writer, r *packed.Reader) { r.Money(0, 0) }, "column 0 of a packed block holds whole numbers"},
		{"a whole number of amounts", func(_ *packed.Writer, r *packed.Reader) { r.Int(1, 0) }, "column 1 of a packed block holds amounts"},
		{"whole numbers of amounts as text", func(_ *packed.Writer, r *packed.Reader) { r.Ints(2) }, "column 2 of a packed block holds amounts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var w packed.Writer
			var r packed.Reader
			w.Begin(1)
			w.Ints(0, func(int) int64 { return 7 })
			w.Money(1, func(int) pricing.Money { return half })
			w.Money(2, func(int) pricing.Money { return pricing.MustMoney("0.0000000000001") })
			if err := r.Open(w.Block(), packed.All); err != nil {
				t.Fatal(err)
			}
			w.Begin(0)
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, c.says) {
					t.Errorf("says %q, want %q in it", got, c.says)
				}
			}()
			c.do(&w, &r)
		})
	}
}

// TestZeroReader: a Reader that has opened nothing has nothing, as one after an error.
func TestZeroReader(t *testing.T) {
	var r packed.Reader
	if err := holds(&r, 0, packed.All); err != nil {
		t.Error(err)
	}
	block := pack(new(packed.Writer), 1, column{number: 3, ints: []int64{1}})
	if err := r.Open(block, packed.All); err != nil {
		t.Fatal(err)
	}
	if err := r.Open(block[1:], packed.All); !errors.Is(err, packed.ErrDamaged) {
		t.Fatalf("without its first byte: %v", err)
	}
	if err := holds(&r, 0, packed.All); err != nil {
		t.Error(err)
	}
}
