// Package importer is the import from inside the screens: a file is chosen in its folder,
// looked into, asked about where it does not say what it is, brought in, and taken back from
// the list of imports.
//
// It reads no file itself: its Books do, in the words of the import command. It is no screen
// but lies over the one that is shown; package tui gives it the keys and the size.
//
//	m, cmd := importer.New(ctx).Onto(importer.Target{Books: b, Catalog: c, AsOf: now, Name: "ledger.db"}).Begin()
package importer
