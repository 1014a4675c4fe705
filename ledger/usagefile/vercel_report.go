package usagefile

import "strings"

// Vercel AI Gateway's GET /v1/report: sums by UTC day or hour and by the one thing that it
// was asked to group by: model, user, tag, provider or credential type. total_cost is what
// Vercel charged, which is nothing for calls on the user's own keys; market_cost, what the
// tokens cost at list price, is not read. input_tokens is taken to include the cached ones.
// Users that are e-mails are not kept. Key: the bucket's start and what it is grouped by; a
// later report replaces it.
//
// A report by tag counts a request under each of its tags, so its sum may be more than was
// charged: it counts only where nothing better is known of a day.
func init() {
	register(&Format{
		Name:    "vercel-report-json",
		Found:   "GET /v1/report?date_part=day&group_by=model",
		Gateway: "vercel",
		View:    Buckets,
		anyView: true,
		Needs:   []string{"total_cost", "input_tokens", "output_tokens", "request_count"},
		Fields: []string{"day", "hour", "model", "user", "tag", "provider", "credential_type", "total_cost", "market_cost",
			"input_tokens", "cached_input_tokens", "cache_creation_input_tokens", "output_tokens", "reasoning_tokens", "request_count", otherFields},
		Lists:   []string{"results"},
		ahead:   true,
		columns: vercelReport,
	})
}

func vercelReport(h *header, _ Options) rowReader {
	day, hour, cost, requests := h.col("day"), h.col("hour"), h.col("total_cost"), h.col("request_count")
	model, user, tag, provider, credential := h.col("model"), h.col("user"), h.col("tag"), h.col("provider"), h.col("credential_type")
	prompt, read, write := h.col("input_tokens"), h.col("cached_input_tokens"), h.col("cache_creation_input_tokens")
	completion, reasoning, other := h.col("output_tokens"), h.col("reasoning_tokens"), h.col(otherFields)
	groups, others := []int{model, user, tag, provider, credential}, h.others(other)
	return func(c *cells) Row {
		at, width := day, "days"
		if c.has(hour) {
			at, width = hour, "hours"
		}
		if !c.has(at) {
			c.fault(day, "is missing: the report sums up its whole time; fetch it with date_part=day")
			return Row{}
		}
		r := Row{
			Bucket: true, Mixed: true, At: c.time(at), Model: c.text(model), User: label(c.text(user)), App: label(c.text(tag)), Provider: c.text(provider),
			Dims:     strings.Join([]string{c.text(user), c.text(tag), c.text(credential), c.text(other)}, "\x00"),
			Requests: c.count(requests), Cost: c.money(cost), HasCost: true, CacheUnknown: !c.has(read),
			OwnKey: strings.EqualFold(c.text(credential), "byok"),
		}
		var grouped []string
		for _, group := range groups {
			if c.has(group) {
				grouped = append(grouped, h.columns[group])
			}
		}
		r.Grain = width + by(append(grouped, others...))
		switch {
		case !c.has(model):
			r.Model = c.grouped(model, "group_by=model")
		case r.Model == "":
			r.Model = NoModel
		}
		if c.has(tag) {
			r.View = Costs
			c.warn("the report is grouped by tag and counts a request under each of its tags: its sum may be more than was charged; a report by model counts before it")
		}
		r.SetPrompt(c.count(prompt), c.count(read), c.count(write), 0)
		r.setOutput(c.count(completion), c.count(reasoning), 0, 0)
		return r
	}
}
