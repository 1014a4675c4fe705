// Package spend is the screen of what was used: the ledger's daily sums by any of its groups
// over a period, with the chart of it and what a row is made of, the rows of usage behind a
// figure, and the year as a calendar.
//
// It adds nothing up itself: package report does, over the sums that the screen reads once
// and then groups, sorts and filters in memory. What is shown is one value, a view: each key
// that leads somewhere makes another one, so that the program's history can lead back. Package
// tui makes the screen; the overview asks for a part of the usage by a message, page.ShowSpend.
//
//	page.Of[spend.Books](spend.New(asOf))
package spend
