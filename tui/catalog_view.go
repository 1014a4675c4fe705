package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
)

// paneName is a pane's name with the number of its rows.
func (s catalog) paneName(p catalogPane) string {
	n := [catalogPanes]int{len(s.load.value.gateways), len(s.load.value.models), len(s.load.value.outages)}[p]
	name := fmt.Sprintf(" %s %s ", catalogPaneNames[p], pricing.Thousands(itoa(n)))
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

// answerLines are the answer as it is wrapped; the second sentence gives way first.
func (s catalog) answerLines() []string {
	var out []string
	for _, a := range s.answer() {
		out = append(out, wrapped(a, s.size.width-4)...)
	}
	most := min(max(s.size.height-14, 2), 5)
	if len(out) > most {
		out = append(out[:most-1:most-1], joined(out[most-1:]))
	}
	return out
}

// above are the lines over the table: the answer, a gap, the panes.
func (s catalog) above() int {
	if s.size.height < 22 {
		return len(s.answerLines()) + 1
	}
	return len(s.answerLines()) + 2
}

// below are the lines under it: a rule and what is said of the row in hand.
func (s catalog) below() int {
	if s.size.height < 20 {
		return 1
	}
	return 3
}

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
	width := s.size.width
	var out []string
	for i, a := range s.answerLines() {
		if i == 0 {
			a = t.strong.Render(fit(a, width-4))
		}
		out = append(out, "  "+fit(a, width-2))
	}
	if s.size.height >= 22 {
		out = append(out, "")
	}
	out = append(out, s.panesLine(t))
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
	out = append(out, rows...)
	for len(out) < s.size.height-3-s.below() {
		out = append(out, "")
	}
	if s.below() == 1 {
		return append(out, "  "+t.muted.Render(fit(s.note(), width-4)))
	}
	out = append(out, t.muted.Render(" "+strings.Repeat("─", width-2)))
	notes := wrapped(s.note(), width-4)
	if len(notes) > 2 {
		notes = []string{notes[0], joined(notes[1:])}
	}
	for i := range 2 {
		text := ""
		if i < len(notes) {
			text = notes[i]
		}
		out = append(out, "  "+fit(text, width-4))
	}
	return out
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
