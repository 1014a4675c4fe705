package usagefile

import (
	"cmp"

	"tollbook/pricing"
)

// OpenCode's messages: rows of its SQLite database (opencode.db, opencode-*.db), or a file
// a message in older versions (storage/message/SESSION/MESSAGE.json). A call is a message
// of an assistant; both have its id, so that a call counts once whichever are read.
//
// Input is what was not cached. The reasoning stands beside the output, but in old
// versions, where a total shows that it stands inside. The cost is OpenCode's own
// estimate: 0 under a subscription and where it knows no price, so that 0 says nothing.
// Messages hold prompts: only the fields named here are read.
func init() {
	register(&Format{
		Name:      "opencode-json",
		Found:     "the folder ~/.local/share/opencode, or its opencode.db",
		Gateway:   pricing.Direct,
		Account:   "opencode",
		Billing:   "subscription",
		View:      Requests,
		Fullest:   true,
		documents: true,
		Homes:     []Home{{Env: "OPENCODE_DATA_DIR", At: []string{DataHome + "/opencode"}}},
		files:     []string{"opencode*.db", "msg_*.json", "*.jsonl"},
		query:     `SELECT '{"id":' || json_quote(id) || ',"sessionID":' || json_quote(session_id) || ',"data":' || CAST(data AS TEXT) || '}' FROM message`,
		wrote: func(seen map[string]string) bool {
			if data, ok := seen["data"]; ok && seen["sessionID"] != "" { // of the database
				return len(data) > 0 && data[0] == '{'
			}
			return seen["sessionID"] != "" && seen["id"] != "" && seen["role"] != "" && seen["time"] != ""
		},
		log: func(logPlace) logReader { return &openCode{values{known: map[string]string{}}} },
	})
}

type openCode struct{ values }

// An openCodeMessage is the values of a message that count, as they are written.
type openCodeMessage struct {
	id, role, provider, model, cost, cwd, created          []byte
	input, output, reasoning, cacheRead, cacheWrite, total []byte
	tokens                                                 bool
}

func (o *openCode) dull([]byte) bool { return false }

func (o *openCode) read(line []byte, rows []Row) ([]Row, []Fault, bool) {
	var m openCodeMessage
	s := scan{b: line}
	m.read(&s)
	if !s.end() {
		return rows, nil, false
	}
	if string(m.role) != `"assistant"` || !m.tokens {
		return rows, nil, true
	}
	o.faults = nil
	r := Row{
		ID: string(o.bytes("id", m.id)), At: o.instant("time.created", m.created), App: o.label("path.cwd", m.cwd), Requests: 1,
		Model: cmp.Or(o.label("modelID", m.model), UnknownModel), Provider: o.label("providerID", m.provider),
	}
	if r.ID == "" {
		o.fault("id", m.id, "is empty: nothing says which call it is")
	}
	r.Gateway = pointed(r.Provider, providerSigns)
	cached, written := o.count("tokens.cache.read", m.cacheRead), o.count("tokens.cache.write", m.cacheWrite)
	input, output, reasoning := o.count("tokens.input", m.input), o.count("tokens.output", m.output), o.count("tokens.reasoning", m.reasoning)
	if total := o.count("tokens.total", m.total); total == 0 || total != input+output+cached+written || reasoning > output {
		output += reasoning
	}
	r.Tokens[pricing.Input], r.Tokens[pricing.CacheRead], r.Tokens[pricing.CacheWrite5m] = input, cached, written
	r.Tokens[pricing.Output], r.Tokens[pricing.Reasoning] = output, reasoning
	if r.Cost, r.HasCost = o.money("cost", m.cost); r.Cost.IsZero() {
		r.HasCost = false
	}
	if r.Tokens == (pricing.Tokens{}) && !r.HasCost && len(o.faults) == 0 { // it was stopped before an answer came
		return rows, nil, true
	}
	return append(rows, r), o.faults, true
}

func (m *openCodeMessage) read(s *scan) {
	for s.open('{'); s.key(); {
		switch string(s.name) {
		case "id":
			m.id = s.value()
		case "role":
			m.role = s.value()
		case "data": // of the database, around all but the id
			if s.space() == '{' {
				m.read(s)
			} else {
				s.skip()
			}
		case "providerID":
			m.provider = s.value()
		case "modelID":
			m.model = s.value()
		case "model": // newer versions
			p := members(s.value(), "id", "modelID", "providerID")
			m.model, m.provider = first(p[0], p[1], m.model), first(p[2], m.provider)
		case "cost":
			m.cost = s.value()
		case "path":
			m.cwd = s.within("cwd")
		case "time":
			m.created = s.within("created")
		case "tokens":
			v := s.value()
			p := members(v, "input", "output", "reasoning", "total", "cache")
			c := members(p[4], "read", "write")
			m.tokens = len(v) > 0 && v[0] == '{'
			m.input, m.output, m.reasoning, m.total, m.cacheRead, m.cacheWrite = p[0], p[1], p[2], p[3], c[0], c[1]
		default:
			s.skip()
		}
	}
}

// first is the first of some values that is there.
func first(values ...[]byte) []byte {
	for _, v := range values {
		if !missing(v) {
			return v
		}
	}
	return nil
}
