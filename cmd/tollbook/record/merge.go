package record

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/cmd/tollbook/progress"
	"tollbook/ledger"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing/words"
)

type mergedJSON struct {
	File       string         `json:"file"`
	Imports    int            `json:"imports"`
	Rows       int            `json:"rows"`
	Added      int            `json:"added"`
	Duplicates int            `json:"duplicates"`
	Updated    int            `json:"updated"`
	TopUps     int            `json:"topups"`
	Balances   int            `json:"balances"`
	Budgets    int            `json:"budgets"`
	Completed  int            `json:"completed"`
	Conflicts  []conflictJSON `json:"conflicts"`
	Error      *string        `json:"error"`
}

type conflictJSON struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Field  string `json:"field"`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
}

// mergeOptions are the flags of merge.
type mergeOptions struct {
	dryRun, again bool
}

func (o *mergeOptions) addFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would happen and change nothing")
	f.BoolVar(&o.again, "again", false, "take usage that another account has already")
}

// NewMergeCommand brings other ledgers into this one.
func NewMergeCommand(run *cli.Run) *cobra.Command {
	var o mergeOptions
	cmd := &cobra.Command{
		Use:   "merge LEDGER...",
		Short: "the books of another machine into this one; twice adds nothing",
		Long: `Brings the ledgers of other machines into this one: their imports with all
rows, accounts, top-ups, balances and budgets. What both have is there once,
so that the same ledger again adds nothing, and two machines that merge each
other's have the same books. The other file is read and never changed. Each
ledger is one transaction; a refused one leaves the others.

Where two imports say different things of one row the later one has the say,
as if both had come here in the order of time. tollbook imports lists what
came, and tollbook imports undo ID takes an import back as any other. A top-
up, a balance, a budget or an account of which the two ledgers say different
things is named, and ours stays; what only the other one says is filled in.
Settings, sources and acknowledged findings stay where they are.`,
		Example: "  tollbook merge laptop.db\n  tollbook merge --dry-run laptop.db office.db",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runMerge(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runMerge(ctx context.Context, run *cli.Run, o mergeOptions, args []string) (err error) {
	s, err := run.OpenToAdd(ctx, o.dryRun, slices.ContainsFunc(args, cli.Exists))
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	return mergeLedgers(ctx, run, s, args, ledger.MergeOptions{DryRun: o.dryRun, Again: o.again})
}

// mergeLedgers merges one ledger after another. One that is refused leaves the others.
func mergeLedgers(ctx context.Context, run *cli.Run, s *ledger.Store, paths []string, opt ledger.MergeOptions) error {
	out := struct {
		Schema  string       `json:"schema"`
		DryRun  bool         `json:"dry_run"`
		Ledgers []mergedJSON `json:"ledgers"`
	}{Schema: "tollbook.merge.v1", DryRun: opt.DryRun}
	t := print.NewTable("LEDGER", ">IMPORTS", ">ROWS", ">NEW", ">KNOWN", ">UPDATED", ">TOP-UPS", ">BALANCES", ">BUDGETS").Folding("LEDGER").Dropping("UPDATED", "KNOWN")
	var faults []error
	for _, path := range paths {
		got, err := mergeLedger(ctx, run, s, path, opt)
		if cli.Interrupted(ctx, err) {
			err = fmt.Errorf("merge %s: %w", path, context.Canceled)
		}
		if err != nil {
			text := err.Error()
			faults = append(faults, err)
			out.Ledgers = append(out.Ledgers, mergedJSON{File: path, Conflicts: []conflictJSON{}, Error: &text})
			if cli.Interrupted(ctx, err) {
				break
			}
			continue
		}
		out.Ledgers = append(out.Ledgers, mergedValue(got))
		cells := []string{path}
		for _, n := range []int{got.Imports, got.Rows, got.Added, got.Duplicates, got.Updated, got.TopUps, got.Balances, got.Budgets} {
			cells = append(cells, words.Number(int64(n)))
		}
		t.Add(cells...)
		if got.Completed > 0 {
			run.Say("%s: %s of ours got what only it says", path, words.Counted(got.Completed, "record"))
		}
		for _, c := range got.Conflicts {
			run.Say("%s: %s; ours stays", path, c)
		}
	}
	prose := ""
	if opt.DryRun {
		prose = "dry run: nothing was changed"
	}
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	run.Next("tollbook imports", "tollbook report --by month")
	return nil
}

// mergeLedger merges one ledger, and says how to go on where it is refused.
func mergeLedger(ctx context.Context, run *cli.Run, s *ledger.Store, path string, opt ledger.MergeOptions) (ledger.Merged, error) {
	if run.ErrTerminal {
		line := progress.New(run.Err, run.Now, path)
		opt.Progress = func(done, of int64) {
			line.ShowPart(done, of)
		}
		defer line.Clear()
	}
	got, err := s.Merge(ctx, path, opt)
	var gateway *ledger.GatewayDiffersError
	var double *usage.DoubleError
	var renamed *ledger.RenamedError
	of := func(hint string) error { return cli.WithHint(errors.New(err.Error()), hint) } // hints of those errors are of our ledger
	switch {
	case errors.Is(err, sqlite.ErrMissing) && cli.Exists(path):
		err = cli.WithHint(fmt.Errorf("%s is no ledger: the file is empty", path), "tollbook help files says where a ledger lies")
	case errors.Is(err, sqlite.ErrMissing):
		err = cli.WithHint(fmt.Errorf("%s: there is no such file", path), "tollbook help files says where a ledger lies")
	case errors.Is(err, sqlite.ErrNotALedger):
		err = of("usage exports come in with tollbook import; nothing was changed")
	case errors.Is(err, sqlite.ErrDamaged):
		err = of("tollbook --ledger " + words.Shell(path) + " doctor says what is wrong, as far as the file can be read; nothing was changed")
	case errors.Is(err, ledger.ErrSameLedger):
		err = cli.WithHint(err, "name the file of another machine's ledger")
	case errors.As(err, &gateway):
		err = cli.WithHint(err, "rename one of the two: "+print.Whole("tollbook account rename "+words.Shell(gateway.Account)+" NAME"))
	case errors.As(err, &renamed):
		err = cli.WithHint(err, "--again takes them; where both imported the same file, take that import back on one of the two first")
	case errors.As(err, &double):
		err = cli.WithHint(err, "give both accounts one name with tollbook account rename; --again counts it under both")
	}
	return got, err
}

func mergedValue(got ledger.Merged) mergedJSON {
	j := mergedJSON{File: got.File, Imports: got.Imports, Rows: got.Rows, Added: got.Added, Duplicates: got.Duplicates, Updated: got.Updated,
		TopUps: got.TopUps, Balances: got.Balances, Budgets: got.Budgets, Completed: got.Completed, Conflicts: []conflictJSON{}}
	for _, c := range got.Conflicts {
		j.Conflicts = append(j.Conflicts, conflictJSON(c))
	}
	return j
}
