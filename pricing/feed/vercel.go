package feed

import (
	"strings"

	"tollbook/pricing"
)

// vercelKinds are the prices of Vercel's list: text with USD per token, per 1,000
// searches and per image. See https://vercel.com/docs/ai-gateway
var vercelKinds = []priceField{
	{"input", pricing.Input, perOne},
	{"input_cache_read", pricing.CacheRead, perOne},
	{"input_cache_write", pricing.CacheWrite5m, perOne},
	{"output", pricing.Output, perOne},
	{"web_search", pricing.WebSearch, perThousand},
	{"image", pricing.Image, perOne},
}

// vercel reads the list of Vercel's gateway.
func (r *reader) vercel(root value) error {
	_, err := r.models(root, (*entry).vercel)
	return err
}

// vercel reads one model.
func (e *entry) vercel(all map[string]value) {
	if all["pricing"].missing() {
		e.skip("no prices")
		return
	}
	p, ok := e.fields("pricing", all["pricing"])
	if !ok {
		return
	}
	released := "released"
	if all[released].missing() {
		released = "created"
	}
	e.Released = e.day(released, all[released])
	e.Context = e.count("context_window", all["context_window"])
	e.MaxOutput = e.count("max_tokens", all["max_tokens"])

	free := strings.HasSuffix(e.ID, "-free")
	rates := map[pricing.Kind]pricing.Rate{}
	for _, k := range vercelKinds {
		rate, ok := e.rate(k.kind, k.field, p[k.field], k.unit)
		if ok && (!rate.IsZero() || k.kind == pricing.Input || k.kind == pricing.Output) {
			rates[k.kind] = rate
		}
	}
	if !free && !e.zeros(rates, "input", "output") {
		return
	}
	for _, k := range vercelKinds {
		if rate, there := rates[k.kind]; there {
			e.put(k.kind, Price{Kind: k.kind, Rate: rate, Free: free && rate.IsZero()})
		}
	}
	if len(e.Prices) == 0 && !e.refused {
		e.skip("no prices")
	}
}
