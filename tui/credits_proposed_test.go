package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/pricing"
)

// proposing are the books of crediting, in which the gateways of two accounts count more.
// Of the 525 that openrouter's grew by until 14 November 500 are recorded on the 13th.
// Anthropic's grew by 40, which pay for the 10.50 without credit, and then by 5.
func proposing(t testing.TB) spendBooks {
	t.Helper()
	b := crediting(t)
	for i, told := range []struct{ account, day, credits string }{
		{"openrouter", "2026-11-12", "100"}, {"openrouter", "2026-11-14", "625"},
		{"anthropic", "2026-11-12", "20"}, {"anthropic", "2026-11-13", "60"}, {"anthropic", "2026-11-14", "65"},
	} {
		day, err := pricing.ParseInstant(told.day)
		if err != nil {
			t.Fatal(err)
		}
		saying(t, b, told.account, ledger.Pull{At: day.Add(time.Duration(6+i) * time.Hour), Credits: new(pricing.MustMoney(told.credits))})
	}
	return b
}

// saying pulls what the gateway of an account says.
func saying(t testing.TB, b spendBooks, account string, p ledger.Pull) {
	t.Helper()
	var err error
	if p.Source, err = b.store.Source(context.Background(), account); err != nil {
		p.Source = ledger.Source{Name: account, Kind: "openrouter", Account: account}
	}
	if _, err := b.store.Pull(context.Background(), p); err != nil {
		t.Fatal(err)
	}
}

// All that is proposed is told, line by line.
func TestCreditsProposedPlain(t *testing.T) {
	got := strings.Join(creditsDriven(t, proposing(t), 80, 24).credits().plain(), "\n")
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
	b := proposing(t)
	saying(t, b, "openrouter", ledger.Pull{At: testNow.Add(-time.Hour), Credits: new(pricing.MustMoney("925")), Balance: new(pricing.MustMoney("590"))})
	d := creditsDriven(t, b, 200, 50)
	shows(t, d, "openrouter counts $25.00 that is not recorded, or at another time.", "look at openrouter's top-ups", "as its page agrees with the books")
	hides(t, d, "without the $", "Record the $3")
}

// A click on the line puts its account in hand, and records nothing.
func TestCreditsProposedIsClicked(t *testing.T) {
	b := proposing(t)
	before := topUpsOf(t, b)
	d := creditsDriven(t, b, 120, 36).press("tab", "down", "down")
	for i, line := range strings.Split(d.app.View(), "\n") {
		if strings.HasPrefix(line, "  ! ") {
			d.click(10, i)
			break
		}
	}
	shows(t, d, "▸ openrouter")
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
	d := overviewDriven(t, proposing(t), 200, 50)
	for range 12 {
		if f, ok := d.app.screens[overviewScreen].(page[overview]).of.findings.selected(); ok && f.Kind == "proposed" {
			break
		}
		d.press("down")
	}
	shows(t, d, "anthropic: its credit grew by $40.00", "$10.50 of usage had no credit without it")
	d.press("enter").on(t, creditsScreen)
	shows(t, d, "▸ anthropic")
	hides(t, d, "ADD A TOP-UP")
}
