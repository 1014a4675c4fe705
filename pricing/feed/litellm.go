package feed

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tollbook/pricing"
)

// liteLLMKinds are the prices of LiteLLM's table: numbers of USD per token. See
// https://docs.litellm.ai/docs/provider_registration/add_model_pricing
var liteLLMKinds = map[string]pricing.Kind{
	"input_cost_per_token":                      pricing.Input,
	"output_cost_per_token":                     pricing.Output,
	"output_cost_per_reasoning_token":           pricing.Reasoning,
	"cache_read_input_token_cost":               pricing.CacheRead,
	"cache_creation_input_token_cost":           pricing.CacheWrite5m,
	"cache_creation_input_token_cost_above_1hr": pricing.CacheWrite1h,
	"input_cost_per_audio_token":                pricing.AudioIn,
	"output_cost_per_audio_token":               pricing.AudioOut,
}

// liteLLM reads LiteLLM's table, one object of models by their keys. Prices of batches,
// flex and priority are left: a gateway's own factors price those.
func (r *reader) liteLLM(root value) error {
	if !root.isObject() {
		return errors.New("want an object of models")
	}
	for key, raw := range root.members() {
		if !raw.isObject() {
			return errors.New("want an object of models, each an object")
		}
		if key == "sample_spec" {
			r.list.Entries++
			r.skip("a sample that is no model")
			continue
		}
		all, twice := raw.fields()
		seller, _ := all["litellm_provider"].text()
		if err := r.model(seller, strings.TrimPrefix(key, seller+"/"), key, raw, func(e *entry) { e.unique(all, twice, (*entry).liteLLM) }); err != nil {
			return err
		}
	}
	r.byKey()
	r.liteLLMIDs()
	return nil
}

// liteLLMIDs keeps of several keys that stand for one id of a provider ("acme-1" and
// "acme/acme-1") the first, and refuses those that differ from it.
func (r *reader) liteLLMIDs() {
	type id struct{ provider, id string }
	first := map[id]*entry{}
	for _, e := range r.entries {
		if e.out || len(e.Prices) == 0 {
			continue
		}
		kept, there := first[id{e.Provider, e.ID}]
		if !there {
			first[id{e.Provider, e.ID}] = e
			continue
		}
		e.out = true
		if !samePrices(kept.Prices, e.Prices) {
			e.refuse("", e.Key, fmt.Sprintf("other prices than under %q, which counts", kept.Key))
		}
	}
}

// liteLLM reads one model.
func (e *entry) liteLLM(all map[string]value) {
	kinds := map[pricing.Kind]tiers{}
	for field, v := range e.raw.members() {
		if strings.Contains(field, "dbu_cost") {
			e.skip("priced in units that are not USD per token")
			return
		}
		if k, over, ok := liteLLMField(field); ok {
			e.liteLLMPrice(kinds, k, field, over, v)
		}
	}
	if search, ok := all["search_context_cost_per_query"]; ok && search.isObject() {
		sizes, _ := search.fields()
		const medium = "search_context_size_medium"
		e.liteLLMPrice(kinds, pricing.WebSearch, "search_context_cost_per_query."+medium, 0, sizes[medium])
	}
	i := 0
	for raw := range all["tiered_pricing"].elements() {
		if i++; i > maxTiers {
			e.drop("tiered_pricing", "", fmt.Sprintf("more than %d of them", maxTiers))
			return
		}
		if !e.liteLLMTier(kinds, fmt.Sprintf("tiered_pricing[%d]", i-1), raw) {
			return
		}
	}
	if searches := kinds[pricing.WebSearch]; len(kinds) == 0 || len(kinds) == 1 && searches != nil {
		if !e.refused {
			e.skip("no price per token")
		}
		return
	}
	e.Context = e.count("max_input_tokens", all["max_input_tokens"])
	e.MaxOutput = e.count("max_output_tokens", all["max_output_tokens"])
	e.end("deprecation_date", all["deprecation_date"])
	e.putTiers(kinds)
}

// liteLLMTier reads one tier of a list of them. Its range is prompt sizes, and its lower
// end the one above which it holds; a range of something else is no tier of ours.
func (e *entry) liteLLMTier(kinds map[pricing.Kind]tiers, field string, raw value) bool {
	tier, ok := e.fields(field, raw)
	if !ok {
		return false
	}
	if tier["range"].missing() {
		return true
	}
	over, err := int64(0), errors.New("not a size of prompts")
	for low := range tier["range"].elements() {
		over, err = readCount(low)
		break
	}
	if err != nil {
		e.drop(under(field, "range"), tier["range"].shown(), err.Error())
		return false
	}
	for name, v := range raw.members() {
		if k, known := liteLLMKinds[name]; known {
			e.liteLLMPrice(kinds, k, under(field, name), over, v)
		}
	}
	return true
}

// liteLLMPrice reads one price. A 0 may stand for unknown: it is no price.
func (e *entry) liteLLMPrice(kinds map[pricing.Kind]tiers, k pricing.Kind, field string, over int64, v value) {
	if rate, ok := e.rate(k, field, v, perOne); ok && !rate.IsZero() {
		e.setTier(kinds, k, field, over, rate)
	}
}

// liteLLMField says which price a field is: "input_cost_per_token_above_128k_tokens" is
// that of input for prompts of more than 128,000 tokens. It returns false for any other
// field, and for those of other tiers of service (_batches, _flex, _priority).
func liteLLMField(field string) (k pricing.Kind, over int64, ok bool) {
	if k, ok = liteLLMKinds[field]; ok {
		return k, 0, true
	}
	name, isTier := strings.CutSuffix(field, "k_tokens")
	at := strings.LastIndex(name, "_above_")
	if !isTier || at < 0 {
		return 0, 0, false
	}
	thousands, err := strconv.ParseUint(name[at+len("_above_"):], 10, 20)
	if err != nil || thousands == 0 {
		return 0, 0, false
	}
	k, ok = liteLLMKinds[name[:at]]
	return k, int64(thousands) * 1000, ok
}
