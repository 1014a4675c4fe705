package catalog

import (
	"fmt"
	"strconv"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// paneName is a pane's name with the number of its rows.
func (s Model) paneName(p pane) string {
	n := [panes]int{len(s.load.Value.gateways), len(s.load.Value.models), len(s.load.Value.outages), len(s.moves.Value.Changes)}[p]
	name := fmt.Sprintf(" %s %s ", paneNames[p], words.Thousands(strconv.Itoa(n)))
	if p == changesPane && s.moves.Phase != page.Ready {
		name = " " + paneNames[p] + " … "
	}
	if p == s.pane {
		name = "[" + name[1:len(name)-1] + "]"
	}
	return name
}

// answer says in two sentences what the pane is asked for.
func (s Model) answer() []string {
	switch {
	case s.pane == gatewaysPane:
		terms := gatewayAnswer(s.load.Value.gateways, s.load.Value.own)
		if _, ok := s.src.(pricer); ok {
			return append([]string{changesLine(s.moves, s.asOf)}, terms...)
		}
		return terms
	case s.pane == incidentsPane:
		r, ok := s.incidents.Selected()
		return outageAnswer(r, ok, s.load.Value)
	case s.pane == changesPane:
		return changesAnswer(s.moves, s.asOf)
	case s.model != "":
		return rateAnswer(s.cat, s.model, s.asOf)
	}
	r, ok := s.models.Selected()
	return modelAnswer(s.load.Value.models, r, ok, s.asOf)
}

// frame is the screen around its tables.
func (s Model) frame() draw.Listing { return draw.Listing{Size: s.size, Answer: s.answer(), Most: 5} }

// note says more of the row under the cursor.
func (s Model) note() string {
	switch {
	case s.pane == gatewaysPane:
		if r, ok := s.gateways.Selected(); ok {
			return r.note()
		}
	case s.pane == incidentsPane:
		if r, ok := s.incidents.Selected(); ok {
			return draw.Safe(r.Words)
		}
	case s.pane == changesPane:
		if r, ok := s.changes.Selected(); ok {
			return r.note()
		}
		switch {
		case s.moves.Phase != page.Ready:
			return ""
		case len(s.changes.Rows) == 0:
			return "No price has changed " + s.moves.Value.since(s.asOf) + ", and none is announced."
		}
	case s.model != "":
		if r, ok := s.rates.Selected(); ok {
			return r.note()
		}
	default:
		if r, ok := s.models.Selected(); ok {
			return r.note()
		}
	}
	return "Nothing holds “" + draw.Safe(s.list().filter()) + "”; Esc clears the filter."
}

// View draws the screen below the tab bar.
func (s Model) View(t draw.Theme) []string {
	var rows []string
	switch {
	case s.pane == gatewaysPane:
		rows = s.gateways.Lines(t, true)
	case s.pane == incidentsPane:
		rows = append(s.timeline(t), s.incidents.Lines(t, true)...)
	case s.pane == changesPane && len(s.changes.Rows) == 0:
	case s.pane == changesPane:
		rows = s.changes.Lines(t, true)
	case s.model != "":
		rows = s.rates.Lines(t, true)
	default:
		rows = s.models.Lines(t, true)
	}
	body := s.frame().View(t, s.panesLine(t), rows, s.note())
	switch {
	case s.previews():
		return s.side().Put(t, body, func(z draw.Size) []string { return s.preview(t, z) })
	case s.form != nil:
		return s.place().Put(t, body, func(z draw.Size) []string { return s.formDrawn(t, z) })
	}
	return body
}

// panesLine names the panes, and the filter or the model in hand.
func (s Model) panesLine(t draw.Theme) string {
	line, plain := " ", 1
	for p := range s.panes() {
		name := s.paneName(p)
		plain += lipgloss.Width(name)
		if p == s.pane {
			name = t.Strong.Render(name)
		} else {
			name = t.Muted.Render(name)
		}
		line += name
	}
	right := ""
	switch {
	case s.filter != nil:
		right = "/" + form.InputLine(s.filter.Value(), s.filter.Position())
	case s.list().filter() != "":
		right = "/" + draw.Safe(s.list().filter())
	case s.pane == modelsPane && s.model != "":
		right = draw.Safe(s.model)
	case s.pane == modelsPane:
		right = "USD per million tokens"
	}
	room := s.size.Width - plain - 2
	if s.pane == modelsPane && lipgloss.Width(right) > room && s.filter == nil && s.list().filter() == "" { // shorter is as good
		right = map[bool]string{true: draw.BareModel(draw.Safe(s.model)), false: "USD/M"}[s.model != ""]
	}
	return line + draw.FitRight(right, room)
}

// Sheet is the table in hand.
func (s Model) Sheet() (draw.Sheet, bool) {
	switch {
	case s.pane == gatewaysPane:
		return s.gateways.With(gatewayLines(s.load.Value.gateways, true, true)).Sheet("gateways"), true
	case s.pane == incidentsPane:
		return s.incidents.Sheet("incidents"), true
	case s.pane == changesPane:
		return s.changes.Sheet("price-changes"), true
	case s.model != "":
		return s.rates.Sheet("rates"), true
	}
	return s.models.Sheet("models"), true
}

// Plain tells all tables.
func (s Model) Plain() []string {
	var out []string
	for p := range s.panes() {
		s.pane, s.model = p, ""
		table, _ := s.Sheet()
		if len(out) > 0 {
			out = append(out, "")
		}
		out = append(out, paneNames[p])
		out = append(append(out, s.answer()...), table.Spoken()...)
	}
	return out
}
