package spend

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/credit"
	"tollbook/ledger/report"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// Books is the part of the books that this screen reads.
type Books interface {
	// Spend reads the daily sums once, by label too; all grouping, sorting and filtering
	// works on them in memory.
	Spend(ctx context.Context, asOf time.Time) (credit.Books, error)
	// Rows reads a page of the rows behind a figure, which may take seconds.
	Rows(ctx context.Context, spend credit.Books, q report.RowsQuery) (report.Rows, error)
}

// Model is the screen of what was used: the ledger by any of its groups over a
// period, and the rows behind each figure.
type Model struct {
	asOf time.Time
	ctx  context.Context
	src  Books
	keys Keys
	size draw.Size
	load page.Load[credit.Books]

	period report.Period
	by     int         // of groups
	only   []narrowing // what is looked into, the widest first
	filter string      // as typed
	parsed report.Filter
	wrong  error // why filter is none; parsed is the last that was one
	input  *textinput.Model

	groups  draw.Table[report.Row]
	summary report.Summary
	fault   error // why there is no report
	rows    *spendRows
}

// A narrowing is one row that the screen was narrowed to.
type narrowing struct {
	by  int
	key string
}

// New is the screen at the clock asOf, before it is read.
func New(asOf time.Time) Model {
	s := Model{asOf: asOf, load: page.Load[credit.Books]{Of: "spend"}, keys: NewKeys(), by: slices.Index(groups, "day")}
	s.groups = s.groupTable()
	return s
}

// Reload reads the books anew.
func (s Model) Reload(ctx context.Context, src Books) (Model, tea.Cmd) {
	s.ctx, s.src = ctx, src
	var cmd tea.Cmd
	s.load, cmd = s.load.Begin(func() (credit.Books, error) { return src.Spend(ctx, s.asOf) })
	return s, cmd
}

// Status says how far the reading is.
func (s Model) Status() page.Status { return s.load.Status }

// Vacant says how a ledger without usage gets some.
func (s Model) Vacant() []string {
	return []string{
		"There is no usage yet.",
		"tollbook import openrouter_activity.csv reads an export of OpenRouter: openrouter.ai/activity, then Export, then CSV. tollbook help exports names the others.",
	}
}

// Offers are the keys that work while the screen is empty.
func (s Model) Offers() []key.Binding { return nil }

// Typing reports whether letters go into a line.
func (s Model) Typing() bool { return s.input != nil }

// Claims reports whether a key that else is the program's has another meaning here.
func (s Model) Claims(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.Group, s.keys.GroupBack) ||
		key.Matches(msg, s.keys.Back) && (s.rows != nil || s.filter != "" || len(s.only) > 0)
}

// Bindings are the keys that are switched on.
func (s Model) Bindings() []key.Binding { return page.Bindings(s.keys) }

// Update handles a key or the mouse, and takes in what was read.
func (s Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case page.Loaded[credit.Books]:
		return s.took(msg)
	case page.ShowSpend:
		return s.turnedTo(msg), nil
	case page.Loaded[report.Rows]:
		if s.rows != nil {
			rows := s.rows.took(msg)
			s.rows = &rows
		}
	case tea.KeyMsg:
		if s.input != nil {
			return s.write(msg)
		}
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	}
	return s.laid(), nil
}

// took shows what was read: this month, or the last one that has any usage.
func (s Model) took(msg page.Loaded[credit.Books]) (Model, tea.Cmd) {
	load, mine := s.load.Take(msg)
	s.load = load
	if !mine || load.Phase != page.Ready {
		return s, nil
	}
	if load.Value.Last.IsZero() {
		s.load = load.AsEmpty()
		return s, nil
	}
	if s.period.IsAll() && s.summary.Total.Keys == nil && !s.everShown() {
		s.period = report.MonthOf(load.Value.Today())
	}
	s = s.reported()
	if s.rows != nil {
		return s.drilled(s.rows.keys)
	}
	return s.laid(), nil
}

// turnedTo shows what another screen asks for. What was looked into before is left.
func (s Model) turnedTo(of page.ShowSpend) Model {
	if s.rows != nil {
		s.rows.cancel()
	}
	s.rows, s.only, s.input, s.wrong = nil, nil, nil, nil
	s.period, s.filter, s.parsed = of.Period, of.Filter.String(), of.Filter
	s.by = slices.Index(groups, of.By)
	s.groups.Sort, s.groups.Down, s.groups.Cursor, s.groups.Top = s.firstOrder(), true, "", 0
	if s.load.Phase != page.Ready {
		return s
	}
	return s.reported().laid()
}

// everShown reports whether a reading was shown before: then the period is the
// user's.
func (s Model) everShown() bool { return s.groups.Rows != nil }

// query is what is asked of the sums, but for the period.
func (s Model) query() report.Query {
	var f report.Filter
	for _, n := range s.only {
		f = f.And(groups[n.by], n.key)
	}
	return report.Query{By: []string{groups[s.by]}, Filter: f.Also(s.parsed)}
}

// reported adds up anew.
func (s Model) reported() Model {
	var r report.Report
	r, s.summary, s.fault = report.Summarize(s.load.Value, s.query(), s.period)
	if s.fault != nil {
		r.Rows = nil
	}
	if r.Rows == nil {
		r.Rows = []report.Row{}
	}
	fresh := s.groupTable()
	fresh.Sort, fresh.Down, fresh.Cursor, fresh.Top, fresh.Size = s.groups.Sort, s.groups.Down, s.groups.Cursor, s.groups.Top, s.groups.Size
	s.groups = fresh.With(r.Rows)
	return s
}

// Resize gives the screen another size.
func (s Model) Resize(to draw.Size) Model {
	s.size = to
	if s.load.Phase == page.Ready {
		s = s.reported() // the bars have another length
	}
	return s.laid()
}

// laid gives the table the room that the words leave.
func (s Model) laid() Model {
	room := draw.Size{Width: s.size.Width, Height: max(s.frame().Room(), 2)}
	s.groups = s.groups.Resize(room)
	if s.rows != nil {
		rows := *s.rows
		rows.table = rows.table.Resize(room)
		s.rows = &rows
	}
	return s
}

// crumbs say what is looked into: "app support-bot ▸ month 2026-10".
func (s Model) crumbs() string {
	var out []string
	for _, n := range s.only {
		out = append(out, groups[n.by]+" "+draw.Label(n.key))
	}
	return strings.Join(out, " ▸ ")
}
