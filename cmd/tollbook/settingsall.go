package main

import (
	"slices"
	"strconv"
	"strings"

	"tollbook/ledger/check"
	"tollbook/tui/draw"
)

// themeKey is the one setting that is no threshold: how the screens look.
const themeKey = "theme"

// settings are all of the settings file.
type settings struct {
	check.Settings
	theme string // of the screens, one of tui.Themes
}

// defaultSettings are those of who set nothing.
func defaultSettings() settings {
	return settings{Settings: check.DefaultSettings(), theme: draw.Themes()[0]}
}

// List is the settings as the lines of their file, in order: what is in no table is
// first, as TOML wants it.
func (s settings) List() []check.Setting {
	theme := check.Setting{Key: themeKey, Value: s.theme, Default: draw.Themes()[0], Allowed: themesAllowed(), Words: "colours of the screens: " + strings.Join(draw.Themes(), ", "), Quoted: true}
	return append([]check.Setting{theme}, s.Settings.List()...)
}

// Set gives a setting a value as the file writes it. Its errors are those of
// check.Settings.
func (s *settings) Set(key, value string) error {
	if key != themeKey {
		err := s.Settings.Set(key, value)
		if unknown, is := err.(*check.SettingError); is && unknown.Value == "" && strings.HasPrefix(unknown.Want, "[") {
			unknown.Want += ", " + themeKey
		}
		return err
	}
	if !slices.Contains(draw.Themes(), value) {
		return &check.SettingError{Key: key, Value: strconv.Quote(value), Want: themesAllowed()}
	}
	s.theme = value
	return nil
}

func themesAllowed() string { return "one of " + strings.Join(draw.Themes(), ", ") }
