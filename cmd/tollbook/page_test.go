package main

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"
	"pgregory.net/rapid"

	"tollbook/data"
	"tollbook/ledger"
	"tollbook/pricing"
)

// A ran is what one command line came to.
type ran struct {
	code     int
	out, err string
}

// onDemo runs command lines on the demo's books, kept in a file.
func onDemo(t *testing.T) func(e env, args ...string) ran {
	t.Helper()
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	s, err := ledger.Open(context.Background(), path, c)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{env: benchEnv(""), catalog: c, asOf: clock, zone: time.UTC}
	if err := a.fillDemo(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return func(e env, args ...string) ran {
		t.Helper()
		var out, errs bytes.Buffer
		e.stdin, e.stdout, e.stderr = strings.NewReader(""), &out, &errs
		e.now = func() time.Time { return time.Date(2026, 11, 14, 20, 0, 0, 0, time.UTC) }
		columns := e.getenv
		e.getenv = func(name string) string {
			switch name {
			case "TOLLBOOK_LEDGER":
				return path
			case "XDG_DATA_HOME", "XDG_CONFIG_HOME":
				return dir
			case "COLUMNS":
				if columns != nil {
					return columns(name)
				}
			}
			return ""
		}
		return ran{run(context.Background(), e, args), out.String(), errs.String()}
	}
}

// tooWide are the lines that do not fit into 80 columns. A web address can't be broken:
// its line may be wider, alone.
func tooWide(text string) (out []string) {
	for _, line := range strings.Split(text, "\n") {
		if words := strings.Fields(line); lipgloss.Width(line) > pageWidth &&
			!(len(words) <= 2 && strings.HasPrefix(words[len(words)-1], "https://")) {
			out = append(out, line)
		}
	}
	return out
}

// Help is read in a terminal of 80 columns.
func TestHelpFitsThePage(t *testing.T) {
	root := (&app{env: benchEnv("")}).root()
	for _, cmd := range allCommands(root) {
		args := append(strings.Fields(cmd.CommandPath())[1:], "--help")
		var out bytes.Buffer
		e := benchEnv("")
		e.stdout = &out
		if code := run(context.Background(), e, args); code != exitDone || !strings.Contains(out.String(), "Usage:") {
			t.Errorf("%s: exit %d: %s", args, code, out.String())
		}
		for _, line := range tooWide(out.String()) {
			t.Errorf("%s: %d columns: %s", args, lipgloss.Width(line), line)
		}
	}
}

// onePerAnswer are commands on the demo's books, at least one for each kind of answer.
var onePerAnswer = []string{
	"budget set team 400", "budget list", "compare", "compare --levers", "compare --require uptime=99.9,sla,no-fee",
	"compare --spend 1000", "credits", "credits openrouter", "expiring --within 400d", "forecast", "forecast --backtest",
	"report", "report --by week", "report --by model,app", "report --by gateway,provider,model", "topup list", "account list",
	"balance list", "imports", "imports mappings", "reprice", "doctor", "settings", "gateways", "gateways openrouter", "gateways ofox",
	"gateways --require sla,no-expiry,uptime=99.9", "models", "models sonnet", "models show anthropic/claude-sonnet-4-5",
	"catalog status", "fee openrouter 5", "fee phaseo 100 --paid", "plan openrouter", "plan openrouter --monthly 25",
	"quote gpt-4o", "quote claude-sonnet-4.5 --input 12000 --cache-read 50000 --output 900", "explain openrouter fees", "explain lot 3",
	"explain fee openrouter 25 card", "explain report month=2026-10 fees", "explain row 4-other-accounts.csv:14",
	"scenario save a --volume 2 --follow", "scenario save b --spend 1000 --method crypto", "scenario list", "scenario compare a b",
	"compare --scenario a", "check", "demo",
}

// So are the answers on a year of usage of several accounts. A pipe takes them whole.
func TestAnswersFitThePage(t *testing.T) {
	demo := onDemo(t)
	for _, command := range onePerAnswer {
		got := demo(env{columns: pageWidth, getenv: nil}, strings.Fields(command)...)
		if got.code != exitDone && command != "check" || strings.Count(got.out, "\n") == 0 {
			t.Errorf("%s: exit %d: %s%s", command, got.code, got.out, got.err)
		}
		for _, line := range tooWide(got.out) {
			t.Errorf("%s: %d columns: %s", command, lipgloss.Width(line), line)
		}
		if n := strings.Count(got.err, "next: "); n != 1 {
			t.Errorf("%s: names the next commands %d times:\n%s", command, n, got.err)
		}
		if piped := demo(env{}, strings.Fields(command)...); strings.Contains(piped.err, "no room") {
			t.Errorf("%s, piped: %s", command, piped.err)
		}
	}
	// Nagios shows one line.
	first, _, _ := strings.Cut(demo(env{}, "check").out, "\n")
	if !strings.HasPrefix(first, "WARNING - ") || !strings.HasSuffix(first, " by the end of November") {
		t.Errorf("check begins with %q", first)
	}
}

// What had no room is named, and is there in a wider terminal and in JSON.
func TestWhatHasNoRoomIsNamed(t *testing.T) {
	demo := onDemo(t)
	narrow := demo(env{columns: 80}, "report")
	if strings.Contains(narrow.out, "CACHE READ") || !strings.Contains(narrow.err, "no room at 80 columns for WRITE 5M, CACHE READ, COMPUTED, OWN KEYS, LIST VALUE, REQUESTS") {
		t.Errorf("at 80 columns: %s%s", narrow.out, narrow.err)
	}
	for name, e := range map[string]env{"a wide terminal": {columns: 200}, "COLUMNS": {getenv: func(string) string { return "200" }}} {
		if wide := demo(e, "report"); !strings.Contains(wide.out, "CACHE READ") || strings.Contains(wide.err, "no room") {
			t.Errorf("%s: %s%s", name, wide.out, wide.err)
		}
	}
	whole := demo(env{columns: 80}, "report", "--format", "csv")
	if !strings.Contains(whole.out, "cache_read_tokens") || whole.err != "" {
		t.Errorf("csv: %s%s", whole.out, whole.err)
	}
}

// Messages on a terminal are broken between words; a log gets them whole.
func TestMessagesFitATerminal(t *testing.T) {
	demo := onDemo(t)
	args := []string{"compare", "--from", "2030-01-01"}
	hint := "tollbook: hint: the ledger has usage from 2025-11-15 to 2026-11-14; without --from, --to and --account its last 30 days are compared\n"
	if got := demo(env{}, args...); got.code != exitFailed || !strings.HasSuffix(got.err, hint) {
		t.Errorf("to a log: exit %d: %s", got.code, got.err)
	}
	got := demo(env{stderrTerminal: true, columns: 80}, args...)
	if wide := tooWide(got.err); len(wide) > 0 || strings.Join(strings.Fields(got.err), " ") != strings.Join(strings.Fields("tollbook: error: there is no usage to compare in that range\n"+hint), " ") {
		t.Errorf("to a terminal: %s", got.err)
	}
}

func TestTextFitsThePage(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"short", "as it is", "as it is"},
		{"a sentence", "one two three four five", "one two\nthree four\nfive"},
		{"under its mark", "· one two three four", "· one two\n  three\n  four"},
		{"under an indent and two marks", "  · ! one two", "  · ! one\n      two"},
		{"under a number", "[1] one two three", "[1] one\n    two\n    three"},
		{"a number and its percent sign", "is about 99.97 %", "is about\n99.97 %"},
		{"a long word stands alone", "see https://example.com/x now", "see\nhttps://example.com/x\nnow"},
		{"a command stays whole", "do " + whole("tollbook compare --spend 1000") + " or " + whole("a b"), "do\ntollbook compare --spend 1000\nor a b"},
		{"each line for itself", "one two three\nfour", "one two\nthree\nfour"},
	} {
		if got := fitted(c.text, 10); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.name, got, c.want)
		}
	}
}

