package catalog

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// view is what the screen shows, for the history: a pane, the model whose rates stand in place
// of the models, a filter, and whether the gateways without a known fee are unfolded.
type view struct {
	pane     pane
	model    string
	filter   string
	unfolded bool
}

// Place is where the reader stands. A filter that is being typed is no step yet.
func (s Model) Place() page.Place {
	v := view{pane: s.pane, unfolded: s.unfolded}
	if s.pane == modelsPane {
		v.model = s.model
	}
	if s.filter == nil {
		v.filter = s.list().filter()
	}
	return page.Place{View: v, Cursor: s.list().cursor()}
}

// Return goes back to a place.
func (s Model) Return(to page.Place) (Model, tea.Cmd) {
	v, ok := to.View.(view)
	if !ok {
		return s, nil
	}
	s.filter, s.pane, s.unfolded = nil, v.pane, v.unfolded
	if s.pane == modelsPane && s.model != v.model {
		if s.model = v.model; v.model != "" {
			s.rates = rateTable()
			s = s.rated(v.model)
		}
	}
	s.list().filterBy(v.filter)
	s = s.gathered()
	s.list().onto(to.Cursor)
	return s.Resize(s.full), nil
}

// showThing asks for a gateway or a model by name: Things' answers to themselves.
type showThing struct{ gateway, model string }

// shownThing puts the cursor on a gateway, or shows a model's rates.
func (s Model) shownThing(msg showThing) Model {
	s.filter = nil
	if msg.gateway == "" {
		s.asked = &page.ShowModel{Model: msg.model}
		s, _ = s.shownAsked()
		return s
	}
	s.pane = gatewaysPane
	s.list().filterBy("")
	for _, r := range s.load.Value.gateways {
		s.unfolded = s.unfolded || r.ID == msg.gateway && r.group() == 3
	}
	s.gateways.Cursor = msg.gateway
	return s.gathered().laid()
}

// Things are the gateways and the models, the user's first.
func (s Model) Things() []page.Thing {
	var out []page.Thing
	for _, r := range s.load.Value.gateways {
		note := r.feeText()
		switch loads, known := r.feeKnown(); {
		case loads && !known:
			note = "its fee is not published"
		case loads:
			note += " to load credit"
		}
		if r.yours {
			note = "yours, " + note
		}
		out = append(out, page.Thing{Kind: "gateway", Name: r.ID, Note: note, Then: showThing{gateway: r.ID}})
	}
	for _, r := range s.load.Value.models {
		if r.Model == nil {
			continue
		}
		note := "sold by " + words.Plural(r.sellers, "gateway")
		if r.rates[0] != nil || r.rates[2] != nil {
			note = fmt.Sprintf("%s in, %s out at %s", perMillion(r.rates[0]), perMillion(r.rates[2]), r.atText())
		}
		if r.use != nil {
			note = draw.Money(r.use.usd) + " of your month, " + note
		}
		out = append(out, page.Thing{Kind: "model", Name: r.ID, Note: note, Then: showThing{model: r.ID}})
	}
	return out
}

// Refuses says why a key can do nothing here and now.
func (s Model) Refuses(msg tea.KeyMsg) string {
	if s.form != nil || s.filter != nil {
		return ""
	}
	k := s.keys
	switch {
	case key.Matches(msg, k.Set):
		if _, err := s.keeper(); err != nil {
			return err.Error()
		}
	case key.Matches(msg, k.Fold) && !s.onFold():
		return "only the line of the gateways without a known fee folds"
	case key.Matches(msg, k.Preview) && s.full.Width < previewFrom:
		return fmt.Sprintf("the preview needs %d columns", previewFrom)
	case key.Matches(msg, k.Turn) && s.list().unsorted():
		return page.KeyOf(k.Sort) + " orders by a column first"
	case key.Matches(msg, k.Explain, k.Enter) && s.pane == modelsPane && s.model == "":
		if r, ok := s.models.Selected(); ok && r.Model == nil {
			return "nobody lists its rates: " + page.KeyOf(k.Set) + " sets one of your own"
		}
	}
	return ""
}
