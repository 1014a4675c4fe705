package engine

import (
	"errors"
	"fmt"
	"strings"
)

// A Refusal is what an engine did not do, and what would help. It never shows a password.
type Refusal struct {
	Reason string // one clause, without a full stop
	Help   string // what to do; "" where nothing is known
	Err    error  // the driver's or the server's, for errors.As; may be nil
	large  bool   // of fewer days it would not have refused
}

// Error is the reason and the help.
func (r *Refusal) Error() string {
	if r.Help == "" {
		return r.Reason
	}
	return r.Reason + ": " + r.Help
}

// Unwrap is the driver's error.
func (r *Refusal) Unwrap() error { return r.Err }

// ErrNoTables is of a database that has the tables of no kind that this package knows.
var ErrNoTables = errors.New("neither LiteLLM's nor Langfuse's tables are there")

// shownTables is how many tables an error names.
const shownTables = 12

// noTables is ErrNoTables with what is there instead.
func noTables(where string, tables []string) error {
	there := "it has no table that this user can see"
	if len(tables) > shownTables {
		there = fmt.Sprintf("it has %s and %d more", strings.Join(tables[:shownTables], ", "), len(tables)-shownTables)
	} else if len(tables) > 0 {
		there = "it has " + strings.Join(tables, ", ")
	}
	return fmt.Errorf("%s: %w; %s", where, ErrNoTables, there)
}
