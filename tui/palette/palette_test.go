package palette

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

var entries = []Entry{
	{Name: "Catalog", Kind: "screen", Key: "5"},
	{Name: "add a top-up", Kind: "Credits", Key: "a"},
	{Name: "anthropic/claude-sonnet-4.5", Kind: "model"},
	{Name: "anthropic", Kind: "gateway"},
	{Name: "pay by crypto", Note: "5 %, no minimum", Kind: "knob"},
	{Name: "#14 anthropic", Note: "$41.49, dies 20 Dec", Kind: "lot"},
	{Name: "anthropic", Note: "$41.49", Kind: "account"},
	{Name: "theme contrast", Kind: "theme"},
	{Name: "mistralai/panthera", Kind: "model"},
}

// What is typed finds whole names first, then beginnings of words, your own before the long
// lists, and scattered letters where nothing else is found.
func TestRank(t *testing.T) {
	for typed, want := range map[string]string{
		"anth":      "account anthropic, lot #14 anthropic, gateway anthropic, model anthropic/claude-sonnet-4.5, model mistralai/panthera",
		"anthropic": "account anthropic, gateway anthropic, lot #14 anthropic, model anthropic/claude-sonnet-4.5",
		"cryp":      "knob pay by crypto",
		"14":        "lot #14 anthropic",
		"lot anth":  "lot #14 anthropic",
		"anth lot":  "lot #14 anthropic",
		"sonnet 4":  "model anthropic/claude-sonnet-4.5",
		"20 dec":    "lot #14 anthropic",
		"ctl":       "screen Catalog",
		"TOP":       "Credits add a top-up",
		"zzz":       "",
	} {
		m := New().Open(entries, typed)
		var got []string
		for _, i := range m.found {
			got = append(got, entries[i].Kind+" "+entries[i].Name)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q finds\n%s\nwant\n%s", typed, strings.Join(got, ", "), want)
		}
	}
	if m := New().Open(entries, ""); len(m.found) != len(entries) || m.found[0] != 0 {
		t.Errorf("nothing typed finds %v", m.found)
	}
}

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want int
		open bool
	}{
		{[]string{"enter"}, 0, false},
		{[]string{"down", "down", "up", "enter"}, 1, false},
		{[]string{"up", "enter"}, 0, false},
		{[]string{"c", "r", "y", "enter"}, 4, false},
		{[]string{"q", "?", "enter"}, -1, true}, // letters, and nothing found
		{[]string{"esc"}, -1, false},
	} {
		m, chosen := New().Resize(draw.Size{Width: 80, Height: 21}).Open(entries, ""), -1
		for _, k := range c.keys {
			m, chosen = m.Press(page.KeyMsg(k))
		}
		if chosen != c.want || m.Shown() != c.open {
			t.Errorf("%q: %d, open %v", c.keys, chosen, m.Shown())
		}
	}
}

// Entries that come later do not move the one that the reader has in hand.
func TestEntriesThatComeLater(t *testing.T) {
	m := New().Resize(draw.Size{Width: 80, Height: 21}).Open(entries[:4], "anth").Move(1)
	m = m.With(entries, false)
	if e, _ := m.inHand(); e.Kind != "model" {
		t.Errorf("in hand is %v", e)
	}
	m = New().Open(entries[:4], "anth").With(entries, true)
	if e, _ := m.inHand(); e.Kind != "account" {
		t.Errorf("nobody moved, and in hand is %v", e)
	}
}

func lines(m Model) []string {
	body := make([]string, m.size.Height)
	for i := range body {
		body[i] = strings.Repeat(".", m.size.Width)
	}
	return m.Over(draw.NewTheme(tuitest.PlainRenderer(), ""), body)
}

func TestOver(t *testing.T) {
	m := New().Resize(draw.Size{Width: 64, Height: 9}).Open(entries, "").With(entries, true)
	const want = `..┌ :▏ ──────────────────────────────────────────────────────┐..
..│ ▸ Catalog                             5           screen │..
..│   add a top-up                        a          Credits │..
..│   anthropic/claude-sonnet-4.5                      model │..
..│   anthropic                                      gateway │..
..└──────────────────────────────────── +5 more · reading … ─┘..
................................................................
................................................................
................................................................`
	if got := strings.Join(lines(m), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, z := range []draw.Size{{Width: 60, Height: 13}, {Width: 80, Height: 21}, {Width: 200, Height: 47}} {
		for _, typed := range []string{"", "anth", "zzz", strings.Repeat("long ", 40)} {
			m := New().Resize(z).Open(append(entries, Entry{Name: "漢字 \x1b[31m" + strings.Repeat("x", 300), Note: strings.Repeat("n", 300), Kind: "model"}), typed)
			got := lines(m)
			if len(got) != z.Height {
				t.Fatalf("%v %q: %d lines", z, typed, len(got))
			}
			for _, line := range got {
				if lipgloss.Width(line) != z.Width || strings.Contains(line, "\x1b") {
					t.Errorf("%v %q: %q", z, typed, line)
				}
			}
		}
	}
}

// A click does the entry; on the edge and beside the box it does nothing.
func TestClick(t *testing.T) {
	m := New().Resize(draw.Size{Width: 64, Height: 9}).Open(entries, "").Move(4)
	if _, chosen := m.Click(6, 1); chosen != 1 {
		t.Errorf("the first line after a scroll is entry %d", chosen)
	}
	for _, at := range [][2]int{{6, 0}, {6, 5}, {1, 2}, {2, 2}, {61, 2}, {6, 8}} {
		if again, chosen := m.Click(at[0], at[1]); chosen >= 0 || !again.Shown() {
			t.Errorf("a click at %v does entry %d", at, chosen)
		}
	}
}

// A key among ten thousand models is far under a frame of 16 ms.
func TestManyEntriesAreFast(t *testing.T) {
	var all []Entry
	for i := range 10_000 {
		all = append(all, Entry{Name: fmt.Sprintf("vendor%d/model-%d-instruct", i%50, i), Note: "$0.30 / $2.50", Kind: "model"})
	}
	m := New().Resize(draw.Size{Width: 80, Height: 21}).Open(all, "")
	begin := time.Now()
	const typed = "modelinstruct9"
	for _, r := range typed {
		m, _ = m.Press(page.KeyMsg(string(r)))
		lines(m)
	}
	if each := time.Since(begin) / time.Duration(len(typed)); each > 50*time.Millisecond {
		t.Errorf("a key takes %v", each)
	}
}

func BenchmarkKey(b *testing.B) {
	var all []Entry
	for i := range 10_000 {
		all = append(all, Entry{Name: fmt.Sprintf("vendor%d/model-%d-instruct", i%50, i), Note: "$0.30 / $2.50", Kind: "model"})
	}
	m := New().Resize(draw.Size{Width: 80, Height: 21}).Open(all, "modelinstruct")
	for b.Loop() {
		m, _ = m.Press(page.KeyMsg("9"))
		m, _ = m.Press(page.KeyMsg("backspace"))
	}
}
