// Package lot says what became of credit: every top-up and grant is a lot, usage takes from
// the lot that dies first, and what is left when one dies is lost. Replay derives all lots
// of one account from what was bought and what was used, by the eleven rules of
// DESIGN.md 3.4.
//
// It reads no ledger and knows no clock: entries and instants come in as values, and a
// State comes out. What is not recorded it may derive (an opening balance from a stated
// one, the purchases of an automatic top-up) and says so. Projections of what lots will
// lose are made elsewhere (package projection) and put into them as an Outlook.
//
// In come a History (terms, top-ups, balances, usage in order of time) and an instant; the
// ledger's books, the report's fees and the explanations take the State.
//
//	$100.00 bought for a fee of $5.50, then $30.00 used: one lot with $30.00 used and
//	$70.00 remaining; the usage carries $1.65 of the fee
package lot
