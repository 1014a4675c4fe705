package tui

import (
	"strings"
	"testing"

	"tollbook/pricing"
)

// Two gateways stand in the break-even list once, with all volumes at which they meet.
func TestBreakEvenPairsStandOnce(t *testing.T) {
	d := monthDriven(t, 120, 36)
	lines, within := d.whatif().crossings()
	if !within {
		t.Fatal("nothing crosses: the month is no test")
	}
	seen := map[string]bool{}
	several := false
	for _, l := range lines {
		if seen[l.pair] {
			t.Errorf("%s stands twice", l.pair)
		}
		seen[l.pair] = true
		several = several || strings.Contains(l.at, ", ")
	}
	if !several {
		t.Error("no pair meets twice: the month is no test")
	}
}

func TestVolumesWords(t *testing.T) {
	for want, at := range map[string][]string{
		"$980.00":                     {"980"},
		"$346.95, $1,323.77":          {"1323.77", "346.95"},
		"$1.00, $2.00, $3.00":         {"3", "1", "2"},
		"$1.00, $2.00, $3.00, 2 more": {"3", "5", "1", "4", "2"},
	} {
		var usd []pricing.Money
		for _, text := range at {
			usd = append(usd, pricing.MustMoney(text))
		}
		if got := volumesWords(usd); got != want {
			t.Errorf("%v: %q, want %q", at, got, want)
		}
	}
}
