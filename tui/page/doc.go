// Package page is the contract between the program and its screens: what a screen can do
// (Screen, and Model as a screen's own package writes it), how it reads the books without
// waiting for them (Load), what it asks the program for (Changed, TurnTo, Explain, Notice
// and the other messages), and the words of its keys.
//
// It draws nothing and knows no screen by its type. A screen's package declares the part of
// the books that it reads, and page.Of makes a Screen of its model:
//
//	page.Of[spend.Books](spend.New(asOf))
//
// Package tui comes in, and every screen. A screen never asks another one for anything: it
// sends a message for it, by way of the program.
//
//	return s, func() tea.Msg { return page.TurnTo{Screen: page.Spend, Then: page.ShowSpend{By: "month"}} }
package page
