package usagefile

import (
	"bytes"
	"cmp"
	"strconv"

	"tollbook/pricing"
)

// anthropic is the gateway of calls that went the usual road.
const anthropic = "anthropic"

// Claude Code's session logs, one JSON object a line. A call is a line of type
// assistant with a message that has usage. It stands on several lines, one for
// each block of its content, the first of them with part of its output, and again
// in the files of sessions that resumed it: the message's id says which lines are
// one call. New logs hold no money.
//
// Three fields say what a call's price depends on beside its tokens: speed (fast),
// service_tier (batch, priority) and inference_geo (us).
func init() {
	register(&Format{
		Name:    "claude-code-jsonl",
		Found:   "the folder ~/.claude/projects, or one session of it",
		Gateway: anthropic,
		Account: "claude-code",
		Billing: "subscription",
		View:    Requests,
		Fullest: true,
		Homes:   []Home{{Env: "CLAUDE_CONFIG_DIR", At: []string{"~/.claude", "~/.config/claude"}, Logs: []string{"projects"}}},
		wrote:   claudeWrote,
		log:     func(logPlace) logReader { return &claudeCode{values: values{known: map[string]string{}}} },
	})
}

// claudeWrote reports whether a line is one of Claude Code's: a call, any line of a
// conversation, or one of the notes that it keeps between them. Others write lines
// with a type and a session too (Qwen Code, Langfuse).
func claudeWrote(seen map[string]string) bool {
	has := func(names ...string) bool {
		for _, name := range names {
			if _, ok := seen[name]; !ok {
				return false
			}
		}
		return true
	}
	switch seen["type"] {
	case `"assistant"`:
		if usage := members([]byte(seen["message"]), "usage")[0]; len(usage) > 0 && usage[0] == '{' {
			return true
		}
	case `"summary"`:
		return has("leafUuid")
	case `"file-history-snapshot"`:
		return has("snapshot", "messageId")
	case `"queue-operation"`:
		return has("operation", "sessionId")
	}
	return has("version", "userType", "sessionId")
}

type claudeCode struct{ values }

// A claudeLine is the values of a line that count, as they are written.
type claudeLine struct {
	assistant                    bool
	at, request, uuid, cwd, cost []byte
	message                      claudeMessage
}

type claudeMessage struct {
	id, model []byte
	hasUsage  bool
	usage     claudeUsage
}

type claudeUsage struct {
	input, output, cached, write, write5m, write1h []byte
	thinking, searches, iterations, kind, model    []byte
	tier, speed, geo                               []byte
}

func (c *claudeCode) dull(start []byte) bool { return saysOther(start, "type", `"assistant"`) }

func (c *claudeCode) read(line []byte, rows []Row) ([]Row, []Fault, bool) {
	var l claudeLine
	s := scan{b: line}
	for s.open('{'); s.key(); {
		switch string(s.name) {
		case "type":
			v := s.value()
			if l.assistant = string(v) == `"assistant"`; !l.assistant && !s.bad {
				return rows, nil, true
			}
		case "message":
			l.message = claudeMessage{}
			if s.space() == '{' {
				l.message.read(&s)
			} else {
				s.skip()
			}
		case "timestamp":
			l.at = s.value()
		case "requestId":
			l.request = s.value()
		case "uuid":
			l.uuid = s.value()
		case "cwd":
			l.cwd = s.value()
		case "costUSD":
			l.cost = s.value()
		default:
			s.skip()
		}
	}
	if !s.end() {
		return rows, nil, false
	}
	if !l.assistant || !l.message.hasUsage || string(l.message.model) == `"<synthetic>"` {
		return rows, nil, true
	}
	c.faults = nil
	rows = c.calls(&l, rows)
	return rows, c.faults, true
}

func (m *claudeMessage) read(s *scan) {
	for s.open('{'); s.key(); {
		switch string(s.name) {
		case "id":
			m.id = s.value()
		case "model":
			m.model = s.value()
		case "usage":
			m.usage = claudeUsage{}
			if m.hasUsage = s.space() == '{'; m.hasUsage {
				m.usage.read(s)
			} else {
				s.skip()
			}
		default:
			s.skip()
		}
	}
}

func (u *claudeUsage) read(s *scan) {
	for s.open('{'); s.key(); {
		switch string(s.name) {
		case "input_tokens":
			u.input = s.value()
		case "output_tokens":
			u.output = s.value()
		case "cache_read_input_tokens":
			u.cached = s.value()
		case "cache_creation_input_tokens":
			u.write = s.value()
		case "cache_creation":
			u.write5m, u.write1h = nil, nil
			if s.space() != '{' {
				s.skip()
				continue
			}
			for s.open('{'); s.key(); {
				switch string(s.name) {
				case "ephemeral_5m_input_tokens":
					u.write5m = s.value()
				case "ephemeral_1h_input_tokens":
					u.write1h = s.value()
				default:
					s.skip()
				}
			}
		case "output_tokens_details":
			u.thinking = s.within("thinking_tokens")
		case "server_tool_use":
			u.searches = s.within("web_search_requests")
		case "service_tier":
			u.tier = s.value()
		case "speed":
			u.speed = s.value()
		case "inference_geo":
			u.geo = s.value()
		case "iterations":
			u.iterations = s.value()
		case "type":
			u.kind = s.value()
		case "model":
			u.model = s.value()
		default:
			s.skip()
		}
	}
}

