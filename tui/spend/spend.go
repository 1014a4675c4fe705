package spend

import (
	"context"
	"slices"
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

// Model is the screen of what was used: the ledger by any of its groups over a period, the
// rows behind each figure, and a year as a calendar.
type Model struct {
	asOf time.Time
	ctx  context.Context
	src  Books
	keys Keys
	size draw.Size
	load page.Load[reading]
	view view

	parsed report.Filter
	wrong  error // why the view's filter is none; parsed is the last that was one
	input  *textinput.Model
	before page.Place // where the reader stood before the filter was typed
	hidden bool       // the pane beside the table

	groups  draw.Table[report.Row]
	summary report.Summary
	fault   error // why there is no report
	picture page.Load[picture]
	rows    spendRows
	year    report.Calendar
	day     int // of the calendar, the one under its cursor
}

// New is the screen at the clock asOf, before it is read.
func New(asOf time.Time) Model {
	s := Model{asOf: asOf, load: page.Load[reading]{Of: "spend"}, picture: page.Load[picture]{Of: "spend"}, keys: NewKeys()}
	s.rows = newRows(rowTable())
	s.view.by = slices.Index(groups, "day")
	s.groups = s.table()
	return s
}

// Reload reads the books anew.
func (s Model) Reload(ctx context.Context, src Books) (Model, tea.Cmd) {
	s.ctx, s.src = ctx, src
	var cmd tea.Cmd
	s.load, cmd = s.load.Begin(func() (reading, error) {
		books, err := src.Spend(ctx, s.asOf)
		if err != nil {
			return reading{}, err
		}
		return read(books)
	})
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

// Claims reports whether a key that else is the program's has another meaning here: Tab turns
// the groups, and Esc leaves the filter that is typed as it was.
func (s Model) Claims(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.Group, s.keys.GroupBack) || s.input != nil && msg.Type == tea.KeyEsc
}

// Bindings are the keys that are switched on.
func (s Model) Bindings() []key.Binding { return page.Bindings(s.keys) }

// Update handles a key or the mouse, and takes in what was read.
func (s Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case page.Loaded[reading]:
		return s.took(msg)
	case page.Loaded[picture]:
		s.picture, _ = s.picture.Take(msg)
	case page.Loaded[report.Rows]:
		s.rows = s.rows.took(msg)
	case page.ShowSpend:
		return s.show(view{period: msg.Period, asked: true, by: max(slices.Index(groups, msg.By), 0), filter: msg.Filter.String()}, "")
	case showYear:
		v := s.view
		v.filter, v.pane, v.year = "", yearPane, s.today().Year()
		return s.show(v, "")
	case page.Clock:
		s.asOf = msg.AsOf
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

// took shows what was read: what was in view before, at first this month, or the last one
// that has any usage.
func (s Model) took(msg page.Loaded[reading]) (Model, tea.Cmd) {
	load, mine := s.load.Take(msg)
	s.load = load
	if !mine || load.Phase != page.Ready {
		return s, nil
	}
	if load.Value.Last.IsZero() {
		s.load = load.AsEmpty()
		return s, nil
	}
	s.rows.table = s.rows.table.Like(load.Value.rows).With(s.rows.table.Rows)
	typed := s.input // a ledger that changes meanwhile takes no letter away
	s, cmd := s.show(s.view, s.cursor())
	s.input = typed
	return s.laid(), cmd
}

// query is what is asked of the sums, but for the period.
func (s Model) query() report.Query {
	return report.Query{By: []string{groups[s.view.by]}, Filter: s.parsed}
}

// show turns to a view, with the cursor on a thing where that is still there. Before the books
// are read it is kept.
func (s Model) show(v view, cursor string) (Model, tea.Cmd) {
	s.rows.cancel()
	if v.by != s.view.by {
		s.groups.Sort, s.groups.Down, s.groups.Top = firstOrder(v.by), true, 0
	}
	s.view, s.input = v, nil
	if f, err := report.ParseFilter(v.filter); err == nil {
		s.parsed, s.wrong = f, nil
	} else {
		s.wrong = err
	}
	if s.load.Phase != page.Ready {
		return s, nil
	}
	if v.pane == rowsPane {
		return s.readRows(cursor)
	}
	if v.pane == yearPane {
		return s.calendared(cursor)
	}
	s.groups.Cursor = cursor
	return s.reported()
}

// reported adds up anew, and asks for what is drawn beside it.
func (s Model) reported() (Model, tea.Cmd) {
	s = s.tabled()
	var cmd tea.Cmd
	books, q, p := s.load.Value.Books, s.query(), s.period()
	s.picture, cmd = s.picture.Begin(func() (picture, error) { return drawn(books, q, p) })
	return s.laid(), cmd
}

// tabled adds up anew.
func (s Model) tabled() Model {
	var r report.Report
	r, s.summary, s.fault = report.Summarize(s.load.Value.Books, s.query(), s.period())
	if s.fault != nil {
		r.Rows = nil
	}
	fresh := s.table().Like(s.load.Value.whole[s.view.by])
	fresh.Sort, fresh.Down, fresh.Cursor, fresh.Top, fresh.Size = s.groups.Sort, s.groups.Down, s.groups.Cursor, s.groups.Top, s.groups.Size
	s.groups = fresh.With(r.Rows)
	return s
}

// Resize gives the screen another size.
func (s Model) Resize(to draw.Size) Model {
	s.size = to
	if s.load.Phase == page.Ready && s.view.pane == tablePane {
		s = s.tabled() // the bars have another length
	}
	return s.laid()
}

// laid gives the table the room that the words and the chart leave.
func (s Model) laid() Model {
	room := draw.Size{Width: s.room().Width, Height: max(s.layout().table, 2)}
	s.groups = s.groups.Resize(room)
	s.rows.table = s.rows.table.Resize(room)
	return s
}
