package usagefile

import (
	"tollbook/pricing"
)

// ccusage's daily report as JSON: tokens of agent logs by day and model, and what
// they would cost by its price list. That is an estimate, and another view of the
// logs themselves. cacheCreationTokens come without a lifetime and count as 5
// minutes; the sums of a day and of the file repeat its models. Days are those of
// the zone that ccusage was told. Key: day, agent, model.
func init() {
	register(&Format{
		Name:    "ccusage-daily-json",
		Gateway: "anthropic",
		Account: "claude-code",
		Billing: "subscription",
		View:    Estimates,
		Needs:   []string{"modelBreakdowns.modelName", "modelBreakdowns.inputTokens", "modelBreakdowns.outputTokens"},
		Fields: []string{"date", "period", "agent", "modelBreakdowns.modelName", "modelBreakdowns.inputTokens", "modelBreakdowns.outputTokens",
			"modelBreakdowns.cacheCreationTokens", "modelBreakdowns.cacheReadTokens", "modelBreakdowns.cost"},
		Lists:   []string{"daily"},
		Each:    "modelBreakdowns",
		columns: ccusage,
	})
}

// agentBooks says where the usage of an agent is booked, and at whose prices.
var agentBooks = map[string]struct{ account, gateway string }{
	"codex": {"codex", "openai"},
}

func ccusage(h *header, _ Options) rowReader {
	date, period, agent, model := h.col("date"), h.col("period"), h.col("agent"), h.col("modelBreakdowns.modelName")
	input, output := h.col("modelBreakdowns.inputTokens"), h.col("modelBreakdowns.outputTokens")
	write, read, cost := h.col("modelBreakdowns.cacheCreationTokens"), h.col("modelBreakdowns.cacheReadTokens"), h.col("modelBreakdowns.cost")
	return func(c *cells) Row {
		day := date
		if c.text(date) == "" {
			day = period // of the report over all agents
		}
		books := agentBooks[c.text(agent)]
		r := Row{
			Bucket: true, Mixed: true, At: c.time(day), Model: c.need(model), Dims: c.text(agent),
			Account: books.account, Gateway: books.gateway,
			Cost: c.part(cost), HasCost: c.text(cost) != "", // --no-cost leaves it out
		}
		r.Tokens[pricing.Input] = c.count(input)
		r.Tokens[pricing.CacheRead] = c.count(read)
		r.Tokens[pricing.CacheWrite5m] = c.count(write)
		r.Tokens[pricing.Output] = c.count(output)
		return r
	}
}
