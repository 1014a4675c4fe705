package form

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// A Form is an entry that the books record as a whole or not at all: Enter gives it to them,
// Esc leaves all as it was. It stays open with the reason where they refuse it. It is a value:
// its methods return the changed one.
//
//	f.Form, does = f.Fill(key, pick)        // Record: the screen reads the fields
//	f.Form = f.Recording(request)              // and has the books record them, aside
//	f.Form, closed = f.Take(msg.Answer)     // what came of it
type Form struct {
	Entry
	Keys    Keys
	tried   bool   // Enter was pressed: what is wrong is said of empty fields too
	wrong   string // why the books refused it
	busy    bool   // the books are recording it
	request int    // by this number
}

// New is a form of these fields, with the cursor on the first.
func New(fields ...Field) Form { return Form{Entry: Entry{Fields: fields}, Keys: NewKeys()} }

// A Deed is what a key does to a form.
type Deed uint8

// The deeds of a key.
const (
	Move   Deed = iota // the cursor may stand elsewhere, what is entered is as before
	Change             // another thing is entered
	Record             // it is to be recorded
	Leave              // it is to be closed, and all left as it was
)

// Fill handles a key. While the books record the form no key does anything.
func (f Form) Fill(msg tea.KeyMsg, pick Picker) (Form, Deed) {
	switch {
	case f.busy:
		return f, Move
	case key.Matches(msg, f.Keys.Leave):
		return f, Leave
	case key.Matches(msg, f.Keys.Record):
		f.tried = true
		return f, Record
	}
	var changed bool
	if f.Entry, changed = f.Press(msg, f.Keys, pick); !changed {
		return f, Move
	}
	f.wrong = ""
	return f, Change
}

// Click puts the cursor on the field that is clicked, in a form that stands at a place.
func (f Form) Click(msg tea.MouseMsg, at draw.Place) Form {
	if msg.Button != tea.MouseButtonLeft || msg.Action != tea.MouseActionPress || f.busy {
		return f
	}
	if i, ok := at.RowAt(msg.X, msg.Y, len(f.Fields)); ok {
		f.At = i
	}
	return f
}

// Recording is the form while the books record it; their answer carries the number of the
// request.
func (f Form) Recording(request int) Form {
	f.busy, f.wrong, f.request = true, "", request
	return f
}

// Refuse is the form with the reason why it cannot be recorded, to be corrected or left.
func (f Form) Refuse(why error) Form {
	f.busy, f.wrong = false, why.Error()
	return f
}

// An Answer is what the books say to a form: what they changed, or why they did not.
type Answer struct {
	Request int
	Done    page.Changed
	Err     error
}

// Take takes the answer in, and reports whether the form is recorded and can be closed. An
// answer to another request is dropped.
func (f Form) Take(a Answer) (_ Form, recorded bool) {
	switch {
	case a.Request != f.request || !f.busy:
		return f, false
	case a.Err != nil:
		return f.Refuse(a.Err), false
	}
	return f, true
}
