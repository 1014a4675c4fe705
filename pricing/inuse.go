package pricing

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"
)

// A UsedCard is what a month of one's own work costs at one rate card, and how old the
// rates are that price it.
type UsedCard struct {
	Gateway, Model, ID string
	USD                Money     // of a month of 30 days
	Oldest             time.Time // the day on which the oldest of its rates was last seen
	Own                bool      // some of them are the user's own
	// Doubted is since when some of them are in force that were announced, and that nobody
	// has seen since; zero for none.
	Doubted   time.Time
	Withdrawn *Withdrawal // nil where the gateway serves it as far as known
}

// UsedCards are the rate cards that price a workload, the one that costs most first. Rates
// that follow from others by rule count as those.
func (w Workload) UsedCards(p Prices) []UsedCard {
	type sum struct {
		UsedCard
		usd *big.Rat
	}
	by := map[*Card]*sum{}
	for _, l := range w.few() {
		if l.OwnKey || l.Gateway == "" {
			continue
		}
		kinds, card := p.price(l)
		if card == nil {
			continue
		}
		s := by[card]
		if s == nil {
			s = &sum{UsedCard{Gateway: card.Gateway, Model: card.Model, ID: card.ID, Withdrawn: card.Withdrawn}, new(big.Rat)}
			by[card] = s
		}
		s.usd.Add(s.usd, new(big.Rat).Mul(sumKinds(kinds), w.lineScale(l)))
		for _, k := range kinds {
			if b := k.band; b != nil {
				s.saw(b)
			}
		}
	}
	var out []UsedCard
	for _, s := range by {
		s.USD = moneyOf(s.usd)
		out = append(out, s.UsedCard)
	}
	slices.SortFunc(out, func(a, b UsedCard) int {
		return cmp.Or(b.USD.Cmp(a.USD), strings.Compare(a.Gateway, b.Gateway), strings.Compare(a.ID, b.ID))
	})
	return out
}

// saw notes a rate that prices some of the work.
func (u *UsedCard) saw(b *Band) {
	seen := b.Seen
	if b.follows != nil {
		seen = b.follows.Seen
	}
	if !seen.IsZero() && (u.Oldest.IsZero() || seen.Before(u.Oldest)) {
		u.Oldest = seen
	}
	u.Own = u.Own || b.Own()
	if b.onlyAnnounced() && (u.Doubted.IsZero() || b.From.Before(u.Doubted)) {
		u.Doubted = b.From
	}
}
