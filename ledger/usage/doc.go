// Package usage keeps what was used, as it stands in a ledger and as it comes in. Rows stay
// as an export had them; beside them, written in the same transaction, stand daily sums by
// everything that a price can depend on, and the pieces of days in which an account's
// credit changed. Figures are made of sums, never by scanning rows.
//
// It also decides what counts: where an account has several views of one spend (requests,
// a gateway's buckets, an agent's log), one of them does, day by day, and the others are
// beside it. What credit paid for it, and what a report makes of it, is not its business.
//
// In come a transaction, the catalog that prices rows without a cost, and files that
// package usagefile has read; out go Sums (ReadSums), an Imported (Import), and single
// rows. Amounts are decimal text at rest and are added in Go, since SQL's SUM would make
// floats of them.
//
//	$0.30 by request rows and $0.30 by the activity page on one day: $0.30 counts, by the
//	request rows
package usage
