package packed

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/bits"

	"tollbook/pricing"
)

// A Writer packs the columns of one block after another: Begin, then Ints or Money for
// each column, then Block. The zero value is ready. It keeps its room from block to
// block, so that a row costs no allocation unless an amount of it is kept as text.
type Writer struct {
	rows    int
	written Columns // of this block, those that are not all zero
	next    int     // the least number that the next column may have
	columns []byte  // the columns so far, each with its length
	column  []byte  // the one that is being written
	picos   []int64 // its amounts
}

// Begin begins a block of so many rows, 0 to 1<<28. It panics on another count.
func (w *Writer) Begin(rows int) {
	if rows < 0 || rows > maxRows {
		panic(fmt.Sprintf("a packed block has 0 to %d rows, not %d", maxRows, rows))
	}
	w.rows, w.written, w.next, w.columns = rows, 0, 0, w.columns[:0]
}

// Ints writes a column of whole numbers. Columns come in ascending number, 0 to 63, each
// at most once; it panics on another. It asks at once for each row, from the first to the
// last, so that at may return differences. A column of zeros takes no room.
func (w *Writer) Ints(column int, at func(row int) int64) {
	w.begin(column)
	b, all := append(w.column, wholeNumbers), int64(0) // all is 0 if every number is
	for row := range w.rows {
		v := at(row)
		all |= v
		b = binary.AppendVarint(b, v)
	}
	w.column = b
	if all != 0 {
		w.end(column)
	}
}

// Money writes a column of amounts, as Ints does. It panics on an amount that
// pricing.ParseFigure could not read back, of more than 30 decimals: a block with it
// would be lost with all that is in it.
func (w *Writer) Money(column int, at func(row int) pricing.Money) {
	w.begin(column)
	w.picos = w.picos[:0]
	all, scale := int64(0), 0
	for row := range w.rows {
		m := at(row)
		pico, ok := m.Pico()
		if !ok {
			w.texts(m, at)
			w.end(column)
			return
		}
		w.picos = append(w.picos, pico)
		all |= pico
		for scale < picoScale && pico%units[scale] != 0 {
			scale++
		}
	}
	if all == 0 {
		return
	}
	b, unit := append(w.column, byte(scale)), units[scale]
	for _, pico := range w.picos {
		b = binary.AppendVarint(b, pico/unit)
	}
	w.column = b
	w.end(column)
}

// texts writes a column of amounts as text: those whose picodollars are at hand, then m,
// the first that has none, then the rest.
func (w *Writer) texts(m pricing.Money, at func(row int) pricing.Money) {
	b := append(w.column, amountTexts)
	for _, pico := range w.picos {
		b = appendText(b, pricing.FromPico(pico))
	}
	b = appendText(b, m)
	for row := len(w.picos) + 1; row < w.rows; row++ {
		b = appendText(b, at(row))
	}
	w.column = b
}

// appendText appends an amount's text with its length in one byte: at most 45 digits, a
// point, 30 decimals and a sign.
func appendText(b []byte, m pricing.Money) []byte {
	start := len(b) + 1
	b = m.Append(append(b, 0))
	if _, ok := m.Pico(); !ok {
		if _, err := pricing.ParseFigure(string(b[start:])); err != nil {
			panic(fmt.Sprintf("an amount to be packed, %s: %v", b[start:], err))
		}
	}
	b[start-1] = byte(len(b) - start)
	return b
}

// begin makes room for a column.
func (w *Writer) begin(column int) {
	mustBeColumn(column)
	if column < w.next {
		panic(fmt.Sprintf("column %d of a packed block comes after column %d", column, w.next-1))
	}
	w.next, w.column = column+1, w.column[:0]
}

// end adds the column to the block.
func (w *Writer) end(column int) {
	w.written |= 1 << column
	w.columns = binary.AppendUvarint(w.columns, uint64(len(w.column)))
	w.columns = append(w.columns, w.column...)
}

// Block ends the block and returns it, in a slice of its own.
func (w *Writer) Block() []byte {
	head := 1 + uvarintBytes(uint64(w.rows)) + uvarintBytes(uint64(w.written))
	b := append(make([]byte, 0, head+len(w.columns)+checksumBytes), version)
	b = binary.AppendUvarint(b, uint64(w.rows))
	b = binary.AppendUvarint(b, uint64(w.written))
	b = append(b, w.columns...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// uvarintBytes is how many bytes v takes, 7 bits in each.
func uvarintBytes(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }

// mustBeColumn panics on a number that no column can have.
func mustBeColumn(column int) {
	if column < 0 || column >= maxColumns {
		panic(fmt.Sprintf("a packed block has columns 0 to %d, not %d", maxColumns-1, column))
	}
}
