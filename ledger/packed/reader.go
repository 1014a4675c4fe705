package packed

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"math/bits"
	"slices"

	"tollbook/pricing"
)

// A Reader unpacks blocks one after another into room that it keeps. The zero value is
// ready: it has no rows.
//
// A column knows whether it holds whole numbers or amounts. To ask it for the other is a
// mistake of the program, which would turn 7 requests into 7 picodollars: Int, Ints and
// Money panic. A column of zeros is either. Holds says which hold what, for blocks that
// someone else may have written.
type Reader struct {
	rows int
	has  Columns
	// A column that is there is in one of these, the others have nil: whole numbers,
	// amounts in picodollars, amounts of which one or more have none.
	ints, picos [maxColumns][]int64
	amounts     [maxColumns][]pricing.Money
	// The room for them, by column.
	intRoom    [maxColumns][]int64
	amountRoom [maxColumns][]pricing.Money
}

// Open unpacks the wanted columns of a block, and keeps nothing of its bytes. It returns
// ErrDamaged, and then has no rows. The checksum is of the whole block; what is in a
// column that nobody wants is looked at no further.
func (r *Reader) Open(block []byte, want Columns) error {
	r.empty()
	if !r.open(block, want) {
		r.empty()
		return ErrDamaged
	}
	return nil
}

// empty makes r one without rows.
func (r *Reader) empty() {
	for left := r.has; left != 0; left &= left - 1 {
		column := bits.TrailingZeros64(uint64(left))
		r.ints[column], r.picos[column], r.amounts[column] = nil, nil, nil
	}
	r.rows, r.has = 0, 0
}

// open is Open, false where the block is damaged.
func (r *Reader) open(block []byte, want Columns) bool {
	end := len(block) - checksumBytes
	if end < 1 || block[0] != version || binary.LittleEndian.Uint32(block[end:]) != crc32.Checksum(block[:end], castagnoli) {
		return false
	}
	rows, rest, ok := uvarint(block[1:end])
	if !ok || rows > maxRows {
		return false
	}
	written, rest, ok := uvarint(rest)
	if !ok {
		return false
	}
	r.rows = int(rows)
	for left := written; left != 0; left &= left - 1 {
		var size uint64
		if size, rest, ok = uvarint(rest); !ok || size > uint64(len(rest)) {
			return false
		}
		// A value takes a byte or more, so this bounds the room that a count can ask for.
		if size < 1+rows {
			return false
		}
		column := bits.TrailingZeros64(left)
		if want.has(column) && !r.unpack(column, rest[0], rest[1:size]) {
			return false
		}
		rest = rest[size:]
	}
	return len(rest) == 0
}

// uvarint reads a number that AppendUvarint wrote, in as few bytes as it needs.
func uvarint(b []byte) (v uint64, rest []byte, ok bool) {
	v, n := binary.Uvarint(b)
	if n <= 0 || n > 1 && b[n-1] == 0 {
		return 0, nil, false
	}
	return v, b[n:], true
}

// unpack reads a column.
func (r *Reader) unpack(column int, head byte, b []byte) bool {
	r.has |= 1 << column
	if head == amountTexts {
		return r.unpackTexts(column, b)
	}
	values := slices.Grow(r.intRoom[column][:0], r.rows)[:r.rows]
	r.intRoom[column] = values
	if !unpackInts(values, b) {
		return false
	}
	if head == wholeNumbers {
		r.ints[column] = values
		return true
	}
	r.picos[column] = values
	return head <= picoScale && toPicos(values, int(head))
}

// unpackInts fills values from b, which has to hold as many and no more, not all of them
// zero. It is where a report spends its time.
func unpackInts(values []int64, b []byte) bool {
	at, all := 0, uint64(0)
	for i := range values {
		if at >= len(b) {
			return false
		}
		x := b[at]
		at++
		v := uint64(x)
		if x >= 0x80 {
			v &= 0x7f
			for shift := 7; ; shift += 7 {
				if at >= len(b) {
					return false
				}
				x = b[at]
				at++
				if shift == 63 && x > 1 { // bits beyond the 64th
					return false
				}
				v |= uint64(x&0x7f) << shift
				if x < 0x80 {
					break
				}
			}
			if x == 0 { // a longer form of a shorter number
				return false
			}
		}
		all |= v
		values[i] = int64(v>>1) ^ -int64(v&1)
	}
	return at == len(b) && all != 0
}

// toPicos turns values in units of 10^-scale dollars into picodollars. It is false where
// a smaller scale would do, which the Writer would have taken, and where 64 bits do not
// suffice.
func toPicos(values []int64, scale int) bool {
	for i := 0; scale > 0; i++ {
		if i == len(values) {
			return false
		}
		if values[i]%10 != 0 {
			break
		}
	}
	unit := units[scale]
	if unit == 1 {
		return true
	}
	most := math.MaxInt64 / unit // 64 bits end on an 8 below zero, so the least is as far away
	for i, v := range values {
		if v > most || v < -most {
			return false
		}
		values[i] = v * unit
	}
	return true
}

// unpackTexts reads a column of amounts as text, of which at least one has no picodollars.
func (r *Reader) unpackTexts(column int, b []byte) bool {
	amounts, need := r.amountRoom[column][:0], false
	for range r.rows {
		if len(b) == 0 || len(b) <= int(b[0]) {
			return false
		}
		text := string(b[1 : 1+int(b[0])])
		m, err := pricing.ParseFigure(text)
		if err != nil || m.String() != text {
			return false
		}
		_, ok := m.Pico()
		need = need || !ok
		amounts, b = append(amounts, m), b[1+len(text):]
	}
	r.amounts[column], r.amountRoom[column] = amounts, amounts
	return need && len(b) == 0
}

// Rows is how many rows the block has.
func (r *Reader) Rows() int { return r.rows }

// Has reports whether a column is there: wanted, and not all zero.
func (r *Reader) Has(column int) bool { return r.has.has(column) }

// Holds are the columns that are there, apart by what they hold.
func (r *Reader) Holds() (wholeNumbers, amounts Columns) {
	for left := r.has; left != 0; left &= left - 1 {
		if column := bits.TrailingZeros64(uint64(left)); r.ints[column] != nil {
			wholeNumbers |= Of(column)
		} else {
			amounts |= Of(column)
		}
	}
	return wholeNumbers, amounts
}

// Int is a whole number, 0 of a column that is not there.
func (r *Reader) Int(column, row int) int64 {
	if values := r.ints[column]; values != nil {
		return values[row]
	}
	return r.noInt(column)
}

// Ints is a column of whole numbers, nil for one that is not there. It is valid until the
// next Open.
func (r *Reader) Ints(column int) []int64 {
	if r.ints[column] == nil {
		r.noInt(column)
	}
	return r.ints[column]
}

// noInt is 0, and a panic for a column of amounts.
func (r *Reader) noInt(column int) int64 {
	if r.Has(column) {
		panic(fmt.Sprintf("column %d of a packed block holds amounts, not whole numbers", column))
	}
	return 0
}

// Money is an amount, $0 of a column that is not there.
func (r *Reader) Money(column, row int) pricing.Money {
	if picos := r.picos[column]; picos != nil {
		return pricing.FromPico(picos[row])
	}
	if amounts := r.amounts[column]; amounts != nil {
		return amounts[row]
	}
	if r.Has(column) {
		panic(fmt.Sprintf("column %d of a packed block holds whole numbers, not amounts", column))
	}
	return pricing.Money{}
}
