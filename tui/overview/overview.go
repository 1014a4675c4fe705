package overview

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// Books is the part of the books that this screen reads.
type Books interface {
	// Reading reads the books once, and what findings are made of beside them: the quick
	// part. All else is made of it.
	Reading(ctx context.Context, asOf time.Time) (check.Reading, error)
	// Project and Attention simulate, which takes longer.
	Project(b credit.Books) (projection.Forecast, error)
	Attention(ctx context.Context, r check.Reading) (check.Attention, error)
	// Acknowledge keeps a finding from counting until it becomes worse; Unacknowledge
	// takes that back.
	Acknowledge(ctx context.Context, id string, asOf time.Time) error
	Unacknowledge(ctx context.Context, id string) error
}

// pane is one of the lists of the overview that a cursor goes through.
type pane uint8

const (
	findingsPane pane = iota
	balancesPane
	spentPane
	panes
)

// Model is the screen of how things stand: the month and what it will come to,
// balances, what needs attention.
type Model struct {
	asOf time.Time
	ctx  context.Context
	src  Books
	keys Keys
	size draw.Size
	// The sums come first, what is simulated from them later.
	load  page.Load[reckoned]
	ahead page.Load[projection.Forecast]
	watch page.Load[watched]

	marking string // the finding that is being acknowledged

	pane     pane
	findings findingList
	accounts draw.Table[accountLine]
	models   draw.Table[report.Row]
}

// reckoned is what the sums come to: it is added up aside, for a ledger may have many.
type reckoned struct {
	month   thisMonth
	reading check.Reading
	fault   error // why there is no report
}

func reckon(ctx context.Context, src Books, asOf time.Time) (reckoned, error) {
	r, err := src.Reading(ctx, asOf)
	if err != nil {
		return reckoned{}, err
	}
	out := reckoned{reading: r}
	out.month, out.fault = monthOf(r.Books, asOf)
	return out, nil
}

// watched is what has to be looked after.
type watched struct {
	attention check.Attention
	budgets   []check.BudgetState
}

// New is the screen at the clock asOf, before it is read.
func New(asOf time.Time) Model {
	return Model{asOf: asOf, keys: NewKeys(), accounts: balanceTable(asOf), models: draw.NewTable(func(report.Row) string { return "" }),
		load: page.Load[reckoned]{Of: "overview"}, ahead: page.Load[projection.Forecast]{Of: "overview"}, watch: page.Load[watched]{Of: "overview"}}
}

// Reload reads the books anew.
func (s Model) Reload(ctx context.Context, src Books) (Model, tea.Cmd) {
	s.ctx, s.src = ctx, src
	var sums tea.Cmd
	s.load, sums = s.load.Begin(func() (reckoned, error) { return reckon(ctx, src, s.asOf) })
	return s, sums
}

// foreseeing simulates what the sums will come to and what needs attention.
func (s Model) foreseeing() (Model, tea.Cmd) {
	ctx, src, r := s.ctx, s.src, s.load.Value.reading
	var ahead, watch tea.Cmd
	s.ahead, ahead = s.ahead.Begin(func() (projection.Forecast, error) { return src.Project(r.Books) })
	s.watch, watch = s.watch.Begin(func() (watched, error) {
		found, err := src.Attention(ctx, r)
		if err != nil {
			return watched{}, err
		}
		budgets, err := r.BudgetStates()
		return watched{found, budgets}, err
	})
	return s, tea.Batch(ahead, watch)
}

// month is what the sums say of this month.
func (s Model) month() thisMonth { return s.load.Value.month }

// Status is that of the sums: what is simulated has its own place to be waited for.
func (s Model) Status() page.Status { return s.load.Status }

// Vacant says how a ledger without anything gets some.
func (s Model) Vacant() []string {
	return []string{
		"There is no usage yet.",
		"tollbook import openrouter_activity.csv reads an export of OpenRouter: openrouter.ai/activity, then Export, then CSV. tollbook topup add openrouter 100 records a top-up.",
	}
}

// Offers are the keys that work while the screen is empty.
func (s Model) Offers() []key.Binding { return nil }

