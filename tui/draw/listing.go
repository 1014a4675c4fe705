package draw

import (
	"strings"

	"tollbook/tui/wrap"
)

// A Listing is the frame of a screen that is one table: the answer in words, a line
// of choices, the table, and what is said of the row in hand.
type Listing struct {
	Size   Size
	Answer []string // sentences; the later ones give way first
	Most   int      // lines of it
}

// answers are the answer as it is wrapped.
func (l Listing) answers() []string {
	return AnswerLines(l.Answer, l.Size.Width, min(max(l.Size.Height-14, 2), l.Most))
}

// AnswerLines are an answer's sentences as a screen of that width wraps them, in most
// lines at most: the later sentences give way first.
func AnswerLines(sentences []string, width, most int) []string {
	var out []string
	for _, a := range sentences {
		out = append(out, wrap.Fit(a, width-4)...)
	}
	if len(out) > most {
		out = append(out[:most-1:most-1], strings.Join(out[most-1:], " "))
	}
	return out
}

// Above are the lines over the table: the answer, a gap, the choices.
func (l Listing) Above() int {
	if l.Size.Height < 22 {
		return len(l.answers()) + 1
	}
	return len(l.answers()) + 2
}

// below are the lines under it: a rule and what is said of the row in hand.
func (l Listing) below() int {
	if l.Size.Height < 20 {
		return 1
	}
	return 3
}

// Room is what is left for the table.
func (l Listing) Room() int { return l.Size.Height - 3 - l.Above() - l.below() }

// View draws all of it below the tab bar.
func (l Listing) View(t Theme, choices string, table []string, note string) []string {
	width := l.Size.Width
	var out []string
	for i, a := range l.answers() {
		if i == 0 {
			a = t.Strong.Render(Fit(a, width-4))
		}
		out = append(out, "  "+Fit(a, width-2))
	}
	if l.Size.Height >= 22 {
		out = append(out, "")
	}
	out = append(append(out, choices), table...)
	for len(out) < l.Size.Height-3-l.below() {
		out = append(out, "")
	}
	if l.below() == 1 {
		return append(out, "  "+t.Muted.Render(Fit(note, width-4)))
	}
	out = append(out, t.Muted.Render(" "+strings.Repeat("─", width-2)))
	notes := wrap.Fit(note, width-4)
	if len(notes) > 2 {
		notes = []string{notes[0], strings.Join(notes[1:], " ")}
	}
	for i := range 2 {
		text := ""
		if i < len(notes) {
			text = notes[i]
		}
		out = append(out, "  "+Fit(text, width-4))
	}
	return out
}
