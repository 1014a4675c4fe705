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
