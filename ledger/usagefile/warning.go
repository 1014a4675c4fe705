package usagefile

import (
	"fmt"
	"slices"
)

// maxWarnings is how many different warnings a file can have.
const maxWarnings = 20

// warnings are said once each, in the order in which they came up.
type warnings struct {
	said  []string
	notes []note
	last  func() string // what the end of the file has to say; "" is nothing
}

// A note is said with how often it came up.
type note struct {
	one, many string // of once; of more, with their number
	n         int
}

func (w *warnings) say(text string) {
	if !slices.Contains(w.said, text) && len(w.said) < maxWarnings {
		w.said = append(w.said, text)
	}
}

func (w *warnings) note(one, many string) {
	i := slices.IndexFunc(w.notes, func(n note) bool { return n.one == one })
	if i < 0 {
		i = len(w.notes)
		w.notes = append(w.notes, note{one: one, many: many})
	}
	w.notes[i].n++
}

func (w *warnings) list() []string {
	all := slices.Clone(w.said)
	for _, n := range w.notes {
		if n.n == 1 {
			all = append(all, n.one)
		} else {
			all = append(all, fmt.Sprintf(n.many, n.n))
		}
	}
	if text := w.last(); text != "" {
		all = append(all, text)
	}
	return all
}
