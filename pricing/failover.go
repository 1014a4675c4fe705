package pricing

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"tollbook/pricing/words"
)

// Independence is the assumption under which two gateways' records are put
// together. Nobody has shown it: a router and the provider behind it can go down
// at once.
const Independence = "the two fail independently"

// A Failover is a pair of gateways of which one takes over when the other is down.
// It is down when both are; under Independence that is the product of their shares.
//
//	of the time 1 % and 2 % down: 0.02 % of it both, 99.98 % available, 8.64 minutes in 30 days
type Failover struct {
	A, B             string // by id
	Availability     string // percent, half up to 6 decimals
	Nines            int    // whole nines of it
	MinutesPer30Days string // both down; to 6 decimals where it does not end

	down *big.Rat
}

// Meets reports whether the pair reaches the target percentage.
func (f Failover) Meets(target Percent) bool { return meets(f.down, target) }

// Watched are the gateways of a comparison whose outages somebody recorded, the
// most available first. Of the others nothing is known, which proves nothing.
func (c *Comparison) Watched() []*Gateway {
	var out []*Gateway
	for i := range c.Rows {
		for _, g := range c.Rows[i].all() {
			if g.Reliability().Watched && !slices.Contains(out, g) {
				out = append(out, g)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *Gateway) int {
		return cmp.Or(a.Reliability().down().Cmp(b.Reliability().down()), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// Failovers are all pairs of the watched gateways, the most available first.
func (c *Comparison) Failovers() []Failover {
	var out []Failover
	watched := c.Watched()
	for i, a := range watched {
		for _, b := range watched[i+1:] {
			f := Failover{A: a.ID, B: b.ID, down: new(big.Rat).Mul(a.Reliability().down(), b.Reliability().down())}
			f.Availability, f.Nines = available(f.down)
			f.MinutesPer30Days = moneyOf(minutes30(f.down)).String()
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Failover) int { return a.down.Cmp(b.down) })
	return out
}

// A Target is an availability that is asked for, and who reaches it by the record.
type Target struct {
	Percent        Percent
	AllowedMinutes string // of outage in 30 days
	Gateways       []string
	Pairs          []Failover // under Independence
}

// Words say how much outage the target allows and who reaches it, alone or as a pair: "99.9 %
// allows 43.20 min in 30 days: reached by openrouter, a + b together".
func (t Target) Words() string {
	reach := slices.Clone(t.Gateways)
	for _, f := range t.Pairs {
		if !slices.Contains(t.Gateways, f.A) && !slices.Contains(t.Gateways, f.B) {
			reach = append(reach, f.A+" + "+f.B+" together")
		}
	}
	who := "no one with a record reaches it, alone or as a pair"
	if len(reach) > 0 {
		who = "reached by " + strings.Join(reach, ", ")
	}
	return fmt.Sprintf("%s %% allows %s in 30 days: %s", t.Percent, words.Minutes(t.AllowedMinutes), who)
}

// Targets says of every uptime that the knobs require who reaches it.
func (c *Comparison) Targets(k Knobs) []Target {
	var out []Target
	for _, r := range k.Requirements {
		percent, ok := r.Uptime()
		if !ok {
			continue
		}
		t := Target{Percent: percent, AllowedMinutes: AllowedMinutes(percent)}
		for _, g := range c.Watched() {
			if g.Reliability().Meets(percent) {
				t.Gateways = append(t.Gateways, g.ID)
			}
		}
		for _, f := range c.Failovers() {
			if f.Meets(percent) {
				t.Pairs = append(t.Pairs, f)
			}
		}
		out = append(out, t)
	}
	return out
}
