package packed

import (
	"errors"
	"hash/crc32"
)

// ErrDamaged is returned for bytes that are no block that a Writer wrote: cut, changed,
// or of an unknown version.
var ErrDamaged = errors.New("a packed block is damaged")

// version is the first byte of a block. How a Writer writes and what a Reader takes for
// that version never changes: blocks of it lie in people's ledgers.
const version = 1

// maxRows bounds what a block may claim: a column of zeros bears out any count of rows.
const maxRows = 1 << 28

// maxColumns is how many columns a block has room for, one for each bit of its mask.
const maxColumns = 64

// The first byte of a column says what it holds. Up to picoScale it is amounts, as whole
// numbers of units of 10^-scale dollars: 2 for cents, 12 for picodollars.
const (
	picoScale    = 12
	wholeNumbers = 0xfe
	amountTexts  = 0xff
)

// units are the picodollars of a unit at each scale: a cent has 10^10.
var units = [picoScale + 1]int64{1e12, 1e11, 1e10, 1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1}

// castagnoli is the polynomial of CRC32C, for which processors have an instruction.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksumBytes is how many bytes of checksum end a block.
const checksumBytes = 4

// Columns is a set of column numbers.
type Columns uint64

// All is every column that there can be.
const All = ^Columns(0)

// Of is the set of the given columns. It panics on a number that is none: 0 to 63 are.
func Of(columns ...int) Columns {
	var c Columns
	for _, column := range columns {
		mustBeColumn(column)
		c |= 1 << column
	}
	return c
}

// has reports whether the column is in the set; a number beyond 0 to 63 never is.
func (c Columns) has(column int) bool { return c>>uint(column)&1 != 0 }
