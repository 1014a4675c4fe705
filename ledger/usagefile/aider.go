package usagefile

import (
	"fmt"
	"strings"

	"tollbook/pricing"
)

// Aider's analytics log, JSON lines that it writes where --analytics-log says. A call is
// an event message_send. The cost is Aider's estimate, 0 where it knows no price. What was
// cached of a prompt is not told. Models have the prefix that LiteLLM gives them
// (openrouter/..., gemini/...); those that Aider does not know stand as REDACTED. No event
// has an id: the time, the model, the tokens and the running total of the process are one.
func init() {
	register(&Format{
		Name:    "aider-analytics-jsonl",
		Found:   "aider --analytics-log FILE",
		Gateway: pricing.Direct,
		Account: "aider",
		Billing: "subscription",
		View:    Requests,
		Fullest: true,
		wrote: func(seen map[string]string) bool {
			return seen["event"] != "" && seen["properties"] != "" && seen["user_id"] != "" && seen["time"] != ""
		},
		log: func(logPlace) logReader { return &aider{values{known: map[string]string{}}} },
	})
}

type aider struct{ values }

func (a *aider) dull([]byte) bool { return false }

func (a *aider) read(line []byte, rows []Row) ([]Row, []Fault, bool) {
	m, ok := wholeMembers(line, "event", "properties", "time")
	if !ok {
		return rows, nil, false
	}
	event, properties, at := m[0], m[1], m[2]
	if string(event) != `"message_send"` {
		return rows, nil, true
	}
	a.faults = nil
	a.within = "properties."
	p := members(properties, "main_model", "prompt_tokens", "completion_tokens", "cost", "total_cost")
	r := Row{Model: a.label("main_model", p[0]), Requests: 1, CacheUnknown: true}
	r.Tokens[pricing.Input], r.Tokens[pricing.Output] = a.count("prompt_tokens", p[1]), a.count("completion_tokens", p[2])
	if r.Cost, r.HasCost = a.money("cost", p[3]); r.Cost.IsZero() {
		r.HasCost = false
	}
	total, _ := a.money("total_cost", p[4])
	a.within = ""
	r.At = a.instant("time", at)
	if r.Model == "" {
		r.Model = UnknownModel
	}
	r.ID = fmt.Sprintf("%s %s %d/%d %s", instantText(r.At), r.Model, r.Tokens[pricing.Input], r.Tokens[pricing.Output], total)
	if by, name, ok := strings.Cut(r.Model, "/"); ok {
		if r.Gateway = pointed(by, providerSigns); r.Gateway != "" { // what the gateway itself calls it
			r.Model = name
		}
		r.Provider = by
	}
	return append(rows, r), a.faults, true
}
