package record

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/progress"
	"tollbook/ledger"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// importOptions are the flags of import.
type importOptions struct {
	typ, account, noCost string
	dryRun, skipBad      bool
	again, agents        bool
	fx, maps, sets       []string
}

func (o *importOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.typ, "type", "", "`NAME` of the export's type: "+strings.Join(usagefile.Types(), ", "))
	f.StringVar(&o.account, "account", "", "`ACCOUNT` that the usage belongs to, like openrouter/team-a (default: the gateway's name)")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would happen and change nothing")
	f.BoolVar(&o.skipBad, "skip-bad", false, "import the good rows and write the bad ones beside the file as FILE.rejected.csv (.jsonl), of a folder beside the ledger")
	f.BoolVar(&o.agents, "agents", false, "look into the folders of all agents, wherever they write their logs by themselves")
	f.BoolVar(&o.again, "again", false, "take what another account has already, and a gateway that nobody knows")
	f.StringArrayVar(&o.fx, "fx", nil, "USD for one unit of a currency, `CUR=RATE`; repeatable")
	f.StringArrayVar(&o.maps, "map", nil, "where a field stands, `FIELD=COLUMN`, or FIELD=PATH of JSON; repeatable")
	f.StringArrayVar(&o.sets, "set", nil, "what a field is on every row, `FIELD=VALUE`; repeatable")
	f.StringVar(&o.noCost, "no-cost", "", "`WORDS` in a mapped cost that mean there is none, comma separated: Included,Free,-")
}

