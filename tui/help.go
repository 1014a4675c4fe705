package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// shortHelp lays hints on one line. In want of room the ones before the last
// two are left out, from the end.
func shortHelp(t draw.Theme, width int, hints []page.Hint) string {
	taken := 0
	for _, h := range hints {
		taken += lipgloss.Width(h.Key) + 1 + lipgloss.Width(h.Does) + 2
	}
	for taken-2 > width && len(hints) > 2 {
		drop := len(hints) - 3
		taken -= lipgloss.Width(hints[drop].Key) + 1 + lipgloss.Width(hints[drop].Does) + 2
		hints = append(hints[:drop:drop], hints[drop+1:]...)
	}
	var out []string
	for _, h := range hints {
		out = append(out, t.Key.Render(h.Key)+" "+t.Muted.Render(h.Does))
	}
	return strings.Join(out, "  ")
}

// helpLines is the overlay: every key that the screen and the program handle,
// in as many columns as they need, and what the marks mean.
func helpLines(t draw.Theme, z draw.Size, legend []string, groups ...[]key.Binding) []string {
	var all []key.Binding
	for _, g := range groups {
		all = append(all, g...)
	}
	rows := max(z.Height-2, 1)
	if z.Height > len(all)/2+4 {
		rows = (len(all) + 1) / 2
	}
	// Each column is as wide as its own keys and words.
	columns := (len(all) + rows - 1) / rows
	keys, does := make([]int, columns), make([]int, columns)
	for i, b := range all {
		c := i / rows
		keys[c], does[c] = max(keys[c], lipgloss.Width(b.Help().Key)), max(does[c], lipgloss.Width(b.Help().Desc))
	}
	out := []string{"", "  " + t.Strong.Render("Help")}
	for row := range rows {
		line := ""
		for i := row; i < len(all); i += rows {
			h := all[i].Help()
			line += "  " + t.Key.Render(draw.Fit(h.Key, keys[i/rows])) + "  " + draw.Fit(h.Desc, does[i/rows]) + "  "
		}
		out = append(out, line)
	}
	for _, w := range append([]string{""}, legend...) {
		for _, line := range wrap.Fit(w, z.Width-4) {
			out = append(out, "  "+line)
		}
	}
	return out[:min(len(out), max(z.Height, 0))]
}

// small says in one sentence that the terminal has no room.
func small(z draw.Size) string {
	lines := wrap.Fit("tollbook needs 60 x 16 cells; make the window larger.", max(z.Width, 1))
	lines = lines[:min(len(lines), max(z.Height, 1))]
	return strings.Join(lines, "\n")
}
