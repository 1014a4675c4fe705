package usagefile

import (
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
)

// DeepSeek's export: a zip of an amount file (tokens, requests and their price,
// one row a kind) and a cost file (dollars by wallet). Both tell the same money:
// the amount file counts, for it has the tokens and the keys. Days were UTC days
// until summer 2026, and are the viewer's since.
//
// The amount file names no currency. In the zip it is the cost file's. Of an amount
// file alone, --fx CNY=RATE says that its prices are yuan, --fx USD=1 that they are
// dollars. Where nothing says it, or the cost file has several, the prices are not
// read: its tokens are usage without dollars, and those come from the cost file.
//
// Key of amounts: start, end, model, key's name, key, type, price (peak and off-peak
// are two rows). Key of costs: start, end, model, wallet, currency.
func init() {
	register(&Format{
		Name:    "deepseek-csv",
		Found:   "platform.deepseek.com, Usage, Export: the zip or a CSV of it",
		Gateway: "deepseek",
		View:    Buckets,
		anyView: true,
		Needs:   []string{"start_time_iso", "end_time_iso", "model", "api_key_name", "type", "price", "amount"},
		Or: [][]string{
			{"start_time_iso", "end_time_iso", "model", "wallet_type", "cost", "currency"},
			{"utc_date", "model", "api_key_name", "type", "price", "amount"},
			{"utc_date", "model", "wallet_type", "cost", "currency"},
		},
		asks:    true,
		columns: deepseek,
	})
}

func deepseek(h *header, opt Options) rowReader {
	if h.col("amount") >= 0 {
		return deepseekAmounts(h, opt)
	}
	return deepseekCosts(h, opt)
}

// deepseekBucket reads what both files start with: the bucket and the model. It
// returns the bucket's end as a part of the key.
func deepseekBucket(h *header) func(c *cells) (r Row, until string) {
	day, start, end, model := h.col("utc_date"), h.col("start_time_iso"), h.col("end_time_iso"), h.col("model")
	return func(c *cells) (Row, string) {
		r := Row{Bucket: true, Mixed: true, Model: c.need(model)}
		var until time.Time
		if start < 0 { // the same row as that day of a viewer in UTC
			r.At = c.time(day)
			until = r.At.Add(24 * time.Hour)
		} else {
			r.At, until = c.time(start), c.time(end)
		}
		r.Grain = c.width(r.At, until, end)
		if until.Sub(r.At) >= 24*time.Hour { // two viewers' days overlap: they are two grains
			r.Grain += r.At.Format(" from 15:04")
		}
		return r, instantText(until)
	}
}

// deepseekKinds are the kinds by the names that the export has given them. Those of
// early files do not tell what was cached.
var deepseekKinds = map[string]pricing.Kind{
	"input_cache_hit_tokens":  pricing.CacheRead,
	"input_cache_miss_tokens": pricing.Input,
	"output_tokens":           pricing.Output,
	"input_tokens":            pricing.Input,
	"completion":              pricing.Output,
}

func deepseekAmounts(h *header, opt Options) rowReader {
	bucket := deepseekBucket(h)
	name, key, kind, price, amount := h.col("api_key_name"), h.col("api_key"), h.col("type"), h.col("price"), h.col("amount")
	currency, known := opt.unnamedCurrency()
	return func(c *cells) Row {
		r, until := bucket(c)
		r.Key = label(c.text(name))
		typ := c.need(kind)
		each := c.part(price)
		r.Dims = strings.Join([]string{"amount", until, c.text(name), c.text(key), typ, each.String()}, "\x00")
		n := c.count(amount)
		switch k, ok := deepseekKinds[typ]; {
		case typ == "request_count":
			r.Requests = n
			each = pricing.Money{}
		case !ok && typ != "":
			c.fault(kind, "no kind of token that is known: input_cache_hit_tokens, input_cache_miss_tokens, output_tokens, request_count")
		default:
			r.Tokens[k] = n
			r.CacheUnknown = typ == "input_tokens"
			if known && n > 0 && c.text(price) == "" {
				c.fault(price, "is empty")
			}
		}
		if !known {
			r.View = Usage
			return r
		}
		r.HasCost = true
		usd, err := opt.usd(each.Times(n), currency)
		if err == nil {
			_, err = pricing.ParseMoney(usd.String())
		}
		if err != nil {
			c.refuse(price, err)
		}
		r.Cost = usd
		return r
	}
}

// unnamedCurrency is the currency of prices whose file names none, and whether it
// is known.
func (o Options) unnamedCurrency() (currency string, known bool) {
	if o.told != nil && len(o.told.currencies) > 0 {
		return o.told.currencies[0], len(o.told.currencies) == 1
	}
	for _, c := range []string{"USD", "CNY"} { // those in which DeepSeek bills
		if _, ok := o.FX[c]; ok {
			return c, true
		}
	}
	return "", false
}

func deepseekCosts(h *header, opt Options) rowReader {
	bucket := deepseekBucket(h)
	wallet, cost, currency := h.col("wallet_type"), h.col("cost"), h.col("currency")
	return func(c *cells) Row {
		r, until := bucket(c)
		r.View, r.HasCost = Costs, true
		code := strings.ToUpper(c.need(currency))
		if opt.told != nil && code != "" && !slices.Contains(opt.told.currencies, code) {
			opt.told.currencies = append(opt.told.currencies, code)
		}
		r.Dims = strings.Join([]string{"cost", until, strings.ToLower(c.text(wallet)), code}, "\x00")
		r.Cost = c.dollars(opt, cost, currency)
		return r
	}
}
