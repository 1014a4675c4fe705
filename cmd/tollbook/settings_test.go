package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/print"
	"tollbook/tui"
)

// FuzzSettings: no file makes it stumble, and what it reads it prints and reads
// again.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{
		"", settingsText(defaultSettings(), "a seed", print.PageWidth), "theme = \"dark\"", "theme.x = 1", "[runway]\ncritical_days = 1\n", "runway = {critical_days = 1}", "runway.critical_days = 0x2",
		"[expiring]\nloss_usd = \"1e3\"", "[[runway]]\nx = 1", "[runway", "budget.exceeded = '''info'''", "\"bud get\".x = 1", "[runway.critical_days]\nx = 1979-05-27",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := parseSettings(text)
		if err != nil {
			return
		}
		again, err := parseSettings(settingsText(s, "the "+text, print.PageWidth))
		if err != nil {
			t.Fatalf("what was printed is not read: %v", err)
		}
		if !slices.Equal(again.List(), s.List()) {
			t.Errorf("read %v, printed and read %v", s.List(), again.List())
		}
	})
}

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
		if _, err := parseSettings(text); err == nil || !strings.HasPrefix(err.Error(), want) {
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
		run := newApp(env{getenv: func(k string) string { return c.env[k] }})
		if path, named := run.settingsPath(); path != c.path || named != c.named {
			t.Errorf("%s: %q %t, want %q %t", name, path, named, c.path, c.named)
		}
	}
}

// One line of the file changes, and no other.
func TestWithLine(t *testing.T) {
	for name, c := range map[string]struct{ text, key, value, want string }{
		"nothing yet":                 {"", "theme", `"dark"`, "theme = \"dark\"\n"},
		"a table that is not there":   {"theme = \"dark\"\n", "runway.warning_days", "21", "theme = \"dark\"\n\n[runway]\nwarning_days = 21\n"},
		"a table without the key":     {"[runway]\ncritical_days = 1\n", "runway.warning_days", "21", "[runway]\nwarning_days = 21\ncritical_days = 1\n"},
		"the key":                     {"[runway]\nwarning_days = 7 # a week\nx = 1\n", "runway.warning_days", "21", "[runway]\nwarning_days = 21 # a week\nx = 1\n"},
		"the same key in two tables":  {"[expiring]\nwarning_days = 1\n[runway]\nwarning_days = 7\n", "runway.warning_days", "21", "[expiring]\nwarning_days = 1\n[runway]\nwarning_days = 21\n"},
		"dotted":                      {"runway.warning_days=7\n", "runway.warning_days", "21", "runway.warning_days= 21\n"},
		"before the first table":      {"# mine\n\n# soon\n[runway]\nx = 1\n", "theme", `"dark"`, "# mine\n\ntheme = \"dark\"\n\n# soon\n[runway]\nx = 1\n"},
		"a comment is none":           {"# theme = \"x\"\n", "theme", `"dark"`, "# theme = \"x\"\ntheme = \"dark\"\n"},
		"a sign in quotes":            {"theme = 'a#b' # c\n", "theme", `"dark"`, "theme = \"dark\" # c\n"},
		"theme in a table is another": {"[theme]\ntheme = 1\n", "theme", `"dark"`, "theme = \"dark\"\n\n[theme]\ntheme = 1\n"},
		"no line end":                 {"theme = \"x\"", "theme", `"dark"`, "theme = \"dark\""},
	} {
		if got := withLine(c.text, c.key, c.value); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

// A theme that the screens keep is that of the next run; a link to the file stays one,
// and who may read it.
func TestThemeIsKept(t *testing.T) {
	dir := t.TempDir()
	run := screenApp(t, dir)
	run.getenv = func(name string) string { return map[string]string{"XDG_CONFIG_HOME": dir}[name] }
	real := filepath.Join(dir, "dotfiles", "tollbook.toml")
	write(t, real, "[runway]\nwarning_days = 21\n")
	if err := os.Chmod(real, 0o640); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "tollbook", "settings.toml")
	if err := errors.Join(os.MkdirAll(filepath.Dir(link), 0o700), os.Symlink(real, link)); err != nil {
		t.Fatal(err)
	}
	if err := equip(run, tui.Config{}).KeepTheme("light"); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link: %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(real); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	for flag, want := range map[string]string{"": "light", "dark": "dark"} {
		run.theme = flag
		if got, err := chosenTheme(run); got != want || err != nil {
			t.Errorf("--theme %q: %q, %v; want %q", flag, got, err, want)
		}
	}
	s, _, err := run.settings()
	if err != nil || s.RunwayWarningDays != 21 {
		t.Errorf("%d days, %v", s.RunwayWarningDays, err)
	}
	if err := keepTheme(run, "drak"); err == nil {
		t.Error("drak is kept")
	}
	run.getenv = func(string) string { return "" }
	if equip(run, tui.Config{}).KeepTheme != nil {
		t.Error("a theme is kept nowhere")
	}
}
