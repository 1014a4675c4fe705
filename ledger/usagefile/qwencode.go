package usagefile

import (
	"cmp"

	"tollbook/pricing"
)

// Qwen Code's chats, JSON lines that look like Claude Code's. A call is a line of type
// assistant with usageMetadata, which is Google's: the prompt includes what was cached,
// and the thoughts stand beside the candidates. There is no money. Key: session and line.
func init() {
	register(&Format{
		Name:    "qwen-code-jsonl",
		Found:   "the folder ~/.qwen/projects, or one chat of it",
		Gateway: "alibaba",
		Account: "qwen",
		Billing: "subscription",
		View:    Requests,
		Fullest: true,
		Homes:   []Home{{Env: "QWEN_DATA_DIR", At: []string{"~/.qwen"}, Logs: []string{"projects"}}},
		wrote: func(seen map[string]string) bool {
			if seen["sessionId"] == "" || seen["uuid"] == "" {
				return false
			}
			_, usage := seen["usageMetadata"]
			_, claude := seen["userType"]
			return usage || !claude && len(members([]byte(seen["message"]), "parts")[0]) > 0
		},
		log: func(logPlace) logReader { return &qwenCode{values{known: map[string]string{}}} },
	})
}

type qwenCode struct{ values }

func (q *qwenCode) dull(start []byte) bool { return saysOther(start, "type", `"assistant"`) }

func (q *qwenCode) read(line []byte, rows []Row) ([]Row, []Fault, bool) {
	m, ok := wholeMembers(line, "sessionId", "uuid", "timestamp", "type", "model", "cwd", "usageMetadata")
	if !ok {
		return rows, nil, false
	}
	session, id, at, kind, model, cwd, usage := m[0], m[1], m[2], m[3], m[4], m[5], m[6]
	if string(kind) != `"assistant"` || missing(usage) {
		return rows, nil, true
	}
	q.faults = nil
	r := Row{
		ID: q.label("sessionId", session) + "/" + string(q.bytes("uuid", id)), At: q.time("timestamp", at),
		Model: cmp.Or(q.label("model", model), UnknownModel), App: q.label("cwd", cwd), Requests: 1,
	}
	if missing(id) {
		q.fault("uuid", id, "is empty: nothing says which call it is")
	}
	q.within = "usageMetadata."
	p := members(usage, "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "cachedContentTokenCount")
	prompt, candidates := q.count("promptTokenCount", p[0]), q.count("candidatesTokenCount", p[1])
	thoughts, cached := q.count("thoughtsTokenCount", p[2]), q.count("cachedContentTokenCount", p[3])
	q.within = ""
	r.SetPrompt(prompt, cached, 0, 0)
	r.Tokens[pricing.Output], r.Tokens[pricing.Reasoning] = candidates+thoughts, thoughts
	return append(rows, r), q.faults, true
}
