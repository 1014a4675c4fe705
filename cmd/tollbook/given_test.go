package main

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// A flag knows that it was given, as nothing too, and help shows it as any other.
func TestGiven(t *testing.T) {
	type flags struct {
		note given[string]
		days given[int]
		list given[[]string]
	}
	parse := func(args ...string) (x flags, usages string) {
		f := pflag.NewFlagSet("x", pflag.ContinueOnError)
		givenVar(f, f.StringVar, &x.note, "note", "", "a `NOTE`")
		givenVar(f, f.IntVar, &x.days, "days", 7, "so many `DAYS`")
		givenVar(f, f.StringSliceVar, &x.list, "list", nil, "some `G,..`")
		if err := f.Parse(args); err != nil {
			t.Fatal(err)
		}
		return x, f.FlagUsages()
	}
	plain := pflag.NewFlagSet("x", pflag.ContinueOnError)
	plain.String("note", "", "a `NOTE`")
	plain.Int("days", 7, "so many `DAYS`")
	plain.StringSlice("list", nil, "some `G,..`")
	x, usages := parse()
	if x.note.is || x.days.is || x.list.is || x.days.value != 7 || isEmpty(x.note) || usages != plain.FlagUsages() {
		t.Errorf("no flag: %+v\n%s", x, usages)
	}
	x, _ = parse("--note", "", "--days=0", "--list", "a,b", "--list=c")
	if !isEmpty(x.note) || !x.days.is || x.days.value != 0 || strings.Join(x.list.value, " ") != "a b c" || !x.list.is {
		t.Errorf("all flags: %+v", x)
	}
	if x, _ = parse("--note=n"); isEmpty(x.note) || !x.note.is || x.note.value != "n" {
		t.Errorf("a note: %+v", x)
	}
}
