package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/manual"
	"tollbook/cmd/tollbook/print"
)

// setHelp makes the help of all commands: what the command is for, its examples, how it
// is written, more about it, its commands and flags, and the topic of the manual.
func setHelp(run *cli.Run, root *cobra.Command) {
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		help{w: cmd.OutOrStdout(), width: helpWidth(run)}.command(cmd)
	})
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		help{w: cmd.OutOrStderr(), width: helpWidth(run)}.command(cmd)
		return nil
	})
}

// helpWidth is how wide help is: as sentences are in a terminal. A pipe gets it as a
// terminal of print.PageWidth columns does, for pagers that break no lines.
func helpWidth(run *cli.Run) int {
	if width := run.Page.Prose; width != print.Endless {
		return width
	}
	return print.PageWidth
}

// help writes the help of a command, at most width columns wide.
type help struct {
	w     io.Writer
	width int
}

// command writes the whole help.
func (h help) command(cmd *cobra.Command) {
	h.say(cmd.CommandPath() + ": " + cmd.Short)
	if cmd.HasExample() {
		fmt.Fprintf(h.w, "\nExamples:\n%s\n", cmd.Example)
	}
	h.usage(cmd)
	if long := strings.TrimSpace(cmd.Long); long != "" {
		fmt.Fprintf(h.w, "\n%s\n", reflowed(long, h.width))
	}
	h.commands(cmd)
	if own := ownFlags(cmd); own.HasAvailableFlags() && cmd.HasParent() {
		fmt.Fprintf(h.w, "\nFlags:\n%s", own.FlagUsagesWrapped(h.width))
	}
	if !cmd.HasParent() {
		h.topics()
	}
	fmt.Fprintln(h.w)
	h.say("flags of every command, like --json and --as-of: " + print.Whole("tollbook help flags"))
	h.say("more: " + print.Whole("tollbook help "+topicOf(cmd)))
}

// say writes a line, or several.
func (h help) say(line string) {
	fmt.Fprintln(h.w, print.Hang(line, h.width-2, "  "))
}

// usage writes how the command is written.
func (h help) usage(cmd *cobra.Command) {
	fmt.Fprint(h.w, "\nUsage:\n")
	if cmd.Runnable() {
		fmt.Fprintf(h.w, "  %s\n", cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(h.w, "  %s COMMAND\n", cmd.CommandPath())
	}
}

// commands lists a command's own, under the headings of their groups.
func (h help) commands(cmd *cobra.Command) {
	subs := slices.DeleteFunc(slices.Clone(cmd.Commands()), func(sub *cobra.Command) bool { return !sub.IsAvailableCommand() && sub.Name() != "help" })
	list := func(heading, group string) {
		var rows [][2]string
		for _, sub := range subs {
			if sub.GroupID == group {
				rows = append(rows, [2]string{sub.Name(), sub.Short})
			}
		}
		h.list(heading, rows)
	}
	list("Commands:", "")
	for _, g := range cmd.Groups() {
		list(g.Title, g.ID)
	}
}

// topics lists the pages of the manual.
func (h help) topics() {
	var rows [][2]string
	for _, t := range manual.Topics() {
		rows = append(rows, [2]string{t.Name, t.Title})
	}
	h.list("The manual, tollbook help TOPIC:", rows)
}

// list writes names with what they are beside them, nothing where there are none.
func (h help) list(heading string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(h.w, "\n%s\n", heading)
	for _, row := range rows {
		name := fmt.Sprintf("  %-11s ", row[0])
		fmt.Fprintln(h.w, name+print.Hang(row[1], h.width-len(name), strings.Repeat(" ", len(name))))
	}
}

// ownFlags are a command's own flags but --help, which all have.
func ownFlags(cmd *cobra.Command) *pflag.FlagSet {
	out := pflag.NewFlagSet(cmd.Name(), pflag.ContinueOnError)
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" {
			out.AddFlag(f)
		}
	})
	return out
}

// reflowed breaks the paragraphs of a text anew that have a line wider than width. Lines
// that are indented stay lines.
func reflowed(text string, width int) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		lines := strings.Split(p, "\n")
		wide := slices.ContainsFunc(lines, func(line string) bool { return lipgloss.Width(line) > width })
		indented := slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, " ") })
		switch {
		case wide && indented:
			paragraphs[i] = print.Fit(p, width)
		case wide:
			paragraphs[i] = print.Wrap(strings.ReplaceAll(p, "\n", " "), width)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
