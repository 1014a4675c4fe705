package keep

import (
	"slices"
	"testing"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
)

// FuzzSettings: no file makes it stumble, and what it reads it prints and reads
// again.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{
		"", settingsText(cli.DefaultSettings(), "a seed", print.PageWidth), "theme = \"dark\"", "theme.x = 1", "[runway]\ncritical_days = 1\n", "runway = {critical_days = 1}", "runway.critical_days = 0x2",
		"[expiring]\nloss_usd = \"1e3\"", "[[runway]]\nx = 1", "[runway", "budget.exceeded = '''info'''", "\"bud get\".x = 1", "[runway.critical_days]\nx = 1979-05-27",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := cli.ParseSettings(text)
		if err != nil {
			return
		}
		again, err := cli.ParseSettings(settingsText(s, "the "+text, print.PageWidth))
		if err != nil {
			t.Fatalf("what was printed is not read: %v", err)
		}
		if !slices.Equal(again.List(), s.List()) {
			t.Errorf("read %v, printed and read %v", s.List(), again.List())
		}
	})
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
