package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
)

// catalogPane is one of the tables of the catalog screen.
type catalogPane uint8

const (
	gatewaysPane catalogPane = iota
	modelsPane
	incidentsPane
	catalogPanes
)

var catalogPaneNames = [catalogPanes]string{"Gateways", "Models", "Incidents"}

// catalog is the screen of what tollbook knows about gateways and models: terms,
// rates, outages, each with its source and age.
type catalog struct {
	cat  *pricing.Catalog
	asOf time.Time
	keys catalogKeys
	size size
	load loadState[terms]

	pane      catalogPane
	gateways  table[gatewayTerms]
	models    table[modelTerms]
	incidents table[outage]
	model     string // whose rates are shown in place of the models; "" for none
	rates     table[rateStep]
	filter    *textinput.Model // being typed
}

// terms is the catalog laid out as the tables show it.
type terms struct {
	gateways []gatewayTerms
	models   []modelTerms
	outages  []outage
}

// catalogKeys work on the catalog screen. The order is the order of the help.
type catalogKeys struct {
	Up, Down         key.Binding
	PageUp, PageDown key.Binding
	First, Last      key.Binding
	Enter            key.Binding
	Back             key.Binding
	Pane             key.Binding
	Filter           key.Binding
	Sort             key.Binding
	Turn             key.Binding
}

func newCatalog(c *pricing.Catalog, asOf time.Time) catalog {
	return catalog{
		cat: c, asOf: asOf, load: loadState[terms]{of: "catalog"},
		keys: catalogKeys{
			Up:       binding("↑ k", "up", "up", "k"),
			Down:     binding("↓ j", "down", "down", "j"),
			PageUp:   binding("PgUp", "a page up", "pgup", "ctrl+b"),
			PageDown: binding("PgDn", "a page down", "pgdown", "ctrl+f"),
			First:    binding("g", "to the top", "home", "g"),
			Last:     binding("G", "to the end", "end", "G"),
			Enter:    binding("Enter", "facts, rates", "enter"),
			Back:     binding("Esc", "back, never quit", "esc"),
			Pane:     binding("Tab", "other pane", "tab", "shift+tab"),
			Filter:   binding("/", "filter", "/"),
			Sort:     binding("o", "order by a column", "o"),
			Turn:     binding("O", "reverse the order", "O"),
		},
		gateways: gatewayTable(), models: modelTable(), incidents: outageTable(), rates: rateTable(),
	}
}

// reload lays the catalog out. It reads no books, but six hundred models' rates at
// forty gateways are not for a key press.
func (s catalog) reload(context.Context, Source) (catalog, tea.Cmd) {
	var cmd tea.Cmd
	s.load, cmd = s.load.begin(func() (terms, error) { return termsOf(s.cat, s.asOf), nil })
	return s, cmd
}

func termsOf(c *pricing.Catalog, asOf time.Time) terms {
	return terms{gateways: gatewayRows(c, asOf), models: modelRows(c, asOf), outages: outageRows(c)}
}

func (s catalog) status() loadStatus { return s.load.loadStatus }

// vacant is never shown: the program comes with its catalog.
func (s catalog) vacant() []string { return []string{"The catalog is empty."} }

func (s catalog) typing() bool { return s.filter != nil }

func (s catalog) claims(msg tea.KeyMsg) bool { return key.Matches(msg, s.keys.Pane) }

func (s catalog) bindings() []key.Binding { return bindings(s.keys) }

func (s catalog) update(msg tea.Msg) (catalog, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded[terms]:
		load, mine := s.load.take(msg)
		s.load = load
		if mine && load.phase == ready {
			s.gateways, s.models, s.incidents = s.gateways.with(load.value.gateways), s.models.with(load.value.models), s.incidents.with(load.value.outages)
		}
	case tea.KeyMsg:
		if s.filter != nil {
			return s.write(msg), nil
		}
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg), nil
	}
	return s.laid(), nil
}

func (s catalog) resized(to size) catalog {
	s.size = to
	return s.laid()
}

// laid gives every table the room that the words leave.
func (s catalog) laid() catalog {
	room := size{s.size.width, max(s.size.height-3-s.above()-s.below(), 2)}
	s.gateways, s.models, s.rates = s.gateways.resized(room), s.models.resized(room), s.rates.resized(room)
	if s.pane == incidentsPane {
		room.height = max(room.height-s.timelineHeight(), 2)
	}
	s.incidents = s.incidents.resized(room)
	return s
}

// press handles one key.
func (s catalog) press(msg tea.KeyMsg) (catalog, tea.Cmd) {
	switch k := s.keys; {
	case key.Matches(msg, k.Up):
		s = s.moved(-1)
	case key.Matches(msg, k.Down):
		s = s.moved(1)
	case key.Matches(msg, k.PageUp):
		s = s.moved(-s.gateways.page())
	case key.Matches(msg, k.PageDown):
		s = s.moved(s.gateways.page())
	case key.Matches(msg, k.First):
		s = s.moved(-1 << 30)
	case key.Matches(msg, k.Last):
		s = s.moved(1 << 30)
	case key.Matches(msg, k.Pane):
		by := catalogPane(1)
		if msg.Type == tea.KeyShiftTab {
			by = catalogPanes - 1
		}
		s.pane = (s.pane + by) % catalogPanes
	case key.Matches(msg, k.Filter):
		in := newInput(s.filtering())
		s.filter = &in
	case key.Matches(msg, k.Sort):
		s = s.ordered(true)
	case key.Matches(msg, k.Turn):
		s = s.ordered(false)
	case key.Matches(msg, k.Enter):
		return s.enter()
	case key.Matches(msg, k.Back):
		s = s.back()
	}
	return s.laid(), nil
}

