package record

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/cmd/tollbook/pull"
	"tollbook/ledger"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// NewSourceCommand remembers where usage comes from.
func NewSourceCommand(run *cli.Run) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "source",
		Short: "where usage comes from by itself: databases and gateways",
		Long: `Names the places that tollbook sync pulls from: a gateway's API, or the database
that holds your requests already. There the engine adds them up, by day, model,
key, team and all that a price depends on, and the sums alone are pulled.`,
		Example: "  tollbook source add prod postgres://reader@db.example.com/litellm\n  tollbook source list",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runSourceList(cmd.Context(), run) },
	}
	cmd.AddCommand(newSourceAddCommand(run), newSourceListCommand(run), newSourceRemoveCommand(run))
	return cmd
}

func newSourceListCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "what is pulled from where, and until when it told",
		Example: "  tollbook source list",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runSourceList(cmd.Context(), run) },
	}
}

func newSourceRemoveCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "remove NAME",
		Short:   "pull from it no more; what it brought stays",
		Example: "  tollbook source remove prod",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runSourceRemove(cmd.Context(), run, args) },
	}
}

func runSourceRemove(ctx context.Context, run *cli.Run, args []string) (err error) {
	s, err := run.OpenExisting(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	if err := s.RemoveSource(ctx, args[0]); errors.Is(err, ledger.ErrNoSource) {
		return cli.WithHint(err, "tollbook source list shows them")
	} else if err != nil {
		return err
	}
	rest, err := s.Sources(ctx)
	if err != nil {
		return err
	}
	return showSources(run, rest, "tollbook imports")
}

// sourceAddOptions are the flags of source add.
type sourceAddOptions struct {
	kind, query, account, overlap, keyEnv string
}

func (o *sourceAddOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.kind, "kind", "", "`KIND`: litellm, langfuse or sql (default what its tables tell)")
	f.StringVar(&o.query, "query", "", "`FILE` with the query of kind sql; - is stdin")
	f.StringVar(&o.account, "account", "", "`ACCOUNT` that its usage goes to (default the gateway's name)")
	f.StringVar(&o.overlap, "overlap", "3d", "how many days back are pulled `AGAIN`, for rows that come late")
	f.StringVar(&o.keyEnv, "key-env", "", "`NAME` of the environment variable that holds a gateway's key")
}

