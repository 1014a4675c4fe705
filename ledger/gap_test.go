package ledger

import (
	"fmt"
	"testing"
	"time"

	"tollbook/pricing"
)

// TestUsageGaps: a gap lies between imports, has seven days at least and is longer than
// the silences inside of imports. Days are of November.
func TestUsageGaps(t *testing.T) {
	for name, c := range map[string]struct {
		used  []int
		spans [][2]int
		want  string
	}{
		"a week between two imports":     {[]int{1, 2, 10, 11}, [][2]int{{1, 2}, {10, 11}}, "3 to 9, 7"},
		"six days":                       {[]int{1, 2, 9, 10}, [][2]int{{1, 2}, {9, 10}}, ""},
		"inside one import":              {[]int{1, 2, 20}, [][2]int{{1, 20}}, ""},
		"an import that reaches into it": {[]int{1, 2, 20}, [][2]int{{1, 5}, {20, 20}}, ""},
		"often silent that long":         {[]int{1, 9, 17, 18}, [][2]int{{1, 9}, {17, 18}}, ""},
		"longer than it ever was silent": {[]int{1, 9, 18}, [][2]int{{1, 9}, {18, 18}}, "10 to 17, 8"},
		"one day of usage":               {[]int{1}, [][2]int{{1, 1}}, ""},
		"none":                           {nil, nil, ""},
	} {
		at := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
		x := &series{account: "lab"}
		var list []day
		for _, n := range c.used {
			list = append(list, day{day: at(n).Format(pricing.Day), series: x, daySum: daySum{requests: 1}})
		}
		var spans []span
		for _, s := range c.spans {
			spans = append(spans, span{dayNumber(at(s[0]).UnixNano()), dayNumber(at(s[1]).UnixNano())})
		}
		got := ""
		for _, g := range usageGaps(list, spans) {
			got += fmt.Sprintf("%d to %d, %d", g.First.Day(), g.Last.Day(), g.Days)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
