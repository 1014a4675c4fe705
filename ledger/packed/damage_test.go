package packed_test

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"math"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger/packed"
)

// sealed is a block of these bytes with the checksum that they should have.
func sealed(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(slices.Clone(b), crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
}

// TestDamage: any bit that changes, any byte that is cut off or added is found.
func TestDamage(t *testing.T) {
	columns := []column{{number: 0, ints: []int64{1, 300, math.MinInt64}}, amounts(9, "0.25", "-1.5", "0"), amounts(40, "1", "0.0000000000001", "-2")}
	block := pack(new(packed.Writer), 3, columns...)
	var r packed.Reader
	damaged := func(what string, at int, b []byte) {
		t.Helper()
		for _, want := range []packed.Columns{packed.All, 0} {
			if err := r.Open(b, want); !errors.Is(err, packed.ErrDamaged) {
				t.Errorf("%s %d: %v, want ErrDamaged", what, at, err)
			}
			if err := holds(&r, 0, packed.All); err != nil {
				t.Errorf("%s %d: %v", what, at, err)
			}
		}
	}
	for bit := range 8 * len(block) {
		b := slices.Clone(block)
		b[bit/8] ^= 1 << (bit % 8)
		damaged("with another bit", bit, b)
	}
	for n := range block {
		damaged("cut to bytes", n, block[:n])
		damaged("cut from byte", n+1, block[n+1:])
	}
	damaged("with a byte more", 0, append(slices.Clone(block), 0))
	damaged("twice", 0, append(slices.Clone(block), block...))
}

// TestForged: bytes that no Writer writes are refused under a right checksum too.
func TestForged(t *testing.T) {
	for _, c := range []struct{ name, block string }{
		{"nothing", ""},
		{"version 0", "00 00 00"},
		{"version 2", "02 00 00"},
		{"no count", "01"},
		{"no mask", "01 00"},
		{"a byte left over", "01 00 00 00"},
		{"more rows than there may be", "01 8180808001 00"},
		{"a count beyond 64 bits", "01 ffffffffffffffffffff01 00"},
		{"a count in a longer form", "01 8100 00"},
		{"a column that is missing", "01 01 01"},
		{"a column cut short", "01 01 01 03 fe02"},
		{"a column cut far short", "01 01 01 7f fe02"},
		{"a column without content", "01 01 01 00"},
		{"a column beside no rows", "01 00 01 01 fe"},
		{"a length in a longer form", "01 01 01 8200 fe02"},
		{"a value too few", "01 02 01 03 fe 8201"},
		{"values that never come", "01 ffffff7f 01 02 fe02"},
		{"a value too many", "01 01 01 03 fe 02 02"},
		{"a value cut short", "01 01 01 02 fe 82"},
		{"a value in a longer form", "01 01 01 03 fe 8200"},
		{"a value beyond 64 bits", "01 01 01 0b fe ffffffffffffffffff02"},
		{"a value of 11 bytes", "01 01 01 0c fe ffffffffffffffffffff01"},
		{"a column of zeros", "01 02 01 03 fe 00 00"},
		{"amounts of zeros", "01 01 01 02 00 00"},
		{"an unknown kind", "01 01 01 02 0d 02"},
		{"cents that are dollars", "01 01 01 03 02 c801"},
		{"dollars beyond 64 bits of picodollars", "01 01 01 05 00 9af3e508"}, // 9,223,373
		{"as many below zero", "01 01 01 05 00 99f3e508"},                    // -9,223,373
		{"text without need", "01 01 01 03 ff 01 32"},                        // 2
		{"a text cut short", "01 01 01 05 ff 0f 302e30"},                     // 0.0
		{"a text too few", "01 02 01 11 ff 0f 302e30303030303030303030303031"},
		{"a text that takes the next column's length for a digit", "01 01 03 10 ff 0f 302e303030303030303030303030 31 fe02"},
		{"a text too many", "01 01 01 13 ff 0f 302e30303030303030303030303031 01 32"}, // 0.0000000000001 and 2
		{"no number", "01 01 01 03 ff 01 78"},                                                 // x
		{"empty text", "01 01 01 02 ff 00"},                                                   //
		{"a number in another form", "01 01 01 06 ff 04 31453132"},                            // 1E12
		{"a number with a zero behind", "01 01 01 12 ff 10 302e3030303030303030303030303130"}, // 0.00000000000010
		{"text of 255 bytes", "01 01 01 03 ff ff 31"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := hex.DecodeString(strings.ReplaceAll(c.block, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			var r packed.Reader
			if err := r.Open(sealed(b), packed.All); !errors.Is(err, packed.ErrDamaged) {
				t.Errorf("opens with %d rows (%v), want ErrDamaged", r.Rows(), err)
			}
		})
	}
}

// TestClaims: a count that the bytes do not bear out allocates nothing.
func TestClaims(t *testing.T) {
	block := sealed([]byte{1, 0xff, 0xff, 0xff, 0x7f, 1, 2, 0xfe, 2}) // 1<<28 - 1 rows in a byte
	if n := testing.AllocsPerRun(5, func() {
		var r packed.Reader // one that has no room yet
		if err := r.Open(block, packed.All); !errors.Is(err, packed.ErrDamaged) {
			t.Fatalf("%v, want ErrDamaged", err)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
