// Package overview is the screen of how things stand: what the month comes to at each gateway with
// its fees, which credit ends first, what of it is at risk, what is to be done about it, and the
// running month as a chart.
//
// It shows the sums first, then what is simulated from them, which takes longer, then what
// another gateway would save. It simulates and finds nothing itself: packages projection and
// check do. Enter on a task turns to the screen that does it, by a message.
//
//	page.Of[overview.Books](overview.New(asOf))
package overview
