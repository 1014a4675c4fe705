package usagefile

import (
	"errors"
	"maps"
)

// A Mapping says what the columns of a CSV of one's own are.
type Mapping struct {
	Map map[string]string // native field to the file's column
	Set map[string]string // native field to a constant value
}

// recall recognises a header as recognise does, and one that nothing was said
// about this time by what was said before. The options come back as they count
// then, and what was recalled; nil for nothing.
func recall(h *header, opt Options) (*Format, Options, *Mapping, error) {
	f, err := recognise(h, opt)
	var unknown *UnrecognisedError
	own := errors.As(err, &unknown) || err == nil && f.Name == nativeName
	if !own || opt.Type != "" || len(opt.Map) > 0 || opt.Remembered == nil {
		return f, opt, nil, err
	}
	m := opt.Remembered(h.columns)
	if m == nil {
		return f, opt, nil, err
	}
	said := opt
	said.Map = m.Map
	said.Set = maps.Clone(m.Set)
	maps.Copy(said.Set, opt.Set) // what is said now counts
	f, err = recognise(h, said)
	return f, said, m, err
}
