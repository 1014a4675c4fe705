package usagefile

import (
	"strings"

	"tollbook/pricing"
)

// OpenAI's GET /v1/organization/costs: dollars by day, without tokens. A line item
// is "<model>, <kind>" or another service; a report that was not grouped by it has
// the day's dollars in one row. Amounts of the current day still move. Key: start,
// end, line item, project, organisation, API key.
func init() {
	register(&Format{
		Name:    "openai-costs-api-json",
		Found:   "GET /v1/organization/costs",
		Gateway: "openai",
		View:    Costs,
		Needs:   []string{"start_time", "end_time", "results.amount.value", "results.amount.currency"},
		Fields: []string{"start_time", "end_time", "results.amount.value", "results.amount.currency", "results.line_item",
			"results.project_id", "results.organization_id", "results.api_key_id"},
		Lists:   []string{"data"},
		Each:    "results",
		ahead:   true,
		columns: openaiCostsAPI,
	})
}

func openaiCostsAPI(h *header, opt Options) rowReader {
	start, end := h.col("start_time"), h.col("end_time")
	amount, currency, item := h.col("results.amount.value"), h.col("results.amount.currency"), h.col("results.line_item")
	project, organization, key := h.col("results.project_id"), h.col("results.organization_id"), h.col("results.api_key_id")
	grouped := h.grouping("results", "line_item", "api_key_id", "project_id", "organization_id")
	return func(c *cells) Row {
		until := c.time(end)
		line := c.text(item)
		model, _, tokens := strings.Cut(line, ",")
		r := Row{
			Bucket: true, Mixed: true, At: c.time(start), Model: strings.TrimSpace(model), App: c.text(project), Key: c.text(key),
			Dims: strings.Join([]string{instantText(until), line, c.text(organization)}, "\x00"),
			Cost: c.dollars(opt, amount, currency), HasCost: true,
		}
		r.Grain = c.width(r.At, until, end) + grouped
		if line != "" && !tokens {
			r.Extra = within(r.Cost, r.Cost)
		}
		if r.Model == "" {
			r.Model = allModels
		}
		return r
	}
}

// dollars is an amount in US dollars; another currency without a rate is a fault
// of its field.
func (c *cells) dollars(opt Options, amount, currency int) pricing.Money {
	m, err := opt.usd(c.money(amount), c.text(currency))
	if err != nil {
		c.refuse(currency, err)
	}
	return m
}
