package usage

import "tollbook/ledger/sqlite"

// A Guest is another ledger whose usage comes into ours.
type Guest struct {
	Ledger   sqlite.Reader     // a transaction of it
	Fault    func(error) error // puts its name to an error of reading it
	File     string            // the name that errors call it by
	Accounts map[int64]int64   // its accounts by id: ours, which are there
	Fresh    map[int64]bool    // those of ours that were made for it
	Again    bool              // take ids that another account of ours has
	// Progress is told how many of about how many rows were looked at; nil is not told.
	Progress func(done, of int64)
}

// A Merged says what came in with another ledger. Its rows are added, duplicates or
// updated.
type Merged struct {
	Imports    int // that our ledger did not have
	Rows       int
	Added      int
	Duplicates int // that our ledger had: the same, or from a later import
	Updated    int // that our ledger had with other figures, from an earlier import
}
