package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/gatewayapi"
	"tollbook/cmd/tollbook/print"
	"tollbook/cmd/tollbook/progress"
	"tollbook/cmd/tollbook/pull"
	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// syncOptions are the flags of sync.
type syncOptions struct {
	url, keyEnv string
	accept      bool
}

func (o *syncOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.url, "url", "", "ask another `ADDRESS` than the gateway's own: a company's proxy, your LiteLLM")
	f.StringVar(&o.keyEnv, "key-env", "", "`NAME` of the environment variable that holds the key")
	f.BoolVar(&o.accept, "accept", false, "record the purchases that are proposed, at the schedule's fee")
}

// NewSyncCommand pulls usage from where it is.
func NewSyncCommand(run *cli.Run) *cobra.Command {
	var o syncOptions
	cmd := &cobra.Command{
		Use:   "sync [SOURCE]",
		Short: "pull usage and balances from gateways and engines",
		Long: `Asks a source, or all that the ledger knows, for what was used since the last
time, and books it: one import each, which imports undo takes back. A source
is a gateway (` + strings.Join(gatewayapi.Kinds(), ", ") + `), or a database that
tollbook source add named. The last days are asked for again, as far back as
rows come late, and replaced; the same again adds nothing.

The key is read from the environment, is never kept and never shown:
` + keyNames() + `
or the variable that --key-env names. openrouter also tells its balance, and a
jump of its credit is proposed as a purchase: --accept books it.

This is one of the few commands that use the network.`,
		Example: "  tollbook sync openrouter\n  tollbook sync litellm --url https://litellm.example.com\n  tollbook sync openrouter --accept",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSync(cmd.Context(), run, o, strings.Join(args, ""))
		},
	}
	o.addFlags(cmd.Flags())
	return cmd
}

// keyNames are the variables with keys, a line a gateway.
func keyNames() string {
	var lines []string
	for _, kind := range gatewayapi.Kinds() {
		api, _ := gatewayapi.Find(kind)
		lines = append(lines, fmt.Sprintf("  %-12s $%s", kind, strings.Join(api.KeyEnv, " or $")))
	}
	return strings.Join(lines, "\n")
}

// runSync asks a source, or all of the ledger's for "", one after the other. One that fails leaves the others. A ledger
// that is not there yet is made when there is something to book.
func runSync(ctx context.Context, run *cli.Run, o syncOptions, name string) (err error) {
	s, err := run.OpenExisting(ctx)
	if errors.Is(err, sqlite.ErrMissing) {
		s, err = nil, nil
	}
	if err != nil {
		return err
	}
	defer func() {
		if s != nil {
			cli.CloseStore(s, &err)
		}
	}()
	list, err := sourcesToAsk(ctx, run, s, name, o)
	if err != nil {
		return err
	}
	if run.AsOf.After(run.Now().Add(time.Hour)) {
		run.Say("--as-of is after this machine's clock: what is told until then counts as known, and the next sync begins there")
	}
	out := syncJSON{Schema: "tollbook.sync.v1", Sources: []syncedJSON{}}
	var failed []error
	for _, x := range list {
		one, err := syncOne(ctx, run, &s, x, o)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed = append(failed, err)
			one = failedSync(x, err)
		}
		out.Sources = append(out.Sources, one)
	}
	return showSync(run, out, failed)
}

