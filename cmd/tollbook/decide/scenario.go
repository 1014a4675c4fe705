package decide

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/knob"
	"tollbook/pricing/scenario"
	"tollbook/pricing/words"
)

// NewScenarioCommand keeps what-ifs under a name.
func NewScenarioCommand(run *cli.Run) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scenario",
		Short: "what-ifs under a name: kept, listed, compared, asked again",
		Long: `A scenario is one set of answers to "what if" with its workload and the total it
came to, in a small text file: in the data folder, or with --file in your own
repository. Asked again with compare --scenario it prices the same work at
today's rates, and --fail-over makes a bill that moved fail a CI job.`,
		Example: "  tollbook scenario save crypto --spend 1000 --method crypto\n  tollbook scenario list\n  tollbook compare --scenario crypto --fail-over 5%",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return cli.AsWrongUse(cli.WithHint(errors.New("scenario needs save, list, compare, rename or remove"), "tollbook scenario list shows what is kept; tollbook scenario --help has examples"))
		},
	}
	cmd.AddCommand(newScenarioSaveCommand(run), newScenarioListCommand(run), newScenarioCompareCommand(run), newScenarioRenameCommand(run), newScenarioRemoveCommand(run))
	return cmd
}

// scenarioSaveOptions are the flags of scenario save: those of compare, and its own.
type scenarioSaveOptions struct {
	compareFlags
	scenario, gateway, file cli.Given[string]
	follow, force           bool
}

func (o *scenarioSaveOptions) addFlags(f *pflag.FlagSet) {
	o.compareFlags.add(f)
	cli.GivenVar(f, f.StringVar, &o.scenario, "scenario", "", "take workload and knobs of a saved scenario, by `NAME` or file, with the total they come to now")
	cli.GivenVar(f, f.StringVar, &o.gateway, "gateway", "", "whose bill it is: `GATEWAY` or direct (default: your own, else the first of --gateways, else the cheapest that takes --method)")
	f.BoolVar(&o.follow, "follow", false, "take the ledger's usage anew each time it is asked again")
	cli.GivenVar(f, f.StringVar, &o.file, "file", "", "write this `FILE` instead of one in the data folder")
	f.BoolVar(&o.force, "force", false, "replace one of that name")
}

