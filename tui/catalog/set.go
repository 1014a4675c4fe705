package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/pricing/update"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// rateSetter is books beside which prices of the user's own are kept.
type rateSetter interface {
	// PriceMonth is what a price would do to a month of work, at the rates of today or of
	// the day on which it begins; nil where that is not known or nothing is used. It changes
	// nothing.
	PriceMonth(ctx context.Context, work pricing.Workload, p update.Price) (*pricing.Money, error)
	// SetPrice keeps a price.
	SetPrice(ctx context.Context, p update.Price) (PriceSet, error)
}

// A PriceSet is the answer to a price that was set.
type PriceSet struct {
	ID    int        // of the change of own rates; 0 where that price was set already
	Books page.Books // by the new price
	// Back takes the change back; the books that it returns are by the rates before.
	Back func(ctx context.Context) (said string, books page.Books, err error)
}

// The fields of the form, by name; from, as a top-up's when, is no text for now.
const (
	gatewayField = "gateway"
	modelField   = "model"
	kindField    = "kind"
	priceField   = "price"
	fromField    = "from"
	sourceField  = "source"
)

// A priceForm sets a price of the user's own.
type priceForm struct {
	form.Form
	month page.Load[priceMonth]
	near  *pricing.Rate // what → takes as the price while none is typed; nil for none
}

// priceMonth is what the price of a form does to a month.
type priceMonth struct{ usd *pricing.Money }

// priceSet is the answer to a form.
type priceSet struct{ form.Answer }

// What is not entered yet.
const (
	errNoModel = form.Missing("name the model: → steps through the gateway's, letters find one")
	errNoPrice = form.Missing("type a price in USD per million, like 2.5; 0 is free")
)

// keeper is the books' place for own prices; or why they have none.
func (s Model) keeper() (rateSetter, error) {
	books, ok := s.src.(rateSetter)
	if !ok || s.src.Passing() != "" {
		return nil, errors.New("a price of your own needs a ledger that is kept")
	}
	return books, nil
}

// setting opens the form, filled in with a gateway and a model as far as they are known.
func (s Model) setting(gateway, model string) (Model, tea.Cmd) {
	if _, err := s.keeper(); err != nil {
		return s.laid(), func() tea.Msg { return page.Notice{Text: err.Error(), Wrong: true} }
	}
	f := priceForm{month: page.Load[priceMonth]{Of: "price"}}
	f.Form = form.New(
		form.NewField(gatewayField, gateway, "whom you pay"),
		form.NewField(modelField, model, "the gateway's id, or a name"),
		form.Field{Name: kindField, Chooses: true},
		form.NewField(priceField, "", "USD per million tokens, or calls"),
		form.NewField(fromField, "", "now, "+s.asOf.UTC().Format("2006-01-02 15:04")+" UTC"),
		form.NewField(sourceField, "", "in your words: my invoice, a contract"),
	)
	for _, g := range s.cat.Gateways() {
		f.Fields[0].Names = append(f.Fields[0].Names, g.ID)
	}
	switch {
	case model != "" && gateway != "":
		f.At = 2
	case gateway != "":
		f.At = 1
	}
	s.form = s.named(f)
	return s.Resize(s.full), nil
}

// named has the model's field complete the ids of the form's gateway, and the price's offer
// the rate of the model that is nearest by its name.
func (s Model) named(f priceForm) *priceForm {
	f.Fields = slices.Clone(f.Fields)
	f.Fields[1].Names = nil
	if g := s.cat.Gateway(f.Text(gatewayField)); g != nil {
		for _, card := range g.Cards() {
			f.Fields[1].Names = append(f.Fields[1].Names, card.ID)
		}
	}
	f.near, f.Fields[3].Empty = nil, "USD per million tokens, or calls"
	if rate, of := s.nearest(f); rate != nil {
		f.near, f.Fields[3].Empty = rate, fmt.Sprintf("→ takes %s, the %s of %s", rate, of.kind, draw.Safe(of.model))
	}
	return &f
}

// rateOf says whose rate of what is offered for a price.
type rateOf struct{ model, kind string }

// nearest is the rate that the form's kind has at the model of the nearest name: at the same
// gateway, else at list. Nil is none, also where the form's own model has one already.
func (s Model) nearest(f priceForm) (*pricing.Rate, rateOf) {
	gateway, name := s.cat.Gateway(f.Text(gatewayField)), f.Text(modelField)
	kind, err := pricing.ParseKind(f.Choice(kindField, kindNames()))
	if gateway == nil || name == "" || err != nil {
		return nil, rateOf{}
	}
	at := pricing.Instant{Force: s.asOf}
	rate := func(model string) *pricing.Rate {
		cards := []*pricing.Card{s.cat.ListCard(model)}
		if ids := gateway.IDs(model); len(ids) > 0 {
			cards = []*pricing.Card{gateway.Card(ids[0]), cards[0]}
		}
		for _, card := range cards {
			if card == nil {
				continue
			}
			if b := card.Rate(kind, 0, at); b != nil {
				return &b.Rate
			}
		}
		return nil
	}
	if m, _ := s.cat.FindModel(name); m != nil && rate(m.ID) != nil {
		return nil, rateOf{}
	}
	for _, near := range s.cat.NearestModels(name, 5) {
		if r := rate(near); r != nil {
			return r, rateOf{near, kindText(kind)}
		}
	}
	return nil, rateOf{}
}

// kindNames are the kinds of token that there are prices of.
func kindNames() []string {
	var out []string
	for _, k := range pricing.Kinds() {
		out = append(out, k.String())
	}
	return out
}