// sourcesToAsk are the sources that a name stands for: one of the ledger's, a gateway that is
// asked for the first time, or for "" all of the ledger's.
func sourcesToAsk(ctx context.Context, run *cli.Run, s *ledger.Store, name string, o syncOptions) ([]ledger.Source, error) {
	if err := pull.CheckKeyEnv(o.keyEnv); err != nil {
		return nil, cli.AsWrongUse(err)
	}
	var known []ledger.Source
	if s != nil {
		var err error
		if known, err = s.Sources(ctx); err != nil {
			return nil, err
		}
	}
	if name == "" {
		if len(known) == 0 {
			return nil, cli.WithHint(cli.WrongUse("no source to sync"), "tollbook sync openrouter pulls from a gateway; tollbook source add NAME postgres://... from a database")
		}
		if len(known) > 1 && (o.url != "" || o.keyEnv != "") {
			return nil, cli.WrongUse("--url and --key-env are of one source: name it")
		}
		return known, nil
	}
	names := slices.Clone(gatewayapi.Kinds())
	for _, x := range known {
		if x.Name == name {
			if pull.IsEngine(x.Kind) && (o.url != "" || o.keyEnv != "") {
				return nil, cli.WrongUse("--url and --key-env are for a gateway's API, and %s is a database: tollbook source add gives its address", name)
			}
			return []ledger.Source{x}, nil
		}
		if !slices.Contains(names, x.Name) {
			names = append(names, x.Name)
		}
	}
	x, ok := pull.Gateway(name)
	if !ok {
		return nil, cli.AsWrongUse(cli.WithHint(fmt.Errorf("source %s: %w", name, ledger.ErrNoSource),
			"nearest: "+strings.Join(pricing.Nearest(name, names, 3), ", ")+"; tollbook source list shows them, tollbook source add makes one"))

	}
	if x.Address, x.KeyEnv = o.url, o.keyEnv; x.Address == "" && pull.NeedsAddress(x.Kind) {
		return nil, cli.WrongUse("sync %s: say where it is: --url https://litellm.example.com, or tollbook source add %s postgres://... for its database", name, name)
	}
	return []ledger.Source{x}, nil
}

// syncOne asks one source and books what it tells.
func syncOne(ctx context.Context, run *cli.Run, to **ledger.Store, x ledger.Source, o syncOptions) (out syncedJSON, err error) {
	answer, err := run.Asker(o.url, o.keyEnv).Ask(ctx, x)
	if err != nil {
		return out, err
	}
	if run.ErrTerminal {
		line := progress.New(run.Err, run.Now, x.Name)
		defer line.Clear()
		answer.Progress = line.Show
	}
	if *to == nil {
		if *to, err = run.Open(ctx); err != nil {
			return out, err
		}
	}
	got, err := (*to).Pull(ctx, answer.Pull)
	if errors.Is(err, usage.ErrNoGateway) {
		return out, fmt.Errorf("source %s: its rows do not say which gateway was paid: a column gateway in the query says it, or tollbook source add with --account openrouter", x.Name)
	}
	if err != nil {
		return out, fmt.Errorf("source %s: %w", x.Name, err)
	}
	out = newSyncedJSON(answer, got)
	return out, propose(ctx, run, *to, x.Name, o.accept, &out)
}

// recordedAtAnotherTime reports whether what is proposed for an account is most likely recorded,
// at another time than the gateway saw it.
func recordedAtAnotherTime(ctx context.Context, run *cli.Run, s *ledger.Store, account string) (bool, error) {
	books, err := s.Credits(ctx, account, run.AsOf)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(books.Accounts, credit.Position.Doubtful), nil
}

// propose lists the purchases that a source's pulls have seen, or records them.
func propose(ctx context.Context, run *cli.Run, s *ledger.Store, source string, accept bool, out *syncedJSON) error {
	proposed, err := s.ProposedTopUps(ctx)
	if err != nil {
		return err
	}
	for _, p := range proposed {
		if p.Source != source {
			continue
		}
		doubtful := false
		if accept {
			if doubtful, err = recordedAtAnotherTime(ctx, run, s, p.Account); err != nil {
				return err
			}
		}
		if doubtful {
			out.doubtful = true
			out.Warnings = append(out.Warnings, fmt.Sprintf("not recorded: %s's page agrees with the books without the %s: it is there already, at another time (tollbook topup list); tollbook topup add records it all the same", p.Account, print.USD(p.Credit)))
		}
		if !accept || doubtful {
			out.Proposed, out.proposed = append(out.Proposed, newProposedJSON(p)), append(out.proposed, p)
			continue
		}
		t, warnings, err := s.AcceptTopUp(ctx, p.ID)
		if errors.Is(err, ledger.ErrNoProposal) { // recorded meanwhile
			continue
		}
		if err != nil {
			return err
		}
		out.Accepted = append(out.Accepted, newTopUpJSON(t))
		out.Warnings = append(out.Warnings, warnings...)
	}
	return nil
}