func newSourceAddCommand(run *cli.Run) *cobra.Command {
	var o sourceAddOptions
	cmd := &cobra.Command{
		Use:   "add NAME ADDRESS",
		Short: "remember a place to pull usage from",
		Long: `Remembers what to pull and from whom, without the secret. ADDRESS is
postgres://USER@HOST/DATABASE, clickhouse://USER@HOST:8123/DATABASE, a
gateway's name, or env:VARIABLE, where the variable holds such an address. A
password comes from the environment: PGPASSWORD or ~/.pgpass,
CLICKHOUSE_PASSWORD, or the address in env:VARIABLE.

Kinds: litellm (its spend logs, else one of its daily tables), langfuse (its
observations), sql (a query of yours whose columns are those of tollbook's own
CSV: tollbook help exports; its text is kept). Without --kind the tables that
are there tell. The account is read only; tollbook help scale says which rights
it needs.`,
		Example: "  tollbook source add prod postgres://reader@db.example.com/litellm\n  tollbook source add traces env:LANGFUSE_URL --account openai\n  tollbook source add own env:APP_DB --kind sql --query usage.sql\n  tollbook source add work openrouter --account openrouter/work --key-env K2",
		Args:    cobra.ExactArgs(2),
		RunE:    func(cmd *cobra.Command, args []string) error { return runSourceAdd(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runSourceAdd(ctx context.Context, run *cli.Run, o sourceAddOptions, args []string) (err error) {
	name, address := args[0], args[1]
	x := ledger.Source{Name: name, Address: address, Kind: o.kind, Account: o.account, KeyEnv: o.keyEnv}
	if x.Overlap, err = overlapFlag(o.overlap); err != nil {
		return err
	}
	if o.query != "" {
		if x.Query, err = readQueryFile(run, o.query); err != nil {
			return err
		}
	}
	x, notes, err := run.Asker("", "").Describe(ctx, x)
	var wrong *pull.WrongUseError
	if errors.As(err, &wrong) {
		return cli.AsWrongUse(err)
	}
	if err != nil {
		return err
	}
	s, err := run.Open(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	if x, err = s.AddSource(ctx, x); err != nil {
		var same *ledger.SameAccountError
		switch {
		case errors.Is(err, ledger.ErrSourceExists):
			return cli.WithHint(err, "tollbook source remove "+words.Shell(name)+" forgets it; what it brought stays")
		case errors.As(err, &same):
			return cli.WithHint(err, "name another account: --account "+words.Shell(same.Account+"/"+name))
		}
		return err
	}
	if err := showSources(run, []ledger.Source{x}, "tollbook sync "+words.Shell(x.Name)); err != nil {
		return err
	}
	for _, note := range notes {
		run.Say("%s", note)
	}
	return nil
}

// overlapFlag reads "3d", "3" or "36h".
func overlapFlag(text string) (time.Duration, error) {
	if n, err := strconv.ParseUint(strings.TrimSuffix(text, "d"), 10, 16); err == nil {
		return time.Duration(n) * pricing.DayLength, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, cli.WrongUse("--overlap %q: want days, like 3d", text)
	}
	return d, nil
}

// readQueryFile reads a file that the user named, or stdin for "-".
func readQueryFile(run *cli.Run, path string) (string, error) {
	const most = 1 << 20
	f := run.Stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer file.Close()
		f = file
	}
	text, err := readQuery(f, most)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return text, nil
}

// readQuery reads the text of a query, of at most so many bytes.
func readQuery(r io.Reader, most int64) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return "", err
	case int64(len(text)) > most:
		return "", fmt.Errorf("a query of more than %d bytes", most)
	case !utf8.Valid(text):
		return "", errors.New("it is not UTF-8")
	case strings.TrimSpace(string(text)) == "":
		return "", errors.New("it is empty")
	}
	return strings.TrimSpace(string(text)), nil
}

func runSourceList(ctx context.Context, run *cli.Run) (err error) {
	s, err := run.OpenToRead(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	all, err := s.Sources(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return showSources(run, nil, "tollbook sync openrouter", "tollbook source add prod postgres://reader@db.example.com/litellm")
	}
	return showSources(run, all, "tollbook sync")
}

type sourceJSON struct {
	Name       string  `json:"name"`
	Kind       string  `json:"kind"`
	Address    *string `json:"address"`
	Account    *string `json:"account"`
	KeyEnv     *string `json:"key_env"`
	Query      *string `json:"query"`
	OverlapH   int64   `json:"overlap_hours"`
	PulledAt   *string `json:"pulled_at"`
	KnownUntil *string `json:"known_until"`
}

func showSources(run *cli.Run, all []ledger.Source, next ...string) error {
	out := struct {
		Schema  string       `json:"schema"`
		Sources []sourceJSON `json:"sources"`
	}{"tollbook.source.v1", []sourceJSON{}}
	t := print.NewTable("SOURCE", "KIND", "ACCOUNT", "ADDRESS", ">AGAIN", "PULLED", "KNOWN UNTIL").Folding("ADDRESS").Dropping("AGAIN", "PULLED", "ADDRESS")
	for _, x := range all {
		out.Sources = append(out.Sources, sourceJSON{x.Name, x.Kind, print.OrNull(x.Address), print.OrNull(x.Account), print.OrNull(x.KeyEnv), print.OrNull(x.Query), int64(x.Overlap / time.Hour), print.RFC3339(x.Pulled), print.RFC3339(x.Until)})
		pulled, until := "not yet", ""
		if !x.Pulled.IsZero() {
			pulled, until = run.When(x.Pulled), run.When(x.Until)
		}
		account := x.Account
		if account == "" {
			account = "as its rows say"
		}
		address := x.Address
		if address == "" {
			address = "its usual one"
		}
		t.Add(x.Name, x.Kind, account, address, words.Counted(int(x.Overlap/pricing.DayLength), "day"), pulled, until)
	}
	prose := ""
	if len(all) == 0 {
		prose = "no source is known yet"
	}
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	run.Next(next...)
	return nil
}
