package page

import "testing"

func TestMoves(t *testing.T) {
	k := NewMoves()
	k.PageDown.SetEnabled(false)
	for name, want := range map[string]int{"up": -1, "k": -1, "down": 1, "pgup": -7, "pgdown": 0, "g": -end, "end": end, "x": 0} {
		if got := k.By(KeyMsg(name), 7); got != want {
			t.Errorf("%s moves by %d, want %d", name, got, want)
		}
	}
	if got := k.Far(KeyMsg("k"), 7); got != 0 {
		t.Errorf("k moves by %d where letters are typed", got)
	}
	// The help has embedded keys at their place.
	all := AllBindings(struct {
		Moves
		Quit any
	}{Moves: k})
	if len(all) != 6 || all[2].Help().Key != "PgUp" {
		t.Errorf("%d bindings", len(all))
	}
}
