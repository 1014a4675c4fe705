package usagefile

import "strings"

// OpenAI's GET /v1/organization/costs: dollars by day, without tokens. A line item
// is "<model>, <kind>" or another service; a report that was not grouped by it has
// the day's dollars in one row. Amounts of the current day still move. Key: start,
// end, line item, project, organisation, API key.
func init() {
	register(&Format{
		Name:    "openai-costs-api-json",
		Gateway: "openai",
		View:    Costs,
		Needs:   []string{"start_time", "end_time", "results.amount.value", "results.amount.currency"},
		Fields: []string{"start_time", "end_time", "results.amount.value", "results.amount.currency", "results.line_item",
			"results.project_id", "results.organization_id", "results.api_key_id"},
		Lists:   []string{"data"},
		Each:    "results",
		columns: openaiCostsAPI,
	})
}

func openaiCostsAPI(h *header, opt Options) rowReader {
	start, end := h.col("start_time"), h.col("end_time")
	amount, currency, item := h.col("results.amount.value"), h.col("results.amount.currency"), h.col("results.line_item")
	project, organization, key := h.col("results.project_id"), h.col("results.organization_id"), h.col("results.api_key_id")
	return func(c *cells) Row {
		at, until, width := c.bucket(start, end)
		line := c.text(item)
		model, _, tokens := strings.Cut(line, ",")
		r := Row{
			Bucket: true, Mixed: true, At: at, Grain: width, Model: strings.TrimSpace(model), App: c.text(project), Key: c.text(key),
			Dims: strings.Join([]string{until, line, c.text(organization)}, "\x00"),
			Cost: c.dollars(opt, amount, currency), HasCost: true,
		}
		if line != "" && !tokens {
			r.Extra = within(r.Cost, r.Cost)
		}
		if r.Model == "" {
			r.Model, r.Grain = everyModel, width+" ungrouped"
		}
		return r
	}
}
