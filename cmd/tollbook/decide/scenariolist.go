package decide

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/scenario"
	"tollbook/pricing/words"
)

type scenarioJSON struct {
	Name     string         `json:"name"`
	File     string         `json:"file"`
	Saved    *string        `json:"saved"`
	Gateway  string         `json:"gateway"`
	Workload string         `json:"workload"`
	Follow   bool           `json:"follow"`
	Knobs    []string       `json:"knobs"`
	ListUSD  pricing.Money  `json:"list_usd"`
	TotalUSD *pricing.Money `json:"total_usd"`
}

type scenariosJSON struct {
	Schema    string         `json:"schema"`
	Scenarios []scenarioJSON `json:"scenarios"`
}

func newScenarioJSON(s scenario.Scenario, file string) scenarioJSON {
	return scenarioJSON{s.Name, file, print.RFC3339(s.Saved), s.Gateway, s.Work.Words(), s.Follow != nil, print.NotNull(s.Side().Turned()), s.ListUSD, s.Bill.Total}
}

func newScenarioListCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "the scenarios of the data folder and what each came to",
		Example: "  tollbook scenario list\n  tollbook scenario list --json",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return runScenarioList(run) },
	}
}

// runScenarioList lists those that can be read, and fails for those that can't.
func runScenarioList(run *cli.Run) error {
	out := scenariosJSON{"tollbook.scenario.v1", []scenarioJSON{}}
	t := print.NewTable("SCENARIO", "SAVED", "GATEWAY", ">A MONTH", "WORKLOAD", "KNOBS").Folding("WORKLOAD", "KNOBS").Dropping("SAVED")
	var bad []error
	for _, name := range ScenarioNames(run) {
		path, err := namedScenario(run, name)
		if err != nil {
			return err
		}
		s, err := scenarioAt(run, path)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		s.Name = name // by which it is found, whatever stands in it
		v := newScenarioJSON(s, path)
		out.Scenarios = append(out.Scenarios, v)
		work := v.Workload
		if v.Follow {
			work += ", followed"
		}
		t.Add(v.Name, print.DayOr(s.Saved, ""), v.Gateway, print.MaybeUSD(v.TotalUSD), work, strings.Join(v.Knobs, ", "))
	}
	if err := run.Emit(out, "", t); err != nil {
		return err
	}
	if len(bad) > 0 {
		return errors.Join(bad...)
	}
	if len(out.Scenarios) == 0 {
		run.Say("no scenario is kept yet")
		run.Next("tollbook scenario save crypto --spend 1000 --method crypto")
		return nil
	}
	first := words.Shell(out.Scenarios[0].Name)
	if len(out.Scenarios) == 1 { // there is no other to compare it with
		run.Next("tollbook compare --scenario "+first, "tollbook scenario save crypto --spend 1000 --method crypto")
		return nil
	}
	run.Next("tollbook compare --scenario "+first, fmt.Sprintf("tollbook scenario compare %s %s", first, words.Shell(out.Scenarios[len(out.Scenarios)-1].Name)))
	return nil
}
