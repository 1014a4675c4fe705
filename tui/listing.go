package tui

import (
	"strings"
	"tollbook/tui/wrap"
)

// A listing is the frame of a screen that is one table: the answer in words, a line
// of choices, the table, and what is said of the row in hand.
type listing struct {
	size   size
	answer []string // sentences; the later ones give way first
	most   int      // lines of it
}

// answers are the answer as it is wrapped.
func (l listing) answers() []string {
	return answerLines(l.answer, l.size.width, min(max(l.size.height-14, 2), l.most))
}

// answerLines are an answer's sentences as a screen of that width wraps them, in most
// lines at most: the later sentences give way first.
func answerLines(sentences []string, width, most int) []string {
	var out []string
	for _, a := range sentences {
		out = append(out, wrap.Fit(a, width-4)...)
	}
	if len(out) > most {
		out = append(out[:most-1:most-1], strings.Join(out[most-1:], " "))
	}
	return out
}

// above are the lines over the table: the answer, a gap, the choices.
func (l listing) above() int {
	if l.size.height < 22 {
		return len(l.answers()) + 1
	}
	return len(l.answers()) + 2
}

// below are the lines under it: a rule and what is said of the row in hand.
func (l listing) below() int {
	if l.size.height < 20 {
		return 1
	}
	return 3
}

// room is what is left for the table.
func (l listing) room() int { return l.size.height - 3 - l.above() - l.below() }

// view draws all of it below the tab bar.
func (l listing) view(t theme, choices string, table []string, note string) []string {
	width := l.size.width
	var out []string
	for i, a := range l.answers() {
		if i == 0 {
			a = t.strong.Render(fit(a, width-4))
		}
		out = append(out, "  "+fit(a, width-2))
	}
	if l.size.height >= 22 {
		out = append(out, "")
	}
	out = append(append(out, choices), table...)
	for len(out) < l.size.height-3-l.below() {
		out = append(out, "")
	}
	if l.below() == 1 {
		return append(out, "  "+t.muted.Render(fit(note, width-4)))
	}
	out = append(out, t.muted.Render(" "+strings.Repeat("─", width-2)))
	notes := wrap.Fit(note, width-4)
	if len(notes) > 2 {
		notes = []string{notes[0], strings.Join(notes[1:], " ")}
	}
	for i := range 2 {
		text := ""
		if i < len(notes) {
			text = notes[i]
		}
		out = append(out, "  "+fit(text, width-4))
	}
	return out
}
