package pricing

import (
	"fmt"
	"strings"

	"tollbook/pricing/words"
)

// A Fault is one thing wrong with a catalog file.
type Fault struct {
	File   string
	Line   int
	Field  string
	Reason string
}

// Faults is what is wrong with a catalog: all of it at once.
type Faults []Fault

// Error lists the faults, one a line.
func (f Faults) Error() string {
	var b strings.Builder
	b.WriteString("catalog: " + words.Plural(len(f), "fault"))
	for _, x := range f {
		fmt.Fprintf(&b, "\n%s:%d: %s: %s", x.File, x.Line, x.Field, x.Reason)
	}
	return b.String()
}
