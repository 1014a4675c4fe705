package decide

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

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

// RenameScenario gives a kept scenario another name. The error is fs.ErrExist where that is
// taken, and fs.ErrNotExist where there is no such scenario.
func RenameScenario(run *cli.Run, from, to string) error {
	old, err := namedScenario(run, from)
	if err != nil {
		return err
	}
	path, err := namedScenario(run, to)
	if err != nil {
		return err
	}
	if from != to && cli.Exists(path) {
		return fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	s, err := scenarioAt(run, old)
	if err != nil {
		return err
	}
	s.Name = to
	if err := writeScenario(path, s.Text(), from == to); err != nil || from == to {
		return err
	}
	return os.Remove(old)
}

// RemoveScenario takes a kept scenario away. back brings its file back as it was.
func RemoveScenario(run *cli.Run, name string) (back func() error, err error) {
	path, err := namedScenario(run, name)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil {
		return nil, err
	}
	return func() error { return writeScenario(path, string(text), false) }, nil
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
