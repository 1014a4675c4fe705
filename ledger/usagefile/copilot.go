package usagefile

import (
	"strings"
	"time"

	"tollbook/pricing"
)

// GitHub Copilot's usage report of premium requests and, since June 2026, of AI credits:
// sums by day, user, model and SKU. quantity is requests times the model's multiplier, or
// credits, so there is no count of calls. Late files have tokens, whose four kinds do not
// overlap; for earlier rows there are only dollars.
//
// net_amount is what GitHub bills. Where it is nothing the plan pays (see Pot), and
// gross_amount is what that was worth. Two earlier headers have no dollars: what exceeds
// the quota in them was billed, and the file does not say how much. "Auto: " before a
// model says that Copilot chose it.
//
// Key: day, user, model, SKU, product, organization, cost center, repository. SKUs of one
// day are several bills; a day that is still open grows.
func init() {
	register(&Format{
		Name:    "github-copilot-csv",
		Found:   "github.com, Billing and licensing, Usage, Get usage report: premium requests or AI usage",
		Gateway: "github-copilot",
		Account: "copilot",
		View:    Buckets,
		Pots:    true,
		Needs:   []string{"date", "product", "sku", "model", "quantity", "net_amount"},
		Or: [][]string{
			{"date", "username", "model", "quantity", "exceeds_quota"},
			{"Timestamp", "User", "Model", "Requests Used"},
		},
		columns: copilot,
	})
}

func copilot(h *header, _ Options) rowReader {
	either := func(name, old string) int { return max(h.col(name), h.col(old)) }
	at, user, model, over := either("date", "Timestamp"), either("username", "User"), either("model", "Model"), either("exceeds_quota", "Exceeds Monthly Quota")
	product, sku, net, gross := h.col("product"), h.col("sku"), h.col("net_amount"), h.col("gross_amount")
	organization, center, repository := h.col("organization"), h.col("cost_center_name"), h.col("repository")
	input, output, read, write := h.col("input"), h.col("output"), h.col("cache_read"), h.col("cache_write")
	grain := "days" + by(h.there([]string{"username", "sku", "organization", "cost_center_name", "repository"}))
	if h.col("Timestamp") >= 0 {
		grain = "moments"
	}
	return func(c *cells) Row {
		r := Row{Bucket: true, Mixed: true, Grain: grain, At: c.usDay(at), User: label(c.text(user)), App: label(c.text(repository)), Team: label(c.text(center))}
		if r.Team == "" {
			r.Team = label(c.text(organization))
		}
		name := c.text(model)
		r.Dims = strings.Join([]string{c.text(user), name, c.text(sku), c.text(product), c.text(organization)}, "\x00")
		if r.Model = strings.TrimPrefix(name, "Auto: "); r.Model == "" { // a seat, say
			r.Model = c.text(sku)
		}
		if r.Model == "" {
			c.fault(model, "is empty")
		}
		r.Tokens[pricing.Input] = c.count(input)
		r.Tokens[pricing.Output] = c.count(output)
		r.Tokens[pricing.CacheRead] = c.count(read)
		r.Tokens[pricing.CacheWrite5m] = c.count(write)
		r.copilotPays(c, net, gross, over)
		return r
	}
}

// copilotPays puts into the row what is billed of it, or else what the plan gave.
func (r *Row) copilotPays(c *cells, net, gross, over int) {
	var bill, value pricing.Money
	exceeds := strings.EqualFold(c.text(over), "true")
	if net >= 0 {
		bill, value = c.money(net), c.part(gross)
		exceeds = !bill.IsZero()
	}
	switch {
	case !exceeds:
		r.inPlan(value)
		r.HasCost = r.HasCost || r.Tokens.IsZero() // else the catalog says what the tokens are worth
	case net >= 0:
		r.Cost, r.HasCost = bill, true
	default:
		c.note("1 row exceeds the plan's quota, and the file does not say what it cost: its dollars are not in the books",
			"%d rows exceed the plan's quota, and the file does not say what they cost: their dollars are not in the books")
	}
}

// usDay is a day or an instant, also as a spreadsheet in the United States writes it back:
// 11/8/26.
func (c *cells) usDay(i int) time.Time {
	for _, layout := range []string{"1/2/06", "1/2/2006"} {
		if t, err := checkYear(time.Parse(layout, c.text(i))); err == nil {
			return t
		}
	}
	return c.time(i)
}
