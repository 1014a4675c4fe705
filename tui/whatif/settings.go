package whatif

import (
	"strings"

	"tollbook/pricing"
	"tollbook/pricing/knob"
)

// knobID names a knob of the what-if screen. The order is the one in which
// they stand before it is known how far each moves the bill.
type knobID uint8

const (
	workloadKnob knobID = iota
	modelKnob           // of the work that is supposed where nothing is recorded
	volumeKnob
	swapKnob
	cacheKnob
	methodKnob
	topUpKnob
	batchKnob
	ratesKnob
	downtimeKnob
	serverKnob
	requireKnob
	knobCount
)

// settings are the answers to "what if": one text a knob, in the form in which
// its step is written, "" for a knob that nobody turned.
type settings [knobCount]string

// with returns the settings with one knob turned.
func (s settings) with(id knobID, value string) settings {
	s[id] = value
	return s
}

// countTurned counts the knobs that change the bill.
func (s settings) countTurned() int {
	n := 0
	for id, value := range s {
		if k, is := knobID(id).of(); value != "" && !(is && k.Verdict) {
			n++
		}
	}
	return n
}

// A knobRow says how one knob stands on the screen. What its values are, and how they are
// read, the table of knobs says.
type knobRow struct {
	knob  knob.ID // knob.Count for the workload and its model, which are no knobs of the table
	label string
	about string // for the note line
	// typed knobs take a value from the keyboard.
	typed bool
}

// of is the knob in the table of knobs; false for the workload and its model.
func (id knobID) of() (knob.Knob, bool) {
	if id == workloadKnob || id == modelKnob {
		return knob.Knob{}, false
	}
	return knob.Of(knobs[id].knob), true
}

// projectedWork is the workload of the projected month, as settings hold it.
const projectedWork = "projected"

// bare reports whether the workload is list dollars without models.
func (s settings) bare() bool {
	_, err := pricing.ParseMoney(s[workloadKnob])
	return err == nil
}

var knobs = [knobCount]knobRow{
	workloadKnob: {knob: knob.Count, label: "workload", about: "the ledger's last month, or list dollars a month without models", typed: true},
	modelKnob:    {knob: knob.Count, label: "on", about: "the model of the month that is supposed; any model is bare list dollars", typed: true},
	volumeKnob:   {knob: knob.Volume, label: "volume", about: "the same work so many times", typed: true},
	swapKnob:     {knob: knob.Swap, label: "swap", about: "one model's work done by another; whether it can is yours to judge", typed: true},
	cacheKnob:    {knob: knob.CacheHit, label: "cache", about: "share of every prompt that is read from the cache", typed: true},
	methodKnob:   {knob: knob.Method, label: "pay by", about: "how credits are bought; a gateway without the method keeps its default"},
	topUpKnob:    {knob: knob.TopUp, label: "top-up", about: "credit bought at a time, never under a gateway's minimum; usual is the median of those recorded, monthly one purchase a month", typed: true},
	batchKnob:    {knob: knob.BatchShare, label: "batch", about: "share of the tokens sent as batch requests, where a gateway discounts them", typed: true},
	ratesKnob:    {knob: knob.Rates, label: "rates", about: "today prices all usage at the rates of today, then at those of its own day"},
	downtimeKnob: {knob: knob.Downtime, label: "outage", about: "what an hour of outage costs you, times the hours that each gateway's record makes expect", typed: true},
	serverKnob:   {knob: knob.Server, label: "server", about: "what your own server for a self-hosted gateway costs a month", typed: true},
	requireKnob:  {knob: knob.Require, label: "REQUIRE", about: "sla, uptime=99.9, latency=50ms, models=100, no-expiry, no-fee (✓ pass ~ claimed ✗ fail ? unknown)", typed: true},
}

// read is a typed value as settings hold it.
func (id knobID) read(c *pricing.Catalog, text string) (string, error) {
	var k pricing.Knobs
	n, is := id.of()
	switch {
	case strings.TrimSpace(text) == "":
		return "", nil
	case !is:
		usd, err := knob.Dollars(text)
		return usd.String(), err
	}
	if err := n.Set(c, &k, text); err != nil {
		return "", err
	}
	return unless(n.Text(k), n.Idle), nil
}

// apply gives the calculator's form of the settings. Every value was read by its knob
// before it got here.
func (s settings) apply(c *pricing.Catalog) pricing.Knobs {
	var out pricing.Knobs
	for id, value := range s {
		if n, is := knobID(id).of(); is && value != "" && (!n.Tokens || !s.bare()) {
			n.Set(c, &out, value)
		}
	}
	return out
}

// unless is value, or "" where it is what the knob stands at untouched.
func unless(value, untouched string) string {
	if value == untouched {
		return ""
	}
	return value
}

// swapsOf are the swaps that a value of the knob holds.
func swapsOf(value string) map[string]string {
	swaps := map[string]string{}
	for part := range strings.SplitSeq(value, ",") {
		if from, to, ok := strings.Cut(part, "="); ok {
			swaps[from] = to
		}
	}
	return swaps
}