func TestTableFitsThePage(t *testing.T) {
	three := func() *table {
		t := newTable("NAME", ">USD", "NOTE", "EMPTY")
		t.add("a", "$1.00", "first of all → tollbook credits", "")
		t.add("b", "$22.00", "x", "")
		return t
	}
	for _, c := range []struct {
		name   string
		t      *table
		width  int
		want   string
		hidden []string
	}{
		{"room for all", three(), 80, "NAME     USD  NOTE                             EMPTY\n" +
			"a      $1.00  first of all → tollbook credits\nb     $22.00  x\n", nil},
		{"the empty column goes first, unsaid", three(), 46, "NAME     USD  NOTE\n" +
			"a      $1.00  first of all → tollbook credits\nb     $22.00  x\n", nil},
		{"cells are broken before the arrow", three().folding("NOTE"), 40, "NAME     USD  NOTE\n" +
			"a      $1.00  first of all\n              → tollbook credits\nb     $22.00  x\n", nil},
		{"columns go in the order named", three().dropping("NOTE", "USD"), 20, "NAME     USD\na      $1.00\nb     $22.00\n", []string{"NOTE"}},
		{"a name that is too long is broken behind a sign", func() *table {
			t := newTable("ID")
			t.add("anthropic/claude-sonnet")
			return t
		}(), 12, "ID\nanthropic/\nclaude-\nsonnet\n", nil},
		{"figures are never broken", func() *table {
			t := newTable(">USD")
			t.add("$1,234,567.00")
			return t
		}(), 5, "          USD\n$1,234,567.00\n", nil},
		{"no heading, no line for it", func() *table {
			t := newTable("", ">")
			t.add("credit", "$5.00")
			return t
		}(), 80, "credit  $5.00\n", nil},
		{"escapes of a name are shown, not sent", func() *table {
			t := newTable("NAME")
			t.add("a\x1b[31m\nb")
			return t
		}(), 80, "NAME\na·[31m·b\n", nil},
	} {
		p := newPage(c.width)
		if got := c.t.text(p); got != c.want || !slices.Equal(p.hidden, c.hidden) {
			t.Errorf("%s: without %v\n%s, want without %v\n%s", c.name, p.hidden, got, c.hidden, c.want)
		}
	}
}

