package catalog

import (
	"cmp"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// press handles one key.
func (s Model) press(msg tea.KeyMsg) (Model, tea.Cmd) {
	switch k := s.keys; {
	case k.By(msg, s.gateways.PageRows()) != 0:
		s.list().move(k.By(msg, s.gateways.PageRows()))
	case key.Matches(msg, k.Pane):
		by := pane(1)
		if msg.Type == tea.KeyShiftTab {
			by = s.panes() - 1
		}
		s.pane = (s.pane + by) % s.panes()
	case key.Matches(msg, k.Filter):
		in := form.NewInput(s.list().filter())
		s.filter = &in
	case key.Matches(msg, k.Sort, k.Turn):
		s.list().reorder(key.Matches(msg, k.Sort))
		s = s.gathered()
	case key.Matches(msg, k.Fold) && s.onFold(), key.Matches(msg, k.Enter) && s.onFold():
		s.unfolded = !s.unfolded
		s = s.gathered()
	case key.Matches(msg, k.Enter, k.Explain):
		return s.enter()
	case key.Matches(msg, k.Preview):
		s.bare = !s.bare
		return s.Resize(s.full), nil
	case key.Matches(msg, k.Set):
		return s.setting(s.inHand())
	}
	return s.laid(), nil
}

// write handles a key while the filter is typed: Enter keeps it, Esc clears it.
func (s Model) write(msg tea.KeyMsg) Model {
	switch {
	case key.Matches(msg, s.keys.Enter):
		s.filter = nil
	case key.Matches(msg, s.keys.Back):
		s.filter = nil
		s.list().filterBy("")
	default:
		in, _ := s.filter.Update(msg)
		s.filter = &in
		s.list().filterBy(in.Value())
	}
	return s.gathered().laid()
}

// onFold reports whether the cursor is on the line of the gateways that are folded.
func (s Model) onFold() bool {
	r, ok := s.gateways.Selected()
	return ok && s.pane == gatewaysPane && r.folds
}

// enter shows what is known of a gateway, an outage or a change with its sources, or a
// model's rates.
func (s Model) enter() (Model, tea.Cmd) {
	var e pricing.Explanation
	switch {
	case s.pane == gatewaysPane:
		r, ok := s.gateways.Selected()
		if !ok || r.Gateway == nil {
			return s, nil
		}
		e = r.facts()
	case s.pane == incidentsPane:
		r, ok := s.incidents.Selected()
		if !ok {
			return s, nil
		}
		e = r.record()
	case s.pane == changesPane:
		r, ok := s.changes.Selected()
		if !ok {
			return s, nil
		}
		cat, work, asOf := s.cat, s.moves.Value.Work, s.asOf
		return s, func() tea.Msg { return page.Explain{Is: r.explained(cat, work, asOf)} }
	case s.model != "":
		r, ok := s.rates.Selected()
		if !ok {
			return s, nil
		}
		e = r.facts()
	default:
		if r, ok := s.models.Selected(); ok && r.Model != nil {
			s.rates = rateTable()
			s = s.rated(r.ID)
		}
		return s.laid(), nil
	}
	return s, func() tea.Msg { return page.Explain{Is: e} }
}

// mouse puts the cursor on what is clicked, sorts by a heading, turns to a pane, and
// moves with the wheel; or puts the form's cursor on a field.
func (s Model) mouse(msg tea.MouseMsg) Model {
	if s.form != nil {
		return s.formClicked(msg)
	}
	if s.filter != nil || msg.Action != tea.MouseActionPress {
		return s
	}
	if by := page.Wheel(msg); by != 0 {
		s.list().move(by)
		return s.laid()
	}
	if msg.Button != tea.MouseButtonLeft {
		return s
	}
	line := msg.Y - 2 - s.frame().Above()
	if line == -1 {
		x := msg.X - 1
		for p := range s.panes() {
			if x -= lipgloss.Width(s.paneName(p)); x < 0 {
				s.pane = p
				break
			}
		}
		return s.laid()
	}
	if s.pane == incidentsPane {
		line -= s.timelineHeight()
	}
	s.list().click(msg.X, line)
	return s.gathered().laid()
}

// inHand are the gateway and the model's id there under the cursor, as far as it has them.
func (s Model) inHand() (gateway, model string) {
	switch {
	case s.pane == gatewaysPane:
		r, _ := s.gateways.Selected()
		if r.Gateway != nil {
			gateway = r.ID
		}
	case s.pane == incidentsPane:
		r, _ := s.incidents.Selected()
		gateway = r.gateway
	case s.pane == changesPane:
		r, _ := s.changes.Selected()
		gateway, model = r.Gateway, r.ModelID
	case s.model != "":
		r, _ := s.rates.Selected()
		gateway, model = r.gateway, r.id
	default:
		r, ok := s.models.Selected()
		if !ok {
			return "", ""
		}
		gateway, model = r.at, r.name
		if r.use != nil {
			gateway, model = r.use.at[0].Gateway, cmp.Or(r.use.at[0].Name, r.name)
		}
		if g := s.cat.Gateway(gateway); g != nil {
			if ids := g.IDs(r.name); len(ids) > 0 {
				model = ids[0]
			}
		}
	}
	return gateway, model
}
