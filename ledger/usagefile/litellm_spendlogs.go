package usagefile

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// LiteLLM's spend logs: one row a request of its proxy, priced by LiteLLM's own
// table. They come as the rows of its table, as JSON or as a dump (COPY), and as the logs
// that its callbacks write to files and buckets, which call some things by other names
// and write times as seconds. A request has one id in all of them.
//
// Metadata may be an object or text that holds one; its usage_object is the
// provider's usage. It tells the cached tokens, which prompt_tokens includes (but
// for old versions with Anthropic's models), in OpenAI's words or in Anthropic's,
// and which of the written ones stay for an hour. Times are camelCase. Prompts,
// answers, addresses and the hash of the key are not read. Key: request_id, or id.
func init() {
	table := []string{"request_id", "startTime", "model", "spend", "prompt_tokens", "completion_tokens"}
	register(&Format{
		Name:    "litellm-spendlogs-json",
		Found:   "the table LiteLLM_SpendLogs as JSON, or GET /spend/logs/v2",
		Gateway: "litellm",
		View:    Requests,
		Needs:   table,
		Fields: slices.Concat([]string{"request_id", "call_type", "startTime", "model", "model_group", "custom_llm_provider", "spend", "prompt_tokens", "completion_tokens", "total_tokens",
			"user", "end_user", "team_id"}, litellmInner),
		Lists:   []string{"data"},
		columns: litellmSpendLogs,
	})
	register(&Format{
		Name:    "litellm-spendlogs-csv",
		Found:   `psql -c '\copy "LiteLLM_SpendLogs" TO spend.csv CSV HEADER'`,
		Gateway: "litellm",
		View:    Requests,
		Needs:   table,
		Inner:   litellmInner,
		columns: litellmSpendLogs,
	})
	register(&Format{
		Name:    "litellm-callback-json",
		Found:   "LiteLLM's logs of requests in S3, GCS or a file",
		Gateway: "litellm",
		View:    Requests,
		Needs:   []string{"id", "startTime", "model", "response_cost", "prompt_tokens", "completion_tokens"},
		Fields: slices.Concat([]string{"id", "call_type", "startTime", "model", "model_group", "custom_llm_provider", "response_cost", "prompt_tokens", "completion_tokens", "total_tokens",
			"end_user", "metadata.user_api_key_user_id", "metadata.user_api_key_team_id"}, litellmInner),
		columns: litellmSpendLogs,
	})
}

// litellmInner are what is read of a request's lists and objects, which a dump of the table
// has as JSON in its cells.
var litellmInner = []string{"request_tags[]", "metadata.user_api_key_alias",
	"metadata.usage_object.service_tier", "metadata.usage_object.speed", "metadata.usage_object.inference_geo",
	"metadata.usage_object.cache_read_input_tokens", "metadata.usage_object.cache_creation_input_tokens",
	"metadata.usage_object.cache_creation.ephemeral_5m_input_tokens", "metadata.usage_object.cache_creation.ephemeral_1h_input_tokens",
	"metadata.usage_object.prompt_tokens_details.cached_tokens", "metadata.usage_object.prompt_tokens_details.cache_creation_tokens",
	"metadata.usage_object.prompt_tokens_details.cache_creation_token_details.ephemeral_5m_input_tokens",
	"metadata.usage_object.prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens",
	"metadata.usage_object.prompt_tokens_details.audio_tokens", "metadata.usage_object.prompt_tokens_details.image_tokens",
	"metadata.usage_object.completion_tokens_details.audio_tokens", "metadata.usage_object.completion_tokens_details.image_tokens",
	"metadata.usage_object.completion_tokens_details.reasoning_tokens",
}

// noCalls are the call_types that fetch or change a stored response. The proxy logs
// such a request with all that the response cost when it was made, under an id of
// its own (BerriAI/litellm#17814).
var noCalls = []string{
	"get_responses", "aget_responses", "delete_responses", "adelete_responses", "cancel_responses", "acancel_responses", "list_input_items", "alist_input_items",
}

