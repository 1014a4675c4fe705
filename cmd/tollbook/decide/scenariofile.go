package decide

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/wholefile"
	"tollbook/pricing/scenario"
)

const (
	scenarioSuffix = ".toml"
	maxScenario    = 8 << 20 // bytes: a small text file, and a generous one
)

// scenarioFolder is where scenarios are kept that have a name and no place.
func scenarioFolder(run *cli.Run) (string, error) {
	folder, err := run.DataFolder()
	if err != nil {
		return "", cli.WithHint(fmt.Errorf("no place for scenarios: %w", err), "name a file: --file FILE.toml, --scenario FILE.toml")
	}
	return filepath.Join(folder, "scenarios"), nil
}

// scenarioPath is the file of a scenario that is given by its name, or by a path: what
// ends in .toml, names a folder, or is a file and no name of a kept one.
func scenarioPath(run *cli.Run, given string) (string, error) {
	if strings.HasSuffix(given, scenarioSuffix) || strings.ContainsAny(given, `/\`) {
		return given, nil
	}
	if err := scenario.CheckName(given); err != nil {
		return "", cli.WrongUse("scenario %q: %w", given, err)
	}
	path, err := namedScenario(run, given)
	if (err != nil || !cli.Exists(path)) && cli.Exists(given) {
		return given, nil
	}
	return path, err
}

// namedScenario is the file of a name in the folder of scenarios.
func namedScenario(run *cli.Run, name string) (string, error) {
	folder, err := scenarioFolder(run)
	return filepath.Join(folder, name+scenarioSuffix), err
}

// readScenario reads a scenario by name or path, and says from where.
func readScenario(run *cli.Run, given string) (s scenario.Scenario, path string, err error) {
	if path, err = scenarioPath(run, given); err != nil {
		return s, path, err
	}
	s, err = scenarioAt(run, path)
	if errors.Is(err, fs.ErrNotExist) {
		hint := "tollbook scenario save NAME keeps one"
		if names := ScenarioNames(run); len(names) > 0 {
			hint = "kept: " + print.ShortList(names, 5)
		}
		return s, path, cli.AsWrongUse(cli.WithHint(fmt.Errorf("no scenario %q: there is no %s", given, path), hint))
	}
	return s, path, err
}

// scenarioAt reads a scenario's file; one that has no name goes by its file's.
func scenarioAt(run *cli.Run, path string) (scenario.Scenario, error) {
	info, err := os.Stat(path)
	if err != nil {
		return scenario.Scenario{}, err
	}
	if info.IsDir() || info.Size() > maxScenario {
		hint := "name the .toml file that tollbook scenario save wrote, or a scenario's name"
		return scenario.Scenario{}, cli.WithHint(fmt.Errorf("scenario %s: not a small text file", path), hint)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return scenario.Scenario{}, err
	}
	s, err := scenario.Parse(run.Catalog, string(text))
	if err != nil {
		return s, cli.WithHint(fmt.Errorf("scenario %s: %w", path, err), "mend it there, or save it again: tollbook scenario save NAME --force")
	}
	if s.Name == "" {
		s.Name = strings.TrimSuffix(filepath.Base(path), scenarioSuffix)
	}
	return s, nil
}

// ScenarioNames are the names in the folder of scenarios, in order.
func ScenarioNames(run *cli.Run) []string {
	folder, err := scenarioFolder(run)
	if err != nil {
		return nil
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil // none was ever saved
	}
	var names []string
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), scenarioSuffix); ok && !f.IsDir() && !strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// writeScenario writes a scenario's file whole or not at all. One that is there is
// replaced by force alone.
func writeScenario(path, text string, force bool) error {
	if !force && cli.Exists(path) {
		return cli.WithHint(fmt.Errorf("%s is there already", path), "--force replaces it; another name keeps both")
	}
	return wholefile.Write(path, []byte(text), func(written string) error {
		if force {
			return os.Rename(written, path)
		}
		// A link fails where somebody was quicker; where there are no links, a rename.
		switch err := os.Link(written, path); {
		case err == nil:
			return os.Remove(written)
		case errors.Is(err, fs.ErrExist):
			return err
		}
		return os.Rename(written, path)
	})
}
