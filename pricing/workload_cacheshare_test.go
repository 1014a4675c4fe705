package pricing

import (
	"math"
	"testing"
)

func TestCacheShare(t *testing.T) {
	line := func(input, read, write, output int64) WorkLine {
		var t Tokens
		t[Input], t[CacheRead], t[CacheWrite5m], t[Output] = input, read, write, output
		return WorkLine{Tokens: t}
	}
	cases := []struct {
		name  string
		lines []WorkLine
		want  string
		ok    bool
	}{
		{"no usage", nil, "", false},
		{"output alone has no prompt", []WorkLine{line(0, 0, 0, 5)}, "", false},
		{"nothing cached", []WorkLine{line(10, 0, 0, 5)}, "0", true},
		// 30 + 11 of 50 + 30 + 9 + 11 = 41 of 100
		{"over lines, writes in the prompt", []WorkLine{line(50, 30, 9, 1), line(0, 11, 0, 1)}, "0.41", true},
		// 3 x (2^63 - 1) of twice as many
		{"more than fits in one number", []WorkLine{line(math.MaxInt64, 0, 0, 0), line(0, math.MaxInt64, 0, 0), line(math.MaxInt64, 0, 0, 0), line(0, math.MaxInt64, 0, 0),
			line(0, math.MaxInt64, 0, 0), line(math.MaxInt64, 0, 0, 0)}, "0.5", true},
		{"a third is rounded", []WorkLine{line(2, 1, 0, 0)}, "0.333333", true},
	}
	for _, c := range cases {
		if got, ok := (Workload{Lines: c.lines}).CacheShare(); got != c.want || ok != c.ok {
			t.Errorf("%s: %q, %v; want %q, %v", c.name, got, ok, c.want, c.ok)
		}
		if len(c.lines) != 1 {
			continue
		}
		if got, ok := c.lines[0].Tokens.CacheShare(); got != c.want || ok != c.ok {
			t.Errorf("%s: the tokens alone have %q, %v; want %q, %v", c.name, got, ok, c.want, c.ok)
		}
	}
}
