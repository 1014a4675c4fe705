package usagefile

import (
	"fmt"
	"io"
	"strings"

	"tollbook/pricing"
)

// The tasks of Cline and of its descendants Roo Code and Kilo Code: ui_messages.json in a
// folder of each task, a list of what was said. A call is what they say as
// api_req_started, whose text is an object of its own. The cost is what the gateway
// reported where it reports one (OpenRouter: its bill), else their estimate.
//
// tokensIn is what was not cached; in calls by OpenAI's protocol, which Roo and Kilo name,
// it includes what was read from the cache. Where a call does not say its model, the agent
// told it the model itself (clinemodels.go). Messages hold prompts: only the fields named
// here are read. taskHistory.json beside the folder
// adds up the same calls and is not read. Key: when the task and the call began.
func init() {
	register(&Format{
		Name:      "cline-json",
		Found:     "the folder tasks of the extension, or a task's ui_messages.json",
		Gateway:   pricing.Direct,
		Account:   "cline-agent", // cline is a gateway
		Billing:   "subscription",
		View:      Requests,
		Fullest:   true,
		documents: true,
		files:     []string{"ui_messages.json", "*.jsonl"},
		Homes: []Home{
			{At: []string{Editors + "/User/globalStorage/saoudrizwan.claude-dev", "~/.cline/data"}, Logs: []string{"tasks"}},
			{At: []string{Editors + "/User/globalStorage/rooveterinaryinc.roo-cline"}, Logs: []string{"tasks"}},
			{At: []string{Editors + "/User/globalStorage/kilocode.kilo-code"}, Logs: []string{"tasks"}},
		},
		wrote: func(seen map[string]string) bool {
			if seen["ts"] == "" {
				return false
			}
			return seen["type"] == `"say"` && seen["say"] != "" || seen["type"] == `"ask"` && seen["ask"] != ""
		},
		log: func(at logPlace) logReader {
			return &cline{values: values{known: map[string]string{}}, account: clineAccount(at.path), beside: at.beside}
		},
	})
}

// clineAccount is whose tasks lie at a path: their extension's folder says it.
func clineAccount(path string) string {
	switch path = strings.ToLower(path); {
	case strings.Contains(path, "roo-cline"), strings.Contains(path, "roo-code"):
		return "roo-code"
	case strings.Contains(path, "kilo-code"):
		return booksOf("kilo").account
	}
	return ""
}

type cline struct {
	values
	account string
	task    string // when it began
	beside  func(name string) (io.ReadCloser, error)
	turns   []clineTurn // once a call has not said its model
	asked   bool        // for them
}

// dull: the first message says when the task began.
func (c *cline) dull(start []byte) bool {
	return c.task != "" && saysOther(start, "say", `"api_req_started"`)
}

func (c *cline) read(line []byte, rows []Row) ([]Row, []Fault, bool) {
	m, ok := wholeMembers(line, "ts", "say", "text", "modelInfo")
	if !ok {
		return rows, nil, false
	}
	at, say, text, info := m[0], m[1], m[2], m[3]
	if c.task == "" {
		c.task = string(at)
	}
	if string(say) != `"api_req_started"` || missing(text) || text[0] != '"' {
		return rows, nil, true
	}
	c.faults = nil
	call := []byte(unquote(text))
	inner := scan{b: call}
	inner.skip()
	if !inner.end() { // of a line longer than the window the text was cut, and what stands at its end with it
		return rows, nil, false
	}
	c.within = "text."
	p := members(call, "tokensIn", "tokensOut", "cacheWrites", "cacheReads", "cost", "apiProtocol", "inferenceProvider")
	input, read, written := c.count("tokensIn", p[0]), c.count("cacheReads", p[3]), c.count("cacheWrites", p[2])
	r := Row{Requests: 1, Account: c.account}
	if string(p[5]) == `"openai"` {
		r.SetPrompt(input, read, 0, 0)
		r.Tokens[pricing.CacheWrite5m] = written
	} else {
		r.Tokens[pricing.Input], r.Tokens[pricing.CacheRead], r.Tokens[pricing.CacheWrite5m] = input, read, written
	}
	r.Tokens[pricing.Output] = c.count("tokensOut", p[1])
	r.Cost, r.HasCost = c.money("cost", p[4])
	c.within = "modelInfo."
	m = members(info, "providerId", "modelId")
	r.Provider, r.Model = c.label("providerId", m[0]), c.label("modelId", m[1])
	c.within = ""
	r.At = c.instant("ts", at)
	if r.Model == "" {
		if !c.asked {
			c.turns, c.asked = clineTurns(c.beside), true
		}
		r.Model = clineModel(c.turns, r.At.UnixMilli())
	}
	r.ID = fmt.Sprintf("%s/%s", c.task, at)
	r.Gateway = pointed(r.Provider, providerSigns)
	if r.Cost.IsZero() {
		r.HasCost = false
	}
	if r.Tokens == (pricing.Tokens{}) && !r.HasCost && len(c.faults) == 0 { // it was stopped before an answer came
		return rows, nil, true
	}
	return append(rows, r), c.faults, true
}
