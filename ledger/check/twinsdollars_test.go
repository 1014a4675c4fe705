package check

import (
	"fmt"
	"testing"
	"time"

	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// TestTwinsByDollars: a cost export without tokens tells twins by its dollars, where three
// days are the same to the last digit and are not all of one amount.
func TestTwinsByDollars(t *testing.T) {
	for name, c := range map[string]struct {
		a, b []string // dollars by day
		want string   // dollars that count twice
	}{
		"three days":         {[]string{"12.34", "5", "8.01"}, []string{"12.34", "5", "8.01"}, "25.35"},
		"two days":           {[]string{"12.34", "5", "8.01"}, []string{"12.34", "5", "8.02"}, ""},
		"a flat price":       {[]string{"5", "5", "5"}, []string{"5", "5", "5"}, ""},
		"less than a dollar": {[]string{"0.12", "0.13", "0.14"}, []string{"0.12", "0.13", "0.14"}, ""},
	} {
		f := newTwinFinder()
		for i := range c.a {
			for key, usd := range map[string]string{"ci": c.a[i], "runner": c.b[i]} {
				x := &usage.Series{SpendSeries: &usage.SpendSeries{SpendKey: usage.SpendKey{AccountID: 1, View: usagefile.Costs}, Account: "anthropic"}, Labels: usage.Labels{Key: key}}
				f.add(&usage.Day{Date: time.Date(2026, 11, 10+i, 0, 0, 0, 0, time.UTC).Format(pricing.Day), Series: x, Sum: usage.Sum{Cost: pricing.MustMoney(usd)}, DollarsCount: true})
			}
		}
		got := ""
		for _, x := range f.twins() {
			got += fmt.Sprint(x.USD)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
