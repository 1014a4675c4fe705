package usagefile

import (
	"slices"
	"strings"

	"tollbook/pricing"
)

// OpenRouter's POST /analytics/query: sums by what was asked for, of up to 365 days. The
// same money as GET /activity, and unlike that with cached tokens. credits_usage is all
// that was taken from credits, the fees of own keys too; total_usage has what own keys paid
// to providers in it, which byok_usage tells. Counts come as texts. Keys, apps, users and
// workspaces come by their labels; those that are e-mails are not kept. Key: the bucket's
// start and every dimension, a further one too; a later answer replaces it.
//
// An answer without a granularity does not say when anything was used, and a truncated one
// not what is missing: both are refused. Weeks and months stand beside finer sums of the
// same days, by their tokens.
func init() {
	f := &Format{
		Name:    analyticsName,
		Found:   "POST /api/v1/analytics/query, by day: up to a year",
		Gateway: "openrouter",
		View:    Buckets,
		Needs:   []string{"credits_usage"},
		Or:      [][]string{{"total_usage", "request_count"}, {"total_usage", "tokens_prompt"}, {"total_usage", "byok_usage"}},
		Fields: append(slices.Concat(analyticsDates, analyticsLongDimensions, analyticsDimensions), "request_count", "byok_request_count",
			"tokens_prompt", "cached_tokens", "tokens_completion", "reasoning_tokens", "tokens_total",
			"credits_usage", "byok_usage", "total_usage", "usage_web", "usage_file", otherFields),
		Lists:   []string{"data.data"},
		ahead:   true,
		columns: openrouterAnalytics,
	}
	register(f)
	for _, width := range []string{Weeks, Months} {
		for some := range 1 << len(analyticsLongDimensions) {
			var names []string
			for i, name := range analyticsLongDimensions {
				if some&(1<<i) != 0 {
					names = append(names, name)
				}
			}
			long[Buckets.From(f.Name, width+by(names))] = width
		}
	}
}

const analyticsName = "openrouter-analytics-json"

var (
	analyticsDates  = []string{"date__minute", "date__hour", "date__day", "date__week", "date__month"}
	analyticsWidths = []string{"minutes", "hours", "days", Weeks, Months} // of the buckets that begin at a date
	// analyticsLongDimensions are those of any time range, and analyticsDimensions those of
	// up to 31 days.
	analyticsLongDimensions = []string{"model", "variant", "api_key_id", "app", "user", "workspace"}
	analyticsDimensions     = []string{"provider", "origin", "country", "finish_reason", "external_user", "context_length_bucket", "generation_id"}
)

func openrouterAnalytics(h *header, _ Options) rowReader {
	columnsOf := func(names []string) (columns []int) {
		for _, name := range names {
			columns = append(columns, h.col(name))
		}
		return columns
	}
	dates, dimensions := columnsOf(analyticsDates), columnsOf(slices.Concat(analyticsLongDimensions, analyticsDimensions))
	model, variant, key, app := h.col("model"), h.col("variant"), h.col("api_key_id"), h.col("app")
	user, endUser, workspace, provider := h.col("user"), h.col("external_user"), h.col("workspace"), h.col("provider")
	requests, ownRequests := h.col("request_count"), h.col("byok_request_count")
	prompt, cached, completion := h.col("tokens_prompt"), h.col("cached_tokens"), h.col("tokens_completion")
	reasoning, tokens := h.col("reasoning_tokens"), h.col("tokens_total")
	credits, own, total := h.col("credits_usage"), h.col("byok_usage"), h.col("total_usage")
	web, file, other := h.col("usage_web"), h.col("usage_file"), h.col(otherFields)
	others := h.others(other)
	return func(c *cells) Row {
		at := slices.IndexFunc(dates, c.has)
		if at < 0 {
			c.fault(h.col("date__day"), "is missing: the answer sums up its whole time; ask with a granularity, such as day")
			return Row{}
		}
		r := Row{
			Bucket: true, Mixed: true, Model: withVariant(c.text(model), c.text(variant)), Provider: c.text(provider),
			Key: label(c.text(key)), App: label(c.text(app)), User: label(c.text(user)), Team: label(c.text(workspace)),
			Requests: c.count(requests), HasCost: true, OwnKeyUSD: c.part(own), CacheUnknown: !c.has(cached),
		}
		switch width := analyticsWidths[at]; width {
		case "minutes", "hours":
			r.At = c.time(dates[at])
		case Months:
			r.At = c.month(dates[at])
		default:
			r.At = c.day(dates[at])
		}
		if r.User == "" {
			r.User = label(c.text(endUser))
		}
		if !c.has(model) {
			r.Model = c.grouped(model, "the dimension model")
		} else if c.text(model) == "" {
			r.Model = NoModel
		}

		var grouped, values []string
		for _, i := range dimensions {
			if c.has(i) {
				grouped = append(grouped, h.columns[i])
			}
			values = append(values, c.text(i))
		}
		grouped = append(grouped, others...)
		r.Grain = analyticsWidths[at] + by(grouped)
		r.Dims = strings.Join(append(values, c.text(other)), "\x00")
		told := c.has(prompt) && c.has(completion)
		switch {
		case at < slices.Index(analyticsWidths, Weeks):
			if !told {
				c.warn("the answer has no tokens: ask for tokens_prompt, cached_tokens and tokens_completion too")
			}
		case Long(Buckets.From(analyticsName, r.Grain)) == "":
			c.fault(dates[at], "a sum of more than a day can't be told by "+strings.Join(grouped, ", ")+": ask with the granularity day")
		case !told:
			c.fault(dates[at], "a sum of more than a day needs its tokens, to be weighed against finer ones: ask for tokens_prompt and tokens_completion")
		default:
			c.warn("each sum of " + analyticsWidths[at] + " stands on the first day of its time: ask with the granularity day to see days, and for a forecast")
		}

		r.Cost = c.analyticsCost(credits, total, own)
		r.Extra = within(c.part(web).Add(c.part(file)), r.Cost)
		r.OwnKey = !r.OwnKeyUSD.IsZero() && (r.Cost.IsZero() || r.Requests > 0 && c.count(ownRequests) == r.Requests)
		in := c.count(prompt)
		r.SetPrompt(in, c.count(cached), 0, 0)
		r.setOutput(c.count(completion), c.count(reasoning), in, c.count(tokens))
		return r
	}
}

// analyticsCost is what was taken from credits: as the answer has it, or what own keys did
// not pay of all usage.
func (c *cells) analyticsCost(credits, total, own int) pricing.Money {
	switch {
	case c.has(credits):
		return c.money(credits)
	case !c.has(total):
		c.fault(credits, "is missing")
	case !c.has(own):
		c.fault(total, "has what own keys paid to providers in it: ask for credits_usage, or for byok_usage beside it")
	default:
		m := c.money(total).Sub(c.part(own))
		if _, err := pricing.ParseMoney(m.String()); err == nil {
			return m
		}
		c.fault(total, "less byok_usage is no amount that a row can hold")
	}
	return pricing.Money{}
}
