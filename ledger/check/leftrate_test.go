package check

import (
	"testing"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// TestLeftRate: a model has left its rate where the bill kept one share of the catalog's
// price on three days and another on the last two; each day is 10 by the catalog.
func TestLeftRate(t *testing.T) {
	for name, c := range map[string]struct {
		billed            []string // from 1 November on
		since             string   // "" for none
		before, now, more string
	}{
		"20 % more":                      {[]string{"10", "10", "10", "12", "12"}, "2026-11-04", "100", "120", "4"},
		"the last day alone":             {[]string{"10", "10", "10", "10", "12"}, "", "", "", ""},
		"two days are no habit":          {[]string{"10", "10", "12", "12"}, "", "", "", ""},
		"cheaper":                        {[]string{"10", "10", "10", "9", "9", "9"}, "2026-11-04", "100", "90", "-3"},
		"always 95.5 %":                  {[]string{"9.55", "9.55", "9.55", "9.55", "9.55"}, "", "", "", ""},
		"a discount that ended":          {[]string{"9", "9", "9", "10", "10"}, "2026-11-04", "90", "100", "2"},
		"a discount that ended long ago": {[]string{"9", "9", "10", "10", "10", "10"}, "", "", "", ""},
		"hosts whose prices differ":      {[]string{"8", "11", "9", "12", "8"}, "", "", "", ""},
		"a step of a percent is none":    {[]string{"10", "10", "10", "10.1", "10.1"}, "", "", "", ""},
		"a little more is one":           {[]string{"10", "10", "10", "10.11", "10.11"}, "2026-11-04", "100", "101.1", "0.22"},
		"there and back":                 {[]string{"10", "10", "10", "12", "12", "10", "10", "10"}, "", "", "", ""},
		"nothing":                        {nil, "", "", "", ""},
	} {
		var days []billedDay
		for i, usd := range c.billed {
			days = append(days, billedDay{[]string{"2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06", "2026-11-07", "2026-11-08"}[i], pricing.MustMoney(usd), pricing.MustMoney("10")})
		}
		r, left := leftRate(days)
		if left != (c.since != "") {
			t.Errorf("%s: %+v", name, r)
			continue
		}
		if left && (r.Since.Format(pricing.Day) != c.since || r.Before != c.before || r.Now != c.now || r.More.String() != c.more) {
			t.Errorf("%s: since %s, %s to %s, %s more; want %+v", name, r.Since.Format(pricing.Day), r.Before, r.Now, r.More, c)
		}
	}
}

// TestLeftRateOfAlmostNothing: where the catalog's price is as small as an amount can be,
// the share of it has more digits than an amount, and is read all the same.
func TestLeftRateOfAlmostNothing(t *testing.T) {
	least := pricing.MustMoney("0.000000000001")
	var days []billedDay
	for i, usd := range []string{"100", "100", "100", "200", "200"} {
		days = append(days, billedDay{[]string{"2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"}[i], pricing.MustMoney(usd), least})
	}
	r, left := leftRate(days)
	if !left || r.Before != "10000000000000000" || r.Now != "20000000000000000" || r.More.String() != "200" {
		t.Errorf("%t %+v, want 100 to 200 dollars for a millionth of a millionth: 1E16 %% to 2E16 %%, 200 more", left, r)
	}
	if got := words.Percent(r.Now); got != "20,000,000,000,000,000 %" {
		t.Errorf("%s", got)
	}
}
