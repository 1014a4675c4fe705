//go:build unix

package endtoend

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// usage is an export of so many days until the clock, $9.00 a day:
//
//	gpt-4o  2,000,000 x 2.50 + 400,000 x 10.00 a million = 5.00 + 4.00
//
// 30 days are $270.00, for which loading by card costs 5.5 % = 14.85.
func usage(t *testing.T, days int) string {
	t.Helper()
	last, err := time.Parse(time.RFC3339, clock)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("time,gateway,account,model,provider,request_id,input_tokens,output_tokens,requests,cost_usd,key,app\n")
	for i := range days {
		at := last.AddDate(0, 0, i+1-days).Format(time.RFC3339)
		fmt.Fprintf(&b, "%s,openrouter,openrouter,openai/gpt-4o,OpenAI,r%d,2000000,400000,1,9.00,web,support-bot\n", at, i)
	}
	return b.String()
}

// started opens a terminal with a ledger of 40 days and the program in it.
func started(t *testing.T, width, height int) (x *terminal, line string) {
	t.Helper()
	x = open(t, width, height)
	x.write("usage.csv", usage(t, 40))
	x.run("import", "usage.csv")
	line = x.line("before")
	if got := x.modes(); got != "other screen 0, cursor 1, mouse 0" {
		t.Fatalf("before the start: %s", got)
	}
	x.types("tollbook --as-of " + clock + "; echo left with $?").keys("Enter")
	x.sees("[1 Overview]", "? help")
	if got := x.modes(); got != "other screen 1, cursor 0, mouse 1" {
		t.Fatalf("in the program: %s", got)
	}
	return x, line
}

// left checks that the shell is back, and the terminal as it was before the program.
func left(t *testing.T, x *terminal, line string, status int) {
	t.Helper()
	x.sees(fmt.Sprintf("\nleft with %d", status)).seesNo("? help")
	if got := x.modes(); got != "other screen 0, cursor 1, mouse 0" {
		t.Errorf("left behind: %s", got)
	}
	if after := x.line("after"); after != line {
		t.Errorf("stty -a before\n%s\nafter\n%s", line, after)
	}
}

var sizes = [][2]int{{80, 24}, {140, 40}}

// A person looks around, records what was bought, takes a file in, thinks better of
// it, and leaves: the ledger holds the purchase, and of the file nothing.
func TestStory(t *testing.T) {
	for _, z := range sizes {
		t.Run(fmt.Sprintf("%dx%d", z[0], z[1]), func(t *testing.T) {
			x, line := started(t, z[0], z[1])
			// Two requests more: $1.25, November so far 14 x 9.00 = 126.00 and with them 127.25.
			x.write("more.csv", `time,gateway,model,request_id,input_tokens,cost_usd
2026-11-13T10:00:00Z,openrouter,openai/gpt-4o,m1,400000,1.00
2026-11-13T11:00:00Z,openrouter,openai/gpt-4o,m2,100000,0.25
`)
			x.sees("[1 Overview]", "November comes to about $285 with fees", "$126.00")
			x.keys("2").sees("[2 What-if]", "You pay $284.85 a month, $14.85 of it in fees", "openrouter")
			x.keys("4").sees("[4 Spend]", "November so far $126.00")
			x.keys("5").sees("[5 Catalog]", "GATEWAY")
			x.keys("?").sees("Help  Catalog").keys("Escape").seesNo("Help  Catalog")

			x.keys("3").sees("[3 Credits]", "no balance is known")
			x.keys("a").sees("ADD A TOP-UP")
			x.types("100").sees("$100.00 by card: fee $5.50, you pay $105.50")
			// Nothing is recorded before Enter. Of the $100 the $9.00 of its own instant are used.
			if got := x.topUps(); len(got) != 0 {
				t.Errorf("recorded while it was typed: %+v", got)
			}
			x.keys("Enter").sees("added $100.00 to openrouter, fee $5.50", "$91.00")

			x.keys("4").sees("[4 Spend]")
			x.keys("i").sees("Import ", "more.csv")
			x.types("more.csv").keys("Enter").sees("Nothing is changed yet", "2 rows: 2 new")
			x.keys("Enter").sees("Imported into ledger.db")
			x.keys("Enter").sees("November so far $127.25")
			if got := x.imports(); len(got) != 2 || filepath.Base(got[0].File) != "more.csv" || got[0].Added != 2 {
				t.Errorf("after the import: %+v", got)
			}
			x.keys("u").sees("took back import 2: 2 rows removed", "November so far $126.00")
			x.keys("q")
			left(t, x, line, 0)

			if got := x.imports(); len(got) != 1 || got[0].File != "usage.csv" || got[0].Rows != 40 {
				t.Errorf("imports left behind: %+v", got)
			}
			if got := x.topUps(); len(got) != 1 || got[0] != (topUp{"openrouter", "purchase", "100", "5.5", "105.5"}) {
				t.Errorf("purchases left behind: %+v", got)
			}
			if got := x.total(); got != "360" { // 40 x 9.00
				t.Errorf("usage left behind: $%s, want $360", got)
			}
			x.run("doctor")
		})
	}
}

// Ctrl-C leaves from everywhere, out of a line that is typed too.
func TestCtrlC(t *testing.T) {
	for _, z := range sizes {
		for name, keys := range map[string][]string{
			"a screen": {"4"}, "the help": {"4", "?"}, "a line being typed": {"4", "/", "x"}, "a command looked for": {"4", ":", "x"}, "a form": {"3", "a", "1"}, "the choice of a file": {"i"},
		} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, z[0], z[1]), func(t *testing.T) {
				x, line := started(t, z[0], z[1])
				for _, k := range keys {
					x.keys(k)
				}
				x.keys("C-c")
				left(t, x, line, 0)
			})
		}
	}
}
