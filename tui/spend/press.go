package spend

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// press handles one key. What leads somewhere makes another view.
func (s Model) press(msg tea.KeyMsg) (Model, tea.Cmd) {
	if s.Refuses(msg) != "" {
		return s, nil
	}
	switch k := s.keys; {
	case s.view.pane == yearPane && s.stride(msg) != 0:
		s.day = min(max(s.day+s.stride(msg), 0), len(s.year.Days)-1)
		return s, nil
	case s.view.pane != yearPane && k.By(msg, s.pageRows()) != 0:
		return s.moved(k.By(msg, s.pageRows()))
	case key.Matches(msg, k.Enter):
		return s.enter()
	case key.Matches(msg, k.Rows):
		return s.toRows()
	case key.Matches(msg, k.Explain):
		return s, s.explained()
	case key.Matches(msg, k.Filter):
		in := form.NewInput(s.view.filter)
		s.before, s.input = s.Place(), &in
		return s.laid(), nil
	case key.Matches(msg, k.Sort, k.Turn):
		return s.ordered(key.Matches(msg, k.Sort))
	case key.Matches(msg, k.Pin):
		s.hidden = !s.hidden
		return s.Resize(s.size), nil
	case key.Matches(msg, k.Group):
		return s.grouped(s.view.by + 1)
	case key.Matches(msg, k.GroupBack):
		return s.grouped(s.view.by - 1)
	case s.earlier(msg):
		return s.turned(-1)
	case s.later(msg):
		return s.turned(1)
	case key.Matches(msg, k.Span):
		return s.show(s.over(s.period().Next(1, s.today())), s.cursor())
	case key.Matches(msg, k.SpanBack):
		return s.show(s.over(s.period().Next(-1, s.today())), s.cursor())
	case key.Matches(msg, k.Calendar):
		return s.toYear()
	}
	return s, nil
}

// turned moves the period, or the year of the calendar.
func (s Model) turned(by int) (Model, tea.Cmd) {
	if s.view.pane == yearPane {
		v, day := s.view, s.cursor()
		v.year += by
		if at, ok := sameDay(day, by); ok {
			day = at
		}
		return s.show(v, day)
	}
	return s.show(s.over(s.period().Moved(by)), s.cursor())
}

// pageRows is how far a page key moves.
func (s Model) pageRows() int {
	if s.view.pane == rowsPane {
		return s.rows.table.PageRows()
	}
	return s.groups.PageRows()
}

// moved moves the cursor; at the end of a page of rows more of them are read.
func (s Model) moved(by int) (Model, tea.Cmd) {
	if s.view.pane == rowsPane {
		return s.movedRows(by)
	}
	s.groups = s.groups.Move(by)
	return s, nil
}

// grouped adds up by another group, which begins with what matters there: the newest
// day, the dearest model.
func (s Model) grouped(by int) (Model, tea.Cmd) {
	v := s.view
	v.by = (by + groupCount) % groupCount
	return s.show(v, "")
}

// enter looks into what is under the cursor: alone by the next group, as rows, or what a row
// of usage is made of.
func (s Model) enter() (Model, tea.Cmd) {
	switch s.view.pane {
	case rowsPane:
		return s, s.explained()
	case yearPane:
		v := s.over(report.DayOf(s.year.Days[s.day].Date))
		v.pane, v.by = tablePane, modelGroup
		return s.show(v, "")
	}
	r, ok := s.groups.Selected()
	if !ok {
		return s, nil
	}
	v, err := s.into(r.Keys[0])
	if err != nil {
		s.fault = err
		return s, nil
	}
	return s.show(v, "")
}

// modelGroup is the place of the models among the groups.
const modelGroup = 5

// toRows shows the rows of usage behind what is under the cursor.
func (s Model) toRows() (Model, tea.Cmd) {
	v := s.view
	switch s.view.pane {
	case rowsPane:
		return s, nil
	case yearPane:
		v = s.over(report.DayOf(s.year.Days[s.day].Date))
	default:
		r, ok := s.groups.Selected()
		if !ok {
			return s, nil
		}
		var err error
		if v, err = s.into(r.Keys[0]); err != nil {
			s.fault = err
			return s, nil
		}
		v.by = s.view.by
	}
	v.pane = rowsPane
	return s.show(v, "")
}

