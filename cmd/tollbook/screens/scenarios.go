package screens

import (
	"context"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/decide"
	"tollbook/pricing/scenario"
	"tollbook/tui/whatif"
)

// scenarios let the screens keep what-ifs where scenario save and list have them.
func scenarios(run *cli.Run) *whatif.Scenarios {
	return &whatif.Scenarios{
		Save:   func(s scenario.Scenario, replace bool) (string, error) { return decide.KeepScenario(run, s, replace) },
		List:   func(ctx context.Context) ([]scenario.Scenario, error) { return decide.KeptScenarios(ctx, run) },
		Rename: func(from, to string) error { return decide.RenameScenario(run, from, to) },
		Remove: func(name string) (func() error, error) { return decide.RemoveScenario(run, name) },
	}
}
