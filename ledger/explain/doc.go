// Package explain takes any figure of a ledger apart, one level deep, by its address: the
// words that a line of another explanation, a screen or the command line name it by.
//
// It knows which forms of an address there are (Forms) and who explains each: reports,
// forecasts, plans and budgets explain themselves in the packages that make them, accounts,
// lots and findings are explained here. It computes nothing that a figure was not made of.
//
// In come an open ledger, the words of an address, a clock and, for findings, the settings;
// out goes a pricing.Explanation, whose lines have the addresses of the next level.
//
//	"openrouter balance" is $157.29: lot #2 $57.29 left of $100.00, lot #3 $100.00 left
package explain
