package page

import tea "github.com/charmbracelet/bubbletea"

// Phase says how far a screen's data is.
type Phase uint8

// The phases of a reading.
const (
	Loading Phase = iota // nothing is there yet
	Ready                // the value is there
	Empty                // it is, and holds nothing to show
	Failed               // it could not be read
)

// A Status says how far a reading is, whatever it reads.
type Status struct {
	Phase   Phase
	Pending bool  // being read; beside ready: what is shown is the last reading
	Err     error // why it failed
	Request int   // number of the last reading
}

// A Load is what a screen has read of the books: nothing yet, a value, or why
// not. Its zero value but for the name is loading. It is a value: its methods return the
// changed one.
//
//	s.load, cmd = s.load.Begin(func() (pricing.Workload, error) { return books.Workload(ctx, asOf) })
//	...
//	case page.Loaded[pricing.Workload]:
//		if l, mine := s.load.Take(msg); mine { s.load = l ... }
type Load[T any] struct {
	Status
	Of    string // whose reading it is: two screens may read the same kind of value
	Value T
}

// Loaded is the answer to one reading.
type Loaded[T any] struct {
	Of      string
	Request int
	Value   T
	Err     error
}

// Begin asks for the value anew: read runs aside, in the returned command. An older
// reading that is still under way will be dropped; a value that is shown stays
// until the new one is there.
func (l Load[T]) Begin(read func() (T, error)) (Load[T], tea.Cmd) {
	l.Request++
	l.Pending = true
	if l.Phase != Ready {
		l.Phase = Loading
	}
	of, request := l.Of, l.Request
	return l, func() tea.Msg {
		v, err := read()
		return Loaded[T]{of, request, v, err}
	}
}

// Take keeps the answer to the last reading. It reports false for the answer to
// another: that one comes too late, or is not for this screen.
func (l Load[T]) Take(msg Loaded[T]) (Load[T], bool) {
	if msg.Of != l.Of || msg.Request != l.Request {
		return l, false
	}
	l.Pending, l.Err = false, msg.Err
	if msg.Err != nil {
		l.Phase = Failed
		return l, true
	}
	l.Phase, l.Value = Ready, msg.Value
	return l, true
}

// AsEmpty is Take's answer where the value holds nothing to show.
func (l Load[T]) AsEmpty() Load[T] {
	l.Phase = Empty
	return l
}
