package help

import (
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// twoFrom is the width from which the keys of everywhere stand beside the screen's own.
const twoFrom = 96

// A stop is what the cursor stops at: a key, or a sentence of the legend.
type stop struct {
	does        *key.Binding // nil for a sentence
	row, last   int          // its rows
	left, right int          // its columns
}

// A part is a piece of a row: a heading, a key with what it does, or a line of the legend.
type part struct {
	text string
	key  string // before the text; "" for a heading or a line of the legend
	head bool
	stop int // of which stop; -1 for none
}

// column is groups one below the other, a blank row before each but the first.
type column struct {
	parts []part
	keys  int // how wide the keys are
}

// laid lays everything out: rows of one part or two, and the stops in the cursor's order.
func (m Model) laid() (rows [][]part, stops []stop) {
	words := m.words()
	own, every := found(m.own, words), found(m.every, words)
	width := m.size.Width - 3
	var columns []column
	if m.size.Width >= twoFrom && len(own) > 0 && len(every) > 0 {
		columns = []column{columnOf(own), columnOf(every)}
	} else {
		columns = []column{columnOf(append(append([]page.Group{}, own...), every...))}
	}
	width /= len(columns)
	at := 0
	for c, column := range columns {
		for r := range column.parts {
			for len(rows) <= r {
				rows = append(rows, make([]part, len(columns)))
				for i := range rows[len(rows)-1] {
					rows[len(rows)-1][i].stop = -1
				}
			}
			p := column.parts[r]
			if p.stop == 0 { // a key
				p.key = draw.Fit(p.key, column.keys)
				p.stop = at
				at++
				stops = append(stops, stop{row: r, last: r, left: 1 + c*width, right: 1 + (c+1)*width})
			}
			rows[r][c] = p
		}
	}
	n := 0
	for _, groups := range [][]page.Group{own, every} {
		for _, g := range groups {
			for i := range g.Keys {
				stops[n].does = &g.Keys[i]
				n++
			}
		}
	}
	return m.withLegend(rows, stops, words)
}

func columnOf(groups []page.Group) (out column) {
	for i, g := range groups {
		if i > 0 {
			out.parts = append(out.parts, part{stop: -1})
		}
		out.parts = append(out.parts, part{text: g.Name, head: true, stop: -1})
		for _, b := range g.Keys {
			out.parts = append(out.parts, part{key: b.Help().Key, text: b.Help().Desc})
			out.keys = max(out.keys, lipgloss.Width(b.Help().Key))
		}
	}
	return out
}

// withLegend adds what the marks mean, below all keys.
func (m Model) withLegend(rows [][]part, stops []stop, words []string) ([][]part, []stop) {
	begun := false
	for _, sentence := range m.legend {
		if !has("marks "+sentence, words) {
			continue
		}
		if !begun {
			if begun = true; len(rows) > 0 {
				rows = append(rows, []part{{stop: -1}})
			}
			rows = append(rows, []part{{text: "MARKS", head: true, stop: -1}})
		}
		s := stop{row: len(rows), left: 1, right: m.size.Width}
		for _, line := range wrap.Fit(sentence, m.size.Width-6) {
			rows = append(rows, []part{{text: line, stop: len(stops)}})
		}
		s.last = len(rows) - 1
		stops = append(stops, s)
	}
	return rows, stops
}

// View draws the help, as many lines as it has room.
func (m Model) View(t draw.Theme) []string {
	rows, stops := m.laid()
	left := t.Strong.Render("Help") + "  " + m.title
	if m.find != nil {
		left += "   " + t.Strong.Render("/"+form.InputLine(m.find.Value(), m.find.Position()))
	}
	hidden := draw.Hidden(m.top, max(len(rows)-m.top-m.room(), 0))
	out := []string{"  " + draw.Edges(left, t.Muted.Render(hidden), m.size.Width-4), ""}
	if len(stops) == 0 {
		out = append(out, "   "+t.Muted.Render("no key and no mark is called that"))
	}
	for r := m.top; r < len(rows) && len(out) < m.size.Height; r++ {
		line := " "
		width := (m.size.Width - 3) / len(rows[r])
		for _, p := range rows[r] {
			line += draw.Fit(m.part(t, p, stops, r), width)
		}
		out = append(out, line)
	}
	return out[:min(len(out), max(m.size.Height, 0))]
}

// part draws one piece of a row.
func (m Model) part(t draw.Theme, p part, stops []stop, row int) string {
	if p.head {
		return " " + t.Heading.Render(p.text)
	}
	marker, style := "  ", t.Plain
	if p.stop >= 0 && p.stop == m.at {
		style = t.Selected
		if stops[p.stop].row == row {
			marker = "▸ "
		}
	}
	if p.key == "" {
		return style.Render(marker + p.text)
	}
	return style.Render(marker) + t.Key.Render(p.key) + "  " + style.Render(p.text)
}
