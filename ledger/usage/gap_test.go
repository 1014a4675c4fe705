package usage

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestGaps: a gap lies between imports, has seven days at least and is longer than the
// silences that an import tells. Days are of November.
func TestGaps(t *testing.T) {
	on := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		used []int
		told [][2]int
		want string
	}{
		"a week between two imports":     {[]int{1, 2, 10, 11}, [][2]int{{1, 2}, {10, 11}}, "3 to 9, 7 days"},
		"six days":                       {[]int{1, 2, 9, 10}, [][2]int{{1, 2}, {9, 10}}, ""},
		"inside one import":              {[]int{1, 2, 20}, [][2]int{{1, 20}}, ""},
		"an import that reaches into it": {[]int{1, 2, 20}, [][2]int{{1, 5}, {20, 20}}, "6 to 19, 14 days"},
		"an import that overlaps both":   {[]int{1, 2, 20}, [][2]int{{1, 2}, {2, 19}, {20, 20}}, ""},
		"often silent that long":         {[]int{1, 9, 17, 18}, [][2]int{{1, 9}, {17, 18}}, ""},
		"longer than it ever was silent": {[]int{1, 9, 18}, [][2]int{{1, 9}, {18, 18}}, "10 to 17, 8 days"},
		"two of them":                    {[]int{1, 10, 20}, [][2]int{{1, 1}, {10, 10}, {20, 20}}, "2 to 9, 8 days; 11 to 19, 9 days"},
		"before the first use":           {[]int{20, 21}, [][2]int{{1, 5}, {20, 21}}, ""},
		"one day of usage":               {[]int{1}, [][2]int{{1, 1}}, ""},
		"none":                           {nil, nil, ""},
	} {
		var used []time.Time
		for _, n := range c.used {
			used = append(used, on(n))
		}
		var told []DaySpan
		for _, s := range c.told {
			told = append(told, DaySpan{on(s[0]), on(s[1])})
		}
		var got []string
		for _, g := range gapsOf(used, untoldDays(Joined(told))) {
			got = append(got, fmt.Sprintf("%d to %d, %d days", g.From.Day(), g.To.Day(), g.Days()))
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s: %q, want %q", name, text, c.want)
		}
	}
}
