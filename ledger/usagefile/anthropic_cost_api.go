package usagefile

import (
	"strings"

	"github.com/shopspring/decimal"

	"tollbook/pricing"
)

// Anthropic's GET cost_report: money by day, without tokens. Amounts are decimal
// text in cents: "123.78912" is $1.2378912. Priority Tier is not in it. Key: start,
// end and every dimension.
func init() {
	register(&Format{
		Name:    "anthropic-cost-report-api-json",
		Found:   "GET /v1/organizations/cost_report",
		Gateway: "anthropic",
		View:    Costs,
		Needs:   []string{"starting_at", "ending_at", "results.amount", "results.currency"},
		Fields: []string{"starting_at", "ending_at", "results.amount", "results.currency", "results.cost_type", "results.description",
			"results.model", "results.token_type", "results.service_tier", "results.context_window", "results.inference_geo",
			"results.speed", "results.workspace_id"},
		Lists:   []string{"data"},
		Each:    "results",
		ahead:   true,
		columns: anthropicCostAPI,
	})
}

func anthropicCostAPI(h *header, opt Options) rowReader {
	start, end, amount, currency := h.col("starting_at"), h.col("ending_at"), h.col("results.amount"), h.col("results.currency")
	costType, description, model := h.col("results.cost_type"), h.col("results.description"), h.col("results.model")
	tokenType, tier, window := h.col("results.token_type"), h.col("results.service_tier"), h.col("results.context_window")
	region, speed, workspace := h.col("results.inference_geo"), h.col("results.speed"), h.col("results.workspace_id")
	grouped := h.grouping("results", "workspace_id", "description", "cost_type", "token_type", "service_tier", "context_window", "inference_geo", "speed")
	return func(c *cells) Row {
		until := c.time(end)
		kind := c.text(costType)
		r := Row{
			Bucket: true, Mixed: true, At: c.time(start), Model: c.text(model), App: c.text(workspace),
			Service: ServiceOf(c.text(tier), c.text(region), c.text(speed)),
			Dims:    strings.Join([]string{instantText(until), kind, c.text(description), c.text(tokenType), c.text(tier), c.text(window), c.text(region), c.text(speed)}, "\x00"),
			Cost:    c.cents(opt, amount, currency), HasCost: true,
		}
		r.Prompt, r.PromptMost = statedBand(c.text(window))
		r.Grain = c.width(r.At, until, end) + grouped
		if kind != "" && kind != "tokens" {
			r.Extra = within(r.Cost, r.Cost)
			if r.Model == "" {
				r.Model = kind // searches belong to no model
			}
		}
		if r.Model == "" {
			r.Model = allModels
		}
		return r
	}
}

// cents is an amount of hundredths in US dollars.
func (c *cells) cents(opt Options, amount, currency int) pricing.Money {
	m := c.money(amount).Converted(decimal.New(1, -2))
	if _, err := pricing.ParseMoney(m.String()); err != nil {
		c.fault(amount, err.Error())
		return pricing.Money{}
	}
	m, err := opt.usd(m, c.text(currency))
	if err != nil {
		c.refuse(currency, err)
	}
	return m
}
