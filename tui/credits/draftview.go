package credits

import (
	"tollbook/tui/draw"
	"tollbook/tui/form"
)

// room is what an open form leaves to the lists.
func (s Model) room(to draw.Size) draw.Size {
	if s.draft == nil || s.founding() {
		return to
	}
	return draw.Place{Full: to, Rows: s.draftHeight(to)}.Room()
}

// place is where the form stands.
func (s Model) place() draw.Place {
	return draw.Place{Full: s.full, Rows: s.draftHeight(s.full), Across: s.founding()}
}

// foundingTop is how many lines stand above the form of a ledger without any account: what it
// is for, with a blank line before and after where there is room.
func foundingTop(to draw.Size) int {
	if to.Height < 20 {
		return 1
	}
	return 3
}

// draftHeight is that of a form below the lists: title, fields, a line between, two for
// what it comes to.
func (s Model) draftHeight(to draw.Size) int {
	if s.founding() {
		return to.Height - 3 - foundingTop(to)
	}
	return min(len(s.draft.Fields)+4, to.Height-3-2)
}

// drawFounding draws the form of a ledger without any account.
func (s Model) drawFounding(t draw.Theme) []string {
	say := "The account is made with its first top-up."
	if s.draft.kind == balanceForm {
		say = "The account is made with its balance."
	}
	out := []string{"  " + t.Strong.Render(draw.Fit(say, s.full.Width-4))}
	if foundingTop(s.full) > 1 {
		out = []string{"", out[0], ""}
	}
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
	return f.Draw(t, z, f.title(), s.picks(f), func(width int) []string { return s.verdict(t, width) })
}

// verdict is what the form comes to, with what is unusual about it; or what is wrong.
func (s Model) verdict(t draw.Theme, width int) []string {
	o, err := s.read(*s.draft)
	return s.draft.Verdict(t, width, err, func(say form.Say) {
		say(t.Strong, o.words)
		for _, w := range o.warnings {
			say(t.Warn, "! "+w)
		}
		if text := s.src.Passing(); text != "" {
			say(t.Muted, draw.UpperFirst(text)+".")
		}
	})
}
