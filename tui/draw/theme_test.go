package draw

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// luminance is the relative luminance of WCAG 2: linear light, weighted as the eye does.
func luminance(t *testing.T, hex string) float64 {
	r := linear(t, hex)
	return 0.2126*r[0] + 0.7152*r[1] + 0.0722*r[2]
}

func linear(t *testing.T, hex string) [3]float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("%q is no colour", hex)
	}
	var out [3]float64
	for i := range out {
		c := float64(n>>(16-8*i)&0xff) / 255
		if c <= 0.04045 {
			out[i] = c / 12.92
		} else {
			out[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return out
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// The measure itself, by the definition's own examples: black on white is 21,
// #767676 on white is the palest grey that reaches 4.5.
func TestContrastMeasure(t *testing.T) {
	if got := contrast(t, "#000000", "#ffffff"); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white: %v", got)
	}
	if contrast(t, "#767676", "#ffffff") < 4.5 || contrast(t, "#777777", "#ffffff") >= 4.5 {
		t.Error("the threshold grey is wrong")
	}
}

// Every colour that writes text has a contrast of 4.5 on every ground that its theme
// is made for, 7 where contrast is what it is for; the marks of bars are drawn in
// the same colours, for which 3 would do.
func TestThemesHaveContrast(t *testing.T) {
	tested := 0
	for _, p := range palettes {
		grounds := p.grounds
		inks := map[string]ink{"muted": p.muted, "you": p.you, "fee": p.fee, "loss": p.loss, "saved": p.saved}
		if p.paper.hex != "" {
			grounds, inks["text"] = []string{p.paper.hex}, p.text
		}
		least := 4.5
		if p.name == "contrast" {
			least = 7
		}
		for _, ground := range grounds {
			for name, i := range inks {
				tested++
				if got := contrast(t, i.hex, ground); got < least {
					t.Errorf("%s: %s %s on %s has a contrast of %.2f", p.name, name, i.hex, ground, got)
				}
			}
		}
	}
	if tested < 30 {
		t.Errorf("only %d pairs tested", tested)
	}
}

// The number in the table of 256 is the very colour: xterm's cube has the steps 0, 95,
// 135, 175, 215, 255 and its greys are 8 + 10 n.
func TestPalettesAreTheSameIn256Colours(t *testing.T) {
	steps := []int{0, 95, 135, 175, 215, 255}
	hex := func(n int) string {
		r, g, b := 8+10*(n-232), 8+10*(n-232), 8+10*(n-232)
		if n < 232 {
			n -= 16
			r, g, b = steps[n/36], steps[n/6%6], steps[n%6]
		}
		return "#" + strconv.FormatInt(int64(1<<24|r<<16|g<<8|b), 16)[1:]
	}
	for _, p := range palettes {
		for _, i := range []ink{p.muted, p.you, p.fee, p.loss, p.saved, p.text, p.paper} {
			if !strings.HasPrefix(i.hex, "#") {
				continue
			}
			n, err := strconv.Atoi(i.ansi256)
			if err != nil || hex(n) != i.hex {
				t.Errorf("%s: %s is not colour %s, which is %s", p.name, i.hex, i.ansi256, hex(n))
			}
		}
	}
}

// As the three kinds of colour blindness see it (Machado, Oliveira and Fernandes 2009,
// severity 1), the accents of the colour-blind theme stay apart: 20 in Lab is ten
// times what the eye can just tell.
func TestColourBlindThemeStaysApart(t *testing.T) {
	kinds := map[string][3][3]float64{
		"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
		"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
		"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	}
	var p palette
	for _, p = range palettes {
		if p.name == "colorblind" {
			break
		}
	}
	inks := []ink{p.you, p.fee, p.loss, p.saved, p.muted}
	for name, m := range kinds {
		for i := range inks {
			for j := range i {
				a, b := lab(m, linear(t, inks[i].hex)), lab(m, linear(t, inks[j].hex))
				if d := math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2])); d < 20 {
					t.Errorf("%s: %s and %s are %.1f apart", name, inks[i].hex, inks[j].hex, d)
				}
			}
		}
	}
}

// lab is the colour in CIE Lab (D65) after a matrix in linear light.
func lab(m [3][3]float64, rgb [3]float64) [3]float64 {
	var c [3]float64
	for i := range c {
		for j := range rgb {
			c[i] += m[i][j] * rgb[j]
		}
		c[i] = math.Min(math.Max(c[i], 0), 1)
	}
	f := func(v float64) float64 {
		if v > 0.008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16.0/116
	}
	x := f((0.4124*c[0] + 0.3576*c[1] + 0.1805*c[2]) / 0.95047)
	y := f(0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2])
	z := f((0.0193*c[0] + 0.1192*c[1] + 0.9505*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// In sixteen colours, as the Linux console draws them, all that a theme writes can be read on
// its own ground, or on black or white where it is made for a dark or a light one: 3 is what
// marks need, and here text has no more to give.
func TestThemesAreLegibleInSixteenColours(t *testing.T) {
	console := strings.Fields("#000000 #aa0000 #00aa00 #aa5500 #0000aa #aa00aa #00aaaa #aaaaaa #555555 #ff5555 #55ff55 #ffff55 #5555ff #ff55ff #55ffff #ffffff")
	hex := func(i ink) string {
		n, err := strconv.Atoi(i.ansi16)
		if err != nil || n < 0 || n > 15 {
			t.Fatalf("%s has no number among sixteen: %q", i.hex, i.ansi16)
		}
		return console[n]
	}
	for _, p := range palettes {
		if p.bare || p.name == "auto" { // no colours, and the terminal's own
			continue
		}
		ground := console[0]
		switch {
		case p.paper.hex != "":
			ground = hex(p.paper)
		case p.name == "light":
			ground = console[15]
		}
		for name, i := range map[string]ink{"muted": p.muted, "you": p.you, "fee": p.fee, "loss": p.loss, "saved": p.saved} {
			if got := contrast(t, hex(i), ground); got < 3 {
				t.Errorf("%s: %s has a contrast of %.2f in sixteen colours", p.name, name, got)
			}
		}
	}
}
