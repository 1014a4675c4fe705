package tui

import (
	"context"
	"strings"
	"testing"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// An unknown table comes in by saying what its columns are: what their names tell is
// filled in, the first rows follow what is said, and it is remembered.
func TestColumnsAreSaid(t *testing.T) {
	d := bringing(t, 80, 24).press("i", "~/Downloads/trace.csv", "enter")
	shows(t, d, "trace.csv: no known export. Which column is what?", "Its columns: TIMESTAMP, ContextTokens, GeneratedTokens",
		"Still to be said: model and gateway.", "time TIMESTAMP 2026-11-10 18:17:03", "input, uncached ContextTokens 1000000", "The first rows stand here once the columns are said.")
	shows(t, d, "output GeneratedTokens")
	d.press("enter")
	shows(t, d, "✕ still to be said: model and gateway")
	d.press("openai/gpt-4o")
	// What is said shows in the rows before all of it is said.
	shows(t, d, "▸ model openai/gpt-4o▏ on every row", "2026-11-10 18:17 openai/gpt-4o", "1,000,000", "catalog's")
	d.press("tab", "opena", "tab")
	shows(t, d, "gateway openai on every row", "The first rows are right. Enter looks at all of the file and changes nothing.")
	shows(t, d, "▸ input, uncached") // the line after it
	d.press("enter")
	// 1,000,000 x 2.50 + 100,000 x 10.00 per million are 3.50, twice.
	shows(t, d, "Nothing is changed yet.", "trace.csv $7.00", "2 rows: 2 new", "a other account", "m other columns")
	d.press("m")
	shows(t, d, "Which column is what?", "gateway openai on every row")
	d.press("esc")
	shows(t, d, "Nothing is changed yet.")
	d.press("enter")
	shows(t, d, "Imported into ledger.db.", "trace.csv $7.00")
	// The same columns need not be said again, but can be.
	d.press("i", "trace", "enter")
	shows(t, d, "2 rows: 0 new, 2 known", "read as the last file with these columns")
	d.press("m")
	shows(t, d, "time TIMESTAMP", "model openai/gpt-4o", "gateway openai")
}

// A file that was named on the command line and tells nothing opens the form; Esc leads to
// the screens without it.
func TestUnknownFileIsAskedFirst(t *testing.T) {
	b := bringing(t, 100, 30)
	cfg := b.app.cfg
	cfg.Mode, cfg.Ask = Temporary, "/home/ada/Downloads/trace.csv"
	d := opened(t, cfg, 100, 30)
	shows(t, d, "trace.csv: no known export. Which column is what?", "Still to be said: model and gateway.")
	d.press("openai/gpt-4o", "tab", "openai", "enter", "enter")
	shows(t, d, "Imported into the temporary ledger")
	for range 4 {
		d.press("esc")
	}
	if d.on(t, page.Whatif); d.app.importer.Open() || d.quit {
		t.Error("Esc does not lead to the screen")
	}
}

// What a mapping can't be is said where it is typed; Esc goes back and changes nothing.
func TestColumnsThatAreWrong(t *testing.T) {
	d := bringing(t, 100, 30).press("i", "~/Downloads/trace.csv", "enter", "gpt-4o", "tab", "openai", "up", "up")
	d.press("backspace")
	shows(t, d, "✕ time: no column is called TIMESTAM; =TIMESTAM says that it is that on every row")
	d.press("P")
	hides(t, d, "✕")
	d.press("down", "down", "down", "down") // cache read
	d.press("ContextTokens")
	shows(t, d, "! Input means the tokens that were not read from the cache", "CACHE READ")
	for range "ContextTokens" {
		d.press("backspace")
	}
	d.press("=-5")
	shows(t, d, `✕ line 2: cache_read_tokens "-5": a count can't be negative`)
	d.press("enter") // it is looked at all the same, and refused
	shows(t, d, "2 bad cells")
	d.press("esc")
	shows(t, d, "Which column is what?", "=-5▏")
	d.press("esc")
	shows(t, d, "Import ~/Downloads/")
	d.press("esc")
	if _, any := d.app.cfg.Books.DataUntil(); any || d.app.importer.Open() {
		t.Error("something came in, or something is open")
	}
}

// An account says the gateway.
func TestAnAccountSaysTheGateway(t *testing.T) {
	d := bringing(t, 100, 40).press("i", "~/Downloads/trace.csv", "enter", "openai/gpt-4o")
	for range 7 {
		d.press("down")
	}
	d.press("openai/lab", "enter")
	shows(t, d, "trace.csv $7.00", "Nothing is changed yet.")
	d.press("enter", "enter")
	accounts, err := d.app.cfg.Books.(bringingBooks).Accounts(context.Background())
	if err != nil || len(accounts) != 1 || accounts[0].Name != "openai/lab" {
		t.Errorf("%+v, %v", accounts, err)
	}
}

// A foreign currency asks for its rate, which is kept with the import and can be said
// anew before it comes in.
func TestRateIsAsked(t *testing.T) {
	d := bringing(t, 80, 24).press("i", "~/Downloads/yuan.csv", "enter")
	shows(t, d, "yuan.csv is in CNY. What is that in US dollars?", "▸ 1 CNY ▏ US dollars, like 0.1389", "Still to be said: what 1 CNY is in US dollars.")
	for typed, want := range map[string]string{"x": `1 CNY "x": not a decimal number`, "0": "1 CNY: want more than 0", "": "✕ still to be said"} {
		d.press(strings.Split(typed, "")...)
		d.press("enter")
		shows(t, d, want)
		d.press("backspace")
	}
	d.press("0.14", "enter")
	shows(t, d, "Nothing is changed yet.", "yuan.csv $14.00", "f other rate") // 100 x 0.14
	d.press("f")
	shows(t, d, "1 CNY 0.14▏")
	d.press("5", "enter")
	shows(t, d, "yuan.csv $14.50") // 100 x 0.145
	d.press("enter")
	shows(t, d, "Imported into ledger.db.", "yuan.csv $14.50")
	d.press("u")
	shows(t, d, "took back import 1")
}

// The account is changed in the preview, and completed by those that there are.
func TestAccountIsChanged(t *testing.T) {
	d := bringing(t, 100, 30).press("i", "~/Downloads/good.csv", "enter", "a")
	shows(t, d, "Whose usage is good.csv?", "▸ account openrouter▏", "An account is a gateway, or gateway/team-a for a second one there.")
	d.press("/team-a", "enter")
	shows(t, d, "Nothing is changed yet.")
	d.press("enter")
	accounts, err := d.app.cfg.Books.(bringingBooks).Accounts(context.Background())
	if err != nil || len(accounts) != 1 || accounts[0].Name != "openrouter/team-a" {
		t.Errorf("%+v, %v", accounts, err)
	}
	d.press("i", "more", "enter", "a")
	for range "openrouter" {
		d.press("backspace")
	}
	d.press("right")
	shows(t, d, "account openrouter/team-a▏")
	d.press("esc")
	shows(t, d, "Nothing is changed yet.", "more.csv $5.00")
	d.press("esc")
	shows(t, d, "Import ~/Downloads/")
}

// An answer to an older look is dropped, and what can't be looked into is refused.
func TestLateSamples(t *testing.T) {
	d := bringing(t, 80, 24).press("i", "~/Downloads/trace.csv", "enter")
	late := d.send(page.KeyMsg("x"))
	d.press("y")
	before := d.app.View()
	d.run(late)
	if d.app.View() != before {
		t.Error("an old look is shown")
	}
	d.trouble().sample = tuitest.ErrBroken
	d.press("z")
	shows(t, d, "Still to be said: gateway.")
	d.press("tab", "openai")
	shows(t, d, "✕ open ledger.db: file is not a database")

	d = bringing(t, 80, 24).press("i", "~/Downloads/trace.csv")
	d.press("enter")
	late = d.send(page.KeyMsg("x"))
	d.press("esc", "esc")
	d.run(late) // nobody waits for it any more
	hides(t, d, "Which column")
}

// The form at every size: the line in hand is in sight, and the verdict.
func TestAskAtEverySize(t *testing.T) {
	d := bringing(t, 80, 24).press("i", "~/Downloads/trace.csv", "enter", "gpt-4o")
	for range 30 {
		d.press("down")
		d.everySize("columns", 35, func(z draw.Size, view string) {
			if !strings.Contains(view, "▸ ") || !strings.Contains(view, "Still to be said: gateway.") {
				t.Errorf("%v: the line in hand or the verdict is out of sight\n%s", z, view)
			}
		})
	}
	d.app = d.app.resize(draw.Size{Width: 80, Height: 24})
	d.click(6, 5)
	if line := strings.Split(d.app.View(), "\n")[5]; !strings.Contains(line, "▸") {
		t.Errorf("a click on the first line in sight puts the cursor elsewhere:\n%s", d.app.View())
	}
}
