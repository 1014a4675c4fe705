package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
)

// checkArgs makes wrong use of what cobra says about arguments, in words: which one is
// missing, which is too many, which command there is instead.
func checkArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		err := check(cmd, args)
		if err == nil {
			return nil
		}
		hint := "usage: " + cmd.UseLine()
		names, needed := argNames(cmd)
		switch {
		case len(args) > 0 && cmd.HasAvailableSubCommands() && len(names) == 0:
			cmd.SuggestionsMinimumDistance = 2
			err = fmt.Errorf("%s has no command %q", cmd.CommandPath(), args[0])
			hint = "it has " + strings.Join(subNames(cmd), ", ")
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				hint = "did you mean " + cmd.CommandPath() + " " + near[0] + "? " + hint
			}
		case len(args) < needed:
			err = fmt.Errorf("%s is missing", names[len(args)])
		case len(args) > len(names):
			err = fmt.Errorf("%q is one word too many", args[len(names)])
		}
		return cli.AsWrongUse(cli.WithHint(err, hint))
	}
}

// argNames are the arguments in a command's line of use, and how many it can't do
// without.
func argNames(cmd *cobra.Command) (names []string, needed int) {
	for _, name := range strings.Fields(cmd.Use)[1:] {
		if name == "or" || name == "FOLDER..." { // FILE or FOLDER...
			continue
		}
		names = append(names, name)
		if !strings.HasPrefix(name, "[") {
			needed++
		}
	}
	return names, needed
}

// subNames are a command's own commands.
func subNames(cmd *cobra.Command) []string {
	var out []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			out = append(out, sub.Name())
		}
	}
	slices.Sort(out)
	return out
}

// helpHint is what mends wrong use that says nothing else: the page with the flags.
func helpHint(err error, cmd *cobra.Command) []string {
	var wrong cli.UsageError
	if !errors.As(err, &wrong) {
		return nil
	}
	return []string{cmd.CommandPath() + " --help has the flags and examples"}
}
