// Package credits is the Credits screen: what of all credit dies, what runs out and what is
// missing, the first thing first. It lays all accounts on one horizon, ordered by what ends
// first, unfolds them to their lots, sums up what dies a week, and says what to load next at
// the account in hand, with its fee by every way to pay. Its forms record, correct and remove a
// top-up or a grant, a refund or a balance, and a key records a top-up that a gateway proposes.
//
// It works out no balance, fee, end or forecast: the ledger does (packages credit, lot and
// projection). It reads the books once, by way of Books, and makes forecast and plans of what it
// read. Commands that record the same things stand in cmd/tollbook.
//
//	$41.49 of $60.00 left, $0.24 a day, and it dies in 36 days:
//	anthropic  #14   $41.49 │▇▇▇▇▇▇▇▇▇▇▆▆▆▆✕ $32.68 dies 20 Dec
//
// Package tui comes in, and shows the screen beside the others:
//
//	page.Of[credits.Books](credits.New(catalog, asOf))
//
// The overview leads to an account or a lot here by page.ShowAccount.
package credits
