package decide

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"tollbook/cmd/tollbook/cli"
	"tollbook/pricing/scenario"
)

// KeepScenario writes a scenario into the data folder and returns its file. One that is there
// by that name is replaced by replace alone; without it the error is fs.ErrExist.
func KeepScenario(run *cli.Run, s scenario.Scenario, replace bool) (path string, err error) {
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

// KeptScenarios are those of the data folder, by the name under which they are found,
// with the workload that each asks for today. The error names those that can't be read; the
// others are returned with it.
func KeptScenarios(ctx context.Context, run *cli.Run) ([]scenario.Scenario, error) {
	var out []scenario.Scenario
	var bad []error
	for _, name := range ScenarioNames(run) {
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
			var got Comparison
			if got, err = compareWith(run, s.Work, s.Knobs); err == nil {
				s.Gateway = got.Result.LeverGateway(s.Work, s.Knobs)
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
