package tui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
)

// workloadSource is the part of the books that the what-if screen reads.
type workloadSource interface {
	// Workload is the usage that a comparison prices, not after asOf. An empty
	// one is no error.
	Workload(ctx context.Context, asOf time.Time) (pricing.Workload, error)
}

// pane is one of the two halves of the screen that hold a cursor.
type pane uint8

const (
	knobPane pane = iota
	gatewayPane
)

// whatif is the what-if screen: the knobs of a comparison and the gateways
// that it ranks.
type whatif struct {
	cat  *pricing.Catalog
	asOf time.Time
	keys whatifKeys
	size size

	load loadState[pricing.Workload]
	base pricing.Workload

	now       settings
	undo      []settings
	cmp       pricing.Comparison
	cmpErr    error
	untouched *pricing.Money // the present bill before a knob was turned; nil where unknown
	curves    []curve

	levers levers
	swaps  []string // steps of the swap knob
	settle func(request int) tea.Cmd

	focus     pane
	knobAt    knobID
	gatewayAt string
	unfolded  bool
	top       int // first gateway line shown
	edit      *edit
	filter    string
	problem   string // what the last input did wrong, or its answer
}

// newWhatif returns the screen before anything is read.
func newWhatif(c *pricing.Catalog, asOf time.Time) whatif {
	return whatif{cat: c, asOf: asOf, keys: newWhatifKeys(), settle: settleAfterPause, load: loadState[pricing.Workload]{of: "what-if"}}
}

// reload reads the usage that is compared.
func (s whatif) reload(ctx context.Context, src Source) (whatif, tea.Cmd) {
	var cmd tea.Cmd
	s.load, cmd = s.load.begin(func() (pricing.Workload, error) { return src.Workload(ctx, s.asOf) })
	return s, cmd
}

func (s whatif) status() loadStatus { return s.load.loadStatus }

// vacant says how a ledger without usage gets some.
func (s whatif) vacant() []string {
	return []string{
		"Nothing to compare yet: this ledger holds no usage.",
		"",
		"1. Open openrouter.ai/activity, then Export, then CSV.",
		"2. tollbook import openrouter_activity.csv",
		"3. tollbook",
	}
}

func (s whatif) update(msg tea.Msg) (whatif, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded[pricing.Workload]:
		return s.loaded(msg)
	case leversDue:
		if msg.request != s.levers.request {
			return s, nil
		}
		return s, s.findLevers()
	case leversFound:
		return s.found(msg), nil
	case tea.KeyMsg:
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	}
	return s, nil
}

func (s whatif) resized(to size) whatif {
	s.size, s.top = to, 0
	return s.scrolled()
}

func (s whatif) loaded(msg loaded[pricing.Workload]) (whatif, tea.Cmd) {
	load, mine := s.load.take(msg)
	s.load = load
	if !mine || load.phase == failed {
		return s, nil
	}
	if load.value.Empty() {
		s.load = load.without()
		return s, nil
	}
	s.base = load.value
	s.now, s.undo, s.edit, s.filter, s.problem = settings{}, nil, nil, "", ""
	s.levers = levers{request: s.levers.request}
	s.swaps = s.swapPairs("")
	s.gatewayAt = ""
	s = s.compared()
	s.untouched = nil
	if you := s.you(); you != nil {
		s.untouched = you.Total
	}
	s.levers.request++
	s.levers.pending = true
	return s, s.findLevers()
}

// workload is what the knobs choose to price.
func (s whatif) workload() pricing.Workload {
	usd, err := pricing.ParseMoney(s.now[workloadKnob])
	if err != nil {
		return s.base
	}
	w := pricing.SpendWorkload(usd)
	w.You = s.base.You
	return w
}

// compared prices the workload anew. It is all that a step of a knob costs.
func (s whatif) compared() whatif {
	s.cmp, s.cmpErr = s.cat.Compare(s.workload(), s.now.apply(s.cat), s.asOf)
	s.curves = nil
	if s.cmpErr == nil {
		s.curves = s.sampled()
	}
	if s.gatewayAt == "" || s.cmp.Row(s.gatewayAt) == nil {
		s.gatewayAt = s.present()
	}
	return s.scrolled()
}

// you is the row of the present gateway; nil where none is the user's.
func (s whatif) you() *pricing.Row {
	if s.base.You == "" {
		return nil
	}
	return s.cmp.Row(s.base.You)
}

// present is the gateway on which the cursor begins and for which the levers
// are tried: the user's, else the cheapest, else the first of all.
func (s whatif) present() string {
	switch {
	case s.you() != nil:
		return s.base.You
	case s.cmp.Cheapest != "":
		return s.cmp.Cheapest
	case len(s.cmp.Rows) > 0:
		return s.cmp.Rows[0].Gateway
	}
	return ""
}

// turn sets a knob, remembers the step, and prices anew.
func (s whatif) turn(to settings) (whatif, tea.Cmd) {
	if to == s.now {
		return s, nil
	}
	s.undo = append(slices.Clip(s.undo), s.now)
	s.now = to
	return s.turned()
}

// turned prices anew after the settings changed and asks for new levers once
// the keys rest.
func (s whatif) turned() (whatif, tea.Cmd) {
	s.problem = ""
	s = s.compared()
	if s.cmpErr != nil {
		s.problem = fmt.Sprintf("this cannot be priced: %v", s.cmpErr)
	}
	s.levers.request++
	s.levers.pending = true
	return s, s.settle(s.levers.request)
}
