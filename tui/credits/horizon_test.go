package credits

import (
	"strings"
	"testing"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/tui/tuitest"
)

// Days stand in their order, to scale for 13 weeks, and later ones behind the break.
func TestHorizon(t *testing.T) {
	for width := 20; width < 200; width++ {
		h := newHorizon(tuitest.Now, width)
		if h.width() != width {
			t.Fatalf("%d wide, want %d", h.width(), width)
		}
		before := 0
		for d := range 200 {
			c := h.cell(tuitest.Now.AddDate(0, 0, d))
			if c < before || d < 91 && c >= h.near || d >= 91 && c <= h.near {
				t.Fatalf("width %d: day %d is on cell %d after %d", width, d, c, before)
			}
			before = c
		}
		axis := h.axis()
		if len([]rune(axis)) != width || !strings.HasPrefix(axis, "14 Nov") || !strings.Contains(axis, "┊ later") {
			t.Errorf("width %d: %q", width, axis)
		}
	}
	// A week is a thirteenth of the cells: 91 - 18 = 73, of which a week is 5.6.
	h := newHorizon(tuitest.Now, 91)
	if h.near != 73 || h.weekAt(1) != 5 || h.weekAt(2) != 11 || h.cell(tuitest.Now.AddDate(0, 0, 7)) != 5 {
		t.Errorf("%+v", h)
	}
}

// What dies is summed up a week, or where the figures need more room in several: $84 in the
// first week, $34 in the second, $1,200 later.
func TestFoot(t *testing.T) {
	dying := func(days int, usd string) credit.DyingLot {
		return credit.DyingLot{Lot: lot.Lot{Expires: tuitest.Now.AddDate(0, 0, days).Add(time.Hour), Outlook: &lot.Outlook{ExpectedBreakage: pricing.MustMoney(usd)}}}
	}
	r := credit.Risk{Lots: []credit.DyingLot{dying(1, "46.19"), dying(4, "37.92"), dying(8, "33.74"), dying(100, "1200")}}
	for _, c := range []struct {
		width, weeks int
		want         string
	}{
		{91, 1, "$84 $34 - - - - - - - - - - - ┊ $1,200"},
		{60, 2, "$118 - - - - - - ┊ $1,200"},
		{30, 5, "$118 - - ┊ $1,200"},
	} {
		row, weeks := newHorizon(tuitest.Now, c.width).foot(r)
		if got := strings.Join(strings.Fields(row), " "); got != c.want || weeks != c.weeks || len([]rune(row)) != c.width {
			t.Errorf("%d wide: %q in %d weeks, want %q in %d", c.width, got, weeks, c.want, c.weeks)
		}
	}
	if row, _ := newHorizon(tuitest.Now, 60).foot(credit.Risk{}); row != "" {
		t.Errorf("%q where nothing dies", row)
	}
}
