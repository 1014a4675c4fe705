package usagefile

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"tollbook/pricing"
)

// Google Cloud's billing export, as JSON lines from BigQuery: cost by hour and
// SKU. The cost is net of the credits (negative amounts) beside it. Model and
// token kind stand in the SKU's description alone. An amount in another currency
// is divided by the row's own rate, unless --fx names one. Services that are no
// LLM API are left out.
//
// No row has an id, rows come days late and corrections are new rows: the key is
// the whole content with the time of export, and its count in the file.
func init() {
	register(&Format{
		Name:    "gcp-billing-export-jsonl",
		Found:   "Cloud Billing's export in BigQuery, its rows as JSON lines",
		Gateway: "google",
		View:    Buckets,
		Needs:   []string{"service.description", "sku.description", "usage_start_time", "cost", "currency"},
		Fields: []string{"service.description", "sku.id", "sku.description", "usage_start_time", "usage_end_time", "project.id", "location.location",
			"export_time", "cost", "currency", "currency_conversion_rate", "usage.amount", "usage.unit", "credits[]", "invoice.month", "cost_type"},
		columns: gcpBilling,
	})
}

func gcpBilling(h *header, opt Options) rowReader {
	service, sku := h.col("service.description"), h.col("sku.description")
	at, cost, credits := h.col("usage_start_time"), h.col("cost"), h.col("credits[]")
	currency, rate := h.col("currency"), h.col("currency_conversion_rate")
	amount, unit, project := h.col("usage.amount"), h.col("usage.unit"), h.col("project.id")
	var dims []int
	for _, name := range []string{"sku.id", "usage_end_time", "location.location", "export_time", "invoice.month", "cost_type"} {
		dims = append(dims, h.col(name))
	}
	skus := map[string]gcpSKU{}
	credit := newFieldReader(&Format{Fields: []string{"amount"}})
	return func(c *cells) Row {
		description := c.need(sku)
		s, known := skus[description]
		if !known {
			s = readSKU(description)
			skus[description] = s
		}
		if !s.isLLM(c.text(service)) {
			c.idle = true
			c.warn(fmt.Sprintf("left out: what %q cost, which is no LLM API", c.text(service)))
			return Row{}
		}
		r := Row{Mixed: true, At: c.time(at), Model: s.model, App: c.text(project), HasCost: true, Service: pricing.Service{Tier: s.tier}}
		parts := make([]string, 0, len(dims))
		for _, i := range dims {
			parts = append(parts, c.text(i))
		}
		r.Dims = strings.Join(parts, "\x00")
		net := c.money(cost)
		if list := c.text(credits); list != "" {
			elements([]byte(list), func(raw []byte, _ int) {
				credit.record(raw)
				m, err := pricing.ParseMoney(credit.fields[0])
				if err != nil {
					c.fault(credits, "amount: "+err.Error())
				}
				net = net.Add(m)
			})
		}
		r.Cost = c.atOwnRate(opt, net, currency, rate)
		tokens := c.text(amount)
		switch {
		case !s.tokens || c.text(unit) != "count":
			r.Extra = within(r.Cost, r.Cost)
		case strings.HasPrefix(tokens, "-"):
			c.warn("corrections with a negative usage count in dollars alone")
		default:
			r.Tokens[s.kind] = c.count(amount)
		}
		return r
	}
}

// atOwnRate is an amount in US dollars, by --fx or else by the rate of the row: how
// much of the currency was one dollar.
func (c *cells) atOwnRate(opt Options, amount pricing.Money, currency, rate int) pricing.Money {
	code := strings.ToUpper(c.text(currency))
	if _, named := opt.FX[code]; !named && code != "" && code != "USD" && c.text(rate) != "" {
		perDollar := c.money(rate)
		if perDollar.Sign() <= 0 {
			c.fault(rate, "is no rate")
			return pricing.Money{}
		}
		m, err := atRate(amount, perDollar)
		if err != nil {
			c.fault(rate, err.Error())
		}
		return m
	}
	m, err := opt.usd(amount, code)
	if err != nil {
		c.refuse(currency, err)
	}
	return m
}

// atRate is an amount in US dollars by how much of its currency was one dollar. The
// quotient is rounded half up to 30 decimals, the most that the ledger keeps.
//
//	9.30 EUR at a rate of 0.93 is 10
func atRate(amount, perDollar pricing.Money) (pricing.Money, error) {
	a, errA := decimal.NewFromString(amount.String())
	b, errB := decimal.NewFromString(perDollar.String())
	if errA != nil || errB != nil { // both were read from decimals
		panic(fmt.Sprintf("amount %s or rate %s is no decimal", amount, perDollar))
	}
	return pricing.ParseMoney(a.DivRound(b, 30).String())
}
