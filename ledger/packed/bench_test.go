package packed_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"tollbook/ledger/packed"
	"tollbook/pricing"
)

// benchRows is how many rows a block has that a benchmark packs, benchBlocks how many
// such blocks: with one, the processor would learn by heart how long each number is.
const (
	benchRows   = 5_000
	benchBlocks = 32
)

// figures are 12 columns as the sums of a busy day have them: an id as a difference,
// counts, tokens by kind, three amounts. Small numbers are as frequent as large ones.
type figures struct {
	ints    [9][]int64
	amounts [3][]pricing.Money
}

func benchFigures(seed uint64) *figures {
	random := rand.New(rand.NewPCG(1, seed))
	var f figures
	for c, most := range []int64{3, 40, 60, 10, 2_000_000, 50_000, 20_000, 8_000_000, 300} {
		for range benchRows {
			f.ints[c] = append(f.ints[c], int64(math.Pow(float64(most), random.Float64())))
		}
	}
	for c, unit := range []int64{1_000, 1_000_000, 1_000_000_000} { // 9, 6 and 3 decimals
		for range benchRows {
			f.amounts[c] = append(f.amounts[c], pricing.FromPico(int64(math.Pow(5e12, random.Float64()))/unit*unit))
		}
	}
	return &f
}

// block packs the figures.
func (f *figures) block(w *packed.Writer) []byte {
	w.Begin(benchRows)
	for c := range f.ints {
		w.Ints(c, func(row int) int64 { return f.ints[c][row] })
	}
	for c := range f.amounts {
		w.Money(len(f.ints)+c, func(row int) pricing.Money { return f.amounts[c][row] })
	}
	return w.Block()
}

func BenchmarkWrite(b *testing.B) {
	f := benchFigures(0)
	var w packed.Writer
	size := 0
	b.ReportAllocs()
	for b.Loop() {
		size = len(f.block(&w))
	}
	perRow(b, size)
}

// BenchmarkRead opens blocks, for all columns or for two counts and two amounts, and takes
// every figure of them one by one, or none.
func BenchmarkRead(b *testing.B) {
	var w packed.Writer
	var blocks [benchBlocks][]byte
	for i := range blocks {
		blocks[i] = benchFigures(uint64(i)).block(&w)
	}
	for _, c := range []struct {
		name string
		want packed.Columns
		take bool
	}{
		{"twelve", packed.All, false},
		{"four", packed.Of(0, 2, 9, 10), false},
		{"twelve, each figure", packed.All, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			var r packed.Reader
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := r.Open(blocks[i%benchBlocks], c.want); err != nil {
					b.Fatal(err)
				}
				if c.take && take(&r) == 0 {
					b.Fatal("nothing in the block")
				}
			}
			perRow(b, len(blocks[0]))
		})
	}
}

// take goes over every figure of a block.
func take(r *packed.Reader) (sum int64) {
	for row := range r.Rows() {
		for c := range 9 {
			sum += r.Int(c, row)
		}
		for c := 9; c < 12; c++ {
			sum += int64(r.Money(c, row).Sign())
		}
	}
	return sum
}

// perRow reports what a row costs.
func perRow(b *testing.B, bytes int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
	b.ReportMetric(float64(bytes)/benchRows, "bytes/row")
}
