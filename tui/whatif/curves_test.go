package whatif

import (
	"strings"
	"testing"

	"tollbook/pricing"
)

// Two gateways stand in the break-even list once, with all volumes at which they meet.
func TestBreakEvenPairsStandOnce(t *testing.T) {
	d := month(t, 120, 36)
	lines, within := d.Screen.crossings()
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

// In want of room the volumes that are farthest from the user's are counted.
func TestVolumesGiveWay(t *testing.T) {
	usd := func(texts ...string) (out []pricing.Money) {
		for _, text := range texts {
			out = append(out, pricing.MustMoney(text))
		}
		return out
	}
	for want, c := range map[string]struct {
		width   int
		nearest []pricing.Money
	}{
		"$980.00":                   {40, usd("980")},
		"$346.95, $1,323.77":        {18, usd("1323.77", "346.95")},
		"$1,323.77 +1":              {17, usd("1323.77", "346.95")},
		"$123.31, $529.68, $971.29": {25, usd("529.68", "971.29", "123.31")},
		"$529.68, $971.29 +1":       {24, usd("529.68", "971.29", "123.31")},
		"$529.68 +2":                {3, usd("529.68", "971.29", "123.31")}, // the nearest stays
	} {
		if got := (crossing{volumes: c.nearest}).within(c.width); got != want {
			t.Errorf("%v in %d: %q, want %q", c.nearest, c.width, got, want)
		}
	}
	if got := (crossing{at: "never cross"}).within(2); got != "never cross" {
		t.Errorf("%q", got)
	}
}
