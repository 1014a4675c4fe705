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

// bucket reads a bucket's start and end: when it is, its end as a part of its key,
// and how long it is in words. One that ends before it starts is a bad cell.
func (c *cells) bucket(start, end int) (at time.Time, until, width string) {
	at = c.time(start)
	to := c.time(end)
	if !at.IsZero() && !to.IsZero() && !to.After(at) {
		c.fault(end, "the bucket ends before it starts")
	}
	return at, instantText(to), lasting(to.Sub(at))
}

// instantText is a time as a part of a key.
func instantText(t time.Time) string { return t.Format(time.RFC3339Nano) }

// lasting is a length in words.
func lasting(d time.Duration) string {
	switch d {
	case time.Minute:
		return "minutes"
	case time.Hour:
		return "hours"
	case 24 * time.Hour:
		return "days"
	}
	return fmt.Sprintf("buckets of %s", d)
}

// by says what an export is grouped by.
func by(names []string) string {
	if len(names) == 0 {
		return " ungrouped"
	}
	return " by " + strings.Join(names, ", ")
}
