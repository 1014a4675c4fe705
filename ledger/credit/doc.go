// Package credit says how each account stands at an instant: its balance and lots, what it
// burns a day and how long that lasts, what a page of the gateway said beside. Together
// with the daily sums that is the Books, the one value of which reports, forecasts, plans,
// findings and explanations are made.
//
// It opens no ledger and reads no table: Derive makes Books of sums that package usage has
// read and of Entries, what people recorded. What is to come it does not say (package
// projection does); a Position keeps the Input that it was derived from, so that whoever
// explains or projects it starts from the same.
//
// In come usage.Sums, the dollars that count among them, and Entries; everyone above takes
// Books.
//
//	$100.00 bought, $90.00 used in the last 30 days of data: balance $10.00, burn $3.00 a
//	day, runway 3.333333 days
package credit
