package feed

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tollbook/pricing"
)

// openRouterKinds are the prices of OpenRouter's list that stand for one kind each:
// text with USD per token or call. See https://openrouter.ai/docs/api/api-reference/models/get-models
var openRouterKinds = map[string]pricing.Kind{
	"prompt":               pricing.Input,
	"completion":           pricing.Output,
	"input_cache_read":     pricing.CacheRead,
	"input_cache_write":    pricing.CacheWrite5m,
	"input_cache_write_1h": pricing.CacheWrite1h,
	"internal_reasoning":   pricing.Reasoning,
	"audio":                pricing.AudioIn,
	"audio_output":         pricing.AudioOut,
	"input_audio_cache":    pricing.AudioCacheRead,
	"image_output":         pricing.ImageOut,
	"web_search":           pricing.WebSearch,
	"request":              pricing.Request,
}

// maxOverrides is how many overrides one model may have; two or three are usual.
const maxOverrides = 16

const whyHours = "priced at some hours only"

// openRouter reads the list of OpenRouter, whose form ofox has too.
func (r *reader) openRouter(root value) error {
	top, err := r.models(root, (*entry).openRouter)
	if err != nil {
		return err
	}
	links, _ := top["links"].fields()
	if next := links["next"]; !next.missing() {
		var ok bool
		if r.list.Next, ok = next.text(); !ok {
			return errors.New("links.next is no address")
		}
	}
	return nil
}

// openRouter reads one model.
func (e *entry) openRouter(all map[string]value) {
	if target := all["alias_target"]; !target.missing() {
		aim, ok := e.fields("alias_target", target)
		if !ok {
			return
		}
		slug, _ := aim["slug"].text()
		if why := idFault(slug); why != "" {
			e.drop("alias_target.slug", aim["slug"].shown(), why)
			return
		}
		e.Stands = slug
		return
	}
	if all["pricing"].missing() {
		e.skip("no prices")
		return
	}
	p, ok := e.fields("pricing", all["pricing"])
	if !ok {
		return
	}
	if prompt, _ := p["prompt"].text(); prompt == "-1" && strings.HasPrefix(e.ID, "openrouter/") {
		if completion, _ := p["completion"].text(); completion == "-1" {
			e.skip("routers, whose price is known per request")
			return
		}
	}
	e.Released = e.day("created", all["created"])
	e.Context = e.count("context_length", all["context_length"])
	if provider := all["top_provider"]; provider.isObject() {
		limits, _ := provider.fields()
		e.MaxOutput = e.count("top_provider.max_completion_tokens", limits["max_completion_tokens"])
	}
	e.end("expiration_date", all["expiration_date"])
	e.openRouterPrices(p)
	if !e.out && len(e.Prices) == 0 && !e.refused {
		e.skip("no prices")
	}
}

// openRouterPrices reads the prices of one model.
func (e *entry) openRouterPrices(p map[string]value) {
	free := strings.HasSuffix(e.ID, ":free")
	image := imageKind(p)
	base := e.openRouterRates("", p, image)
	if !free && !e.zeros(base, "prompt", "completion") {
		return
	}
	if _, hasImage := base[image]; hasImage && e.bad[pricing.Input] {
		e.refuseKind(image, "image", p["image"].shown(), "by the token or by the image: its prompt price, which would tell, is refused")
	}
	overrides, ok := e.overrides(p["overrides"], image)
	if !ok {
		return
	}
	for i, o := range overrides {
		for _, k := range []pricing.Kind{pricing.Input, pricing.Output} {
			rate, there := o.rates[k]
			_, based := base[k]
			switch {
			case !there || !rate.IsZero() || free:
			case k == pricing.Output && !based:
				delete(o.rates, k)
			default:
				e.refuseKind(k, fmt.Sprintf("overrides[%d].%s", i, fieldOf(k)), "0", whyZero)
			}
		}
	}
	if reasoningIsOutput(base, overrides) {
		delete(base, pricing.Reasoning)
		for _, o := range overrides {
			delete(o.rates, pricing.Reasoning)
		}
	}
	e.resolve(base, overrides, free)
}

