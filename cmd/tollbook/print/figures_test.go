package print

import (
	"testing"
	"time"

	"tollbook/pricing"
)

// An amount under a cent is never shown as nothing: 0.0049 is no "$0.00".
func TestUSD(t *testing.T) {
	for in, want := range map[string]string{
		"0": "$0.00", "1308.2": "$1,308.20", "-6.2": "-$6.20", "0.01": "$0.01", "0.0049": "$0.0049", "-0.0049": "-$0.0049",
		"0.00000125": "$0.000001", "0.0000001": "$0.0000001", "-0.0000001": "-$0.0000001", "999999.999": "$1,000,000.00",
	} {
		if got := USD(pricing.MustMoney(in)); got != want {
			t.Errorf("USD(%s) = %s, want %s", in, got, want)
		}
	}
	zero, cent := pricing.Money{}, pricing.MustMoney("0.01")
	if a, b, c := MaybeUSD(nil), MaybeUSD(&zero), MaybeUSD(&cent); a != "?" || b != "$0.00" || c != "$0.01" {
		t.Errorf("unknown %s, nothing %s, a cent %s", a, b, c)
	}
	if a, b := USDOr(nil, ""), USDOr(&cent, ""); a != "" || b != "$0.01" {
		t.Errorf("none %q, a cent %s", a, b)
	}
	if a, b := DayOr(time.Time{}, "-"), DayOr(time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC), "-"); a != "-" || b != "2024-02-29" {
		t.Errorf("no day %q, a leap day %q", a, b)
	}
	if a, b, c := Difference(pricing.MustMoney("3.2")), Difference(pricing.MustMoney("-3.2")), Difference(zero); a != "+$3.20" || b != "-$3.20" || c != "$0.00" {
		t.Errorf("more %s, less %s, as much %s", a, b, c)
	}
	if a, b := OrDash(zero), OrDash(cent); a != "-" || b != "$0.01" {
		t.Errorf("nothing %s, a cent %s", a, b)
	}
}
