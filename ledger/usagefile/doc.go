// Package usagefile reads the usage exports that gateways hand out: one file of
// code a format, each beside a sample with its expected totals. It turns a file
// into rows with one meaning, whatever the columns were called, and knows no
// database and no prices.
//
// A new format is one more file that calls register from its init; nothing else
// changes.
package usagefile
