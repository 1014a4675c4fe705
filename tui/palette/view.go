package palette

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/form"
)

const (
	widest   = 78
	mostRows = 14
)

// rows is how many entries are in sight: the box keeps its height while one types.
func (m Model) rows() int { return max(min(mostRows, m.size.Height-5), 3) }

// across is the column of the box's left edge, and its width.
func (m Model) across() (left, width int) {
	width = min(m.size.Width-4, widest)
	return (m.size.Width - width) / 2, width
}

// Over draws the box over the lines of a screen.
func (m Model) Over(t draw.Theme, body []string) []string {
	left, width := m.across()
	for i, line := range m.box(t, width) {
		for len(body) <= i {
			body = append(body, "")
		}
		under := draw.Fit(body[i], m.size.Width)
		body[i] = ansi.Cut(under, 0, left) + line + ansi.Cut(under, left+width, m.size.Width)
	}
	return body
}

// box are the lines of the box.
func (m Model) box(t draw.Theme, width int) []string {
	room := width - 4
	typed := ":" + form.InputLine(draw.Tail(m.input.Value(), room-20), m.input.Position())
	if m.input.Value() == "" {
		typed = ":▏"
	}
	out := []string{t.Muted.Render("┌ ") + t.Strong.Render(typed) + t.Muted.Render(" "+strings.Repeat("─", max(width-lipgloss.Width(typed)-4, 0))+"┐")}
	edge := t.Muted.Render("│")
	for r := range m.rows() {
		line := draw.Spaces(room)
		switch i := m.top + r; {
		case i < len(m.found):
			line = m.entry(t, m.all[m.found[i]], i == m.at, room)
		case r == 0 && len(m.found) == 0:
			line = draw.Fit("  "+t.Muted.Render("nothing is called that"), room)
		}
		out = append(out, edge+" "+line+" "+edge)
	}
	var says []string
	if more := len(m.found) - m.rows(); more > 0 {
		says = append(says, fmt.Sprintf("+%s more", words.Number(int64(more))))
	}
	if m.more {
		says = append(says, "reading …")
	}
	last := ""
	if len(says) > 0 {
		last = " " + strings.Join(says, " · ") + " "
	}
	return append(out, t.Muted.Render("└"+strings.Repeat("─", max(width-3-lipgloss.Width(last), 0))+last+"─┘"))
}

// entry draws one entry: its name and note at the left, its key and what it is at the right.
func (m Model) entry(t draw.Theme, e Entry, current bool, room int) string {
	marker, style := "  ", t.Plain
	if current {
		marker, style = "▸ ", t.Selected
	}
	const keys, kind = 7, 10
	left := room - 2 - keys - 1 - kind
	name := draw.Cut(draw.Safe(e.Name), left)
	line := style.Render(marker + name)
	if spare := left - lipgloss.Width(name) - 2; e.Note != "" && spare > 3 {
		line += "  " + t.Muted.Render(draw.Cut(draw.Safe(e.Note), spare))
	}
	return draw.Fit(line, room-keys-1-kind) + t.Key.Render(draw.Fit(e.Key, keys)) + " " + t.Muted.Render(draw.FitRight(e.Kind, kind))
}
