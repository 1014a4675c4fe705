package whatif

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// Books is the part of the books that the what-if screen reads.
type Books interface {
	// Workload is the usage that a comparison prices, not after asOf. An empty
	// one is no error.
	Workload(ctx context.Context, asOf time.Time) (pricing.Workload, error)
}

// projector is books that can tell the month to come.
type projector interface {
	// Projected is Workload scaled to what the next 30 days are projected to be.
	Projected(ctx context.Context, asOf time.Time) (pricing.Workload, error)
}

// exampler is books that can tell which app is cached best.
type exampler interface {
	// CacheExample is that app of a workload of the books; nil where there is none.
	CacheExample(ctx context.Context, w pricing.Workload) (*pricing.CacheExample, error)
}

// keeper is books that keep scenarios of their own, as those of the demo do.
type keeper interface{ Scenarios() *Scenarios }

// A pane is one of the two halves of the screen that hold a cursor.
type pane uint8

const (
	knobPane pane = iota
	gatewayPane
)

// Model is the what-if screen: the knobs of a comparison and the gateways
// that it ranks.
type Model struct {
	cat  *pricing.Catalog
	asOf time.Time
	keys Keys
	size draw.Size

	load page.Load[reading]
	base pricing.Workload
	// subscribed is what subscriptions pay of it; paysBy lets keys have paid that, nil where
	// the books cannot.
	subscribed Subscribed
	paysBy     func(accounts []string, key bool) error
	// project reads the projected month, which projected holds once a knob asked
	// for it; nil where the books cannot.
	project   func() (pricing.Workload, error)
	example   func(pricing.Workload) *pricing.CacheExample // nil where the books cannot tell
	projected page.Load[pricing.Workload]

	ctx       context.Context
	scenarios *Scenarios // nil where none can be kept
	shelf     page.Load[keptScenarios]
	sheets    sheetKeys
	laid      sheet                   // what lies over the screen; nil where nothing does
	board     page.Load[boardFigures] // of what is kept

	now    settings
	undo   []settings
	cmp    pricing.Comparison
	cmpErr error
	ruler  ruler        // of the workload at hand
	ruled  string       // the workload and model that the ruler is of
	would  *pricing.You // what would be paid with the knobs as they are; nil where unknown
	curves []draw.Curve

	levers levers
	swaps  []string // steps of the swap knob
	vacant bool     // nothing is recorded: the workload is supposed
	models []string // steps of its model

	focus     pane
	knobAt    knobID
	gatewayAt string
	unfolded  bool
	noPreview bool // what the gateway in hand is made of is hidden
	top       int  // first gateway line shown
	edit      *edit
	filter    string
	problem   string // what the last input did wrong, or its answer
}

// New is the screen of a catalog as it is at asOf, before anything is read. Without scenarios
// none can be kept.
func New(c *pricing.Catalog, asOf time.Time, scenarios *Scenarios) Model {
	return Model{cat: c, asOf: asOf, keys: NewKeys(scenarios != nil), sheets: newSheetKeys(), load: page.Load[reading]{Of: "what-if"},
		ctx: context.Background(), scenarios: scenarios, shelf: page.Load[keptScenarios]{Of: "scenarios"}, board: page.Load[boardFigures]{Of: "board"}}
}

// Reload reads the usage that is compared.
func (s Model) Reload(ctx context.Context, src Books) (Model, tea.Cmd) {
	var cmd tea.Cmd
	s.ctx, s.cat, s.project, s.example = ctx, page.CatalogOf(src, s.cat), nil, nil
	if books, ok := src.(projector); ok {
		s.project = func() (pricing.Workload, error) { return books.Projected(ctx, s.asOf) }
	}
	if books, ok := src.(exampler); ok {
		s.example = func(w pricing.Workload) *pricing.CacheExample {
			e, _ := books.CacheExample(ctx, w) // without it one knob has no lever
			return e
		}
	}
	payer, _ := src.(payer)
	if s.paysBy = nil; payer != nil {
		s.paysBy = func(accounts []string, key bool) error { return payer.PayBy(ctx, accounts, key) }
	}
	s.load, cmd = s.load.Begin(func() (r reading, err error) {
		if r.work, err = src.Workload(ctx, s.asOf); err == nil && payer != nil {
			r.subscribed, err = payer.Subscribed(ctx, s.asOf, r.work)
		}
		return r, err
	})
	if books, ok := src.(keeper); ok && books.Scenarios() != s.scenarios {
		s.scenarios, s.shelf = books.Scenarios(), page.Load[keptScenarios]{Of: s.shelf.Of, Status: page.Status{Request: s.shelf.Request}}
		s.keys.Save.SetEnabled(true)
		s.keys.Open.SetEnabled(true)
	}
	if s.shelf.Phase != page.Ready {
		return s, cmd
	}
	s, kept := s.ask() // a scenario was renamed, or follows the ledger
	return s, tea.Batch(cmd, kept)
}

// Status is that of the usage; while the projected month is asked for, what is shown
// is the last reading too.
func (s Model) Status() page.Status {
	state := s.load.Status
	state.Pending = state.Pending || s.projecting()
	return state
}

// Vacant is nothing: over a ledger without usage the screen supposes a month.
func (s Model) Vacant() []string { return nil }

