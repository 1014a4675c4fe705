package tui

import (
	"context"
	"testing"
	"time"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/tuitest"
	"tollbook/tui/whatif"
)

// agentBooks are books of one agent's logs, which a subscription pays until a key is said to.
type agentBooks struct {
	tuitest.Books
	key *bool
	err error
}

// Workload is what is charged.
func (b agentBooks) Workload(ctx context.Context, asOf time.Time) (pricing.Workload, error) {
	if !*b.key {
		return pricing.Workload{Source: "ledger"}, nil
	}
	return b.Books.Workload(ctx, asOf)
}

// Subscribed is what is not.
func (b agentBooks) Subscribed(context.Context, time.Time, pricing.Workload) (whatif.Subscribed, error) {
	if *b.key {
		return whatif.Subscribed{ByKey: []string{"claude-code"}}, nil
	}
	return whatif.Subscribed{Accounts: []string{"claude-code"}, Work: b.Work.Unbilled()}, nil
}

// PayBy says who pays.
func (b agentBooks) PayBy(_ context.Context, accounts []string, key bool) error {
	if b.err == nil {
		*b.key = key
	}
	return b.err
}

// lessBooks are books of which a subscription pays the lesser part.
type lessBooks struct{ tuitest.Books }

// Subscribed is that part.
func (lessBooks) Subscribed(context.Context, time.Time, pricing.Workload) (whatif.Subscribed, error) {
	return whatif.Subscribed{Accounts: []string{"claude-code"}, Less: true}, nil
}

// PayBy leaves it at that.
func (lessBooks) PayBy(context.Context, []string, bool) error { return nil }

// agents is the program over 30 days of Claude Code: 60 million tokens of input to Claude Sonnet
// 4.5 at $3.00 a million, 20 million from the cache at $0.30 and 2 million of output at $15.00
// are $216.00.
func agents(t testing.TB, err error) *driven {
	c := tuitest.Catalog(t)
	var tokens pricing.Tokens
	tokens[pricing.Input], tokens[pricing.CacheRead], tokens[pricing.Output] = 60_000_000, 20_000_000, 2_000_000
	l := pricing.WorkLine{Account: "claude-code", Gateway: "anthropic", Name: "claude-sonnet-4-5", Model: "anthropic/claude-sonnet-4-5", At: tuitest.Now.AddDate(0, 0, -1), Requests: 1000, Tokens: tokens, Reported: pricing.MustMoney("216"), Computed: true}
	work := c.LedgerWorkload([]pricing.WorkLine{l}, tuitest.Now.AddDate(0, 0, -29), tuitest.Now, 30).PaidBy([]pricing.PaidAccount{{Account: "claude-code", Gateway: "anthropic", Days: 30, Arrears: true}})
	cfg := config(c, agentBooks{tuitest.Books{Work: work, Until: tuitest.Now}, new(bool), err})
	cfg.Mode = Temporary
	return opened(t, cfg, 80, 24)
}

// What a subscription pays is in no bill: the screen begins with what it is worth. One key says
// that a key paid, the same or u takes that back.
func TestAgents(t *testing.T) {
	const worth = "At API list prices: $216.00 a month. A subscription is worth it below that. claude-code as a subscription pays, in no bill: P if a key paid."
	d := agents(t, nil)
	shows(t, d, worth, "list $216", "P a key paid for this")
	hides(t, d, "You pay", "● anthropic")
	d.press("P")
	shows(t, d, "You pay $216.00 a month, nothing of it in fees.", "a key pays for claude-code now · u undoes it")
	hides(t, d, "A subscription is worth it")
	d.press("P")
	shows(t, d, worth, "a subscription pays for claude-code again")
	d.press("P", "u")
	shows(t, d, worth, "a subscription pays for claude-code again")

	// A knob that is turned says what it makes of the list price: all from the cache is
	// 80 million at $0.30 and the output, $54.00.
	d.onKnob("cache", "enter", "ctrl+u", "1", "0", "0", "enter")
	shows(t, d, "At API list prices, with cache 100 %: $54.00 a month, not $216.00.")

	// Where more is charged than that the screen is about the bill, and names what it is without.
	c := tuitest.Catalog(t)
	d = drive(t, config(c, lessBooks{tuitest.UsageBooks(c, tuitest.Month...)}), 140, 40)
	shows(t, d, "You pay $", "Without claude-code, as a subscription pays: P if a key paid.")
	hides(t, d, "A subscription is worth it")

	d = agents(t, tuitest.ErrBroken)
	d.press("P")
	shows(t, d, worth, "not changed: "+tuitest.ErrBroken.Error())

	d = monthDriven(t, 80, 24).press("P")
	hides(t, d, "P a key paid")
}

// It fits at every size.
func TestAgentsFit(t *testing.T) {
	d := agents(t, nil)
	d.everySize("agents", 7, func(draw.Size, string) {})
}
