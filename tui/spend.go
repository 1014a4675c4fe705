package tui

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
	"tollbook/tui/period"
)

// spendSource is the part of the books that this screen reads.
type spendSource interface {
	// Spend reads the daily sums once, by label too; all grouping, sorting and filtering
	// works on them in memory.
	Spend(ctx context.Context, asOf time.Time) (credit.Books, error)
	// Rows reads a page of the rows behind a figure, which may take seconds.
	Rows(ctx context.Context, spend credit.Books, q report.RowsQuery) (report.Rows, error)
}

// spend is the screen of what was used: the ledger by any of its groups over a
// period, and the rows behind each figure.
type spend struct {
	asOf time.Time
	ctx  context.Context
	src  spendSource
	keys spendKeys
	size draw.Size
	load page.Load[credit.Books]

	period report.Period
	by     int         // of spendGroups
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

func newSpend(asOf time.Time) spend {
	s := spend{asOf: asOf, load: page.Load[credit.Books]{Of: "spend"}, keys: newSpendKeys(), by: slices.Index(spendGroups, "day")}
	s.groups = s.groupTable()
	return s
}

func (s spend) Reload(ctx context.Context, src spendSource) (spend, tea.Cmd) {
	s.ctx, s.src = ctx, src
	var cmd tea.Cmd
	s.load, cmd = s.load.Begin(func() (credit.Books, error) { return src.Spend(ctx, s.asOf) })
	return s, cmd
}

func (s spend) Status() page.Status { return s.load.Status }

// Vacant says how a ledger without usage gets some.
func (s spend) Vacant() []string {
	return []string{
		"There is no usage yet.",
		"tollbook import openrouter_activity.csv reads an export of OpenRouter: openrouter.ai/activity, then Export, then CSV. tollbook help exports names the others.",
	}
}

func (s spend) Offers() []key.Binding { return nil }

func (s spend) Typing() bool { return s.input != nil }

func (s spend) Claims(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.Group, s.keys.GroupBack)
}

func (s spend) Bindings() []key.Binding { return page.Bindings(s.keys) }

func (s spend) Update(msg tea.Msg) (spend, tea.Cmd) {
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
func (s spend) took(msg page.Loaded[credit.Books]) (spend, tea.Cmd) {
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
func (s spend) turnedTo(of page.ShowSpend) spend {
	if s.rows != nil {
		s.rows.cancel()
	}
	s.rows, s.only, s.input, s.wrong = nil, nil, nil, nil
	s.period, s.filter, s.parsed = of.Period, of.Filter.String(), of.Filter
	s.by = slices.Index(spendGroups, of.By)
	s.groups.Sort, s.groups.Down, s.groups.Cursor, s.groups.Top = s.firstOrder(), true, "", 0
	if s.load.Phase != page.Ready {
		return s
	}
	return s.reported().laid()
}

// everShown reports whether a reading was shown before: then the period is the
// user's.
func (s spend) everShown() bool { return s.groups.Rows != nil }

// query is what is asked of the sums, but for the period.
func (s spend) query() report.Query {
	var f report.Filter
	for _, n := range s.only {
		f = f.And(spendGroups[n.by], n.key)
	}
	return report.Query{By: []string{spendGroups[s.by]}, Filter: f.Also(s.parsed)}
}

// reported adds up anew.
func (s spend) reported() spend {
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

func (s spend) Resize(to draw.Size) spend {
	s.size = to
	if s.load.Phase == page.Ready {
		s = s.reported() // the bars have another length
	}
	return s.laid()
}

// laid gives the table the room that the words leave.
func (s spend) laid() spend {
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
func (s spend) crumbs() string {
	var out []string
	for _, n := range s.only {
		out = append(out, spendGroups[n.by]+" "+period.Named(n.key))
	}
	return strings.Join(out, " ▸ ")
}
