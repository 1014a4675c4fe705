package pricing

import (
	"fmt"
	"strings"
	"time"

	"tollbook/pricing/words"
)

// ExplainRates lists what a gateway charges for a model, or for one of its own ids
// of it, at an instant: each rate with its tier, its hours, its source and date. It
// returns *UnknownModelError or *NoRateError.
func (c *Catalog) ExplainRates(g *Gateway, model string, at time.Time) (Explanation, error) {
	card, assumption := c.cardAt(g, model, "", Service{}, at)
	if card == nil {
		m, err := c.NeedModelAt(model, at)
		if err != nil {
			return Explanation{}, err
		}
		if card, assumption = c.cardAt(g, model, m.ID, Service{}, at); card == nil {
			return Explanation{}, &NoRateError{Gateway: g.ID, Model: m.ID}
		}
	}
	e := Explanation{Title: fmt.Sprintf("rates of %s at %s on %s", card.ID, g.ID, at.UTC().Format(Day)), Formula: "USD per million, in force then"}
	sec := at.Unix()
	for i := range card.Bands {
		b := &card.Bands[i]
		if b.fromSec > sec || sec >= b.toSec {
			continue
		}
		l := ExplainLine{Label: strings.ReplaceAll(b.Kind.String(), "_", " "), Figure: "$" + b.Rate.String(), Source: b.Source, Seen: b.Seen}
		if b.Over > 0 {
			l.Label += ", prompts over " + words.Thousands(fmt.Sprint(b.Over))
		}
		if b.windowText != "" {
			l.Label += ", " + b.windowText + " UTC"
		}
		if b.Basis == ruleBasis {
			l.Label += ", by the vendor's rule"
		}
		if !b.From.IsZero() {
			l.Formula = "since " + b.From.UTC().Format(Day)
		}
		e.Say(l)
	}
	if n := len(e.Lines); n == 0 {
		e.Note("no rate was in force then: the model is unpriced")
	} else {
		e.Figure = fmt.Sprintf("%d rates", n)
		if n == 1 {
			e.Figure = "1 rate"
		}
	}
	if !g.Markup.IsZero() {
		e.Note("with a markup of " + g.Markup.String() + " % on tokens")
	}
	if assumption != "" {
		e.Note(assumption)
	}
	return e, nil
}
