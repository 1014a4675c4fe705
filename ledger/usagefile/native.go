package usagefile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
)

const nativeName = "native"

// nativeFields are the columns of tollbook's own CSV, and what --map and --set
// can name.
var nativeFields = []string{
	"time", "gateway", "account", "model", "provider", "request_id",
	"input_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens",
	"output_tokens", "reasoning_tokens", "requests", "cost_usd", "byok_usd", "key", "app", "user",
	"team", "machine", "service_tier", "residency", "band", "window", "other", "marks", "view",
}

// tollbook's own CSV, and any other CSV through a mapping. Only time and model
// are needed: a missing token column is 0, an absent or empty cost is computed
// from the catalog, a negative cost (a refund) is kept.
//
//	band    a prompt size of the price band that all of the row was in: 200001
//	window  a UTC time of day in the price window that all of it was in: 06:00
//	other   further kinds, and the part of the cost that is for searches and files:
//	        audio_in=5;web_search=2;extra_usd=0.02
//	marks   what else is known of the row: computed;cache-unknown;many-requests
//	view    what kind of record of the spend it is: buckets, costs, agent-log
func init() {
	register(&Format{
		Name:    nativeName,
		Found:   "a CSV that you write: tollbook help own-files",
		View:    Requests,
		anyView: true,
		Needs:   []string{"time", "model"},
		columns: native,
	})
}

// Own reports whether the format is a CSV of one's own, whose columns a mapping
// names.
func (f *Format) Own() bool { return f.Name == nativeName }

// NativeFields are the fields that a mapping can name, in the order of
// tollbook's own CSV.
func NativeFields() []string { return slices.Clone(nativeFields) }

// nativeCells reads the fields of a row, from a column or from what was said of all
// rows.
type nativeCells struct {
	*cells
	col  map[string]int
	set  map[string]string
	none func(text string) bool // it stands for no cost
}

func (c nativeCells) field(name string) string {
	if v, ok := c.set[name]; ok {
		return v
	}
	return c.text(c.col[name])
}

// wrong notes a bad field.
func (c nativeCells) wrong(name string, err error) {
	if v, ok := c.set[name]; ok {
		c.faults = append(c.faults, Fault{Line: c.line, Column: name, Value: v, Reason: err.Error()})
		return
	}
	c.fault(c.col[name], err.Error())
}

// read reads a field's text; an empty one is left as it is.
func (c nativeCells) read(name string, take func(text string) error) {
	if text := c.field(name); text != "" {
		if err := take(text); err != nil {
			c.wrong(name, err)
		}
	}
}

func (c nativeCells) number(name string) (n int64) {
	c.read(name, func(text string) (err error) {
		n, err = c.header.count(text)
		return err
	})
	return n
}

func (c nativeCells) amount(name string) (m pricing.Money, there bool) {
	c.read(name, func(text string) (err error) {
		if name == "cost_usd" && c.none(text) {
			return nil
		}
		there = true
		m, err = c.header.amount(text)
		return err
	})
	return m, there
}

func native(h *header, opt Options) rowReader {
	col := map[string]int{}
	for _, field := range nativeFields {
		col[field] = column(h, field, opt)
	}
	// A file of tokens alone is another view of the spend than one with costs.
	view := Usage
	for _, field := range []string{"cost_usd", "byok_usd"} {
		if _, set := opt.Set[field]; set || col[field] >= 0 {
			view = Requests
		}
	}
	return func(plain *cells) Row {
		c := nativeCells{plain, col, opt.Set, opt.noCost}
		r := Row{
			View: view, ID: c.field("request_id"), Gateway: c.field("gateway"), Account: c.field("account"),
			Model: c.field("model"), Provider: c.field("provider"), Key: c.field("key"), App: c.field("app"), User: c.field("user"),
			Team: c.field("team"), Machine: c.field("machine"), Requests: 1,
			Service: pricing.Service{Tier: pricing.TierOf(c.field("service_tier")), Residency: pricing.ResidencyOf(c.field("residency"))},
		}
		if r.Model == "" {
			c.fault(col["model"], "is empty")
		}
		at, err := ParseTime(c.field("time"))
		if r.At = at; err != nil {
			c.wrong("time", err)
		}
		if c.field("requests") != "" {
			r.Requests = c.number("requests")
		}
		r.Mixed = r.Requests > 1
		r.Tokens[pricing.Input] = c.number("input_tokens")
		r.Tokens[pricing.CacheRead] = c.number("cache_read_tokens")
		r.Tokens[pricing.CacheWrite5m] = c.number("cache_write_5m_tokens")
		r.Tokens[pricing.CacheWrite1h] = c.number("cache_write_1h_tokens")
		r.setOutput(c.number("output_tokens"), c.number("reasoning_tokens"), 0, 0)
		r.Cost, r.HasCost = c.amount("cost_usd")
		r.OwnKeyUSD, _ = c.amount("byok_usd")
		r.OwnKey = !r.OwnKeyUSD.IsZero()
		if r.OwnKey && !r.HasCost {
			r.HasCost = true // an own-key row without a gateway's fee cost it nothing
		}
		r.Prompt = c.number("band")
		c.read("window", r.readWindow)
		c.read("other", r.readOther)
		c.read("marks", r.readMarks)
		c.read("view", func(text string) (err error) {
			r.View, err = ParseView(text)
			return err
		})
		return r
	}
}

