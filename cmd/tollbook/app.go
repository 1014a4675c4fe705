package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Exit codes (DESIGN.md 4).
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// env is everything that the program has of the world around it.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	terminal       bool   // stdin and stdout are a terminal
	columns        int    // of the terminal that stdout is; 0 where it is none
	stderrTerminal bool   // what is said on the way can be redrawn
	onDial         func() // called before the network is used; nil is not called
}

// app is one run of the program: the global flags and what they lead to.
type app struct {
	env
	*print.Printer
	ledgerPath  string
	asOfText    string
	json        bool
	color       string
	tz          string
	theme       string
	plain       string
	howImported map[string]tui.HowImport // how files came in from inside the screens, for K

	asOf    time.Time
	catalog *pricing.Catalog
}

// newApp is a run that has read no flag yet.
func newApp(e env) *app {
	a := &app{env: e, Printer: &print.Printer{Out: e.stdout, Err: e.stderr, ErrTerminal: e.stderrTerminal, Zone: time.UTC, Page: print.PageFor(e.getenv("COLUMNS"), e.columns)}}
	a.Page.Bold = a.colored
	return a
}

// usageError is wrong use of the command line: exit status 2.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// wrongUse makes a usageError.
func wrongUse(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// A hintError is an error with a line that says how to mend it.
type hintError struct {
	err  error
	hint string
}

func (e hintError) Error() string { return e.err.Error() }
func (e hintError) Unwrap() error { return e.err }

// run runs one command line and returns the exit status.
func run(ctx context.Context, e env, args []string) int {
	a := newApp(e)
	root := a.root()
	root.SetArgs(joinPlain(args))
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	var said exitStatus
	if errors.As(err, &said) {
		return int(said)
	}
	text := err.Error()
	if interrupted(ctx, err) {
		text = strings.ReplaceAll(text, context.Canceled.Error(), "interrupted")
	}
	a.Fault("error", text)
	if interrupted(ctx, err) {
		a.Fault("hint", "nothing is half done; what was finished before stays, and the same command goes on with the rest")
	}
	advice := hints(err, cmd.Name())
	if len(advice) == 0 {
		advice = helpHint(err, cmd)
	}
	for _, hint := range advice {
		a.Fault("hint", hint)
	}
	if a.Instead != nil {
		a.Next()
	}
	if cmd.CommandPath() == "tollbook check" {
		return checkUnknown(a, err)
	}
	var wrong usageError
	if errors.As(err, &wrong) || nameNotFound(err) && cmd.Name() != "import" { // there it is the file that names it
		return exitUsage
	}
	return exitFailed
}

// notFoundErrors are the errors of names and numbers that nothing in the ledger has.
var notFoundErrors = []error{credit.ErrNoAccount, check.ErrNoFinding, ledger.ErrNoBalance, check.ErrNoBudget, ledger.ErrNoTopUp, usage.ErrNoImport, usage.ErrNoMapping, ledger.ErrNoSource}

// nameNotFound reports whether a command line names a gateway, a model, an account or
// an ID that there is none of: that is wrong use of it.
func nameNotFound(err error) bool {
	var gateway *pricing.UnknownGatewayError
	var model *pricing.UnknownModelError
	return errors.As(err, &gateway) || errors.As(err, &model) || slices.ContainsFunc(notFoundErrors, func(n error) bool { return errors.Is(err, n) })
}

// interrupted reports whether an error comes of Ctrl-C.
func interrupted(ctx context.Context, err error) bool {
	return ctx.Err() != nil && errors.Is(err, context.Canceled)
}

// hints says for the errors that users meet how to mend them. The command is the
// one that met it: nobody is sent to where he comes from.
func hints(err error, command string) []string {
	var out []string
	var h hintError
	if errors.As(err, &h) {
		out = append(out, h.hint)
	}
	var model *pricing.UnknownModelError
	if errors.As(err, &model) {
		if len(model.Nearest) > 0 {
			out = append(out, "nearest: "+strings.Join(model.Nearest, ", "))
		}
		out = append(out, "tollbook models QUERY searches the catalog; tollbook catalog update reads the newest lists")
	}
	var gateway *pricing.UnknownGatewayError
	if errors.As(err, &gateway) {
		out = append(out, "nearest: "+strings.Join(gateway.Nearest, ", "), "tollbook gateways lists them all")
	}
	var rate *pricing.NoRateError
	if errors.As(err, &rate) {
		out = append(out, "tollbook models show "+words.Shell(rate.Model)+" lists the gateways that have it")
	}
	var rejected *usage.RejectedError
	if errors.As(err, &rejected) {
		out = append(out, "--skip-bad imports the good rows and writes the bad ones beside the file, to be mended")
	}
	switch {
	case errors.Is(err, usagefile.ErrEmpty), errors.Is(err, usagefile.ErrBinary):
		out = append(out, "export or download it again; tollbook help exports says which exports are read")
	case errors.Is(err, usagefile.ErrNoTable):
		out = append(out, "tollbook help exports says which exports are read, and how a table of your own comes in")
	case errors.Is(err, usagefile.ErrNoLogs):
		out = append(out, "exports in a folder are named one by one: tollbook import FOLDER/*.csv")
	case errors.Is(err, pricing.ErrFeeUnknown) && len(out) == 0:
		out = append(out, "tollbook gateways shows what is known of each; tollbook topup add --fee records what you were charged")
	case errors.Is(err, sqlite.ErrMissing):
		out = append(out, "tollbook import openrouter_activity.csv makes it; tollbook demo shows an invented one")
	case errors.Is(err, sqlite.ErrNotWritable):
		out = append(out, "name a file that can be written with --ledger or $TOLLBOOK_LEDGER")
	case errors.Is(err, sqlite.ErrNewer):
		out = append(out, "install the newest tollbook; the file is untouched")
	case errors.Is(err, sqlite.ErrNotALedger):
		out = append(out, "name another file with --ledger; this one is untouched")
	case errors.Is(err, sqlite.ErrDamaged):
		if command != "doctor" {
			out = append(out, "tollbook doctor says what is wrong, as far as the file can be read")
		}
		out = append(out, "keep the file, which is untouched; restore the copy that tollbook backup made, or import the exports into a new ledger: tollbook --ledger NEW.db import FILE...")
	}
	return out
}

// belowZero is a number below zero, which looks like a flag.
var belowZero = regexp.MustCompile(`^-[0-9.]`)

// takesBelowZero is the annotation of a command that takes numbers below zero: how they
// are written.
const takesBelowZero = "below zero"

// hintIfNone is an error with a hint where nothing else says how to mend it.
func hintIfNone(err error, hint string) error {
	if errors.Is(err, sqlite.ErrBusy) || len(hints(err, "")) > 0 {
		return err
	}
	return hintError{err, hint}
}

// root is the command line as a tree of commands.
func (a *app) root() *cobra.Command {
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
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.prepare(cmd) },
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
				return usageError{hintError{fmt.Errorf("%q is taken for a flag", number), fmt.Sprintf(hint, number)}}
			}
			return usageError{hintError{fmt.Errorf("%q: want a number above zero", number), "usage: " + cmd.UseLine()}}
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
		return usageError{hintError{err, cmd.CommandPath() + " --help shows the flags"}}
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
func (a *app) prepare(cmd *cobra.Command) error {
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

// path is the ledger's file by flag, environment or the XDG data folder.
func (a *app) path() (string, error) {
	if a.ledgerPath != "" {
		return a.ledgerPath, nil
	}
	if p := a.getenv("TOLLBOOK_LEDGER"); p != "" {
		return p, nil
	}
	folder, err := a.dataFolder()
	if err != nil {
		return "", hintError{fmt.Errorf("no place for the ledger: %w", err), "name the file with --ledger"}
	}
	return filepath.Join(folder, "ledger.db"), nil
}

// dataFolder is tollbook's folder in the XDG data folder.
func (a *app) dataFolder() (string, error) {
	if d := a.getenv("XDG_DATA_HOME"); d != "" {
		return filepath.Join(d, "tollbook"), nil
	}
	if d := a.getenv("LOCALAPPDATA"); d != "" {
		return filepath.Join(d, "tollbook"), nil
	}
	home := a.getenv("HOME")
	if home == "" {
		return "", errors.New("neither HOME nor XDG_DATA_HOME is set")
	}
	return filepath.Join(home, ".local", "share", "tollbook"), nil
}

// open opens the ledger, making it where there is none.
func (a *app) open(ctx context.Context) (*ledger.Store, error) {
	path, err := a.path()
	if err != nil {
		return nil, err
	}
	ctx, clear := a.withOpenProgress(ctx, path)
	defer clear()
	s, err := ledger.Open(ctx, path, a.catalog)
	if err != nil {
		return nil, hintIfNone(err, "name a file that can be written with --ledger or $TOLLBOOK_LEDGER")
	}
	return s, nil
}

// openExisting opens the ledger and makes none where there is no file.
func (a *app) openExisting(ctx context.Context) (*ledger.Store, error) {
	path, err := a.path()
	if err != nil {
		return nil, err
	}
	ctx, clear := a.withOpenProgress(ctx, path)
	defer clear()
	return ledger.OpenExisting(ctx, path, a.catalog)
}

// openToAdd opens the ledger that something is to come into. Where nothing will, since it
// is a dry run or no file of those named is there, it makes none.
func (a *app) openToAdd(ctx context.Context, dryRun, comes bool) (*ledger.Store, error) {
	switch {
	case dryRun:
		return a.openToRead(ctx)
	case !comes:
		return ledger.OpenTemporary(ctx, a.catalog)
	}
	return a.open(ctx)
}

// openToRead opens the ledger for a command that only reads. Where there is no
// file yet it stands for an empty ledger, makes none, and says so on stderr.
func (a *app) openToRead(ctx context.Context) (*ledger.Store, error) {
	s, err := a.openExisting(ctx)
	if errors.Is(err, sqlite.ErrMissing) {
		a.Say("%v", err)
		a.Instead = []string{"tollbook import openrouter_activity.csv", "tollbook demo"} // what is shown is an empty one
		return ledger.OpenTemporary(ctx, a.catalog)
	}
	return s, err
}

// needAccount refuses an account that the ledger does not have; "" is all.
func needAccount(ctx context.Context, s *ledger.Store, name string) error {
	e, err := s.Extent(ctx)
	if err != nil || name == "" || slices.Contains(e.Accounts, name) {
		return err
	}
	if len(e.Accounts) == 0 {
		return wrongUse("no account %q: the ledger is empty", name)
	}
	return usageError{hintError{fmt.Errorf("no account %q in the ledger", name), "accounts: " + strings.Join(e.Accounts, ", ")}}
}

// openWithAccount opens the ledger by open for a command about an account, and refuses one
// that the ledger does not have; "" is all accounts.
func openWithAccount(ctx context.Context, open func(context.Context) (*ledger.Store, error), account string) (*ledger.Store, error) {
	s, err := open(ctx)
	if err != nil {
		return nil, err
	}
	if err := needAccount(ctx, s, account); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openWithThresholds opens the ledger, which must exist, and reads the settings in force,
// which come first: what is wrong with them is said where there is no ledger too.
func (a *app) openWithThresholds(ctx context.Context) (*ledger.Store, check.Settings, error) {
	set, err := a.thresholds()
	if err != nil {
		return nil, set, err
	}
	s, err := a.openExisting(ctx)
	return s, set, err
}

// closeStore closes a store and keeps the first error.
func closeStore(s *ledger.Store, err *error) { *err = errors.Join(*err, s.Close()) }

// colored reports whether output may carry colour.
func (a *app) colored() bool {
	switch a.color {
	case "always":
		return true
	case "never":
		return false
	}
	return a.terminal && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
}

// exists reports whether there is such a file.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
