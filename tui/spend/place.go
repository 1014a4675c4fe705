package spend

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// pane is what stands below the answer.
type pane uint8

const (
	tablePane pane = iota
	rowsPane       // the rows of usage
	yearPane       // a year as a calendar
)

// A view is what the screen shows. Its zero value but for the group is this month's.
type view struct {
	period report.Period
	asked  bool // for the period: else it is the month of the last usage
	by     int  // of groups
	filter string
	pane   pane
	year   int // of the calendar
}

// showYear asks for the calendar, on behalf of the list of things.
type showYear struct{}

// period is the one in view.
func (s Model) period() report.Period {
	switch {
	case s.view.pane == yearPane:
		return report.YearOf(time.Date(s.view.year, 1, 1, 0, 0, 0, 0, time.UTC))
	case s.view.asked:
		return s.view.period
	}
	return report.MonthOf(s.today())
}

// today is the day up to which the usage goes.
func (s Model) today() time.Time { return s.load.Value.Today() }

// over is the view over another period.
func (s Model) over(p report.Period) view {
	v := s.view
	v.period, v.asked = p, true
	return v
}

// cursor is the thing in hand.
func (s Model) cursor() string {
	switch {
	case s.view.pane == rowsPane:
		return s.rows.table.Cursor
	case s.view.pane == yearPane && s.day < len(s.year.Days):
		return s.year.Days[s.day].Date.Format(pricing.Day)
	}
	return s.groups.Cursor
}

// Place is where the reader stands. A filter that is being typed is none yet.
func (s Model) Place() page.Place {
	if s.input != nil {
		return s.before
	}
	return page.Place{View: s.view, Cursor: s.cursor()}
}

// Return goes back to a place.
func (s Model) Return(to page.Place) (Model, tea.Cmd) {
	v, ok := to.View.(view)
	if !ok {
		return s, nil
	}
	return s.show(v, to.Cursor)
}

// Things are the groups, the accounts and the calendar.
func (s Model) Things() []page.Thing {
	if s.load.Phase != page.Ready {
		return nil
	}
	month := report.MonthOf(s.today())
	out := []page.Thing{{Kind: "spend", Name: "the year as a calendar", Note: "a shade a day", Then: showYear{}}}
	for _, by := range groups {
		out = append(out, page.Thing{Kind: "spend", Name: "spend by " + by, Note: month.Words(s.today()), Then: page.ShowSpend{By: by, Period: month}})
	}
	for _, account := range s.load.Value.accounts {
		f := report.Filter{}.And("account", account)
		out = append(out, page.Thing{Kind: "spend", Name: "spend of " + draw.Label(account), Note: month.Words(s.today()), Then: page.ShowSpend{By: "day", Period: month, Filter: f}})
	}
	return out
}

// Refuses says why a key that the screen knows can do nothing here and now.
func (s Model) Refuses(msg tea.KeyMsg) string {
	k := s.keys
	switch {
	case s.load.Phase != page.Ready:
		return ""
	case key.Matches(msg, k.Pin) && s.size.Width < pinnedFrom:
		return "the pane beside the table needs a wider window"
	case key.Matches(msg, k.Pin) && s.view.pane == yearPane, key.Matches(msg, k.Sort, k.Turn) && s.view.pane == yearPane:
		return "the calendar has no such thing: " + page.KeyOf(k.Calendar) + " leads to the table"
	case key.Matches(msg, k.Group, k.GroupBack) && s.view.pane == yearPane:
		return "the calendar has days alone: " + page.KeyOf(k.Calendar) + " leads to the groups"
	case key.Matches(msg, k.Group, k.GroupBack) && s.view.pane == rowsPane:
		return "rows have no groups: Esc leads back to them"
	case key.Matches(msg, k.Turn) && s.view.pane == rowsPane:
		return "rows stand newest or dearest first: " + page.KeyOf(k.Sort)
	case key.Matches(msg, k.Span, k.SpanBack) && s.view.pane == yearPane:
		return "the calendar has a year: " + page.KeyOf(k.Calendar) + " leads to other periods"
	case s.earlier(msg) && s.period().IsAll(), s.later(msg) && s.period().IsAll():
		return "all that is recorded is shown: " + page.KeyOf(k.Span) + " turns to shorter periods"
	case s.earlier(msg) && !s.period().From.After(s.load.Value.First):
		return "nothing is recorded before " + s.load.Value.First.Format("2 Jan 2006")
	case s.later(msg) && s.period().Moved(1).From.After(s.today()):
		return "nothing is recorded after " + s.today().Format("2 Jan 2006")
	case key.Matches(msg, k.Enter, k.Explain, k.Rows) && s.empty():
		return "there is no row to look into"
	}
	return ""
}

// empty reports whether there is nothing under the cursor.
func (s Model) empty() bool {
	switch s.view.pane {
	case rowsPane:
		return len(s.rows.table.Shown) == 0
	case yearPane:
		return s.day >= len(s.year.Days) || s.year.Days[s.day].Row.Requests == 0 && s.year.Days[s.day].Row.USD.IsZero()
	}
	return len(s.groups.Shown) == 0
}

// earlier and later report whether a key moves the period: the arrows do but in the calendar,
// where they move the cursor.
func (s Model) earlier(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.Before) || key.Matches(msg, s.keys.Earlier) && s.view.pane != yearPane
}

func (s Model) later(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.After) || key.Matches(msg, s.keys.Later) && s.view.pane != yearPane
}

// of says what is shown, in words: "model openai/gpt-5.4, November so far".
func (s Model) of() string {
	return draw.Safe(strings.Join(append(s.parsed.Words(), s.period().Words(s.today())), ", "))
}

// into is the view of what is under the cursor alone, by the next group that can tell
// anything new of it, or its rows.
func (s Model) into(key string) (view, error) {
	by := groups[s.view.by]
	v := s.view
	f := s.parsed.Labels()
	if s.byTime() {
		p, err := report.PeriodOf(by, key)
		if err != nil {
			return v, err
		}
		v = s.over(p)
	} else {
		f = f.And(by, key)
	}
	v.filter = f.String()
	next, deeper := map[string]string{"month": "day", "week": "day", "app": "model", "model": "app"}, map[string]string{"model": "app", "app": "model"}
	to := next[by]
	if to == "" {
		to = "model"
	}
	tells := func(g string) bool {
		_, fixed := f.Is(g)
		return g == "day" || !fixed && s.values(g) > 1
	}
	if !tells(to) {
		to = deeper[to]
	}
	if to == "" || !tells(to) {
		v.pane = rowsPane
		return v, nil
	}
	v.by = slices.Index(groups, to)
	return v, nil
}