// moved moves the cursor of the table in hand.
func (s catalog) moved(by int) catalog {
	switch {
	case s.pane == gatewaysPane:
		s.gateways = s.gateways.moved(by)
	case s.pane == incidentsPane:
		s.incidents = s.incidents.moved(by)
	case s.model != "":
		s.rates = s.rates.moved(by)
	default:
		s.models = s.models.moved(by)
	}
	return s
}

// ordered sorts the table in hand by its next column, or turns its order round.
func (s catalog) ordered(next bool) catalog {
	switch {
	case s.pane == gatewaysPane:
		s.gateways = reordered(s.gateways, next)
	case s.pane == incidentsPane:
		s.incidents = reordered(s.incidents, next)
	case s.model != "":
		s.rates = reordered(s.rates, next)
	default:
		s.models = reordered(s.models, next)
	}
	return s
}

func reordered[R any](b table[R], next bool) table[R] {
	switch {
	case next:
		return b.sortedNext()
	case b.sort >= 0:
		return b.sorted(b.sort)
	}
	return b
}

// filtering is the filter of the table in hand.
func (s catalog) filtering() string {
	switch {
	case s.pane == gatewaysPane:
		return s.gateways.filter
	case s.pane == incidentsPane:
		return s.incidents.filter
	case s.model != "":
		return s.rates.filter
	}
	return s.models.filter
}

func (s catalog) filtered(text string) catalog {
	switch {
	case s.pane == gatewaysPane:
		s.gateways = s.gateways.filtered(text)
	case s.pane == incidentsPane:
		s.incidents = s.incidents.filtered(text)
	case s.model != "":
		s.rates = s.rates.filtered(text)
	default:
		s.models = s.models.filtered(text)
	}
	return s
}

// write handles a key while the filter is typed: Enter keeps it, Esc clears it.
func (s catalog) write(msg tea.KeyMsg) catalog {
	switch {
	case key.Matches(msg, s.keys.Enter):
		s.filter = nil
	case key.Matches(msg, s.keys.Back):
		s.filter = nil
		s = s.filtered("")
	default:
		in, _ := s.filter.Update(msg)
		s.filter = &in
		s = s.filtered(in.Value())
	}
	return s.laid()
}

// back leaves what is open, one level a press.
func (s catalog) back() catalog {
	switch {
	case s.filtering() != "":
		return s.filtered("")
	case s.pane == modelsPane && s.model != "":
		s.model = ""
	default:
		s.pane = gatewaysPane
	}
	return s
}

// enter shows what is known of a gateway or an outage with its sources, or a
// model's rates.
func (s catalog) enter() (catalog, tea.Cmd) {
	var e pricing.Explanation
	switch {
	case s.pane == gatewaysPane:
		r, ok := s.gateways.selected()
		if !ok {
			return s, nil
		}
		e = r.facts()
	case s.pane == incidentsPane:
		r, ok := s.incidents.selected()
		if !ok {
			return s, nil
		}
		e = r.record()
	case s.model != "":
		r, ok := s.rates.selected()
		if !ok {
			return s, nil
		}
		e = r.facts()
	default:
		if r, ok := s.models.selected(); ok {
			s.model = r.ID
			s.rates = rateTable().with(rateRows(s.cat, r.ID, s.asOf))
		}
		return s.laid(), nil
	}
	return s, func() tea.Msg { return explain{is: e} }
}

// mouse puts the cursor on what is clicked, sorts by a heading, turns to a pane, and
// moves with the wheel.
func (s catalog) mouse(msg tea.MouseMsg) catalog {
	if s.filter != nil || msg.Action != tea.MouseActionPress {
		return s
	}
	if by := wheel(msg); by != 0 {
		return s.moved(by).laid()
	}
	if msg.Button != tea.MouseButtonLeft {
		return s
	}
	line := msg.Y - 2 - s.above()
	if line == -1 {
		x := msg.X - 1
		for p := range catalogPanes {
			if x -= lipgloss.Width(s.paneName(p)); x < 0 {
				s.pane = p
				break
			}
		}
		return s.laid()
	}
	switch {
	case s.pane == gatewaysPane:
		s.gateways, _ = s.gateways.clicked(msg.X, line)
	case s.pane == incidentsPane:
		s.incidents, _ = s.incidents.clicked(msg.X, line-s.timelineHeight())
	case s.model != "":
		s.rates, _ = s.rates.clicked(msg.X, line)
	default:
		s.models, _ = s.models.clicked(msg.X, line)
	}
	return s.laid()
}

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
