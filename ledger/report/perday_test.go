package report

import (
	"testing"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
)

// TestKnownPart: usage is recorded from 5 October on; two accounts have gaps.
func TestKnownPart(t *testing.T) {
	on := func(month, day int) time.Time { return time.Date(2026, time.Month(month), day, 0, 0, 0, 0, time.UTC) }
	s := credit.Books{First: on(10, 5), Gaps: map[string][]usage.DaySpan{
		"a": {{From: on(10, 10), To: on(10, 19)}},
		"b": {{From: on(10, 15), To: on(10, 24)}, {From: on(12, 24), To: on(12, 31)}},
	}}
	for _, c := range []struct {
		account string
		month   int
		want    KnownPart
	}{
		{"", 9, KnownPart{Of: 30}},
		{"", 10, KnownPart{Since: on(10, 5), Days: 12, Of: 31, Broken: true}}, // 5 to 9 and 25 to 31
		{"a", 10, KnownPart{Since: on(10, 5), Days: 17, Of: 31, Broken: true}},
		{"c", 10, KnownPart{Since: on(10, 5), Days: 27, Of: 31}},
		{"", 11, KnownPart{Since: on(11, 1), Days: 30, Of: 30}},
		{"b", 12, KnownPart{Since: on(12, 1), Days: 23, Of: 31, Broken: true}},
	} {
		if got := KnownPartOf(s, c.account, MonthOf(on(c.month, 3))); got != c.want {
			t.Errorf("%q in month %d: %+v, want %+v", c.account, c.month, got, c.want)
		}
	}
	if k := KnownPartOf(s, "", MonthOf(on(11, 3))); !k.Whole() {
		t.Errorf("%+v is not whole", k)
	}
}
