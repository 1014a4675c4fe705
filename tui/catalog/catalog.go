package catalog

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// pane is one of the tables of the catalog screen.
type pane uint8

const (
	gatewaysPane pane = iota
	modelsPane
	incidentsPane
	changesPane // of books that can tell what prices changed
	panes
)

var paneNames = [panes]string{"Gateways", "Models", "Incidents", "Changes"}

// Model is the screen of what tollbook knows about gateways and models: terms,
// rates, outages, each with its source and age; and what changed prices do to a month.
type Model struct {
	cat  *pricing.Catalog
	asOf time.Time
	ctx  context.Context
	src  Books
	keys Keys
	full draw.Size // of the screen
	size draw.Size // of the lists: what an open form leaves
	load page.Load[terms]
	// moves is read once the terms are shown: it compares all prices of two days.
	moves page.Load[PriceChanges]

	pane      pane
	unfolded  bool // the gateways whose fee nobody publishes are shown
	bare      bool // v hid the preview
	gateways  draw.Table[gatewayTerms]
	models    draw.Table[modelTerms]
	incidents draw.Table[outage]
	changes   draw.Table[PriceChange]
	model     string // whose rates are shown in place of the models; "" for none
	rates     draw.Table[rateStep]
	filter    *textinput.Model // being typed

	asked   *page.ShowModel // by another screen, until the catalog is read; nil for none
	form    *priceForm      // being filled in; nil for none
	records int             // number of the last one that was recorded
}

// terms is the catalog laid out as the tables show it.
type terms struct {
	gateways []gatewayTerms // the user's first
	models   []modelTerms   // the user's first
	outages  []outage
	own      yours
}

// New is the screen of a catalog as it is at asOf, before it is read.
func New(c *pricing.Catalog, asOf time.Time) Model {
	return Model{
		cat: c, asOf: asOf, load: page.Load[terms]{Of: "catalog"}, moves: page.Load[PriceChanges]{Of: "catalog"},
		keys:     NewKeys(),
		gateways: gatewayTable(), models: modelTable(), incidents: outageTable(), changes: changeTable(asOf), rates: rateTable(),
	}
}

// Reload lays the catalog out: six hundred models' rates at forty gateways are not for a
// key press. What changed is read when that is there.
func (s Model) Reload(ctx context.Context, src Books) (Model, tea.Cmd) {
	var cmd tea.Cmd
	s.ctx, s.src, s.cat = ctx, src, page.CatalogOf(src, s.cat)
	c, asOf := s.cat, s.asOf
	s.load, cmd = s.load.Begin(func() (terms, error) {
		own, err := yoursOf(ctx, src, asOf)
		return termsOf(c, own, asOf), err
	})
	return s, cmd
}

func termsOf(c *pricing.Catalog, own yours, asOf time.Time) terms {
	return terms{gateways: gatewayRows(c, own, asOf), models: modelRows(c, own, asOf), outages: outageRows(c), own: own}
}

// Status says how far the reading is.
func (s Model) Status() page.Status { return s.load.Status }

// Vacant is never shown: the program comes with its catalog.
func (s Model) Vacant() []string { return []string{"The catalog is empty."} }

// Offers are the keys that work while the screen is empty.
func (s Model) Offers() []key.Binding { return nil }

// Typing reports whether letters go into a line.
func (s Model) Typing() bool { return s.filter != nil || s.form != nil }

// Claims reports whether a key that else is the program's has another meaning here.
func (s Model) Claims(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.Pane)
}

// Bindings are the keys that are switched on.
func (s Model) Bindings() []key.Binding {
	if s.form != nil {
		return page.Bindings(s.form.Keys)
	}
	return page.Bindings(s.keys)
}

