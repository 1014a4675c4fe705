package tui

import (
	"errors"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/wrap"
)

// room is what an open form leaves to the lists.
func (s credits) room(to draw.Size) draw.Size {
	if s.form == nil || s.founding() {
		return to
	}
	return form.Place{Full: to, Rows: s.formHeight(to)}.Room()
}

// place is where the form stands.
func (s credits) place() form.Place { return form.Place{Full: s.full, Rows: s.formHeight(s.full)} }

// formHeight is that of a form below the lists: title, fields, a line between, two for
// what it comes to.
func (s credits) formHeight(to draw.Size) int {
	if s.founding() {
		return to.Height - 3 - s.formTop()
	}
	return min(len(s.form.Fields)+4, to.Height-3-2)
}

// formTop is the first line of the form, from below the rule of the tabs. In a ledger
// without any account it stands below what it is for.
func (s credits) formTop() int {
	if s.founding() {
		return 3
	}
	return s.place().Top()
}

// founded draws the form of a ledger without any account.
func (s credits) founded(t draw.Theme) []string {
	say := "The account is made with its first top-up."
	switch s.form.kind {
	case grantForm:
		say = "The account is made with its first credit."
	case balanceForm:
		say = "The account is made with its balance."
	}
	out := []string{"", "  " + t.Strong.Render(draw.Fit(say, s.full.Width-4)), ""}
	mine := s.formDrawn(t, draw.Size{Width: s.full.Width, Height: s.formHeight(s.full)})
	return append(out, mine...)
}

// put sets the form beside or below what the screen has drawn.
func (s credits) put(t draw.Theme, body []string) []string {
	return s.place().Put(t, body, func(z draw.Size) []string { return s.formDrawn(t, z) })
}

// formDrawn draws the form, as many lines as z is high.
func (s credits) formDrawn(t draw.Theme, z draw.Size) []string {
	f := *s.form
	title := formTitles[f.kind]
	if f.kind == refundForm {
		title += "  " + lotName(f.lot) + " of " + draw.Safe(f.of.Account.Name) + ", " + draw.Money(f.lot.Remaining) + " left"
	}
	return f.Draw(t, z, title, s.picks(f), func(width int) []string { return s.verdict(t, width) })
}

// verdict is what the form comes to, with what is unusual about it; or what is wrong.
func (s credits) verdict(t draw.Theme, width int) []string {
	f := *s.form
	o, err := s.read(f)
	var out []string
	say := func(style lipgloss.Style, text string) {
		for _, line := range wrap.Fit(draw.Safe(text), width) {
			out = append(out, style.Render(line))
		}
	}
	switch {
	case f.busy:
		say(t.Muted, "recording …")
	case f.wrong != "":
		say(t.Loss, "✕ "+f.wrong)
	case (err == errNothingYet || err == errNoAccount) && !f.tried:
		say(t.Muted, draw.UpperFirst(err.Error())+".")
	case err != nil:
		say(t.Loss, "✕ "+err.Error())
		var gateway *pricing.UnknownGatewayError
		if errors.As(err, &gateway) && len(gateway.Nearest) > 0 {
			say(t.Plain, "did you mean "+strings.Join(gateway.Nearest, " or ")+"?")
		}
	default:
		say(t.Strong, o.words)
		for _, w := range o.warnings {
			say(t.Warn, "! "+w)
		}
		if text := s.src.Passing(); text != "" {
			say(t.Muted, draw.UpperFirst(text)+".")
		}
	}
	return out
}

// formClicked puts the form's cursor on the field that is clicked.
func (s credits) formClicked(x, y int) credits {
	i, ok := s.place().FieldAt(x, y, len(s.form.Fields))
	if s.founding() {
		i = y - 2 - s.formTop() - 1
		ok = i >= 0 && i < len(s.form.Fields)
	}
	if ok {
		f := *s.form
		f.At = i
		s.form = &f
	}
	return s
}
