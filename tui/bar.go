package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// digits are the keys of the screens that there are.
func (a App) digits() []string {
	var out []string
	for i, s := range a.screens {
		if s != nil {
			out = append(out, fmt.Sprint(i+1))
		}
	}
	return out
}

// A tab is a screen's name in the bar.
type tab struct {
	id   page.ID
	text string
}

// tabs are the names of the screens that there are; short ones are the bare
// digits of those that are not shown.
func (a App) tabs(short bool) []tab {
	var out []tab
	for i, s := range a.screens {
		text := fmt.Sprintf(" %d %s ", i+1, page.Names[i])
		switch {
		case s == nil:
			continue
		case page.ID(i) == a.active:
			text = "[" + text[1:len(text)-1] + "]"
		case short:
			text = fmt.Sprintf(" %d ", i+1)
		}
		out = append(out, tab{page.ID(i), text})
	}
	return out
}

// fittingTabs are the tabs as they fit beside whose data is shown: the ledger's name
// gives way first, then the hour that its data go to, then the names of the other
// screens.
func (a App) fittingTabs() []tab {
	full := a.tabs(false)
	if widthOf(full)+2+lipgloss.Width(a.ledger(1)) > a.size.Width-1 {
		return a.tabs(true)
	}
	return full
}

func widthOf(tabs []tab) int {
	n := 0
	for _, t := range tabs {
		n += lipgloss.Width(t.text)
	}
	return n
}

// tabAt is the screen whose tab stands at a column of the bar.
func (a App) tabAt(x int) (page.ID, bool) {
	for _, t := range a.fittingTabs() {
		if x -= lipgloss.Width(t.text); x < 0 {
			return t.id, true
		}
	}
	return 0, false
}

// bar is the first line: the screens there are, and whose data is shown.
func (a App) bar() string {
	tabs := a.fittingTabs()
	var left strings.Builder
	for _, t := range tabs {
		if t.id == a.active {
			left.WriteString(a.theme.Strong.Render(t.text))
		} else {
			left.WriteString(t.text)
		}
	}
	room := a.size.Width - 1 - widthOf(tabs)
	return left.String() + a.theme.Muted.Render(draw.FitRight(a.ledger(room-2), room))
}

// ledger says whose data is shown and how far it goes, in at most width cells
// of which the name gives way first.
func (a App) ledger(width int) string {
	switch {
	case a.current().Status().Pending && a.current().Status().Phase == page.Ready:
		return "reading again …"
	case a.cfg.Mode == Demo:
		for _, words := range []string{"invented data · tollbook FILE.csv shows yours", "invented · tollbook FILE.csv shows yours"} {
			if lipgloss.Width(words) <= width {
				return words
			}
		}
		return "invented data"
	case a.cfg.Mode == Temporary && a.keys.Keep.Enabled():
		return "temporary ledger · K keeps it"
	case a.cfg.Mode == Temporary:
		return "temporary ledger"
	}
	name, extent := draw.Safe(a.cfg.LedgerName), ""
	if until := a.extent.Value; !until.IsZero() {
		extent = "data to " + until.UTC().Format("2 Jan 15:04") + " UTC"
		if lipgloss.Width(extent) > width {
			return "data to " + until.UTC().Format("2 Jan")
		}
		if room := width - lipgloss.Width(extent) - 3; room < min(lipgloss.Width(name), 5) {
			return extent
		}
		if name != "" {
			extent = " · " + extent
		}
	}
	return ansi.Truncate(name, max(width-lipgloss.Width(extent), 1), "…") + extent
}

// answering reports whether the answer of a command stands at the foot.
func (a App) answering() bool {
	return a.said != "" && !a.help.Shown() && !a.find.Shown() && !a.importer.Told()
}

// foot is the last line: the answer to a command, else the keys that matter.
func (a App) foot() string {
	width := a.size.Width - 3
	if a.answering() {
		style := a.theme.Strong
		if a.wrong {
			style = a.theme.Loss
		}
		return "  " + style.Render(draw.Fit(a.said, width))
	}
	return "  " + shortHelp(a.theme, a.footHints())
}

// footHints are the keys at the foot, as many as have room.
func (a App) footHints() []page.Hint {
	hints := a.footKeys()
	last := 2
	if n := len(hints); n > 3 && hints[n-3].Key == page.KeyOf(a.keys.Commands) {
		last = 3
	}
	return fitting(hints, last, a.size.Width-3)
}

// hintAt is the key of the foot that stands at a column; false where none does, or where it is
// no key that can be pressed.
func (a App) hintAt(x int) (tea.KeyMsg, bool) {
	if a.answering() {
		return tea.KeyMsg{}, false
	}
	left := 2
	for _, h := range a.footHints() {
		width := lipgloss.Width(h.Key) + 1 + lipgloss.Width(h.Does)
		if x >= left && x < left+width {
			return page.Pressed(h.Key, x-left)
		}
		left += width + 2
	}
	return tea.KeyMsg{}, false
}

// footKeys are the few keys to show, those that go first in want of room last.
func (a App) footKeys() []page.Hint {
	last := []page.Hint{{Key: page.KeyOf(a.keys.Help), Does: "help"}, {Key: page.KeyOf(a.keys.Quit), Does: "quit"}}
	s := a.current()
	if a.find.Shown() {
		return a.find.Hints()
	}
	switch state := s.Status(); {
	case a.importer.Open() && !a.help.Shown():
		if a.typing() || a.importer.Reading() {
			return a.importer.Hints()
		}
		return append(a.importer.Hints(), last...)
	case a.help.Shown():
		if a.typing() || a.help.Typing() { // letters go into a line
			return a.help.Hints()
		}
		return append(a.help.Hints(), page.Hint{Key: page.KeyOf(a.keys.Quit), Does: "quit"})
	case state.Phase == page.Empty && (len(s.Offers()) > 0 || a.keys.Import.Enabled() || a.keys.Demo.Enabled()):
		var first []page.Hint
		for _, b := range s.Offers() {
			first = append(first, page.Hint{Key: page.KeyOf(b), Does: b.Help().Desc})
		}
		if a.keys.Import.Enabled() {
			first = append(first, page.Hint{Key: page.KeyOf(a.keys.Import), Does: "import"})
		}
		if a.keys.Demo.Enabled() {
			first = append(first, page.Hint{Key: page.KeyOf(a.keys.Demo), Does: "demo"})
		}
		return append(first, last...)
	case state.Phase != page.Ready:
		return append([]page.Hint{{Key: page.KeyOf(a.keys.Reload), Does: "read again"}}, last...)
	case s.Typing():
		return s.Hints()
	case a.panel.Open():
		return append(a.panel.Hints(), last...)
	}
	own := s.Hints()
	own = own[:min(len(own), mostHints):min(len(own), mostHints)]
	return append(append(own, page.Hint{Key: page.KeyOf(a.keys.Commands), Does: "go to"}), last...)
}

// mostHints is how many keys of a screen stand at the foot: the help has all of them.
const mostHints = 4