// Update handles a key or the mouse, and takes in what was read.
func (s Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case page.Loaded[terms]:
		load, mine := s.load.Take(msg)
		s.load = load
		if mine && load.Phase == page.Ready {
			s, cmd := s.arrived()
			s, form := s.shownAsked()
			return s, tea.Batch(cmd, form)
		}
	case page.Loaded[PriceChanges]:
		moves, mine := s.moves.Take(msg)
		s.moves = moves
		if mine && moves.Phase == page.Ready {
			if s.pane != changesPane { // nobody has put the cursor anywhere
				s.changes.Cursor = ""
			}
			s.changes = s.changes.With(moves.Value.Changes)
			return s.laid().previewed()
		}
	case page.Loaded[priceMonth]:
		return s.foreseen(msg), nil
	case priceSet:
		return s.took(msg)
	case showThing:
		return s.shownThing(msg), nil
	case page.ShowModel:
		s.asked = &msg
		if s.load.Phase == page.Ready {
			return s.shownAsked()
		}
	case page.Clock:
		s.asOf = msg.AsOf
	case tea.KeyMsg:
		switch {
		case s.form != nil:
			return s.fill(msg)
		case s.filter != nil:
			return s.write(msg), nil
		}
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg), nil
	}
	return s.laid(), nil
}

// arrived shows the terms that were read, and asks for what changed.
func (s Model) arrived() (Model, tea.Cmd) {
	s.incidents = s.incidents.With(s.load.Value.outages)
	s = s.gathered()
	if s.model != "" {
		s = s.rated(s.model)
	}
	books, ok := s.src.(pricer)
	if !ok {
		if s.pane == changesPane {
			s.pane = gatewaysPane
		}
		return s.laid(), nil
	}
	var cmd tea.Cmd
	ctx := s.ctx
	s.moves, cmd = s.moves.Begin(func() (PriceChanges, error) { return books.PriceChanges(ctx) })
	return s.laid(), cmd
}

// gathered gives the tables of gateways and models their rows: with rules and folds where they
// stand in their own order.
func (s Model) gathered() Model {
	t := s.load.Value
	plain := func(filter string, sort int) bool { return filter != "" || sort >= 0 }
	s.gateways = s.gateways.With(gatewayLines(t.gateways, s.unfolded, plain(s.gateways.Filter, s.gateways.Sort)))
	s.models = s.models.With(modelLines(t.models, plain(s.models.Filter, s.models.Sort)))
	return s
}

// shownAsked shows the model that another screen asked for.
func (s Model) shownAsked() (Model, tea.Cmd) {
	if s.asked == nil {
		return s, nil
	}
	ask := *s.asked
	s.asked, s.pane, s.filter, s.model = nil, modelsPane, nil, ""
	s.list().filterBy("")
	s = s.gathered()
	if m, _ := s.cat.FindModel(ask.Model); m != nil {
		s.models.Cursor, s.rates = m.ID, rateTable()
		if s = s.rated(m.ID); len(s.rates.Rows) == 0 {
			s.model = ""
		}
		for _, r := range s.rates.Rows {
			if r.gateway == ask.Gateway {
				s.rates.Cursor = s.rates.ID(r)
				break
			}
		}
	}
	if ask.Set {
		return s.setting(ask.Gateway, ask.Model)
	}
	return s.laid(), nil
}

// rated shows the rates of a model. The cursor stays on the gateway's id where its step is
// no longer there.
func (s Model) rated(model string) Model {
	was, ok := s.rates.Selected()
	s.model, s.rates = model, s.rates.With(rateRows(s.cat, model, s.asOf))
	if now, _ := s.rates.Selected(); ok && s.rates.ID(now) != s.rates.ID(was) {
		for _, r := range s.rates.Shown {
			if r.gateway == was.gateway && r.id == was.id {
				s.rates.Cursor = s.rates.ID(r)
				s.rates = s.rates.Scroll()
				break
			}
		}
	}
	return s
}

// panes are those that there are.
func (s Model) panes() pane {
	if _, ok := s.src.(pricer); ok {
		return panes
	}
	return changesPane
}

// Resize gives the screen another size.
func (s Model) Resize(to draw.Size) Model {
	s.full, s.size = to, to
	switch {
	case s.form != nil:
		s.size = s.place().Room()
	case s.previews():
		s.size = s.side().Room()
	}
	return s.laid()
}

// laid gives every table the room that the words leave.
func (s Model) laid() Model {
	room := draw.Size{Width: s.size.Width, Height: max(s.frame().Room(), 2)}
	s.gateways, s.models, s.rates, s.changes = s.gateways.Resize(room), s.models.Resize(room), s.rates.Resize(room), s.changes.Resize(room)
	if s.pane == incidentsPane {
		room.Height = max(room.Height-s.timelineHeight(), 2)
	}
	s.incidents = s.incidents.Resize(room)
	return s
}