func newScenarioSaveCommand(run *cli.Run) *cobra.Command {
	var o scenarioSaveOptions
	cmd := &cobra.Command{
		Use:   "save NAME",
		Short: "keep a what-if, its workload and what it comes to",
		Long: `Takes the flags of compare. The workload is frozen: tokens by model, no request
and no name of a user, so that it can be asked again without the ledger and a
changed price shows alone. With --follow the ledger's usage is taken anew each
time, and the frozen one tells what of a change is rates and what is usage.`,
		Example: "  tollbook scenario save crypto --spend 1000 --method crypto\n  tollbook scenario save ci --tokens gpt-4o=100M:10M --file tollbook.toml\n  tollbook scenario save double --volume 2 --follow",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runScenarioSave(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runScenarioSave(ctx context.Context, run *cli.Run, o scenarioSaveOptions, args []string) error {
	for _, x := range []struct {
		flag string
		text cli.Given[string]
	}{{"scenario", o.scenario}, {"gateway", o.gateway}, {"file", o.file}} {
		if cli.IsEmpty(x.text) {
			return cli.WrongUse("--%s \"\": want one, or leave it out", x.flag)
		}
	}
	name, path := args[0], o.file.Value
	if err := scenario.CheckName(name); err != nil {
		return cli.WrongUse("%q: %w", name, err)
	}
	if path == "" {
		var err error
		if path, err = namedScenario(run, name); err != nil {
			return err
		}
	}
	if !o.force && cli.Exists(path) {
		return cli.WithHint(fmt.Errorf("%s is there already", path), "--force replaces it; another name keeps both")
	}
	s, err := newScenario(ctx, run, name, o)
	if err != nil {
		return err
	}
	text := s.Text()
	if _, err := scenario.Parse(run.Catalog, text); err != nil {
		return fmt.Errorf("scenario %q can't be kept: %w", name, err)
	}
	if err := writeScenario(path, text, o.force); err != nil {
		var hinted cli.HintError
		if errors.As(err, &hinted) {
			return err
		}
		return cli.WithHint(fmt.Errorf("keep scenario %q: %w", name, err), "name another place: --file FILE.toml")
	}
	v := newScenarioJSON(s, path)
	prose := fmt.Sprintf("saved %q: %s: %s", name, s.Words(), billWords(s.Bill))
	if err := run.Emit(scenariosJSON{"tollbook.scenario.v1", []scenarioJSON{v}}, print.Printable(prose), nil); err != nil {
		return err
	}
	if s.Bill.Total == nil {
		run.Say("the bill is not known, so --fail-over has nothing to hold it against")
	}
	again := name
	if o.file.Value != "" {
		again = o.file.Value
	}
	run.Next(fmt.Sprintf("tollbook compare --scenario %s --fail-over 5%%", words.Shell(again)), "tollbook scenario list")
	return nil
}

// newScenario makes the scenario that the flags describe.
func newScenario(ctx context.Context, run *cli.Run, name string, o scenarioSaveOptions) (scenario.Scenario, error) {
	var w pricing.Workload
	var k pricing.Knobs
	var follow *scenario.Following
	gateway := o.gateway.Value
	if o.scenario.Value != "" {
		if o.compareFlags.turned() || o.follow {
			return scenario.Scenario{}, cli.WrongUse("a scenario holds its workload and knobs: other flags can't be turned beside --scenario")
		}
		old, _, err := readScenario(run, o.scenario.Value)
		if err != nil {
			return old, err
		}
		if old.Follow != nil {
			if w, err = scenarioWorkload(ctx, run, old); err != nil {
				return old, err
			}
		} else {
			w = old.Work
		}
		k, follow = old.Knobs, old.Follow
		if gateway == "" {
			gateway = old.Gateway
		}
	} else {
		var err error
		if k, err = readKnobs(run, o.compareFlags); err != nil {
			return scenario.Scenario{}, err
		}
		if w, err = workloadOf(ctx, run, o.compareFlags); err != nil {
			return scenario.Scenario{}, err
		}
		if o.follow {
			if w.Source != "ledger" {
				return scenario.Scenario{}, cli.WrongUse("--follow takes the ledger's usage anew, which --spend and --tokens do not read")
			}
			if follow, err = o.following(); err != nil {
				return scenario.Scenario{}, err
			}
		}
	}
	got, err := compareWith(run, w, k)
	if err != nil {
		return scenario.Scenario{}, err
	}
	if gateway == "" {
		gateway = got.Result.LeverGateway(w, k)
	}
	if gateway == "" {
		return scenario.Scenario{}, cli.WithHint(errors.New("a scenario is about a bill, and no gateway here has one"), "name it: --gateway openrouter")
	}
	return scenario.New(run.Catalog, name, w, k, gateway, follow, run.AsOf)
}

// turned reports whether a flag of the workload or its knobs was given.
func (f compareFlags) turned() bool {
	given := f.spend + f.from + f.to + f.account
	for id, text := range f.knobs {
		if knob.ID(id) != knob.Rates { // which are never empty
			given += text
		}
	}
	return given != "" || f.then() || f.projected || len(f.tokens)+len(f.swaps)+len(f.gateways) > 0
}

// following is the usage that the flags choose, to be chosen again.
func (f compareFlags) following() (*scenario.Following, error) {
	from, to, err := cli.DaysFlags(f.from, f.to)
	return &scenario.Following{Account: f.account, From: from, To: to, Projected: f.projected}, err
}

// billWords say what a bill comes to.
func billWords(b pricing.Bill) string {
	if b.Total == nil {
		return "a bill that is not known"
	}
	return print.USD(*b.Total) + " a month"
}
