// Package words writes figures, counts, days and names for people: one way for all of
// the program, so that 0.055 is "5.5 %" in a command, on a screen and in a finding.
//
// It takes text and numbers, not the money, models and lots that they belong to: what a
// figure means is known where it is made. It writes no JSON and draws nothing; how wide a
// text may be is a screen's to say (package tui/wrap).
//
// Everyone comes in: pricing, the ledger, the screens, the commands. It needs nobody.
//
//	words.Count("2190", "model") is "2,190 models"
//	words.Share("0.055") is "5.5 %"
//	words.Days("35.6") is "36 days"
//	words.Shell("team a") is "'team a'"
package words
