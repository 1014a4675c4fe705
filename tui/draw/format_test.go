package draw

import (
	"testing"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/wrap"
)

func TestMoney(t *testing.T) {
	cases := []struct{ usd, money, signed, dollars, Brief string }{
		{"0", "$0.00", "$0.00", "$0", "$0"},
		{"1308.2", "$1,308.20", "+$1,308.20", "$1,308", "$1,308.20"},
		{"-68.2", "-$68.20", "-$68.20", "-$68", "-$68.20"},
		{"2000000000000", "$2,000,000,000,000.00", "+$2,000,000,000,000.00", "$2,000,000,000,000", "$2,000,000,000,000"},
		{"1000000", "$1,000,000.00", "+$1,000,000.00", "$1,000,000", "$1,000,000"},
		{"999.995", "$1,000.00", "+$1,000.00", "$1,000", "$1,000.00"}, // half up
		{"0.004", "<$0.01", "<$0.01", "<$1", "<$0.01"},
		{"0.005", "$0.01", "+$0.01", "<$1", "$0.01"},
		{"14.55", "$14.55", "+$14.55", "$15", "$14.55"},
		{"-0.4", "-$0.40", "-$0.40", "<$1", "-$0.40"},
	}
	for _, c := range cases {
		m := pricing.MustFigure(c.usd)
		for what, got := range map[string][2]string{
			"money": {Money(m), c.money}, "signed": {Signed(m), c.signed}, "dollars": {Dollars(m), c.dollars}, "typed": {Brief(m), c.Brief},
		} {
			if got[0] != got[1] {
				t.Errorf("%s(%s) = %q, want %q", what, c.usd, got[0], got[1])
			}
		}
	}
}

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"openai/gpt-4o":       "openai/gpt-4o",
		"evil\x1b[31mred":     "evil·[31mred",
		"bell\aback\bspace":   "bell·back·space",
		"two\nlines\tand\rcr": "two lines and·cr",
		"right\u202eleft":     "right·left",
		"bad\xffbyte":         "bad·byte",
		"c1\u009b31m":         "c1·31m",
		"数据":                  "数据",
	} {
		if got := Safe(in); got != want {
			t.Errorf("safe(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{nil, ""},
		{[]string{"a"}, "a"},
		{[]string{"a", "b"}, "a and b"},
		{[]string{"a", "b", "c"}, "a, b and 1 more"},
		{[]string{"gpt-5.6", "glm-5.3", "x", "y"}, "gpt-5.6, glm-5.3 and 2 more"},
	} {
		if got := List(c.names, 2); got != c.want {
			t.Errorf("list(%v) = %q, want %q", c.names, got, c.want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, s := range []string{"", "a", "openrouter", "数据数据数据", "▸x…"} {
		for width := range 12 {
			for what, got := range map[string]string{"fit": Fit(s, width), "fitRight": FitRight(s, width), "edges": Edges(s, "right", width)} {
				if w := lipgloss.Width(got); w != width {
					t.Errorf("%s(%q, %d) is %d wide: %q", what, s, width, w, got)
				}
			}
		}
	}
}

func TestWrappedKeepsPercentSigns(t *testing.T) {
	for width := 10; width < 40; width++ {
		for _, line := range wrap.Fit("tokens (97.6 %, not glm-5.3) and 5 % of it", width) {
			if line != "" && line[0] == '%' || lipgloss.Width(line) > width {
				t.Errorf("at %d: %q", width, line)
			}
		}
	}
}
