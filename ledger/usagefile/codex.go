package usagefile

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"tollbook/pricing"
)

const (
	codexName = "codex-jsonl"
	openai    = "openai" // the gateway of calls that went the usual road
)

// Codex's rollouts, one JSON object a line. A call is a token_count event; its
// model is that of the latest turn_context. Counts of input hold what the cache
// gave and took, those of output hold the reasoning. An event whose running total
// stood before is the same call reported again. A fork's file begins with the
// events of the session that it was forked from, so the session at the root of
// the forks and the totals say which call it is, not the file and not the time.
// There is no money.
//
// Since 0.154 each call is a token_usage_record too, which its token_count follows.
// The request that makes a summary of a long session has the record alone, and the
// running total leaves it out (openai/codex#47003).
//
// thread_settings_applied says on which service tier calls are made from there on.
func init() {
	register(&Format{
		Name:    codexName,
		Found:   "the folder ~/.codex/sessions, or one session of it",
		Gateway: openai,
		Account: "codex",
		Billing: "subscription",
		View:    Requests,
		Fullest: true,
		Homes:   []Home{{Env: "CODEX_HOME", At: []string{"~/.codex"}, Logs: []string{"sessions", "archived_sessions"}}},
		wrote: func(seen map[string]string) bool {
			switch seen["type"] {
			case `"session_meta"`, `"turn_context"`, `"event_msg"`, `"response_item"`, `"compacted"`, `"token_usage_record"`:
				_, told := seen["payload"] // of a long line its beginning
				return told && seen["timestamp"] != ""
			}
			return false
		},
		log: func(at logPlace) logReader {
			return &codex{values: values{known: map[string]string{}}, forks: at.forks}
		},
	})
}

// forks says which session each session was forked from, "" for one that was not.
type forks struct{ from map[string]string }

func (f *forks) add(own map[string]string) {
	for session, from := range own {
		if f.from[session] == "" {
			f.from[session] = from
		}
	}
}

// open reports whether some session was forked from one that is not there.
func (f *forks) open() bool {
	for _, from := range f.from {
		if _, there := f.from[from]; from != "" && !there {
			return true
		}
	}
	return false
}

// root is the session at which a chain of forks began. A session that is not
// known is a root.
func (f *forks) root(session string, own map[string]string) string {
	for range 1000 { // no chain of forks is a ring, but a file may say so
		from := own[session]
		if from == "" && f != nil {
			from = f.from[session]
		}
		if from == "" {
			break
		}
		session = from
	}
	return session
}

type codex struct {
	values
	forks   *forks
	session string            // whose file it is
	own     map[string]string // forks that the file itself tells of
	root    string
	folder  string
	vendor  string
	model   string
	tier    pricing.Tier
	total   codexTotal
	counted bool        // total is of an event
	record  *codexTotal // of the record before, whose event has not come yet
}

// codexTotal is what one usage object says, as it counts.
type codexTotal struct{ input, cached, written, output, reasoning int64 }

func (c *codex) dull(start []byte) bool {
	s := scan{b: start}
	for s.open('{'); s.key(); {
		if string(s.name) == "type" {
			v := s.value()
			return !s.bad && !tells(v)
		}
		s.skip()
	}
	return false
}

// tells reports whether lines of a type hold usage or what it belongs to.
func tells(kind []byte) bool {
	switch string(kind) {
	case `"session_meta"`, `"turn_context"`, `"event_msg"`, `"token_usage_record"`:
		return true
	}
	return false
}

func (c *codex) read(line []byte, rows []Row) ([]Row, []Fault, bool) {
	var kind, at, payload []byte
	s := scan{b: line}
	for s.open('{'); s.key(); {
		switch string(s.name) {
		case "type":
			if kind = s.value(); !s.bad && !tells(kind) {
				return rows, nil, true
			}
		case "timestamp":
			at = s.value()
		case "payload":
			payload = s.value()
		default:
			s.skip()
		}
	}
	if !s.end() {
		return rows, nil, false
	}
	c.faults = nil
	switch string(kind) {
	case `"session_meta"`:
		c.meta(payload)
	case `"turn_context"`:
		p := members(payload, "model", "service_tier")
		if name := c.label("payload.model", p[0]); name != "" {
			c.model = name
		}
		if len(p[1]) > 0 {
			c.settle("payload.service_tier", p[1])
		}
	case `"event_msg"`:
		switch p := members(payload, "type", "info", "thread_settings"); string(p[0]) {
		case `"token_count"`:
			rows = c.event(at, p[1], rows)
		case `"thread_settings_applied"`:
			c.settle("payload.thread_settings.service_tier", members(p[2], "service_tier")[0])
		}
	case `"token_usage_record"`:
		rows = c.recorded(at, payload, rows)
	}
	return rows, c.faults, true
}

// settle notes the tier of the calls to come. What Codex calls fast is OpenAI's
// priority processing.
func (c *codex) settle(field string, value []byte) {
	if c.tier = pricing.TierOf(c.label(field, value)); c.tier == pricing.Fast {
		c.tier = pricing.Priority
	}
}

// members are the values of an object's members of those names, nil for what is
// no object or does not have them.
func members(object []byte, names ...string) [8][]byte {
	values, _ := wholeMembers(object, names...)
	return values
}

// wholeMembers is members of a line that is one object and nothing else; false of any other.
func wholeMembers(line []byte, names ...string) (values [8][]byte, ok bool) {
	if len(line) == 0 || line[0] != '{' {
		return values, false
	}
	s := scan{b: line}
next:
	for s.open('{'); s.key(); {
		for i, name := range names {
			if string(s.name) == name {
				values[i] = s.value()
				continue next
			}
		}
		s.skip()
	}
	return values, s.end()
}

