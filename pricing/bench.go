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

// A bench is a workload made ready to be priced at one gateway after another.
type bench struct {
	c        *Catalog
	w        Workload
	k        *Knobs
	asOf     time.Time
	lines    []listedLine
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

func (c *Catalog) bench(w Workload, k Knobs, asOf time.Time) (*bench, error) {
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
	b := &bench{c: c, w: w, k: &k, asOf: asOf, scale: t.scale, bare: t.spend != nil, ownList: new(big.Rat), ownReqs: new(big.Rat)}
	if b.bare {
		b.list = t.spend
		return b, nil
	}
	if n := requests(t.lines); n > 0 {
		b.requests = new(big.Rat).Mul(new(big.Rat).SetInt64(n), t.scale)
	}
	var list, ownList Money
	var ownReqs int64
	standIns, nowhere := map[string]bool{}, map[string]bool{}
	for _, l := range t.lines {
		ll := listedLine{WorkLine: l}
		c.listPrice(&ll, b.force(l), standIns, nowhere)
		if l.OwnKey {
			ownList = ownList.Add(ll.total)
			ownReqs += l.Requests
		} else {
			if ll.carried = l.Extra; l.alone {
				ll.carried = l.Reported
			}
			list = list.Add(ll.total).Add(ll.carried)
			b.extras.add(&ll)
			b.lines = append(b.lines, ll)
		}
	}
	weigh(b.lines)
	b.list, b.ownList = b.month(list), b.month(ownList)
	b.ownReqs.Mul(new(big.Rat).SetInt64(ownReqs), t.scale)
	b.nowhere = sortedKeys(nowhere)
	b.note(sortedKeys(standIns), t.idle)
	return b, nil
}

// month is what an amount of the lines comes to a month.
func (b *bench) month(m Money) *big.Rat { return new(big.Rat).Mul(m.rat(), b.scale) }

// extras are what lines were charged that no rate of tokens makes.
type extras struct {
	calls Money // searches, files
	alone Money // dollars of which nobody counted the tokens
}

func (e *extras) add(l *listedLine) {
	if l.alone {
		e.alone = e.alone.Add(l.carried.Sub(l.Extra))
	}
	e.calls = e.calls.Add(l.Extra)
}

func (e *extras) all() Money { return e.calls.Add(e.alone) }

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

// nobodys reports whether no gateway has a rate for any of a line's tokens.
func (l *listedLine) nobodys() bool { return l.total.IsZero() && !l.Tokens.IsZero() }

// note says what holds for every row. idle are the models whose swap changes nothing.
func (b *bench) note(standIns, idle []string) {
	say := func(format string, args ...any) { b.notes = append(b.notes, fmt.Sprintf(format, args...)) }
	b.notes = append(b.notes, b.w.Notes...)
	b.notes = append(b.notes, b.w.daysTaken()...)
	if p := b.w.Purchase; !p.IsZero() && b.k.TopUp.Equal(p) {
		say("purchases of %s: the median of the last 90 days", p.Dollars())
	}
	var all, mixed, blind int64
	for _, l := range b.lines {
		n := l.Tokens.Total()
		all += n
		if l.Mixed && !(l.BandKnown && l.ClockKnown) {
			mixed += n
		}
		if l.CacheUnknown {
			blind += n
		}
	}
	share := func(n int64) string {
		return new(big.Rat).Mul(big.NewRat(n, max(all, 1)), big.NewRat(100, 1)).FloatString(1)
	}
	if mixed > 0 {
		say("%s %% of the tokens come in sums of many requests: priced at the base band and the usual hours", share(mixed))
	}
	if blind > 0 {
		say("%s %% of the tokens come without their cached share: priced as not cached", share(blind))
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
	for _, from := range idle {
		b.idle = append(b.idle, fmt.Sprintf("there are no tokens of %s in this work: the swap to %s changes nothing", from, b.k.Swaps[from]))
	}
	b.notes = append(b.notes, b.idle...)
	for _, from := range slices.Sorted(maps.Keys(b.k.Swaps)) {
		if slices.Contains(idle, from) {
			continue
		}
		if note := b.c.swapNote(b.c.canonical(from), b.k.Swaps[from]); note != "" {
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

// force is the instant whose rates price the line.
func (b *bench) force(l WorkLine) Instant {
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
	if l.supposed && tokens[CacheRead] != 0 {
		cached := bands[CacheRead] != nil
		if card == nil {
			_, cached = c.lowestRate(l.Model, CacheRead, l.Prompt, at)
		}
		if !cached { // no cache price: ordinary input, as at a gateway
			tokens[Input] += tokens[CacheRead]
			tokens[CacheRead] = 0
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
