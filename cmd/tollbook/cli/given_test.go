package cli

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// A flag knows that it was given, as nothing too, and help shows it as any other.
func TestGiven(t *testing.T) {
	type flags struct {
		note Given[string]
		days Given[int]
		list Given[[]string]
	}
	parse := func(args ...string) (x flags, usages string) {
		f := pflag.NewFlagSet("x", pflag.ContinueOnError)
		GivenVar(f, f.StringVar, &x.note, "note", "", "a `NOTE`")
		GivenVar(f, f.IntVar, &x.days, "days", 7, "so many `DAYS`")
		GivenVar(f, f.StringSliceVar, &x.list, "list", nil, "some `G,..`")
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
	if x.note.Is || x.days.Is || x.list.Is || x.days.Value != 7 || IsEmpty(x.note) || usages != plain.FlagUsages() {
		t.Errorf("no flag: %+v\n%s", x, usages)
	}
	x, _ = parse("--note", "", "--days=0", "--list", "a,b", "--list=c")
	if !IsEmpty(x.note) || !x.days.Is || x.days.Value != 0 || strings.Join(x.list.Value, " ") != "a b c" || !x.list.Is {
		t.Errorf("all flags: %+v", x)
	}
	if x, _ = parse("--note=n"); IsEmpty(x.note) || !x.note.Is || x.note.Value != "n" {
		t.Errorf("a note: %+v", x)
	}
}
