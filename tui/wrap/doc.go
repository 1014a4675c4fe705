// Package wrap breaks sentences into lines, for the screens and for the commands. A line
// is broken between words, and what a reader takes as one is one word: a number with what
// it counts, a name with its number, and a command, which has to be whole to be pasted.
//
//	Lines("record it: tollbook topup add lab 5 --at 2026-11-13", 30)
//	"record it:", "tollbook topup add lab 5 --at 2026-11-13"
package wrap
