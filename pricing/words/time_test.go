package words

import (
	"testing"
	"time"
)

// A purchase that lasts for 0.7 days is made 1.4 times a day: about once.
func TestRhythmNearADay(t *testing.T) {
	for days, want := range map[string]string{
		"0.7": "about once a day", "0.45": "about 2 times a day", "0.25": "about 4 times a day", "0.8": "about every day", "2": "about every 2 days", "": "once", "0": "once",
	} {
		if got := Rhythm(days); got != want {
			t.Errorf("every %s days: %q, want %q", days, got, want)
		}
	}
}

// Days have one decimal below ten, and none from there on.
func TestDays(t *testing.T) {
	for days, want := range map[string]string{
		"0": "0 days", "0.96": "1 day", "1.04": "1 day", "1.5": "1.5 days", "9.94": "9.9 days", "9.99": "10 days", "10": "10 days", "35.6": "36 days", "1248.2": "1,248 days", "": "-",
	} {
		if got := Days(days); got != want {
			t.Errorf("Days(%q) = %q, want %q", days, got, want)
		}
	}
}

func TestUntil(t *testing.T) {
	for d, want := range map[time.Duration]string{
		72 * time.Hour: "3 days", 48 * time.Hour: "2 days", 47*time.Hour + 59*time.Minute: "47 h 59 min", 98 * time.Minute: "1 h 38 min", 59 * time.Second: "0 min",
	} {
		if got := Until(d); got != want {
			t.Errorf("Until(%s) = %q, want %q", d, got, want)
		}
	}
}

func TestMinutes(t *testing.T) {
	for in, want := range map[string]string{"43.2": "43.20 min", "1234.5": "1,234.50 min", "0": "0.00 min", "0.004": "0.004 min", "": " min"} {
		if got := Minutes(in); got != want {
			t.Errorf("Minutes(%q) = %q, want %q", in, got, want)
		}
	}
}
