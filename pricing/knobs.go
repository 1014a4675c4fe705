package pricing

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"
)

// Knobs are the answers to "what if" with which a comparison is made. The zero
// value changes nothing.
type Knobs struct {
	Method       string            // payment method; "" is each gateway's default
	TopUp        Money             // size of one purchase; zero is the workload's usual one, or one purchase a month
	Monthly      bool              // one purchase a month, whatever the usual size
	Volume       Factor            // multiple of the workload; zero is 1
	Swaps        map[string]string // canonical or written model to canonical model
	CacheHit     *Percent          // share of every prompt read from the cache; nil as it was
	BatchShare   *Percent          // share of the tokens sent as batch requests; nil as it was
	RatesThen    bool              // price usage at the rates of its own day
	DowntimeUSD  Money             // what an hour of outage costs
	ServerUSD    map[string]Money  // monthly cost of one's own server, by gateway
	Gateways     []string          // compare only these; empty is all
	Requirements []Requirement
}

// A Factor is an exact multiple: 1.5 of "1.5x". The zero Factor is 1.
type Factor struct{ times *decimal.Decimal }

// ParseFactor reads "2", "1.5" or "1.5x"; it has to be above zero.
func ParseFactor(s string) (Factor, error) {
	if n := len(s); n > 0 && s[n-1] == 'x' {
		s = s[:n-1]
	}
	d, err := parseDecimal(s)
	if err != nil {
		return Factor{}, err
	}
	if !d.IsPositive() {
		return Factor{}, fmt.Errorf("a multiple has to be above zero")
	}
	return Factor{&d}, nil
}

// String writes the factor in plain notation: "1.5".
func (f Factor) String() string {
	if f.times == nil {
		return "1"
	}
	return plain(*f.times)
}

// IsZero reports whether no multiple is set.
func (f Factor) IsZero() bool { return f.times == nil }

func (f Factor) rat() *big.Rat {
	if f.times == nil {
		return big.NewRat(1, 1)
	}
	return f.times.Rat()
}

// turned is a workload after the knobs: lines of whole tokens with the parts of them
// that count, and the factor from them to a month.
type turned struct {
	lines   []WorkLine
	parts   *fractions
	scale   *big.Rat
	spend   *big.Rat // list dollars a month, where there are no lines
	idle    []string // models that are swapped and that the lines have no tokens of
	guessed []string // models whose cache writes are guessed
}

// turn applies the knobs.
func (c *Catalog) turn(w Workload, k Knobs) (turned, error) {
	t := turned{lines: w.here(w.today), parts: newFractions(), scale: new(big.Rat).Mul(w.perMonth(), k.Volume.rat())}
	if w.Source == "spend" {
		t.spend = new(big.Rat).Mul(w.Spend.rat(), t.scale)
		return t, nil
	}
	exact := k.RatesThen
	for _, to := range k.Swaps {
		exact = exact || c.windowed[to]
	}
	if exact {
		t.lines = w.here(c.frozen(w, k))
	}
	t.even(w.Days)
	lines := make([]WorkLine, 0, len(t.lines))
	counted, swapped := counted(t.lines), map[string]bool{}
	for _, l := range t.lines {
		l.alone = !counted[l.model()]
		from := l.Model
		if _, ok := k.Swaps[from]; !ok {
			from = l.Name
		}
		if to, ok := k.Swaps[from]; ok && !l.alone && to != from {
			swapped[from] = true
			l.Name, l.Model, l.swapped, l.supposed = to, to, true, true
		}
		lines = append(lines, l)
	}
	for _, from := range slices.Sorted(maps.Keys(k.Swaps)) {
		if !swapped[from] {
			t.idle = append(t.idle, from)
		}
	}
	t.lines = lines
	if k.CacheHit != nil {
		share, err := tokenShare(*k.CacheHit)
		if err != nil {
			return t, err
		}
		t.cached(share)
	}
	if k.BatchShare != nil {
		share, err := tokenShare(*k.BatchShare)
		if err != nil {
			return t, err
		}
		t.batched(c, share)
	}
	return t, nil
}

// A usedModel is a model as one gateway served it.
type usedModel struct{ gateway, model string }

func (l *WorkLine) model() usedModel { return usedModel{l.Gateway, cmp.Or(l.Model, l.Name)} }

// counted are the models of which a line has tokens. Their dollars may stand in lines
// of another view of the same usage.
func counted(lines []WorkLine) map[usedModel]bool {
	out := map[usedModel]bool{}
	for i := range lines {
		if l := &lines[i]; !l.Tokens.IsZero() {
			out[l.model()] = true
		}
	}
	return out
}
