package usagefile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"tollbook/pricing"
)

// Langfuse's export of observations, as a table or as JSON: one row a call of a model.
// Spans, events and tools are observations too, and no calls. The dollars are what
// Langfuse's own list of prices makes of the usage, or what whoever sent it said; no
// gateway took them. Prompts, answers and metadata are not read.
//
// The same generations as sums of days come from Langfuse's database (engine/langfuse.go),
// which takes the same types, the same keys of usageDetails and the same dollars. Key: id.
func init() {
	for _, f := range []*Format{
		{
			Name:  "langfuse-observations-csv",
			Needs: []string{"id", "type", "startTime", "providedModelName", "usageDetails"},
			Inner: []string{"usageDetails{}", "costDetails.total"},
		},
		{
			Name:   "langfuse-observations-json",
			Needs:  []string{"id", "type", "startTime", "providedModelName", "usageDetails{}"},
			Fields: []string{"id", "type", "startTime", "providedModelName", "usageDetails{}", "costDetails.total", "totalCost", "userId", "traceName"},
		},
	} {
		f.Found = "Langfuse, Tracing, Observations: Export as CSV, JSON or JSONL"
		f.Gateway, f.View, f.columns = "langfuse", Requests, langfuse
		register(f)
	}
}

// langfuseCalls are the types of observations that are calls of a model.
var langfuseCalls = []string{"GENERATION", "EMBEDDING"}

// LangfuseCalls are the types of Langfuse's observations that are calls of a model, whichever
// way a reader comes by them.
func LangfuseCalls() []string { return slices.Clone(langfuseCalls) }

func langfuse(h *header, _ Options) rowReader {
	id, kind, at, model := h.col("id"), h.col("type"), h.col("startTime"), h.col("providedModelName")
	usage, total, details := h.col("usageDetails{}"), h.col("totalCost"), h.col("costDetails.total")
	user, trace := h.col("userId"), h.col("traceName")
	return func(c *cells) Row {
		if !slices.Contains(langfuseCalls, c.text(kind)) {
			c.idle = true
			c.note("1 observation is no call of a model: it is left out", "%d observations are no calls of a model: they are left out")
			return Row{}
		}
		r := Row{ID: c.need(id), At: c.time(at), Model: c.text(model), User: label(c.text(user)), App: label(c.text(trace)), Requests: 1}
		if r.Model == "" {
			r.Model = NoModel
		}
		keys := c.langfuseTokens(&r, usage)
		cost := total
		if c.text(cost) == "" {
			cost = details
		}
		if r.HasCost = c.text(cost) != ""; r.HasCost {
			r.Cost = c.money(cost)
		}
		if keys == 0 && !r.HasCost {
			c.idle = true
			c.note("1 call has neither tokens nor dollars: it is left out", "%d calls have neither tokens nor dollars: they are left out")
		}
		return r
	}
}

// langfuseTokens puts the counts of usageDetails into a row, and returns how many keys it
// has. Output includes Reasoning in a row, and not in Langfuse.
func (c *cells) langfuseTokens(r *Row, usage int) (keys int) {
	text := c.text(usage)
	if text == "" {
		return 0
	}
	eachRow([]byte(text), func(name, raw []byte, _ int) {
		keys++
		key := unquote(name)
		k, sum, known := LangfuseKind(key)
		switch {
		case !known:
			c.warn(fmt.Sprintf("usageDetails has the key %q, which belongs to no kind of token and is not counted", key))
			return
		case sum || bytes.Equal(raw, []byte("null")):
			return
		}
		n, err := ParseCount(strings.Trim(string(raw), `"`))
		if err != nil {
			c.fault(usage, key+": "+err.Error())
			return
		}
		r.Tokens[k] += n
	})
	r.Tokens[pricing.Output] += r.Tokens[pricing.Reasoning]
	return keys
}

// langfuseKinds are the kinds of tokens by the keys of usageDetails (usage_details in its database),
// of which each SDK has its own. They are disjoint, so what was read from the cache is in no other.
var langfuseKinds = map[string]pricing.Kind{
	"input":  pricing.Input,
	"output": pricing.Output,

	"input_cached_tokens": pricing.CacheRead, "input_cached": pricing.CacheRead, "input_cache_read": pricing.CacheRead, "input_cache_read_tokens": pricing.CacheRead,
	"input_cache_read_input_tokens": pricing.CacheRead, "cache_read_input_tokens": pricing.CacheRead, "cached_tokens": pricing.CacheRead,
	"input_cached_content_token_count": pricing.CacheRead, "cached_content_token_count": pricing.CacheRead,

	"input_cache_creation": pricing.CacheWrite5m, "input_cache_creation_5m": pricing.CacheWrite5m, "input_cache_creation_input_tokens": pricing.CacheWrite5m,
	"input_cache_write": pricing.CacheWrite5m, "cache_creation_input_tokens": pricing.CacheWrite5m, "input_cache_creation_tokens": pricing.CacheWrite5m,
	"ephemeral_5m_input_tokens": pricing.CacheWrite5m,

	"input_cache_creation_1h": pricing.CacheWrite1h, "input_cache_write_1h": pricing.CacheWrite1h, "ephemeral_1h_input_tokens": pricing.CacheWrite1h,
	"cache_creation_1h_input_tokens": pricing.CacheWrite1h,

	"output_reasoning_tokens": pricing.Reasoning, "output_reasoning": pricing.Reasoning, "reasoning_tokens": pricing.Reasoning,
	"thoughts_token_count": pricing.Reasoning, "output_thoughts": pricing.Reasoning,

	"input_audio_tokens": pricing.AudioIn, "input_audio": pricing.AudioIn, "output_audio_tokens": pricing.AudioOut, "output_audio": pricing.AudioOut,
	"input_image_tokens": pricing.ImageIn, "input_image": pricing.ImageIn, "output_image_tokens": pricing.ImageOut, "output_image": pricing.ImageOut,
}

// LangfuseKind is the kind of a key of usage_details. The keys total are sums of others, and
// of what else there is only input_... and output_... say where they belong.
func LangfuseKind(key string) (k pricing.Kind, sum, known bool) {
	name := strings.ToLower(key)
	if k, known = langfuseKinds[name]; known {
		return k, false, true
	}
	switch {
	case name == "total" || strings.HasPrefix(name, "total_") || strings.HasSuffix(name, "_total"):
		return 0, true, true
	case strings.HasPrefix(name, "input_"):
		return pricing.Input, false, true
	case strings.HasPrefix(name, "output_"):
		return pricing.Output, false, true
	}
	return 0, false, false
}
