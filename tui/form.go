package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
)

// A field is one line of a form: typed, or chosen with the arrows.
type field struct {
	name    string
	empty   string // what no text stands for
	input   textinput.Model
	chooses bool
	chosen  string
	names   []string // that complete what is typed, or are stepped through
	step    *int     // the name that was stepped to; nil where it is typed
	typed   string   // what was typed before
}

func typedField(name, value, empty string) field {
	return field{name: name, empty: empty, input: newInput(value)}
}

// An entry is the fields of a form, with the cursor on one of them.
type entry struct {
	fields []field
	at     int
}

// A picker says what a field chooses from, and which of that is chosen: "" for nothing.
type picker func(name string) (chosen string, all []string)

// text is what a field holds.
func (e entry) text(name string) string {
	for _, x := range e.fields {
		if x.name == name && !x.chooses {
			return strings.TrimSpace(x.input.Value())
		}
	}
	return ""
}

// chosenOf is what a field has chosen of what there is: the first where that is no longer
// on offer, "" where nothing is.
func (e entry) chosenOf(name string, all []string) string {
	for _, x := range e.fields {
		if x.name == name && slices.Contains(all, x.chosen) {
			return x.chosen
		}
	}
	if len(all) > 0 {
		return all[0]
	}
	return ""
}

// pressed handles a key that goes through the fields, chooses or types; it reports whether
// another thing is entered now.
func (e entry) pressed(msg tea.KeyMsg, k formKeys, pick picker) (_ entry, changed bool) {
	e.fields = slices.Clone(e.fields)
	current := &e.fields[e.at]
	switch {
	case key.Matches(msg, k.Next):
		if msg.Type == tea.KeyTab {
			before := current.input.Value()
			*current = current.completed()
			changed = current.input.Value() != before
		}
		e.at = (e.at + 1) % len(e.fields)
	case key.Matches(msg, k.Previous):
		e.at = (e.at + len(e.fields) - 1) % len(e.fields)
	case current.chooses && key.Matches(msg, k.Earlier, k.Later):
		chosen, all := pick(current.name)
		if len(all) == 0 {
			return e, false
		}
		by := 1
		if key.Matches(msg, k.Earlier) {
			by = len(all) - 1
		}
		current.chosen, changed = all[(max(slices.Index(all, chosen), 0)+by)%len(all)], true
	case current.chooses:
	default:
		before := current.input.Value()
		*current = current.pressed(msg)
		changed = current.input.Value() != before
	}
	return e, changed
}

// drawn draws a form below its title, as many lines as z is high. The verdict, what it
// comes to, is wrapped to the width that it is asked for.
func (e entry) drawn(t draw.Theme, z draw.Size, title string, pick picker, verdict func(width int) []string) []string {
	out := []string{" " + t.Heading.Render(draw.Fit(title, z.Width-2))}
	wide := 0
	for _, x := range e.fields {
		wide = max(wide, lipgloss.Width(x.name))
	}
	for i, x := range e.fields {
		marker, style := " ", t.Plain
		if i == e.at {
			marker, style = "▸", t.Selected
		}
		value, valueStyle := x.empty, t.Muted
		switch {
		case x.chooses:
			chosen, all := pick(x.name)
			if value, valueStyle = chosen, t.Plain; value == "" {
				value = "any"
			}
			if i == e.at && len(all) > 1 {
				value = "‹" + value + "›"
			}
		case i == e.at && x.input.Value() == "":
			value = typedLine("", 0) + " " + x.empty
		case i == e.at:
			value, valueStyle = x.inSight(z.Width-wide-8), t.Plain
		case x.input.Value() != "":
			value, valueStyle = draw.Safe(x.input.Value()), t.Plain
		}
		out = append(out, " "+style.Render(marker+" "+draw.Fit(x.name, wide))+"  "+valueStyle.Render(draw.Fit(value, z.Width-wide-6)))
	}
	// Names that complete a field stand below what the form comes to, or where there is
	// no room in the line between.
	said := verdict(z.Width - 3)
	between := []string{""}
	names := e.fields[e.at]
	rows := min(z.Height-len(out)-len(said)-2, 8)
	if rows < 1 {
		between = append(names.offer(t, z.Width-4, 1), "")[:1]
	}
	for _, line := range append(between, said...) {
		out = append(out, " "+line)
	}
	for i, line := range names.offer(t, z.Width-4, rows) {
		if i == 0 {
			out = append(out, "")
		}
		out = append(out, "  "+line)
	}
	for len(out) < z.Height {
		out = append(out, "")
	}
	return out[:z.Height]
}

// inSight is a typed text with its cursor in sight.
func (x field) inSight(width int) string {
	runes, at := []rune(x.input.Value()), x.input.Position()
	from := max(at-width+1, 0)
	return typedLine(string(runes[from:]), at-from)
}

// A formPlace is where a form of so many lines stands on a screen: at the right of a wide
// one, else below what is on it.
type formPlace struct {
	full draw.Size // of the screen
	rows int
}

// room is what the form leaves to the screen.
func (p formPlace) room() draw.Size {
	if p.full.Wide() {
		return draw.Size{Width: p.full.Width - p.full.SideWidth() - 1, Height: p.full.Height}
	}
	return draw.Size{Width: p.full.Width, Height: p.full.Height - p.rows - 1}
}

// top is the form's first line, from below the rule of the tabs.
func (p formPlace) top() int {
	if p.full.Wide() {
		return 0
	}
	return p.full.Height - 3 - p.rows
}

// put sets the form beside or below what the screen has drawn.
func (p formPlace) put(t draw.Theme, body []string, drawn func(draw.Size) []string) []string {
	height := p.full.Height - 3
	if !p.full.Wide() {
		for len(body) < height-p.rows-1 {
			body = append(body, "")
		}
		body = append(body[:height-p.rows-1], t.Muted.Render(" "+strings.Repeat("─", p.full.Width-2)))
		return append(body, drawn(draw.Size{Width: p.full.Width, Height: p.rows})...)
	}
	mine := drawn(draw.Size{Width: p.full.SideWidth(), Height: height})
	left := p.room().Width
	out := make([]string, height)
	for i := range out {
		line := ""
		if i < len(body) {
			line = body[i]
		}
		out[i] = draw.Fit(line, left) + t.Muted.Render("│") + mine[i]
	}
	return out
}

// fieldAt is the field that is drawn at a place on the terminal; false where none is.
func (p formPlace) fieldAt(x, y, fields int) (int, bool) {
	if p.full.Wide() && x <= p.room().Width {
		return 0, false
	}
	i := y - 2 - p.top() - 1
	return i, i >= 0 && i < fields
}
