package usagefile

import (
	"fmt"
	"strings"
	"time"
)

// empty reports whether all of these cells are empty or not there.
func (c *cells) empty(columns ...int) bool {
	for _, i := range columns {
		if c.text(i) != "" {
			return false
		}
	}
	return true
}

// width is how long a bucket is, in words. One that ends before it starts is a
// bad cell.
func (c *cells) width(from, to time.Time, column int) string {
	d := to.Sub(from)
	switch {
	case from.IsZero() || to.IsZero(): // a fault already
	case d <= 0:
		c.fault(column, "the bucket ends before it starts")
	case d == time.Minute:
		return "minutes"
	case d == time.Hour:
		return "hours"
	case d == 24*time.Hour:
		return "days"
	}
	return fmt.Sprintf("buckets of %s", d)
}

// personal reports whether a label names a person: those are never stored. An
// e-mail does, and a key that a console session made under its user's name.
func personal(label string) bool {
	return strings.Contains(label, "@") || strings.HasPrefix(label, "claude_code_key_")
}

// label is a label as it may be kept, "" for a person's.
func label(text string) string {
	if personal(text) {
		return ""
	}
	return text
}

// instantText is a time as a part of a key.
func instantText(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// by says what an export is grouped by.
func by(names []string) string {
	if len(names) == 0 {
		return " ungrouped"
	}
	return " by " + strings.Join(names, ", ")
}

// Label is a label as it may be kept, for those who make rows of an API's answer or of an
// engine's sums: "" for a person's, and a fingerprint in the place of an API key.
func Label(text string) string {
	shown, _ := Fingerprint(label(text))
	return shown
}
