// Package ledger keeps the books: what was used, imported from the exports that
// gateways hand out, in one SQLite file that holds all of an import or none of
// it.
//
// Rows stay as they came. Beside them, and written in the same transaction,
// stand daily sums, split by everything that a price can depend on; reports and
// comparisons read those and never scan rows. Amounts are decimal text at rest
// and are added in Go, since SQL's SUM would make floats of them.
//
// It does not price anything itself (package pricing does) and knows no clock:
// instants come in as values.
package ledger
