package help

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

func opened(width, height int) Model {
	own := []page.Group{
		{Name: "SPEND", Keys: []key.Binding{page.Bind("Enter", "rows behind it", "enter"), page.Bind("n", "only this row", "n")}},
		{Name: "PERIOD", Keys: []key.Binding{page.Bind("← h", "period before", "left", "h"), page.Bind("m", "this month", "m")}},
	}
	every := []page.Group{{Name: "EVERYWHERE", Keys: []key.Binding{page.Bind(":", "go to anything", ":"), page.Bind("q", "quit", "q"), page.Bind("g", "to the top", "g")}}}
	return New().Resize(draw.Size{Width: width, Height: height}).Open("Spend", own, every, []string{"~ is assumed, which is said here at a length that has to be broken where the window is not wide", "█ is used"})
}

func view(m Model) string {
	var out []string
	for _, line := range m.View(draw.NewTheme(tuitest.PlainRenderer(), "")) {
		out = append(out, strings.TrimRight(line, " "))
	}
	return strings.Join(out, "\n")
}

func TestView(t *testing.T) {
	const narrow = `  Help  Spend                              ↓ 10 more

  SPEND
 ▸ Enter  rows behind it
   n      only this row

  PERIOD
   ← h    period before
   m      this month
`
	if got := view(opened(54, 10)); got != narrow {
		t.Errorf("narrow:\n%s\nwant\n%s", got, narrow)
	}
	const wide = `  Help  Spend

  SPEND                                           EVERYWHERE
 ▸ Enter  rows behind it                           :  go to anything
   n      only this row                            q  quit
                                                   g  to the top
  PERIOD
   ← h    period before
   m      this month

  MARKS
   ~ is assumed, which is said here at a length that has to be broken where the window is not
   wide
   █ is used`
	if got := view(opened(100, 20)); got != wide {
		t.Errorf("wide:\n%s\nwant\n%s", got, wide)
	}
}

// The cursor comes to every line, and what is in sight and what is hidden are all of it.
func TestNothingIsCut(t *testing.T) {
	for _, z := range []draw.Size{{Width: 60, Height: 13}, {Width: 60, Height: 17}, {Width: 80, Height: 21}, {Width: 140, Height: 13}, {Width: 200, Height: 47}} {
		m := opened(z.Width, z.Height)
		rows, stops := m.laid()
		seen := map[string]bool{}
		for range stops {
			got := view(m)
			lines := strings.Split(got, "\n")
			if len(lines) > z.Height || !strings.Contains(got, "▸") {
				t.Fatalf("%v:\n%s", z, got)
			}
			for _, line := range lines {
				if lipgloss.Width(line) > z.Width {
					t.Errorf("%v: %q is too wide", z, line)
				}
				seen[strings.TrimSpace(strings.ReplaceAll(line, "▸", " "))] = true
			}
			if above := m.top; above > 0 && !strings.Contains(lines[0], fmt.Sprintf("↑ %d more", above)) {
				t.Errorf("%v: %d above: %s", z, above, lines[0])
			}
			if below := len(rows) - m.top - m.room(); below > 0 && !strings.Contains(lines[0], fmt.Sprintf("↓ %d more", below)) {
				t.Errorf("%v: %d below: %s", z, below, lines[0])
			}
			m = m.Move(1)
		}
		for _, want := range []string{"█ is used", "MARKS"} {
			if !seen[want] {
				t.Errorf("%v: %q is never in sight", z, want)
			}
		}
	}
}

func pressed(m Model, keys ...string) (Model, string) {
	chosen := ""
	for _, k := range keys {
		var b *key.Binding
		if m, b = m.Press(page.KeyMsg(k)); b != nil {
			chosen = b.Help().Desc
		}
	}
	return m, chosen
}

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		keys   []string
		chosen string
		open   bool
	}{
		{[]string{"enter"}, "rows behind it", false},
		{[]string{"down", "down", "down", "enter"}, "this month", false},
		{[]string{"pgdown", "enter"}, "", true}, // a sentence of the legend
		{[]string{"G", "g", "enter"}, "rows behind it", false},
		{[]string{"h"}, "period before", false}, // the key itself
		{[]string{":"}, "go to anything", false},
		{[]string{"x"}, "", true},
		{[]string{"/", "q", "u", "i", "enter"}, "quit", false},
		{[]string{"/", "p", "e", "r", "i", "o", "d", "down", "enter"}, "this month", false}, // by its heading
		{[]string{"/", "q", "esc", "enter"}, "rows behind it", false},
		{[]string{"/", "z", "z", "z", "enter"}, "", true},
		{[]string{"esc"}, "", false},
		{[]string{"?"}, "", false},
	} {
		m, chosen := pressed(opened(80, 10), c.keys...)
		if chosen != c.chosen || m.Shown() != c.open {
			t.Errorf("%q: does %q, open %v", c.keys, chosen, m.Shown())
		}
	}
	m, _ := pressed(opened(80, 20), "/", "z", "z")
	if got := view(m); !strings.Contains(got, "/zz▏") || !strings.Contains(got, "no key and no mark is called that") {
		t.Errorf("nothing found:\n%s", got)
	}
}

// A click does the line, in either column; one beside the lines does nothing.
func TestClick(t *testing.T) {
	m := opened(100, 20)
	for y, line := range strings.Split(view(m), "\n") {
		for _, want := range []string{"only this row", "go to anything"} {
			if at := strings.Index(line, want); at >= 0 {
				if again, b := m.Click(lipgloss.Width(line[:at]), y); b == nil || b.Help().Desc != want || again.Shown() {
					t.Errorf("a click on %q does %v", want, b)
				}
			}
		}
	}
	for _, at := range [][2]int{{3, 0}, {3, 2}, {3, 12}, {3, 19}, {60, 8}} {
		if again, b := m.Click(at[0], at[1]); b != nil || !again.Shown() {
			t.Errorf("a click at %v does something", at)
		}
	}
}
