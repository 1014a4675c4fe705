package record

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/usagefile"
	"tollbook/pricing/words"
)

// topUpImportOptions are the flags of topup import.
type topUpImportOptions struct {
	again bool
}

func (o *topUpImportOptions) addFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.again, "again", false, "take rows that a top-up of the ledger is equal to")
}

func newTopUpImportCommand(run *cli.Run) *cobra.Command {
	var o topUpImportOptions
	cmd := &cobra.Command{
		Use:   "import FILE.csv",
		Short: "record many top-ups from a CSV",
		Long: `Reads a CSV with the columns time,account,kind,credit_usd in one step: all of it, or
nothing; fee_usd,tax_usd,method,expires_at,expiry_policy,note may be there too.
kind is purchase, grant, opening, refund or balance; an empty fee is the schedule's of
that day, an empty expires_at the gateway's rule. A refund's fee_usd is the fee that
came back. tollbook topup list --format csv writes such a file. A row of the same
account, time, kind and credit as a top-up of the ledger is that top-up, and adds
nothing; two equal rows in one file are two.

- is standard input.`,
		Example: "  tollbook topup import topups.csv",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTopUpImport(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runTopUpImport(ctx context.Context, run *cli.Run, o topUpImportOptions, args []string) (err error) {
	if args[0] != "-" && !cli.Exists(args[0]) { // no ledger is made for nothing
		return cli.WithHint(fmt.Errorf("%s: there is no such file", args[0]), "tollbook topup import --help says what its columns are")
	}
	s, err := run.Open(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	got, err := ImportTopUpFile(ctx, run, s, args[0], o.again)
	if err != nil {
		return err
	}
	return showTopUpFile(run, got)
}

// ImportTopUpFile records the top-ups of a file, or of standard input for "-"; again takes
// those too that the ledger has.
func ImportTopUpFile(ctx context.Context, run *cli.Run, s *ledger.Store, path string, again bool) (got ledger.TopUpFile, err error) {
	in := io.NopCloser(run.Stdin)
	if path != "-" {
		if in, err = os.Open(path); err != nil {
			return got, err
		}
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	got, err = s.ImportTopUps(ctx, path, in, again)
	var bad *ledger.TopUpFileError
	if errors.As(err, &bad) {
		return got, cli.WithHint(err, "mend the cells and import the file again: nothing of it was taken")
	}
	if err != nil {
		err = cli.HintIfNone(err, "tollbook topup import --help says what its columns are")
	}
	return got, err
}

// IsTopUpFile reports whether a file of usage was refused because it is one of top-ups.
func IsTopUpFile(err error) bool {
	var unknown *usagefile.UnrecognisedError
	return errors.As(err, &unknown) && ledger.HasTopUpColumns(unknown.Columns)
}

// TopUpFileText says what importing a file of top-ups did.
func TopUpFileText(got ledger.TopUpFile) string {
	text := fmt.Sprintf("%s: %s, %d new, %d known", got.File, words.Counted(got.Rows, "row"), len(got.Added)+len(got.Balances), got.Duplicates)
	if len(got.Balances) > 0 {
		text += fmt.Sprintf("; %d of the new ones are stated balances", len(got.Balances))
	}
	return text
}

// topUpFileJSON is what an import of top-ups did.
type topUpFileJSON struct {
	Schema     string        `json:"schema"`
	File       string        `json:"file"`
	Rows       int           `json:"rows"`
	Added      int           `json:"added"`
	Duplicates int           `json:"duplicates"`
	TopUps     []topUpJSON   `json:"topups"`
	Balances   []balanceJSON `json:"balances"`
	Warnings   []string      `json:"warnings"`
}

func showTopUpFile(run *cli.Run, got ledger.TopUpFile) error {
	out := topUpFileJSON{"tollbook.topup.v1", got.File, got.Rows, len(got.Added) + len(got.Balances), got.Duplicates, []topUpJSON{}, []balanceJSON{}, print.NotNull(got.Warnings)}
	for _, t := range got.Added {
		out.TopUps = append(out.TopUps, newTopUpJSON(t))
	}
	for _, b := range got.Balances {
		out.Balances = append(out.Balances, newBalanceJSON(b))
	}
	if err := run.Emit(out, TopUpFileText(got), topUpTable(run, got.Added)); err != nil {
		return err
	}
	for _, w := range got.Warnings {
		run.Say("%s", w)
	}
	run.Next("tollbook credits", "tollbook topup list")
	return nil
}
