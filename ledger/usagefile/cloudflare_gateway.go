package usagefile

import "tollbook/pricing"

// Cloudflare AI Gateway's logs: one row a request, by its API or as JSON lines.
// The cost is Cloudflare's estimate, and may be missing. An answer from the
// gateway's own cache cost nothing. What was cached of a prompt is not told; the
// metadata, a text of the user's own, is not read. Key: id.
func init() {
	register(&Format{
		Name:    "cloudflare-ai-gateway-json",
		Found:   "GET .../ai-gateway/gateways/ID/logs, or its logs as JSON lines",
		Gateway: "cloudflare",
		View:    Requests,
		Needs:   []string{"id", "created_at", "provider", "model", "tokens_in", "tokens_out"},
		Fields:  []string{"id", "created_at", "provider", "model", "tokens_in", "tokens_out", "cost", "cached"},
		Lists:   []string{"result"},
		columns: cloudflareGateway,
	})
}

// NoModel is the model of a request that got to none.
const NoModel = "(no model)"

func cloudflareGateway(h *header, _ Options) rowReader {
	id, at, provider, model := h.col("id"), h.col("created_at"), h.col("provider"), h.col("model")
	in, out, cost, cached := h.col("tokens_in"), h.col("tokens_out"), h.col("cost"), h.col("cached")
	return func(c *cells) Row {
		r := Row{
			ID: c.need(id), At: c.time(at), Model: c.text(model), Provider: c.text(provider),
			Requests: 1, Cost: c.part(cost), HasCost: c.text(cost) != "", CacheUnknown: true,
		}
		if c.yes(cached) {
			r.Cost, r.HasCost = pricing.Money{}, true
		}
		if r.Model == "" {
			r.Model = NoModel
		}
		r.Tokens[pricing.Input] = c.count(in)
		r.Tokens[pricing.Output] = c.count(out)
		return r
	}
}
