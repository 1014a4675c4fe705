package screens

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tollbook/tui"
)

// A theme that the screens keep is that of the next run; a link to the file stays one,
// and who may read it.
func TestThemeIsKept(t *testing.T) {
	dir := t.TempDir()
	run := screenApp(t, dir)
	run.Getenv = func(name string) string { return map[string]string{"XDG_CONFIG_HOME": dir}[name] }
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
		run.Theme = flag
		if got, err := chosenTheme(run); got != want || err != nil {
			t.Errorf("--theme %q: %q, %v; want %q", flag, got, err, want)
		}
	}
	s, _, err := run.Settings()
	if err != nil || s.RunwayWarningDays != 21 {
		t.Errorf("%d days, %v", s.RunwayWarningDays, err)
	}
	if err := keepTheme(run, "drak"); err == nil {
		t.Error("drak is kept")
	}
	run.Getenv = func(string) string { return "" }
	if equip(run, tui.Config{}).KeepTheme != nil {
		t.Error("a theme is kept nowhere")
	}
}
