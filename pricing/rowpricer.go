package pricing

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"
)

// A rowPricer is a workload made ready to be priced at one gateway after another.
type rowPricer struct {
	c        *Catalog
	w        Workload
	k        *Knobs
	asOf     time.Time
	lines    []listedLine
	parts    *fractions
	scale    *big.Rat
	list     *big.Rat // list dollars a month
	bare     bool     // no lines: bare list dollars
	byModel  bool     // rows keep what each model costs
	requests *big.Rat
	ownList  *big.Rat
	ownReqs  *big.Rat
	extras   extras
	nowhere  []string
	notes    []string
	idle     []string // of the notes, those about swaps that change nothing
	swaps    []string // and those about swaps of models that count tokens differently
	// trace is told every line that a row prices, by which card; nil where nobody
	// asks.
	trace func(seller *Gateway, card *Card, l *listedLine)
}

// A listedLine is a line with what each of its kinds costs at list price.
type listedLine struct {
	WorkLine
	list  [kindCount]Money
	total Money
	// carried is what no rate makes: the extras, and all of a line without tokens.
	carried Money
	// weight is how much of the work the line is: what was paid for it, or its list price
	// where that is not known.
	weight Money
	// tiers are the publisher's bands for prompts as long as this one; nil for a
	// kind that has no such tier.
	tiers [kindCount]*Band
}

func (c *Catalog) rowPricer(w Workload, k Knobs, asOf time.Time) (*rowPricer, error) {
	if w.Source == "spend" && (len(k.Swaps) > 0 || k.CacheHit != nil || k.BatchShare != nil) {
		return nil, ErrNeedsTokens
	}
	if k.TopUp.IsZero() && !k.Monthly {
		k.TopUp = w.Purchase
	}
	t, err := c.turn(w, k)
	if err != nil {
		return nil, err
	}
	b := &rowPricer{c: c, w: w, k: &k, asOf: asOf, parts: t.parts, scale: t.scale, bare: t.spend != nil, ownList: new(big.Rat), ownReqs: new(big.Rat)}
	if b.bare {
		b.list = t.spend
		return b, nil
	}
	if n := b.parts.count(t.lines, func(l *WorkLine) int64 { return l.Requests }); n.Sign() > 0 {
		b.requests = n.Mul(n, t.scale)
	}
	var list, ownList amounts
	standIns, nowhere := map[string]bool{}, map[string]bool{}
	for _, l := range t.lines {
		ll := listedLine{WorkLine: l}
		c.listPrice(&ll, b.force(l), standIns, nowhere)
		if l.OwnKey {
			ownList.add(l.part, ll.total)
		} else {
			if ll.carried = l.Extra; l.alone {
				ll.carried = l.Reported
			}
			list.add(l.part, ll.total.Add(ll.carried))
			b.extras.add(&ll)
			b.lines = append(b.lines, ll)
		}
	}
	weigh(b.lines)
	b.list, b.ownList = b.month(list), b.month(ownList)
	b.ownReqs.Mul(b.parts.count(t.lines, func(l *WorkLine) int64 {
		if l.OwnKey {
			return l.Requests
		}
		return 0
	}), t.scale)
	b.nowhere = sortedKeys(nowhere)
	b.note(sortedKeys(standIns), t)
	return b, nil
}

// month is what amounts of the lines come to a month.
func (b *rowPricer) month(a amounts) *big.Rat {
	usd := b.parts.sum(a)
	return usd.Mul(usd, b.scale)
}

// extras are what lines were charged that no rate of tokens makes.
type extras struct {
	calls amounts // searches, files
	alone amounts // dollars of which nobody counted the tokens
}

func (e *extras) add(l *listedLine) {
	if l.alone {
		e.alone.add(l.part, l.carried.Sub(l.Extra))
	}
	e.calls.add(l.part, l.Extra)
}

func (e *extras) all() (sum amounts) {
	sum.plus(e.calls)
	sum.plus(e.alone)
	return sum
}

// weigh sets how much of the work each line is, by the user's own dollars. Where
// nothing was paid for a model, because it is hypothetical or another view of the usage
// holds its dollars, its list price stands for them.
func weigh(lines []listedLine) {
	paid := map[string]Money{}
	own := func(l *listedLine) Money { return l.Reported.Sub(l.Extra) }
	for i := range lines {
		if l := &lines[i]; !l.swapped {
			paid[l.Name] = paid[l.Name].Add(own(l))
		}
	}
	for i := range lines {
		l := &lines[i]
		if l.weight = l.total; !l.swapped && paid[l.Name].Sign() > 0 {
			l.weight = own(l)
		}
	}
}