// Typing reports whether letters go into a line.
func (s Model) Typing() bool { return false }

// Claims reports whether a key that else is the program's has another meaning here.
func (s Model) Claims(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.Pane) || key.Matches(msg, s.keys.Back) && (s.pane != findingsPane || s.findings.at() > 0)
}

// Bindings are the keys that are switched on.
func (s Model) Bindings() []key.Binding { return page.Bindings(s.keys) }

// Update handles a key or the mouse, and takes in what was read.
func (s Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case page.Loaded[reckoned]:
		return s.took(msg)
	case page.Loaded[projection.Forecast]:
		s.ahead, _ = s.ahead.Take(msg)
		return s.listed(), nil
	case page.Loaded[watched]:
		load, mine := s.watch.Take(msg)
		s.watch = load
		if mine && load.Phase == page.Ready {
			s.marking = ""
			s.findings = s.findings.with(load.Value.attention.Findings)
		}
	case unmarked:
		return s.refused(msg)
	case tea.KeyMsg:
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	}
	return s.laid(), nil
}

// took shows the sums that were read, and begins to simulate.
func (s Model) took(msg page.Loaded[reckoned]) (Model, tea.Cmd) {
	load, mine := s.load.Take(msg)
	s.load = load
	if !mine || load.Phase != page.Ready {
		return s, nil
	}
	if load.Value.month.today.IsZero() && len(load.Value.reading.Books.WithLots()) == 0 {
		s.load = load.AsEmpty()
		return s, nil
	}
	return s.listed().foreseeing()
}

// listed fills the tables anew.
func (s Model) listed() Model {
	if s.load.Phase != page.Ready {
		return s
	}
	s.accounts = s.accounts.With(s.accountLines())
	fresh := spentTable(s.month(), s.barWidth())
	fresh.Cursor, fresh.Top, fresh.Size = s.models.Cursor, s.models.Top, s.models.Size
	s.models = fresh.With(s.month().models)
	return s.laid()
}

// Resize gives the screen another size.
func (s Model) Resize(to draw.Size) Model {
	s.size = to
	return s.listed().laid()
}

// press handles one key.
func (s Model) press(msg tea.KeyMsg) (Model, tea.Cmd) {
	switch k := s.keys; {
	case k.By(msg, 0) != 0:
		s = s.moved(k.By(msg, 0))
	case key.Matches(msg, k.Pane):
		by := pane(1)
		if msg.Type == tea.KeyShiftTab {
			by = panes - 1
		}
		s.pane = s.turned(by)
	case key.Matches(msg, k.Enter):
		return s, s.enter()
	case key.Matches(msg, k.Explain):
		return s, s.explained()
	case key.Matches(msg, k.Seen):
		return s.see()
	case key.Matches(msg, k.Back):
		s.pane = findingsPane
		s = s.moved(-1 << 30)
	}
	return s.laid(), nil
}

// turned is the next pane that is in sight.
func (s Model) turned(by pane) pane {
	for p := (s.pane + by) % panes; p != s.pane; p = (p + by) % panes {
		if s.rooms().of(p) > 0 {
			return p
		}
	}
	return s.pane
}

// moved moves the cursor of the pane in hand.
func (s Model) moved(by int) Model {
	switch s.pane {
	case balancesPane:
		s.accounts = s.accounts.Move(by)
	case spentPane:
		s.models = s.models.Move(by)
	default:
		s.findings = s.findings.moved(by)
	}
	return s
}

// laid gives the panes their room, and switches the keys on that have a use.
func (s Model) laid() Model {
	r := s.rooms()
	if r.of(s.pane) == 0 { // it is out of sight
		s.pane = findingsPane
	}
	s.findings = s.findings.sized(s.size.Width, r.findings)
	s.accounts = s.accounts.Resize(draw.Size{Width: r.left, Height: r.accounts})
	s.models = s.models.Resize(draw.Size{Width: r.right, Height: r.models})
	f, ok := s.findings.selected()
	s.keys.Seen.SetEnabled(ok && s.pane == findingsPane && !f.Acknowledged)
	return s
}
