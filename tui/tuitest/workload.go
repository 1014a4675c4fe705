package tuitest

import (
	"slices"

	"tollbook/pricing"
)

// Used is usage of a month at a gateway, in millions of tokens.
type Used struct {
	Gateway, Model        string
	Requests              int64
	Input, Cached, Output int64
	ReportedUSD           string
}

// Month is that of the tests, by hand at the rates of OpenRouter and of the
// publishers alike where they agree:
//
//	claude-sonnet-4-5  160 x 3.00 + 60 x 0.30 + 20 x 15.00 = 480 + 18 + 300 = 798.00
//	gpt-4o              80 x 2.50 + 12 x 10.00             = 200 + 120      = 320.00
//	deepseek-v4-flash  at OpenRouter 75.60, at DeepSeek 96.30
//
// OpenRouter: tokens 1,193.60, fee 5.5 % = 65.648 = 65.65, in all 1,259.25.
// Direct: 798.00 + 320.00 + 96.30 = 1,214.30, which is list price.
var Month = []Used{
	{"openrouter", "anthropic/claude-sonnet-4-5", 9000, 160, 60, 20, "798"},
	{"openrouter", "openai/gpt-4o", 6000, 80, 0, 12, "320"},
	{"openrouter", "deepseek/deepseek-v4-flash", 20000, 400, 100, 60, "75.60"},
}

// UsageBooks are books of such usage.
func UsageBooks(c *pricing.Catalog, usage ...Used) Books {
	var lines []pricing.WorkLine
	var paid []pricing.PaidAccount
	for _, u := range usage {
		if !slices.ContainsFunc(paid, func(p pricing.PaidAccount) bool { return p.Account == u.Gateway }) {
			paid = append(paid, pricing.PaidAccount{Account: u.Gateway, Gateway: u.Gateway, Days: 30})
		}
		var tokens pricing.Tokens
		tokens[pricing.Input], tokens[pricing.CacheRead], tokens[pricing.Output] = u.Input*1_000_000, u.Cached*1_000_000, u.Output*1_000_000
		l := pricing.WorkLine{Account: u.Gateway, Gateway: u.Gateway, Name: u.Model, At: Now.AddDate(0, 0, -1), Requests: u.Requests, Tokens: tokens, Reported: pricing.MustMoney(u.ReportedUSD)}
		if m, _ := c.FindModel(u.Model); m != nil {
			l.Model = m.ID
		}
		lines = append(lines, l)
	}
	return Books{Work: c.LedgerWorkload(lines, Now.AddDate(0, 0, -29), Now, 30).PaidBy(paid), Until: Now}
}
