package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/manual"
)

// frontPage is the README, and frontPageLines how long it may be: two screens of text,
// one picture and five minutes of a walk.
const (
	frontPage      = "../../README.md"
	frontPageLines = 220
)

// readText is a file's text.
func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReadmeIsShort(t *testing.T) {
	if n := strings.Count(readText(t, frontPage), "\n"); n > frontPageLines {
		t.Errorf("%d lines, at most %d: what is more goes to the manual or beside its package", n, frontPageLines)
	}
}

var link = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)

// Every link of every README leads to a file or folder.
func TestReadmeLinksLead(t *testing.T) {
	readmes := []string{frontPage, "README.md", "speed/README.md", "../../tui/README.md", "../../ledger/forecast/README.md"}
	for _, readme := range readmes {
		for _, m := range link.FindAllStringSubmatch(readText(t, readme), -1) {
			if strings.HasPrefix(m[1], "https://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(readme), m[1])); err != nil {
				t.Errorf("%s: %v", readme, err)
			}
		}
	}
}

// Every command that the README names is there and takes those words, and its table of
// questions leads to a page of the manual wherever it does not say what is missing.
func TestReadmeNamesWhatThereIs(t *testing.T) {
	text := readText(t, frontPage)
	for _, m := range backticks.FindAllStringSubmatch(withoutBlocks(text), -1) {
		code := strings.Join(strings.Fields(m[1]), " ")
		args, ok := strings.CutPrefix(code, "tollbook ")
		if ok && args != "COMMAND --help" {
			if err := wellFormed(args); err != nil {
				t.Errorf("%q: %v", code, err)
			}
		}
	}
	for _, line := range questions(text) {
		if !strings.Contains(line, "`tollbook help ") && !strings.Contains(line, "not there yet") {
			t.Errorf("neither a topic nor what is missing: %s", line)
		}
	}
	for _, path := range regexp.MustCompile(`\./cmd/[a-z]+`).FindAllString(text, -1) {
		if _, err := os.Stat(filepath.Join("../..", path)); err != nil {
			t.Error(err)
		}
	}
	if n := len(manual.Names()); n != 15 || !strings.Contains(text, "the fifteen pages of the manual") {
		t.Errorf("the manual has %d pages", n)
	}
}

// withoutBlocks is a document's text outside of its blocks.
func withoutBlocks(text string) string {
	var out []string
	inside := false
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "```") {
			inside = !inside
		} else if !inside {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

var numbered = regexp.MustCompile(`^\| \d+\. `)

// questions are the rows of the README's table of questions.
func questions(text string) (out []string) {
	for _, line := range strings.Split(text, "\n") {
		if numbered.MatchString(line) {
			out = append(out, line)
		}
	}
	return out
}

// answers are the commands of the table's second column.
func answers(text string) (out []string) {
	for _, line := range questions(text) {
		for _, m := range backticks.FindAllStringSubmatch(strings.Split(line, " | ")[1], -1) {
			out = append(out, m[1])
		}
	}
	return out
}

// Everything that the README has one type works in a fresh clone with an empty home,
// in its order, in a shell: the walk, then the answers to the questions.
func TestReadmeCanBeTyped(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the README's lines are those of a POSIX shell")
	}
	text := readText(t, frontPage)
	clone, home := t.TempDir(), t.TempDir()
	cloneSamples(t, clone)
	var typed []string
	for _, line := range strings.Split(text, "\n") {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			typed = append(typed, command)
		}
	}
	asked := answers(text)
	if len(typed) < 5 || len(questions(text)) != 12 || len(asked) < 12 {
		t.Fatalf("%d commands, %d questions, %d answers", len(typed), len(questions(text)), len(asked))
	}
	for _, line := range append(typed, asked...) {
		sh := exec.Command("sh", "-c", line)
		sh.Dir = clone
		sh.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH")}
		out, err := sh.CombinedOutput()
		if err != nil && !strings.HasPrefix(line, "tollbook check") { // whose status says what it found
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
	if _, err := os.Stat(filepath.Join(home, ".local/share/tollbook/ledger.db")); err != nil {
		t.Errorf("the ledger is not where the README says: %v", err)
	}
}

var figure = regexp.MustCompile(`\$[0-9][0-9,.]*[0-9]|[0-9.]+ %`)

// Each figure of the README's first lines and of what the demo finds is one that the
// demo shows.
func TestReadmeSellsWhatTheDemoShows(t *testing.T) {
	text := withoutBlocks(readText(t, frontPage))
	told, _, found := strings.Cut(text, "## Five minutes")
	if !found {
		t.Fatal("no five minutes")
	}
	shown := figure.FindAllString(demoText(t)+readText(t, "../../tui/README.md")+strings.Join(stillOf(readText(t, frontPage)), "\n"), -1)
	figures := figure.FindAllString(told, -1)
	if len(figures) < 10 {
		t.Fatalf("only %d figures", len(figures))
	}
	for _, f := range figures {
		if !slices.Contains(shown, f) {
			t.Errorf("the demo does not show %s", f)
		}
	}
}

// stillOf are the lines of the README's screen.
func stillOf(text string) []string {
	_, rest, _ := strings.Cut(text, "<!-- screen: ")
	screen, _, _ := strings.Cut(rest, "\n```\n\n")
	return strings.Split(screen, "\n")
}

// demoText is what the demo prints without a terminal.
func demoText(t *testing.T) string {
	t.Helper()
	d := document{path: "demo", columns: "110"}
	return strings.Join(d.output(t, "demo"), "\n")
}
