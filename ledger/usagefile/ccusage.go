package usagefile

import (
	"strings"
	"time"

	"tollbook/pricing"
)

// ccusage's reports as JSON: tokens of agent logs by day, week, month or session and
// by model, and what they would cost by its price list. That is an estimate, and
// another view of the logs themselves; so is each of the reports beside the others.
// cacheCreationTokens come without a lifetime and count as 5 minutes; the sums of a
// record and of the file repeat its models. Days are those of the zone that ccusage
// was told. Key: start, agent, session, project, model.
//
// Three shapes: today's, that of versions up to 15, and that of @ccusage/codex.
func init() {
	for _, s := range []ccusageShape{
		{name: "ccusage-daily-json", found: "ccusage daily --json", each: "modelBreakdowns", model: "modelName", read: "cacheReadTokens", cost: "cost"},
		{name: "ccusage-15-json", found: "ccusage daily --json, up to version 15", each: "breakdown", model: rowName, read: "cacheReadTokens", cost: "costUSD"},
		// Here input holds what the cache gave, and output the reasoning.
		{name: "ccusage-codex-json", found: "@ccusage/codex daily --json", each: "models", model: rowName, read: "cachedInputTokens", cost: "costUSD", needed: "cachedInputTokens", agent: "codex"},
	} {
		register(&Format{
			Name:    s.name,
			Found:   s.found,
			Gateway: anthropic,
			Account: "claude-code",
			Billing: "subscription",
			View:    Estimates,
			Needs:   s.needs(),
			Fields: append([]string{"date", "period", "week", "month", "sessionId", "session", "lastActivity", "metadata.lastActivity", "agent", "metadata.agents[]"},
				s.of(s.model, "inputTokens", "outputTokens", "reasoningOutputTokens", "cacheCreationTokens", s.read, s.cost)...),
			Lists:   []string{"daily", "weekly", "monthly", "session", "sessions"},
			Groups:  []string{"projects"},
			Each:    s.each,
			columns: s.columns,
		})
		for _, grain := range []string{Weeks, Months, Sessions} {
			for _, agent := range []string{"", "all", "any"} {
				for _, project := range []string{"", "any"} {
					long[Estimates.From(s.name, ccusageGrain(grain, agent, project))] = grain
				}
			}
		}
	}
}

// A ccusageShape says what a version calls what a model used.
type ccusageShape struct {
	name, each        string
	found             string // where one gets it
	model, read, cost string
	needed            string // a name that no other shape has, "" for none
	agent             string // whose logs they are, where the report does not say
}

func (s ccusageShape) of(names ...string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = s.each + "." + name
	}
	return out
}

func (s ccusageShape) needs() []string {
	names := []string{s.model, "inputTokens", "outputTokens"}
	if s.needed != "" {
		names = append(names, s.needed)
	}
	return s.of(names...)
}

func (s ccusageShape) columns(h *header, _ Options) rowReader {
	when := ccusageTimes(h)
	agent, agents, session := h.col("agent"), h.col("metadata.agents[]"), h.col("sessionId")
	col := func(name string) int { return h.col(s.each + "." + name) }
	model, input, output, reasoning := col(s.model), col("inputTokens"), col("outputTokens"), col("reasoningOutputTokens")
	write, read, cost := col("cacheCreationTokens"), col(s.read), col(s.cost)
	return func(c *cells) Row {
		at, grain := when(c)
		r := Row{
			Bucket: true, Mixed: true, At: at, Grain: grain,
			App:  label(c.group),                            // the project, of a report by projects
			Cost: c.part(cost), HasCost: c.text(cost) != "", // --no-cost leaves it out
		}
		r.Model, r.Service.Tier = ccusageModel(c.need(model))
		by := c.text(agent)
		r.Dims = by
		if id := c.text(session); id != "" {
			r.Dims += "\x00" + id
		}
		if by == "all" {
			by = ofAll(r.Model, c.text(agents))
		}
		if by == "" {
			by = s.agent
		}
		if by != "" {
			books := booksOf(by)
			r.Account, r.Gateway = books.account, books.gateway
		}
		if s.needed == "" {
			r.Tokens[pricing.Input] = c.count(input)
			r.Tokens[pricing.CacheRead] = c.count(read)
			r.Tokens[pricing.CacheWrite5m] = c.count(write)
		} else {
			r.SetPrompt(c.count(input), c.count(read), c.count(write), 0)
		}
		r.setOutput(c.count(output), c.count(reasoning), 0, 0)
		return r
	}
}

