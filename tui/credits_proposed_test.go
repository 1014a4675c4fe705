package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// The key records what is proposed for the account in hand, the oldest first, and says so
// where there is nothing; u takes it back.
func TestCreditsProposed(t *testing.T) {
	b := tuitest.Proposing(t)
	before := topUpsOf(t, b)
	d := creditsDriven(t, b, 200, 50)
	// 5.5 % of 25 are 1.375, in cents 1.38.
	shows(t, d, "openrouter counts $25.00 that is not recorded.", "record openrouter's $25.00", "without the $25.00 that is not recorded",
		"! openrouter's credit grew by $525.00 between 12 Nov and 14 Nov, $25.00 of it is not recorded: fee $1.38, you paid $26.38 by the schedule",
		"[A] record it", "  A record $25.00", "! $45.00 is not recorded", "$10.50 of usage had no credit: what is not recorded pays for it",
		"Record the $25.00 first")
	hides(t, d, "anthropic is $10.50 short", "a top-up is missing")
	d.press("down")
	hides(t, d, "] record it", "  A record")
	d.press("A")
	shows(t, d, "not done: no top-up of openai is proposed, one of openrouter is")
	d.press("up", "A")
	shows(t, d, "recorded $25.00, fee $1.38 (topup edit 6 corrects it) · u undoes it", "! anthropic's credit grew by $40.00 between 12 Nov and 13 Nov, which is not recorded: no fee; 1 more")
	hides(t, d, "] record it")
	if a, _ := d.credits().inHand(); a.Account.Name != "openrouter" {
		t.Errorf("%s is in hand", a.Account.Name)
	}
	d.press("u")
	shows(t, d, "the top-up of $25.00 is taken back", "[A] record it")
	d.press("down", "down", "A")
	shows(t, d, "recorded $40.00 (topup edit 7 corrects it)", "! anthropic's credit grew by $5.00")
	if a, _ := d.credits().inHand(); a.Account.Name != "anthropic" || topUpsOf(t, b) != before+1 {
		t.Errorf("%s is in hand, %d top-ups", a.Account.Name, topUpsOf(t, b))
	}
	d.press("A", "up", "up", "A")
	hides(t, d, "not recorded", "] record it")
	d.press("A")
	shows(t, d, "not done: no top-up of openrouter is proposed")
	if n := topUpsOf(t, b); n != before+3 {
		t.Errorf("%d top-ups, want %d", n, before+3)
	}
}

func (failingBooks) AcceptTopUp(context.Context, int64) (lot.TopUp, []string, error) {
	return lot.TopUp{}, nil, tuitest.ErrBroken
}

// What the books refuse is said and changes nothing; a key that is pressed twice records
// once; in a ledger that does not last that is said.
func TestCreditsProposedAndTheBooks(t *testing.T) {
	b := tuitest.Proposing(t)
	before := topUpsOf(t, b)
	b.Recorder = failingBooks{tuitest.StoreBooks{Store: b.Store}}
	d := creditsDriven(t, b, 120, 36).press("A")
	shows(t, d, "not recorded: open ledger.db: file is not a database", "[A] record it")
	if n := topUpsOf(t, b); n != before {
		t.Errorf("%d top-ups, want %d", n, before)
	}
	b.Recorder = tuitest.StoreBooks{Store: b.Store, Fate: "in the demo alone"}
	d = creditsDriven(t, b, 120, 36)
	first, second := d.send(page.KeyMsg("A")), d.send(page.KeyMsg("A"))
	d.run(second)
	shows(t, d, "not done: the books are being read")
	d.run(first)
	shows(t, d, "recorded $25.00, fee $1.38 (topup edit 6 corrects it); in the demo alone · u undoes it")
	if n := topUpsOf(t, b); n != before+1 {
		t.Errorf("%d top-ups, want %d", n, before+1)
	}
}

// The line is there at every size, and stays where it is from account to account.
func TestCreditsProposedAtEverySize(t *testing.T) {
	base := *creditsDriven(t, tuitest.Proposing(t), 80, 24)
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
	golden.RequireEqual(t, trimmed(d.app.resized(draw.Size{Width: 80, Height: 24}).View()))
	d.press("down").everySize("beside", 20, func(z draw.Size, view string) {
		if n := line(view); n != at[z] || !strings.Contains(strings.Split(view, "\n")[n], "! openrouter") {
			t.Fatalf("%v: it is at %d, was at %d:\n%s", z, n, at[z], view)
		}
	})
}

// All that is proposed is told, line by line.
func TestCreditsProposedPlain(t *testing.T) {
	got := strings.Join(creditsDriven(t, tuitest.Proposing(t), 80, 24).credits().Plain(), "\n")
	for _, want := range []string{"$25.00 of it is not recorded: fee $1.38, you paid $26.38 by the schedule.\n",
		"anthropic's credit grew by $40.00 between 12 Nov and 13 Nov, which is not recorded: no fee.\nanthropic's credit grew by $5.00 between 13 Nov and 14 Nov"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// 700 and 500 less 61 x 10 are 590, as the page says after 325 more were seen: they are
// recorded already, at another time.
func TestCreditsProposedIsDoubtful(t *testing.T) {
	b := tuitest.Proposing(t)
	tuitest.Pull(t, b, "openrouter", ledger.Pull{At: tuitest.Now.Add(-time.Hour), Credits: new(pricing.MustMoney("925")), Balance: new(pricing.MustMoney("590"))})
	d := creditsDriven(t, b, 200, 50)
	shows(t, d, "openrouter counts $25.00 that is not recorded, or at another time.", "look at openrouter's top-ups", "as its page agrees with the books", "[A] record it")
	hides(t, d, "without the $", "Record the $3")
}

// A click on the line puts its account in hand, and records nothing.
func TestCreditsProposedIsClicked(t *testing.T) {
	b := tuitest.Proposing(t)
	before := topUpsOf(t, b)
	d := creditsDriven(t, b, 120, 36).press("tab", "down", "down")
	hides(t, d, "] record it")
	for i, line := range strings.Split(d.app.View(), "\n") {
		if strings.HasPrefix(line, "  ! ") {
			d.click(10, i)
			break
		}
	}
	shows(t, d, "▸ openrouter", "[A] record it")
	for i, line := range strings.Split(d.app.View(), "\n") {
		if strings.Contains(line, "#3") {
			d.click(10, i)
			break
		}
	}
	if a, i, ok := d.credits().lotInHand(); !ok || a.Account.Name != "openai" || a.Lots[i].ID != 3 || topUpsOf(t, b) != before {
		t.Errorf("%s is in hand, %d top-ups", a.Account.Name, topUpsOf(t, b))
	}
}

// The finding leads to the account, where the key is.
func TestOverviewLeadsToTheProposed(t *testing.T) {
	d := overviewDriven(t, tuitest.Proposing(t), 200, 50)
	for range 12 {
		if _, hand, _ := strings.Cut(d.app.View(), "▸"); strings.Contains(strings.SplitN(hand, "\n", 2)[0], "anthropic: its credit grew") {
			break
		}
		d.press("down")
	}
	shows(t, d, "anthropic: its credit grew by $40.00", "$10.50 of usage had no credit without it")
	d.press("enter").on(t, page.Credits)
	shows(t, d, "▸ anthropic", "[A] record it")
	hides(t, d, "ADD A TOP-UP")
}