// readWindow reads a UTC time of day: "06:00" or "06:00:30".
func (r *Row) readWindow(text string) error {
	for _, layout := range []string{"15:04", time.TimeOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			r.Clock = int32(t.Hour()*3600+t.Minute()*60+t.Second()) + 1
			return nil
		}
	}
	return fmt.Errorf("want a UTC time of day in the price window, like 06:00")
}

// extraName is how the field other calls the part of the cost that no tokens explain.
const extraName = "extra_usd"

// readOther reads further kinds: "audio_in=5;web_search=2".
func (r *Row) readOther(text string) error {
	for _, pair := range strings.FieldsFunc(text, isListMark) {
		name, value, _ := strings.Cut(pair, "=")
		if name == extraName {
			m, err := pricing.ParseMoney(value)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			r.Extra = m
			continue
		}
		k, err := pricing.ParseKind(name)
		if err != nil {
			return err
		}
		if value == "" {
			return fmt.Errorf("%s: want a count, like %s=5", name, name)
		}
		if r.Tokens[k] != 0 {
			return fmt.Errorf("%s has a column of its own", name)
		}
		if r.Tokens[k], err = ParseCount(value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// isListMark reports whether a character divides the items of a field.
func isListMark(c rune) bool { return strings.ContainsRune("; ,|", c) }

// rowMarks are the words of the field marks and what each says of a row.
var rowMarks = []struct {
	word  string
	set   func(*Row)
	holds func(*Row) bool
}{
	{"computed", func(r *Row) { r.Computed = true }, func(r *Row) bool { return r.Computed }},
	{"cache-unknown", func(r *Row) { r.CacheUnknown = true }, func(r *Row) bool { return r.CacheUnknown }},
	{"own-key", func(r *Row) { r.OwnKey = true }, func(r *Row) bool { return r.OwnKey }},
	{"many-requests", func(r *Row) { r.Mixed = true }, func(r *Row) bool { return r.Mixed }},
	{"reasoning-outside", func(r *Row) { r.Marks |= ReasoningOutside }, func(r *Row) bool { return r.Marks&ReasoningOutside != 0 }},
	{"cached-outside", func(r *Row) { r.Marks |= CachedOutside }, func(r *Row) bool { return r.Marks&CachedOutside != 0 }},
	{"latin-1", func(r *Row) { r.Marks |= Latin1 }, func(r *Row) bool { return r.Marks&Latin1 != 0 }},
}

func (r *Row) readMarks(text string) error {
words:
	for _, word := range strings.FieldsFunc(text, isListMark) {
		for _, m := range rowMarks {
			if strings.EqualFold(word, m.word) {
				m.set(r)
				continue words
			}
		}
		return fmt.Errorf("no mark %q", word)
	}
	return nil
}

// Native writes a row as the cells of tollbook's own CSV, in the order of
// NativeFields. Read again it is the same row, but for its line and what keyed it.
func (r *Row) Native() []string {
	var other, marks []string
	for k := pricing.Reasoning + 1; int(k) < len(r.Tokens); k++ {
		if r.Tokens[k] != 0 {
			other = append(other, k.String()+"="+strconv.FormatInt(r.Tokens[k], 10))
		}
	}
	if !r.Extra.IsZero() {
		other = append(other, extraName+"="+r.Extra.String())
	}
	for _, m := range rowMarks {
		if m.holds(r) {
			marks = append(marks, m.word)
		}
	}
	cost, byok, band, window := "", "", "", ""
	if r.HasCost {
		cost = r.Cost.String()
	}
	if !r.OwnKeyUSD.IsZero() {
		byok = r.OwnKeyUSD.String()
	}
	if r.Prompt != 0 {
		band = strconv.FormatInt(r.Prompt, 10)
	}
	if r.Clock != 0 {
		window = time.Unix(int64(r.Clock-1), 0).UTC().Format(time.TimeOnly)
	}
	n := func(k pricing.Kind) string { return strconv.FormatInt(r.Tokens[k], 10) }
	return []string{
		instantText(r.At), r.Gateway, r.Account, r.Model, r.Provider, r.ID,
		n(pricing.Input), n(pricing.CacheRead), n(pricing.CacheWrite5m), n(pricing.CacheWrite1h),
		n(pricing.Output), n(pricing.Reasoning), strconv.FormatInt(r.Requests, 10), cost, byok, r.Key, r.App, r.User,
		r.Team, r.Machine, string(r.Service.Tier), r.Service.Residency, band, window, strings.Join(other, ";"), strings.Join(marks, ";"), r.View.Code(),
	}
}
