package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

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

// What comes later stands where there was nothing, or a … in its place: no cell that said
// something changes, but those of the sentence around a … and of a chart's axis.
func TestLaterFiguresHaveTheirPlace(t *testing.T) {
	for id := range page.Count + 1 {
		books, screen, name := Books(tuitest.Many(t)), page.Overview, "Overview of many"
		if id < page.Count {
			books, screen, name = filling(t, id), id, page.Names[id]
		}
		for _, z := range append([]draw.Size{{Width: 60, Height: 16}, {Width: 60, Height: 20}}, frameSizes...) {
			d := &driven{t: t, app: New(config(tuitest.Catalog(t), books))}
			d.send(tea.WindowSizeMsg{Width: z.Width, Height: z.Height})
			cmds := []tea.Cmd{d.app.Init(), d.send(page.KeyMsg(fmt.Sprint(int(screen) + 1)))}
			for len(cmds) > 0 {
				cmd := cmds[0]
				cmds = cmds[1:]
				if cmd == nil {
					continue
				}
				msg := cmd()
				if later, ok := msg.(page.Later); ok {
					msg = later.Then
				}
				if batch, ok := msg.(tea.BatchMsg); ok {
					cmds = append(cmds, batch...)
					continue
				}
				ready := d.app.current().Status().Phase == page.Ready
				if strings.Contains(d.app.View(), "$0 expected") {
					t.Errorf("%s %v: what is not known is said to be nothing\n%s", name, z, d.app.View())
				}
				before := strings.Split(d.app.View(), "\n")
				cmds = append(cmds, d.send(msg))
				after := strings.Split(d.app.View(), "\n")
				for i := 1; ready && i < len(before); i++ {
					if moved := overwritten(before[i], after[i]); moved != "" {
						t.Errorf("%s %v: %T overwrites %q in line %d\n%s\n%s", name, z, msg, moved, i, before[i], after[i])
					}
				}
			}
		}
	}
}

// overwritten is the first word of a line, from one blank to the next, that is another one
// afterwards; "" for none, and for a line with a ….
func overwritten(before, after string) string {
	if strings.Contains(before, "…") {
		return ""
	}
	p, q := []rune(before), []rune(after)
	for i := 0; i < len(p); {
		end := i
		for end < len(p) && p[end] != ' ' {
			end++
		}
		word := string(p[i:end])
		if strings.Trim(word, "│┼") != "" && (end > len(q) || string(q[i:end]) != word) {
			return word
		}
		i = end + 1
	}
	return ""
}
