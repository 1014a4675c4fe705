// Package screens gives package tui what it needs of the world, and opens it: on the user's
// ledger (tollbook), on exports in a temporary ledger (tollbook FILE...) and on the demo. It
// has the ledger as the screens read it and write into it, the folder that exports are chosen
// from, the clipboard, the files that are saved, and the flags --theme and --plain. Without a
// terminal it prints what the commands of the rooms see and decide would.
//
// It draws nothing: package tui does. An import, a price or a kept scenario goes the way of
// the command that has it, in record, keep and decide. Package main is the only one that
// comes in.
//
//	err := screens.Run(ctx, run)                                   // tollbook
//	err := screens.RunFiles(ctx, run, []string{"a.csv"}, suggest) // tollbook a.csv
package screens
