// Package help is the help that lies over a screen: the keys that work there in groups, the
// screen's own first and then those of everywhere, and what the marks mean. It scrolls, says how
// much of it is hidden, finds words in it, and Enter on a line does what the line says.
//
//	m := help.New().Open("Spend", own, everywhere, legend)
//	m, chosen := m.Press(msg) // chosen is the binding to be done; nil for none
//
// It knows no screen and does nothing itself: package tui comes in, gives it the bindings and
// presses the chosen key.
package help
