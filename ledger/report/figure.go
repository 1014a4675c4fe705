package report

import (
	"strings"

	"tollbook/pricing"
)

// A spendFigure is a figure of a report's row: an amount or a count.
type spendFigure struct {
	name  string // of its JSON field
	title string
	usd   func(Row) *pricing.Money
	count func(Row) int64
	// row is the part of it that one row of usage is, where its dollars count.
	row func(UsageRow) pricing.Money
	// tokens is the same of a count, where its tokens count.
	tokens func(UsageRow) int64
}

func amount(of func(Row) pricing.Money) func(Row) *pricing.Money {
	return func(r Row) *pricing.Money { usd := of(r); return &usd }
}

func kindFigure(name, title string, k pricing.Kind) spendFigure {
	return spendFigure{name: name, title: title, count: func(r Row) int64 { return r.Tokens[k] }, tokens: func(r UsageRow) int64 { return r.Tokens[k] }}
}

// spendFigures are those of a report, the usual one first.
var spendFigures = []spendFigure{
	{name: "usd", title: "spend", usd: amount(func(r Row) pricing.Money { return r.USD }), row: func(r UsageRow) pricing.Money { return ifTrue(!r.Subscription, r.USD) }},
	{name: "fees_usd", title: "fees", usd: func(r Row) *pricing.Money { return r.FeesUSD }},
	{name: "all_in_usd", title: "spend and fees", usd: func(r Row) *pricing.Money { return r.AllInUSD }},
	{name: "usd_per_million", title: "all-in USD per million tokens"},
	{name: "byok_usd", title: "spend on own keys", usd: amount(func(r Row) pricing.Money { return r.BYOKUSD }), row: func(r UsageRow) pricing.Money { return r.BYOKUSD }},
	{name: "computed_usd", title: "spend that the catalog priced", usd: amount(func(r Row) pricing.Money { return r.ComputedUSD }), row: func(r UsageRow) pricing.Money { return ifTrue(r.Computed && !r.Subscription, r.USD) }},
	{name: "list_value_usd", title: "list value of subscriptions", usd: amount(func(r Row) pricing.Money { return r.ListValueUSD }), row: func(r UsageRow) pricing.Money { return ifTrue(r.Subscription, r.USD) }},
	{name: "requests", title: "requests", count: func(r Row) int64 { return r.Requests }, tokens: func(r UsageRow) int64 { return r.Requests }},
	kindFigure("input_tokens", "input tokens, not cached", pricing.Input),
	kindFigure("cache_read_tokens", "tokens read from the cache", pricing.CacheRead),
	kindFigure("cache_write_5m_tokens", "tokens written to the cache for 5 minutes", pricing.CacheWrite5m),
	kindFigure("cache_write_1h_tokens", "tokens written to the cache for 1 hour", pricing.CacheWrite1h),
	kindFigure("output_tokens", "output tokens, reasoning included", pricing.Output),
	kindFigure("reasoning_tokens", "reasoning tokens", pricing.Reasoning),
	{name: "unpriced_tokens", title: "tokens without a price", count: func(r Row) int64 { return r.UnpricedTokens }, tokens: func(r UsageRow) int64 { return r.Unpriced }},
}

func ifTrue(yes bool, usd pricing.Money) pricing.Money {
	if yes {
		return usd
	}
	return pricing.Money{}
}

// spendFigureNames are the figures as an address writes them.
func spendFigureNames() []string {
	var out []string
	for _, f := range spendFigures {
		out = append(out, shortFigure(f.name))
	}
	return out
}

func shortFigure(name string) string {
	return strings.TrimSuffix(strings.TrimSuffix(name, "_usd"), "_tokens")
}
