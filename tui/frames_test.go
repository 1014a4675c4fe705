package tui

import (
	"fmt"
	"strings"
	"testing"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// differ are the numbers of the lines in which two frames differ, and in how many cells they do.
func differ(before, after string) (lines []int, cells int) {
	x, y := strings.Split(before, "\n"), strings.Split(after, "\n")
	for i := range max(len(x), len(y)) {
		var p, q []rune
		if i < len(x) {
			p = []rune(x[i])
		}
		if i < len(y) {
			q = []rune(y[i])
		}
		n := 0
		for j := range max(len(p), len(q)) {
			if j >= len(p) || j >= len(q) || p[j] != q[j] {
				n++
			}
		}
		if n > 0 {
			lines, cells = append(lines, i), cells+n
		}
	}
	return lines, cells
}

// framed is the program on books that fill a screen, and on that screen once it is read.
func framed(t *testing.T, id page.ID, z draw.Size) *driven {
	t.Helper()
	return opened(t, config(tuitest.Catalog(t), filling(t, id)), z.Width, z.Height).press(fmt.Sprint(int(id) + 1))
}

// filling are books that have something for a screen.
func filling(t *testing.T, id page.ID) Books {
	switch id {
	case page.Whatif:
		return tuitest.UsageBooks(tuitest.Catalog(t), tuitest.Month...)
	case page.Spend:
		b := tuitest.UsageBooks(tuitest.Catalog(t), tuitest.Month...)
		b.Store = tuitest.Spend(t).Store
		return b
	}
	return tuitest.Overview(t)
}

var frameSizes = []draw.Size{{Width: 80, Height: 24}, {Width: 100, Height: 30}, {Width: 140, Height: 40}}

// inList are the lines of the list that differ: those above the rule below it, in their left half.
// Below stands what says more of the thing in hand, and beside it on a wide screen; ▲ under a chart
// is its mark there.
func inList(before, after string, z draw.Size) (lines []int) {
	x, y := strings.Split(before, "\n"), strings.Split(after, "\n")
	for i := range x {
		if i > 1 && strings.HasPrefix(x[i], " ──") {
			return lines
		}
		if draw.Fit(x[i], z.Width/2) != draw.Fit(y[i], z.Width/2) && !strings.Contains(x[i], "▲") {
			lines = append(lines, i)
		}
	}
	return lines
}

// A step of the cursor changes the two lines that it leaves and comes to, and what says more of
// the thing in hand; a reading that brings the same changes the bar alone, while it is read.
func TestFramesChangeWhereSomethingDid(t *testing.T) {
	for id := range page.Count {
		for _, z := range frameSizes {
			d := framed(t, id, z)
			before := d.app.View()
			d.press("down")
			if lines := inList(before, d.app.View(), z); len(lines) != 2 {
				t.Errorf("%s %v: a step of the cursor changes lines %v\n%s\n%s", page.Names[id], z, lines, before, d.app.View())
			}
			before = d.app.View()
			cmd := d.send(page.KeyMsg("r"))
			if lines, _ := differ(before, d.app.View()); len(lines) != 1 || lines[0] != 0 {
				t.Errorf("%s %v: while it is read again lines %v differ\n%s", page.Names[id], z, lines, d.app.View())
			}
			d.run(cmd)
			if lines, cells := differ(before, d.app.View()); cells > 0 {
				t.Errorf("%s %v: read again lines %v differ\n%s\n%s", page.Names[id], z, lines, before, d.app.View())
			}
		}
	}
}
