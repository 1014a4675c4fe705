package importer

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/wrap"
)

// An askLayout says which lines the form's parts have. Drawing and the mouse read the
// same one.
type askLayout struct {
	head    int // lines above the fields
	fields  int // in sight
	verdict int
	offer   int
	rows    int // of the first records, heading included; 0 for none
	gaps    bool
}

// layout fits the form into the lines that there are: the fields get what the rest
// leaves, and at least three lines.
func (f ask) layout(z draw.Size) askLayout {
	l := askLayout{head: 3, verdict: 2, offer: 1, fields: len(f.Fields)}
	if f.kind != askColumns {
		l.offer, l.gaps = max(min(z.Height-l.head-l.fields-l.verdict-3, 8), 1), true
		return l
	}
	l.gaps = z.Height >= 18
	l.rows = 4
	if !l.gaps {
		l.head, l.rows = 2, 3
	}
	gaps := 0
	if l.gaps {
		gaps = 2
	}
	rest := z.Height - l.head - l.verdict - l.rows - gaps
	if l.fields = max(min(len(f.Fields), rest-l.offer), 3); rest-l.fields > 1 {
		l.offer = min(rest-l.fields, 4)
	}
	return l
}

// from is the first field in sight: the one in hand is.
func (f ask) from(l askLayout) int {
	return max(min(f.At-l.fields/2, len(f.Fields)-l.fields), 0)
}

// lines draws the form, as many lines as z is high at most.
func (f ask) lines(t draw.Theme, z draw.Size, path string) []string {
	l := f.layout(z)
	name := draw.Safe(path[strings.LastIndexAny(path, `/\`)+1:])
	title, more := f.words(name)
	out := []string{"  " + t.Strong.Render(draw.Fit(title, z.Width-4)), "  " + t.Muted.Render(draw.Fit(more, z.Width-4))}
	for len(out) < l.head {
		out = append(out, "")
	}
	out = append(out, f.fieldLines(t, z.Width, l)...)
	if l.gaps {
		out = append(out, "")
	}
	verdict := f.verdict(t, z.Width-4)
	for i := range l.verdict {
		line := ""
		if i < len(verdict) {
			line = "  " + verdict[i]
		}
		out = append(out, line)
	}
	offer := f.Fields[f.At].Offer(t, z.Width-4, l.offer)
	for i := range l.offer {
		line := ""
		if i < len(offer) {
			line = "  " + offer[i]
		}
		out = append(out, line)
	}
	if l.rows > 0 {
		if l.gaps {
			out = append(out, "")
		}
		out = append(out, f.rowLines(t, draw.Size{Width: z.Width, Height: l.rows})...)
	}
	return out[:min(len(out), z.Height)]
}

// words say what is asked, and what has to be known for it.
func (f ask) words(name string) (title, more string) {
	switch f.kind {
	case askRate:
		var currencies []string
		for _, x := range f.Fields {
			_, c, _ := strings.Cut(x.Name, " ")
			currencies = append(currencies, c)
		}
		return name + " is in " + draw.List(currencies, 3) + ". What is that in US dollars?", "The rate is kept with the import; the books are in US dollars."
	case askAccount:
		return "Whose usage is " + name + "?", "An account is a gateway, or gateway/team-a for a second one there."
	}
	return name + ": no known export. Which column is what?", "Its columns: " + strings.Join(trimmedNames(safeAll(f.sample.Columns)), ", ")
}

func safeAll(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = draw.Safe(n)
	}
	return out
}

// fieldLines draws the fields in sight; of a column its first cell stands beside.
func (f ask) fieldLines(t draw.Theme, width int, l askLayout) []string {
	wide := 0
	for _, x := range f.Fields {
		wide = max(wide, lipgloss.Width(x.Name))
	}
	room := width - wide - 10
	beside := 0
	if f.kind == askColumns {
		beside = min(max(room*2/5, 12), 40)
	}
	var out []string
	from := f.from(l)
	for i := from; i < min(from+l.fields, len(f.Fields)); i++ {
		x := f.Fields[i]
		marker, style := " ", t.Plain
		if i == f.At {
			marker, style = "▸", t.Selected
		}
		here := room
		cell := ""
		if x.Input.Value() != "" {
			if cell = f.cell(i); cell != "" {
				here = room - beside
			}
		}
		line := "  " + style.Render(marker+" "+draw.Fit(draw.Safe(x.Name), wide)) + "  " + x.Draw(t, i == f.At, here, nil)
		if cell != "" {
			line += t.Muted.Render(draw.Fit("  "+cell, beside))
		}
		switch {
		case i == from && from > 0:
			line = draw.Fit(line, width-3) + t.Muted.Render("↑")
		case i == from+l.fields-1 && i < len(f.Fields)-1:
			line = draw.Fit(line, width-3) + t.Muted.Render("↓")
		}
		out = append(out, line)
	}
	return out
}

// cell is what stands in the first record for a field: in its column, or on every row.
func (f ask) cell(i int) string {
	text := strings.TrimSpace(f.Fields[i].Input.Value())
	if constant, said := strings.CutPrefix(text, "="); said {
		return constant + " on every row"
	}
	for at, column := range f.sample.Columns {
		if strings.TrimSpace(column) == text {
			if len(f.sample.Cells) > 0 && at < len(f.sample.Cells[0]) {
				return draw.Safe(f.sample.Cells[0][at])
			}
			return "no row"
		}
	}
	if f.kind == askColumns && mappedFields[i].label {
		return "on every row"
	}
	return ""
}

// verdict is what the form comes to as far as it is said, or what is wrong with it.
func (f ask) verdict(t draw.Theme, width int) []string {
	var out []string
	say := func(style lipgloss.Style, text string) {
		for _, line := range wrap.Fit(draw.Safe(text), width) {
			out = append(out, style.Render(line))
		}
	}
	_, err := f.how(How{})
	still, isStill := err.(errStill)
	switch {
	case isStill && !f.tried:
		say(t.Muted, draw.UpperFirst(still.Error())+".")
		return out
	case err != nil:
		say(t.Loss, "✕ "+err.Error())
		return out
	case f.kind != askColumns:
		say(t.Muted, "Enter reads the file with it; nothing is changed yet.")
		return out
	case f.wrong != nil:
		say(t.Loss, "✕ "+f.wrong.Error())
		return out
	case f.stale:
		say(t.Muted, "reading …")
		return out
	case f.sample.Fault != nil:
		say(t.Loss, "✕ "+f.sample.Fault.Error())
		return out
	}
	for _, r := range f.sample.Rows {
		if len(r.Faults) > 0 {
			say(t.Loss, "✕ "+r.Faults[0].Error())
			return out
		}
	}
	if f.value("input_tokens") != "" && f.value("cache_read_tokens") != "" {
		say(t.Warn, "! Input means the tokens that were not read from the cache: a column that counts those too would have them paid twice.")
		return out
	}
	say(t.Strong, "The first rows are right. Enter looks at all of the file and changes nothing.")
	return out
}

// value is what is said of a field by the ledger's name for it.
func (f ask) value(name string) string {
	for i, m := range mappedFields {
		if m.name == name {
			return strings.TrimSpace(f.Fields[i].Input.Value())
		}
	}
	return ""
}

// clicked puts the form's cursor on the field on a line.
func (f ask) clicked(z draw.Size, line int) *ask {
	l := f.layout(z)
	if i := f.from(l) + line - l.head; line >= l.head && line < l.head+l.fields && i < len(f.Fields) {
		f.At = i
	}
	return &f
}
