// Package check says what needs attention: credit that runs out or expires, months that
// cost more than they may, books that do not fit together, prices and views that differ,
// accounts that went silent. Each Finding has a level, the dollars that it is about, and
// what to do.
//
// Findings are worked out from the books of an instant and by settings alone, so that the
// same ledger, settings and clock give the same answer; a level that was reached some days
// ago is found again in the books of those days, never remembered. Budgets stand here too:
// what a month may cost, and what it will.
//
// In comes what Read finds in one transaction, with Records of what people set and
// acknowledged; out goes an Attention, and the Evidence that it was made of.
//
//	$41.49 left of $60.00, dies in 36 days, $32.85 of it likely lost: that is above
//	max($5.00, 5 % of $60.00), so a warning
package check