// picks is the kinds that there are prices of: first those that the gateway has of the
// model, then all others.
func (s Model) picks(f priceForm) form.Picker {
	return func(name string) (string, []string) {
		var have, not []string
		var card *pricing.Card
		if g := s.cat.Gateway(f.Text(gatewayField)); g != nil {
			if c, _, err := update.Set(s.cat, update.Price{Gateway: g.ID, Model: f.Text(modelField), At: s.asOf}); err == nil {
				card = g.Card(c.GatewayModelID)
			}
		}
		for _, k := range pricing.Kinds() {
			if card != nil && card.Rate(k, 0, pricing.Instant{Force: s.asOf}) != nil {
				have = append(have, k.String())
			} else {
				not = append(not, k.String())
			}
		}
		all := append(have, not...)
		return f.Choice(name, all), all
	}
}

// read makes a price of the form, with what it changes; or says what is wrong with it.
func (s Model) read(f priceForm) (p update.Price, c update.Change, err error) {
	p = update.Price{Gateway: f.Text(gatewayField), Model: f.Text(modelField), Source: f.Text(sourceField), At: s.asOf}
	if p.Gateway == "" {
		return p, c, form.ErrNoGateway
	}
	if _, err := s.cat.NeedGateway(p.Gateway); err != nil {
		return p, c, err
	}
	if p.Model == "" {
		return p, c, errNoModel
	}
	kind, _ := s.picks(f)(kindField)
	if p.Kind, err = pricing.ParseKind(kind); err != nil {
		return p, c, err
	}
	if text := f.Text(fromField); text != "" {
		if p.From, err = pricing.ParseWhen(text, s.asOf, false); err != nil {
			return p, c, fmt.Errorf("%s: %w", fromField, err)
		}
	}
	text := strings.TrimPrefix(f.Text(priceField), "$")
	if text == "" {
		return p, c, errNoPrice
	}
	if p.Rate, err = pricing.ParseRate(text); err != nil {
		return p, c, form.Fault(priceField, text, err)
	}
	c, _, err = update.Set(s.cat, p)
	return p, c, err
}

// fill handles a key while the form is open: Enter sets the price, Esc leaves all as it was.
func (s Model) fill(msg tea.KeyMsg) (Model, tea.Cmd) {
	f := *s.form
	if f.Fields[f.At].Name == priceField && f.near != nil && f.Text(priceField) == "" && key.Matches(msg, f.Keys.Later) {
		f.Fields = slices.Clone(f.Fields)
		f.Fields[f.At].Input = form.NewInput(f.near.String())
		s.form = &f
		return s.previewed()
	}
	var does form.Deed
	f.Form, does = f.Fill(msg, s.picks(f))
	s.form = &f
	switch does {
	case form.Change:
		s.form = s.named(f)
		return s.previewed()
	case form.Record:
		return s.submitted()
	case form.Leave:
		s.form = nil
		return s.Resize(s.full), nil
	}
	return s, nil
}

// previewed asks what the form's price does to a month, once both are there.
func (s Model) previewed() (Model, tea.Cmd) {
	if s.form == nil {
		return s, nil
	}
	f := *s.form
	f.month.Status = page.Status{Request: f.month.Request + 1} // an answer to what was entered before is late
	s.form = &f
	books, err := s.keeper()
	p, _, wrong := s.read(f)
	if err != nil || wrong != nil || s.moves.Phase != page.Ready {
		return s, nil
	}
	var cmd tea.Cmd
	ctx, work := s.ctx, s.moves.Value.Work
	f.month, cmd = f.month.Begin(func() (priceMonth, error) {
		usd, err := books.PriceMonth(ctx, work, p)
		return priceMonth{usd}, err
	})
	return s, cmd
}

// foreseen takes in what the price does to a month.
func (s Model) foreseen(msg page.Loaded[priceMonth]) Model {
	if s.form == nil {
		return s
	}
	f := *s.form
	f.month, _ = f.month.Take(msg)
	s.form = &f
	return s
}

// submitted sets the price, aside; a form that cannot be read stays open and says why.
func (s Model) submitted() (Model, tea.Cmd) {
	f := *s.form
	p, change, err := s.read(f)
	if err != nil {
		return s, nil
	}
	books, err := s.keeper()
	if err != nil {
		f.Form = f.Refuse(err)
		s.form = &f
		return s, nil
	}
	s.records++
	f.Form = f.Recording(s.records)
	s.form = &f
	ctx, request := s.ctx, s.records
	return s, func() tea.Msg {
		set, err := books.SetPrice(ctx, p)
		if err != nil {
			return priceSet{form.Answer{Request: request, Err: err}}
		}
		if set.ID == 0 {
			return priceSet{form.Answer{Request: request, Done: page.Changed{Said: "that price was set already"}}}
		}
		what := kindText(p.Kind) + " of " + draw.BareModel(change.GatewayModelID) + " at " + change.Gateway
		return priceSet{form.Answer{Request: request, Done: page.Changed{
			Said: what + " is $" + p.Rate.String(), What: "the price of " + what, Rebook: set.Back, Books: set.Books}}}
	}
}

// took closes a form whose price was set; one that was refused stays open.
func (s Model) took(msg priceSet) (Model, tea.Cmd) {
	if s.form == nil {
		return s, nil
	}
	f := *s.form
	var closed bool
	f.Form, closed = f.Take(msg.Answer)
	s.form = &f
	if !closed {
		return s, nil
	}
	s.form = nil
	return s.Resize(s.full), func() tea.Msg { return msg.Done }
}
