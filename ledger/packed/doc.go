// Package packed keeps columns of figures, whole numbers and exact amounts, as one block
// of bytes, and reads them back: a row of 12 columns in some 18 bytes and 50 nanoseconds.
// What the columns mean it does not know, nor days, series or SQL.
//
// In come numbered columns of a Writer, out goes a block, and the other way round with a
// Reader, which unpacks only the columns that are wanted. A block has a checksum, since
// SQLite's integrity check does not look into one; what a Writer did not write is
// ErrDamaged. Whoever has a table with blocks in it comes here.
//
// A block of version 1 is, in this order:
//
//	1                the version
//	rows             their count
//	mask             a bit for each column that is not all zero
//	columns          in ascending number, each its length and then its content
//	checksum         CRC32C of all that comes before, 4 bytes, little endian
//
// Count, mask and lengths are uvarints, the content a byte for its kind and a value for
// each row. Kind 254 is whole numbers as zigzag varints, of 7 bits in a byte and 1 to 10
// bytes. Kinds 0 to 12 are amounts as such numbers of 10^-kind dollars, with the smallest
// kind that all amounts of the column allow. Kind 255 is for a column with an amount that
// has no picodollars in 64 bits: each as plain decimal text, with its length in one byte.
//
//	three rows that cost $0.25, -$1.50 and $0: kind 2 (cents), 25, -150, 0
//	in 5 bytes: 02 32 ab02 00
package packed
