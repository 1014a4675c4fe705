package keep

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
)

type settingJSON struct {
	Key     string `json:"key"`
	Value   string `json:"value"`
	Default string `json:"default"`
	Allowed string `json:"allowed"`
	Words   string `json:"words"`
}

// settingsOptions are the flags of settings.
type settingsOptions struct {
	defaults bool
}

func (o *settingsOptions) addFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.defaults, "defaults", false, "print the defaults, whatever the file says")
}

// NewSettingsCommand prints the settings in force as the file that would set them.
func NewSettingsCommand(run *cli.Run) *cobra.Command {
	var o settingsOptions
	cmd := &cobra.Command{
		Use:   "settings",
		Short: "the thresholds of warnings and the theme, and the file that sets them",
		Long: `Prints the settings in force as a file with comments. tollbook reads
tollbook/settings.toml in the folder for settings ($XDG_CONFIG_HOME, else ~/.config;
on Windows %APPDATA%), or the file that $TOLLBOOK_SETTINGS names. A file needs only
the lines that differ from the defaults; settings set writes one.`,
		Example: "  tollbook settings\n  tollbook settings set theme dark\n  tollbook settings --defaults > settings.toml",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return runSettings(run, o) },
	}
	o.addFlags(cmd.Flags())
	cmd.AddCommand(newSettingsSetCommand(run))
	return cmd
}

func runSettings(run *cli.Run, o settingsOptions) error {
	s, there, err := cli.DefaultSettings(), false, error(nil)
	if !o.defaults {
		s, there, err = run.Settings()
	}
	if err != nil {
		return err
	}
	return showSettings(run, s, there, o.defaults)
}

type settingsJSON struct {
	Schema   string        `json:"schema"`
	Path     *string       `json:"path"`
	Exists   bool          `json:"exists"`
	Settings []settingJSON `json:"settings"`
}

func settingsValue(s cli.Settings, path string, there bool) settingsJSON {
	out := settingsJSON{"tollbook.settings.v1", print.OrNull(path), there, []settingJSON{}}
	for _, x := range s.List() {
		out.Settings = append(out.Settings, settingJSON{x.Key, x.Value, x.Default, x.Allowed, x.Words})
	}
	return out
}

func showSettings(run *cli.Run, s cli.Settings, there, defaults bool) error {
	path, _ := run.SettingsPath()
	out := settingsValue(s, path, there || path != "" && cli.Exists(path))
	from := "the settings in force; there is no " + path + " yet"
	switch {
	case defaults:
		from = "the defaults"
	case path == "":
		from = "the settings in force; no folder for a file is known (set $XDG_CONFIG_HOME or $TOLLBOOK_SETTINGS)"
	case there:
		from = "the settings in force, from " + path
	}
	if run.Format == "table" { // a file, whose lines are its own
		fmt.Fprint(run.Out, print.Printable(settingsText(s, from, run.Page.Prose)))
	} else if err := run.Emit(out, "", nil); err != nil {
		return err
	}
	run.Next("tollbook check")
	return nil
}

// settingsText writes settings as their file, in whose comments no line is too wide.
func settingsText(s cli.Settings, from string, width int) string {
	var b strings.Builder
	comment := func(text string) {
		fmt.Fprintf(&b, "# %s\n", print.Hang(text, width-2, "# "))
	}
	comment("tollbook: " + strings.ToValidUTF8(print.OneLine(from), "·"))
	b.WriteString("# Whole numbers stand bare, amounts with a point in quotes. A line that is left\n# out keeps its default.\n")
	table := ""
	for _, x := range s.List() {
		in, key, nested := strings.Cut(x.Key, ".")
		if !nested {
			key = x.Key
			b.WriteString("\n")
		} else if in != table {
			table = in
			fmt.Fprintf(&b, "\n[%s]\n", table)
		}
		value := x.Value
		if x.Quoted {
			value = strconv.Quote(value)
		}
		line := fmt.Sprintf("%s = %s", key, value)
		words := x.Words
		if x.Value != x.Default {
			words += " (default " + x.Default + ")"
		}
		comment(words)
		fmt.Fprintln(&b, line)
	}
	return b.String()
}

// SettingNames are the keys of all settings.
func SettingNames() []string {
	var out []string
	for _, x := range cli.DefaultSettings().List() {
		out = append(out, x.Key)
	}
	return out
}
