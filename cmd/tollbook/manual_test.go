package main

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
	"tollbook/cmd/tollbook/manual"
	"tollbook/cmd/tollbook/print"
)

// TestManual makes what the pages show of commands anew, as TestReadme does.
func TestManual(t *testing.T) {
	for _, name := range manual.Names() {
		t.Run(name, func(t *testing.T) {
			remake(t, document{path: "manual/" + name + ".md", columns: "78"})
		})
	}
}

// helpAt is what a command line of help prints in a terminal of some columns.
func helpAt(t *testing.T, columns int, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	e := clitest.Env("")
	e.Stdout = &out
	e.Getenv = func(name string) string {
		if name == "COLUMNS" {
			return strconv.Itoa(columns)
		}
		return ""
	}
	if code := run(context.Background(), e, args); code != exitDone {
		t.Fatalf("%s: exit %d", args, code)
	}
	return out.String()
}

// pageLines is how long a page may be at 80 columns: a few turns of a small terminal.
const pageLines = 64

// Every page fits narrow and wide terminals, with each of its commands on one line. A
// block stands as it is, at most 80 columns wide.
func TestTopicsFitThePage(t *testing.T) {
	for _, name := range manual.Names() {
		for _, columns := range []int{60, 80, 110} {
			page := helpAt(t, columns, "help", name)
			for _, line := range strings.Split(page, "\n") {
				width := lipgloss.Width(line)
				if width > max(columns, print.PageWidth) || width > columns && !slices.Contains(blockLines(t, name), strings.TrimSpace(line)) {
					t.Errorf("%s at %d: %d columns: %s", name, columns, width, line)
				}
				if strings.HasPrefix(strings.TrimSpace(line), "%") {
					t.Errorf("%s at %d: a percent sign without its number: %s", name, columns, line)
				}
			}
			for _, code := range codeSpans(t, name) {
				if !strings.Contains(page, code) {
					t.Errorf("%s at %d: %q is broken", name, columns, code)
				}
			}
			if n := strings.Count(page, "\n"); columns == print.PageWidth && n > pageLines {
				t.Errorf("%s: %d lines", name, n)
			}
		}
	}
}

// source is the Markdown of a topic.
func source(t *testing.T, name string) []string {
	t.Helper()
	topic, ok := manual.Find(name)
	if !ok {
		t.Fatalf("no topic %s", name)
	}
	return strings.Split(topic.Source(), "\n")
}

// blockLines are the lines of a topic's blocks, without what stands before them.
func blockLines(t *testing.T, name string) (out []string) {
	inside := false
	for _, line := range source(t, name) {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = !inside
		case inside:
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

var backticks = regexp.MustCompile("`([^`]+)`")

// pasted are commands that a sign follows at once, which a double click would take too.
var pasted = regexp.MustCompile("`tollbook [^`]+`[.;:]")

// codeSpans are what stands between backticks in a topic's text.
func codeSpans(t *testing.T, name string) (out []string) {
	blocks := blockLines(t, name)
	var text []string
	for _, line := range source(t, name) {
		if !strings.HasPrefix(line, "```") && !slices.Contains(blocks, strings.TrimSpace(line)) {
			text = append(text, line)
		}
	}
	for _, m := range backticks.FindAllStringSubmatch(strings.Join(text, "\n"), -1) {
		out = append(out, strings.Join(strings.Fields(m[1]), " "))
	}
	return out
}

// Every command and flag that a topic names is there and takes those words.
func TestTopicsNameWhatThereIs(t *testing.T) {
	for _, name := range manual.Names() {
		text := strings.ReplaceAll(strings.Join(blockLines(t, name), "\n"), "\\\n", " ")
		named := append(codeSpans(t, name), strings.Split(text, "\n")...)
		if found := pasted.FindString(strings.Join(source(t, name), "\n")); found != "" {
			t.Errorf("%s: %s can't be copied as it stands", name, found)
		}
		commands := 0
		for _, code := range named {
			_, code, _ = cutBefore(code, "tollbook ")
			if flag, ok := strings.CutPrefix(code, "--"); ok && !anyFlag(flag) {
				t.Errorf("%s: no command has %q", name, code)
			}
			if args, ok := strings.CutPrefix(code, "tollbook "); ok {
				commands++
				if err := wellFormed(args); err != nil {
					t.Errorf("%s: %q: %v", name, code, err)
				}
			}
		}
		if commands == 0 && name != "keys" {
			t.Errorf("%s names no command", name)
		}
	}
}

// cutBefore drops what stands before a text, where it is there: "$ ", "out=$(".
func cutBefore(s, sep string) (before, rest string, found bool) {
	i := strings.Index(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i:], true
}

// wellFormed reports what is wrong with a command line; names in capitals stand for
// what a user writes.
func wellFormed(line string) error {
	line, _, _ = strings.Cut(line, ")")
	return wellFormedArgs(strings.Fields(line))
}

// wellFormedArgs is wellFormed of a line that is split into its words.
func wellFormedArgs(words []string) error {
	root := rootCommand(cli.New(clitest.Env("")))
	cmd, args, err := root.Find(words)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(args); errors.Is(err, pflag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	rest := cmd.Flags().Args()
	if cmd == root && len(rest) > 0 && !strings.Contains(rest[0], ".") {
		return cli.WrongUse("%q is no command", rest[0])
	}
	if cmd.Name() == "help" && len(rest) == 1 && rest[0] != "TOPIC" {
		if _, ok := manual.Find(rest[0]); !ok {
			return noSuchHelp(root, rest)
		}
	}
	if cmd == root || cmd.Args == nil {
		return nil
	}
	return cmd.Args(cmd, rest)
}

// anyFlag reports whether some command has a flag; what is given to it is left out.
func anyFlag(text string) bool {
	name, _, _ := strings.Cut(strings.Fields(text)[0], "=")
	return slices.ContainsFunc(allCommands(rootCommand(cli.New(clitest.Env("")))), func(cmd *cobra.Command) bool { return cmd.Flag(name) != nil })
}

// Every command's help ends with the topic that tells more, and help lists all topics.
func TestEveryCommandPointsToATopic(t *testing.T) {
	for _, cmd := range allCommands(rootCommand(cli.New(clitest.Env("")))) {
		got := helpAt(t, print.PageWidth, append(strings.Fields(cmd.CommandPath())[1:], "--help")...)
		lines := strings.Split(strings.TrimSpace(got), "\n")
		topic, ok := strings.CutPrefix(lines[len(lines)-1], "more: tollbook help ")
		if _, found := manual.Find(topic); !ok || !found {
			t.Errorf("%s: help ends with %q", cmd.CommandPath(), lines[len(lines)-1])
		}
	}
	list := helpAt(t, 110, "help")
	for _, topic := range manual.Topics() {
		if !strings.Contains(list, topic.Name+strings.Repeat(" ", 12-len(topic.Name))+topic.Title+"\n") {
			t.Errorf("help does not list %s", topic.Name)
		}
	}
}