// What is too long for a cell is broken between its words, behind a sign, and within a
// number only where there is nothing else on the line.
func TestNumbersStayWhole(t *testing.T) {
	for _, c := range []struct {
		cell  string
		width int
		want  []string
	}{
		{whole("x 0.33"), 4, []string{"x", "0.33"}},
		{whole("input 12,000 x 0.33 +"), 14, []string{"input 12,000 x", "0.33 +"}},
		{"model-1,200.50", 9, []string{"model-", "1,200.50"}},
		{"day:2026-11-29", 12, []string{"day:", "2026-11-29"}},
		{"gpt4096", 5, []string{"gpt", "4096"}},
		{"2026-11", 3, []string{"202", "6-1", "1"}},
	} {
		if got := cellLines(c.cell, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%q at %d: %q, want %q", c.cell, c.width, got, c.want)
		}
	}
}

// A terminal gets the next commands each on a line that can be pasted, whatever is in
// them, and nothing of them is lost.
func TestNextCommandsStayWhole(t *testing.T) {
	command := rapid.StringMatching(`tollbook( [a-z]{1,9}| --[a-z]{1,9} [0-9]{1,6}){1,8}`)
	rapid.Check(t, func(t *rapid.T) {
		commands := rapid.SliceOfN(command, 1, 4).Draw(t, "commands")
		var errs bytes.Buffer
		a := &app{env: env{stderr: &errs, stderrTerminal: true}, format: "table", laid: newPage(rapid.IntRange(20, 90).Draw(t, "width"))}
		a.next(commands...)
		if got, want := strings.Fields(errs.String()), strings.Fields("next: "+strings.Join(commands, " or ")); !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
		for _, c := range commands {
			if !slices.ContainsFunc(strings.Split(errs.String(), "\n"), func(line string) bool { return strings.Contains(line, c) }) {
				t.Fatalf("%q is broken:\n%s", c, errs.String())
			}
		}
	})
}

// Whatever stands in a cell, its lines hold all of it and fit; and of a table as wide
// as it may be none is wider.
func TestNothingIsLostInALine(t *testing.T) {
	words := rapid.SliceOfN(rapid.StringMatching(`[a-z/.=→%·]{1,30}|[語─é]{1,9}`), 1, 8)
	squeezed := func(s string) string { return strings.Join(strings.Fields(s), "") }
	rapid.Check(t, func(t *rapid.T) {
		cell, width := strings.Join(words.Draw(t, "words"), " "), rapid.IntRange(2, 40).Draw(t, "width")
		lines := cellLines(cell, width)
		if got := squeezed(strings.Join(lines, "")); got != squeezed(cell) {
			t.Fatalf("%q became %q", cell, lines)
		}
		for _, line := range lines {
			if lipgloss.Width(line) > width {
				t.Fatalf("%q at %d columns: %q is %d wide", cell, width, line, lipgloss.Width(line))
			}
		}
		tab := newTable("A", ">USD", "B", "C").dropping("C").folding("B")
		tab.add(cell, "$1.00", cell, cell)
		p := newPage(rapid.IntRange(40, 90).Draw(t, "page"))
		for _, line := range strings.Split(tab.text(p), "\n") {
			if lipgloss.Width(line) > p.width {
				t.Fatalf("%q on a page of %d: %q is %d wide", cell, p.width, line, lipgloss.Width(line))
			}
		}
		if text := fitted(cell, width); squeezed(text) != squeezed(cell) {
			t.Fatalf("%q became %q", cell, text)
		}
	})
}
