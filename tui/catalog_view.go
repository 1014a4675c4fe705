package tui

import (
	"fmt"

	"tollbook/pricing/words"

	"github.com/charmbracelet/lipgloss"
)

// paneName is a pane's name with the number of its rows.
func (s catalog) paneName(p catalogPane) string {
	n := [catalogPanes]int{len(s.load.value.gateways), len(s.load.value.models), len(s.load.value.outages)}[p]
	name := fmt.Sprintf(" %s %s ", catalogPaneNames[p], words.Thousands(itoa(n)))
	if p == s.pane {
		name = "[" + name[1:len(name)-1] + "]"
	}
	return name
}

// answer says in two sentences what the pane is asked for.
func (s catalog) answer() []string {
	switch {
	case s.pane == gatewaysPane:
		return gatewayAnswer(s.load.value.gateways)
	case s.pane == incidentsPane:
		r, ok := s.incidents.selected()
		return outageAnswer(r, ok, s.load.value)
	case s.model != "":
		return rateAnswer(s.cat, s.model, s.asOf)
	}
	r, ok := s.models.selected()
	return modelAnswer(s.load.value.models, r, ok, s.asOf)
}

// frame is the screen around its tables.
func (s catalog) frame() listing { return listing{s.size, s.answer(), 5} }

// note says more of the row under the cursor.
func (s catalog) note() string {
	switch {
	case s.pane == gatewaysPane:
		if r, ok := s.gateways.selected(); ok {
			return r.note()
		}
	case s.pane == incidentsPane:
		if r, ok := s.incidents.selected(); ok {
			return safe(r.Words)
		}
	case s.model != "":
		if r, ok := s.rates.selected(); ok {
			return r.note()
		}
	default:
		if r, ok := s.models.selected(); ok {
			return r.note()
		}
	}
	return "Nothing holds “" + safe(s.filtering()) + "”; Esc clears the filter."
}

// view draws the screen below the tab bar.
func (s catalog) view(t theme) []string {
	var rows []string
	switch {
	case s.pane == gatewaysPane:
		rows = s.gateways.lines(t, true)
	case s.pane == incidentsPane:
		rows = append(s.timeline(t), s.incidents.lines(t, true)...)
	case s.model != "":
		rows = s.rates.lines(t, true)
	default:
		rows = s.models.lines(t, true)
	}
	return s.frame().view(t, s.panesLine(t), rows, s.note())
}

// panesLine names the panes, and the filter or the model in hand.
func (s catalog) panesLine(t theme) string {
	line, plain := " ", 1
	for p := range catalogPanes {
		name := s.paneName(p)
		plain += lipgloss.Width(name)
		if p == s.pane {
			name = t.strong.Render(name)
		} else {
			name = t.muted.Render(name)
		}
		line += name
	}
	right := ""
	switch {
	case s.filter != nil:
		right = "/" + typedLine(s.filter.Value(), s.filter.Position())
	case s.filtering() != "":
		right = "/" + safe(s.filtering())
	case s.pane == modelsPane && s.model != "":
		right = safe(s.model)
	case s.pane == modelsPane:
		right = "USD per million tokens"
	}
	return line + fitRight(right, s.size.width-plain-2)
}

// hints are the keys that matter now.
func (s catalog) hints() []hint {
	k := s.keys
	if s.filter != nil {
		return []hint{{keyOf(k.Enter), "keep the filter"}, {keyOf(k.Back), "clear it"}}
	}
	deeper := hint{keyOf(k.Enter), "facts"}
	if s.pane == modelsPane && s.model == "" {
		deeper.does = "rates"
	}
	out := []hint{{keyOf(k.Pane), "panes"}, {"↑↓", "row"}, deeper, {keyOf(k.Filter), "filter"}, {keyOf(k.Sort), "order"}}
	if s.pane == modelsPane && s.model != "" {
		out = append([]hint{{keyOf(k.Back), "models"}}, out...)
	}
	return out
}

func (s catalog) legend() []string {
	return []string{
		"? is not published or not found, - does not apply: who sends an invoice has no credit to load. ~ is the vendor's own claim or an assumption. Enter shows every fact with its page and day.",
		"NINES are those of the share of time in service over the days in which outages were recorded. Rates are the publisher's list prices in USD per million tokens, in force on the day that is shown.",
		"A click on a heading sorts by it.",
	}
}

// sheet is the table in hand.
func (s catalog) sheet() (sheet, bool) {
	switch {
	case s.pane == gatewaysPane:
		return s.gateways.sheet("gateways"), true
	case s.pane == incidentsPane:
		return s.incidents.sheet("incidents"), true
	case s.model != "":
		return s.rates.sheet("rates"), true
	}
	return s.models.sheet("models"), true
}

// plain tells all three tables.
func (s catalog) plain() []string {
	var out []string
	for p := range catalogPanes {
		s.pane, s.model = p, ""
		table, _ := s.sheet()
		if len(out) > 0 {
			out = append(out, "")
		}
		out = append(out, catalogPaneNames[p])
		out = append(append(out, s.answer()...), table.plain()...)
	}
	return out
}
