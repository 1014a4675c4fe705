package credits

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
func (s Model) room(to draw.Size) draw.Size {
	if s.draft == nil || s.founding() {
		return to
	}
	return form.Place{Full: to, Rows: s.draftHeight(to)}.Room()
}

// place is where the form stands.
func (s Model) place() form.Place { return form.Place{Full: s.full, Rows: s.draftHeight(s.full)} }

// draftHeight is that of a form below the lists: title, fields, a line between, two for
// what it comes to.
func (s Model) draftHeight(to draw.Size) int {
	if s.founding() {
		return to.Height - 3 - s.draftTop()
	}
	return min(len(s.draft.Fields)+4, to.Height-3-2)
}

// draftTop is the first line of the form, from below the rule of the tabs. In a ledger
// without any account it stands below what it is for.
func (s Model) draftTop() int {
	if s.founding() {
		return 3
	}
	return s.place().Top()
}

// drawFounding draws the form of a ledger without any account.
func (s Model) drawFounding(t draw.Theme) []string {
	say := "The account is made with its first top-up."
	switch s.draft.kind {
	case grantForm:
		say = "The account is made with its first credit."
	case balanceForm:
		say = "The account is made with its balance."
	}
	out := []string{"", "  " + t.Strong.Render(draw.Fit(say, s.full.Width-4)), ""}
	mine := s.drawDraft(t, draw.Size{Width: s.full.Width, Height: s.draftHeight(s.full)})
	return append(out, mine...)
}

// put sets the form beside or below what the screen has drawn.
func (s Model) put(t draw.Theme, body []string) []string {
	return s.place().Put(t, body, func(z draw.Size) []string { return s.drawDraft(t, z) })
}

// drawDraft draws the form, as many lines as z is high.
func (s Model) drawDraft(t draw.Theme, z draw.Size) []string {
	f := *s.draft
	title := formTitles[f.kind]
	if f.kind == refundForm {
		title += "  " + lotName(f.lot) + " of " + draw.Safe(f.of.Account.Name) + ", " + draw.Money(f.lot.Remaining) + " left"
	}
	return f.Draw(t, z, title, s.picks(f), func(width int) []string { return s.verdict(t, width) })
}

// verdict is what the form comes to, with what is unusual about it; or what is wrong.
func (s Model) verdict(t draw.Theme, width int) []string {
	f := *s.draft
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

// clickDraft puts the form's cursor on the field that is clicked.
func (s Model) clickDraft(x, y int) Model {
	i, ok := s.place().FieldAt(x, y, len(s.draft.Fields))
	if s.founding() {
		i = y - 2 - s.draftTop() - 1
		ok = i >= 0 && i < len(s.draft.Fields)
	}
	if ok {
		f := *s.draft
		f.At = i
		s.draft = &f
	}
	return s
}
