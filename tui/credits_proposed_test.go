package tui

import (
	"strings"
	"testing"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// The line is there at every size, and stays where it is from account to account.
func TestCreditsProposedAtEverySize(t *testing.T) {
	base := *creditsDriven(t, tuitest.Proposing(t), 80, 24).press("down")
	line := func(view string) int {
		for i, l := range strings.Split(view, "\n") {
			if strings.HasPrefix(l, "  ! ") && strings.Contains(l, "$25.00") && strings.Contains(l, "not recorded") {
				return i
			}
		}
		return -1
	}
	at := map[draw.Size]int{}
	d := base
	d.everySize("in hand", 20, func(z draw.Size, view string) {
		if at[z] = line(view); at[z] < 0 || !strings.Contains(view, "fee $1.38") || !strings.Contains(view, "[A] record it") || !strings.Contains(view, "  A record $25.00") {
			t.Fatalf("%v: it is not there:\n%s", z, view)
		}
	})
	d.press("up").everySize("beside", 20, func(z draw.Size, view string) {
		if n := line(view); n != at[z] || !strings.Contains(strings.Split(view, "\n")[n], "! openrouter") {
			t.Fatalf("%v: it is at %d, was at %d:\n%s", z, n, at[z], view)
		}
	})
}

// The finding leads to the account, where the key is.
func TestOverviewLeadsToTheProposed(t *testing.T) {
	d := overviewDriven(t, tuitest.Proposing(t), 200, 50)
	for range 12 {
		if _, hand, _ := strings.Cut(d.app.View(), "▸"); strings.Contains(strings.SplitN(hand, "\n", 2)[0], "anthropic   record the purchase of $40.00") {
			break
		}
		d.press("down")
	}
	d.press("e")
	shows(t, d, "anthropic: its credit grew by $40.00", "$10.50 of usage had no credit without it")
	d.press("esc", "enter").on(t, page.Credits)
	shows(t, d, "▸ anthropic", "[A] record it")
	hides(t, d, "ADD A TOP-UP")
}
