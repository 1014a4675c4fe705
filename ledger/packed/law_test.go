package packed_test

import (
	"bytes"
	"math"
	"testing"

	"tollbook/ledger/packed"
	"tollbook/pricing"

	"pgregory.net/rapid"
)

// anyInt draws whole numbers of all lengths.
func anyInt() *rapid.Generator[int64] {
	return rapid.OneOf(rapid.Int64(), rapid.Int64Range(-200, 200), rapid.SampledFrom([]int64{0, math.MinInt64, math.MaxInt64}))
}

// anyColumns draws the columns of a block, a column's amounts mostly of one scale.
func anyColumns(t *rapid.T) (rows int, columns []column) {
	rows = rapid.IntRange(0, 20).Draw(t, "rows")
	for number := range 64 {
		if rapid.IntRange(0, 9).Draw(t, "left out") > 0 {
			continue
		}
		c := column{number: number}
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			c.ints = make([]int64, rows)
		case 1:
			c.ints = rapid.SliceOfN(anyInt(), rows, rows).Draw(t, "ints")
		case 2:
			scale := rapid.SampledFrom([]int64{1, 10, 1e6, 1e10, 1e12}).Draw(t, "scale")
			for _, n := range rapid.SliceOfN(anyInt(), rows, rows).Draw(t, "units") {
				c.amounts = append(c.amounts, pricing.FromPico(n/scale*scale))
			}
		case 3:
			text := rapid.OneOf(rapid.StringMatching(`-?[0-9]{1,15}(\.[0-9]{1,30})?`), rapid.Just("0"), rapid.StringMatching(`[0-9]\.[0-9]{1,12}`))
			c = amounts(number, rapid.SliceOfN(text, rows, rows).Draw(t, "texts")...)
		}
		columns = append(columns, c)
	}
	return rows, columns
}

// TestRoundTrip: whatever is packed is read, of any set of columns as of all, and packs to
// the same bytes again.
func TestRoundTrip(t *testing.T) {
	var w packed.Writer
	var r packed.Reader // one of each, for blocks of all sizes one after another
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := anyColumns(t)
		block := pack(&w, rows, columns...)
		for _, want := range []packed.Columns{packed.All, packed.Columns(rapid.Uint64().Draw(t, "want"))} {
			if err := r.Open(block, want); err != nil {
				t.Fatal(err)
			}
			if err := holds(&r, rows, want, columns...); err != nil {
				t.Fatalf("columns %b: %v", want, err)
			}
		}
		if err := r.Open(block, packed.All); err != nil {
			t.Fatal(err)
		}
		if again := pack(&w, rows, read(&r)...); !bytes.Equal(again, block) {
			t.Fatalf("packs to\n%x, and again to\n%x", block, again)
		}
	})
}

// read is the columns of an open block. Which of them are amounts only a panic tells.
func read(r *packed.Reader) (columns []column) {
	for number := range 64 {
		if !r.Has(number) {
			continue
		}
		c := column{number: number}
		if c.ints = wholeNumbers(r, number); c.ints == nil {
			for row := range r.Rows() {
				c.amounts = append(c.amounts, r.Money(number, row))
			}
		}
		columns = append(columns, c)
	}
	return columns
}

// wholeNumbers is a column, nil where it holds amounts.
func wholeNumbers(r *packed.Reader, number int) (values []int64) {
	defer func() { _ = recover() }()
	return r.Ints(number)
}

// FuzzReader: no bytes make a Reader panic, with the checksum that they have and with the
// right one. What opens is a block as a Writer writes it: what is read packs to its bytes.
func FuzzReader(f *testing.F) {
	var w packed.Writer
	for _, e := range edges {
		block := pack(&w, e.rows, e.columns...)
		f.Add(block)
		f.Add(block[:len(block)-4])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var w packed.Writer
		var r packed.Reader
		for _, block := range [][]byte{b, sealed(b)} {
			if r.Open(block, packed.All) != nil {
				continue
			}
			rows, columns := r.Rows(), read(&r)
			if again := pack(&w, rows, columns...); !bytes.Equal(again, block) {
				t.Errorf("%x packs again to %x", block, again)
			}
			if err := r.Open(block, packed.Of(3, 4)); err != nil {
				t.Errorf("%x opens whole, but for columns 3 and 4: %v", block, err)
			} else if err := holds(&r, rows, packed.Of(3, 4), columns...); err != nil {
				t.Errorf("%x: %v", block, err)
			}
		}
	})
}
