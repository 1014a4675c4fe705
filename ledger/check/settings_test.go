package check_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger/check"
)

// TestDefaultSettings are those of DESIGN.md 3.6.
func TestDefaultSettings(t *testing.T) {
	want := map[string]string{
		"expiring.critical_days": "14", "expiring.warning_days": "60", "expiring.loss_usd": "5", "expiring.loss_percent": "5",
		"runway.critical_days": "3", "runway.warning_days": "14", "budget.warning_percent": "100", "budget.exceeded": "warning", "catalog.info_days": "60",
	}
	for _, x := range check.DefaultSettings().List() {
		if x.Value != x.Default || x.Words == "" || x.Allowed == "" {
			t.Errorf("%s: value %q, default %q, words %q, allowed %q", x.Key, x.Value, x.Default, x.Words, x.Allowed)
		}
		if v, ok := want[x.Key]; ok && v != x.Value {
			t.Errorf("%s = %s, want %s", x.Key, x.Value, v)
		}
		delete(want, x.Key)
	}
	if len(want) > 0 {
		t.Errorf("no settings %v", want)
	}
	if err := check.DefaultSettings().Validate(); err != nil {
		t.Errorf("the defaults: %v", err)
	}
}

// TestEverySettingCanBeSet: what List shows Set takes, and it lands at its own key
// alone.
func TestEverySettingCanBeSet(t *testing.T) {
	for _, x := range check.DefaultSettings().List() {
		value := "42"
		if x.Key == "budget.exceeded" {
			value = "critical"
		}
		s := check.DefaultSettings()
		if err := s.Set(x.Key, value); err != nil {
			t.Errorf("%s: %v", x.Key, err)
		}
		for _, y := range s.List() {
			if changed := y.Value != y.Default; changed != (y.Key == x.Key) {
				t.Errorf("%s set to %s: %s is %s", x.Key, value, y.Key, y.Value)
			}
		}
	}
}

func TestWrongSettings(t *testing.T) {
	for _, c := range []struct{ key, value, want string }{
		{"runway.warning_days", "-1", `runway.warning_days = "-1": want days from 0 to 36500`},
		{"runway.warning_days", "3.5", "want days from"},
		{"runway.warning_days", "36501", "want days from"},
		{"runway.warning_days", "", "want days from"},
		{"stopped.times", "x", "want a whole number from"},
		{"expiring.loss_usd", "-0.01", "want dollars, 0 or more"},
		{"expiring.loss_usd", "5 USD", "want dollars"},
		{"expiring.loss_percent", "1000.1", "want a percent from 0 to 1000"},
		{"expiring.loss_percent", "-1", "want a percent"},
		{"budget.exceeded", "ok", "want info, warning or critical"},
		{"budget.exceed", "warning", "budget.exceed: no such setting: want one of budget.warning_percent, budget.exceeded"},
		{"budgets.exceeded", "warning", "want one of [expiring], [runway], [budget]"},
		{"budget", "1", "want one of budget.warning_percent"},
	} {
		s := check.DefaultSettings()
		err := s.Set(c.key, c.value)
		var wrong *check.SettingError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s = %q: %v, want %s", c.key, c.value, err, c.want)
		}
		if !slices.Equal(s.List(), check.DefaultSettings().List()) {
			t.Errorf("%s = %q changed something", c.key, c.value)
		}
	}
	for key, value := range map[string]string{"expiring.critical_days": "61", "runway.critical_days": "15", "catalog.info_days": "181", "stopped.days": "61", "drift.info_usd": "5.01", "hold.days": "61"} {
		s := check.DefaultSettings()
		if err := s.Set(key, value); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(); err == nil || !strings.HasPrefix(err.Error(), key+" = "+value+": want no more than ") {
			t.Errorf("%s = %s: %v, want a contradiction", key, value, err)
		}
	}
}
