package usagefile

import "strings"

// OpenAI's cost export: dollars by day and line item, without tokens. A line item
// is "<model>, <kind>", or another service. An export that was not grouped by line
// item has the day's dollars in one row.
//
// Key: start, end, line item, user, API key, project, organisation, source.
func init() {
	register(&Format{
		Name:    "openai-cost-csv",
		Found:   "platform.openai.com, Usage, Export: cost_*.csv",
		Gateway: "openai",
		View:    Costs,
		Needs:   []string{"start_time", "end_time", "amount_value", "amount_currency"},
		ahead:   true,
		columns: openaiCost,
	})
}

// allModels stands for the model of dollars that are not told apart by model.
const allModels = "(all models)"

func openaiCost(h *header, opt Options) rowReader {
	start, end := h.col("start_time"), h.col("end_time")
	amount, currency, unit, item := h.col("amount_value"), h.col("amount_currency"), h.col("quantity_unit"), h.col("line_item")
	user, key, project := h.col("user_id"), h.col("api_key_id"), h.col("project_id")
	organization, source := h.col("organization_id"), h.col("api_source")
	grouped := by(h.holding([]string{"line_item", "user_id", "api_key_id", "project_id"}))
	return func(c *cells) Row {
		r := Row{Bucket: true, At: c.time(start), Mixed: true, HasCost: true}
		until := c.time(end)
		if c.empty(amount, currency, unit, item) {
			c.idle = true
			return r
		}
		r.Grain = c.width(r.At, until, end) + grouped
		line := c.text(item)
		r.Model, _, _ = strings.Cut(line, ",")
		r.Model = strings.TrimSpace(r.Model)
		tokens := strings.Contains(line, ",") || line == ""
		if r.Model == "" {
			r.Model = allModels
		}
		r.User, r.Key, r.App = c.text(user), c.text(key), c.text(project)
		r.Dims = strings.Join([]string{instantText(until), line, c.text(organization), c.text(source)}, "\x00")
		r.Cost = c.dollars(opt, amount, currency)
		if u := c.text(unit); u != "" {
			tokens = strings.EqualFold(u, "tokens")
		}
		if !tokens {
			r.Extra = within(r.Cost, r.Cost)
		}
		return r
	}
}
