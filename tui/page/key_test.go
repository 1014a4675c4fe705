package page

import (
	"testing"

	"github.com/charmbracelet/bubbles/key"
)

// A tag begins a group, which goes on to the next; what is switched off is in none.
func TestGroupedKeys(t *testing.T) {
	type keys struct {
		Enter   key.Binding
		Moves   `help:"LIST"`
		Month   key.Binding `help:"PERIOD"`
		Year    key.Binding
		Off     key.Binding `help:"NEVER"`
		Unnamed key.Binding
	}
	k := keys{Enter: Bind("Enter", "rows", "enter"), Moves: Moves{Up: Bind("↑", "up", "up")}, Month: Bind("m", "this month", "m"), Year: Bind("Y", "the year", "Y"), Off: Bind("o", "off", "o")}
	k.Off.SetEnabled(false)
	var got string
	for _, g := range Grouped("SPEND", Bindings(k)) {
		got += g.Name + ":"
		for _, b := range g.Keys {
			got += " " + b.Help().Key
		}
		got += "; "
	}
	if want := "SPEND: Enter; LIST: ↑; PERIOD: m Y; "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if n := len(WithoutHeadings(Bindings(k))); n != 4 {
		t.Errorf("%d keys", n)
	}
	if key.Matches(KeyMsg("x"), Heading("PERIOD")) {
		t.Error("a heading is a key")
	}
}

// What a hint names is the key that is meant: of two the one that was clicked.
func TestPressed(t *testing.T) {
	for _, c := range []struct {
		named string
		at    int
		want  string
	}{
		{"Enter", 2, "enter"}, {"Esc", 9, "esc"}, {"Shift-Tab", 0, "shift+tab"}, {"Ctrl-R", 3, "ctrl+r"}, {"PgDn", 0, "pgdown"}, {"space", 0, " "},
		{"F1", 0, "f1"}, {"G", 0, "G"}, {"/", 0, "/"}, {"-", 0, "-"}, {"?", 0, "?"},
		{"←→", 0, "left"}, {"←→", 1, "right"}, {"←→", 4, "right"}, {"↑↓", 0, "up"},
		{"↑ k", 0, "up"}, {"↑ k", 2, "k"}, {"↑↓ Enter", 1, "down"}, {"↑↓ Enter", 5, "enter"}, {"Tab ←→", 5, "right"},
		{"1-5", 0, ""}, {"", 0, ""},
	} {
		msg, ok := Pressed(c.named, c.at)
		if got := msg.String(); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%q at %d: %q, %v, want %q", c.named, c.at, got, ok, c.want)
		}
	}
}
