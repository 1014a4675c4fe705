package feed

import (
	"errors"
	"fmt"
	"time"

	"tollbook/pricing"
)

// modelsDevKinds are the prices of models.dev: numbers of USD per million tokens. See
// https://github.com/anomalyco/models.dev
var modelsDevKinds = []priceField{
	{"input", pricing.Input, perMillion},
	{"output", pricing.Output, perMillion},
	{"reasoning", pricing.Reasoning, perMillion},
	{"cache_read", pricing.CacheRead, perMillion},
	{"cache_write", pricing.CacheWrite5m, perMillion},
	{"input_audio", pricing.AudioIn, perMillion},
	{"output_audio", pricing.AudioOut, perMillion},
}

// modelsDev reads models.dev's api.json: providers by their ids, each with its models by
// theirs. Prices of experimental modes are left: a gateway's own factor prices those.
func (r *reader) modelsDev(root value) error {
	if !root.isObject() {
		return errors.New("want an object of providers")
	}
	for seller, provider := range root.members() {
		top, twice := provider.fields()
		if twice != "" || !top["models"].isObject() {
			return errors.New(`want providers with an object of models, "models", each`)
		}
		for id, raw := range top["models"].members() {
			if err := r.model(seller, id, seller+"/"+id, raw, func(e *entry) { e.modelsDev(raw) }); err != nil {
				return err
			}
		}
	}
	r.byKey()
	return nil
}

// modelsDev reads one model.
func (e *entry) modelsDev(raw value) {
	all, ok := e.fields("", raw)
	if !ok {
		return
	}
	if v := all["release_date"]; !v.missing() {
		day, _ := v.text()
		if isDay(day) {
			e.Released = day
		} else {
			e.refuse("release_date", v.shown(), "not a day")
		}
	}
	if limit := all["limit"]; !limit.missing() {
		limits, _ := limit.fields()
		e.Context = e.count("limit.context", limits["context"])
		e.MaxOutput = e.count("limit.output", limits["output"])
	}
	if all["cost"].missing() {
		e.skip("no prices")
		return
	}
	cost, ok := e.fields("cost", all["cost"])
	if !ok {
		return
	}
	kinds := map[pricing.Kind]tiers{}
	e.modelsDevCosts(kinds, "cost", cost, 0)
	i := 0
	for raw := range cost["tiers"].elements() {
		field := fmt.Sprintf("cost.tiers[%d]", i)
		if i++; i > maxTiers {
			e.drop("cost.tiers", "", fmt.Sprintf("more than %d of them", maxTiers))
			return
		}
		costs, ok := e.fields(field, raw)
		if !ok {
			return
		}
		tier, _ := costs["tier"].fields()
		size, err := readCount(tier["size"])
		if what, _ := tier["type"].text(); what != "context" || err != nil || size == 0 {
			e.drop(under(field, "tier"), costs["tier"].shown(), "not a size of prompts")
			return
		}
		e.modelsDevCosts(kinds, field, costs, size)
	}
	e.putTiers(kinds)
	if len(e.Prices) == 0 && !e.refused {
		e.skip(whyUnknown)
	}
}

// modelsDevCosts reads the prices for prompts of more than over tokens. A 0 says as often
// that nobody knows the price as that there is none: it is no price.
func (e *entry) modelsDevCosts(kinds map[pricing.Kind]tiers, field string, costs map[string]value, over int64) {
	for _, k := range modelsDevKinds {
		rate, ok := e.rate(k.kind, under(field, k.field), costs[k.field], k.unit)
		if ok && !rate.IsZero() {
			e.setTier(kinds, k.kind, under(field, k.field), over, rate)
		}
	}
}

// isDay reports whether s is a day, or a month or year where the feed knows no more:
// 2026-10-01, 2026-10, 2026.
func isDay(s string) bool {
	if len(s) != 4 && len(s) != 7 && len(s) != len(pricing.Day) {
		return false
	}
	_, err := time.Parse(pricing.Day[:len(s)], s)
	return err == nil
}
