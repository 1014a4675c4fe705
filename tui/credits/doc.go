// Package credits is the Credits screen: what was loaded at each gateway and what becomes of
// it. It shows accounts with their balance and runway, lots on a time line to the day on which
// they are used up or expire, and the next top-up with its fee by size. Its forms record a
// top-up, a grant, a refund or a balance, and a key records a top-up that a gateway proposes.
//
// It works out no balance, fee or forecast: the ledger does (packages credit, lot and
// projection), by way of Books. Commands that record the same things stand in cmd/tollbook.
//
//	$700.00 and $500.00 loaded by card at 5.5 %, 61 days of $10.00 used:
//	openrouter   $590.00   59 d   bought $1,200.00   fees $66.00
//
// Package tui comes in, and shows the screen beside the others:
//
//	page.Of[credits.Books](credits.New(catalog, asOf))
//
// The overview leads to an account here by page.ShowAccount.
package credits
