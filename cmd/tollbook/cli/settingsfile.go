package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tollbook/ledger/check"
	"tollbook/pricing/tomlfile"
	"tollbook/pricing/words"
)

// SettingsPath is the settings file by environment or the XDG config folder; ""
// where there is no place for one. Named reports that it has to be there.
func (r *Run) SettingsPath() (path string, named bool) {
	if p := r.Getenv("TOLLBOOK_SETTINGS"); p != "" {
		return p, true
	}
	for _, folder := range []string{"XDG_CONFIG_HOME", "APPDATA"} {
		if d := r.Getenv(folder); d != "" {
			return filepath.Join(d, "tollbook", "settings.toml"), false
		}
	}
	if home := r.Getenv("HOME"); home != "" {
		return filepath.Join(home, ".config", "tollbook", "settings.toml"), false
	}
	return "", false
}

// Settings are those in force: the file's, and the defaults for what it does not
// say. There reports whether there is such a file.
func (r *Run) Settings() (s Settings, there bool, err error) {
	path, named := r.SettingsPath()
	if path == "" {
		return DefaultSettings(), false, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return DefaultSettings(), false, nil
	}
	if err != nil {
		hint := "make the file readable, or move it away: without it the defaults hold"
		if named {
			hint = "TOLLBOOK_SETTINGS names that file: unset it, or write one there: tollbook settings --defaults > " + words.Shell(path)
		}
		return s, false, WithHint(fmt.Errorf("settings can't be read: %w", err), hint)
	}
	s, err = ParseSettings(string(text))
	if err != nil {
		return s, true, WithHint(fmt.Errorf("%s: %w", path, err), "tollbook settings --defaults prints a file that is right, with what each line does")
	}
	return s, true, nil
}

// Thresholds are the settings in force without the theme, which is for the screens alone.
func (r *Run) Thresholds() (check.Settings, error) {
	s, _, err := r.Settings()
	return s.Settings, err
}

// ParseSettings reads a settings file: tables of keys, whole numbers bare and all
// else in quotes, since a bare 0.5 is a binary float. Every fault names its line.
func ParseSettings(text string) (Settings, error) {
	s := DefaultSettings()
	tables, err := tomlfile.Parse(text)
	if err != nil {
		return s, err
	}
	values := map[string]any{}
	flatten(values, "", tables)
	for key, line := range tomlfile.Keys(text) {
		if values[key] == nil && slices.ContainsFunc(s.List(), func(x check.Setting) bool { return strings.HasPrefix(x.Key, key+".") }) {
			continue // a table whose keys follow
		}
		if err := setSetting(&s, key, values[key]); err != nil {
			return s, &tomlfile.Error{Line: line, Reason: err}
		}
	}
	var wrong *check.SettingError
	if err := s.Validate(); errors.As(err, &wrong) {
		return s, &tomlfile.Error{Line: tomlfile.Line(text, wrong.Key), Reason: err}
	}
	return s, nil
}

// flatten adds the values of tables to out, by their keys with those of the tables around
// them: "runway.warning_days".
func flatten(out map[string]any, table string, values map[string]any) {
	for key, value := range values {
		if inner, is := value.(map[string]any); is {
			flatten(out, table+key+".", inner)
		} else {
			out[table+key] = value
		}
	}
}

// setSetting gives a setting what the file says.
func setSetting(s *Settings, key string, value any) error {
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
