package form

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"tollbook/tui/draw"
)

// found are the names that fit what is typed: those that begin so first, then those
// that hold it; all of them for nothing.
func (x Field) found() []string {
	typed := strings.ToLower(strings.TrimSpace(x.Input.Value()))
	if x.step != nil {
		typed = strings.ToLower(strings.TrimSpace(x.typed))
	}
	var begin, hold []string
	for _, n := range x.Names {
		switch name := strings.ToLower(n); {
		case strings.HasPrefix(name, typed):
			begin = append(begin, n)
		case strings.Contains(name, typed):
			hold = append(hold, n)
		}
	}
	return append(begin, hold...)
}

// Press handles a key in a typed field. Behind the text → steps through the names
// that fit it and ← back, to what was typed at last.
func (x Field) Press(msg tea.KeyMsg) Field {
	atEnd := x.Input.Position() == len([]rune(x.Input.Value()))
	switch {
	case len(x.Names) == 0:
	case msg.Type == tea.KeyRight && atEnd:
		return x.stepped(1)
	case msg.Type == tea.KeyLeft && x.step != nil:
		return x.stepped(-1)
	}
	before := x.Input.Value()
	x.Input, _ = x.Input.Update(msg)
	if x.Input.Value() != before {
		x.step = nil
	}
	return x
}

// stepped puts the next name in place of what is typed. Before the first one and
// behind the last stands what was typed; from a whole name the steps go through all.
func (x Field) stepped(by int) Field {
	at := -1
	if x.step != nil {
		at = *x.step
	} else if x.typed = x.Input.Value(); slices.Contains(x.Names, x.typed) {
		at, x.typed, x.step = slices.Index(x.Names, x.typed), "", new(int)
	}
	found := x.found()
	n := len(found) + 1
	at = (at+1+by+n)%n - 1
	if at < 0 {
		x.step, x.Input = nil, NewInput(x.typed)
		return x
	}
	x.step, x.Input = &at, NewInput(found[at])
	return x
}

// Complete is the field with the first name that begins with what is typed, where
// that is not a name already. What stands behind a slash is left as it is typed.
func (x Field) Complete() Field {
	typed := strings.TrimSpace(x.Input.Value())
	found := x.found()
	if typed == "" || x.step != nil || strings.Contains(typed, "/") || len(found) == 0 || slices.Contains(x.Names, typed) || !strings.HasPrefix(strings.ToLower(found[0]), strings.ToLower(typed)) {
		return x
	}
	x.Input = NewInput(found[0])
	return x
}

// Offer draws the names that fit a field, in at most rows lines: the one that was
// stepped to is marked and in sight.
func (x Field) Offer(t draw.Theme, width, rows int) []string {
	found := x.found()
	if len(x.Names) == 0 || rows < 1 {
		return nil
	}
	if len(found) == 0 {
		return []string{t.Muted.Render(draw.Fit("none is called that", width))}
	}
	at, used := -1, 0
	if x.step != nil {
		at = *x.step
	}
	// The names by lines, and the line of the one that was stepped to.
	lines, current := [][]string{nil}, 0
	for i, n := range found {
		text := "  " + draw.Safe(n)
		if i == at {
			text = "▸ " + draw.Safe(n)
		}
		if used > 0 && used+lipgloss.Width(text)+1 > width-2 {
			lines, used = append(lines, nil), 0
		}
		last := len(lines) - 1
		if i == at {
			current = last
		}
		lines[last], used = append(lines[last], text), used+lipgloss.Width(text)+1
	}
	top := max(current-rows+1, 0)
	var out []string
	for i := top; i < len(lines) && len(out) < rows; i++ {
		line := ""
		for _, text := range lines[i] {
			style := t.Muted
			if strings.HasPrefix(text, "▸") {
				style = t.Selected
			}
			line += style.Render(text) + " "
		}
		if len(out) == rows-1 && i < len(lines)-1 {
			line += t.Muted.Render("…")
		}
		out = append(out, ansi.Truncate(line, width, "…"))
	}
	return out
}
