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
func rootCommand(a *app) *cobra.Command {
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
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return prepare(a, cmd) },
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return runScreens(cmd.Context(), a)
			}
			return runFiles(cmd.Context(), a, args, cmd.SuggestionsFor)
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
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
	f.StringVar(&a.ledgerPath, "ledger", "", "the ledger's `FILE` (else $TOLLBOOK_LEDGER, else tollbook/ledger.db in the data folder)")
	f.StringVar(&a.asOfText, "as-of", "", "the clock: a day or RFC 3339 `TIME`, for repeatable reports (default now)")
	f.StringVar(&a.Format, "format", "table", "`FORMAT`: table, as wide as the terminal or $COLUMNS, json, csv or markdown")
	f.BoolVar(&a.json, "json", false, "short for --format json")
	f.StringVar(&a.color, "color", "auto", "`WHEN`: auto, always or never")
	f.StringVar(&a.tz, "tz", "UTC", "`ZONE` in which times are shown; days stay UTC")
	screenFlags(a, root)
	addGroups(root, groups(a))
	root.SetHelpCommand(newHelpCommand(a, root))
	setCompletion(root)
	setHelp(a, root)
	addCompletions(a, root)
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
func prepare(a *app, cmd *cobra.Command) error {
	if a.json {
		if cmd.Flags().Changed("format") && a.Format != "json" {
			return wrongUse("--json and --format %s contradict each other", a.Format)
		}
		a.Format = "json"
	}
	switch a.Format {
	case "table", "json", "csv", "markdown":
	default:
		return wrongUse("--format %q: want table, json, csv or markdown", a.Format)
	}
	switch a.color {
	case "auto", "always", "never":
	default:
		return wrongUse("--color %q: want auto, always or never", a.color)
	}
	if err := checkScreenFlags(a); err != nil {
		return err
	}
	a.asOf = a.now().UTC()
	if a.asOfText != "" {
		t, err := pricing.ParseInstant(a.asOfText)
		if err != nil {
			return wrongUse("--as-of: %w", err)
		}
		if t.Year() < 2000 { // the zero time means no clock at all
			return wrongUse("--as-of %s: want a day from 2000 on", a.asOfText)
		}
		a.asOf = t
	}
	zone, err := time.LoadLocation(a.tz)
	if err != nil || a.tz == "Local" {
		return wrongUse("--tz %q: want a zone like Europe/Berlin or UTC", a.tz)
	}
	a.Zone = zone
	if a.catalog, err = a.loadCatalog(cmd); err != nil {
		return err
	}
	cmd.SetContext(sqlite.WithCommand(cmd.Context(), cmd.CommandPath()))
	return nil
}
