package main

import "github.com/spf13/pflag"

// A given is the value of a flag that knows whether the command line had the flag:
// --note "" takes a note away, and without --note it stays.
type given[T any] struct {
	value T
	is    bool
}

// givenVar adds a flag to f whose value is g's; add is the method of f that adds flags of
// its type: givenVar(f, f.StringVar, &o.note, "note", "", "a `NOTE`").
func givenVar[T any](f *pflag.FlagSet, add func(p *T, name string, value T, usage string), g *given[T], name string, value T, usage string) {
	add(&g.value, name, value, usage)
	noteGiven(f.Lookup(name), func() { g.is = true })
}

// noteGiven has note called whenever the command line has a flag.
func noteGiven(flag *pflag.Flag, note func()) {
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

// isEmpty reports whether a flag was given as nothing, as an unset variable of a script
// gives it.
func isEmpty(g given[string]) bool { return g.is && g.value == "" }
