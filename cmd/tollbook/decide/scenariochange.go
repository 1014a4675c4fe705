package decide

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing/scenario"
	"tollbook/pricing/words"
)

func newScenarioRenameCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "rename NAME NEWNAME",
		Short:   "give a kept scenario another name",
		Example: "  tollbook scenario rename crypto 'crypto, once a month'",
		Args:    cobra.ExactArgs(2),
		RunE:    func(_ *cobra.Command, args []string) error { return runScenarioRename(run, args[0], args[1]) },
	}
}

func runScenarioRename(run *cli.Run, from, to string) error {
	for _, name := range []string{from, to} {
		if err := scenario.CheckName(name); err != nil {
			return cli.WrongUse("%q: %w", name, err)
		}
	}
	switch err := RenameScenario(run, from, to); {
	case errors.Is(err, fs.ErrExist):
		return cli.WithHint(fmt.Errorf("there is a scenario %q already", to), "another name keeps both; tollbook scenario list shows the names")
	case errors.Is(err, fs.ErrNotExist):
		return noScenario(run, from)
	case err != nil:
		return err
	}
	run.Say("%s", print.Printable(fmt.Sprintf("%q is called %q now", from, to)))
	run.Next("tollbook compare --scenario "+words.Shell(to), "tollbook scenario list")
	return nil
}

func newScenarioRemoveCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "remove NAME",
		Short:   "forget a kept scenario",
		Example: "  tollbook scenario remove crypto",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runScenarioRemove(run, args[0]) },
	}
}

func runScenarioRemove(run *cli.Run, name string) error {
	if err := scenario.CheckName(name); err != nil {
		return cli.WrongUse("%q: %w", name, err)
	}
	was, _, err := readScenario(run, name)
	if err != nil { // what can't be read can be removed
		was = scenario.Scenario{}
	}
	switch _, err := RemoveScenario(run, name); {
	case errors.Is(err, fs.ErrNotExist):
		return noScenario(run, name)
	case err != nil:
		return err
	}
	said := fmt.Sprintf("scenario %q is forgotten", name)
	if was.Gateway != "" {
		said += ": it was " + was.Words() + ", " + billWords(was.Bill)
	}
	run.Say("%s", print.Printable(said))
	run.Next("tollbook scenario list")
	return nil
}

// noScenario says that none is kept under a name, and which are.
func noScenario(run *cli.Run, name string) error {
	hint := "tollbook scenario save NAME keeps one"
	if names := ScenarioNames(run); len(names) > 0 {
		hint = "kept: " + print.ShortList(names, 5)
	}
	return cli.AsWrongUse(cli.WithHint(fmt.Errorf("no scenario %q is kept", name), hint))
}
