// Package progress draws one line of a terminal that says how far an import is, or the sums
// that a ledger of an earlier version gets:
//
//	usage.csv  ██░░░░░░░░ 25% of 200 MB  250,000 rows  250,000/s  3s left
//
// It reads no file and no clock of its own, and draws nothing for what is quick. The commands
// that import use it, and package cli while it opens a ledger; the screens take the text and
// draw it themselves.
package progress
