package pricing

import (
	"fmt"
	"strings"
	"testing"
)

// What a month takes of each model where it is used: of 15 days twice as much. Own keys are in
// no dollars, and what nobody lists is there under its name.
func TestUses(t *testing.T) {
	c := facts(t)
	paid := func(l WorkLine, usd string) WorkLine {
		return altered(l, func(l *WorkLine) { l.Reported = MustMoney(usd) })
	}
	one := m1Line(kInput, 1)
	hub := altered(one, func(l *WorkLine) { l.Gateway, l.Name = "hub", "acme/m1" })
	own := altered(hub, func(l *WorkLine) { l.OwnKey = true })
	odd := altered(one, func(l *WorkLine) { l.Name, l.Model = "stealth/otter", "" })
	w := c.LedgerWorkload([]WorkLine{paid(one, "2"), paid(one, "1.5"), paid(hub, "9"), paid(odd, "0.25"), paid(own, "100"), paid(altered(own, func(l *WorkLine) { l.Name, l.Model = "acme/m2", "acme/m2" }), "7"), {Reported: MustMoney("5")}}, instant("2026-11-01"), instant("2026-11-15"), 15)
	var got []string
	for _, u := range w.Uses() {
		got = append(got, fmt.Sprintf("%s %s/%s %s %v", u.Gateway, u.Model, u.Name, u.USD, u.OwnKey))
	}
	want := "hub acme/m1/acme/m1 18 false, acme acme/m1/m1 7 false, acme /stealth/otter 0.5 false, hub acme/m2/acme/m2 0 true"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}
