// Package see has the commands that show what was used, what is left and what is to come:
// status, report, credits, expiring, forecast and explain. Each reads the ledger and changes
// nothing in it.
//
// What a figure is, the packages of ledger say: here it gets its JSON, its tables and its
// sentences. What is recorded is package record's, what could be paid elsewhere package
// decide's, and what needs attention package keep's. Package main puts the commands under
// their heading of the help; the demo of package screens prints credits and forecast as they
// stand here.
//
//	tollbook report --by month
//	tollbook explain report month=2026-10 fees
package see
