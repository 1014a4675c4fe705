package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
	"tollbook/cmd/tollbook/print"
)

// A ran is what one command line came to.
type ran struct {
	code     int
	out, err string
}

// onDemo runs command lines on the demo's books, kept in a file.
func onDemo(t *testing.T) func(e cli.Env, args ...string) ran {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	clitest.DemoFile(t, path)
	return func(e cli.Env, args ...string) ran {
		t.Helper()
		var out, errs bytes.Buffer
		e.Stdin, e.Stdout, e.Stderr = strings.NewReader(""), &out, &errs
		e.Now = func() time.Time { return time.Date(2026, 11, 14, 20, 0, 0, 0, time.UTC) }
		columns := e.Getenv
		e.Getenv = func(name string) string {
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
		if words := strings.Fields(line); lipgloss.Width(line) > print.PageWidth &&
			!(len(words) <= 2 && strings.HasPrefix(words[len(words)-1], "https://")) {
			out = append(out, line)
		}
	}
	return out
}

// Help is read in a terminal of 80 columns.
func TestHelpFitsThePage(t *testing.T) {
	root := rootCommand(cli.New(clitest.Env("")))
	for _, cmd := range allCommands(root) {
		args := append(strings.Fields(cmd.CommandPath())[1:], "--help")
		var out bytes.Buffer
		e := clitest.Env("")
		e.Stdout = &out
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
		got := demo(cli.Env{Columns: print.PageWidth, Getenv: nil}, strings.Fields(command)...)
		if got.code != exitDone && command != "check" || strings.Count(got.out, "\n") == 0 {
			t.Errorf("%s: exit %d: %s%s", command, got.code, got.out, got.err)
		}
		for _, line := range tooWide(got.out) {
			t.Errorf("%s: %d columns: %s", command, lipgloss.Width(line), line)
		}
		if n := strings.Count(got.err, "next: "); n != 1 {
			t.Errorf("%s: names the next commands %d times:\n%s", command, n, got.err)
		}
		if piped := demo(cli.Env{}, strings.Fields(command)...); strings.Contains(piped.err, "no room") {
			t.Errorf("%s, piped: %s", command, piped.err)
		}
	}
	// Nagios shows one line.
	first, _, _ := strings.Cut(demo(cli.Env{}, "check").out, "\n")
	if !strings.HasPrefix(first, "WARNING - ") || !strings.HasSuffix(first, " by the end of November") {
		t.Errorf("check begins with %q", first)
	}
}

// What had no room is named, and is there in a wider terminal and in JSON.
func TestWhatHasNoRoomIsNamed(t *testing.T) {
	demo := onDemo(t)
	narrow := demo(cli.Env{Columns: 80}, "report")
	if strings.Contains(narrow.out, "CACHE READ") || !strings.Contains(narrow.err, "no room at 80 columns for WRITE 5M, CACHE READ, COMPUTED, OWN KEYS, LIST VALUE, REQUESTS") {
		t.Errorf("at 80 columns: %s%s", narrow.out, narrow.err)
	}
	for name, e := range map[string]cli.Env{"a wide terminal": {Columns: 200}, "COLUMNS": {Getenv: func(string) string { return "200" }}} {
		if wide := demo(e, "report"); !strings.Contains(wide.out, "CACHE READ") || strings.Contains(wide.err, "no room") {
			t.Errorf("%s: %s%s", name, wide.out, wide.err)
		}
	}
	whole := demo(cli.Env{Columns: 80}, "report", "--format", "csv")
	if !strings.Contains(whole.out, "cache_read_tokens") || whole.err != "" {
		t.Errorf("csv: %s%s", whole.out, whole.err)
	}
}

// Messages on a terminal are broken between words; a log gets them whole.
func TestMessagesFitATerminal(t *testing.T) {
	demo := onDemo(t)
	args := []string{"compare", "--from", "2030-01-01"}
	hint := "tollbook: hint: the ledger has usage from 2025-11-15 to 2026-11-14; without --from, --to and --account its last 30 days are compared\n"
	if got := demo(cli.Env{}, args...); got.code != exitFailed || !strings.HasSuffix(got.err, hint) {
		t.Errorf("to a log: exit %d: %s", got.code, got.err)
	}
	got := demo(cli.Env{StderrTerminal: true, Columns: 80}, args...)
	if wide := tooWide(got.err); len(wide) > 0 || strings.Join(strings.Fields(got.err), " ") != strings.Join(strings.Fields("tollbook: error: there is no usage to compare in that range\n"+hint), " ") {
		t.Errorf("to a terminal: %s", got.err)
	}
}
