package pricing

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/pricing/words"
)

// A Side is one of two what-ifs that stand side by side: a workload, its knobs, and
// the gateway whose bill it is. At the user's own it is the bill of all his accounts.
type Side struct {
	Workload Workload
	Knobs    Knobs
	Gateway  string // by id, or Direct
}

// Own reports whether the side's bill is what the user would pay over all of his
// accounts, as You is. Any other is of all the work at one gateway.
func (s Side) Own() bool { return len(s.Workload.Paid) > 0 && fold(s.Gateway) == s.Workload.You }

// payee says to whom the side's bill is paid.
func (s Side) payee() string {
	if n := len(s.Workload.Paid); n > 1 && s.Own() {
		return fmt.Sprintf("your %d accounts", n)
	}
	return s.Gateway
}

// Total is the side's bill a month at the rates of asOf, and the share of the list
// dollars that it prices; nil where the bill is not known. What was charged covers all
// of the work.
func (s Side) Total(c *Catalog, asOf time.Time) (total *Money, coverage string, err error) {
	k := s.Knobs
	k.Gateways, k.Requirements = []string{s.Gateway}, nil
	if s.Own() {
		you, err := c.WouldPay(s.Workload, k, asOf)
		if errors.Is(err, ErrNeedsTokens) || err == nil && you == nil {
			return nil, "", nil
		}
		if err != nil {
			return nil, "", err
		}
		return you.Total, "1", nil
	}
	got, err := c.Compare(s.Workload, k, asOf)
	if errors.Is(err, ErrNeedsTokens) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	r := got.Row(fold(s.Gateway))
	return r.Total, r.Coverage, nil
}

// A Cause is something in which two sides differ, and what it does to the bill.
type Cause struct {
	Name   string // "volume", "swap", "method"; "swap + gateway" where only both together have a known bill
	A, B   string // what each side has, in words
	Change *Money // a month; negative is less at B; nil where one of the bills is not known
}

// A Difference is two bills and why they differ. The changes of the causes add up
// to B - A exactly.
type Difference struct {
	A, B                 *Money // a month; nil where unknown
	CoverageA, CoverageB string // share of the list dollars that each prices; "" where unknown
	Causes               []Cause
}

// Change is B - A; nil where one is unknown.
func (d Difference) Change() *Money {
	if d.A == nil || d.B == nil {
		return nil
	}
	change := d.B.Sub(*d.A)
	return &change
}

// Unlike says that the sides price unlike parts of their work; "" where they do not.
func (d Difference) Unlike() string {
	if d.CoverageA == d.CoverageB {
		return ""
	}
	return fmt.Sprintf("A prices %s of its work and B %s: the totals do not compare like for like", words.Coverage(d.CoverageA), words.Coverage(d.CoverageB))
}

// A trait is one thing in which sides can differ.
type trait struct {
	name  string
	words func(Side) string
	take  func(to *Side, from Side)
}

// traits stand in the order in which a difference is walked: first what is asked
// for, then how it is sent, then at which rates, then how it is paid, at last to
// whom. In another order the same knobs get other shares of what they do together.
var traits = []trait{
	{"workload", func(s Side) string { return s.Workload.Words() }, func(to *Side, from Side) {
		usual := to.Workload.Purchase // a habit of buying, not of using
		to.Workload = from.Workload
		to.Workload.Purchase = usual
	}},
	{"volume", func(s Side) string { return s.Knobs.Volume.String() + "x" }, func(to *Side, from Side) { to.Knobs.Volume = from.Knobs.Volume }},
	{"swap", func(s Side) string { return swapWords(s.Knobs.Swaps) }, func(to *Side, from Side) { to.Knobs.Swaps = from.Knobs.Swaps }},
	{"cache", func(s Side) string { return shareWords(s.Knobs.CacheHit) }, func(to *Side, from Side) { to.Knobs.CacheHit = from.Knobs.CacheHit }},
	{"batch", func(s Side) string { return shareWords(s.Knobs.BatchShare) }, func(to *Side, from Side) { to.Knobs.BatchShare = from.Knobs.BatchShare }},
	{"rates", func(s Side) string {
		if s.Knobs.RatesThen {
			return "of each day"
		}
		return "today's"
	}, func(to *Side, from Side) { to.Knobs.RatesThen = from.Knobs.RatesThen }},
	{"method", func(s Side) string {
		if s.Knobs.Method == "" {
			return "default"
		}
		return s.Knobs.Method
	}, func(to *Side, from Side) { to.Knobs.Method = from.Knobs.Method }},
	{"top-up", topUpWords, func(to *Side, from Side) {
		to.Knobs.TopUp, to.Knobs.Monthly, to.Workload.Purchase = from.Knobs.TopUp, from.Knobs.Monthly, from.Workload.Purchase
	}},
	{"downtime", func(s Side) string { return inFull(s.Knobs.DowntimeUSD) + " an hour" }, func(to *Side, from Side) { to.Knobs.DowntimeUSD = from.Knobs.DowntimeUSD }},
	{"server", func(s Side) string { return serverWords(s.Knobs.ServerUSD) }, func(to *Side, from Side) { to.Knobs.ServerUSD = from.Knobs.ServerUSD }},
	{"gateway", Side.payee, func(to *Side, from Side) { to.Gateway = from.Gateway }},
}

