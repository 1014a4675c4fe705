package words

import "testing"

// A part is never rounded to the whole, a chance never to certainty.
func TestPercent(t *testing.T) {
	for in, want := range map[string]string{"5.5": "5.5 %", "5.52": "5.5 %", "19.047619": "19 %", "16": "16 %", "0.05": "0.1 %", "48656144.8": "48,656,144.8 %", "-5": "-5 %", "": "-"} {
		if got := Percent(in); got != want {
			t.Errorf("Percent(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"0.055": "5.5 %", "0.055001": "5.5 %", "0.05": "5 %", "1": "100 %", "0.62": "62 %", "0": "0 %", "": "-", "12.5": "1,250 %",
	} {
		if got := Share(in); got != want {
			t.Errorf("Share(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"1": "100 %", "0.999753": ">99.9 %", "0.9994": "99.9 %", "0.997884": "99.8 %", "0.0001": "<0.1 %", "0": "0 %", "": "-", "1.0001": "100 %",
	} {
		if got := Part(in); got != want {
			t.Errorf("Part(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"1": "100 %", "0.9951": "over 99 %", "0.995": "over 99 %", "0.994": "99 %", "0.004": "under 1 %", "0": "0 %", "0.87": "87 %", "": "-"} {
		if got := Chance(in); got != want {
			t.Errorf("Chance(%q) = %q, want %q", in, got, want)
		}
	}
}
