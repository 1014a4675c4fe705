package main

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// belowZero is a number below zero, which looks like a flag.
var belowZero = regexp.MustCompile(`^-[0-9.]`)

// root is the command line as a tree of commands.
func rootCommand(run *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "tollbook [FILE...]",
		Short: "what LLM gateways really cost: tokens, fees, expiry, outages",
		Long: `tollbook keeps the books of LLM gateways: what tokens cost at the rate of their
day, what loading credits costs on top, and what the same work would cost
elsewhere. Without a command it opens the screen on your ledger; with files it
reads those exports into a temporary ledger and shows what they come to.`,
		Example:           "  tollbook demo\n  tollbook openrouter_activity.csv\n  tollbook import openrouter_activity.csv && tollbook",
		Args:              cobra.ArbitraryArgs,
		Version:           version(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return prepare(run, cmd) },
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return runScreens(cmd.Context(), run)
			}
			return runFiles(cmd.Context(), run, args, cmd.SuggestionsFor)
		},
	}
	root.SetIn(run.stdin)
	root.SetOut(run.Out)
	root.SetErr(run.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var none *pflag.NotExistError
		if errors.As(err, &none) && belowZero.MatchString("-"+none.GetSpecifiedShortnames()) { // a number, taken for a flag
			number := "-" + none.GetSpecifiedShortnames()
			if hint, takes := cmd.Annotations[takesBelowZero]; takes {
				return asWrongUse(withHint(fmt.Errorf("%q is taken for a flag", number), fmt.Sprintf(hint, number)))
			}
			return asWrongUse(withHint(fmt.Errorf("%q: want a number above zero", number), "usage: "+cmd.UseLine()))
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
		return asWrongUse(withHint(err, cmd.CommandPath()+" --help shows the flags"))
	})
	root.SuggestionsMinimumDistance = 2
	f := root.PersistentFlags()
	f.StringVar(&run.ledgerPath, "ledger", "", "the ledger's `FILE` (else $TOLLBOOK_LEDGER, else tollbook/ledger.db in the data folder)")
	f.StringVar(&run.asOfText, "as-of", "", "the clock: a day or RFC 3339 `TIME`, for repeatable reports (default now)")
	f.StringVar(&run.Format, "format", "table", "`FORMAT`: table, as wide as the terminal or $COLUMNS, json, csv or markdown")
	f.BoolVar(&run.json, "json", false, "short for --format json")
	f.StringVar(&run.color, "color", "auto", "`WHEN`: auto, always or never")
	f.StringVar(&run.tz, "tz", "UTC", "`ZONE` in which times are shown; days stay UTC")
	screenFlags(run, root)
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
func prepare(run *app, cmd *cobra.Command) error {
	if run.json {
		if cmd.Flags().Changed("format") && run.Format != "json" {
			return wrongUse("--json and --format %s contradict each other", run.Format)
		}
		run.Format = "json"
	}
	switch run.Format {
	case "table", "json", "csv", "markdown":
	default:
		return wrongUse("--format %q: want table, json, csv or markdown", run.Format)
	}
	switch run.color {
	case "auto", "always", "never":
	default:
		return wrongUse("--color %q: want auto, always or never", run.color)
	}
	if err := checkScreenFlags(run); err != nil {
		return err
	}
	run.asOf = run.now().UTC()
	if run.asOfText != "" {
		t, err := pricing.ParseInstant(run.asOfText)
		if err != nil {
			return wrongUse("--as-of: %w", err)
		}
		if t.Year() < 2000 { // the zero time means no clock at all
			return wrongUse("--as-of %s: want a day from 2000 on", run.asOfText)
		}
		run.asOf = t
	}
	zone, err := time.LoadLocation(run.tz)
	if err != nil || run.tz == "Local" {
		return wrongUse("--tz %q: want a zone like Europe/Berlin or UTC", run.tz)
	}
	run.Zone = zone
	if run.catalog, err = run.loadCatalog(cmd); err != nil {
		return err
	}
	cmd.SetContext(sqlite.WithCommand(cmd.Context(), cmd.CommandPath()))
	return nil
}