// NewImportCommand brings usage exports into the ledger.
func NewImportCommand(run *cli.Run) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE or FOLDER... or --agents",
		Short: "usage exports into the ledger",
		Long: `Reads usage exports into the ledger: the type is recognised from the header
or the JSON's fields, plain, .gz or .zip; - is standard input. Each file is one
import: all of it goes in, or nothing. The same file again adds nothing. Rows
without a cost are priced by the catalog at their own time, and marked.

A folder is walked for agents' session logs, as one import; logs that did not
change since the last walk are not read again, and one that can't be read is left
out and named. --agents walks the folders of all agents, each as one import, and
says what it found where (tollbook help agents).

Any other CSV comes in by naming its columns, any other JSON by the paths of its
fields, like usage.prompt_tokens, or items[].cost where each element of a list is
a row. What was said is used again for the next file of that kind. Fields are
` + strings.Join(usagefile.NativeFields(), ", ") + `.
Of a sum, band is a size of prompt in the price band of all of it (200001 where
that is above 200k), window a UTC time in its price window (06:00).`,
		Example: "  tollbook import openrouter_activity_2026-11-14.csv\n  tollbook import --agents\n  tollbook import trace.csv --map time=TIMESTAMP \\\n    --map input_tokens=ContextTokens --map output_tokens=GeneratedTokens \\\n    --set model=openai/gpt-4o --set gateway=openai",
		Args: func(cmd *cobra.Command, args []string) error {
			if o.agents {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.MinimumNArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.agents {
				return runImportAgents(cmd.Context(), run, o)
			}
			return runImport(cmd.Context(), run, o, args)
		},
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runImport(ctx context.Context, run *cli.Run, o importOptions, args []string) (err error) {
	opt, err := o.options()
	if err != nil {
		return err
	}
	s, err := run.OpenToAdd(ctx, opt.DryRun, slices.ContainsFunc(args, isThere))
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	return importFiles(ctx, run, s, args, opt)
}

// isThere reports whether a path names something to read.
func isThere(path string) bool { return path == "-" || cli.Exists(path) }

// options reads the flags of import.
func (o importOptions) options() (opt usage.ImportOptions, err error) {
	pairs := func(flag string, list []string) map[string]string {
		out := map[string]string{}
		for _, s := range list {
			k, v, ok := strings.Cut(s, "=")
			if !ok || k == "" || v == "" {
				err = cli.WrongUse("%s %q: want NAME=VALUE", flag, s)
			}
			out[k] = v
		}
		return out
	}
	opt = usage.ImportOptions{Account: o.account, DryRun: o.dryRun, SkipBad: o.skipBad, Again: o.again,
		Options: usagefile.Options{Type: o.typ, Map: pairs("--map", o.maps), Set: pairs("--set", o.sets), FX: pairs("--fx", o.fx)}}
	for word := range strings.SplitSeq(o.noCost, ",") {
		if word = strings.TrimSpace(word); word != "" {
			opt.NoCost = append(opt.NoCost, word)
		}
	}
	for currency, rate := range opt.FX {
		if _, bad := pricing.ParseRate(rate); bad != nil || len(currency) != 3 {
			err = cli.WrongUse("--fx %s=%s: want a currency and its rate, like CNY=0.1389", currency, rate)
		}
	}
	return opt, err
}

// importFiles imports one file after another. A file that is refused leaves the
// others.
func importFiles(ctx context.Context, run *cli.Run, s *ledger.Store, paths []string, opt usage.ImportOptions) error {
	out := struct {
		Schema string         `json:"schema"`
		DryRun bool           `json:"dry_run"`
		Files  []importedJSON `json:"files"`
	}{Schema: "tollbook.import.v1", DryRun: opt.DryRun}
	var prose []string
	if opt.DryRun {
		prose = append(prose, "dry run: nothing was changed")
	}
	var faults []error
	var unpriced []usage.Unpriced
	for _, path := range paths {
		got, err := ImportFile(ctx, run, s, path, opt)
		if cli.Interrupted(ctx, err) {
			err = fmt.Errorf("import %s: %w", path, context.Canceled)
		}
		if err != nil {
			faults = append(faults, err)
			out.Files = append(out.Files, refusedValue(path, err))
			if cli.Interrupted(ctx, err) {
				break
			}
			continue
		}
		proposed, err := proposedBy(ctx, s, got)
		if err != nil {
			return err
		}
		file := importedValue(got)
		for _, p := range proposed {
			file.Proposed = append(file.Proposed, newProposedJSON(p))
			run.Say("%s: it tells of %s, which is not recorded: %s", path, p.LogWords(), p.RecordCommand())
		}
		out.Files = append(out.Files, file)
		prose = append(prose, ImportedText(run, path, got))
		unpriced = joinUnpriced(unpriced, got.Unpriced)
		for _, text := range effectWords(path, got) {
			run.Say("%s", text)
		}
		for _, text := range got.Warnings {
			run.Say("%s: %s", path, text)
		}
		for _, text := range logWords(path, got.Folder) {
			run.Say("%s", text)
		}
	}
	if err := run.Emit(out, strings.Join(prose, "\n"), nil); err != nil {
		return err
	}
	for _, text := range unpricedWords(unpriced) {
		run.Say("%s", text)
	}
	if hint := pricingHint(run, unpriced); hint != "" {
		run.Say("%s", hint)
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	run.Next("tollbook compare", "tollbook report --by model", "tollbook")
	return nil
}

// proposedBy are the purchases and gifts of the accounts of an import that logs tell of and
// nobody recorded, where the import's own log tells of some.
func proposedBy(ctx context.Context, s *ledger.Store, got usage.Imported) (list []ledger.ProposedTopUp, err error) {
	if got.Proposed == 0 || got.ID == 0 {
		return nil, nil
	}
	all, err := s.ProposedTopUps(ctx)
	for _, p := range all {
		if p.Log != "" && slices.Contains(strings.Split(got.Account, ","), p.Account) {
			list = append(list, p)
		}
	}
	return list, err
}

// ImportFile imports one file, a folder of logs, or standard input for "-".
func ImportFile(ctx context.Context, run *cli.Run, s *ledger.Store, path string, opt usage.ImportOptions) (got usage.Imported, err error) {
	opt.File, opt.At = path, run.AsOf
	if run.ErrTerminal {
		line := progress.New(run.Err, run.Now, path)
		opt.Progress = line.Show
		defer line.Clear()
	}
	got, err = ImportPath(ctx, run, s, path, opt)
	if err != nil || opt.DryRun {
		return got, err
	}
	beside, err := SetAside(run, path, got)
	for _, text := range beside {
		run.Say("%s", text)
	}
	return got, err
}

// SetAside writes the rows that were left out beside the file, or for a folder, which
// is another program's, beside the ledger, and says where.
func SetAside(run *cli.Run, path string, got usage.Imported) (said []string, err error) {
	beside := path
	if got.Folder != nil && len(got.Bad) > 0 {
		if beside, err = besideLedger(run, path); err != nil {
			return nil, err
		}
	}
	for _, bad := range got.Bad {
		aside, err := writeAside(beside, bad)
		if err != nil {
			return said, fmt.Errorf("the good rows of %s are in; the bad ones could not be written: %w", path, err)
		}
		said = append(said, fmt.Sprintf("%s of %s left out, to %s; mend and import that file", words.Counted(len(bad.Records), "bad row"), filepath.Join(path, filepath.FromSlash(bad.Part)), aside))
	}
	return said, nil
}

// besideLedger is a folder's name in the folder of the ledger, which is made where it
// is not there yet.
func besideLedger(run *cli.Run, folder string) (string, error) {
	at, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	books, err := run.Path()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(books), 0o700); err != nil {
		return "", err
	}
	name := strings.TrimLeft(filepath.Base(at), "."+string(filepath.Separator)) // ~/.claude
	return filepath.Join(filepath.Dir(books), cmp.Or(name, "folder")), nil
}

// ImportPath imports what stands at path: a file, a folder of logs or a pipe. It shows no
// progress of its own.
func ImportPath(ctx context.Context, run *cli.Run, s *ledger.Store, path string, opt usage.ImportOptions) (got usage.Imported, err error) {
	defer func() {
		var unknown *usagefile.UnrecognisedError
		if errors.As(err, &unknown) {
			err = cli.WithHint(err, mapCommand(path, unknown))
		}
		err = importHint(path, err)
	}()
	if path == "-" {
		return s.Import(ctx, run.Stdin, opt)
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return got, cli.WithHint(fmt.Errorf("%s: there is no such file", path), "name an export, a folder of agent logs, or - for standard input")
	}
	if err != nil {
		return got, err
	}
	if info.IsDir() {
		return s.ImportFolder(ctx, path, opt)
	}
	f, err := openFile(ctx, path)
	if err != nil {
		return got, err
	}
	defer f.Close()
	opt.Path = path
	return s.Import(ctx, f, opt)
}

// openFile opens a file to read. A named pipe opens when somebody writes to it, which
// may be never: the end of ctx ends the waiting.
func openFile(ctx context.Context, path string) (*os.File, error) {
	type opened struct {
		*os.File
		error
	}
	answer := make(chan opened, 1)
	go func() {
		f, err := os.Open(path)
		answer <- opened{f, err}
	}()
	select {
	case o := <-answer:
		return o.File, o.error
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// writeAside writes the records that were left out beside the file they came in,
// as FILE.rejected.csv under their header, or FILE.rejected.jsonl where they have
// none, and returns the new file's name. Of an archive of several files the name
// says which: usage.zip.cost.csv.rejected.csv.
func writeAside(path string, bad usage.BadRecords) (aside string, err error) {
	if path == "-" {
		path = "stdin"
	}
	if bad.Part != "" { // a name in an archive may hold anything
		path += "." + bad.Part[strings.LastIndexAny(bad.Part, `/\:`)+1:]
	}
	ext := "csv"
	if bad.Header == nil {
		ext = "jsonl"
	}
	aside = path + ".rejected." + ext
	for n := 2; cli.Exists(aside); n++ { // an earlier one may hold somebody's mending
		aside = fmt.Sprintf("%s.rejected-%d.%s", path, n, ext)
	}
	f, err := os.OpenFile(aside, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return aside, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if bad.Header == nil {
		for _, record := range bad.Records {
			if _, err := io.WriteString(f, strings.Join(record, "")+"\n"); err != nil {
				return aside, err
			}
		}
		return aside, nil
	}
	w := csv.NewWriter(f)
	w.Comma = bad.Comma
	if err := w.Write(bad.Header); err != nil {
		return aside, err
	}
	return aside, w.WriteAll(bad.Records)
}
