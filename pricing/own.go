package pricing

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// OwnFolder is the name of the folder beside a ledger whose files are laid over what is
// built in. It has the files and columns of data/.
const OwnFolder = "catalog"

// A layer says who wrote a line of the catalog. Where two layers have rates of one kind
// at one time, those of one of them hold then (DESIGN.md 8):
//
//   - what the user wrote, before all else;
//   - of the lines that an update wrote and those that are built in, the ones of which the
//     last was seen later; of one day, the update's.
type layer uint8

const (
	builtIn layer = iota
	byUpdate
	byUser
)

// KeptSource stands before the source of a built-in rate that an update copied, so that
// other rates of its kind do not hide it.
const KeptSource = "kept"

// FromFeed names the feed from which an update wrote a line with that source, or KeptSource;
// "" where no update did. Updates write FEED@FETCHED#KEY: every own row is asked for it.
//
//	"openrouter@2026-11-30T14:00:00Z#acme/m1" is openrouter's
func FromFeed(source string) string {
	name, rest, _ := strings.Cut(source, "@")
	switch name {
	case "openrouter", "vercel", "ofox", "genai-prices", "models.dev", "litellm", KeptSource:
	default:
		return ""
	}
	const day = "dddd-dd-ddT"
	if len(rest) < len(day) {
		return ""
	}
	for i, want := range []byte(day) {
		if c := rest[i]; want == 'd' && !isDigit(c) || want != 'd' && c != want {
			return ""
		}
	}
	rest = rest[len(day):]
	end := 0
	for end < len(rest) && (isDigit(rest[end]) || rest[end] == ':') {
		end++
	}
	if end == 0 || !strings.HasPrefix(rest[end:], "Z#") {
		return ""
	}
	return name
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// by says who wrote a line of the file at hand.
func (l *catalogLoader) by(source string) layer {
	switch {
	case l.layer == 0:
		return builtIn
	case FromFeed(source) != "":
		return byUpdate
	}
	return byUser
}

// Own reports whether the user wrote the rate: by catalog set, or into a file.
func (s *Span) Own() bool { return s.by == byUser }

// Updated reports whether catalog update wrote the rate.
func (s *Span) Updated() bool { return s.by == byUpdate }

// own says that a rate is the user's own; "" for all others.
func (s *Span) own(card *Card) string {
	if !s.Own() {
		return ""
	}
	of := fmt.Sprintf("%s's rate for %s is your own", card.Gateway, card.ID)
	if s.Source != "" {
		of += " (" + s.Source + ")"
	}
	return of
}

// settle leaves of the card's bands those that hold. At one time all rates of a kind come
// from one layer, whatever their tiers and windows: those of different layers are not made
// for each other.
//
//	built in: 3 since ever; own: 2.4 from 1 Dec on: 3 until 1 Dec, then 2.4
func (c *Card) settle() {
	slices.SortStableFunc(c.Bands, byKind)
	all := c.Bands
	c.laid = all
	c.Bands = make([]Band, 0, len(all))
	for begin := 0; begin < len(all); {
		end := begin + 1
		mixed := false
		for ; end < len(all) && all[end].Kind == all[begin].Kind; end++ {
			mixed = mixed || all[end].by != all[begin].by
		}
		of := all[begin:end]
		if begin = end; !mixed {
			c.Bands = append(c.Bands, of...)
		} else if !c.seenAgain(of) {
			c.divide(of)
		}
	}
}

// divide takes of the rates of one kind those that hold, each for its time.
func (c *Card) divide(of []Band) {
	var edges []int64
	for i := range of {
		edges = append(edges, of[i].fromSec, of[i].toSec)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	by := make([]layer, len(edges)) // from each edge until the next
	for i, sec := range edges {
		by[i] = layerAt(of, sec)
	}
	for i := range of {
		b := &of[i]
		for _, span := range b.where(edges, func(i int) bool { return by[i] == b.by }) {
			c.Bands = append(c.Bands, Band{b.Kind, b.Rate, span})
		}
	}
}

// seenAgain settles a kind of which an update has seen every rate again, as it does with
// most: all that is built in is wholly within the time of one of its rates, or of none. It
// is false, and does nothing, where a kind is not that simple.
func (c *Card) seenAgain(of []Band) bool {
	before := len(c.Bands)
	for i := range of {
		b := &of[i]
		keep := true
		for j := range of {
			o := &of[j]
			if b.by != builtIn || o.by == builtIn || o.toSec <= b.fromSec || b.toSec <= o.fromSec {
				continue
			}
			if keep = false; o.Seen.Before(b.Seen) || o.fromSec > b.fromSec || o.toSec < b.toSec {
				c.Bands = c.Bands[:before]
				return false
			}
		}
		if b.by == byUser {
			c.Bands = c.Bands[:before]
			return false
		}
		if keep {
			c.Bands = append(c.Bands, *b)
		}
	}
	return true
}

// layerAt is the layer whose rates hold at a second, of those of one kind.
func layerAt(of []Band, sec int64) layer {
	var seen [byUser + 1]int64 // the latest day of each layer
	var has [byUser + 1]bool
	for i := range of {
		if b := &of[i]; b.fromSec <= sec && sec < b.toSec {
			if day := dayNumber(b.Seen); !has[b.by] || day > seen[b.by] {
				seen[b.by] = day
			}
			has[b.by] = true
		}
	}
	switch {
	case has[byUser]:
		return byUser
	case has[byUpdate] && !(has[builtIn] && seen[builtIn] > seen[byUpdate]):
		return byUpdate
	}
	return builtIn
}

// where is what is left of a span: between the edges at which it holds, by their place.
func (s *Span) where(edges []int64, holds func(i int) bool) (left []*Span) {
	for i, sec := range edges {
		if sec < s.fromSec || s.toSec <= sec || !holds(i) {
			continue
		}
		if n := len(left); n > 0 && left[n-1].toSec == sec {
			left[n-1].toSec = edges[i+1]
			continue
		}
		piece := *s
		piece.fromSec, piece.toSec = sec, edges[i+1]
		left = append(left, &piece)
	}
	for i, piece := range left {
		if piece.fromSec == s.fromSec && piece.toSec == s.toSec {
			left[i] = s // the bands of a line share it
			continue
		}
		if piece.fromSec != s.fromSec {
			piece.From = time.Unix(piece.fromSec, 0).UTC()
		}
		if piece.toSec != s.toSec {
			piece.To = time.Unix(piece.toSec, 0).UTC()
		}
	}
	return left
}

// defaultFirst puts the ids of a model that are no variant, tier or residency before the
// others: the first is its default.
func (g *Gateway) defaultFirst(ids []string) {
	slices.SortStableFunc(ids, func(a, b string) int {
		special := func(id string) int {
			switch {
			case g.cards[fold(id)].service != (Service{}):
				return 2
			case variantOf(id) != "":
				return 1
			}
			return 0
		}
		return special(a) - special(b)
	})
}

// settled leaves of a gateway's facts those that hold: own ones stand in the place of the
// built-in ones of the same name that they are of. What an update wrote gives way to what
// the user wrote, and to a built-in fact that was seen later.
func settled(all []factLine) (out []factLine) {
	if !slices.ContainsFunc(all, func(f factLine) bool { return f.layer > 0 }) {
		return all
	}
	same := func(a, b factLine) bool { return a.Name == b.Name && a.Of == b.Of }
	yields := func(f factLine) bool {
		return slices.ContainsFunc(all, func(o factLine) bool {
			fed, otherFed := f.layer > 0 && FromFeed(f.Source) != "", FromFeed(o.Source) != ""
			switch {
			case !same(f, o):
				return false
			case o.layer > 0 && f.layer > 0:
				return fed && !otherFed
			case f.layer > 0:
				return fed && o.Seen.After(f.Seen)
			}
			return o.layer > 0 && (!otherFed || !f.Seen.After(o.Seen))
		})
	}
	for _, f := range all {
		if !yields(f) {
			out = append(out, f)
		}
	}
	return out
}

// A Withdrawal is the end of a model at a gateway: announced for a day, or seen by its
// missing from the gateway's own list in two fetches at least a day apart. No rate of it is
// taken away: it says what the answer rests on.
type Withdrawal struct {
	From time.Time // the day on which it ends, or of the first fetch that missed it
	Fact
}

// The bases of a withdrawal.
const (
	Announced Basis = "announced" // by the gateway, for a day
	Missing   Basis = "missing"   // once: it may be back at the next fetch
	Gone      Basis = "gone"      // missed by two fetches at least a day apart
)

// words say what a rate of a withdrawn model rests on; "" for what was missed once.
func (w *Withdrawal) words(card *Card) string {
	switch w.Basis {
	case Announced:
		return fmt.Sprintf("%s ends %s on %s, by its own list", card.Gateway, card.ID, w.From.UTC().Format(Day))
	case Gone:
		return fmt.Sprintf("%s's own list does not have %s since %s", card.Gateway, card.ID, w.From.UTC().Format(Day))
	}
	return ""
}

// withdrawn reads which models a gateway serves no longer.
func (l *catalogLoader) withdrawn(gateway string, next func() []string) {
	g := l.c.byGateway[gateway]
	if g == nil {
		l.fault("file", "there is no gateways/%s.csv", gateway)
		g = newGateway(gateway)
	}
	for r := next(); r != nil; r = next() {
		w := &Withdrawal{l.day("from", r[1]), Fact{Basis(r[2]), r[3], l.seen(r[4]), ""}}
		if !slices.Contains([]Basis{Announced, Missing, Gone}, w.Basis) {
			l.fault("basis", "%q is none of announced, missing, gone", w.Basis)
		}
		if w.From.IsZero() {
			l.fault("from", "is empty")
		}
		card := g.cards[fold(r[0])] // nil where its rates were undone
		if card != nil && (card.Withdrawn == nil || l.by(w.Source) == byUser || !card.Withdrawn.Seen.After(w.Seen)) {
			card.Withdrawn = w
		}
	}
}
