// Package usage keeps what was used, as it stands in a ledger and as it comes in. Rows stay
// as an export had them. Beside them, written in the same transaction, stand daily sums at
// two levels, and at the same two the pieces of days in which an account's credit changed.
// Money sums tell apart all that a price, a lot and a view can depend on, which is few
// however many people use an account; label sums tell apart who used it, which may be a
// hundred thousand. Figures are made of money sums; label sums are streamed where the
// question is who. No figure scans rows.
//
// It also decides what counts: where an account has several views of one spend (requests,
// a gateway's buckets, an agent's log), one of them does, day by day, and the others are
// beside it. What credit paid for it, and what a report makes of it, is not its business.
//
// In come a transaction, the catalog that prices rows without a cost, and files that
// package usagefile has read; out go Sums (ReadSums), an Imported (Import), and single
// rows. Amounts are exact decimals at rest, as text in rows and packed in sums, and are
// added in Go, since SQL's SUM would make floats of them.
//
//	$0.30 by request rows and $0.30 by the activity page on one day: $0.30 counts, by the
//	request rows
package usage
