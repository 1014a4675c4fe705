package check

import (
	"fmt"
	"strconv"
	"strings"

	"tollbook/pricing"
)

// Settings are the thresholds of what needs attention. DefaultSettings are those
// of someone who set nothing; the zero value is of no use.
type Settings struct {
	ExpiringCriticalDays int // a lot that surely dies within so many days
	ExpiringWarningDays  int // any lot that dies within so many days
	ExpiringLossUSD      pricing.Money
	ExpiringLossPercent  pricing.Percent // of the lot's credit

	RunwayCriticalDays int
	RunwayWarningDays  int

	BudgetWarningPercent pricing.Percent // projected, of the budget
	BudgetExceeded       Level

	DriftInfoUSD        pricing.Money
	DriftWarningUSD     pricing.Money
	DriftWarningPercent pricing.Percent // of the stated balance
	DeficitWarningUSD   pricing.Money

	ViewsWarningUSD     pricing.Money
	ViewsWarningPercent pricing.Percent // of the dollars that count
	RecentDays          int             // of data in which views and unpriced usage are looked for

	CatalogInfoDays    int
	CatalogWarningDays int

	StoppedDays       int // without usage, at least
	StoppedTimes      int // the account's longest pause
	StoppedForgetDays int

	HoldPercent pricing.Percent
	HoldDays    int

	WorseUSD     pricing.Money
	WorsePercent pricing.Percent
}

// DefaultSettings are those of DESIGN.md 3.6, and for what it leaves open those
// that seemed right.
func DefaultSettings() Settings {
	usd, pct := pricing.MustMoney, pricing.MustPercent
	return Settings{
		ExpiringCriticalDays: 14, ExpiringWarningDays: 60, ExpiringLossUSD: usd("5"), ExpiringLossPercent: pct("5"),
		RunwayCriticalDays: 3, RunwayWarningDays: 14,
		BudgetWarningPercent: pct("100"), BudgetExceeded: Warning,
		DriftInfoUSD: usd("0.5"), DriftWarningUSD: usd("5"), DriftWarningPercent: pct("2"), DeficitWarningUSD: usd("1"),
		ViewsWarningUSD: usd("5"), ViewsWarningPercent: pct("5"), RecentDays: 30,
		CatalogInfoDays: 60, CatalogWarningDays: 180,
		StoppedDays: 7, StoppedTimes: 2, StoppedForgetDays: 60,
		HoldPercent: pct("10"), HoldDays: 7,
		WorseUSD: usd("1"), WorsePercent: pct("20"),
	}
}

// A Setting is one line of the settings file.
type Setting struct {
	Key     string // table.key
	Value   string
	Default string
	Allowed string // in words
	Words   string // what it does
	Quoted  bool   // the file writes it in quotes
}

// A SettingError says what is wrong with one setting.
type SettingError struct {
	Key, Value string // Value is as the file writes it, "" where there is no such key
	Want       string // what is allowed
}

// Error names the key, what was given and what is allowed.
func (e *SettingError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("%s: no such setting: want one of %s", e.Key, e.Want)
	}
	return fmt.Sprintf("%s = %s: want %s", e.Key, e.Value, e.Want)
}

// settingFields are the lines of the settings file in order, and where each stands.
var settingFields = []struct {
	key, words string
	field      func(*Settings) any
}{
	{"expiring.critical_days", "a lot whose expiry is certain is critical when it expires within so many days", func(s *Settings) any { return &s.ExpiringCriticalDays }},
	{"expiring.warning_days", "any lot is a warning when it expires within so many days", func(s *Settings) any { return &s.ExpiringWarningDays }},
	{"expiring.loss_usd", "both only where more than this is likely lost; else it is info", func(s *Settings) any { return &s.ExpiringLossUSD }},
	{"expiring.loss_percent", "and more than this part of the lot", func(s *Settings) any { return &s.ExpiringLossPercent }},
	{"runway.critical_days", "credit that lasts less is critical", func(s *Settings) any { return &s.RunwayCriticalDays }},
	{"runway.warning_days", "credit that lasts less is a warning", func(s *Settings) any { return &s.RunwayWarningDays }},
	{"budget.warning_percent", "a month projected above this part of its budget is a warning", func(s *Settings) any { return &s.BudgetWarningPercent }},
	{"budget.exceeded", "how bad it is when the budget is spent", func(s *Settings) any { return &s.BudgetExceeded }},
	{"drift.info_usd", "the gateway's page and the books differ by at least this", func(s *Settings) any { return &s.DriftInfoUSD }},
	{"drift.warning_usd", "a warning from this on", func(s *Settings) any { return &s.DriftWarningUSD }},
	{"drift.warning_percent", "and from this part of the stated balance on", func(s *Settings) any { return &s.DriftWarningPercent }},
	{"deficit.warning_usd", "usage without credit, or credit that is not recorded, is a warning from this on, info below", func(s *Settings) any { return &s.DeficitWarningUSD }},
	{"views.warning_usd", "two exports of the same days differ by more than this", func(s *Settings) any { return &s.ViewsWarningUSD }},
	{"views.warning_percent", "and by more than this part of what counts", func(s *Settings) any { return &s.ViewsWarningPercent }},
	{"recent.days", "how many days of data are searched for views that differ and for usage without a price", func(s *Settings) any { return &s.RecentDays }},
	{"catalog.info_days", "rates that price a tenth of the last 30 days were last seen longer ago", func(s *Settings) any { return &s.CatalogInfoDays }},
	{"catalog.warning_days", "a warning when they were seen longer ago than this", func(s *Settings) any { return &s.CatalogWarningDays }},
	{"stopped.days", "an account without usage for longer than this has stopped", func(s *Settings) any { return &s.StoppedDays }},
	{"stopped.times", "and longer than so many times its longest pause", func(s *Settings) any { return &s.StoppedTimes }},
	{"stopped.forget_days", "after so many days it counts as no longer used: info, and its runway is not estimated", func(s *Settings) any { return &s.StoppedForgetDays }},
	{"hold.percent", "a level is left only when its threshold is cleared by this", func(s *Settings) any { return &s.HoldPercent }},
	{"hold.days", "or when it was not reached for so many days", func(s *Settings) any { return &s.HoldDays }},
	{"acknowledged.worse_usd", "an acknowledged finding comes back when its dollars grow by more than this", func(s *Settings) any { return &s.WorseUSD }},
	{"acknowledged.worse_percent", "and by more than this part", func(s *Settings) any { return &s.WorsePercent }},
}

