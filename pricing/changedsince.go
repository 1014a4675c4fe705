package pricing

import (
	"slices"
	"strings"
	"time"
)

// CostRange is Cost, and where it is between the last fetch that saw a price and the one
// that found another in its place, the least and the most that it can have cost: the change
// was somewhere between. sure is true where all rates are certain; then low and high are the
// cost itself.
//
//	3 seen on 1 Nov, 2.4 on 30 Nov: a million tokens of 15 Nov cost $2.40 to $3
func (c *Catalog) CostRange(l WorkLine) (low, high Money, sure bool) {
	usd, _, ok := c.Cost(l)
	if !ok {
		return usd, usd, true
	}
	at := l
	g, card := c.seller(&at)
	if card == nil || !card.layered {
		return usd, usd, true
	}
	var found time.Time // of the fetch that saw another price
	g.each(card, at, at.instant(l.At), func(b *Band, _ int64, _ Rate) {
		if next := card.foundAfter(b, l.At); next.After(found) {
			found = next
		}
	})
	if found.IsZero() {
		return usd, usd, true
	}
	other, _, ok := c.CostAt(l, found)
	if !ok {
		return usd, usd, true
	}
	if other.Cmp(usd) < 0 {
		return other, usd, false
	}
	return usd, other, false
}

// foundAfter is when an update found another price in the place of a rate that was last seen
// before an instant; zero where the rate was seen since, or its end is known.
func (c *Card) foundAfter(b *Band, at time.Time) time.Time {
	if b.To.IsZero() || b.sighted().After(at) {
		return time.Time{}
	}
	for i := c.first[b.Kind]; i < c.first[b.Kind+1]; i++ {
		n := &c.Bands[i]
		if n.fromSec == b.toSec && c.beganWithFetch(n) {
			return n.From
		}
	}
	return time.Time{}
}

// beganWithFetch reports whether a rate begins with the fetch that found it, so that it may
// be older. Its source names that fetch until another one sees it again. Feeds date by the
// day: what begins within one, and not where a built-in rate does, began with a fetch.
func (c *Card) beganWithFetch(b *Band) bool {
	if b.by != byUpdate || b.Basis != "observed" && b.Basis != "accepted" {
		return false
	}
	return b.From.Equal(Fetched(b.Source)) || !b.From.Equal(StartOfDay(b.From)) &&
		!slices.ContainsFunc(c.laid, func(o Band) bool { return o.by == builtIn && o.Kind == b.Kind && o.fromSec == b.fromSec })
}

// sighted is the moment at which a rate was last seen: of the fetch, or the end of the day.
func (s *Span) sighted() time.Time {
	if t := Fetched(s.Source); !t.IsZero() {
		return t
	}
	return s.Seen.Add(DayLength)
}

// Fetched is the moment of the fetch that a source of an update names; zero for any other.
func Fetched(source string) time.Time {
	if FromFeed(source) == "" {
		return time.Time{}
	}
	_, rest, _ := strings.Cut(source, "@")
	text, _, _ := strings.Cut(rest, "#")
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}
