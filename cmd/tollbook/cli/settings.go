package cli

import (
	"slices"
	"strconv"
	"strings"

	"tollbook/ledger/check"
	"tollbook/tui/draw"
)

// ThemeKey is the one setting that is no threshold: how the screens look.
const ThemeKey = "theme"

// Settings are all of the settings file.
type Settings struct {
	check.Settings
	Theme string // of the screens, one of draw.Themes
}

// DefaultSettings are those of who set nothing.
func DefaultSettings() Settings {
	return Settings{Settings: check.DefaultSettings(), Theme: draw.Themes()[0]}
}

// List is the settings as the lines of their file, in order: what is in no table is
// first, as TOML wants it.
func (s Settings) List() []check.Setting {
	theme := check.Setting{Key: ThemeKey, Value: s.Theme, Default: draw.Themes()[0], Allowed: themesAllowed(), Words: "colours of the screens: " + strings.Join(draw.Themes(), ", "), Quoted: true}
	return append([]check.Setting{theme}, s.Settings.List()...)
}

// Set gives a setting a value as the file writes it. Its errors are those of
// check.Settings.
func (s *Settings) Set(key, value string) error {
	if key != ThemeKey {
		err := s.Settings.Set(key, value)
		if unknown, is := err.(*check.SettingError); is && unknown.Value == "" && strings.HasPrefix(unknown.Want, "[") {
			unknown.Want += ", " + ThemeKey
		}
		return err
	}
	if !slices.Contains(draw.Themes(), value) {
		return &check.SettingError{Key: key, Value: strconv.Quote(value), Want: themesAllowed()}
	}
	s.Theme = value
	return nil
}

func themesAllowed() string { return "one of " + strings.Join(draw.Themes(), ", ") }
