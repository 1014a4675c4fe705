package usagefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// An UnrecognisedError says why no format fits a header, or the fields of a
// JSON file: the nearest type and what it lacks, and what the file has.
type UnrecognisedError struct {
	Columns []string // or paths of JSON, as --map takes them
	JSON    bool
	Tried   []Attempt
}

// An Attempt is one format, how many of the columns that it needs are there, and
// those that are not.
type Attempt struct {
	Type    string
	Found   int
	Missing []string
}

func (e *UnrecognisedError) Error() string {
	kind := "columns"
	if e.JSON {
		kind = "fields"
	}
	near := e.Nearest()
	return fmt.Sprintf("is no known export: %s is nearest and lacks %s\nits %s: %s", near.Type, few(near.Missing), kind, few(e.Columns))
}

// Nearest is the type of which the file has the largest part; of several the one that
// lacks least.
func (e *UnrecognisedError) Nearest() Attempt {
	return slices.MaxFunc(e.Tried, func(a, b Attempt) int {
		part := a.Found*(b.Found+len(b.Missing)) - b.Found*(a.Found+len(a.Missing))
		return cmp.Or(part, len(b.Missing)-len(a.Missing))
	})
}

// costNames are what a column of costs is called that does not say its currency. Who
// types --map cost_usd=cost says it.
var costNames = []string{"cost", "totalcost", "price", "amount", "spend"}

// Guess says which columns or paths are likely which fields, as a proposal. The words
// that tollbook made for itself are not among them: what has them here is not its own.
func (e *UnrecognisedError) Guess() map[string]string {
	find := Guess
	if e.JSON {
		find = guessPaths
	}
	known := find(e.Columns)
	for _, column := range e.Columns {
		if !e.JSON && known["cost_usd"] == "" && slices.Contains(costNames, bare(column)) {
			known["cost_usd"] = strings.TrimSpace(column)
		}
	}
	for _, field := range []string{"band", "window", "other", "marks", "view"} {
		delete(known, field)
	}
	return known
}

// amounts are the fields of which a row should have one: without any it says that a
// request was made, and no more.
var amounts = []string{"input_tokens", "output_tokens", "cost_usd"}

// Wanting are the fields that nothing in the file is likely to be, though a row
// without them is of no use.
func (e *UnrecognisedError) Wanting() (fields []string) {
	known := e.Guess()
	if known["time"] == "" {
		fields = append(fields, "time")
	}
	if !slices.ContainsFunc(amounts, func(field string) bool { return known[field] != "" }) {
		fields = append(fields, amounts...)
	}
	return fields
}

// few are the first of many names, short enough for a line.
func few(names []string) string {
	const most, length = 10, 160
	n, size := 0, 0
	for n < len(names) && n < most && size < length {
		size += len(names[n]) + 2
		n++
	}
	shown := HidingKeys(names[:n])
	for i, name := range shown {
		if r := []rune(name); len(r) > 40 {
			shown[i] = string(r[:40]) + "..."
		}
	}
	text := strings.Join(shown, ", ")
	if more := len(names) - n; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
