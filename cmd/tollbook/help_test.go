package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
	"tollbook/cmd/tollbook/manual"
	"tollbook/cmd/tollbook/print"
)

// A command's page has its own flags, each once, and of those of every command one line that
// says where they are; that page has them all.
func TestHelpHasOwnFlagsAlone(t *testing.T) {
	flagLine := regexp.MustCompile(`(?m)^(?:  -\w, |      )--([\w-]+)`)
	names := func(page string) []string {
		_, flags, _ := strings.Cut(page, "\nFlags:\n")
		var out []string
		for _, m := range flagLine.FindAllStringSubmatch(flags, -1) {
			out = append(out, m[1])
		}
		return out
	}
	root := rootCommand(cli.New(clitest.Env("")))
	const pointer = "\nflags of every command, like --json and --as-of: tollbook help flags\n"
	for _, cmd := range allCommands(root) {
		page := helpAt(t, print.PageWidth, append(strings.Fields(cmd.CommandPath())[1:], "--help")...)
		var want []string
		if cmd != root { // whose own flags stand beside those of every command
			cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
				if f.Name != "help" {
					want = append(want, f.Name)
				}
			})
		}
		if got := names(page); !slices.Equal(got, want) {
			t.Errorf("%s: help has the flags %v, want %v", cmd.CommandPath(), got, want)
		}
		if strings.Count(page, pointer) != 1 {
			t.Errorf("%s: help does not say once where the flags of every command are:\n%s", cmd.CommandPath(), page)
		}
	}
	all := names("\nFlags:\n" + helpAt(t, print.PageWidth, "help", "flags"))
	if want := []string{"as-of", "color", "format", "json", "ledger", "tz", "help", "agents", "plain", "theme"}; !slices.Equal(all, want) {
		t.Errorf("help flags has %v, want %v", all, want)
	}
}

// Under the headings of help stands every command once; a sub-command points to the topic of
// the command it belongs to, and a topic's page to the commands that point to it.
func TestHelpAgreesWithItsTopics(t *testing.T) {
	root := rootCommand(cli.New(clitest.Env("")))
	list, by := helpAt(t, print.PageWidth, "--help"), map[string][]string{}
	for _, cmd := range root.Commands() {
		if n := strings.Count(list, "\n  "+cmd.Name()+" "); n != 1 && !slices.Contains(manual.Names(), cmd.Name()) { // a topic of its name stands below
			t.Errorf("help lists %s %d times", cmd.Name(), n)
		}
		topic := topicOf(cmd)
		if cmd.Name() != "help" {
			by[topic] = append(by[topic], "tollbook "+cmd.Name()+" --help")
		}
		for _, sub := range allCommands(cmd) {
			page := helpAt(t, print.PageWidth, append(strings.Fields(sub.CommandPath())[1:], "--help")...)
			if !strings.HasSuffix(page, "\nmore: tollbook help "+topic+"\n") {
				t.Errorf("%s: help does not end with the topic %s of %s", sub.CommandPath(), topic, cmd.Name())
			}
		}
	}
	for _, topic := range manual.Topics() {
		_, commands, _ := strings.Cut(helpAt(t, print.PageWidth, "help", topic.Name), "\ncommands: ")
		var got []string
		if commands != "" {
			got = strings.Split(strings.Join(strings.Fields(commands), " "), ", ")
		}
		slices.Sort(got)
		if !slices.Equal(got, by[topic.Name]) {
			t.Errorf("topic %s has the commands %v, want %v", topic.Name, got, by[topic.Name])
		}
	}
	if slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.GroupID == "" }) {
		t.Error("a command stands under no heading")
	}
}

// A paragraph that is too wide is broken anew: none of its lines ends where the next word
// had room.
func TestHelpReflowsWholeParagraphs(t *testing.T) {
	text := "one two three four\nfive six\nseven\n\n  a code line stays\n\nas it is\nwith room"
	want := "one two\nthree four\nfive six\nseven\n\n  a code line stays\n\nas it is\nwith room"
	if got := reflowed(text, 10); got != strings.Replace(want, "  a code line stays", "  a code\n  line\n  stays", 1) {
		t.Errorf("%q", got)
	}
}