// note says what holds for every row.
func (b *rowPricer) note(standIns []string, t turned) {
	say := func(format string, args ...any) { b.notes = append(b.notes, fmt.Sprintf(format, args...)) }
	b.notes = append(b.notes, b.w.Notes...)
	b.notes = append(b.notes, b.w.daysTaken()...)
	if p := b.w.Purchase; !p.IsZero() && b.k.TopUp.Equal(p) {
		say("purchases of %s: the median of the last 90 days", p.Dollars())
	}
	tokens := func(of func(*WorkLine) bool) *big.Rat {
		return b.parts.count(t.lines, func(l *WorkLine) int64 {
			if l.OwnKey || !of(l) {
				return 0
			}
			return l.Tokens.Total()
		})
	}
	all := tokens(func(*WorkLine) bool { return true })
	tell := func(of func(*WorkLine) bool, words string) {
		if n := tokens(of); n.Sign() > 0 {
			say("%s of the tokens come %s", oneDecimal(n.Quo(n, all)), words)
		}
	}
	tell(b.c.Unplaced, "in sums of many requests: priced at the base band and the usual hours")
	tell(func(l *WorkLine) bool { return l.CacheUnknown }, "without their cached share: priced as not cached")
	if models := b.writers(t.guessed); len(models) > 0 {
		say("a token is written to the cache for ten that are read of %s (assumed: none of its reads are known)", allOf(models))
	}
	if usd := b.month(b.extras.calls); usd.Sign() != 0 {
		say("%s of extras (searches, files) are carried over at cost", moneyOf(usd).Dollars())
	}
	if usd := b.month(b.extras.alone); usd.Sign() != 0 {
		say("%s was charged without tokens that could be priced elsewhere: it is carried over at cost", moneyOf(usd).Dollars())
	}
	if b.ownList.Sign() != 0 {
		say("%s of list price went over your own keys and is in no total", moneyOf(b.ownList).Dollars())
	}
	for _, from := range t.idle {
		b.idle = append(b.idle, fmt.Sprintf("there are no tokens of %s in this work: the swap to %s changes nothing", from, b.k.Swaps[from]))
	}
	b.notes = append(b.notes, b.idle...)
	for _, from := range slices.Sorted(maps.Keys(b.k.Swaps)) {
		if slices.Contains(t.idle, from) {
			continue
		}
		if note := b.c.swapNote(b.c.CanonicalName(from), b.k.Swaps[from]); note != "" {
			b.swaps = append(b.swaps, note)
		}
	}
	b.notes = append(b.notes, b.swaps...)
	if len(standIns) > 0 {
		say("no publisher lists %s: the lowest price of any gateway stands in for list", strings.Join(standIns, ", "))
	}
}

func requests(lines []WorkLine) int64 {
	var n int64
	for i := range lines {
		n += lines[i].Requests
	}
	return n
}

// writers are those of some models whose publisher charges for writing to the cache.
func (b *rowPricer) writers(models []string) []string {
	out := map[string]bool{}
	for _, m := range models {
		if card := b.c.ListCard(m); card != nil && card.Rate(CacheWrite5m, 0, Instant{Force: b.asOf}) != nil {
			out[m] = true
		}
	}
	return sortedKeys(out)
}

// force is the instant whose rates price the line.
func (b *rowPricer) force(l WorkLine) Instant {
	if b.k.RatesThen && !l.At.IsZero() {
		return l.instant(l.At)
	}
	return l.instant(b.asOf)
}

// listPrice finds what each kind of a line costs at list: at the publisher, or
// at the cheapest gateway where the publisher has no rate for it.
func (c *Catalog) listPrice(l *listedLine, at Instant, standIns, nowhere map[string]bool) {
	name := cmp.Or(l.Model, l.Name)
	card := c.ListCard(l.Model)
	tokens := l.Tokens
	var bands [kindCount]*Band
	if card != nil {
		bands, _ = card.bandsFor(&tokens, l.Prompt, at)
	} else {
		tokens[Output] += tokens[Reasoning]
		tokens[Reasoning] = 0
	}
	for _, k := range promptKinds {
		if !l.supposed || !k.cached() || tokens[k] == 0 {
			continue
		}
		cached := bands[k] != nil
		if card == nil {
			_, cached = c.lowestRate(l.Model, k, l.Prompt, at)
		}
		if !cached { // no cache price: ordinary input, as at a gateway
			tokens[Input] += tokens[k]
			tokens[k] = 0
			if card != nil {
				bands, _ = card.bandsFor(&tokens, l.Prompt, at)
			}
		}
	}
	for k := range tokens {
		if tokens[k] == 0 {
			continue
		}
		rate, ok := Rate{}, bands[k] != nil
		if ok {
			rate = bands[k].Rate
			if bands[k].Over > 0 {
				l.tiers[k] = bands[k]
			}
		} else if rate, ok = c.lowestRate(l.Model, Kind(k), l.Prompt, at); ok {
			standIns[name] = true
		} else if Kind(k) != Request {
			what := name
			if c.byModel[l.Model] != nil {
				what += " " + Kind(k).String()
			}
			nowhere[what] = true
		}
		if ok {
			l.list[k] = rate.For(tokens[k])
			l.total = l.total.Add(l.list[k])
		}
	}
}

// lowestRate is the least that any gateway's default id charges for a kind. An
// offer for nothing is no list price.
func (c *Catalog) lowestRate(model string, k Kind, prompt int64, at Instant) (low Rate, ok bool) {
	for _, g := range c.gateways {
		ids := g.ids[model]
		if len(ids) == 0 {
			continue
		}
		if b := g.cards[fold(ids[0])].Rate(k, prompt, at); b != nil && !b.Rate.IsZero() && (!ok || b.Rate.Cmp(low) < 0) {
			low, ok = b.Rate, true
		}
	}
	return low, ok
}