// maxHoldDays bounds how many days' books a check may have to work out.
const maxHoldDays = 60

// maxSettingDays is a hundred years.
const maxSettingDays = 36500

// List is the settings as the lines of their file, in order.
func (s Settings) List() []Setting {
	standard := DefaultSettings()
	var out []Setting
	for _, f := range settingFields {
		x := Setting{Key: f.key, Words: f.words}
		_, days := f.field(&s).(*int)
		x.Quoted = !days
		x.Value, x.Allowed = settingText(f.key, f.field(&s))
		x.Default, _ = settingText(f.key, f.field(&standard))
		out = append(out, x)
	}
	return out
}

// settingText is a field's value, and what is allowed there.
func settingText(key string, field any) (value, allowed string) {
	switch v := field.(type) {
	case *pricing.Money:
		return v.String(), "dollars, 0 or more"
	case *pricing.Percent:
		return v.String(), "a percent from 0 to 1000"
	case *Level:
		return v.String(), "info, warning or critical"
	case *int:
		unit := "days"
		if strings.HasSuffix(key, ".times") {
			unit = "a whole number"
		}
		return strconv.Itoa(*v), fmt.Sprintf("%s from 0 to %d", unit, maxSettingDays)
	}
	panic("a setting of no kind: " + key) // settingFields has four
}

// Set gives a setting a value as the file writes it. It returns *SettingError for
// a key that there is not, and for a value that is not allowed.
func (s *Settings) Set(key, value string) error {
	for _, f := range settingFields {
		if f.key != key {
			continue
		}
		field := f.field(s)
		_, allowed := settingText(key, field)
		if !setField(field, value) {
			return &SettingError{key, strconv.Quote(value), allowed}
		}
		return nil
	}
	return &SettingError{Key: key, Want: strings.Join(settingKeys(key), ", ")}
}

// settingKeys are the keys of a key's table, or all tables where it names none.
func settingKeys(key string) []string {
	table, _, _ := strings.Cut(key, ".")
	var keys, tables []string
	for _, f := range settingFields {
		in, _, _ := strings.Cut(f.key, ".")
		if in == table {
			keys = append(keys, f.key)
		}
		if len(tables) == 0 || tables[len(tables)-1] != "["+in+"]" {
			tables = append(tables, "["+in+"]")
		}
	}
	if len(keys) == 0 {
		return tables
	}
	return keys
}

func setField(field any, value string) bool {
	switch v := field.(type) {
	case *pricing.Money:
		m, err := pricing.ParseMoney(value)
		if err != nil || m.Sign() < 0 {
			return false
		}
		*v = m
	case *pricing.Percent:
		p, err := pricing.ParsePercent(value)
		if err != nil || p.Cmp(pricing.Percent{}) < 0 || p.Cmp(pricing.MustPercent("1000")) > 0 {
			return false
		}
		*v = p
	case *Level:
		var l Level
		if l.UnmarshalText([]byte(value)) != nil || l == Calm {
			return false
		}
		*v = l
	case *int:
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > maxSettingDays {
			return false
		}
		*v = n
	}
	return true
}

// Validate finds settings that contradict each other. It returns *SettingError with
// the key that has to move.
func (s Settings) Validate() error {
	for _, order := range []struct {
		low, high int
		key, at   string
	}{
		{s.ExpiringCriticalDays, s.ExpiringWarningDays, "expiring.critical_days", "expiring.warning_days"},
		{s.RunwayCriticalDays, s.RunwayWarningDays, "runway.critical_days", "runway.warning_days"},
		{s.CatalogInfoDays, s.CatalogWarningDays, "catalog.info_days", "catalog.warning_days"},
		{s.StoppedDays, s.StoppedForgetDays, "stopped.days", "stopped.forget_days"},
	} {
		if order.low > order.high {
			return &SettingError{order.key, strconv.Itoa(order.low), fmt.Sprintf("no more than %s (%d)", order.at, order.high)}
		}
	}
	if s.HoldDays > maxHoldDays {
		return &SettingError{"hold.days", strconv.Itoa(s.HoldDays), fmt.Sprintf("no more than %d", maxHoldDays)}
	}
	if s.DriftInfoUSD.Cmp(s.DriftWarningUSD) > 0 {
		return &SettingError{"drift.info_usd", s.DriftInfoUSD.String(), "no more than drift.warning_usd (" + s.DriftWarningUSD.String() + ")"}
	}
	return nil
}
