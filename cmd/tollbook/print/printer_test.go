package print

import (
	"bytes"
	"testing"
	"time"
)

// One value comes out in each format; what is said goes beside it, and only people get the
// next commands.
func TestEmitWritesEachFormat(t *testing.T) {
	value := struct {
		Schema string         `json:"schema"`
		Rows   []recordsInner `json:"rows"`
	}{"s", []recordsInner{{1, "<x>"}}}
	for _, c := range []struct{ format, out, err string }{
		{"table", "one row\n\nA  B\n1  <x>\n", "next: tollbook a  or  tollbook b\n"},
		{"csv", "a,b\n1,<x>\n", ""},
		{"markdown", "| a | b |\n| ---: | --- |\n| 1 | <x> |\n", ""},
		{"json", "{\n  \"schema\": \"s\",\n  \"rows\": [\n    {\n      \"a\": 1,\n      \"b\": \"<x>\"\n    }\n  ]\n}\n", ""},
	} {
		var out, errs bytes.Buffer
		p := &Printer{Out: &out, Err: &errs, Format: c.format, Page: NewPage(Endless)}
		table := NewTable(">A", "B")
		table.Add("1", "<x>")
		if err := p.Emit(value, "one row", table); err != nil {
			t.Errorf("%s: %v", c.format, err)
		}
		p.Next("tollbook a", "tollbook b")
		if out.String() != c.out || errs.String() != c.err {
			t.Errorf("%s:\n%s%s, want\n%s%s", c.format, out.String(), errs.String(), c.out, c.err)
		}
	}
}

// A day that is known as a day alone has no time of day, but in a zone where it has.
func TestDayOrWhen(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	midnight := time.Date(2026, 11, 14, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		zone *time.Location
		at   time.Time
		want string
	}{
		{time.UTC, midnight, "2026-11-14"},
		{time.UTC, midnight.Add(90 * time.Minute), "2026-11-14 01:30 UTC"},
		{berlin, midnight, "2026-11-14 01:00 CET"},
	} {
		if got := (&Printer{Zone: c.zone}).DayOrWhen(c.at); got != c.want {
			t.Errorf("%v in %v: %q, want %q", c.at, c.zone, got, c.want)
		}
	}
}
