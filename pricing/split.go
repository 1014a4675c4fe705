package pricing

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// even makes lines that are known for other days than the workload weigh as much a
// day as its own.
//
//	12 tokens in 3 days beside 10 in 30: the former count ten times
func (t *turned) even(days int) {
	if !slices.ContainsFunc(t.lines, func(l WorkLine) bool { return l.Days > 0 }) {
		return
	}
	shares := map[int]*big.Rat{}
	lines := slices.Clone(t.lines)
	for i := range lines {
		l := &lines[i]
		if l.Days <= 0 {
			continue
		}
		if shares[l.Days] == nil {
			shares[l.Days] = big.NewRat(int64(max(days, 1)), int64(l.Days))
		}
		l.part, l.Days = t.parts.times(l.part, shares[l.Days]), 0
	}
	t.lines = lines
}

// cached has a share of every prompt read from the cache. What is read has been written
// before: a model's writes keep their ratio to its reads, of each lifetime, and where
// none of its reads is known a token is written for ten that are read. There is no more
// of both than the prompt.
func (t *turned) cached(share *big.Rat) {
	ratios := writeRatios(t.lines)
	known := map[usedModel]*promptShares{}
	var out []WorkLine
	for _, l := range t.lines {
		l.CacheUnknown, l.supposed = false, true
		prompt := l.Tokens.Prompt()
		if prompt == 0 {
			out = append(out, l)
			continue
		}
		m := l.model()
		if known[m] == nil {
			ratio, ok := ratios[m]
			if !ok {
				ratio = guessedWrites
				t.guessed = append(t.guessed, m.model)
			}
			known[m] = ratio.shares(share)
		}
		for _, k := range promptKinds {
			if of := known[m][k]; of.Sign() > 0 {
				p := l
				for _, other := range promptKinds {
					p.Tokens[other] = 0
				}
				p.Tokens[k], p.part = prompt, t.parts.times(l.part, of)
				out = append(out, p)
			}
		}
	}
	t.lines = out
}

// promptKinds are what a prompt consists of; all stand before Output.
var promptKinds = []Kind{Input, CacheRead, CacheWrite5m, CacheWrite1h}

// promptShares are the parts of a prompt by kind; together they are 1.
type promptShares [Output]*big.Rat

// A writeRatio is how many tokens are written to the cache for each that is read.
type writeRatio struct{ short, long *big.Rat }

// guessedWrites are the writes of a model of which no read is known.
var guessedWrites = writeRatio{big.NewRat(1, 10), new(big.Rat)}

// shares are the parts of a prompt of which one part is read.
func (r writeRatio) shares(read *big.Rat) *promptShares {
	rest := new(big.Rat).Sub(big.NewRat(1, 1), read)
	short, long := new(big.Rat).Mul(r.short, read), new(big.Rat).Mul(r.long, read)
	if all := new(big.Rat).Add(short, long); all.Cmp(rest) > 0 {
		fit := new(big.Rat).Quo(rest, all)
		short.Mul(short, fit)
		long.Mul(long, fit)
	}
	var out promptShares
	out[CacheRead], out[CacheWrite5m], out[CacheWrite1h] = read, short, long
	out[Input] = rest.Sub(rest.Sub(rest, short), long)
	return &out
}

// writeRatios are those of the models of which lines have reads.
func writeRatios(lines []WorkLine) map[usedModel]writeRatio {
	type sums struct{ read, short, long count }
	all := map[usedModel]*sums{}
	for i := range lines {
		l := &lines[i]
		s := all[l.model()]
		if s == nil {
			s = &sums{}
			all[l.model()] = s
		}
		s.read.add(l.Tokens[CacheRead])
		s.short.add(l.Tokens[CacheWrite5m])
		s.long.add(l.Tokens[CacheWrite1h])
	}
	out := map[usedModel]writeRatio{}
	for m, s := range all {
		if read := s.read.whole(); read.Sign() > 0 {
			out[m] = writeRatio{new(big.Rat).SetFrac(s.short.whole(), read), new(big.Rat).SetFrac(s.long.whole(), read)}
		}
	}
	return out
}

// batched sends a share of what is standard or batch today as batches; other tiers stay.
func (t *turned) batched(c *Catalog, share *big.Rat) {
	rest := new(big.Rat).Sub(big.NewRat(1, 1), share)
	var out []WorkLine
	for _, l := range t.lines {
		if other := l.Service.Tier != Standard && l.Service.Tier != Batch; other || l.OwnKey || l.alone {
			out = append(out, l)
			continue
		}
		if m, variant := c.FindModel(l.Name); m != nil && variant == string(Batch) {
			l.Name = m.ID // the id would name the tier still
		}
		for _, part := range []struct {
			of   *big.Rat
			tier Tier
		}{{share, Batch}, {rest, Standard}} {
			if part.of.Sign() > 0 {
				p := l
				p.Service.Tier, p.part = part.tier, t.parts.times(l.part, part.of)
				out = append(out, p)
			}
		}
	}
	t.lines = out
}

// ParseTokenShare reads a share of tokens, a percentage from 0 to 100 with at most 6
// decimals. Its error says what is wanted.
func ParseTokenShare(text string) (Percent, error) {
	p, err := ParsePercent(text)
	if err != nil || p.Cmp(Percent{}) < 0 || p.Cmp(MustPercent("100")) > 0 {
		return Percent{}, errors.New("want a percentage from 0 to 100, like 30 or 12.5")
	}
	if _, err := tokenShare(p); err != nil {
		return Percent{}, errTooFine
	}
	return p, nil
}

var errTooFine = errors.New("a share of tokens has at most 6 decimals")

// tokenShare is a percentage as a fraction.
func tokenShare(p Percent) (*big.Rat, error) {
	if !p.pct.Equal(p.pct.Round(6)) {
		return nil, fmt.Errorf("%s %%: %w", p, errTooFine)
	}
	return p.rat(), nil
}
