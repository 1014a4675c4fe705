// Package catalog is the screen of what tollbook knows: the gateways' terms, the models'
// prices, the outages, each with its source and its age; what changed lately and what that
// does to a month of the user's own; and the form that sets a price of one's own.
//
// It computes no price: package pricing does, and package update says what a price of one's
// own would change. Package tui makes the screen and gives it the books.
//
//	page.Of[catalog.Books](catalog.New(c, asOf))
package catalog
