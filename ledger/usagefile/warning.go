package usagefile

import "slices"

// maxWarnings is how many different warnings a file can have.
const maxWarnings = 20

// warnings are said once each, in the order in which they came up.
type warnings struct {
	said []string
	last func() string // what the end of the file has to say; "" is nothing
}

func (w *warnings) say(text string) {
	if !slices.Contains(w.said, text) && len(w.said) < maxWarnings {
		w.said = append(w.said, text)
	}
}

func (w *warnings) list() []string {
	all := slices.Clone(w.said)
	if text := w.last(); text != "" {
		all = append(all, text)
	}
	return all
}
