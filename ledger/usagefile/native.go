package usagefile

import (
	"slices"

	"tollbook/pricing"
)

const nativeName = "native"

// nativeFields are the columns of tollbook's own CSV, and what --map and --set
// can name.
var nativeFields = []string{
	"time", "gateway", "account", "model", "provider", "request_id",
	"input_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens",
	"output_tokens", "reasoning_tokens", "requests", "cost_usd", "byok_usd", "key", "app", "user",
}

// tollbook's own CSV, and any other CSV through a mapping. Only time and model
// are needed: a missing token column is 0, an absent or empty cost is computed
// from the catalog, a negative cost (a refund) is kept.
func init() {
	register(&Format{
		Name:    nativeName,
		View:    Requests,
		Needs:   []string{"time", "model"},
		columns: native,
	})
}

// Own reports whether the format is a CSV of one's own, whose columns a mapping
// names.
func (f *Format) Own() bool { return f.Name == nativeName }

func native(h *header, opt Options) rowReader {
	col := map[string]int{}
	for _, field := range nativeFields {
		col[field] = column(h, field, opt)
	}
	text := func(c *cells, field string) string {
		if v, ok := opt.Set[field]; ok {
			return v
		}
		return c.text(col[field])
	}
	count := func(c *cells, field string) int64 {
		if v, ok := opt.Set[field]; ok {
			n, err := ParseCount(v)
			if err != nil {
				c.faults = append(c.faults, Fault{Line: c.line, Column: field, Value: v, Reason: err.Error()})
			}
			return n
		}
		return c.count(col[field])
	}
	amount := func(c *cells, field string) (pricing.Money, bool) {
		s := text(c, field)
		if s == "" {
			return pricing.Money{}, false
		}
		m, err := pricing.ParseMoney(s)
		if err != nil {
			c.faults = append(c.faults, Fault{Line: c.line, Column: field, Value: s, Reason: err.Error()})
		}
		return m, true
	}
	// A file of tokens alone is another view of the spend than one with costs.
	view := Usage
	for _, field := range []string{"cost_usd", "byok_usd"} {
		if _, set := opt.Set[field]; set || col[field] >= 0 {
			view = Requests
		}
	}
	return func(c *cells) Row {
		r := Row{
			View: view, ID: text(c, "request_id"), Gateway: text(c, "gateway"), Account: text(c, "account"),
			Model: text(c, "model"), Provider: text(c, "provider"),
			Key: text(c, "key"), App: text(c, "app"), User: text(c, "user"), Requests: 1,
		}
		if r.Model == "" {
			c.fault(col["model"], "is empty")
		}
		if v, ok := opt.Set["time"]; ok {
			t, err := ParseTime(v)
			if err != nil {
				c.faults = append(c.faults, Fault{Line: c.line, Column: "time", Value: v, Reason: err.Error()})
			}
			r.At = t
		} else {
			r.At = c.time(col["time"])
		}
		if text(c, "requests") != "" {
			r.Requests = count(c, "requests")
		}
		r.Mixed = r.Requests > 1
		r.Tokens[pricing.Input] = count(c, "input_tokens")
		r.Tokens[pricing.CacheRead] = count(c, "cache_read_tokens")
		r.Tokens[pricing.CacheWrite5m] = count(c, "cache_write_5m_tokens")
		r.Tokens[pricing.CacheWrite1h] = count(c, "cache_write_1h_tokens")
		r.setOutput(count(c, "output_tokens"), count(c, "reasoning_tokens"), 0, 0)
		r.Cost, r.HasCost = amount(c, "cost_usd")
		r.OwnKeyUSD, _ = amount(c, "byok_usd")
		r.OwnKey = !r.OwnKeyUSD.IsZero()
		if r.OwnKey && !r.HasCost {
			r.HasCost = true // an own-key row without a gateway's fee cost it nothing
		}
		return r
	}
}

// NativeFields are the fields that a mapping can name, in the order of
// tollbook's own CSV.
func NativeFields() []string { return slices.Clone(nativeFields) }