// ccusageTimes finds when a record's time begins, and how long it is and what else
// the report is grouped by.
func ccusageTimes(h *header) func(*cells) (time.Time, string) {
	date, period, week, month := h.col("date"), h.col("period"), h.col("week"), h.col("month")
	session, old, last, inner, agent := h.col("sessionId"), h.col("session"), h.col("lastActivity"), h.col("metadata.lastActivity"), h.col("agent")
	// By the list that holds the record, and in versions up to 15 by its own fields.
	kindOf := map[string]string{"weekly": Weeks, "monthly": Months, "session": Sessions, "sessions": Sessions}
	return func(c *cells) (at time.Time, grain string) {
		first := func(columns ...int) int {
			for _, i := range columns {
				if c.text(i) != "" {
					return i
				}
			}
			return columns[0]
		}
		grain = kindOf[c.list]
		switch {
		case grain != "":
		case !c.empty(session, old):
			grain = Sessions
		case c.text(week) != "":
			grain = Weeks
		case c.text(month) != "":
			grain = Months
		}
		switch grain {
		case Sessions:
			at = c.time(first(last, inner, date))
		case Months:
			at = c.month(first(month, period, date))
		default:
			at = c.written(first(week, date, period))
		}
		return at, ccusageGrain(grain, c.text(agent), c.group)
	}
}

// ccusageGrain is how long a record is ("" is a day), and by what it is grouped that
// other reports are not.
func ccusageGrain(grain, agent, project string) string {
	switch agent {
	case "":
	case "all":
		grain += " of all agents"
	default:
		grain += " by agent"
	}
	if project != "" {
		grain += " by project"
	}
	return strings.TrimSpace(grain)
}

// month is the start of a month, 2026-11, or a day.
func (c *cells) month(i int) time.Time {
	if t, err := checkYear(time.Parse("2006-01", c.text(i))); err == nil {
		return t
	}
	return c.time(i)
}

// written is a day, also as @ccusage/codex writes it: Nov 09, 2026.
func (c *cells) written(i int) time.Time {
	if t, err := checkYear(time.Parse("Jan 02, 2006", c.text(i))); err == nil {
		return t
	}
	return c.time(i)
}

// agentBooks says where the usage of an agent is booked, and at whose prices; of
// one that is not named here, under its own name at those of each model's publisher.
var agentBooks = map[string]struct{ account, gateway string }{
	"claude": {"claude-code", anthropic},
	"codex":  {"codex", openai},
	"gemini": {"gemini", "google"},
	"kimi":   {"kimi", "moonshotai"},
	"qwen":   {"qwen", "alibaba"},
	"kilo":   {"kilo-code", pricing.Direct}, // kilo is a gateway
	"all":    {"agents", pricing.Direct},    // of several agents, and nothing says which
}

func booksOf(agent string) struct{ account, gateway string } {
	books, ok := agentBooks[agent]
	if !ok {
		books.account, books.gateway = agent, pricing.Direct
	}
	return books
}

// ofAll is the agent among those of a sum that its model's publisher made, "all" for
// none. agents is their list as JSON.
func ofAll(model, agents string) string {
	publisher := pointed(model, modelSigns)
	for name, books := range agentBooks {
		if books.gateway == publisher && strings.Contains(agents, `"`+name+`"`) {
			return name
		}
	}
	return "all"
}

// ccusageModel takes what ccusage adds to a model's name off it: the agent in front,
// and the speed behind.
func ccusageModel(name string) (string, pricing.Tier) {
	if rest, ok := strings.CutPrefix(name, "["); ok {
		if _, after, ok := strings.Cut(rest, "] "); ok {
			name = after
		}
	}
	return fastModel(name)
}

// fastModel takes the speed off the end of a model's name, where the publisher is one of
// those that have no model with it in its own name.
func fastModel(name string) (string, pricing.Tier) {
	base, fast := strings.CutSuffix(name, "-fast")
	if !fast {
		return name, pricing.Standard
	}
	switch pointed(base, modelSigns) {
	case anthropic:
		return base, pricing.Fast
	case openai: // what Codex calls fast
		return base, pricing.Priority
	}
	return name, pricing.Standard
}