// Update handles a key or the mouse, and takes in what was read.
func (s Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case page.Loaded[reading]:
		return s.loaded(msg)
	case page.Loaded[pricing.Workload]:
		return s.foreseen(msg)
	case page.Loaded[keptScenarios]:
		return s.answered(msg)
	case page.Loaded[boardFigures]:
		return s.boardPriced(msg), nil
	case scenarioSaved:
		return s.saved(msg)
	case leversDue:
		if msg.request != s.levers.request {
			return s, nil
		}
		return s, s.findLevers()
	case leversFound:
		return s.found(msg), nil
	case page.Undo:
		return s.stepBack()
	case turnKnob:
		return s.goTo(msg)
	case page.Clock:
		s.asOf = msg.AsOf
	case tea.KeyMsg:
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	}
	return s, nil
}

// Resize gives the screen another size.
func (s Model) Resize(to draw.Size) Model {
	s.size, s.top = to, 0
	return s.scroll().refit()
}

func (s Model) loaded(msg page.Loaded[reading]) (Model, tea.Cmd) {
	load, mine := s.load.Take(msg)
	s.load = load
	if !mine || load.Phase == page.Failed {
		return s, nil
	}
	// Knobs that were turned stay so over other usage: an import, its undo.
	turned, at := s.now, s.gatewayAt
	s.subscribed = load.Value.subscribed
	s.keys.PayBy.SetEnabled(len(s.subscribed.Accounts)+len(s.subscribed.ByKey) > 0)
	s.base = load.Value.work
	if s.worth() {
		s.base, s.project = s.subscribed.Work, nil // what is charged is projected
	}
	if was := s.vacant; s.base.Empty() != was { // a first import, or its undo
		turned, s.undo = settings{}, nil
	}
	s.vacant = s.base.Empty()
	s.now, s.edit, s.problem = settings{}, nil, ""
	if s.vacant {
		s = s.supposing()
	}
	s.projected = page.Load[pricing.Workload]{Of: "projected", Status: page.Status{Request: s.projected.Request}}
	s.levers = levers{request: s.levers.request}
	s.swaps = s.swapPairs("")
	s.gatewayAt = ""
	s.ruled = "?"
	s = s.price()
	if s.cmp.Row(at) != nil {
		s.gatewayAt = at
		s = s.scroll()
	}
	if turned != (settings{}) {
		s.now = turned
		return s.reprice()
	}
	s.levers.request++
	s.levers.pending = true
	return s, s.findLevers()
}

// price compares the gateways anew. It is all that a step of a knob costs.
func (s Model) price() Model {
	w, k := s.workload(), s.now.apply(s.cat)
	if of := fmt.Sprint(s.now[workloadKnob], " ", s.now[modelKnob], " ", s.projecting()); of != s.ruled {
		s.ruled, s.ruler = of, s.rule()
	}
	s.cmp, s.cmpErr = s.cat.Compare(w, k, s.asOf)
	s.curves, s.would = nil, s.cmp.You
	if s.cmpErr == nil {
		s.curves = s.sample()
		if s.now.countTurned() > 0 {
			s.would, s.cmpErr = s.cat.WouldPay(w, k, s.asOf)
		}
	}
	if s.gatewayAt == "" || s.cmp.Row(s.gatewayAt) == nil {
		s.gatewayAt = s.present()
	}
	return s.scroll().refit()
}

// you is the row of the present gateway; nil where none is the user's.
func (s Model) you() *pricing.Row {
	if s.base.You == "" {
		return nil
	}
	return s.cmp.Row(s.base.You)
}

// present is the gateway on which the cursor begins and for which the levers
// are tried: the user's, else the cheapest, else the first of all.
func (s Model) present() string {
	switch {
	case s.you() != nil:
		return s.base.You
	case s.cmp.Cheapest != "":
		return s.cmp.Cheapest
	case len(s.cmp.Rows) > 0:
		return s.cmp.Rows[0].Gateway
	}
	return ""
}

// Steps is how many steps of the knobs can be taken back.
func (s Model) Steps() int { return len(s.undo) }

// stepBack takes the last step of the knobs back.
func (s Model) stepBack() (Model, tea.Cmd) {
	n := len(s.undo)
	if n == 0 {
		return s, nil
	}
	s.now, s.undo = s.undo[n-1], s.undo[:n-1]
	return s.reprice()
}

// turn sets a knob, remembers the step, and prices anew.
func (s Model) turn(to settings) (Model, tea.Cmd) {
	if to == s.now {
		return s, nil
	}
	s.undo = append(slices.Clip(s.undo), s.now)
	s.now = to
	return s.reprice()
}

// reprice prices anew after the settings changed and asks for new levers once
// the keys rest.
func (s Model) reprice() (Model, tea.Cmd) {
	s.problem = ""
	s = s.price()
	if s.cmpErr != nil {
		s.problem = fmt.Sprintf("this cannot be priced: %v", s.cmpErr)
	}
	var foresee tea.Cmd
	if s.now[workloadKnob] == projectedWork && s.projected.Phase != page.Ready && !s.projected.Pending && s.project != nil {
		s.projected, foresee = s.projected.Begin(s.project)
	}
	s.levers.request++
	s.levers.pending = true
	return s, tea.Batch(due(s.levers.request), foresee)
}
