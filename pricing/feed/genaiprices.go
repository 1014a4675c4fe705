package feed

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
)

// genAIKinds are the prices of genai-prices that the catalog has a kind for. See
// https://github.com/pydantic/genai-prices/blob/main/prices/new_data/v2/data.schema.json
// Where two fields mean one kind, the later one is closer and wins.
var genAIKinds = []priceField{
	{"input_mtok", pricing.Input, perMillion},
	{"output_mtok", pricing.Output, perMillion},
	{"cache_read_mtok", pricing.CacheRead, perMillion},
	{"cache_write_mtok", pricing.CacheWrite5m, perMillion},
	{"cache_write_5m_mtok", pricing.CacheWrite5m, perMillion},
	{"cache_write_1h_mtok", pricing.CacheWrite1h, perMillion},
	{"output_reasoning_mtok", pricing.Reasoning, perMillion},
	{"input_audio_mtok", pricing.AudioIn, perMillion},
	{"output_audio_mtok", pricing.AudioOut, perMillion},
	{"cache_audio_read_mtok", pricing.AudioCacheRead, perMillion},
	{"input_image_mtok", pricing.ImageIn, perMillion},
	{"output_image_mtok", pricing.ImageOut, perMillion},
	{"cache_image_read_mtok", pricing.ImageCacheRead, perMillion},
	{"input_video_mtok", pricing.VideoIn, perMillion},
	{"output_video_mtok", pricing.VideoOut, perMillion},
	{"output_citation_mtok", pricing.Citation, perMillion},
	{"requests_kcount", pricing.Request, perThousand},
	{"web_searches_kcount", pricing.WebSearch, perThousand},
}

// lastBefore are starts of tiers that genai-prices writes as the last prompt below the
// size that the publisher names. Others are taken as they are.
var lastBefore = map[int64]int64{127_999: 128_000, 199_999: 200_000, 271_999: 272_000}

// maxAlternatives is how many sets of prices a model may have, by dates and hours.
const maxAlternatives = 16

