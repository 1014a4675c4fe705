package usage

import (
	"time"

	"tollbook/pricing"
)

// A Sum adds up rows.
type Sum struct {
	Records  int64
	Requests int64
	Tokens   pricing.Tokens
	Unpriced int64
	Cost     pricing.Money
	BYOK     pricing.Money
	Extra    pricing.Money
}

// add adds a row; for times -1 it takes the row out.
func (s *Sum) add(f *figures, times int64) {
	s.Records += times
	s.Requests += times * f.Requests
	for k := range s.Tokens {
		s.Tokens[k] += times * f.Tokens[k]
	}
	s.Unpriced += times * f.Unpriced
	if times < 0 {
		s.Cost, s.BYOK, s.Extra = s.Cost.Sub(f.Cost), s.BYOK.Sub(f.BYOK), s.Extra.Sub(f.Extra)
		return
	}
	s.Cost = s.Cost.Add(f.Cost)
	if !f.BYOK.IsZero() {
		s.BYOK = s.BYOK.Add(f.BYOK)
	}
	if !f.Extra.IsZero() {
		s.Extra = s.Extra.Add(f.Extra)
	}
}

func (s *Sum) merge(o *Sum) {
	s.Records += o.Records
	s.Requests += o.Requests
	s.Tokens = s.Tokens.Plus(o.Tokens)
	s.Unpriced += o.Unpriced
	s.Cost, s.BYOK, s.Extra = s.Cost.Add(o.Cost), s.BYOK.Add(o.BYOK), s.Extra.Add(o.Extra)
}

func (s *Sum) equal(o *Sum) bool {
	return s.Records == o.Records && s.Requests == o.Requests && s.Tokens == o.Tokens && s.Unpriced == o.Unpriced &&
		s.Cost.Equal(o.Cost) && s.BYOK.Equal(o.BYOK) && s.Extra.Equal(o.Extra)
}

// A dayKey is a daily sum's: the day as days since 1970, and the series.
type dayKey struct {
	day    int32
	series int64
}

// dateOf writes a day that is counted since 1970.
func dateOf(day int64) string { return time.Unix(day*86400, 0).UTC().Format(pricing.Day) }

// A partKey is what a price can depend on besides the labels: the prompt band,
// and the second of the day at which the price slot begins.
type partKey struct {
	band int16
	slot int32
}

// A cellKey finds the smallest sum that there is.
type cellKey struct {
	dayKey
	partKey
}

// cellOf finds the sum that a row belongs to. A row that adds up many requests
// does not tell its band, unless the export does: it goes to the base. It has an
// instant all the same, and rates may change inside a day.
func cellOf(f *figures, edges pricing.Edges) cellKey {
	sec := f.At / 1e9
	if f.At%1e9 < 0 {
		sec--
	}
	day := sec / 86400
	if sec%86400 < 0 {
		day--
	}
	if f.clock != 0 {
		sec = day*86400 + int64(f.clock-1)
	}
	c := cellKey{dayKey{int32(day), f.Series}, partKey{slot: edges.Slot(sec)}}
	switch {
	case f.prompt != 0:
		c.band = int16(edges.Band(f.prompt))
	case f.flags&FlagMixed == 0:
		c.band = int16(edges.Band(f.Tokens.Prompt()))
	}
	return c
}

// cells are the smallest sums of some rows.
type cells map[cellKey]*Sum

// sumAt finds or makes a sum.
func sumAt[K comparable](all map[K]*Sum, k K) *Sum {
	sum := all[k]
	if sum == nil {
		sum = &Sum{}
		all[k] = sum
	}
	return sum
}

func (s cells) add(f *figures, edges pricing.Edges, times int64) {
	sumAt(s, cellOf(f, edges)).add(f, times)
}

// A cellSum is a Sum that takes half the room: an import keeps one for each of
// perhaps a hundred thousand cells. What rows seldom have stands aside.
type cellSum struct {
	records  int64
	requests int64
	tokens   [len(tokenOrder)]int64
	cost     pricing.Money
	seldom   *Sum // further kinds, unpriced tokens, own-key spend, extra
}

func (s *cellSum) add(f *figures) {
	for _, n := range f.Tokens[pricing.Reasoning+1:] {
		if n != 0 {
			s.aside(f)
			return
		}
	}
	if f.Unpriced != 0 || !f.BYOK.IsZero() || !f.Extra.IsZero() {
		s.aside(f)
		return
	}
	s.records++
	s.requests += f.Requests
	for i, k := range tokenOrder {
		s.tokens[i] += f.Tokens[k]
	}
	s.cost = s.cost.Add(f.Cost)
}

func (s *cellSum) aside(f *figures) {
	if s.seldom == nil {
		s.seldom = &Sum{}
	}
	s.seldom.add(f, 1)
}

// whole is the sum in full.
func (s *cellSum) whole() Sum {
	sum := Sum{Records: s.records, Requests: s.requests, Cost: s.cost}
	for i, k := range tokenOrder {
		sum.Tokens[k] = s.tokens[i]
	}
	if s.seldom != nil {
		sum.merge(s.seldom)
	}
	return sum
}
