package check_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/check"
	"tollbook/pricing"
)

// moved is what rates do to a month of one model.
func moved(before, after string) pricing.Impact {
	b, a := pricing.MustMoney(before), pricing.MustMoney(after)
	return pricing.Impact{Before: b, After: a, ByModel: []pricing.ModelImpact{{Gateway: "lab", Model: "lab/one", Before: b, After: a}}}
}

// TestChangedPrices: a change is worth a word where it moves a month by more than $1 and by
// more than 1 % of what the work costs.
func TestChangedPrices(t *testing.T) {
	tomorrow, since := noon.Add(oneDay), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	past := func(month, before, after string) check.PricesInUse {
		return check.PricesInUse{Month: pricing.MustMoney(month), Changed: moved(before, after), Since: since}
	}
	ahead := func(month, before, after string) check.PricesInUse {
		return check.PricesInUse{Month: pricing.MustMoney(month), Announced: []check.AnnouncedChange{{At: tomorrow, Impact: moved(before, after)}}}
	}
	for _, c := range []struct {
		name string
		p    check.PricesInUse
		want string // level, dollars, day; a line each
	}{
		{"nothing", check.PricesInUse{}, ""},
		{"alike", past("50", "50", "50"), ""},
		{"exactly $1 more", past("50", "50", "51"), ""},
		{"a hair more than that", past("50", "50", "51.000001"), "info 1.000001 2026-11-01"},
		{"exactly $1 less", past("50", "50", "49"), ""},
		{"and more", past("50", "50", "48.99"), "info -1.01 2026-11-01"},
		{"exactly 1 % of 1,000", past("1000", "990", "1000"), ""},
		{"more", past("1000", "989.99", "1000"), "info 10.01 2026-11-01"},
		{"1 % less", past("1000", "1010", "1000"), ""},
		{"more than that less", past("1000", "1010.01", "1000"), "info -10.01 2026-11-01"},
		{"a rise that has come is info", past("10", "5", "10"), "info 5 2026-11-01"},
		{"a rise to come is a warning", ahead("50", "50", "51.01"), "warning 1.01 2026-11-15"},
		{"of $1", ahead("50", "50", "51"), ""},
		{"a fall to come is info", ahead("50", "50", "48.99"), "info -1.01 2026-11-15"},
		{"of $1 less", ahead("50", "50", "49"), ""},
		{"a rise of 1 % of 1,000", ahead("1000", "1000", "1010"), ""},
		{"of more", ahead("1000", "1000", "1010.01"), "warning 10.01 2026-11-15"},
	} {
		var said []string
		for _, f := range alone(t, check.Evidence{Prices: c.p}, check.DefaultSettings()) {
			if f.Kind != check.PricesChanged {
				t.Errorf("%s: %s", c.name, f.Kind)
			}
			said = append(said, fmt.Sprintf("%s %s %s", f.Level, f.USD, f.When.Format(pricing.Day)))
		}
		if got := strings.Join(said, "\n"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestChangedPricesSay: one finding for what has come, one for each day to come, with the
// model that moves most: two fell by $9 together, the one that fell by $20 is named.
func TestChangedPricesSay(t *testing.T) {
	fell := moved("60", "71")
	two := pricing.ModelImpact{Gateway: "hub", Model: "lab/two", Before: pricing.MustMoney("40"), After: pricing.MustMoney("20")}
	fell.Before, fell.After, fell.ByModel = pricing.MustMoney("100"), pricing.MustMoney("91"), append(fell.ByModel, two)
	e := check.Evidence{Prices: check.PricesInUse{Month: pricing.MustMoney("91"), Changed: fell, Since: time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC), Announced: []check.AnnouncedChange{
		{At: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Impact: moved("71", "91.5")}, {At: time.Date(2026, 12, 1, 16, 0, 0, 0, time.UTC), Impact: moved("91.5", "41.5")}, {At: time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC), Impact: moved("10", "10.5")}}}}
	ids, said := map[string]bool{}, []string{}
	for _, f := range alone(t, e, check.DefaultSettings()) {
		ids[f.ID] = true
		said = append(said, f.Level.String()+": "+f.Message+": "+f.Do)
	}
	want := `info: changed prices make your month $9.00 less: $100.00 at the rates of 30 days ago, $91.00 now (most: lab/two at hub: $40.00 to $20.00): tollbook impact
warning: from 20 Nov 2026 on announced prices make your month $20.50 more (lab/one at lab: $71.00 to $91.50): tollbook impact
info: from 1 Dec 2026 on announced prices make your month $50.00 less (lab/one at lab: $91.50 to $41.50): tollbook impact`
	if got := strings.Join(said, "\n"); got != want || len(ids) != 3 {
		t.Errorf("%d ids\n%s\nwant\n%s", len(ids), got, want)
	}
}
