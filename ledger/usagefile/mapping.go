package usagefile

import (
	"errors"
	"maps"
)

// A Mapping says what the columns of a CSV of one's own are, or the fields of its JSON.
type Mapping struct {
	Map    map[string]string // native field to the file's column or path
	Set    map[string]string // native field to a constant value
	NoCost []string          // words that stand for no cost
}

// Under is what was said before under what is said now, which counts.
func (m *Mapping) Under(opt Options) Options {
	opt.Map = m.Map
	set := maps.Clone(m.Set)
	if set == nil {
		set = map[string]string{}
	}
	maps.Copy(set, opt.Set)
	opt.Set = set
	if len(opt.NoCost) == 0 {
		opt.NoCost = m.NoCost
	}
	return opt
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
	said := m.Under(opt)
	f, err = recognise(h, said)
	return f, said, m, err
}
