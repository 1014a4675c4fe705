package spend

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/report"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// press handles one key.
func (s Model) press(msg tea.KeyMsg) (Model, tea.Cmd) {
	switch k := s.keys; {
	case k.By(msg, s.groups.PageRows()) != 0:
		return s.moved(k.By(msg, s.groups.PageRows()))
	case key.Matches(msg, k.Enter):
		return s.enter()
	case key.Matches(msg, k.Explain):
		return s, s.explained()
	case key.Matches(msg, k.Back):
		return s.back()
	case key.Matches(msg, k.Filter):
		in := form.NewInput(s.filtering())
		s.input = &in
		return s.laid(), nil
	case key.Matches(msg, k.Sort, k.Turn):
		return s.ordered(key.Matches(msg, k.Sort))
	case s.rows != nil:
		return s, nil // what follows is of the groups
	case key.Matches(msg, k.Group):
		return s.grouped(s.by + 1), nil
	case key.Matches(msg, k.GroupBack):
		return s.grouped(s.by - 1), nil
	case key.Matches(msg, k.Only):
		return s.narrowed(), nil
	case key.Matches(msg, k.Earlier):
		s.period = s.period.Moved(-1)
	case key.Matches(msg, k.Later):
		s.period = s.period.Moved(1)
	case key.Matches(msg, k.ThisMonth):
		s.period = report.MonthOf(s.load.Value.Today())
	case key.Matches(msg, k.LastMonth):
		s.period = report.MonthOf(s.load.Value.Today()).Moved(-1)
	case key.Matches(msg, k.Thirty):
		s.period = report.ThirtyDaysTo(s.load.Value.Today())
	case key.Matches(msg, k.Year):
		s.period = report.YearOf(s.load.Value.Today())
	case key.Matches(msg, k.All):
		s.period = report.Period{}
	default:
		return s, nil
	}
	return s.reported().laid(), nil
}

// moved moves the cursor; at the end of a page of rows more of them are read.
func (s Model) moved(by int) (Model, tea.Cmd) {
	if s.rows == nil {
		s.groups = s.groups.Move(by)
		return s.laid(), nil
	}
	rows, cmd := s.rows.moved(by, s)
	s.rows = &rows
	return s.laid(), cmd
}

// grouped adds up by another group, which begins with what matters there: the newest
// day, the dearest model.
func (s Model) grouped(by int) Model {
	n := len(groups)
	s.by = (by + n) % n
	s.groups.Sort, s.groups.Down, s.groups.Cursor, s.groups.Top = s.firstOrder(), true, "", 0
	return s.reported().laid()
}

// narrowed looks into the row under the cursor alone, by the next group that tells
// anything new.
func (s Model) narrowed() Model {
	r, ok := s.groups.Selected()
	if !ok {
		return s
	}
	s.only = append(s.only[:len(s.only):len(s.only)], narrowing{s.by, r.Keys[0]})
	into := map[string]string{"month": "day", "week": "day", "day": "model", "account": "model", "gateway": "model", "model": "app", "provider": "model", "key": "model", "app": "model", "user": "model"}
	next := into[groups[s.by]]
	for slices.ContainsFunc(s.only, func(n narrowing) bool { return groups[n.by] == next }) && next != "day" {
		next = map[string]string{"model": "app", "app": "day"}[next]
	}
	return s.grouped(slices.Index(groups, next))
}

// enter shows the rows behind the group under the cursor, or what a row is made of.
func (s Model) enter() (Model, tea.Cmd) {
	if s.rows != nil {
		return s, s.explained()
	}
	if r, ok := s.groups.Selected(); ok {
		return s.drilled(r.Keys)
	}
	return s, nil
}

// explained asks for the figure under the cursor at the side.
func (s Model) explained() tea.Cmd {
	address := ""
	if s.rows != nil {
		r, ok := s.rows.table.Selected()
		if !ok {
			return nil
		}
		address = "row " + r.Address()
	} else {
		r, ok := s.groups.Selected()
		if !ok {
			return nil
		}
		address = s.query().In(s.period).Address(r.Keys, "usd")
	}
	return func() tea.Msg { return page.Explain{Address: address} }
}

// back leaves what is open, one level a press.
func (s Model) back() (Model, tea.Cmd) {
	switch {
	case s.rows != nil && s.rows.filter != "":
		return s.filteredRows("")
	case s.rows != nil:
		s.rows.cancel()
		s.rows = nil
	case s.filter != "":
		s = s.filtered("")
	case len(s.only) > 0:
		last := s.only[len(s.only)-1]
		s.only = s.only[:len(s.only)-1]
		s = s.grouped(last.by)
		s.groups.Cursor = last.key
		s.groups = s.groups.Scroll()
	}
	return s.laid(), nil
}

// filtering is the filter of the table in hand.
func (s Model) filtering() string {
	if s.rows != nil {
		return s.rows.filter
	}
	return s.filter
}

// filtered shows what a filter lets through; while it is none the last one holds.
func (s Model) filtered(text string) Model {
	f, err := report.ParseFilter(text)
	s.filter, s.wrong = text, err
	if err == nil {
		s.parsed = f
	}
	return s.reported()
}

// write handles a key while the filter is typed: Enter keeps it, Esc clears it. Rows
// are read again once it is kept.
func (s Model) write(msg tea.KeyMsg) (Model, tea.Cmd) {
	switch {
	case key.Matches(msg, s.keys.Enter):
		text := s.input.Value()
		if s.rows != nil {
			s.input = nil
			return s.filteredRows(text)
		}
		if s.wrong == nil {
			s.input = nil
		}
	case key.Matches(msg, s.keys.Back):
		s.input = nil
		if s.rows == nil {
			s = s.filtered("")
		}
	default:
		in, _ := s.input.Update(msg)
		s.input = &in
		if s.rows == nil {
			s = s.filtered(in.Value())
		}
	}
	return s.laid(), nil
}

// ordered sorts by the next column, or turns the order round; rows are newest or
// dearest first.
func (s Model) ordered(next bool) (Model, tea.Cmd) {
	if s.rows != nil {
		return s.reordered()
	}
	s.groups = s.groups.Reorder(next)
	return s.laid(), nil
}

// mouse puts the cursor on what is clicked, sorts by a heading, turns to a group, and
// moves with the wheel.
func (s Model) mouse(msg tea.MouseMsg) (Model, tea.Cmd) {
	if s.input != nil || msg.Action != tea.MouseActionPress {
		return s, nil
	}
	if by := page.Wheel(msg); by != 0 {
		return s.moved(by)
	}
	if msg.Button != tea.MouseButtonLeft {
		return s, nil
	}
	line := msg.Y - 2 - s.frame().Above()
	switch {
	case line == -1 && s.rows == nil:
		if by, ok := s.groupAt(msg.X); ok {
			return s.grouped(by), nil
		}
	case s.rows != nil:
		rows := *s.rows
		rows.table, _ = rows.table.Click(msg.X, line)
		s.rows = &rows
	default:
		s.groups, _ = s.groups.Click(msg.X, line)
	}
	return s.laid(), nil
}
