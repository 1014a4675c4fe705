package usagefile

import (
	"hash/fnv"
	"io"
)

// kindBits hold which kind of record a view is; the bits above tell sources of
// one kind apart.
const kindBits = 8

// The grains of buckets that hold more than a day.
const (
	Weeks    = "weeks"
	Months   = "months"
	Sessions = "sessions"
)

// long are the views, with their sources, whose buckets hold more than a day.
var long = map[View]string{}

// Long is the grain of a view whose buckets hold more than a day, "" for any other.
func Long(v View) string {
	if kind := v.Kind(); kind != Estimates && kind != Buckets { // as nearly all are
		return ""
	}
	return long[v]
}

// From is the view as one source of it has it: a format and a grain. Two exports
// of one spend may be of one view all the same: by hour and by day, grouped and
// not, under an older header, as CSV and from the API. Their rows have different
// keys and say the same twice, so they are never added either.
func (v View) From(format, grain string) View {
	h := fnv.New32a()
	_, _ = io.WriteString(h, format+"\x00"+grain) // a hash takes everything
	return v.Kind() | View(h.Sum32())<<kindBits
}

// Kind is the view without its source.
func (v View) Kind() View { return v & (1<<kindBits - 1) }

// Source tells sources of one view apart; 0 is that of rows which add up with all
// others, such as requests.
func (v View) Source() View { return v >> kindBits }