// Difference splits what lies between two bills by cause. It turns A into B, one
// trait after another in the order workload, volume, swap, cache, batch, rates,
// method, top-up, downtime, server, gateway; each cause is what its step changes, so
// the last one closes the sum.
//
//	$1,000 at OpenRouter by card, 1,055, beside $2,000 by crypto, 2,100:
//	workload +1,055 (2,110), method -10 (2,100): together +1,045
func (c *Catalog) Difference(a, b Side, asOf time.Time) (Difference, error) {
	var d Difference
	var err error
	if d.A, d.CoverageA, err = a.Total(c, asOf); err != nil {
		return d, err
	}
	if d.B, d.CoverageB, err = b.Total(c, asOf); err != nil {
		return d, err
	}
	at, before := a, d.A
	var held []Cause // steps that led to no known bill
	for i, t := range traits {
		was, is := t.words(at), t.words(b)
		last := i == len(traits)-1
		if was == is && t.name != "workload" && !last {
			continue
		}
		t.take(&at, b)
		now := d.B
		if !last {
			if now, _, err = at.Total(c, asOf); err != nil {
				return d, err
			}
		}
		if was != is {
			held = append(held, Cause{Name: t.name, A: was, B: is})
		}
		if now == nil || before == nil && !last {
			continue
		}
		var change *Money
		if before != nil {
			usd := now.Sub(*before)
			change = &usd
		}
		if len(held) == 0 && change != nil && !change.IsZero() { // other tokens under the same name
			held = append(held, Cause{Name: t.name, A: was, B: is})
		}
		if len(held) > 0 {
			d.Causes = append(d.Causes, joined(held, change))
			held = nil
		}
		before = now
	}
	if len(held) > 0 {
		d.Causes = append(d.Causes, joined(held, nil))
	}
	return d, nil
}

// joined makes one cause of steps of which only the last has a known bill.
func joined(steps []Cause, change *Money) Cause {
	var names, as, bs []string
	for _, s := range steps {
		names, as, bs = append(names, s.Name), append(as, s.A), append(bs, s.B)
	}
	return Cause{strings.Join(names, " + "), strings.Join(as, ", "), strings.Join(bs, ", "), change}
}

// Words say what a workload is: "$1,000.00 of list price", "tokens of 2 models",
// "30 days to 2026-11-14".
func (w Workload) Words() string {
	switch {
	case w.Source == "spend":
		return inFull(w.Spend) + " of list price"
	case w.Projection != nil:
		return fmt.Sprintf("%s projected to %s", w.Projection.USD.Dollars(), w.Projection.To.Format(Day))
	case w.Source == "ledger" && !w.To.IsZero():
		return fmt.Sprintf("%s to %s", words.Count(fmt.Sprint(w.Days), "day"), w.To.Format(Day))
	}
	models := map[string]bool{}
	for _, l := range w.Lines {
		models[l.Name] = true
	}
	if len(models) == 1 {
		return "tokens of " + w.Lines[0].Name
	}
	return fmt.Sprintf("tokens of %d models", len(models))
}

func topUpWords(s Side) string {
	switch {
	case !s.Knobs.TopUp.IsZero():
		return inFull(s.Knobs.TopUp)
	case s.Knobs.Monthly || s.Workload.Purchase.IsZero():
		return "one a month"
	}
	return "usual " + inFull(s.Workload.Purchase)
}

// shareWords is a share of tokens, nil as it was.
func shareWords(share *Percent) string {
	if share == nil {
		return "as it was"
	}
	return share.String() + " %"
}

func swapWords(swaps map[string]string) string {
	var parts []string
	for _, from := range slices.Sorted(maps.Keys(swaps)) {
		parts = append(parts, from+" → "+swaps[from])
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

func serverWords(servers map[string]Money) string {
	var parts []string
	for _, gateway := range slices.Sorted(maps.Keys(servers)) {
		parts = append(parts, gateway+" "+inFull(servers[gateway]))
	}
	if len(parts) == 0 {
		return "not set"
	}
	return strings.Join(parts, ", ")
}

// inFull writes dollars to the cent, or exactly where cents would hide something.
func inFull(m Money) string {
	if m.Equal(m.Cents()) {
		return m.Dollars()
	}
	return "$" + words.Thousands(m.String())
}

// Turned lists the knobs that a side has turned, in words: "volume 2x", "method
// crypto". The workload and the gateway are none.
func (s Side) Turned() []string {
	var out []string
	still := Side{Workload: s.Workload}
	for _, t := range traits {
		if words := t.words(s); t.name != "workload" && t.name != "gateway" && words != t.words(still) {
			out = append(out, t.name+" "+words)
		}
	}
	return out
}
