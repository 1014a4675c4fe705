package pricing

import (
	"testing"
	"time"
)

func TestParseInstant(t *testing.T) {
	for in, want := range map[string]string{
		"2026-11-14":                     "2026-11-14T00:00:00Z",
		"2028-02-29":                     "2028-02-29T00:00:00Z",
		"2026-11-14T18:22:00Z":           "2026-11-14T18:22:00Z",
		"2026-11-14T18:22:00.25Z":        "2026-11-14T18:22:00.25Z",
		"2026-11-14T00:30:00+02:00":      "2026-11-13T22:30:00Z",
		"2026-11-14T18:22:00.000000001Z": "2026-11-14T18:22:00.000000001Z",
	} {
		got, err := ParseInstant(in)
		if err != nil || got.Format(time.RFC3339Nano) != want || got.Location() != time.UTC {
			t.Errorf("%q: %v, %v; want %s in UTC", in, got, err, want)
		}
	}
	for _, in := range []string{"", "2026-02-30", "2027-02-29", "2026-11", "14.11.2026", "2026-11-14 18:22", "2026-11-14T18:22:00", "2026-11-14T24:00:00Z", "now"} {
		if got, err := ParseInstant(in); err == nil {
			t.Errorf("%q is read as %v", in, got)
		}
	}
}

func TestWindowContains(t *testing.T) {
	// 2026-08-24 is a Monday, the 22nd a Saturday, the 23rd a Sunday.
	cases := []struct {
		name, window, at string
		want             bool
	}{
		{"no window is all the time", "", "2026-08-24T05:00:00Z", true},
		{"the second before", "01:00-04:00Z", "2026-08-24T00:59:59.999999999Z", false},
		{"the first second", "01:00-04:00Z", "2026-08-24T01:00:00Z", true},
		{"the last second", "01:00-04:00Z", "2026-08-24T03:59:59.999999999Z", true},
		{"the end is out", "01:00-04:00Z", "2026-08-24T04:00:00Z", false},
		{"midnight begins the day", "00:00-00:30Z|16:30-24:00Z", "2026-08-24T00:00:00Z", true},
		{"the day's last second", "00:00-00:30Z|16:30-24:00Z", "2026-08-24T23:59:59Z", true},
		{"between two spans", "00:00-00:30Z|16:30-24:00Z", "2026-08-24T00:30:00Z", false},
		{"the second span", "01:00-04:00Z|06:00-10:00Z", "2026-08-24T06:00:00Z", true},
		{"another zone, same instant", "01:00-04:00Z", "2026-08-24T03:00:00+02:00", true},
		{"another zone, out", "01:00-04:00Z", "2026-08-24T01:00:00+02:00", false},
		{"a weekday", "Mon-Fri 01:00-04:00Z", "2026-08-24T02:00:00Z", true},
		{"a Friday", "Mon-Fri 01:00-04:00Z", "2026-08-28T02:00:00Z", true},
		{"not on Saturday", "Mon-Fri 01:00-04:00Z", "2026-08-22T02:00:00Z", false},
		{"not on Sunday", "Mon-Fri 01:00-04:00Z", "2026-08-23T02:00:00Z", false},
		{"days hold for all spans of the group", "Mon-Fri 01:00-04:00Z|06:00-10:00Z", "2026-08-22T07:00:00Z", false},
		{"the weekend's group", "Mon-Fri 00:00-01:00Z;Sat-Sun 00:00-24:00Z", "2026-08-22T07:00:00Z", true},
		{"the weekend's group not on Monday", "Mon-Fri 00:00-01:00Z;Sat-Sun 00:00-24:00Z", "2026-08-24T07:00:00Z", false},
		{"one day alone", "Sun 00:00-24:00Z", "2026-08-23T23:59:59Z", true},
		{"one day alone, the next", "Sun 00:00-24:00Z", "2026-08-24T00:00:00Z", false},
		{"days around the week's end", "Fri-Mon 00:00-24:00Z", "2026-08-24T12:00:00Z", true},
		{"days around the week's end, out", "Fri-Mon 00:00-24:00Z", "2026-08-25T12:00:00Z", false},
		{"the weekday is that of UTC", "Mon 00:00-24:00Z", "2026-08-24T01:00:00+02:00", false},
	}
	for _, c := range cases {
		w, err := ParseWindow(c.window)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := w.Contains(at(c.at)); got != c.want {
			t.Errorf("%s: %q contains %s: %v", c.name, c.window, c.at, got)
		}
	}
}

