package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"tollbook/cmd/tollbook/cli"
	"tollbook/pricing/scenario"
	"tollbook/tui/whatif"
)

// screenScenarios let the screens keep what-ifs where scenario save and list have them.
func screenScenarios(run *cli.Run) *whatif.Scenarios {
	return &whatif.Scenarios{
		Save: func(s scenario.Scenario, replace bool) (string, error) { return keepScenario(run, s, replace) },
		List: func(ctx context.Context) ([]scenario.Scenario, error) { return keptScenarios(ctx, run) },
	}
}

// keepScenario writes a scenario into the data folder.
func keepScenario(run *cli.Run, s scenario.Scenario, replace bool) (path string, err error) {
	if path, err = namedScenario(run, s.Name); err != nil {
		return "", err
	}
	if !replace && cli.Exists(path) {
		return path, fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	text := s.Text()
	if _, err := scenario.Parse(run.Catalog, text); err != nil {
		return path, fmt.Errorf("scenario %q can't be kept: %w", s.Name, err)
	}
	return path, writeScenario(path, text, replace)
}

// keptScenarios are those of the data folder, by the name under which they are found,
// with the workload that each asks for today.
func keptScenarios(ctx context.Context, run *cli.Run) ([]scenario.Scenario, error) {
	var out []scenario.Scenario
	var bad []error
	for _, name := range scenarioNames(run) {
		path, err := namedScenario(run, name)
		if err != nil {
			return nil, err
		}
		s, err := scenarioAt(run, path)
		if err == nil {
			s.Name = name
			s.Work, err = scenarioWorkload(ctx, run, s)
		}
		if err == nil && s.Gateway == "" {
			var got comparison
			if got, err = compareWith(run, s.Work, s.Knobs); err == nil {
				s.Gateway = got.c.LeverGateway(s.Work, s.Knobs)
			}
		}
		if err != nil {
			bad = append(bad, err)
			continue
		}
		out = append(out, s)
	}
	return out, errors.Join(bad...)
}
