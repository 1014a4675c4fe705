// Package ledgertest helps the tests of the ledger's rooms to say what they expect in a
// line. It knows amounts, days and lots, and makes no ledger.
//
//	ledgertest.USD(t, "left", l.Remaining, "70") // fails with "left: $69.5, want $70"
package ledgertest

import (
	"fmt"
	"strings"
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// T is a *testing.T, a *testing.B or a *rapid.T.
type T interface {
	Helper()
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// USD compares an amount with a literal.
func USD(t T, what string, got pricing.Money, want string) {
	t.Helper()
	if !got.Equal(pricing.MustMoney(want)) {
		t.Errorf("%s: $%s, want $%s", what, got, want)
	}
}

// Day is 00:00 UTC of a day like "2026-11-14". It panics for one that is none: days of
// tests are literals.
func Day(day string) time.Time {
	t, err := time.Parse(pricing.Day, day)
	if err != nil {
		panic(err)
	}
	return t
}

// Lots writes the lots of a state as "ID used/expired/refunded/remaining status" and the
// deficit: what a person would write down.
func Lots(b lot.State) string {
	var out []string
	for _, l := range b.Lots {
		name := fmt.Sprint(l.ID)
		if l.ID == 0 {
			name = fmt.Sprintf("%s of %s", l.Kind, l.At.Format("01-02T15:04"))
		}
		out = append(out, fmt.Sprintf("%s: %s/%s/%s/%s %s", name, l.Used, l.Expired, l.Refunded, l.Remaining, l.Status))
	}
	if b.Deficit.Sign() != 0 {
		out = append(out, "deficit "+b.Deficit.String())
	}
	return strings.Join(out, "; ")
}