// at keeps the zone that is written.
func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestWindowWidth(t *testing.T) {
	for in, hours := range map[string]int32{
		"": 168, "00:00-24:00Z": 168, "01:00-04:00Z": 21, "Mon-Fri 01:00-04:00Z|06:00-10:00Z": 35,
		"Mon-Fri 00:00-01:00Z|04:00-06:00Z|10:00-24:00Z;Sat-Sun 00:00-24:00Z": 133, // 5 x 17 + 48
	} {
		w, err := ParseWindow(in)
		if err != nil || w.width() != hours*3600 {
			t.Errorf("%q: %d s, %v; want %d h", in, w.width(), err, hours)
		}
	}
}

func TestBadWindows(t *testing.T) {
	for _, in := range []string{
		" ", "always", "01:00", "01:00-", "-04:00Z", "04:00-01:00Z", "01:00-01:00Z", "22:00-02:00Z", // it would wrap midnight
		"01:00-25:00Z", "01:00-24:01Z", "01:60-04:00Z", "1:00-04:00Z", "01:00-4:00Z", "01:00-04:00ZZ", "01.00-04.00Z",
		"Monday 01:00-04:00Z", "mon 01:00-04:00Z", "Mon- 01:00-04:00Z", "-Fri 01:00-04:00Z", "Mon-Fri", "Mon-Fri ", "Mon-Fri-Sat 01:00-04:00Z",
		"01:00-04:00Z|", "|01:00-04:00Z", "01:00-04:00Z;", ";", "|", "01:00-04:00Z,06:00-10:00Z", "Mon-Fri  01:00-04:00Z",
		"01:0x-04:00Z", "+1:00-04:00Z", "1:000-04:00Z", "01:00-04:0xZ",
	} {
		if w, err := ParseWindow(in); err == nil {
			t.Errorf("%q is read as %+v", in, w)
		}
	}
}

// overlaps reports whether two spans share a part of the week.
func (w *Window) overlaps() bool {
	if w == nil {
		return false
	}
	for i, a := range w.hours {
		for _, b := range w.hours[:i] {
			if a.days&b.days != 0 && a.from < b.to && b.from < a.to {
				return true
			}
		}
	}
	return false
}

// FuzzParseWindow: no panic, and what parses covers some of the week, as much
// as it says where its spans don't overlap.
func FuzzParseWindow(f *testing.F) {
	for _, s := range []string{"", "01:00-04:00Z", "Mon-Fri 01:00-04:00Z|06:00-10:00Z;Sat-Sun 00:00-24:00Z", "00:00-00:30Z|16:30-24:00Z", "Fri-Mon 00:00-24:00Z", "00:00-24:00Z|16:30-24:00Z", "01:0x-04:00Z"} {
		f.Add(s)
	}
	week := instant("2026-08-24")
	f.Fuzz(func(t *testing.T, s string) {
		w, err := ParseWindow(s)
		if err != nil {
			return
		}
		if (w == nil) != (s == "") {
			t.Fatalf("%q is read as %+v", s, w)
		}
		if len(s) > 100 {
			return
		}
		var minutes int32
		for m := range 7 * 24 * 60 {
			if w.Contains(week.Add(time.Duration(m) * time.Minute)) {
				minutes++
			}
		}
		if width := w.width(); minutes == 0 || minutes*60 > width || !w.overlaps() && minutes*60 != width {
			t.Fatalf("%q holds %d minutes of a week and says %d seconds", s, minutes, width)
		}
		for _, e := range w.edges() {
			if e < 0 || e >= 24*3600 {
				t.Fatalf("%q has an edge at second %d", s, e)
			}
		}
	})
}
