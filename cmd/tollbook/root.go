package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/screens"
	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// belowZero is a number below zero, which looks like a flag.
var belowZero = regexp.MustCompile(`^-[0-9.]`)

// rootCommand is the command line as a tree of commands.
func rootCommand(run *cli.Run) *cobra.Command {
	agents := false
	root := &cobra.Command{
		Use:   "tollbook [FILE...]",
		Short: "what LLM gateways really cost: tokens, fees, expiry, outages",
		Long: `tollbook keeps the books of LLM gateways: what tokens cost at the rate of their
day, what loading credits costs on top, and what the same work would cost
elsewhere. Without a command it opens the screen on your ledger; with files it
reads those exports into a temporary ledger and shows what they come to, with
--agents the logs of the agents on this machine.`,
		Example:           "  tollbook demo\n  tollbook openrouter_activity.csv\n  tollbook import openrouter_activity.csv && tollbook",
		Args:              cobra.ArbitraryArgs,
		Version:           cli.Version(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return prepare(run, cmd) },
		RunE: func(cmd *cobra.Command, args []string) error {
			if agents && len(args) > 0 {
				return cli.WrongUse("--agents finds the folders itself: it goes with no file")
			}
			if agents {
				return screens.RunAgents(cmd.Context(), run)
			}
			if len(args) == 0 {
				return screens.Run(cmd.Context(), run)
			}
			return screens.RunFiles(cmd.Context(), run, args, cmd.SuggestionsFor)
		},
	}
	root.SetIn(run.Stdin)
	root.SetOut(run.Out)
	root.SetErr(run.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var none *pflag.NotExistError
		if errors.As(err, &none) && belowZero.MatchString("-"+none.GetSpecifiedShortnames()) { // a number, taken for a flag
			number := "-" + none.GetSpecifiedShortnames()
			if hint, takes := cmd.Annotations[cli.TakesBelowZero]; takes {
				return cli.AsWrongUse(cli.WithHint(fmt.Errorf("%q is taken for a flag", number), fmt.Sprintf(hint, number)))
			}
			return cli.AsWrongUse(cli.WithHint(fmt.Errorf("%q: want a number above zero", number), "usage: "+cmd.UseLine()))
		}
		var invalid *pflag.InvalidValueError
		if errors.As(err, &invalid) {
			err = fmt.Errorf("--%s %q: %w", invalid.GetFlag().Name, invalid.GetValue(), invalid.Unwrap())
			switch invalid.GetFlag().Value.Type() {
			case "int":
				err = fmt.Errorf("--%s %q: want a whole number", invalid.GetFlag().Name, invalid.GetValue())
			case "bool":
				err = fmt.Errorf("--%s %q: want true or false, or nothing", invalid.GetFlag().Name, invalid.GetValue())
			}
		}
		return cli.AsWrongUse(cli.WithHint(err, cmd.CommandPath()+" --help shows the flags"))
	})
	root.SuggestionsMinimumDistance = 2
	f := root.PersistentFlags()
	f.StringVar(&run.LedgerPath, "ledger", "", "the ledger's `FILE` (else $TOLLBOOK_LEDGER, else tollbook/ledger.db in the data folder)")
	f.StringVar(&run.AsOfText, "as-of", "", "the clock: a `TIME` like 2026-11-14 14:00, for repeatable reports (default now)")
	f.StringVar(&run.Format, "format", "table", "`FORMAT`: table, as wide as the terminal or $COLUMNS, json, csv or markdown")
	f.BoolVar(&run.JSON, "json", false, "short for --format json")
	f.StringVar(&run.Color, "color", "auto", "`WHEN`: auto, always or never")
	f.StringVar(&run.TZ, "tz", "UTC", "`ZONE` in which times are shown; days stay UTC")
	screens.AddFlags(run, root)
	root.Flags().BoolVar(&agents, "agents", false, "look at the logs of all agents on this machine, without keeping anything")
	addGroups(root, groups(run))
	root.SetHelpCommand(newHelpCommand(run, root))
	setCompletion(root)
	setHelp(run, root)
	addCompletions(run, root)
	for _, cmd := range allCommands(root) {
		if cmd.Args != nil {
			cmd.Args = checkArgs(cmd.Args)
		}
	}
	return root
}

func allCommands(root *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{root}
	for _, c := range root.Commands() {
		all = append(all, allCommands(c)...)
	}
	return all
}

// prepare reads the global flags and the catalog.
func prepare(run *cli.Run, cmd *cobra.Command) error {
	if err := chooseFormat(run, cmd); err != nil {
		return err
	}
	switch run.Color {
	case "auto", "always", "never":
	default:
		return cli.WrongUse("--color %q: want auto, always or never", run.Color)
	}
	if err := screens.CheckFlags(run); err != nil {
		return err
	}
	run.AsOf = run.Now().UTC()
	if run.AsOfText != "" {
		t, err := pricing.ParseWhen(run.AsOfText, run.AsOf, false)
		if err != nil {
			return cli.WrongUse("--as-of: %w", err)
		}
		if t.Year() < 2000 { // the zero time means no clock at all
			return cli.WrongUse("--as-of %s: want a day from 2000 on", run.AsOfText)
		}
		run.AsOf = t
	}
	zone, err := time.LoadLocation(run.TZ)
	if err != nil || run.TZ == "Local" {
		return cli.WrongUse("--tz %q: want a zone like Europe/Berlin or UTC", run.TZ)
	}
	run.Zone = zone
	if run.Catalog, err = run.LoadCatalog(cmd); err != nil {
		return err
	}
	cmd.SetContext(sqlite.WithCommand(cmd.Context(), cmd.CommandPath()))
	return nil
}

// chooseFormat reads --format and --json: one of all commands, or of those that a command
// has of its own.
func chooseFormat(run *cli.Run, cmd *cobra.Command) error {
	run.Format = cmd.Flag("format").Value.String() // a command's own stands before that of all
	if run.JSON {
		if cmd.Flags().Changed("format") && run.Format != "json" {
			return cli.WrongUse("--json and --format %s contradict each other", run.Format)
		}
		run.Format = "json"
	}
	if formats := formatsOf(cmd); !slices.Contains(formats, run.Format) {
		return cli.WrongUse("--format %q: want %s", run.Format, cli.OneOf(formats))
	}
	return nil
}

// formatsOf are the values that --format takes with a command.
func formatsOf(cmd *cobra.Command) []string {
	if own, has := cmd.Annotations[cli.OwnFormats]; has {
		return strings.Split(own, ",")
	}
	return []string{"table", "json", "csv", "markdown"}
}
