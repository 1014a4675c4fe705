package feed

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/pricing"
)

func TestWindow(t *testing.T) {
	for _, c := range []struct {
		name  string
		spans []span
		want  string
	}{
		{"all the time", cut(nil), ""},
		{"the first minute", []span{{0, 1}}, "Mon 00:00-00:01Z"},
		{"the last minute", []span{{weekMinutes - 1, weekMinutes}}, "Sun 23:59-24:00Z"},
		{"an hour of every day", hoursOn(allDays, 60, 120), "01:00-02:00Z"},
		{"two neighbours join", []span{{0, 60}, {60, 90}}, "Mon 00:00-01:30Z"},
		{"midnight parts them", []span{{1380, 1440}, {1440, 1500}}, "Mon 23:00-24:00Z;Tue 00:00-01:00Z"},
		{"days apart", []span{{60, 120}, {2*1440 + 60, 2*1440 + 120}}, "Mon 01:00-02:00Z;Wed 01:00-02:00Z"},
		{"weekdays and weekend", append(hoursOn(0b0011111, 60, 240), hoursOn(0b1100000, 0, 1440)...),
			"Mon-Fri 01:00-04:00Z;Sat-Sun 00:00-24:00Z"},
	} {
		if got := window(c.spans); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestWindowLaw: the text for any minutes of the week, read back, holds just those.
func TestWindowLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in [weekMinutes]bool
		for range rapid.IntRange(1, 12).Draw(t, "spans") {
			from := rapid.IntRange(0, weekMinutes-1).Draw(t, "from")
			length := rapid.SampledFrom([]int{1, 7, 60, 1440, 3000, weekMinutes}).Draw(t, "minutes")
			repeat := rapid.SampledFrom([]int{weekMinutes, dayMinutes}).Draw(t, "every")
			for start := from; start < from+weekMinutes; start += repeat {
				for minute := start; minute < start+length; minute++ {
					in[minute%weekMinutes] = true
				}
			}
		}
		var spans []span
		for minute, yes := range in {
			if yes {
				spans = append(spans, span{minute, minute + 1})
			}
		}
		text := window(spans)
		w, err := pricing.ParseWindow(text)
		if err != nil {
			t.Fatal(err)
		}
		for minute, want := range in {
			if w.Contains(monday.Add(time.Duration(minute)*time.Minute)) != want {
				t.Fatalf("minute %d: want %t in %q", minute, want, text)
			}
		}
	})
}

func TestHoursOn(t *testing.T) {
	got := hoursOn(1<<6, 22*60, 30) // Sunday 22:00 to Monday 00:30
	if len(got) != 2 || got[0] != (span{weekMinutes - 120, weekMinutes}) || got[1] != (span{0, 30}) {
		t.Error(got)
	}
}
