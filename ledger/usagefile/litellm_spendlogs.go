package usagefile

// LiteLLM's spend logs: one row a request of its proxy, priced by LiteLLM's own
// table. Metadata may be an object or text that holds one; its usage_object tells
// the cached tokens, which prompt_tokens includes, but for old versions with
// Anthropic's models. Times are camelCase. Prompts, answers, addresses and the
// hash of the key are not read. Key: request_id.
func init() {
	register(&Format{
		Name:    "litellm-spendlogs-json",
		Gateway: "litellm",
		View:    Requests,
		Needs:   []string{"request_id", "startTime", "model", "spend", "prompt_tokens", "completion_tokens"},
		Fields: []string{"request_id", "startTime", "model", "model_group", "custom_llm_provider", "spend", "prompt_tokens", "completion_tokens", "total_tokens",
			"user", "end_user", "metadata.user_api_key_alias", "metadata.usage_object.cache_read_input_tokens",
			"metadata.usage_object.cache_creation_input_tokens", "metadata.usage_object.prompt_tokens_details.cached_tokens",
			"metadata.usage_object.completion_tokens_details.reasoning_tokens"},
		Lists:   []string{"data"},
		columns: litellmSpendLogs,
	})
}

func litellmSpendLogs(h *header, _ Options) rowReader {
	id, at, model, group := h.col("request_id"), h.col("startTime"), h.col("model"), h.col("model_group")
	provider, spend, user, endUser := h.col("custom_llm_provider"), h.col("spend"), h.col("user"), h.col("end_user")
	prompt, completion, total := h.col("prompt_tokens"), h.col("completion_tokens"), h.col("total_tokens")
	key := h.col("metadata.user_api_key_alias")
	read, write := h.col("metadata.usage_object.cache_read_input_tokens"), h.col("metadata.usage_object.cache_creation_input_tokens")
	cached, reasoning := h.col("metadata.usage_object.prompt_tokens_details.cached_tokens"), h.col("metadata.usage_object.completion_tokens_details.reasoning_tokens")
	return func(c *cells) Row {
		r := Row{
			ID: c.need(id), At: c.time(at), Model: c.text(model), Provider: c.text(provider),
			Key: label(c.text(key)), User: label(c.text(endUser)),
			Requests: 1, Cost: c.money(spend), HasCost: true,
			CacheUnknown: !c.has(read) && !c.has(cached),
		}
		if r.User == "" {
			r.User = label(c.text(user))
		}
		if r.Model == "" { // a request that failed before a model was chosen
			r.Model = c.text(group)
		}
		if r.Model == "" {
			r.Model = noModel
		}
		reads := c.count(read)
		if reads == 0 {
			reads = c.count(cached)
		}
		r.setPrompt(c.count(prompt), reads, c.count(write), 0)
		r.setOutput(c.count(completion), c.count(reasoning), c.count(prompt), c.count(total))
		return r
	}
}
