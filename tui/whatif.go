package tui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
)

// Source is the part of the books that the what-if screen reads.
type Source interface {
	// Workload is the usage that a comparison prices, not after asOf. An empty
	// one is no error.
	Workload(ctx context.Context, asOf time.Time) (pricing.Workload, error)
	// DataUntil is the instant of the last usage; false without any.
	DataUntil() (time.Time, bool)
}

// phase says how far a screen's data is.
type phase uint8

const (
	loading phase = iota
	ready
	empty
	failed
)

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

	phase   phase
	err     error
	demo    bool // the empty state offers the demo
	request int  // number of the last reading of the books
	base    pricing.Workload
	until   time.Time // last usage; zero without any

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

// workloadLoaded is the books' answer to one request.
type workloadLoaded struct {
	request  int
	workload pricing.Workload
	until    time.Time
	err      error
}

// newWhatif returns the screen before anything is read.
func newWhatif(c *pricing.Catalog, asOf time.Time) whatif {
	return whatif{cat: c, asOf: asOf, keys: newWhatifKeys(), settle: settleAfterPause}
}

// reload forgets what was read and returns the command that reads src.
func (s whatif) reload(ctx context.Context, src Source) (whatif, tea.Cmd) {
	s.request++
	s.phase = loading
	return s, s.read(ctx, src)
}

// read returns the command that reads the books for the request at hand.
func (s whatif) read(ctx context.Context, src Source) tea.Cmd {
	request, asOf := s.request, s.asOf
	return func() tea.Msg {
		msg := workloadLoaded{request: request}
		msg.workload, msg.err = src.Workload(ctx, asOf)
		if until, ok := src.DataUntil(); ok {
			msg.until = until
		}
		return msg
	}
}

func (s whatif) update(msg tea.Msg) (whatif, tea.Cmd) {
	switch msg := msg.(type) {
	case workloadLoaded:
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

func (s whatif) loaded(msg workloadLoaded) (whatif, tea.Cmd) {
	if msg.request != s.request {
		return s, nil
	}
	s.base, s.until, s.err = msg.workload, msg.until, msg.err
	switch {
	case msg.err != nil:
		s.phase = failed
		return s, nil
	case msg.workload.Empty():
		s.phase = empty
		return s, nil
	}
	s.phase = ready
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
