package main

import (
	"path/filepath"
	"slices"
	"testing"

	"tollbook/ledger"
)

// FuzzSettings: no file makes it stumble, and what it reads it prints and reads
// again.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{
		"", settingsText(ledger.DefaultSettings(), "a seed", pageWidth), "[runway]\ncritical_days = 1\n", "runway = {critical_days = 1}", "runway.critical_days = 0x2",
		"[expiring]\nloss_usd = \"1e3\"", "[[runway]]\nx = 1", "[runway", "budget.exceeded = '''info'''", "\"bud get\".x = 1", "[runway.critical_days]\nx = 1979-05-27",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := parseSettings(text)
		if err != nil {
			return
		}
		again, err := parseSettings(settingsText(s, "the "+text, pageWidth))
		if err != nil {
			t.Fatalf("what was printed is not read: %v", err)
		}
		if !slices.Equal(again.List(), s.List()) {
			t.Errorf("read %v, printed and read %v", s.List(), again.List())
		}
	})
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
		a := &app{env: env{getenv: func(k string) string { return c.env[k] }}}
		if path, named := a.settingsPath(); path != c.path || named != c.named {
			t.Errorf("%s: %q %t, want %q %t", name, path, named, c.path, c.named)
		}
	}
}
