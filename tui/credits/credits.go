package credits

import (
	"context"
	"maps"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// Books is the part of the books that this screen reads and changes.
type Books interface {
	// Credits are the balances and lots, each with what of it will likely expire.
	Credits(ctx context.Context, account string, asOf time.Time) (credit.Books, error)
	recorder
}

// A reading is what was read of the books, with what is to come of it: both are there at once,
// so that no line moves when the second comes.
type reading struct {
	credit.Books
	risk  credit.Risk
	ahead projection.Forecast
	fault error // why nothing could be projected
}

// read reads the books and looks ahead.
func read(ctx context.Context, src Books, asOf time.Time) (r reading, err error) {
	if r.Books, err = src.Credits(ctx, "", asOf); err != nil || len(r.Accounts) == 0 {
		return r, err
	}
	r.risk = r.Risk()
	r.ahead, r.fault = projection.Make(r.Books, projection.Query{})
	return r, nil
}

// Model is the screen of what was loaded and what becomes of it: one horizon for all accounts,
// ordered by what ends first, and what to load next.
type Model struct {
	cat  *pricing.Catalog
	asOf time.Time
	ctx  context.Context
	src  Books
	keys Keys
	full draw.Size // of the screen
	size draw.Size // of the list and the preview: what an open form leaves

	load page.Load[reading]
	rows []accountRow // the accounts that were read, in the order of what ends first
	// plans are those of the accounts that were looked at, by name; asked are those
	// that were asked for since the books were last read.
	plans map[string]page.Load[projection.Plan]
	asked map[string]bool

	list   []line         // the lines of the accounts as far as they are unfolded
	cursor string         // id of the line under the cursor
	hand   string         // its account
	top    int            // the first line in sight
	folds  map[string]int // how far accounts are unfolded
	bare   bool           // the preview is hidden

	draft   *draft            // being filled in; nil for none
	records int               // number of the last one that was recorded
	busy    bool              // the books are recording a proposed top-up
	next    *page.ShowAccount // what is to be in hand once the books are read again; nil keeps that
}

// New is the screen before it has read any books: with the catalog whose gateways its forms
// offer, and the instant that it shows as now.
func New(c *pricing.Catalog, asOf time.Time) Model {
	return Model{cat: c, asOf: asOf, keys: NewKeys(), load: page.Load[reading]{Of: "credits"}}
}

// Reload reads the lots, and looks ahead.
func (s Model) Reload(ctx context.Context, src Books) (Model, tea.Cmd) {
	s.ctx, s.src, s.asked, s.cat = ctx, src, nil, page.CatalogOf(src, s.cat)
	var cmd tea.Cmd
	s.load, cmd = s.load.Begin(func() (reading, error) { return read(ctx, src, s.asOf) })
	return s, cmd
}

// Status is that of the lots. A form for the first account of an empty ledger is
// something to show.
func (s Model) Status() page.Status {
	status := s.load.Status
	if s.founding() {
		status.Phase = page.Ready
	}
	return status
}

// founding reports whether the form of a ledger without any account is open.
func (s Model) founding() bool { return s.draft != nil && s.load.Phase == page.Empty }

// Vacant says how the first top-up is recorded.
func (s Model) Vacant() []string {
	return []string{
		"There is no account yet.",
		"tollbook topup add openrouter 100 --method card records a top-up, tollbook topup import topups.csv many. Exports of usage do not show top-ups: tollbook import FILE brings what was used of them.",
	}
}

// Typing reports whether a form is open.
func (s Model) Typing() bool { return s.draft != nil }

// Claims reports whether a key has a meaning of this screen's own here: none has.
func (s Model) Claims(tea.KeyMsg) bool { return false }

// Offers are the forms that make the first account.
func (s Model) Offers() []key.Binding { return []key.Binding{s.keys.Add, s.keys.Balance} }

// Bindings are the keys of the screen, or of the form that is open.
func (s Model) Bindings() []key.Binding {
	if s.draft != nil {
		return page.Bindings(s.draft.Keys)
	}
	return page.Bindings(s.keys)
}

// Update handles keys and the mouse, keeps what was read, and what the books answered to a
// form.
func (s Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case page.ShowAccount:
		s.next = &msg
		if s.load.Phase == page.Ready && !s.load.Pending {
			return s.show()
		}
	case page.Loaded[reading]:
		load, mine := s.load.Take(msg)
		s.load = load
		if !mine || load.Phase != page.Ready {
			return s, nil
		}
		if len(load.Value.Accounts) == 0 {
			s.load, s.rows = load.AsEmpty(), nil
			return s.listed(), nil
		}
		s.rows = rowsOf(load.Value, s.asOf)
		return s.listed().show()
	case page.Loaded[projection.Plan]:
		for name, p := range s.plans {
			if p, mine := p.Take(msg); mine {
				s.plans = maps.Clone(s.plans)
				s.plans[name] = p
			}
		}
	case recorded:
		return s.finish(msg)
	case accepted:
		return s.finishAccepting(msg)
	case page.Clock:
		s.asOf = msg.AsOf
	case tea.KeyMsg:
		if s.draft != nil {
			return s.edit(msg)
		}
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	}
	return s.arrange(), nil
}

// show puts the cursor on what another screen or a form asked for, and opens the form of a
// purchase that is missing.
func (s Model) show() (Model, tea.Cmd) {
	if s.next != nil {
		ask := *s.next
		s.next = nil
		s = s.onAccount(ask.Name, ask.Lot)
		if ask.Missing {
			s = s.openMissing()
		}
	}
	return s.askPlan()
}

// askPlan asks for the plan of the account in hand, where it was not asked for yet.
func (s Model) askPlan() (Model, tea.Cmd) {
	s = s.arrange()
	a, ok := s.inHand()
	name := a.Account.Name
	if !ok || !a.HasLots || s.asked[name] {
		return s, nil
	}
	s.asked, s.plans = maps.Clone(s.asked), maps.Clone(s.plans)
	if s.asked == nil {
		s.asked = map[string]bool{}
	}
	if s.plans == nil {
		s.plans = map[string]page.Load[projection.Plan]{}
	}
	s.asked[name] = true
	p, books := s.plans[name], s.load.Value.Books
	p.Of = "plan of " + name
	q := projection.PlanQuery{Gateway: a.Account.Gateway, Account: name, Terms: pricing.PlanQuery{MinDays: pricing.MinDays, MaxDays: pricing.MaxDays, At: s.asOf}}
	p, cmd := p.Begin(func() (projection.Plan, error) { return projection.MakePlan(books, q) })
	s.plans[name] = p
	return s, cmd
}

// Resize fits the list, and an open form, into another size.
func (s Model) Resize(to draw.Size) Model {
	s.full, s.size = to, s.room(to)
	return s.arrange()
}

// arrange keeps the cursor's line in sight in the room that the rest leaves.
func (s Model) arrange() Model {
	if s.load.Phase != page.Ready {
		return s
	}
	return s.scroll(s.layout().list)
}
