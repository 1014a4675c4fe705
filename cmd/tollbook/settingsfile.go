package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"tollbook/ledger/check"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// settingsPath is the settings file by environment or the XDG config folder; ""
// where there is no place for one. Named reports that it has to be there.
func (a *app) settingsPath() (path string, named bool) {
	if p := a.getenv("TOLLBOOK_SETTINGS"); p != "" {
		return p, true
	}
	for _, folder := range []string{"XDG_CONFIG_HOME", "APPDATA"} {
		if d := a.getenv(folder); d != "" {
			return filepath.Join(d, "tollbook", "settings.toml"), false
		}
	}
	if home := a.getenv("HOME"); home != "" {
		return filepath.Join(home, ".config", "tollbook", "settings.toml"), false
	}
	return "", false
}

// settings are those in force: the file's, and the defaults for what it does not
// say. There reports whether there is such a file.
func (a *app) settings() (s settings, there bool, err error) {
	path, named := a.settingsPath()
	if path == "" {
		return defaultSettings(), false, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return defaultSettings(), false, nil
	}
	if err != nil {
		hint := "make the file readable, or move it away: without it the defaults hold"
		if named {
			hint = "TOLLBOOK_SETTINGS names that file: unset it, or write one there: tollbook settings --defaults > " + words.Shell(path)
		}
		return s, false, hintError{fmt.Errorf("settings can't be read: %w", err), hint}
	}
	s, err = parseSettings(string(text))
	if err != nil {
		return s, true, hintError{fmt.Errorf("%s: %w", path, err), "tollbook settings --defaults prints a file that is right, with what each line does"}
	}
	return s, true, nil
}

// thresholds are the settings in force.
func (a *app) thresholds() (check.Settings, error) {
	s, _, err := a.settings()
	return s.Settings, err
}

// parseSettings reads a settings file: tables of keys, whole numbers bare and all
// else in quotes, since a bare 0.5 is a binary float. Every fault names its line.
func parseSettings(text string) (settings, error) {
	s := defaultSettings()
	if err := pricing.CheckTOMLDepth(text); err != nil {
		return s, err
	}
	file := map[string]any{}
	meta, err := toml.Decode(text, &file)
	var syntax toml.ParseError
	if errors.As(err, &syntax) {
		return s, fmt.Errorf("line %d: %s", syntax.Position.Line, syntax.Message)
	}
	if err != nil {
		return s, err
	}
	for _, path := range meta.Keys() {
		value := valueAt(file, path)
		if _, table := value.(map[string]any); table && len(path) == 1 && slices.ContainsFunc(s.List(), func(x check.Setting) bool {
			return strings.HasPrefix(x.Key, path[0]+".")
		}) {
			continue // its keys follow
		}
		if err := setSetting(&s, path, value); err != nil {
			return s, fmt.Errorf("%s%w", lineOf(text, path), err)
		}
	}
	var wrong *check.SettingError
	if err := s.Validate(); errors.As(err, &wrong) {
		table, key, _ := strings.Cut(wrong.Key, ".")
		return s, fmt.Errorf("%s%w", lineOf(text, []string{table, key}), err)
	}
	return s, nil
}

// setSetting gives a setting what the file says.
func setSetting(s *settings, path toml.Key, value any) error {
	key := strings.Join(path, ".")
	switch v := value.(type) {
	case string:
		return s.Set(key, v)
	case int64:
		return s.Set(key, fmt.Sprint(v))
	case float64:
		if err := s.Set(key, fmt.Sprint(v)); err != nil {
			return err
		}
		return fmt.Errorf("%s: write an amount with a point in quotes, as %q, so that it stays exact", key, fmt.Sprint(v))
	}
	err := s.Set(key, fmt.Sprint(value))
	if err == nil {
		return fmt.Errorf("%s: want a number or a text in quotes", key)
	}
	return err
}

// valueAt is what stands at a key of nested tables; nil where nothing does.
func valueAt(file map[string]any, path toml.Key) any {
	var at any = file
	for _, key := range path {
		table, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = table[key]
	}
	return at
}

// lineOf finds the line on which a key stands, "line 7: ", or its table; "" where
// it is written in another way, as inside braces.
func lineOf(text string, path []string) string {
	want, table, found := strings.Join(path, "."), "", 0
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			head, _, _ = strings.Cut(head, "]")
			table = bareKey(head) + "."
			if table == want+"." || table == path[0]+"." && found == 0 {
				found = i + 1
			}
			continue
		}
		key, _, is := strings.Cut(line, "=")
		if !is || strings.HasPrefix(line, "#") {
			continue
		}
		if name := table + bareKey(key); name == want {
			return fmt.Sprintf("line %d: ", i+1)
		} else if name == path[0] && found == 0 {
			found = i + 1
		}
	}
	if found > 0 {
		return fmt.Sprintf("line %d: ", found)
	}
	return ""
}

// bareKey is a key without the spaces and quotes that TOML lets stand there.
func bareKey(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\"'", r) {
			return -1
		}
		return r
	}, s)
}
