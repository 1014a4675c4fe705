package cli

import "github.com/spf13/pflag"

// A Given is the value of a flag that knows whether the command line had the flag:
// --note "" takes a note away, and without --note it stays.
type Given[T any] struct {
	Value T
	Is    bool
}

// GivenVar adds a flag to f whose value is g's; add is the method of f that adds flags of
// its type: GivenVar(f, f.StringVar, &o.note, "note", "", "a `NOTE`").
func GivenVar[T any](f *pflag.FlagSet, add func(p *T, name string, value T, usage string), g *Given[T], name string, value T, usage string) {
	add(&g.Value, name, value, usage)
	NoteGiven(f.Lookup(name), func() { g.Is = true })
}

// NoteGiven has note called whenever the command line has a flag.
func NoteGiven(flag *pflag.Flag, note func()) {
	if flag.DefValue == "[]" { // which help would print for a value that is not pflag's own
		flag.DefValue = ""
	}
	flag.Value = notedValue{flag.Value, note}
}

// notedValue is a flag's value that tells when it is set.
type notedValue struct {
	pflag.Value
	note func()
}

// Set sets the value.
func (v notedValue) Set(text string) error {
	err := v.Value.Set(text)
	if err == nil {
		v.note()
	}
	return err
}

// IsEmpty reports whether a flag was given as nothing, as an unset variable of a script
// gives it.
func IsEmpty(g Given[string]) bool { return g.Is && g.Value == "" }
