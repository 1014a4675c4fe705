package decide

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// compareOptions are the flags of compare.
type compareOptions struct {
	compareFlags
	scenario, failOver cli.Given[string]
	turned             []string // which of compareFlags the command line has
}

func (o *compareOptions) addFlags(f *pflag.FlagSet) {
	o.compareFlags.add(f)
	f.VisitAll(func(flag *pflag.Flag) {
		cli.NoteGiven(flag, func() { o.turned = append(o.turned, flag.Name) })
	})
	cli.GivenVar(f, f.StringVar, &o.scenario, "scenario", "", "ask a saved scenario again, by `NAME` or file: its workload and knobs at today's rates")
	cli.GivenVar(f, f.StringVar, &o.failOver, "fail-over", "", "fail where the scenario's bill moved, up or down, by more than `PCT`")
	f.BoolVar(&o.all, "all", false, "list the gateways too that serve a part of it, at a cost that is not known, or have no prices for it")
	f.BoolVar(&o.levers, "levers", false, "list each knob's best step and what it saves a month, largest first")
}

// NewCompareCommand ranks gateways for a workload.
func NewCompareCommand(run *cli.Run) *cobra.Command {
	var o compareOptions
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "what the same work would cost at every gateway",
		Long: `Prices one workload at every gateway, like for like: the same tokens at today's
rates, plus the fee for loading credits, subscriptions, credits that expire and
outages. The workload is the ledger's last 30 days of usage, or --tokens of a
month, or --spend dollars of list price a month.`,
		Example: "  tollbook compare --spend 1000\n  tollbook compare --tokens claude-sonnet-4.5=100M:10M:400M --method crypto\n  tollbook compare --swap gpt-4o=gpt-4o-mini --require no-expiry,uptime=99.9\n  tollbook compare --spend 1000 --levers",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runCompare(cmd.Context(), run, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runCompare(ctx context.Context, run *cli.Run, o compareOptions) error {
	if slices.Contains(o.turned, "gateways") && strings.Join(o.gateways, "") == "" {
		return cli.WrongUse("--gateways \"\": want gateways, like openrouter,direct")
	}
	if o.scenario.Is {
		return compareScenario(ctx, run, o)
	}
	if o.failOver.Is {
		return cli.WrongUse("--fail-over goes with --scenario, whose total it is held against")
	}
	return compareWorkload(ctx, run, o.compareFlags)
}

// CompareLedger compares the ledger's usage as compare does without flags.
func CompareLedger(ctx context.Context, run *cli.Run) error {
	return compareWorkload(ctx, run, compareFlags{})
}

func compareWorkload(ctx context.Context, run *cli.Run, f compareFlags) error {
	knobs, err := readKnobs(run, f)
	if err != nil {
		return err
	}
	w, err := workloadOf(ctx, run, f)
	if err != nil {
		return err
	}
	got, err := compareWith(run, w, knobs)
	if err != nil {
		return err
	}
	got.all = f.all
	if f.levers {
		if err := findLevers(run, &got); err != nil {
			return err
		}
	}
	if err := ShowComparison(run, got); err != nil {
		return err
	}
	more := "tollbook compare --levers"
	if f.levers {
		more = "tollbook scenario save NAME --method crypto"
	}
	run.Next(more, "tollbook gateways "+cheapestOr(got.Result, "openrouter"))
	return nil
}

// compareWith compares a workload with knobs turned.
func compareWith(run *cli.Run, w pricing.Workload, k pricing.Knobs) (Comparison, error) {
	c, err := run.Catalog.Compare(w, k, run.AsOf)
	if errors.Is(err, pricing.ErrNeedsTokens) {
		err = fmt.Errorf("--swap, --cache-hit or --batch-share %w", err)
		err = cli.AsWrongUse(cli.WithHint(err, "give --tokens in place of --spend, or neither of them for the ledger's usage"))
	}
	return Comparison{Result: c, Work: w, knobs: k}, err
}

// ShowWork shows what a workload comes to at the gateways with no knob turned.
func ShowWork(run *cli.Run, w pricing.Workload) error {
	c, err := compareWith(run, w, pricing.Knobs{})
	if err != nil {
		return err
	}
	return ShowComparison(run, c)
}

// AsItStands compares a ledger's last 30 days of usage with no knob turned.
func AsItStands(ctx context.Context, run *cli.Run, s *ledger.Store) (Comparison, error) {
	w, err := s.Workload(ctx, ledger.WorkloadQuery{AsOf: run.AsOf})
	if err != nil {
		return Comparison{}, err
	}
	return compareWith(run, w, pricing.Knobs{})
}

func cheapestOr(c pricing.Comparison, other string) string {
	if c.Cheapest == "" || c.Cheapest == pricing.Direct {
		return other
	}
	return c.Cheapest
}

// workloadOf is what the flags ask to be compared: list dollars, tokens or the
// ledger's usage.
func workloadOf(ctx context.Context, run *cli.Run, f compareFlags) (w pricing.Workload, err error) {
	if f.spend != "" && len(f.tokens) > 0 {
		return w, cli.WrongUse("--spend and --tokens are two workloads: give one")
	}
	if (f.spend != "" || len(f.tokens) > 0) && (f.from != "" || f.to != "" || f.account != "" || f.then()) {
		return w, cli.WrongUse("--from, --to, --account and --rates then choose usage of the ledger, which --spend and --tokens do not read")
	}
	if f.projected && (f.spend != "" || len(f.tokens) > 0 || f.then()) {
		return w, cli.WrongUse("--projected projects the ledger's usage at today's rates: it goes with none of --spend, --tokens and --rates then")
	}
	switch {
	case f.spend != "":
		m, err := cli.DollarsLike("--spend", f.spend, "want list dollars a month above zero")
		if err != nil {
			return w, err
		}
		return pricing.SpendWorkload(m), nil
	case len(f.tokens) > 0:
		lines := make([]pricing.WorkLine, len(f.tokens))
		for i, s := range f.tokens {
			if lines[i], err = tokenLine(run, s); err != nil {
				return w, err
			}
		}
		return run.Catalog.TokensWorkload(lines), nil
	}
	q := ledger.WorkloadQuery{AsOf: run.AsOf, Account: f.account}
	if q.From, q.To, err = cli.DaysFlags(f.from, f.to); err != nil {
		return w, err
	}
	s, err := cli.OpenWithAccount(ctx, run.OpenToRead, f.account)
	if err != nil {
		return w, err
	}
	defer cli.CloseStore(s, &err)
	read := s.Workload
	if f.projected {
		read = s.ProjectedWorkload
	}
	if w, err = read(ctx, q); errors.Is(err, projection.ErrNothingToProject) {
		return w, cli.WithHint(err, "without --projected the usage is compared as it was")
	} else if err != nil {
		return w, err
	}
	if f.levers {
		if w.Example, err = s.CacheExample(ctx, w); err != nil {
			return w, err
		}
	}
	if e, err := s.Extent(ctx); err != nil {
		return w, err
	} else if w.Empty() && !e.Empty() {
		subscribed, err := s.Subscribed(ctx, run.AsOf)
		if err != nil {
			return w, err
		}
		if names := subscribed.Accounts; len(names) > 0 && f.from == "" && f.to == "" && f.account == "" {
			return w, cli.WithHint(errors.New("there is no usage in a bill to compare: a subscription pays for "+strings.Join(names, ", ")), "if a key paid: "+print.Whole("tollbook account set "+words.Shell(names[0])+" --billing arrears"))
		}
		hint := fmt.Sprintf("the ledger has usage from %s to %s; without --from, --to and --account its last 30 days are compared", e.First.Format(pricing.Day), e.Last.Format(pricing.Day))
		return w, cli.WithHint(errors.New("there is no usage to compare in that range"), hint)
	}
	if w.Empty() {
		return w, cli.WithHint(errors.New("there is no usage to compare"), print.Whole("tollbook import FILE")+" brings usage in; "+print.Whole("tollbook compare --spend 1000")+" needs none")
	}
	return w, nil
}

// A Comparison is what the catalog says of a workload with its knobs turned, and what else
// was asked of it.
type Comparison struct {
	Result pricing.Comparison
	Work   pricing.Workload
	knobs  pricing.Knobs
	// all has the gateways listed that are not ranked.
	all bool
	// levers are those of leversAt's bill; nil where they were not asked for.
	levers   []pricing.Lever
	leversAt string
	// check is there where a scenario was asked again.
	check *billCheck
}

// ShowComparison writes a comparison in the format asked for.
func ShowComparison(run *cli.Run, got Comparison) error {
	if run.Format != "table" {
		return run.Emit(NewCompareJSON(run, got), "", nil)
	}
	_, err := fmt.Fprint(run.Out, ComparisonText(got, run.Page))
	return err
}
