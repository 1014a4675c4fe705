package overview

import (
	"context"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
	"tollbook/pricing"
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
	gatewaysPane pane = iota
	modelsPane
	tasksPane
	panes
)

// Model is the screen of how things stand: the month and what it will come to at each
// gateway, what is to be done, and the month as a chart.
type Model struct {
	asOf time.Time
	ctx  context.Context
	src  Books
	keys Keys
	size draw.Size
	// The sums come first, what is simulated from them later, and what is compared last.
	load  page.Load[reckoned]
	ahead page.Load[projection.Forecast]
	watch page.Load[watched]
	other page.Load[elsewhere]

	marking string // the finding that is being marked as seen

	said     []sentence // the answer: lots may be many, so a key makes none anew
	pane     pane
	eachDay  bool // the chart has days, not their running sum
	gateways draw.Table[gatewayLine]
	models   draw.Table[report.Row]
	todo     todoList
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

// elsewhere is what the cheapest other gateway costs less a month than what is paid; nil where
// none is known to cost less.
type elsewhere = *pricing.Money

// New is the screen at the clock asOf, before it is read.
func New(asOf time.Time) Model {
	return Model{asOf: asOf, keys: NewKeys(), gateways: gatewayTable(0, columnRooms{}), models: spentTable(thisMonth{}, 0),
		load: page.Load[reckoned]{Of: "overview"}, ahead: page.Load[projection.Forecast]{Of: "overview"},
		watch: page.Load[watched]{Of: "overview"}, other: page.Load[elsewhere]{Of: "overview"}}
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

// comparing finds what another gateway would save, once all that is the screen's own is there.
func (s Model) comparing() (Model, tea.Cmd) {
	if s.ahead.Pending || s.watch.Pending {
		return s, nil
	}
	asOf, work, catalog := s.asOf, s.load.Value.reading.Work, s.load.Value.reading.Books.Catalog
	var cmd tea.Cmd
	s.other, cmd = s.other.Begin(func() (elsewhere, error) {
		if work.Empty() || catalog == nil {
			return nil, nil
		}
		c, err := catalog.Compare(work, pricing.Knobs{}, asOf)
		if err != nil {
			return nil, err
		}
		return c.Saves(), nil
	})
	return s, cmd
}

// month is what the sums say of this month.
func (s Model) month() thisMonth { return s.load.Value.month }

// Status is that of the sums: what is simulated has its own place to be waited for.
func (s Model) Status() page.Status { return s.load.Status }

// Vacant says how a ledger without anything gets some.
func (s Model) Vacant() []string {
	return []string{
		"There is no usage yet. With it this screen says what the month comes to at each gateway with its fees, which credit ends first, and what of it you lose.",
		"",
		"1  Export your usage: at OpenRouter openrouter.ai/activity, then Export, then CSV.",
		"2  Bring it in: press i and choose the file, or type tollbook import FILE in a shell.",
		"3  Record what you bought: press 3, then a. Then it is known what dies when.",
		"",
		"No export at hand? Press 2 to ask what a month costs where.",
	}
}

// Offers are the keys that work while the screen is empty.
func (s Model) Offers() []key.Binding { return nil }

// Typing reports whether letters go into a line.
func (s Model) Typing() bool { return false }

// Claims reports whether a key that else is the program's has another meaning here: Tab goes to
// the next pane, y copies the command of the task in hand.
func (s Model) Claims(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.Pane) || key.Matches(msg, s.keys.Copy)
}

// Bindings are the keys that are switched on.
func (s Model) Bindings() []key.Binding { return page.Bindings(s.keys) }

// Update handles a key or the mouse, and takes in what was read.
func (s Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case page.Loaded[reckoned]:
		return s.took(msg)
	case page.Loaded[projection.Forecast]:
		load, mine := s.ahead.Take(msg)
		if s.ahead = load; mine {
			return s.listed().comparing()
		}
	case page.Loaded[watched]:
		load, mine := s.watch.Take(msg)
		if s.watch = load; !mine {
			break
		}
		if load.Phase == page.Ready {
			s.marking = ""
			s.todo = s.todo.with(load.Value.attention.Findings)
		}
		return s.laid().comparing()
	case page.Loaded[elsewhere]:
		s.other, _ = s.other.Take(msg)
		s.said = s.answer()
	case unmarked:
		return s.refused(msg)
	case page.Clock:
		s.asOf = msg.AsOf
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
	s.said = s.answer()
	lines := s.gatewayLines()
	var sum *gatewayLine
	all := s.sumLine(lines)
	if len(lines) > 1 {
		sum = &all
	}
	room := s.roomFor(append(slices.Clone(lines), all))
	fill := func(bar int) {
		b := gatewayTable(bar, room)
		b.Cursor, b.Top, b.Size, b.Sort, b.Down, b.Sum = s.gateways.Cursor, s.gateways.Top, s.gateways.Size, s.gateways.Sort, s.gateways.Down, sum
		s.gateways = b.With(lines)
	}
	fill(0)
	left, right := s.widths()
	if bar := min(left-s.gateways.Natural()-draw.Gap, mostBar); bar >= leastBar {
		fill(bar)
	}
	models := spentTable(s.month(), max(right-52, 8))
	models.Cursor, models.Top, models.Size = s.models.Cursor, s.models.Top, s.models.Size
	s.models = models.With(s.month().models)
	return s.laid()
}

// leastBar and mostBar are how long the longest bar of the gateways is.
const (
	leastBar = 6
	mostBar  = 40
)

// Resize gives the screen another size.
func (s Model) Resize(to draw.Size) Model {
	s.size = to
	return s.listed().laid()
}

// press handles one key.
func (s Model) press(msg tea.KeyMsg) (Model, tea.Cmd) {
	switch k := s.keys; {
	case k.By(msg, s.pageRows()) != 0:
		s = s.moved(k.By(msg, s.pageRows()))
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
	case key.Matches(msg, k.Copy):
		return s, s.copied()
	case key.Matches(msg, k.Order):
		s.gateways = s.gateways.Reorder(true)
	case key.Matches(msg, k.Chart):
		s.eachDay = !s.eachDay
	}
	return s.laid(), nil
}

// enter does the deed of the task under the cursor, or takes the figure there apart.
func (s Model) enter() tea.Cmd {
	var to tea.Msg
	switch s.pane {
	case gatewaysPane:
		if l, ok := s.gateways.Selected(); ok {
			to = page.Explain{Is: s.gatewayExplained(l)}
		}
	case modelsPane:
		if r, ok := s.models.Selected(); ok {
			to = page.Explain{Address: s.month().byModel().Address(r.Keys, "usd")}
		}
	default:
		if k, ok := s.todo.selected(); ok {
			to = s.deed(k.Finding)
		}
	}
	if to == nil {
		return nil
	}
	return func() tea.Msg { return to }
}

// copied puts the command of the task in hand into the clipboard.
func (s Model) copied() tea.Cmd {
	k, ok := s.todo.selected()
	if !ok {
		return nil
	}
	text := command(k.Finding)
	return func() tea.Msg { return page.Copy{What: text, Text: text} }
}

// turned is the next pane that has anything.
func (s Model) turned(by pane) pane {
	for p := (s.pane + by) % panes; p != s.pane; p = (p + by) % panes {
		if s.has(p) {
			return p
		}
	}
	return s.pane
}

// has reports whether a pane is in sight and has a line.
func (s Model) has(p pane) bool {
	r := s.rooms()
	switch p {
	case gatewaysPane:
		return r.gateways > 0 && len(s.gateways.Rows) > 0
	case modelsPane:
		return r.right > 0
	}
	return r.tasks > 0 && len(s.todo.all) > 0
}

// pageRows is how far a page goes.
func (s Model) pageRows() int {
	switch s.pane {
	case gatewaysPane:
		return s.gateways.PageRows()
	case modelsPane:
		return s.models.PageRows()
	}
	return max(s.todo.rows()-1, 1)
}

// moved moves the cursor; at the end of the gateways it goes on to the tasks, and back.
func (s Model) moved(by int) Model {
	switch {
	case s.pane == gatewaysPane && by == 1 && s.gateways.At() == len(s.gateways.Shown)-1 && s.has(tasksPane):
		s.pane, s.todo = tasksPane, s.todo.moved(-1<<30)
		return s
	case s.pane == tasksPane && by == -1 && s.todo.at() == 0 && s.has(gatewaysPane):
		s.pane, s.gateways = gatewaysPane, s.gateways.Move(1<<30)
		return s
	}
	return s.movedIn(by)
}

// movedIn moves the cursor of the pane in hand.
func (s Model) movedIn(by int) Model {
	switch s.pane {
	case gatewaysPane:
		s.gateways = s.gateways.Move(by)
	case modelsPane:
		s.models = s.models.Move(by)
	default:
		s.todo = s.todo.moved(by)
	}
	return s
}

// widths are those of the gateways and of the models beside them; 0 is no models.
func (s Model) widths() (left, right int) {
	if s.size.Width < modelsFrom || len(s.month().models) == 0 {
		return s.size.Width, 0
	}
	right = min(max(s.size.Width*3/10, 38), 66)
	return s.size.Width - right - 1, right
}

// laid gives the panes their room, and switches the keys on that have a use.
func (s Model) laid() Model {
	r := s.rooms()
	s.todo = s.todo.sized(s.size.Width, r.tasks)
	s.gateways = s.gateways.Resize(draw.Size{Width: r.left, Height: r.gateways})
	s.models = s.models.Resize(draw.Size{Width: r.right, Height: r.gateways})
	if s.load.Phase == page.Ready && !s.has(s.pane) {
		s.pane = gatewaysPane
		if !s.has(gatewaysPane) && s.has(tasksPane) {
			s.pane = tasksPane
		}
	}
	k, ok := s.todo.selected()
	s.keys.Seen.SetEnabled(s.pane == tasksPane && ok)
	s.keys.Copy.SetEnabled(s.pane == tasksPane && ok && command(k.Finding) != "")
	s.keys.Chart.SetEnabled(r.chart > 0 && s.charted())
	s.keys.Order.SetEnabled(len(s.gateways.Rows) > 1)
	return s
}
