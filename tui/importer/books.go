package importer

import (
	"context"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/tui/page"
)

// Books is books that take exports in and give them back. All of it runs aside.
type Books interface {
	// Folder lists a folder: part as seen from the folder at, "" being where the
	// program began.
	Folder(ctx context.Context, at, part string) (Folder, error)
	// Import brings a file, or the logs of a folder, into the books. progress is told
	// a few times a second how far it is, from a goroutine of the import's.
	Import(ctx context.Context, path string, how How, progress func(line string)) (Outcome, error)
	// Sample is the first n records of a CSV and what how makes of them; an error for
	// what is none.
	Sample(ctx context.Context, path string, how How, n int) (usage.Sample, error)
	// Accounts are those that usage belongs to already.
	Accounts(ctx context.Context) ([]credit.Account, error)
	// Imports are those that there were, newest first. UndoPlan are the ones that have
	// to go for one of them to go, itself last; UndoImport takes them back.
	Imports(ctx context.Context) ([]usage.ImportRecord, error)
	UndoPlan(ctx context.Context, id int64) ([]usage.ImportRecord, error)
	UndoImport(ctx context.Context, id int64) ([]usage.Undone, error)
}

// How says what becomes of a file.
type How struct {
	DryRun  bool // it is looked at, and nothing is changed
	SkipBad bool // its bad rows are left out and written beside it

	Account string            // that its usage belongs to; "" is what the file says
	Map     map[string]string // fields of a table of one's own to its columns
	Set     map[string]string // and to what they are on every row
	FX      map[string]string // USD for one unit of a currency
	NoCost  []string          // words in the place of a cost that mean none
	TopUps  bool              // it was a file of top-ups: the books say so
}

// Outcome is what came of a file, in the words of the import command.
type Outcome struct {
	usage.Imported
	Words []string // what it is and what became of its rows
	Says  []string // what should be known besides
	// What is what was brought, where that is no import of usage, and Back takes it back.
	What string
	Back func(ctx context.Context) (said string, err error)
	// Books are those from now on and Name is how they are called; nil where they
	// stay.
	Books page.Books
	Name  string
}

// A Folder is one that exports are chosen from.
type Folder struct {
	Path    string // in full
	Shown   string // as people write it: "~/Downloads"
	Entries []Entry
}

// An Entry is a file or folder in one.
type Entry struct {
	Name   string // ".." is the folder above, "." the folder itself with the logs in it
	Folder bool
	Size   int64 // bytes
	At     time.Time
}

// A hintedError says beside what went wrong how it is mended.
type hintedError interface {
	error
	Hints() []string
}

// Target is what an import goes into.
type Target struct {
	Books   Books // nil where they take nothing in
	Catalog *pricing.Catalog
	AsOf    time.Time
	Name    string // of the books, in a sentence: "ledger.db"
}
