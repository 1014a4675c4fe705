package whatif

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

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
	// Rename gives one another name: fs.ErrExist where that is taken.
	Rename func(from, to string) error
	// Remove takes one away, and returns how to bring it back as it was.
	Remove func(name string) (back func() error, err error)
}

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

// side is what the screen stands at: the bill of the gateway in hand, and while the knobs are
// in hand that of which the answer speaks.
func (s Model) side() pricing.Side {
	gateway := s.gatewayAt
	if s.focus == knobPane {
		gateway = s.present()
	}
	return pricing.Side{Workload: s.workload(), Knobs: s.now.apply(s.cat), Gateway: gateway}
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
	return s.refit(), func() tea.Msg { return page.Saved{What: "scenario " + draw.Safe(name), Path: msg.path} }
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

// answered takes in what is kept, and has the board priced.
func (s Model) answered(msg page.Loaded[keptScenarios]) (Model, tea.Cmd) {
	load, mine := s.shelf.Take(msg)
	s.shelf = load
	if !mine {
		return s, nil
	}
	if bad := load.Value.bad; bad != nil && s.laid != nil {
		s.problem = "left out: " + draw.Safe(bad.Error())
	}
	return s.priceBoard()
}

// turnTo turns the knobs to a kept scenario: one step, which u takes back.
func (s Model) turnTo(k scenario.Scenario) (Model, tea.Cmd) {
	to, lost := settingsOf(k)
	s = s.closed()
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
