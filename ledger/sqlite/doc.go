// Package sqlite keeps a ledger's file: it makes, opens, locks, copies and upgrades it, and
// turns what SQLite says into errors that a person can act on. What is in the file it does
// not know: tables and their steps come with a Design, and whoever owns a table has its SQL.
//
// One process writes at a time and says so in a note beside the file; others read
// meanwhile. A file that can't be written, or whose disk is full, is read as it stands.
//
// In come a path and a Design; out go transactions (File.Read, File.Write) and the errors.
// The ledger and the packages with SQL of their own come here, and it needs none of them.
//
//	two programs import into one file: after 5 seconds the second gets
//	"ledger my.db is being written by process 4711 (tollbook import) since ..."
package sqlite
