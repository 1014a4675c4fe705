package usagefile

import "tollbook/pricing"

// Helicone's export, one row a request. It tells no cached tokens apart. An empty
// cost is unknown: the catalog prices the row. Failed calls have empty tokens.
// Bodies and properties hold private text and are not read.
func init() {
	register(&Format{
		Name:    "helicone-export-csv",
		Found:   "npx @helicone/export --format csv",
		Gateway: "helicone",
		View:    Requests,
		Needs:   []string{"response_id", "request_created_at", "model", "prompt_tokens", "completion_tokens", "cost"},
		columns: helicone,
	})
}

func helicone(h *header, _ Options) rowReader {
	id, at, model, user := h.col("response_id"), h.col("request_created_at"), h.col("model"), h.col("request_user_id")
	prompt, completion, cost := h.col("prompt_tokens"), h.col("completion_tokens"), h.col("cost")
	return func(c *cells) Row {
		r := Row{ID: c.need(id), At: c.time(at), Model: c.need(model), User: label(c.text(user)), Requests: 1, CacheUnknown: true}
		r.Tokens[pricing.Input] = c.count(prompt)
		r.Tokens[pricing.Output] = c.count(completion)
		if r.HasCost = c.text(cost) != ""; r.HasCost {
			r.Cost = c.money(cost)
		}
		return r
	}
}
