package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/spf13/cobra"
)

// setHelp makes the help of all commands fit on the page: cobra's own lines are as
// long as what they say.
func setHelp(root *cobra.Command) {
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		long := strings.TrimSpace(cmd.Long)
		if long == "" {
			long = cmd.Short
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n", reflowed(long, pageWidth))
		writeUsage(cmd.OutOrStdout(), cmd)
	})
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		writeUsage(cmd.OutOrStderr(), cmd)
		return nil
	})
}

// writeUsage writes how a command is used, in cobra's order.
func writeUsage(w io.Writer, cmd *cobra.Command) {
	section := func(format string, args ...any) {
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf(format, args...), " \n"))
	}
	section("Usage:")
	if cmd.Runnable() {
		section("  %s", cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		section("  %s [command]", cmd.CommandPath())
	}
	if cmd.HasExample() {
		section("\nExamples:\n%s", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		section("\nAvailable Commands:")
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				name := fmt.Sprintf("  %-*s ", sub.NamePadding(), sub.Name())
				section("%s%s", name, hanging(sub.Short, pageWidth-len(name), strings.Repeat(" ", len(name))))
			}
		}
	}
	if cmd.HasAvailableLocalFlags() {
		section("\nFlags:\n%s", cmd.LocalFlags().FlagUsagesWrapped(pageWidth))
	}
	if cmd.HasAvailableInheritedFlags() {
		section("\nGlobal Flags:\n%s", cmd.InheritedFlags().FlagUsagesWrapped(pageWidth))
	}
	if cmd.HasAvailableSubCommands() {
		section("\nUse \"%s [command] --help\" for more information about a command.", cmd.CommandPath())
	}
}

// reflowed breaks the paragraphs of a text anew that have a line wider than width.
// Lines that are indented stand as they are.
func reflowed(text string, width int) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		lines := strings.Split(p, "\n")
		wide := slices.ContainsFunc(lines, func(line string) bool { return lipgloss.Width(line) > width })
		indented := slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, " ") })
		switch {
		case wide && indented:
			paragraphs[i] = fitted(p, width)
		case wide:
			paragraphs[i] = wrapped(p, width)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
