package spend

import (
	"testing"
	"time"
)

// A column of two parts, the first 12 eighths high, the second up to 30: from below a full row
// of the first, one of which the first has 4 eighths and the second 4 (the first wins), one of the
// second, and its end, 6 eighths.
func TestColumnCells(t *testing.T) {
	ends := []float64{12, 30}
	for row, want := range []struct {
		sign rune
		part int
	}{{'█', 0}, {'█', 0}, {'▓', 1}, {'▆', len(shades) - 1}, {' ', -1}} {
		if sign, part := columnCell(ends, float64(row*8)); sign != want.sign || part != want.part {
			t.Errorf("row %d: %q of part %d, want %q of %d", row, sign, part, want.sign, want.part)
		}
	}
	if sign, part := columnCell([]float64{0.1}, 0); sign != '▁' || part != 0 {
		t.Errorf("next to nothing is %q of %d", sign, part)
	}
}

// An axis ends with a round number, and has cents below a dollar alone.
func TestAxis(t *testing.T) {
	for _, c := range []struct {
		most    float64
		ceiling float64
		tick    string
	}{{27.89, 30, "$30"}, {0.043, 0.05, "$0.05"}, {1, 1, "$1"}, {81, 100, "$100"}, {1e11, 1e11, "$100,000,000,000"}, {0, 0, ""}} {
		top := ceiling(c.most)
		if top < c.ceiling*0.999 || top > c.ceiling*1.001 {
			t.Errorf("%g ends at %g, want %g", c.most, top, c.ceiling)
		}
		if c.tick != "" && tick(top) != c.tick {
			t.Errorf("%g is written %s, want %s", top, tick(top), c.tick)
		}
	}
}

// Days are named where a week of the month begins, weeks and months where a month does.
func TestDaysBelow(t *testing.T) {
	on := func(year, month, day int) time.Time {
		return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	for _, c := range []struct {
		unit       string
		at, before time.Time
		want       string
	}{
		{"day", on(2026, 11, 3), time.Time{}, "3 Nov"},
		{"day", on(2026, 11, 8), on(2026, 11, 7), "8"},
		{"day", on(2026, 11, 9), on(2026, 11, 8), ""},
		{"day", on(2026, 12, 1), on(2026, 11, 30), "1 Dec"},
		{"week", on(2026, 11, 2), on(2026, 10, 26), "Nov"},
		{"week", on(2026, 11, 9), on(2026, 11, 2), ""},
		{"month", on(2027, 1, 1), on(2026, 12, 1), "Jan '27"},
	} {
		if got := dayBelow(c.unit, c.at, c.before); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.unit, c.at, got, c.want)
		}
	}
}
