package pricing

import (
	"fmt"
	"math"
	"time"
)

// A Band is one rate of a card for one kind.
type Band struct {
	Kind Kind
	Rate Rate
	*Span
}

// A Span is when a line of the catalog holds: above a prompt size, inside a
// weekly window, from an instant until an instant. The line's bands share it.
type Span struct {
	Over   int64   // holds for prompts of more than this many tokens; 0 is the base
	Window *Window // nil is all the time
	From   time.Time
	To     time.Time // zero is still in force; a zero From is as far back as known
	// Basis is how price and dates are known: announced, observed, inferred ...;
	// promotion and endpoint are said wherever they move a figure, free is a zero that
	// is meant.
	Basis  string
	Source string
	Seen   time.Time

	by             layer // who wrote it
	follows        *Span // of a rule's rate: of the one that it follows from
	fromSec, toSec int64 // From and To as Unix seconds, for the hot path
	width          int32 // seconds a week that the window holds
	windowText     string
}

// note is the assumption about a rate that may not be what others are charged; ""
// for nearly all.
func (s *Span) note(card *Card) string {
	if card.Withdrawn != nil {
		if words := card.Withdrawn.words(card); words != "" {
			return words
		}
	}
	switch {
	case s.onlyAnnounced():
		return fmt.Sprintf("%s's rates for %s since %s are as announced before (nothing has confirmed them since)", card.Gateway, card.ID, s.From.UTC().Format(Day))
	case s.Basis == "promotion":
		if s.To.IsZero() {
			return fmt.Sprintf("%s's rates for %s are a promotion without a known end", card.Gateway, card.ID)
		}
		return fmt.Sprintf("%s's rates for %s are a promotion until %s", card.Gateway, card.ID, s.To.UTC().Format(Day))
	case s.Basis == "endpoint":
		return fmt.Sprintf("%s's rates for %s are those of one endpoint: others may charge more", card.Gateway, card.ID)
	}
	return ""
}

// Holds reports whether the rate is in force at an instant, in some week and for some
// prompt.
func (s *Span) Holds(at time.Time) bool { return s.fromSec <= at.Unix() && at.Unix() < s.toSec }

// setSeconds keeps From and To for the hot path.
func (s *Span) setSeconds() {
	s.fromSec, s.toSec = math.MinInt64, math.MaxInt64
	if !s.From.IsZero() {
		s.fromSec = s.From.Unix()
	}
	if !s.To.IsZero() {
		s.toSec = s.To.Unix()
	}
}

// onlyAnnounced reports whether a rate was last seen before the day on which it began:
// a change that was told ahead, or what was to follow a promotion. A rule's rate is as
// certain as the one that it follows from, whenever the rule was read.
func (s *Span) onlyAnnounced() bool {
	if s.follows != nil {
		s = s.follows
	}
	return toldAhead(s.From, s.Seen)
}

// toldAhead reports whether a rate was last seen before the day on which it begins.
func toldAhead(from, seen time.Time) bool {
	return !from.IsZero() && !seen.IsZero() && !from.Before(seen.AddDate(0, 0, 1))
}

// WindowText is the window in the catalog's notation, "" for all the time.
func (s *Span) WindowText() string { return s.windowText }

// A Card holds one model's rates at one gateway under one of its ids.
type Card struct {
	Gateway string
	ID      string // the gateway's own model id
	Model   string // canonical
	Bands   []Band // grouped by kind
	first   [kindCount + 1]int32
	service Service // that its id names: its rates hold it whole
	as      *Card   // whose rates its id is charged at: its own, or the default id's (snapshotOf)
	layered bool    // some rates of it are laid over what is built in
	laid    []Band  // of a layered card: the rates of all layers
	// Withdrawn says since when, or from when on, the gateway does not serve it; nil where
	// nothing says so.
	Withdrawn *Withdrawal
	atList    bool // every rate of it stands in the publisher's card too
}

// An Instant is what a rate depends on besides the request: when it is in force
// and which weekly window it falls in. The two differ where old usage is priced
// at today's rates.
type Instant struct {
	Force time.Time // rates in force then
	// Clock is the weekday and time of day; zero where a row can't tell, which
	// is priced by the window that holds most of the week.
	Clock time.Time
}

// At is the Instant of a request priced at its own time.
func At(t time.Time) Instant { return Instant{t, t} }

// Rate finds the band that prices a kind for a prompt of that size: of those in
// force, the highest tier that the prompt is strictly over. It returns nil where
// the kind is unpriced.
func (c *Card) Rate(k Kind, prompt int64, at Instant) *Band {
	force := at.Force.Unix()
	var best *Band
	for i := c.first[k]; i < c.first[k+1]; i++ {
		b := &c.Bands[i]
		if b.fromSec > force || force >= b.toSec || b.Over > 0 && prompt <= b.Over {
			continue
		}
		if !at.Clock.IsZero() && !b.Window.Contains(at.Clock) {
			continue
		}
		if best == nil || b.Over > best.Over || b.Over == best.Over && b.width > best.width {
			best = b
		}
	}
	return best
}

// hasRate reports whether the card prices a kind of a line's tokens.
func (c *Card) hasRate(k Kind, l WorkLine, at Instant) bool { return c.Rate(k, l.Prompt, at) != nil }

// index sorts out where each kind's bands begin; Bands are grouped by kind.
func (c *Card) index() {
	i := int32(0)
	for k := Kind(0); k < kindCount; k++ {
		c.first[k] = i
		for int(i) < len(c.Bands) && c.Bands[i].Kind == k {
			i++
		}
	}
	c.first[kindCount] = i
}