// toYear turns to the calendar of the year in hand, and back to the table.
func (s Model) toYear() (Model, tea.Cmd) {
	v := s.view
	if s.view.pane == yearPane {
		v.pane = tablePane
		return s.show(v, "")
	}
	v.pane, v.year = yearPane, s.today().Year()
	if p := s.period(); !p.IsAll() && p.To.Before(s.today()) {
		v.year = p.To.Year()
	}
	cursor := s.today().Format(pricing.Day)
	if day, ok := s.groups.Selected(); ok && groups[s.view.by] == "day" && s.view.pane == tablePane {
		cursor = day.Keys[0]
	}
	return s.show(v, cursor)
}

// explained asks for the figure under the cursor at the side.
func (s Model) explained() tea.Cmd {
	address := ""
	switch s.view.pane {
	case rowsPane:
		r, ok := s.rows.table.Selected()
		if !ok {
			return nil
		}
		address = "row " + r.Address()
	case yearPane:
		day := s.year.Days[s.day].Date
		q := s.query()
		q.By = []string{"day"}
		address = q.In(report.DayOf(day)).Address([]string{day.Format(pricing.Day)}, "usd")
	default:
		r, ok := s.groups.Selected()
		if !ok {
			return nil
		}
		address = s.query().In(s.period()).Address(r.Keys, "usd")
	}
	return func() tea.Msg { return page.Explain{Address: address} }
}

// write handles a key while the filter is typed, which narrows what is shown at once: Enter
// keeps it, Esc leaves it as it was.
func (s Model) write(msg tea.KeyMsg) (Model, tea.Cmd) {
	switch {
	case key.Matches(msg, s.keys.Enter):
		if s.wrong == nil {
			s.input = nil
		}
		return s.laid(), nil
	case msg.Type == tea.KeyEsc:
		return s.Return(s.before)
	}
	in, _ := s.input.Update(msg)
	v := s.view
	v.filter = in.Value()
	s, cmd := s.show(v, s.cursor())
	s.input = &in
	return s.laid(), cmd
}

// ordered sorts by the next column, or turns the order round; rows are newest or
// dearest first.
func (s Model) ordered(next bool) (Model, tea.Cmd) {
	if s.view.pane == rowsPane {
		return s.reordered()
	}
	s.groups = s.groups.Reorder(next)
	return s.laid(), nil
}

// mouse puts the cursor on what is clicked, sorts by a heading, turns to a group or a period,
// and moves with the wheel.
func (s Model) mouse(msg tea.MouseMsg) (Model, tea.Cmd) {
	if s.input != nil || msg.Action != tea.MouseActionPress {
		return s, nil
	}
	if by := page.Wheel(msg); by != 0 {
		if s.view.pane == yearPane {
			s.day = min(max(s.day+by, 0), len(s.year.Days)-1)
			return s, nil
		}
		return s.moved(by)
	}
	if msg.Button != tea.MouseButtonLeft || msg.X >= s.room().Width {
		return s, nil
	}
	at, line := s.layout(), msg.Y-2
	switch {
	case s.view.pane == yearPane:
		if day, ok := s.dayAt(msg.X, line); ok {
			if day == s.day && !s.empty() {
				return s.enter()
			}
			s.day = day
		}
		return s, nil
	case line == at.tabs():
		if by := s.arrowAt(msg.X); by != 0 {
			key := page.KeyMsg(map[int]string{-1: "<", 1: ">"}[by])
			return s.press(key)
		}
		if by, ok := s.groupAt(msg.X); ok && s.view.pane == tablePane {
			return s.grouped(by)
		}
		return s, nil
	case s.view.pane == rowsPane:
		s.rows.table, _ = s.rows.table.Click(msg.X, line-at.top())
	default:
		s.groups, _ = s.groups.Click(msg.X, line-at.top())
	}
	return s.laid(), nil
}
