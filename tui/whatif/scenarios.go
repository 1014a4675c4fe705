package whatif

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/pricing/knob"
	"tollbook/pricing/scenario"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// Scenarios keeps what-ifs under names, where the commands find them. Its functions
// run aside.
type Scenarios struct {
	// Save writes one and says where. Over another of its name it does so only to
	// replace it: else the error is fs.ErrExist.
	Save func(s scenario.Scenario, replace bool) (path string, err error)
	// List reads all that are kept, by name, each with the workload that it asks for
	// today. What can't be read is in the error beside the others.
	List func(ctx context.Context) ([]scenario.Scenario, error)
}

// listTop is the line of the list's heading on the terminal.
const listTop = 4

// keptWork begins the workload of a kept scenario in settings: "=crypto".
const keptWork = "="

// keptScenarios are the scenarios that there are; bad says which can't be read.
type keptScenarios struct {
	all []scenario.Scenario
	bad error
}

// scenarioSaved is the answer to s.
type scenarioSaved struct {
	is      scenario.Scenario
	path    string
	replace bool
	err     error
}

func (s Model) named(name string) (scenario.Scenario, bool) {
	i := slices.IndexFunc(s.shelf.Value.all, func(k scenario.Scenario) bool { return k.Name == name })
	if i < 0 {
		return scenario.Scenario{}, false
	}
	return s.shelf.Value.all[i], true
}

// side is what the screen stands at: the bill of the gateway under the cursor.
func (s Model) side() pricing.Side {
	return pricing.Side{Workload: s.workload(), Knobs: s.now.apply(s.cat), Gateway: s.gatewayAt}
}

// naming begins to type the name under which the screen is saved.
func (s Model) naming() Model {
	s.problem = ""
	if s.gatewayAt == "" || s.cmpErr != nil {
		s.problem = "there is no bill to save"
		return s
	}
	s.edit = &edit{line: nameLine, input: form.NewInput(scenario.SuggestedName(s.side()))}
	return s
}

// save prices the scenario and writes it, aside.
func (s Model) save(name string, replace bool) tea.Cmd {
	side, cat, asOf, write := s.side(), s.cat, s.asOf, s.scenarios.Save
	return func() tea.Msg {
		is, err := scenario.New(cat, name, side.Workload, side.Knobs, side.Gateway, nil, asOf)
		path := ""
		if err == nil {
			path, err = write(is, replace)
		}
		return scenarioSaved{is, path, replace, err}
	}
}

// saved says where it is. One of that name stays until Enter says so again.
func (s Model) saved(msg scenarioSaved) (Model, tea.Cmd) {
	name := msg.is.Name
	if errors.Is(msg.err, fs.ErrExist) && !msg.replace {
		s.edit = &edit{line: nameLine, replace: name, input: form.NewInput(name)}
		s.problem = "is there already: Enter replaces it"
		return s, nil
	}
	if msg.err != nil {
		s.problem = "not saved: " + draw.Safe(msg.err.Error())
		return s, nil
	}
	all := slices.DeleteFunc(slices.Clone(s.shelf.Value.all), func(k scenario.Scenario) bool { return k.Name == name })
	s.shelf.Value.all = append(all, msg.is)
	slices.SortFunc(s.shelf.Value.all, func(a, b scenario.Scenario) int { return strings.Compare(a.Name, b.Name) })
	s = s.fillList()
	return s, func() tea.Msg { return page.Saved{What: "scenario " + draw.Safe(name), Path: msg.path} }
}

// ask reads what is kept.
func (s Model) ask() (Model, tea.Cmd) {
	if s.scenarios == nil {
		return s, nil
	}
	ctx, read := s.ctx, s.scenarios.List
	var cmd tea.Cmd
	s.shelf, cmd = s.shelf.Begin(func() (keptScenarios, error) {
		all, err := read(ctx)
		return keptScenarios{all, err}, nil
	})
	return s, cmd
}

// answered takes in what is kept.
func (s Model) answered(msg page.Loaded[keptScenarios]) Model {
	load, mine := s.shelf.Take(msg)
	s.shelf = load
	if !mine {
		return s
	}
	s = s.fillList()
	if bad := load.Value.bad; bad != nil && s.mode != knobsMode {
		s.problem = "left out: " + draw.Safe(bad.Error())
	}
	if s.mode == besideMode {
		return s.splitPair()
	}
	return s
}

// The list of scenarios.

