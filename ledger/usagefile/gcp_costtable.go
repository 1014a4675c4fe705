package usagefile

import (
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
)

const gcpCostTableName = "gcp-cost-table-csv"

// Google Cloud's cost table: what a month came to by project and SKU, for those who have no
// billing export in BigQuery (gcp_billing.go, which says the same by the hour). Above the
// header stands the invoice with its currency; the header has the currency's sign. Numbers
// are written as in the country of whoever downloaded it. Credits are rows of their own,
// negative, which repeat the tokens of the row that they are for: a table made without
// savings has none, and more dollars than the invoice. Services that are no LLM API are
// left out, and so are the rows of the end: totals, rounding and taxes.
//
// A row is booked on the first day of the month in which it ends, which is the invoice's.
// Amounts in another currency are divided by the invoice's own rate, unless --fx names one.
//
// Key: month, first day, project, service, SKU, kinds of consumption, credit and cost, and
// which of several such rows it is. The last day is not in it: it moves in an open month.
func init() {
	register(&Format{
		Name:     gcpCostTableName,
		Found:    "console.cloud.google.com, Billing, Cost table: Download CSV",
		Gateway:  "google",
		View:     Buckets,
		Needs:    []string{"Service description", "SKU description", "Usage start date", "Usage end date", "Usage amount", "Usage unit", gcpUnrounded},
		Or:       [][]string{{"Service description", "SKU description", "Usage start date", "Usage end date", "Usage amount", "Usage unit", gcpRounded}},
		preamble: true,
		ahead:    true,
		columns:  gcpCostTable,
	})
	long[Buckets.From(gcpCostTableName, Months)] = Months
}

// The columns of dollars, to the last digit and to the cent.
const (
	gcpUnrounded = "Unrounded cost (*)"
	gcpRounded   = "Cost (*)"
)

func gcpCostTable(h *header, opt Options) rowReader {
	service, sku, project := h.col("Service description"), h.col("SKU description"), h.col("Project ID")
	start, end, credit := h.col("Usage start date"), h.col("Usage end date"), h.col("Credit type")
	amount, unit := h.col("Usage amount"), h.col("Usage unit")
	cost, sign := h.like(gcpUnrounded)
	rounded, sameSign := h.like(gcpRounded)
	if cost < 0 {
		cost, sign = rounded, sameSign
	}
	var dims []int
	for _, name := range []string{"Service ID", "SKU ID", "Consumption model description", "Credit type", "Cost type", "Usage start date"} {
		dims = append(dims, h.col(name))
	}
	perDollar := h.said["Currency exchange rate"]
	var texts []string
	for _, record := range h.ahead {
		for _, i := range []int{cost, rounded, amount} {
			if i >= 0 && i < len(record) {
				texts = append(texts, record[i])
			}
		}
	}
	numbers := localNumbersOf(append(texts, perDollar))
	money := gcpMoney{currencies: currenciesOf(h.said["Currency"], sign), perDollar: perDollar, numbers: numbers, opt: opt}
	skus := map[string]gcpSKU{}
	times := map[string]int{} // by key: how often a row came
	return func(c *cells) Row {
		description := c.text(sku)
		s, known := skus[description]
		if !known {
			s = readSKU(description)
			skus[description] = s
		}
		switch of := c.text(service); {
		case of == "" && description == "":
			c.idle = true
			c.note("1 row is of no service, such as a total or a tax: it is left out", "%d rows are of no service, such as totals and taxes: they are left out")
			return Row{}
		case !s.isLLM(of):
			c.idle = true
			c.note("1 row is of a service that is no LLM API: it is left out", "%d rows are of services that are no LLM API: they are left out")
			return Row{}
		case description == "":
			s.model = of
		}
		r := Row{Bucket: true, Mixed: true, Grain: Months, Model: s.model, App: c.text(project), HasCost: true, Service: pricing.Service{Tier: s.tier}}
		last := end
		if c.text(end) == "" {
			last = start
		}
		day := c.time(last)
		r.At, r.Until = time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC), day.AddDate(0, 0, 1)
		parts := []string{description}
		for _, i := range dims {
			parts = append(parts, c.text(i))
		}
		r.Dims = strings.Join(parts, "\x00")
		key := r.At.Format(time.DateOnly) + "\x00" + r.App + "\x00" + r.Dims
		if times[key]++; times[key] > 1 {
			r.Dims += strings.Repeat("\x00again", times[key]-1)
		}
		r.Cost = money.usd(c, cost)
		switch tokens, err := numbers.plain(c.text(amount)); {
		case c.text(credit) != "":
		case !s.tokens || c.text(unit) != "count":
			r.Extra = within(r.Cost, r.Cost)
		case err != nil:
			c.fault(amount, err.Error())
		case strings.HasPrefix(tokens, "-"):
			c.warn("corrections with a negative usage count in dollars alone")
		default:
			n, err := ParseCount(tokens)
			if err != nil {
				c.fault(amount, err.Error())
			}
			r.Tokens[s.kind] = n
		}
		return r
	}
}

// gcpMoney reads the amounts of a cost table.
type gcpMoney struct {
	currencies []string // the one that the table is in, or those that its sign may mean
	perDollar  string   // how much of it was one dollar; "" where the table does not say
	numbers    localNumbers
	opt        Options
}

// usd is the amount of a cell in US dollars.
func (m gcpMoney) usd(c *cells, column int) (usd pricing.Money) {
	if c.text(column) == "" {
		c.fault(column, "is empty")
		return usd
	}
	text, err := m.numbers.plain(c.text(column))
	if err == nil {
		usd, err = pricing.ParseMoney(text)
	}
	if err != nil {
		c.fault(column, err.Error())
		return pricing.Money{}
	}
	code := m.currencies[0]
	named := slices.IndexFunc(m.currencies, func(code string) bool { return m.opt.FX[code] != "" })
	if named >= 0 {
		code = m.currencies[named]
	}
	if named < 0 && len(m.currencies) == 1 && code != "USD" && m.perDollar != "" {
		rate, err := m.numbers.plain(m.perDollar)
		var perDollar pricing.Money
		if err == nil {
			perDollar, err = pricing.ParseMoney(rate)
		}
		if err == nil && perDollar.Sign() > 0 {
			if usd, err = atRate(usd, perDollar); err != nil {
				c.fault(column, err.Error())
			}
			return usd
		}
	}
	if usd, err = m.opt.usd(usd, code); err != nil {
		c.refuse(column, err)
		if len(m.currencies) > 1 {
			c.faults[len(c.faults)-1].Reason = "is in " + strings.Join(m.currencies, " or ") + ", which have one sign: say which it is, and what one is in US dollars, with --fx " + code + "=RATE"
		}
	}
	return usd
}
