package usagefile

import "slices"

// LiteLLM's GET /user/daily/activity, and its kin for teams, tags and customers: sums by
// UTC day and model, and of each model by key. That is what stays where the proxy keeps no
// log of its requests. A day repeats the same money by provider, by key and in all: only
// breakdown.models is read. What the keys leave over of a model is a row without a key; so
// is the usage of a key without an alias, or with a person's. prompt_tokens includes what
// the cache gave and took. Sync reads the same answers to the same rows. Key: the day, the
// model, the key, the team.
//
// A page may end in the middle of a day, so all pages belong into one file:
// /user/daily/activity/aggregated has all in one. An answer for one user, team or tag looks
// like one for all: import it with --set team=NAME into an account of its own.
func init() {
	day := []string{"date", "metrics.spend", "metrics.prompt_tokens", "metrics.completion_tokens", "breakdown.models." + rowName}
	figures := []string{"spend", "prompt_tokens", "completion_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "api_requests", "successful_requests", "failed_requests"}
	f := &Format{
		Name:    "litellm-daily-activity-json",
		Found:   "GET /user/daily/activity of LiteLLM's proxy",
		Gateway: "litellm",
		View:    Buckets,
		Needs:   append(day[:4:4], "breakdown.models"),
		Fields:  day,
		Lists:   []string{"results"},
		Each:    "breakdown.models",
		Parts:   "api_key_breakdown",
		whole:   litellmDay,
	}
	for _, name := range figures {
		// The first versions have a model's figures without "metrics" around them.
		f.Fields = append(f.Fields, f.Each+".metrics."+name, f.Each+"."+name, f.parts()+".metrics."+name, f.parts()+"."+name)
	}
	f.Fields = append(f.Fields, f.parts()+".metadata.key_alias", f.parts()+".metadata.team_id")
	f.columns = func(h *header, _ Options) rowReader { return litellmDaily(h, f) }
	register(f)
}

// litellmFigures are where the figures of a model or of a key stand.
type litellmFigures struct{ spend, prompt, completion, read, write, requests, good, failed int }

func litellmFiguresAt(h *header, under string) litellmFigures {
	col := func(name string) int { return h.col(under + "." + name) }
	return litellmFigures{col("spend"), col("prompt_tokens"), col("completion_tokens"), col("cache_read_input_tokens"), col("cache_creation_input_tokens"),
		col("api_requests"), col("successful_requests"), col("failed_requests")}
}

func litellmDaily(h *header, f *Format) rowReader {
	date, model := h.col("date"), h.col(f.Each+"."+rowName)
	alias, team := h.col(f.parts()+".metadata.key_alias"), h.col(f.parts()+".metadata.team_id")
	keys := h.col(f.parts())
	ofModel, ofModelBare := litellmFiguresAt(h, f.Each+".metrics"), litellmFiguresAt(h, f.Each)
	ofKey, ofKeyBare := litellmFiguresAt(h, f.parts()+".metrics"), litellmFiguresAt(h, f.parts())
	return func(c *cells) Row {
		r := Row{Bucket: true, Mixed: true, Grain: litellmDays, At: c.day(date), Model: c.text(model), HasCost: true}
		if c.has(keys) {
			r.Grain = litellmDaysByKey
		}
		if r.Model == "" { // a call of a tool
			r.Model = NoModel
		}
		m, bare := ofModel, ofModelBare
		if c.ofParts {
			m, bare = ofKey, ofKeyBare
			r.Key, r.Team = label(c.text(alias)), label(c.text(team))
		}
		if !c.has(m.spend) && c.has(bare.spend) {
			m = bare
		}
		for _, needed := range []int{m.spend, m.prompt, m.completion} {
			if !c.has(needed) {
				c.fault(needed, "is missing")
				return r
			}
		}
		r.Requests, r.Cost, r.CacheUnknown = c.count(m.requests), c.money(m.spend), !c.has(m.read)
		if !c.has(m.requests) {
			r.Requests = c.count(m.good) + c.count(m.failed)
		}
		r.SetPrompt(c.count(m.prompt), c.count(m.read), c.count(m.write), 0)
		r.setOutput(c.count(m.completion), 0, 0, 0)
		return r
	}
}

// The grains of days: a version that does not tell them by key, or a day of which that comes
// to more, is another source than one that does, so that neither is added to the other.
const (
	litellmDays      = "days"
	litellmDaysByKey = "days by key"
)

// litellmDay makes the rows of a day.
func litellmDay(models, keys []Row) (rows []Row, warning string) {
	var labelled []Row
	for _, r := range keys {
		if r.Key != "" || r.Team != "" { // else it is a part of the row without a key
			labelled = append(labelled, r)
		}
	}
	rows, ok := WithRest(models, labelled)
	if !ok {
		rows = Together(models)
		for i := range rows {
			rows[i].Grain = litellmDays
		}
		return rows, "LiteLLM's sums by key come to more than its sums by model: such days have no keys"
	}
	grain := litellmDays
	if slices.ContainsFunc(rows, func(r Row) bool { return r.Grain == litellmDaysByKey }) {
		grain = litellmDaysByKey
	}
	for i := range rows {
		rows[i].Grain, rows[i].Dims = grain, rows[i].Team // keys of two teams may have one alias
	}
	return rows, ""
}