// fieldOf is the name that a kind has in the list.
func fieldOf(k pricing.Kind) string {
	for field, kind := range openRouterKinds {
		if kind == k {
			return field
		}
	}
	return "image"
}

// imageKind is what "image" prices: the tokens of pictures where it equals "prompt",
// though it is described as USD per image, else pictures.
func imageKind(p map[string]value) pricing.Kind {
	image, errImage := readRate(p["image"], perOne)
	prompt, errPrompt := readRate(p["prompt"], perOne)
	if errImage == nil && errPrompt == nil && image.Cmp(prompt) == 0 {
		return pricing.ImageIn
	}
	return pricing.Image
}

// openRouterRates reads the prices of an object: a model's own or those of an override. A
// 0 is no price, but that of prompt or completion is left for the caller to judge.
func (e *entry) openRouterRates(prefix string, p map[string]value, image pricing.Kind) map[pricing.Kind]pricing.Rate {
	rates := map[pricing.Kind]pricing.Rate{}
	for _, field := range slices.Sorted(maps.Keys(p)) {
		kind, known := openRouterKinds[field]
		if field == "image" {
			kind, known = image, true
		}
		if !known {
			continue
		}
		rate, ok := e.rate(kind, under(prefix, field), p[field], perOne)
		if ok && (!rate.IsZero() || kind == pricing.Input || kind == pricing.Output) {
			rates[kind] = rate
		}
	}
	return rates
}

// reasoningIsOutput reports whether reasoning costs what output costs wherever both are
// named: then it is no price of its own, and moves with output where an override names
// output alone.
func reasoningIsOutput(base map[pricing.Kind]pricing.Rate, overrides []override) bool {
	alike := func(rates map[pricing.Kind]pricing.Rate) bool {
		reasoning, there := rates[pricing.Reasoning]
		output, named := rates[pricing.Output]
		return !there || named && reasoning.Cmp(output) == 0
	}
	return alike(base) && !slices.ContainsFunc(overrides, func(o override) bool { return !alike(o.rates) })
}

// resolve works out what each kind costs at each prompt size and hour.
func (e *entry) resolve(base map[pricing.Kind]pricing.Rate, overrides []override, free bool) {
	var hours []span
	for _, o := range overrides {
		hours = append(hours, o.hours...)
	}
	week := cut(hours)
	for i := range overrides {
		overrides[i].in = make([]bool, len(week))
		for j, s := range week {
			overrides[i].in[j] = overrides[i].hours == nil || within(overrides[i].hours, s.from)
		}
	}
	for _, k := range pricing.Kinds() {
		named := slices.DeleteFunc(slices.Clone(overrides), func(o override) bool {
			_, names := o.rates[k]
			return !names
		})
		rate, based := base[k]
		if e.bad[k] || !based && len(named) == 0 {
			continue
		}
		prices, whole := []Price{{Kind: k, Rate: rate}}, true
		if len(named) > 0 {
			prices, whole = overridden(k, cell{rate: rate, ok: based}, week, named).prices(k)
		}
		if !whole {
			e.refuseKind(k, "overrides."+fieldOf(k), "", whyHours)
			continue
		}
		for i := range prices {
			prices[i].Free = free && prices[i].Rate.IsZero()
		}
		e.put(k, prices...)
	}
}

// overridden is the card of one kind that has a price of its own and overrides that name
// the kind: of those that hold, the last one counts.
func overridden(k pricing.Kind, own cell, week []span, named []override) card {
	c := card{overs: []int64{0}, week: week}
	for _, o := range named {
		c.overs = append(c.overs, o.over)
	}
	slices.Sort(c.overs)
	c.overs = slices.Compact(c.overs)
	c.at = func(over int64) []cell {
		cells := slices.Repeat([]cell{own}, len(week))
		for _, o := range named {
			if o.over > over {
				continue
			}
			there := cell{rate: o.rates[k], ok: true}
			for i, in := range o.in {
				if in {
					cells[i] = there
				}
			}
		}
		return cells
	}
	return c
}
