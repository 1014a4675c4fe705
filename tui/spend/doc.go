// Package spend is the screen of what was used: the ledger's daily sums by any of its groups
// over a period, narrowed and filtered, and the rows behind each figure.
//
// It adds nothing up itself: package report does, over the sums that the screen reads once
// and then groups, sorts and filters in memory. Package tui makes the screen; the overview
// asks for a part of the usage by a message, page.ShowSpend.
//
//	page.Of[spend.Books](spend.New(asOf))
package spend