// LiteLLMNoCalls are the call_types of LiteLLM's rows that are no calls: a reader of its
// table leaves them out, whichever way it comes by the rows.
func LiteLLMNoCalls() []string { return slices.Clone(noCalls) }

func litellmSpendLogs(h *header, _ Options) rowReader {
	const usage = "metadata.usage_object."
	const prompts = usage + "prompt_tokens_details."
	const writes = prompts + "cache_creation_token_details."
	id, kind, at, model, group := h.either("request_id", "id"), h.col("call_type"), h.col("startTime"), h.col("model"), h.col("model_group")
	provider, spend, user, endUser := h.col("custom_llm_provider"), h.either("spend", "response_cost"), h.either("user", "metadata.user_api_key_user_id"), h.col("end_user")
	prompt, completion, total := h.col("prompt_tokens"), h.col("completion_tokens"), h.col("total_tokens")
	key, team, tags := h.col("metadata.user_api_key_alias"), h.either("team_id", "metadata.user_api_key_team_id"), h.col("request_tags[]")
	tier, speed, geo := h.col(usage+"service_tier"), h.col(usage+"speed"), h.col(usage+"inference_geo")
	read, write := h.col(usage+"cache_read_input_tokens"), h.col(usage+"cache_creation_input_tokens")
	cached, written := h.col(prompts+"cached_tokens"), h.col(prompts+"cache_creation_tokens")
	write5m, write1h := h.col(writes+"ephemeral_5m_input_tokens"), h.col(writes+"ephemeral_1h_input_tokens")
	own5m, own1h := h.col(usage+"cache_creation.ephemeral_5m_input_tokens"), h.col(usage+"cache_creation.ephemeral_1h_input_tokens") // Anthropic's own
	const answers = usage + "completion_tokens_details."
	reasoning := h.col(answers + "reasoning_tokens")
	parts := media{h.col(prompts + "audio_tokens"), -1, h.col(answers + "audio_tokens"), h.col(prompts + "image_tokens"), -1, h.col(answers + "image_tokens")}
	// The table cuts times to milliseconds, and a request has the same one in all of its logs.
	return func(c *cells) Row {
		if slices.Contains(noCalls, c.text(kind)) {
			c.idle = true
			c.note("1 retrieval of a stored response is no call: it is left out", "%d retrievals of stored responses are no calls: they are left out")
			return Row{}
		}
		r := Row{
			ID: c.need(id), At: c.time(at).Truncate(time.Millisecond), Model: c.text(model), Provider: c.text(provider),
			Key: label(c.text(key)), User: label(c.text(endUser)), Team: label(c.text(team)), App: joinedTags(c.text(tags)),
			Requests: 1, Cost: c.part(spend), HasCost: c.text(spend) != "",
			Service:      ServiceOf(c.text(tier), c.text(geo), c.text(speed)),
			CacheUnknown: !c.has(read) && !c.has(cached),
		}
		if r.User == "" {
			r.User = label(c.text(user))
		}
		if r.Model == "" { // a request that failed before a model was chosen
			r.Model = c.text(group)
		}
		if r.Model == "" {
			r.Model = NoModel
		}
		hour := max(c.count(write1h), c.count(own1h))
		short := max(c.count(write), c.count(written), max(c.count(write5m), c.count(own5m))+hour) - hour
		whole := c.count(prompt)
		r.SetPrompt(whole, max(c.count(read), c.count(cached)), short, hour)
		r.setOutput(c.count(completion), c.count(reasoning), whole, c.count(total))
		c.setMedia(&r, parts)
		return r
	}
}

// joinedTags are a request's tags, but for those that name a person, as one label.
func joinedTags(list string) string {
	var tags []string
	if json.Unmarshal([]byte(list), &tags) != nil {
		return "" // none, or something else that says nothing of the spend
	}
	tags = slices.DeleteFunc(tags, func(tag string) bool { return label(tag) == "" })
	return strings.Join(tags, ",")
}
