package form

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
)

// A Field is one line of a form: typed, or chosen with the arrows.
type Field struct {
	Name    string
	Empty   string // what no text stands for
	Input   textinput.Model
	Chooses bool
	Chosen  string
	Names   []string // that complete what is typed, or are stepped through
	step    *int     // the name that was stepped to; nil where it is typed
	typed   string   // what was typed before
}

// NewField is a field that is typed, with what it holds and what no text stands for.
func NewField(name, value, empty string) Field {
	return Field{Name: name, Empty: empty, Input: NewInput(value)}
}

// An Entry is the fields of a form, with the cursor on one of them.
type Entry struct {
	Fields []Field
	At     int
}

// A Picker says what a field chooses from, and which of that is chosen: "" for nothing.
type Picker func(name string) (chosen string, all []string)

// Text is what a field holds.
func (e Entry) Text(name string) string {
	for _, x := range e.Fields {
		if x.Name == name && !x.Chooses {
			return strings.TrimSpace(x.Input.Value())
		}
	}
	return ""
}

// Choice is what a field has chosen of what there is: the first where that is no longer
// on offer, "" where nothing is.
func (e Entry) Choice(name string, all []string) string {
	for _, x := range e.Fields {
		if x.Name == name && slices.Contains(all, x.Chosen) {
			return x.Chosen
		}
	}
	if len(all) > 0 {
		return all[0]
	}
	return ""
}

// Press handles a key that goes through the fields, chooses or types; it reports whether
// another thing is entered now.
func (e Entry) Press(msg tea.KeyMsg, k Keys, pick Picker) (_ Entry, changed bool) {
	e.Fields = slices.Clone(e.Fields)
	current := &e.Fields[e.At]
	switch {
	case key.Matches(msg, k.Next):
		if msg.Type == tea.KeyTab {
			before := current.Input.Value()
			*current = current.Complete()
			changed = current.Input.Value() != before
		}
		e.At = (e.At + 1) % len(e.Fields)
	case key.Matches(msg, k.Previous):
		e.At = (e.At + len(e.Fields) - 1) % len(e.Fields)
	case current.Chooses && key.Matches(msg, k.Earlier, k.Later):
		chosen, all := pick(current.Name)
		if len(all) == 0 {
			return e, false
		}
		by := 1
		if key.Matches(msg, k.Earlier) {
			by = len(all) - 1
		}
		current.Chosen, changed = all[(max(slices.Index(all, chosen), 0)+by)%len(all)], true
	case current.Chooses:
	default:
		before := current.Input.Value()
		*current = current.Press(msg)
		changed = current.Input.Value() != before
	}
	return e, changed
}

// Draw draws a form below its title, as many lines as z is high. The verdict, what it
// comes to, is wrapped to the width that it is asked for.
func (e Entry) Draw(t draw.Theme, z draw.Size, title string, pick Picker, verdict func(width int) []string) []string {
	out := []string{" " + t.Heading.Render(draw.Fit(title, z.Width-2))}
	wide := 0
	for _, x := range e.Fields {
		wide = max(wide, lipgloss.Width(x.Name))
	}
	for i, x := range e.Fields {
		marker, style := " ", t.Plain
		if i == e.At {
			marker, style = "▸", t.Selected
		}
		out = append(out, " "+style.Render(marker+" "+draw.Fit(x.Name, wide))+"  "+x.Draw(t, i == e.At, z.Width-wide-6, pick))
	}
	// Names that complete a field stand below what the form comes to, or where there is
	// no room in the line between.
	said := verdict(z.Width - 3)
	between := []string{""}
	names := e.Fields[e.At]
	rows := min(z.Height-len(out)-len(said)-2, 8)
	if rows < 1 {
		between = append(names.Offer(t, z.Width-4, 1), "")[:1]
	}
	for _, line := range append(between, said...) {
		out = append(out, " "+line)
	}
	for i, line := range names.Offer(t, z.Width-4, rows) {
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

// Draw draws what a field holds, width cells wide; in hand it has the cursor in sight.
func (x Field) Draw(t draw.Theme, inHand bool, width int, pick Picker) string {
	value, style := x.Empty, t.Muted
	switch {
	case x.Chooses:
		chosen, all := pick(x.Name)
		if value, style = chosen, t.Plain; value == "" {
			value = "any"
		}
		if inHand && len(all) > 1 {
			value = "‹" + value + "›"
		}
	case inHand && x.Input.Value() == "":
		value = InputLine("", 0) + " " + x.Empty
	case inHand:
		value, style = x.inSight(width-2), t.Plain
	case x.Input.Value() != "":
		value, style = draw.Safe(x.Input.Value()), t.Plain
	}
	return style.Render(draw.Fit(value, width))
}

// inSight is a typed text with its cursor in sight.
func (x Field) inSight(width int) string {
	runes, at := []rune(x.Input.Value()), x.Input.Position()
	from := max(at-width+1, 0)
	return InputLine(string(runes[from:]), at-from)
}
