package draw

import "testing"

func TestInASCII(t *testing.T) {
	for in, want := range map[string]string{
		"│ ▸ a · b…":    "| > a . b.",
		"█▒░·":          "#=:.",
		"⠀⠁⠉⠤⣀⣿":        " ''._#",
		"naïve 日本":      "na?ve ????",
		"plain $1.00 %": "plain $1.00 %",
	} {
		if got := InASCII(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