func newScenarioTable() draw.Table[scenario.Scenario] {
	return draw.NewTable(func(k scenario.Scenario) string { return k.Name },
		draw.Column[scenario.Scenario]{Title: "SCENARIO", Most: 40, Least: 26, Text: func(k scenario.Scenario) string { return k.Name }},
		draw.Column[scenario.Scenario]{Title: "GATEWAY", Drop: 2, Text: func(k scenario.Scenario) string { return k.Gateway }},
		draw.Column[scenario.Scenario]{Title: "A MONTH THEN", Figure: true, Text: func(k scenario.Scenario) string {
			if k.Bill.Total == nil {
				return "?"
			}
			return draw.Money(*k.Bill.Total)
		}, Compare: func(a, b scenario.Scenario) int {
			switch x, y := a.Bill.Total, b.Bill.Total; {
			case x == nil || y == nil:
				return 0
			default:
				return x.Cmp(*y)
			}
		}},
		draw.Column[scenario.Scenario]{Title: "SAVED", Drop: 3, Text: func(k scenario.Scenario) string {
			if k.Saved.IsZero() {
				return "-"
			}
			return k.Saved.UTC().Format(pricing.Day)
		}},
		draw.Column[scenario.Scenario]{Title: "WORKLOAD", Drop: 4, Most: 30, Least: 20, Text: func(k scenario.Scenario) string { return k.Work.Words() }},
		draw.Column[scenario.Scenario]{Title: "KNOBS", Drop: 5, Most: 60, Least: 18, Text: func(k scenario.Scenario) string { return strings.Join(k.Side().Turned(), ", ") }},
	)
}

// fillList shows what is kept in the table.
func (s Model) fillList() Model {
	s.list = s.list.With(s.shelf.Value.all).Resize(draw.Size{Width: s.size.Width, Height: max(s.size.Height-8, 2)})
	return s
}

// open shows the list.
func (s Model) open() (Model, tea.Cmd) {
	s.mode, s.problem = listMode, ""
	return s.fillList().ask()
}

// pressList handles a key while the list is shown.
func (s Model) pressList(msg tea.KeyMsg) (Model, tea.Cmd) {
	s.problem = ""
	chosen, ok := s.list.Selected()
	if by := s.listKeys.By(msg, 0); by != 0 {
		s.list = s.list.Move(by)
		return s, nil
	}
	switch k := s.listKeys; {
	case key.Matches(msg, k.Load) && ok:
		return s.turnTo(chosen)
	case key.Matches(msg, k.Beside) && ok:
		return s.setBeside(chosen.Name)
	case key.Matches(msg, k.Back):
		s.mode = knobsMode
	}
	return s, nil
}

// turnTo turns the knobs to a kept scenario: one step, which u takes back.
func (s Model) turnTo(k scenario.Scenario) (Model, tea.Cmd) {
	to, lost := settingsOf(k)
	s.mode = knobsMode
	s.undo = append(slices.Clip(s.undo), s.now)
	s.now = to
	s.swaps = s.swapPairs("")
	s, cmd := s.reprice()
	if s.cmp.Row(k.Gateway) != nil {
		s.gatewayAt = k.Gateway
	}
	if lost != "" {
		s.problem = draw.Safe(k.Name) + " also has " + lost + ", which no knob here holds"
	}
	return s.scroll(), cmd
}

// settingsOf are a scenario's knobs as the screen holds them, and what of it the
// screen has no knob for.
func settingsOf(k scenario.Scenario) (to settings, lost string) {
	is := k.Knobs
	for id := range knobCount {
		if n, ok := id.of(); ok {
			to[id] = n.Text(is)
		}
	}
	to[workloadKnob] = keptWork + k.Name
	to[volumeKnob] = unless(to[volumeKnob], "1")
	if k.Work.Purchase.IsZero() { // one purchase a month is the usual one
		to[topUpKnob] = unless(to[topUpKnob], knob.Monthly)
	}
	var gone []string
	for _, gateway := range slices.Sorted(maps.Keys(is.ServerUSD)) {
		if is.ServerUSD[gateway].String() != to[serverKnob] {
			gone = append(gone, "the server of "+draw.Safe(gateway))
		}
	}
	if n := len(is.Gateways); n > 0 {
		gone = append(gone, "a choice of "+words.Plural(n, "gateway"))
	}
	return to, strings.Join(gone, " and ")
}

// listLines draws the list of scenarios.
func (s Model) listLines(t draw.Theme) []string {
	width := s.size.Width
	n := len(s.shelf.Value.all)
	var out []string
	switch {
	case n == 0 && s.shelf.Pending:
		out = append(out, "  Reading the scenarios …")
	case n == 0:
		out = draw.Message(width, "No scenario is kept yet.", "Esc goes back to the knobs, where s saves what is on the screen under a name; `tollbook scenario save` does so too.")
	default:
		say := words.Plural(n, "scenario") + " kept. Enter turns the knobs to one, c sets it beside the screen."
		out = append(out, "  "+t.Strong.Render(draw.Fit(say, width-3)), "")
		out = append(out, s.list.Lines(t, true)...)
	}
	for len(out) < s.size.Height-4 {
		out = append(out, "")
	}
	last := ""
	if chosen, ok := s.list.Selected(); ok {
		last = draw.Safe(chosen.Words())
	}
	style := t.Muted
	if s.problem != "" {
		last, style = s.problem, t.Loss
	}
	return append(out, "  "+style.Render(draw.Fit(last, width-3)))
}
