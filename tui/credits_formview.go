package tui

import (
	"errors"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
)

// room is what an open form leaves to the lists: it stands at the right of a wide
// screen, else below.
func (s credits) room(to size) size {
	switch {
	case s.form == nil || s.founding():
		return to
	case beside(to):
		return size{to.width - panel{}.width(to) - 1, to.height}
	}
	return size{to.width, to.height - s.formHeight(to) - 1}
}

// formHeight is that of a form below the lists: title, fields, a line between, two for
// what it comes to.
func (s credits) formHeight(to size) int {
	if s.founding() {
		return to.height - 3 - s.formTop()
	}
	return min(len(s.form.fields)+4, to.height-3-2)
}

// formTop is the first line of the form, from below the rule of the tabs. In a ledger
// without any account it stands below what it is for.
func (s credits) formTop() int {
	switch {
	case s.founding():
		return 3
	case beside(s.full):
		return 0
	}
	return s.full.height - 3 - s.formHeight(s.full)
}

// founded draws the form of a ledger without any account.
func (s credits) founded(t theme) []string {
	say := "The account is made with its first top-up."
	switch s.form.kind {
	case grantForm:
		say = "The account is made with its first credit."
	case balanceForm:
		say = "The account is made with its balance."
	}
	out := []string{"", "  " + t.strong.Render(fit(say, s.full.width-4)), ""}
	mine := s.formDrawn(t, size{s.full.width, s.formHeight(s.full)})
	return append(out, mine...)
}

// put sets the form beside or below what the screen has drawn.
func (s credits) put(t theme, body []string) []string {
	height := s.full.height - 3
	rows := height
	width := panel{}.width(s.full)
	if !beside(s.full) {
		rows, width = s.formHeight(s.full), s.full.width
	}
	mine := s.formDrawn(t, size{width, rows})
	if !beside(s.full) {
		for len(body) < height-rows-1 {
			body = append(body, "")
		}
		body = append(body[:height-rows-1], t.muted.Render(" "+strings.Repeat("─", s.full.width-2)))
		return append(body, mine...)
	}
	out := make([]string, height)
	for i := range out {
		line := ""
		if i < len(body) {
			line = body[i]
		}
		out[i] = fit(line, s.size.width) + t.muted.Render("│") + mine[i]
	}
	return out
}

// formDrawn draws the form, as many lines as z is high.
func (s credits) formDrawn(t theme, z size) (out []string) {
	f := *s.form
	title := formTitles[f.kind]
	if f.kind == refundForm {
		title += "  " + lotName(f.lot) + " of " + safe(f.of.Account.Name) + ", " + money(f.lot.Remaining) + " left"
	}
	out = append(out, " "+t.heading.Render(fit(title, z.width-2)))
	wide := 0
	for _, x := range f.fields {
		wide = max(wide, lipgloss.Width(x.name))
	}
	for i, x := range f.fields {
		marker, style := " ", t.plain
		if i == f.at {
			marker, style = "▸", t.selected
		}
		value, valueStyle := x.empty, t.muted
		switch {
		case x.chooses:
			value, valueStyle = s.choice(f, x.name), t.plain
			if value == "" {
				value = "any"
			}
			if i == f.at && len(s.choices(f, x.name)) > 1 {
				value = "‹" + value + "›"
			}
		case i == f.at && x.input.Value() == "":
			value = typedLine("", 0) + " " + x.empty
		case i == f.at:
			value, valueStyle = x.inSight(z.width-wide-8), t.plain
		case x.input.Value() != "":
			value, valueStyle = safe(x.input.Value()), t.plain
		}
		out = append(out, " "+style.Render(marker+" "+fit(x.name, wide))+"  "+valueStyle.Render(fit(value, z.width-wide-6)))
	}
	// Names that complete a field stand below what the form comes to, or where there is
	// no room in the line between.
	verdict := s.verdict(t, z.width-3)
	between := []string{""}
	names := f.fields[f.at]
	rows := min(z.height-len(out)-len(verdict)-2, 8)
	if rows < 1 {
		between = append(names.offer(t, z.width-4, 1), "")[:1]
	}
	for _, line := range append(between, verdict...) {
		out = append(out, " "+line)
	}
	for i, line := range names.offer(t, z.width-4, rows) {
		if i == 0 {
			out = append(out, "")
		}
		out = append(out, "  "+line)
	}
	for len(out) < z.height {
		out = append(out, "")
	}
	return out[:z.height]
}

// inSight is a typed text with its cursor in sight.
func (x field) inSight(width int) string {
	runes, at := []rune(x.input.Value()), x.input.Position()
	from := max(at-width+1, 0)
	return typedLine(string(runes[from:]), at-from)
}

// verdict is what the form comes to, with what is unusual about it; or what is wrong.
func (s credits) verdict(t theme, width int) []string {
	f := *s.form
	o, err := s.read(f)
	var out []string
	say := func(style lipgloss.Style, text string) {
		for _, line := range wrapped(safe(text), width) {
			out = append(out, style.Render(line))
		}
	}
	switch {
	case f.busy:
		say(t.muted, "recording …")
	case f.wrong != "":
		say(t.loss, "✕ "+f.wrong)
	case (err == errNothingYet || err == errNoAccount) && !f.tried:
		say(t.muted, upper(err.Error())+".")
	case err != nil:
		say(t.loss, "✕ "+err.Error())
		var gateway *pricing.UnknownGatewayError
		if errors.As(err, &gateway) && len(gateway.Nearest) > 0 {
			say(t.plain, "did you mean "+strings.Join(gateway.Nearest, " or ")+"?")
		}
	default:
		say(t.strong, o.words)
		for _, w := range o.warnings {
			say(t.warn, "! "+w)
		}
		if text := s.src.Passing(); text != "" {
			say(t.muted, upper(text)+".")
		}
	}
	return out
}

// formClicked puts the form's cursor on the field that is clicked.
func (s credits) formClicked(x, y int) credits {
	line := y - 2 - s.formTop()
	if beside(s.full) && !s.founding() && x <= s.size.width {
		return s
	}
	if i := line - 1; i >= 0 && i < len(s.form.fields) {
		f := *s.form
		f.at = i
		s.form = &f
	}
	return s
}
