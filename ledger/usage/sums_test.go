package usage

import (
	"testing"

	"tollbook/pricing"
)

// TestLateUsageIsTakenOut: what came after the clock leaves its own day and series, whole
// and by part, and the day where nothing else is left of it.
func TestLateUsageIsTakenOut(t *testing.T) {
	ci := &Series{ID: 1, SpendSeries: &SpendSeries{ID: 1}}
	used := func(records int64, usd string) *Sum { return &Sum{Records: records, Cost: pricing.MustMoney(usd)} }
	day := func(date string, part partKey, sum *Sum) Day {
		return Day{Date: date, Series: ci, partKey: part, Sum: *sum}
	}
	noon := partKey{slot: 43_200}
	late := lateSums{spend: map[sumPlace]*Sum{{1, noon}: used(-2, "-0.2"), {1, partKey{band: 1}}: used(-1, "-0.4"), {9, noon}: used(-1, "-0.8")}}
	for name, c := range map[string]struct {
		parts bool
		list  []Day
		want  map[string]string
	}{
		"whole": {false, []Day{day("2026-11-01", partKey{}, used(3, "1")), day("2026-11-02", partKey{}, used(4, "1"))}, map[string]string{"2026-11-01": "1", "2026-11-02": "0.4"}},
		"by part": {true, []Day{day("2026-11-02", noon, used(3, "0.3")), day("2026-11-02", partKey{band: 1}, used(1, "0.4"))},
			map[string]string{"2026-11-02": "0.1"}},
		"nothing": {true, nil, map[string]string{}},
	} {
		got := map[string]string{}
		for _, d := range late.takenOut(c.list, "2026-11-02", c.parts) {
			got[d.Date] += d.Cost.String()
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		for day, want := range c.want {
			if got[day] != want {
				t.Errorf("%s: %s on %s, want %s", name, got[day], day, want)
			}
		}
	}
}
