// Package ledger is an open ledger: a Store that imports what was used, records what was
// bought and said, and answers what it comes to. It has the use cases, the transaction of
// each, and the SQL of the small tables: accounts, top-ups, balances, budgets and what was
// acknowledged.
//
// How things are worked out it leaves to its rooms: sqlite keeps the file, usage rows and
// sums, lot what became of credit, credit the books of all accounts, report, projection and
// check are functions of those books, and explain takes figures apart. It prices nothing
// itself (package pricing does) and knows no clock: instants come in as values.
//
// In come exports, entries and questions from commands and screens; out go Books and what
// is made of them.
//
//	an export of $30.00 comes in, $100.00 were bought by card: Books has a balance of
//	$70.00, Report shows $31.65 all in
package ledger
