package tui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tollbook/tui/page"
)

// Changes of the books are taken back the last one first, on whichever screen; one
// that fails stays, and the steps of the what-if's knobs go before them.
func TestUndoOfChanges(t *testing.T) {
	d := monthDriven(t, 100, 30)
	var back []string
	fails := true
	change := func(name string) page.Changed {
		return page.Changed{Said: "added " + name, What: name, Back: func(context.Context) (string, error) {
			if name == "two" && fails {
				return "", errors.New("the ledger is locked")
			}
			back = append(back, name)
			return name + " is taken back", nil
		}}
	}
	d.press("u") // nothing to take back
	d.run(d.send(change("one")))
	shows(t, d, "added one · u undoes it")
	d.run(d.send(change("t\x1b[31mwo")))
	hides(t, d, "\x1b[31m")
	d.app.changes[1].Changed = change("two")

	d.press("5", "u")
	shows(t, d, "not taken back: the ledger is locked")
	fails = false
	d.press("2", "down", "right")
	shows(t, d, "1.0x → 1.5x", "a month with 1.5x the volume")
	d.press("u") // the step of the knob
	shows(t, d, "$65.65 of it in fees")
	hides(t, d, "1.0x →")
	if len(back) != 0 {
		t.Fatalf("taken back %v", back)
	}
	d.press("u")
	shows(t, d, "two is taken back")
	d.press("5", "u")
	shows(t, d, "one is taken back")
	if d.press("u"); strings.Join(back, " ") != "two one" {
		t.Errorf("taken back %v", back)
	}
	if d.press("?"); strings.Contains(d.app.View(), "undo the last change") {
		t.Error("the help offers to undo what is undone")
	}
}

// Whichever was later goes first, a step of a knob or a change of the books, and u on another
// screen turns to the step that it takes back.
func TestUndoGoesByTime(t *testing.T) {
	d := monthDriven(t, 100, 30)
	back := ""
	d.press("down", "right")
	d.run(d.send(page.Changed{Said: "added one", What: "one", Back: func(context.Context) (string, error) {
		back = "one"
		return "one is taken back", nil
	}}))
	if d.app.current().Steps() == 0 { // books that change leave the knobs
		t.Fatal("the step is gone")
	}
	d.press("u")
	shows(t, d, "one is taken back", "1.0x → 1.5x")
	d.press("5", "u").on(t, page.Whatif)
	hides(t, d, "1.0x →")
	d.press("right", "5", "2", "u", "u")
	if hides(t, d, "1.0x →"); back != "one" {
		t.Errorf("taken back %q", back)
	}
}
