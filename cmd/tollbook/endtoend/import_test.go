//go:build unix

package endtoend

import (
	"fmt"
	"strings"
	"testing"
)

// A file is imported from inside the running program, seen by its screens, and taken
// back; one with a bad cell says where it is.
//
//	a day of 18.00 more: 29 days of 9.00 and one of 27.00 are 288.00, 5.5 % is 15.84
func TestImportStory(t *testing.T) {
	for _, z := range sizes {
		t.Run(fmt.Sprintf("%dx%d", z[0], z[1]), func(t *testing.T) {
			x, line := started(t, z[0], z[1])
			more := strings.Split(usage(t, 1), "\n")
			x.write("more.csv", more[0]+"\n"+strings.NewReplacer(",r0,", ",new,", ",9.00,", ",18.00,", "2000000,400000", "4000000,800000").Replace(more[1])+"\n")
			x.write("bad.csv", more[0]+"\n"+strings.Replace(more[1], "2000000", "-2", 1)+"\n")
			x.keys("2").sees("$14.85 of it in fees")
			x.keys("i").sees("Import ", "more.csv", "bad.csv")
			x.types("bad").keys("Enter").sees("line 2: column input_tokens", "hint: --skip-bad")
			x.keys("Escape").sees("Import ").seesNo("hint: --skip-bad").keys("BSpace", "BSpace", "BSpace")
			x.types("more").keys("Enter").sees("Nothing is changed yet", "1 row: 1 new", "$18.00")
			x.keys("Enter").sees("Imported into")
			x.keys("Enter").sees("$15.84 of it in fees")
			x.keys("u").sees("took back import 2: 1 row removed", "$14.85 of it in fees")
			x.keys("I").sees("1 import,", "usage.csv").keys("Escape").seesNo("1 import,")
			x.keys("q")
			left(t, x, line, 0)
		})
	}
}

// A what-if is saved, listed, and set beside the books as they stand.
func TestScenarioStory(t *testing.T) {
	x, line := started(t, 100, 30)
	x.keys("2").sees("$14.85 of it in fees").keys("j", "Right", "Right").sees("+$285 a month with 2.0x the volume")
	x.keys("s").sees("save as: 2x").keys("Enter").sees("saved scenario 2x in ")
	x.keys("c").sees("$284.85 a month more with B, on screen: 2x, than with A, as it stands.").keys("Escape").sees("+$285 a month with 2.0x the volume")
	x.keys("Z").sees("$14.85 of it in fees").keys("o").sees("2x", "$569.70").keys("j", "Enter").sees("+$285 a month with 2.0x the volume")
	x.keys("q")
	left(t, x, line, 0)
}

// A table that nobody knows, as the only argument, opens the form that asks what its columns
// are; what comes of it is a temporary ledger.
func TestUnknownFileStory(t *testing.T) {
	x := open(t, 100, 30)
	x.write("odd.csv", "When,Engine,ContextTokens,GeneratedTokens\n2026-11-10 18:17:03,openai/gpt-4o,1000000,100000\n")
	line := x.line("before")
	x.types("tollbook --as-of " + clock + " odd.csv; echo left with $?").keys("Enter")
	x.sees("odd.csv: no known export. Which column is what?").keys("Escape").sees("Import ").keys("Escape").sees("No usage yet, i imports an export.").keys("q")
	left(t, x, line, 0)
}
