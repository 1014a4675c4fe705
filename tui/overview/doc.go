// Package overview is the screen of how things stand: the month so far and what it will come
// to, what needs attention, the balances, and what was spent by model.
//
// It shows the sums first and then what is simulated from them, which takes longer. It
// simulates and finds nothing itself: packages projection and check do. Enter on a finding
// turns to the screen that mends it, by a message.
//
//	page.Of[overview.Books](overview.New(asOf))
package overview
