package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestSettingsFaults: where a fault stands, and where it stands nowhere.
func TestSettingsFaults(t *testing.T) {
	for text, want := range map[string]string{
		"theme = dark":                         "line 1: theme: want a text in quotes, a number, true or false",
		"runway = 5":                           "line 1: runway: no such setting: ",
		"[runway]\n\n[runway.critical_days]":   "line 3: runway.critical_days = ",
		"# few\n[runway]\nwarning_days = 1":    "line 2: runway.critical_days = 3: want no more than runway.warning_days (1)",
		"runway.warning_days = 1":              "runway.critical_days = 3: want no more than runway.warning_days (1)",
		"runway = {\n critical_days = 15\n}":   "line 2: runway.critical_days = 15: want no more than ",
		"[[runway]]\nx = 1":                    "line 1: runway[0]: no such setting: ",
		"[runway]\nwarning_days = 9\n[runway]": "line 3: runway: table runway already exists",
	} {
		if _, err := ParseSettings(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestSettingsPath: the file that a variable names, else the folder for settings of
// the platform.
func TestSettingsPath(t *testing.T) {
	for name, c := range map[string]struct {
		env   map[string]string
		path  string
		named bool
	}{
		"named":           {map[string]string{"TOLLBOOK_SETTINGS": "x.toml", "XDG_CONFIG_HOME": "c"}, "x.toml", true},
		"a config folder": {map[string]string{"XDG_CONFIG_HOME": "c", "APPDATA": "a", "HOME": "h"}, filepath.Join("c", "tollbook", "settings.toml"), false},
		"Windows":         {map[string]string{"APPDATA": "a", "HOME": "h"}, filepath.Join("a", "tollbook", "settings.toml"), false},
		"home":            {map[string]string{"HOME": "h"}, filepath.Join("h", ".config", "tollbook", "settings.toml"), false},
		"nowhere":         {nil, "", false},
	} {
		run := New(Env{Getenv: func(k string) string { return c.env[k] }})
		if path, named := run.SettingsPath(); path != c.path || named != c.named {
			t.Errorf("%s: %q %t, want %q %t", name, path, named, c.path, c.named)
		}
	}
}