// meta takes what a session says of itself, or in a fork's file what the session
// said that it was forked from.
func (c *codex) meta(payload []byte) {
	p := members(payload, "id", "forked_from_id", "cwd", "model_provider", "source")
	id := c.label("payload.id", p[0])
	from := c.label("payload.forked_from_id", p[1])
	if from == "" { // an agent that this one sent is a fork under another name
		spawn := members(members(members(p[4], "subagent")[0], "thread_spawn")[0], "parent_thread_id")
		from = c.label("payload.source.subagent.thread_spawn.parent_thread_id", spawn[0])
	}
	if from != "" && id != "" {
		if c.own == nil {
			c.own = map[string]string{}
		}
		c.own[id] = from
	}
	if c.session == "" {
		c.session = id
		c.folder = c.label("payload.cwd", p[2])
		c.vendor = c.label("payload.model_provider", p[3])
	}
	c.root = c.forks.root(c.session, c.own)
}

// event makes the row of a token_count event, unless it repeats the one before or
// a record has told the call.
func (c *codex) event(at, info []byte, rows []Row) []Row {
	usage := members(info, "total_token_usage", "last_token_usage")
	total, hasTotal := c.usage("payload.info.total_token_usage.", usage[0])
	last, hasLast := c.usage("payload.info.last_token_usage.", usage[1])
	if !hasTotal && !hasLast { // rate limits only
		return rows
	}
	before, counted := c.total, c.counted
	if hasTotal {
		c.total, c.counted = total, true
		if counted && total == before {
			return rows
		}
	}
	if !hasLast {
		// Old versions tell the running total alone. One that is smaller began anew.
		if last = total; counted && total.holds(before) {
			last = total.less(before)
		}
	}
	if c.record != nil && *c.record == last {
		c.record = nil
		return rows
	}
	identity := fmt.Appendf(nil, "%q %v %v", c.root, total, last)
	r, ok := c.call(at, last)
	if !hasTotal {
		identity = fmt.Appendf(identity, " %d", r.At.UnixNano())
	}
	return c.add(rows, r, ok, identity)
}

// recorded makes the row of a token_usage_record. Its call has the identity that its
// event would give it: the running total that comes with it, which older versions
// and forks of the session may tell without the record.
func (c *codex) recorded(at, payload []byte, rows []Row) []Row {
	p := members(payload, "usage", "thread_token_usage")
	usage, ok := c.usage("payload.usage.", p[0])
	if !ok {
		return rows
	}
	total, ok := c.usage("payload.thread_token_usage.", p[1])
	if c.counted || !ok {
		total = c.total.plus(usage)
	}
	if !c.counted {
		c.total = total
	}
	c.record = &usage
	r, ok := c.call(at, usage)
	return c.add(rows, r, ok, fmt.Appendf(nil, "%q %v %v", c.root, total, usage))
}

// call is the row of a call that used so much; false for one that used nothing.
func (c *codex) call(at []byte, u codexTotal) (Row, bool) {
	if u == (codexTotal{}) || len(c.faults) > 0 {
		return Row{}, false
	}
	r := Row{At: c.time("timestamp", at), Model: c.model, Provider: c.vendor, App: c.folder, Requests: 1, Service: pricing.Service{Tier: c.tier}}
	if r.Model == "" {
		r.Model = UnknownModel
	}
	r.SetPrompt(u.input, u.cached, u.written, 0)
	r.setOutput(u.output, u.reasoning, 0, 0)
	r.Gateway = cmp.Or(pointed(c.vendor, providerSigns), elsewhere(r.Model, modelSigns, openai))
	return r, true
}

// add gives a call its id.
func (c *codex) add(rows []Row, r Row, ok bool, identity []byte) []Row {
	if !ok {
		return rows
	}
	sum := sha256.Sum256(identity)
	r.ID = hex.EncodeToString(sum[:16])
	return append(rows, r)
}

// usage reads one usage object; false for what is none.
func (c *codex) usage(within string, object []byte) (codexTotal, bool) {
	if len(object) == 0 || object[0] != '{' {
		return codexTotal{}, false
	}
	c.within = within
	defer func() { c.within = "" }()
	p := members(object, "input_tokens", "cached_input_tokens", "cache_write_input_tokens", "output_tokens", "reasoning_output_tokens", "cache_creation_input_tokens")
	written := p[2]
	if missing(written) {
		written = p[5]
	}
	return codexTotal{
		input: c.count("input_tokens", p[0]), cached: c.count("cached_input_tokens", p[1]), written: c.count("cache_write_input_tokens", written),
		output: c.count("output_tokens", p[3]), reasoning: c.count("reasoning_output_tokens", p[4]),
	}, true
}

// holds reports whether a total can go on from an earlier one.
func (t codexTotal) holds(u codexTotal) bool {
	return t.input >= u.input && t.cached >= u.cached && t.written >= u.written && t.output >= u.output && t.reasoning >= u.reasoning
}

func (t codexTotal) less(u codexTotal) codexTotal {
	return codexTotal{t.input - u.input, t.cached - u.cached, t.written - u.written, t.output - u.output, t.reasoning - u.reasoning}
}

func (t codexTotal) plus(u codexTotal) codexTotal {
	return codexTotal{t.input + u.input, t.cached + u.cached, t.written + u.written, t.output + u.output, t.reasoning + u.reasoning}
}
