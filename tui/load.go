package tui

import tea "github.com/charmbracelet/bubbletea"

// phase says how far a screen's data is.
type phase uint8

const (
	loading phase = iota
	ready
	empty
	failed
)

// A loadStatus says how far a reading is, whatever it reads.
type loadStatus struct {
	phase   phase
	pending bool  // being read; beside ready: what is shown is the last reading
	err     error // why it failed
	request int   // number of the last reading
}

// A loadState is what a screen has read of the books: nothing yet, a value, or why
// not. Its zero value but for the name is loading.
//
//	s.load, cmd = s.load.begin(func() (pricing.Workload, error) { return src.Workload(ctx, asOf) })
//	...
//	case loaded[pricing.Workload]:
//		if l, mine := s.load.take(msg); mine { s.load = l ... }
type loadState[T any] struct {
	loadStatus
	of    string // whose reading it is: two screens may read the same kind of value
	value T
}

// loaded is the answer to one reading.
type loaded[T any] struct {
	of      string
	request int
	value   T
	err     error
}

// begin asks for the value anew: read runs aside, in the returned command. An older
// reading that is still under way will be dropped; a value that is shown stays
// until the new one is there.
func (l loadState[T]) begin(read func() (T, error)) (loadState[T], tea.Cmd) {
	l.request++
	l.pending = true
	if l.phase != ready {
		l.phase = loading
	}
	of, request := l.of, l.request
	return l, func() tea.Msg {
		v, err := read()
		return loaded[T]{of, request, v, err}
	}
}

// take keeps the answer to the last reading. It reports false for the answer to
// another: that one comes too late, or is not for this screen.
func (l loadState[T]) take(msg loaded[T]) (loadState[T], bool) {
	if msg.of != l.of || msg.request != l.request {
		return l, false
	}
	l.pending, l.err = false, msg.err
	if msg.err != nil {
		l.phase = failed
		return l, true
	}
	l.phase, l.value = ready, msg.value
	return l, true
}

// without is take's answer where the value holds nothing to show.
func (l loadState[T]) without() loadState[T] {
	l.phase = empty
	return l
}
