package pricing

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"tollbook/pricing/words"
)

// Rates older than oldRates that are more than olderBy older than those of the next
// best make a winner one with an "if".
const (
	oldRates = 30 * 24 * time.Hour
	olderBy  = 14 * 24 * time.Hour
)

// A SeenRate is the day on which the oldest of the rates of one gateway's list that
// price a row was last seen.
type SeenRate struct {
	Gateway string
	Seen    time.Time
}

// saw notes a rate that prices the row.
func (r *Row) saw(gateway string, seen time.Time) {
	if seen.IsZero() {
		return
	}
	if r.RatesSeen.IsZero() || seen.Before(r.RatesSeen) {
		r.RatesSeen = seen
	}
	r.seen = oldestOf(r.seen, SeenRate{gateway, seen})
}

// oldestOf adds a rate to those seen, the oldest of each gateway.
func oldestOf(all []SeenRate, s SeenRate) []SeenRate {
	i := slices.IndexFunc(all, func(o SeenRate) bool { return o.Gateway == s.Gateway })
	switch {
	case i < 0:
		return append(all, s)
	case s.Seen.Before(all[i].Seen):
		all[i] = s
	}
	return all
}

// aged is what a winner's win rests on where its rates are old and those of the next
// best were seen since; "" where age decides nothing.
//
//	rates of 1 Jul beside rates of 20 Jul, on 5 Aug: 35 days old, and 19 older
func (r *Row) aged(next *Row, asOf time.Time) string {
	if r.RatesSeen.IsZero() || next.RatesSeen.IsZero() || asOf.Sub(r.RatesSeen) <= oldRates || next.RatesSeen.Sub(r.RatesSeen) <= olderBy {
		return ""
	}
	return fmt.Sprintf("its rates are still those last seen on %s, %s", dayWords(r.RatesSeen, time.Time{}), ago(r.RatesSeen, asOf))
}

// RatesSeen says when the rates that the answer rests on were last seen, those of the
// gateways in use and of the cheapest, the oldest last; "" where no rate is used.
//
//	rates as last seen: openai 2 Aug, openrouter 1 Aug, anthropic 29 Jul (123 days ago)
func (c *Comparison) RatesSeen() string {
	const most = 4
	all := c.seen()
	if len(all) == 0 {
		return ""
	}
	words := make([]string, 0, most)
	for _, s := range all[max(len(all)-most, 0):] {
		words = append(words, s.Gateway+" "+dayWords(s.Seen, c.AsOf))
	}
	out := "rates as last seen: " + strings.Join(words, ", ") + " (" + ago(all[len(all)-1].Seen, c.AsOf) + ")"
	if len(all) > len(words) {
		out += ", others later"
	}
	return out
}

// Reproduced says how much of what was charged those rates come to, "" where nothing
// was: "the catalog reproduces 99.97 % of the bill".
func (c *Comparison) Reproduced() string {
	if c.explained == nil {
		return ""
	}
	return "the catalog reproduces " + PercentOf(c.explained) + " of the bill"
}

// OldestRate is the day on which the oldest of those rates was last seen: "29 Jul".
func (c *Comparison) OldestRate() string {
	all := c.seen()
	if len(all) == 0 {
		return ""
	}
	return dayWords(all[len(all)-1].Seen, c.AsOf)
}

// RatesSpan is from when to when those rates were last seen, as a sentence has it, "" where
// no rate is used: "28 Oct to 14 Nov".
func (c *Comparison) RatesSpan() string {
	all := c.seen()
	if len(all) == 0 {
		return ""
	}
	oldest, newest := dayWords(all[len(all)-1].Seen, c.AsOf), dayWords(all[0].Seen, c.AsOf)
	if oldest == newest {
		return oldest
	}
	return oldest + " to " + newest
}

func (c *Comparison) seen() (out []SeenRate) {
	for i := range c.Rows {
		r := &c.Rows[i]
		mine := c.You != nil && slices.ContainsFunc(c.You.Accounts, func(a YourAccount) bool { return a.Gateway == r.Gateway })
		if !mine && r.Gateway != c.Cheapest {
			continue
		}
		for _, s := range r.seen {
			out = oldestOf(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b SeenRate) int {
		if n := b.Seen.Compare(a.Seen); n != 0 {
			return n
		}
		return strings.Compare(a.Gateway, b.Gateway)
	})
	return out
}

// dayWords is a day for people, without the year where that is the clock's.
func dayWords(day, asOf time.Time) string {
	if day.Year() == asOf.Year() {
		return day.Format("2 Jan")
	}
	return day.Format("2 Jan 2006")
}

// ago is how long before the clock a day was.
func ago(day, asOf time.Time) string {
	days := int(asOf.Sub(day).Hours() / 24)
	if days <= 0 {
		return "today"
	}
	return words.Count(fmt.Sprint(days), "day") + " ago"
}

// PercentOf is a share as a percentage that is never rounded up: "99.97 %" of what is
// 0.999715, and "100 %" only of the whole.
func PercentOf(share *big.Rat) string {
	n := new(big.Rat).Mul(share, big.NewRat(10_000, 1))
	whole := new(big.Int).Quo(n.Num(), n.Denom())
	text := new(big.Rat).SetFrac(whole, big.NewInt(100)).FloatString(2)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + " %"
}