// apart are the kinds of iterations of a call whose tokens the call's own usage
// does not hold, though they are billed: advice that it asked of another model, and
// the summary of a conversation that had grown too long (Anthropic's page on
// compaction). All others are parts of the call. Their rows' ids are the call's with
// a mark behind it.
var apart = []struct {
	kind, mark string
	another    bool // model: what the iteration does not say of it is not known
}{
	{`"advisor_message"`, "#advisor", true},
	{`"compaction"`, "#compaction", false},
}

// calls makes the row of a line's call, and one for each of its iterations that is
// billed apart.
func (c *claudeCode) calls(l *claudeLine, rows []Row) []Row {
	id := c.bytes("message.id", l.message.id)
	if len(id) == 0 {
		id = c.bytes("requestId", l.request)
	}
	if len(id) == 0 {
		id = c.bytes("uuid", l.uuid)
	}
	if len(id) == 0 {
		c.fault("message.id", nil, "no message.id, requestId or uuid says which call it is")
	}
	u, first := &l.message.usage, len(rows)
	r := Row{
		ID: string(id), At: c.time("timestamp", l.at), Model: c.model("message.model", l.message.model),
		Provider: anthropic, App: c.label("cwd", l.cwd), Requests: 1,
		Service: c.service("message.usage.", u),
	}
	r.Cost, r.HasCost = c.money("costUSD", l.cost)
	c.tokens("message.usage.", u, &r)
	rows = append(rows, r)
	for _, a := range apart {
		if bytes.Contains(u.iterations, []byte(a.kind)) {
			base := r
			if a.another {
				base.Model, base.Service.Tier = UnknownModel, pricing.Standard
			}
			rows = c.iterations(base, u.iterations, a.kind, a.mark, rows)
		}
	}
	for i := first; i < len(rows); i++ {
		rows[i].Gateway = cmp.Or(pointed(r.ID, idSigns), elsewhere(rows[i].Model, modelSigns, anthropic))
	}
	return rows
}

// iterations makes a row of each iteration of one kind, like base but for what it
// says of itself.
func (c *claudeCode) iterations(base Row, list []byte, kind, mark string, rows []Row) []Row {
	n := 0
	s := scan{b: list}
	if s.space() != '[' {
		return rows
	}
	for s.open('['); s.more(']'); {
		if s.space() != '{' {
			s.skip()
			continue
		}
		var u claudeUsage
		if u.read(&s); string(u.kind) != kind {
			continue
		}
		n++
		r := base
		r.ID += mark + strconv.Itoa(n)
		if name := c.label("message.usage.iterations.model", u.model); name != "" && name != base.Model {
			r.Model, r.Service.Tier = name, pricing.Standard
		}
		u.geo = nil // where the call was served holds for all of it
		if tier := c.service("message.usage.iterations.", &u).Tier; tier != pricing.Standard {
			r.Service.Tier = tier
		}
		r.Cost, r.HasCost, r.Marks = pricing.Money{}, false, 0
		c.tokens("message.usage.iterations.", &u, &r)
		rows = append(rows, r)
	}
	return rows
}

func (c *claudeCode) service(within string, u *claudeUsage) pricing.Service {
	return ServiceOf(c.label(within+"service_tier", u.tier), c.label(within+"inference_geo", u.geo), c.label(within+"speed", u.speed))
}

func (c *claudeCode) model(field string, value []byte) string {
	if name := c.label(field, value); name != "" {
		return name
	}
	return UnknownModel
}

// tokens puts a usage object into a row. cache_creation_input_tokens is the sum of
// what is written for 5 minutes and for an hour: what the parts leave of it was
// written for 5 minutes.
func (c *claudeCode) tokens(within string, u *claudeUsage, r *Row) {
	c.within = within
	defer func() { c.within = "" }()
	r.Tokens = pricing.Tokens{}
	t := &r.Tokens
	t[pricing.Input] = c.count("input_tokens", u.input)
	r.setOutput(c.count("output_tokens", u.output), c.count("output_tokens_details.thinking_tokens", u.thinking), 0, 0)
	t[pricing.CacheRead] = c.count("cache_read_input_tokens", u.cached)
	t[pricing.CacheWrite5m] = c.count("cache_creation.ephemeral_5m_input_tokens", u.write5m)
	t[pricing.CacheWrite1h] = c.count("cache_creation.ephemeral_1h_input_tokens", u.write1h)
	if left := c.count("cache_creation_input_tokens", u.write) - t[pricing.CacheWrite5m] - t[pricing.CacheWrite1h]; left > 0 {
		t[pricing.CacheWrite5m] += left
	}
	t[pricing.WebSearch] = c.count("server_tool_use.web_search_requests", u.searches)
}
