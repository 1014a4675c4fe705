package tui

import (
	"strings"
	"testing"

	"tollbook/tui/draw"
	"tollbook/tui/tuitest"
)

// What lies over the what-if: the pickers.
var sheetScenes = []scene{
	{name: "whose work", books: tuitest.Month, keys: []string{"swap", "enter"}},
	{name: "swap for", books: tuitest.Month, keys: []string{"swap", "enter", "enter", "g", "e", "m"}},
	{name: "require", books: tuitest.Month, keys: []string{"REQUIRE", "enter", " ", "down", "right"}},
}

// sheet brings the program to a knob by its name, the first of the keys, and presses the others.
func (sc scene) sheet(t testing.TB) *driven {
	at := sc
	at.keys = nil
	return at.play(t, 80, 24).press("m").onKnob(sc.keys[0], sc.keys[1:]...)
}

// The answer and the list are in sight in every window, and no line is too long.
func TestWhatifSheetsAtEverySize(t *testing.T) {
	for _, sc := range sheetScenes {
		sc.sheet(t).everySize(sc.name, 20, func(draw.Size, string) {})
	}
	for _, key := range []string{"o", "c"} {
		twoShelved(t).press("Z", key, "down").everySize(key, 20, func(z draw.Size, view string) {
			if !strings.Contains(view, "$1,259.25") {
				t.Errorf("%s, %v: what is paid is not in sight\n%s", key, z, view)
			}
		})
	}
}
