package catalog

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/pricing/update"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

func kindText(k pricing.Kind) string { return strings.ReplaceAll(k.String(), "_", " ") }

// instantText is a day where an instant begins one.
func instantText(t time.Time) string {
	if t = t.UTC(); t.Equal(pricing.StartOfDay(t)) {
		return t.Format(pricing.Day)
	}
	return t.Format("2006-01-02 15:04") + " UTC"
}

// priceWords say what a price changes: "input of gpt-5.4 at openai: $2.5 until now, then $2;
// your month -$12.30.".
func (s Model) priceWords(f priceForm, p update.Price, c update.Change) string {
	until := "until now"
	if !c.From.Equal(s.asOf.UTC().Truncate(time.Second)) {
		until = "until " + instantText(c.From)
	}
	out := kindText(c.Kind) + " of " + c.GatewayModelID + " at " + c.Gateway + ": "
	price := "$" + p.Rate.String()
	if c.Kind.PerCall() {
		price += " a million calls"
	}
	switch {
	case c.Was != nil:
		out += "$" + c.Was.String() + " " + until + ", then " + price
	case c.From.IsZero():
		out += "none, from the first usage on " + price
	default:
		out += "none " + until + ", then " + price
	}
	switch usd := f.month.Value.usd; {
	case f.month.Phase == page.Failed:
		out += "; your month: " + f.month.Err.Error()
	case f.month.Phase != page.Ready:
		out += "; your month …"
	case usd == nil && c.Was != nil:
		out += "; your month uses none of it"
	case usd == nil:
	case usd.IsZero():
		out += "; your month stays as it is"
	default:
		out += "; your month " + draw.Signed(*usd)
	}
	return out + "."
}

// far reports whether one price is more than ten times the other; none is far from free.
func far(a, b pricing.Rate) bool {
	return !a.IsZero() && !b.IsZero() && (a.For(1).Cmp(b.For(10)) > 0 || b.For(1).Cmp(a.For(10)) > 0)
}

// place is where the form stands.
func (s Model) place() draw.Place {
	return draw.Place{Full: s.full, Rows: min(len(s.form.Fields)+4, s.full.Height-3-2)}
}

// formDrawn draws the form.
func (s Model) formDrawn(t draw.Theme, z draw.Size) []string {
	f := *s.form
	return f.Draw(t, z, "SET A PRICE  of your own: no update changes it", s.picks(f), func(width int) []string { return s.verdict(t, width) })
}

// verdict is what the price comes to, or what is wrong.
func (s Model) verdict(t draw.Theme, width int) []string {
	f := *s.form
	p, c, err := s.read(f)
	return f.Verdict(t, width, err, func(say form.Say) {
		say(t.Strong, s.priceWords(f, p, c))
		switch {
		case s.cat.Model(c.Model) == nil:
			say(t.Warn, "! nobody lists that model: it will be one of its own")
		case c.Was != nil && far(*c.Was, p.Rate):
			say(t.Warn, "! that is more than tenfold off: the price is per million")
		}
	})
}

// formClicked puts the form's cursor on the field that is clicked.
func (s Model) formClicked(msg tea.MouseMsg) Model {
	f := *s.form
	f.Form = f.Click(msg, s.place())
	s.form = &f
	return s
}
