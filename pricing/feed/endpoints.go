package feed

import (
	"fmt"
	"strings"

	"tollbook/pricing"
)

// An Endpoint is what a model costs at one who serves it for a gateway.
type Endpoint struct {
	// Discounted says that the prices are those of a promotion: the endpoint's own are
	// higher.
	Discounted bool
	Prices     []Price // as they are charged, after the discount
}

// isEndpoints reports whether a file is OpenRouter's answer about one model's endpoints.
func isEndpoints(root value) bool {
	top, _ := root.fields()
	data, _ := top["data"].fields()
	return data["endpoints"].isArray()
}

// endpoints reads who serves one model at OpenRouter, of whom the model's author counts: his
// price is what OpenRouter's list has, after a discount that the list does not show. See
// https://openrouter.ai/docs/api/api-reference/endpoints/list-endpoints
//
//	tag "acme" of "acme/plain-1" with discount 0.5: its prices are half of acme's own
func (r *reader) endpoints(root value) error {
	r.list.Part = true
	top, _ := root.fields()
	data, twice := top["data"].fields()
	if twice != "" {
		return fmt.Errorf("data.%q stands twice", twice)
	}
	id, _ := data["id"].text()
	e, err := r.begin(r.feed.Gateway, id, id, top["data"])
	if err != nil || e == nil {
		return err
	}
	author, _, _ := strings.Cut(strings.TrimPrefix(id, "~"), "/")
	for raw := range data["endpoints"].elements() {
		all, twice := raw.fields()
		tag, _ := all["tag"].text()
		p, repeated := all["pricing"].fields()
		if twice != "" || repeated != "" || tag != author || strings.HasPrefix(string(all["status"]), "-") {
			continue // another host, another tier or region, or out of order
		}
		own := Endpoint{Discounted: !zeroOrMissing(p["discount"])}
		rates := e.openRouterRates("endpoints.pricing", p, imageKind(p))
		for _, k := range pricing.Kinds() {
			if rate, ok := rates[k]; ok {
				own.Prices = append(own.Prices, Price{Kind: k, Rate: rate})
			}
		}
		e.Author = &own
	}
	if e.Author == nil {
		e.skip("no endpoint of the author's own")
	}
	r.done(e)
	return nil
}

// zeroOrMissing reports whether a discount is none.
func zeroOrMissing(v value) bool {
	if v.missing() {
		return true
	}
	rate, err := readRate(v, perMillion)
	return err != nil || rate.Cmp(pricing.Rate{}) == 0
}
