package keep

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/check"
	"tollbook/ledger/wholefile"
)

// newSettingsSetCommand writes one setting into the file.
func newSettingsSetCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:   "set KEY VALUE",
		Short: "write one setting into the file",
		Long: `Writes one setting into the file that tollbook settings reads, which is made where it
is not there. The other lines stay as they are, comments too. The keys are those that
tollbook settings prints, a table's name before them: runway.warning_days.`,
		Example: "  tollbook settings set theme dark\n  tollbook settings set runway.warning_days 21",
		Args:    cobra.ExactArgs(2),
		RunE:    func(_ *cobra.Command, args []string) error { return runSettingsSet(run, args) },
	}
}

func runSettingsSet(run *cli.Run, args []string) error {
	want := cli.DefaultSettings()
	if err := want.Set(args[0], args[1]); err != nil {
		return cli.AsWrongUse(cli.WithHint(err, "tollbook settings prints every key with what it does"))
	}
	was, err := ChangeSetting(run, args[0], args[1])
	if err != nil {
		return err
	}
	now, there, err := run.Settings()
	if err != nil {
		return err
	}
	path, _ := run.SettingsPath()
	words := fmt.Sprintf("%s is %s now, in %s", args[0], settingOf(now, args[0]).Value, print.OneLine(path))
	if before := settingOf(was, args[0]).Value; before != settingOf(now, args[0]).Value {
		words += "; it was " + before
	}
	if err := run.Emit(settingsValue(now, path, there), words, nil); err != nil {
		return err
	}
	run.Next("tollbook settings")
	return nil
}

// settingOf is the setting of a key.
func settingOf(s cli.Settings, key string) check.Setting {
	list := s.List()
	return list[slices.IndexFunc(list, func(x check.Setting) bool { return x.Key == key })]
}

// ChangeSetting writes a setting into the file, all of it or nothing, and returns
// those that were in force before, the defaults where the file was faulty. What the
// file would be then has to be right.
func ChangeSetting(run *cli.Run, key, value string) (was cli.Settings, err error) {
	path, _ := run.SettingsPath()
	if path == "" {
		return was, cli.WithHint(errors.New("no folder for settings is known"), "set $XDG_CONFIG_HOME, or $TOLLBOOK_SETTINGS to a file")
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // a link stays one
	}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return was, fmt.Errorf("read settings: %w", err)
	}
	if was, err = cli.ParseSettings(string(text)); err != nil {
		was = cli.DefaultSettings()
	}
	want := was
	if err := want.Set(key, value); err != nil {
		return was, err
	}
	x := settingOf(want, key)
	written := x.Value
	if x.Quoted {
		written = strconv.Quote(written)
	}
	next := withLine(string(text), key, written)
	now, err := cli.ParseSettings(next)
	if err != nil {
		return was, cli.WithHint(fmt.Errorf("%s: it would not be right then: %w", path, err), "mend the file by hand; tollbook settings --defaults prints one that is right")
	}
	if got := settingOf(now, key).Value; got != x.Value {
		return was, cli.WithHint(fmt.Errorf("%s: %s is written there in a way that is left alone", path, key), "change it by hand")
	}
	return was, wholefile.Write(path, []byte(next), keepMode(path))
}

// keepMode puts a file in the place of another, and keeps who may read that.
func keepMode(path string) func(written string) error {
	return func(written string) error {
		if info, err := os.Stat(path); err == nil {
			if err := os.Chmod(written, info.Mode().Perm()); err != nil {
				return err
			}
		}
		return os.Rename(written, path)
	}
}

// withLine is a settings file with a key's line: the one that is there changed, its
// comment kept, else a new one in the key's table. It looks for the line by hand: a file
// that TOML's parser refuses for that very line (theme = dark, without quotes) is mended so.
func withLine(text, key, value string) string {
	lines := strings.Split(text, "\n")
	table, bare, nested := strings.Cut(key, ".")
	if !nested {
		table, bare = "", key
	}
	in, header, first := "", -1, -1 // the table at hand; the lines of the key's and of the first
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(trimmed, "["); ok {
			head, _, _ = strings.Cut(head, "]")
			in = bareKey(head)
			if first < 0 {
				first = i
			}
			if in == table {
				header = i
			}
			continue
		}
		name, rest, is := strings.Cut(line, "=")
		if !is || strings.HasPrefix(trimmed, "#") {
			continue
		}
		full := bareKey(name)
		if in != "" {
			full = in + "." + full
		}
		if full == key {
			lines[i] = name + "= " + value + behind(rest)
			return strings.Join(lines, "\n")
		}
	}
	line := bare + " = " + value
	switch {
	case header >= 0:
		lines = slices.Insert(lines, header+1, line)
	case table == "" && first >= 0: // before the first table and what is said above it
		for first > 0 && strings.HasPrefix(strings.TrimSpace(lines[first-1]), "#") {
			first--
		}
		lines = slices.Insert(lines, first, line, "")
	default:
		text = strings.TrimRight(text, "\n")
		if text != "" {
			text += "\n"
			if table != "" {
				text += "\n"
			}
		}
		if table != "" {
			text += "[" + table + "]\n"
		}
		return text + line + "\n"
	}
	return strings.Join(lines, "\n")
}

// behind is what follows a value on its line: blanks and a comment, or nothing.
func behind(rest string) string {
	value := strings.TrimLeft(rest, " \t")
	if value == "" {
		return ""
	}
	if quote := value[0]; quote == '"' || quote == '\'' {
		if end := strings.IndexByte(value[1:], quote); end >= 0 {
			return strings.TrimRight(value[end+2:], " \t\r")
		}
		return ""
	}
	if i := strings.IndexByte(value, '#'); i >= 0 {
		return " " + value[i:]
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
