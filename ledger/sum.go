package ledger

import (
	"cmp"
	"time"

	"tollbook/pricing"
)

// A daySum adds up rows.
type daySum struct {
	records  int64
	requests int64
	tokens   pricing.Tokens
	unpriced int64
	cost     pricing.Money
	byok     pricing.Money
	extra    pricing.Money
}

// add adds a row; for times -1 it takes the row out.
func (s *daySum) add(f *figures, times int64) {
	s.records += times
	s.requests += times * f.requests
	for k := range s.tokens {
		s.tokens[k] += times * f.tokens[k]
	}
	s.unpriced += times * f.unpriced
	if times < 0 {
		s.cost, s.byok, s.extra = s.cost.Sub(f.cost), s.byok.Sub(f.byok), s.extra.Sub(f.extra)
		return
	}
	s.cost = s.cost.Add(f.cost)
	if !f.byok.IsZero() {
		s.byok = s.byok.Add(f.byok)
	}
	if !f.extra.IsZero() {
		s.extra = s.extra.Add(f.extra)
	}
}

func (s *daySum) merge(o *daySum) {
	s.records += o.records
	s.requests += o.requests
	s.tokens = s.tokens.Plus(o.tokens)
	s.unpriced += o.unpriced
	s.cost, s.byok, s.extra = s.cost.Add(o.cost), s.byok.Add(o.byok), s.extra.Add(o.extra)
}

// takeOut is the opposite of merge.
func (s *daySum) takeOut(o *daySum) {
	s.records -= o.records
	s.requests -= o.requests
	for k := range s.tokens {
		s.tokens[k] -= o.tokens[k]
	}
	s.unpriced -= o.unpriced
	s.cost, s.byok, s.extra = s.cost.Sub(o.cost), s.byok.Sub(o.byok), s.extra.Sub(o.extra)
}

func (s *daySum) equal(o *daySum) bool {
	return s.records == o.records && s.requests == o.requests && s.tokens == o.tokens && s.unpriced == o.unpriced &&
		s.cost.Equal(o.cost) && s.byok.Equal(o.byok) && s.extra.Equal(o.extra)
}

// A dayKey is a daily sum's: the day as days since 1970, and the series.
type dayKey struct {
	day    int32
	series int64
}

func (k dayKey) compare(o dayKey) int {
	return cmp.Or(cmp.Compare(k.day, o.day), cmp.Compare(k.series, o.series))
}

// date writes the day.
func (k dayKey) date() string { return time.Unix(int64(k.day)*86400, 0).UTC().Format(pricing.Day) }

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
	sec := f.at / 1e9
	if f.at%1e9 < 0 {
		sec--
	}
	day := sec / 86400
	if sec%86400 < 0 {
		day--
	}
	if f.clock != 0 {
		sec = day*86400 + int64(f.clock-1)
	}
	c := cellKey{dayKey{int32(day), f.series}, partKey{slot: edges.Slot(sec)}}
	switch {
	case f.prompt != 0:
		c.band = int16(edges.Band(f.prompt))
	case f.flags&flagMixed == 0:
		c.band = int16(edges.Band(f.tokens.Prompt()))
	}
	return c
}

// cells are the smallest sums of some rows.
type cells map[cellKey]*daySum

func (s cells) at(k cellKey) *daySum {
	sum := s[k]
	if sum == nil {
		sum = &daySum{}
		s[k] = sum
	}
	return sum
}

func (s cells) add(f *figures, edges pricing.Edges, times int64) {
	s.at(cellOf(f, edges)).add(f, times)
}

// A cellSum is a daySum that takes half the room: an import keeps one for each of
// perhaps a hundred thousand cells. What rows seldom have stands aside.
type cellSum struct {
	records  int64
	requests int64
	tokens   [len(tokenOrder)]int64
	cost     pricing.Money
	seldom   *daySum // further kinds, unpriced tokens, own-key spend, extra
}

func (s *cellSum) add(f *figures) {
	for _, n := range f.tokens[pricing.Reasoning+1:] {
		if n != 0 {
			s.aside(f)
			return
		}
	}
	if f.unpriced != 0 || !f.byok.IsZero() || !f.extra.IsZero() {
		s.aside(f)
		return
	}
	s.records++
	s.requests += f.requests
	for i, k := range tokenOrder {
		s.tokens[i] += f.tokens[k]
	}
	s.cost = s.cost.Add(f.cost)
}

func (s *cellSum) aside(f *figures) {
	if s.seldom == nil {
		s.seldom = &daySum{}
	}
	s.seldom.add(f, 1)
}

// whole is the sum in full.
func (s *cellSum) whole() daySum {
	sum := daySum{records: s.records, requests: s.requests, cost: s.cost}
	for i, k := range tokenOrder {
		sum.tokens[k] = s.tokens[i]
	}
	if s.seldom != nil {
		sum.merge(s.seldom)
	}
	return sum
}