// genAIPrices reads genai-prices' second form. (Its first, prices/data.json, has no
// tiers and no dates any more.)
func (r *reader) genAIPrices(root value) error {
	if !root.isArray() {
		return errors.New("want a list of providers")
	}
	for provider := range root.elements() {
		top, twice := provider.fields()
		if twice != "" || !top["models"].isArray() {
			return errors.New(`want providers with a list of models, "models", each`)
		}
		seller, _ := top["id"].text()
		for raw := range top["models"].elements() {
			all, twice := raw.fields()
			id, _ := all["id"].text()
			if err := r.model(seller, id, seller+"/"+id, raw, func(e *entry) { e.unique(all, twice, (*entry).genAIPrices) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// An alternative is one set of prices of a model; the last one that holds is in force,
// and the first one where none does.
type alternative struct {
	from  time.Time // zero is since ever
	hours []span    // nil is all the time
	kinds map[pricing.Kind]tiers
}

// since is from when on the feed says that it holds, of one that does at begin.
func (a *alternative) since(begin time.Time) time.Time {
	if a.from.After(begin) { // the first, where none holds
		return time.Time{}
	}
	return a.from
}

// genAIPrices reads one model.
func (e *entry) genAIPrices(all map[string]value) {
	e.Context = e.count("context_window", all["context_window"])
	var alternatives []alternative
	switch v := all["prices"]; {
	case v.isObject():
		kinds, ok := e.genAISet("prices", v)
		if !ok {
			return
		}
		alternatives = []alternative{{kinds: kinds}}
	case v.isArray():
		for raw := range v.elements() {
			if len(alternatives) == maxAlternatives {
				e.drop("prices", "", fmt.Sprintf("more than %d alternatives", maxAlternatives))
				return
			}
			a, ok := e.alternative(fmt.Sprintf("prices[%d]", len(alternatives)), raw)
			if !ok {
				return
			}
			alternatives = append(alternatives, a)
		}
	}
	if len(alternatives) == 0 {
		if all["prices"].missing() || all["prices"].isArray() || all["prices"].isObject() {
			e.skip("no prices")
		} else {
			e.drop("prices", all["prices"].shown(), "neither an object nor a list")
		}
		return
	}
	e.steps(alternatives)
	switch {
	case e.zero:
		e.r.skip(whyUnknown)
	case len(e.Prices) == 0 && !e.refused:
		e.skip("no prices")
	}
}

// alternative reads one set of prices and when it holds.
func (e *entry) alternative(field string, v value) (a alternative, ok bool) {
	all, ok := e.fields(field, v)
	if !ok {
		return a, false
	}
	if c := all["constraint"]; !c.missing() {
		where := under(field, "constraint")
		limits, ok := e.fields(where, c)
		if !ok {
			return a, false
		}
		if bad := a.constrain(limits); bad != "" {
			e.drop(under(where, bad), limits[bad].shown(), "can't be understood")
			return a, false
		}
	}
	a.kinds, ok = e.genAISet(under(field, "prices"), all["prices"])
	return a, ok
}

// constrain reads when an alternative holds. It returns the field that it can't read.
func (a *alternative) constrain(limits map[string]value) (bad string) {
	for _, name := range []string{"start_date", "start_time", "end_time"} {
		v, there := limits[name]
		text, _ := v.text()
		if !there {
			continue
		}
		if name == "start_date" {
			var err error
			if a.from, err = time.Parse(pricing.Day, text); err != nil || a.from.IsZero() {
				return name
			}
			continue
		}
		if _, ok := timeOfDay(text); !ok {
			return name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(limits)) {
		switch name {
		case "type", "start_date", "start_time", "end_time":
		default:
			return name
		}
	}
	_, hasStart := limits["start_time"]
	_, hasEnd := limits["end_time"]
	switch {
	case hasStart != hasEnd:
		return "end_time"
	case !hasStart && a.from.IsZero():
		return "type"
	case !hasStart:
		return ""
	case !a.from.IsZero():
		return "start_date"
	}
	start, _ := limits["start_time"].text()
	end, _ := limits["end_time"].text()
	from, _ := timeOfDay(start)
	to, _ := timeOfDay(end)
	if to == 0 {
		to = dayMinutes
	}
	if from >= to { // genai-prices' own readers take no hours over midnight
		return "end_time"
	}
	a.hours = hoursOn(allDays, from, to)
	return ""
}

// timeOfDay reads a whole minute of the day in UTC: "16:30:00Z".
func timeOfDay(s string) (minutes int, ok bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(s, "Z"), "+00:00")
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, s); err == nil && t.Second() == 0 && t.Nanosecond() == 0 {
			return t.Hour()*60 + t.Minute(), true
		}
	}
	return 0, false
}

// genAISet reads one set of prices.
func (e *entry) genAISet(field string, v value) (map[pricing.Kind]tiers, bool) {
	all, ok := e.fields(field, v)
	if !ok {
		return nil, false
	}
	kinds := map[pricing.Kind]tiers{}
	for _, k := range genAIKinds {
		if v := all[k.field]; !v.missing() {
			if t := e.genAITiers(k.kind, under(field, k.field), v, k.unit); len(t) > 0 {
				kinds[k.kind] = t
			}
		}
	}
	return kinds, true
}

// genAITiers reads one price: a number, or {"base": 0.1, "tiers": [{"start": 100000,
// "price": 0.5}]}. A tier holds for the whole of a prompt that is over its start.
func (e *entry) genAITiers(k pricing.Kind, field string, v value, unit int32) tiers {
	t := tiers{}
	set := func(field string, over int64, v value) {
		rate, ok := e.rate(k, field, v, unit)
		if !ok {
			return
		}
		if _, there := t[over]; there {
			e.refuseKind(k, field, v.shown(), "two prices for one size of prompt")
			return
		}
		if rate.IsZero() {
			e.zero = true
			return
		}
		t[over] = rate
	}
	if !v.isObject() {
		set(field, 0, v)
		return t
	}
	all, twice := v.fields()
	if twice != "" {
		e.refuseKind(k, under(field, twice), "", whyTwice)
		return nil
	}
	set(under(field, "base"), 0, all["base"])
	i := 0
	for raw := range all["tiers"].elements() {
		where := fmt.Sprintf("%s.tiers[%d]", field, i)
		if i++; i > maxTiers {
			e.refuseKind(k, field, "", fmt.Sprintf("more than %d tiers", maxTiers))
			return nil
		}
		tier, _ := raw.fields()
		start, err := readCount(tier["start"])
		if err != nil || start == 0 {
			e.refuseKind(k, under(where, "start"), tier["start"].shown(), "not a size of prompts")
			return nil
		}
		if size, there := lastBefore[start]; there {
			start = size
		}
		set(under(where, "price"), start, tier["price"])
	}
	return t
}
