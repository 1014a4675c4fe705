package credits

import (
	"cmp"
	"context"
	"maps"
	"slices"
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
	// Forecast says when the accounts run out and each lot is used up.
	Forecast(ctx context.Context, q projection.Query) (projection.Forecast, error)
	// Plan finds what to load at an account next; it simulates, so it may take a second.
	Plan(ctx context.Context, q projection.PlanQuery) (projection.Plan, error)
	recorder
}

// A pane is one of the two lists that have a cursor.
type pane uint8

const (
	accountsPane pane = iota
	lotsPane
)

// Model is the screen of what was loaded and what becomes of it: accounts, lots on
// their way to their deaths, the next top-up.
type Model struct {
	cat  *pricing.Catalog
	asOf time.Time
	ctx  context.Context
	src  Books
	keys Keys
	full draw.Size // of the screen
	size draw.Size // of the lists: what an open form leaves

	load  page.Load[credit.Books]
	ahead page.Load[projection.Forecast]
	// plans are those of the accounts that were looked at, by name; asked are those
	// that were asked for since the books were last read.
	plans map[string]page.Load[projection.Plan]
	asked map[string]bool

	focus    pane
	accounts draw.Table[accountRow]
	lotAt    string // id of the line under the lots' cursor
	lotTop   int    // the first line of lots in sight
	unfolded bool   // dead lots are shown

	draft   *draft // being filled in; nil for none
	records int    // number of the last one that was recorded
	busy    bool   // the books are recording a proposed top-up
	next    string // account to be in hand once the books are read again; "" keeps that
	filling bool   // its missing top-up is to be recorded then
}

// New is the screen before it has read any books: with the catalog whose gateways its forms
// offer, and the instant that it shows as now.
func New(c *pricing.Catalog, asOf time.Time) Model {
	return Model{cat: c, asOf: asOf, keys: NewKeys(), accounts: accountTable(),
		load: page.Load[credit.Books]{Of: "credits"}, ahead: page.Load[projection.Forecast]{Of: "credits"}}
}

// Reload reads the lots, and aside from them what is simulated.
func (s Model) Reload(ctx context.Context, src Books) (Model, tea.Cmd) {
	s.ctx, s.src, s.asked, s.cat = ctx, src, nil, page.CatalogOf(src, s.cat)
	var lots, ahead tea.Cmd
	s.load, lots = s.load.Begin(func() (credit.Books, error) { return src.Credits(ctx, "", s.asOf) })
	s.ahead, ahead = s.ahead.Begin(func() (projection.Forecast, error) { return src.Forecast(ctx, projection.Query{AsOf: s.asOf}) })
	return s, tea.Batch(lots, ahead)
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

// Claims reports whether a key is Tab, which goes between accounts and lots here.
func (s Model) Claims(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.Pane) || key.Matches(msg, s.keys.Back) && (s.unfolded || s.focus != accountsPane)
}

// Offers are the forms that make the first account.
func (s Model) Offers() []key.Binding {
	return []key.Binding{s.keys.Add, s.keys.Grant, s.keys.Balance}
}

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
		s.next, s.filling, s.focus = msg.Name, msg.Missing, accountsPane
		if s.load.Phase == page.Ready {
			return s.show()
		}
	case page.Loaded[credit.Books]:
		load, mine := s.load.Take(msg)
		s.load = load
		if !mine || load.Phase != page.Ready {
			return s, nil
		}
		if len(load.Value.Accounts) == 0 {
			s.load = load.AsEmpty()
			return s, nil
		}
		return s.show()
	case page.Loaded[projection.Forecast]:
		ahead, mine := s.ahead.Take(msg)
		s.ahead = ahead
		if mine && s.load.Phase == page.Ready {
			return s.askPlans()
		}
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

// show fills the lists with the books that were read, and opens the form that another screen
// asked for.
func (s Model) show() (Model, tea.Cmd) {
	s = s.fill()
	if s.filling {
		s.filling = false
		s = s.openMissing()
	}
	return s.askPlans()
}

// fill lists the accounts that were read: first those with credit, of these those that
// do not load themselves, and the one that burns most.
func (s Model) fill() Model {
	rows := make([]accountRow, len(s.load.Value.Accounts))
	for i, a := range s.load.Value.Accounts {
		rows[i] = accountRow{Position: a}
		rows[i].bought, rows[i].fees = a.BoughtSince(s.asOf.AddDate(-1, 0, 0))
	}
	slices.SortStableFunc(rows, func(a, b accountRow) int {
		return cmp.Or(-boolOrder(a.HasLots, b.HasLots), boolOrder(a.Account.AutoTopUp != nil, b.Account.AutoTopUp != nil), -draw.Compare(a.Burn, b.Burn))
	})
	if s.next != "" {
		s.accounts.Cursor, s.next = s.next, ""
	}
	s.accounts = s.accounts.With(rows)
	return s.arrange()
}

// boolOrder is 1 where only a holds, -1 where only b does.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// askPlans asks for the plans that are shown and were not asked for yet: that of the
// account in hand, and of the one that runs out first.
func (s Model) askPlans() (Model, tea.Cmd) {
	var cmds []tea.Cmd
	first := ""
	if f := s.firstOut(); f != nil {
		first = f.Account.Name
	}
	for _, a := range s.accounts.Rows {
		name := a.Account.Name
		if in, ok := s.inHand(); !ok || name != in.Account.Name && name != first || s.asked[name] || !a.HasLots {
			continue
		}
		s.asked, s.plans = maps.Clone(s.asked), maps.Clone(s.plans)
		if s.asked == nil {
			s.asked = map[string]bool{}
		}
		if s.plans == nil {
			s.plans = map[string]page.Load[projection.Plan]{}
		}
		s.asked[name] = true
		p := s.plans[name]
		p.Of = "plan of " + name
		src, ctx, q := s.src, s.ctx, projection.PlanQuery{Gateway: a.Account.Gateway, Account: name, Terms: pricing.PlanQuery{MinDays: pricing.MinDays, MaxDays: pricing.MaxDays, At: s.asOf}}
		p, cmd := p.Begin(func() (projection.Plan, error) { return src.Plan(ctx, q) })
		s.plans[name] = p
		cmds = append(cmds, cmd)
	}
	return s.arrange(), tea.Batch(cmds...)
}

// inHand is the account that keys are meant for: that of the lot under the cursor, or
// the one in the table.
func (s Model) inHand() (accountRow, bool) { return s.accounts.Selected() }

// Resize fits the lists, and an open form, into another size.
func (s Model) Resize(to draw.Size) Model {
	s.full, s.size = to, s.room(to)
	return s.arrange()
}

// arrange gives the lists the room that the rest leaves.
func (s Model) arrange() Model {
	if s.load.Phase != page.Ready {
		return s
	}
	l := s.layout()
	s.accounts = s.accounts.Resize(draw.Size{Width: s.size.Width, Height: l.accounts})
	return s.scrollLots(l.lots - 1)
}
