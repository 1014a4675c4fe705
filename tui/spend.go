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
	load loadState[credit.Books]

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
	s := spend{asOf: asOf, load: loadState[credit.Books]{of: "spend"}, keys: newSpendKeys(), by: slices.Index(spendGroups, "day")}
	s.groups = s.groupTable()
	return s
}

func (s spend) reload(ctx context.Context, src spendSource) (spend, tea.Cmd) {
	s.ctx, s.src = ctx, src
	var cmd tea.Cmd
	s.load, cmd = s.load.begin(func() (credit.Books, error) { return src.Spend(ctx, s.asOf) })
	return s, cmd
}

func (s spend) status() loadStatus { return s.load.loadStatus }

// vacant says how a ledger without usage gets some.
func (s spend) vacant() []string {
	return []string{
		"There is no usage yet.",
		"tollbook import openrouter_activity.csv reads an export of OpenRouter: openrouter.ai/activity, then Export, then CSV. tollbook help exports names the others.",
	}
}

func (s spend) offers() []key.Binding { return nil }

func (s spend) typing() bool { return s.input != nil }

func (s spend) claims(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.Group, s.keys.GroupBack)
}

func (s spend) bindings() []key.Binding { return bindings(s.keys) }

func (s spend) update(msg tea.Msg) (spend, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded[credit.Books]:
		return s.took(msg)
	case spendOf:
		return s.turnedTo(msg), nil
	case loaded[report.Rows]:
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
func (s spend) took(msg loaded[credit.Books]) (spend, tea.Cmd) {
	load, mine := s.load.take(msg)
	s.load = load
	if !mine || load.phase != ready {
		return s, nil
	}
	if load.value.Last.IsZero() {
		s.load = load.without()
		return s, nil
	}
	if s.period.IsAll() && s.summary.Total.Keys == nil && !s.everShown() {
		s.period = report.MonthOf(load.value.Today())
	}
	s = s.reported()
	if s.rows != nil {
		return s.drilled(s.rows.keys)
	}
	return s.laid(), nil
}

// turnedTo shows what another screen asks for. What was looked into before is left.
func (s spend) turnedTo(of spendOf) spend {
	if s.rows != nil {
		s.rows.cancel()
	}
	s.rows, s.only, s.input, s.wrong = nil, nil, nil, nil
	s.period, s.filter, s.parsed = of.period, of.filter.String(), of.filter
	s.by = slices.Index(spendGroups, of.by)
	s.groups.Sort, s.groups.Down, s.groups.Cursor, s.groups.Top = s.firstOrder(), true, "", 0
	if s.load.phase != ready {
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
	r, s.summary, s.fault = report.Summarize(s.load.value, s.query(), s.period)
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

func (s spend) resized(to draw.Size) spend {
	s.size = to
	if s.load.phase == ready {
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
		out = append(out, spendGroups[n.by]+" "+named(n.key))
	}
	return strings.Join(out, " ▸ ")
}
