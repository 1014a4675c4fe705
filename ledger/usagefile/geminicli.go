package usagefile

import (
	"cmp"

	"tollbook/pricing"
)

// Gemini CLI's sessions: one document of all messages (session-*.json), or in newer
// versions JSON lines, a message a line behind one line of the session. A message is
// written again while it grows, so that the fullest copy counts. A call is a message of
// type "gemini".
//
// Input includes what was cached, unless the total shows that it does not; the thoughts
// stand beside the output and the prompts of tools beside the input. There is no money.
// Messages hold prompts: only the fields named here are read. Key: session and message.
func init() {
	register(&Format{
		Name:      "gemini-cli-json",
		Found:     "the folder ~/.gemini/tmp, or one session of it",
		Gateway:   "google",
		Account:   "gemini",
		Billing:   "subscription",
		View:      Requests,
		Fullest:   true,
		documents: true,
		Homes:     []Home{{At: []string{"~/.gemini", "$GEMINI_CLI_HOME/.gemini"}, Logs: []string{"tmp"}}},
		list:      "messages",
		files:     []string{"session-*.json", "*.jsonl"},
		wrote: func(seen map[string]string) bool {
			if seen["type"] == `"gemini"` && seen["id"] != "" {
				return true
			}
			return seen["sessionId"] != "" && seen["projectHash"] != "" && seen["startTime"] != ""
		},
		log: func(logPlace) logReader { return &geminiCLI{values: values{known: map[string]string{}}} },
	})
}

type geminiCLI struct {
	values
	session string
}

func (g *geminiCLI) dull(start []byte) bool { return saysOther(start, "type", `"gemini"`) }

func (g *geminiCLI) read(line []byte, rows []Row) ([]Row, []Fault, bool) {
	m, ok := wholeMembers(line, "sessionId", "id", "timestamp", "type", "model", "tokens")
	if !ok {
		return rows, nil, false
	}
	session, id, at, kind, model, tokens := m[0], m[1], m[2], m[3], m[4], m[5]
	g.faults = nil
	if name := g.label("sessionId", session); name != "" {
		g.session = name
	}
	if string(kind) != `"gemini"` || missing(tokens) {
		return rows, g.faults, true
	}
	r := Row{ID: g.session + "/" + string(g.bytes("id", id)), At: g.time("timestamp", at), Model: cmp.Or(g.label("model", model), UnknownModel), Requests: 1}
	if missing(id) {
		g.fault("id", id, "is empty: nothing says which call it is")
	}
	g.within = "tokens."
	p := members(tokens, "input", "output", "cached", "thoughts", "tool", "total")
	input, output, cached := g.count("input", p[0]), g.count("output", p[1]), g.count("cached", p[2])
	thoughts, tool, total := g.count("thoughts", p[3]), g.count("tool", p[4]), g.count("total", p[5])
	g.within = ""
	if cached > 0 && total == input+output+thoughts+tool+cached { // some versions
		input += cached
	}
	r.SetPrompt(input, cached, 0, 0)
	r.Tokens[pricing.Input] += tool
	r.Tokens[pricing.Output], r.Tokens[pricing.Reasoning] = output+thoughts, thoughts
	return append(rows, r), g.faults, true
}
