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

func (f Factor) rat() *big.Rat {
	if f.times == nil {
		return big.NewRat(1, 1)
	}
	return f.times.Rat()
}

// turned is a workload after the knobs: merged lines of whole tokens, and the
// factor from them to a month's dollars.
type turned struct {
	lines []WorkLine
	scale *big.Rat
	spend *big.Rat // list dollars a month, where there are no lines
	idle  []string // models that are swapped and that the lines have no tokens of
}

// turn applies the knobs. Shares of tokens are kept whole by multiplying every
// count by the share's denominator and dividing the scale by it.
func (c *Catalog) turn(w Workload, k Knobs) (turned, error) {
	t := turned{lines: w.here(w.today), scale: new(big.Rat).Mul(w.perMonth(), k.Volume.rat())}
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
	if err := t.even(w.Days); err != nil {
		return t, err
	}
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
			l.Name, l.Model, l.swapped = to, to, true
		}
		lines = append(lines, l)
	}
	for _, from := range slices.Sorted(maps.Keys(k.Swaps)) {
		if !swapped[from] {
			t.idle = append(t.idle, from)
		}
	}
	if k.CacheHit != nil {
		share, err := tokenShare(*k.CacheHit)
		if err != nil {
			return t, err
		}
		den := share.Denom().Int64()
		for i := range lines {
			l := &lines[i]
			prompt := l.Tokens.Prompt()
			tokens, err := l.Tokens.scaled(den)
			if err != nil {
				return t, err
			}
			writes := tokens[CacheWrite5m] + tokens[CacheWrite1h]
			tokens[CacheRead] = min(prompt*share.Num().Int64(), prompt*den-writes)
			tokens[Input] = prompt*den - writes - tokens[CacheRead]
			l.Tokens, l.CacheUnknown, l.supposed = tokens, false, true
		}
		for i := range lines {
			lines[i] = lines[i].othersTimes(den)
		}
		t.scale.Quo(t.scale, new(big.Rat).SetInt64(den))
	}
	if k.BatchShare != nil {
		share, err := tokenShare(*k.BatchShare)
		if err != nil {
			return t, err
		}
		num, den := share.Num().Int64(), share.Denom().Int64()
		var split []WorkLine
		for _, l := range lines {
			if other := l.Service.Tier != Standard && l.Service.Tier != Batch; other || l.OwnKey || l.alone {
				tokens, err := l.Tokens.scaled(den)
				if err != nil {
					return t, err
				}
				l.Tokens = tokens
				split = append(split, l.othersTimes(den))
				continue
			}
			paid := l.Reported.Sub(l.Extra)
			for _, part := range []struct {
				n    int64
				tier Tier
			}{{num, Batch}, {den - num, Standard}} {
				tokens, err := l.Tokens.scaled(part.n)
				if err != nil {
					return t, err
				}
				p := l
				p.Tokens, p.Service.Tier = tokens, part.tier
				if m, variant := c.FindModel(l.Name); m != nil && variant == string(Batch) {
					p.Name = m.ID // the id would name the tier still
				}
				// What was paid for tokens goes with them; requests and extras count once.
				if part.tier == Batch {
					p.Requests, p.Extra = 0, Money{}
				}
				p = p.othersTimes(den)
				p.Reported = paid.Times(part.n).Add(p.Extra)
				split = append(split, p)
			}
		}
		lines = split
		t.scale.Quo(t.scale, new(big.Rat).SetInt64(den))
	}
	t.lines = lines
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

// even makes lines that are known for other days than the workload weigh as much a
// day as its own: every count is multiplied by what is missing to the least number of
// days that all of them divide, and the scale divided.
//
//	12 tokens in 3 days beside 10 in 30: 120 beside 10, both in 30
func (t *turned) even(days int) error {
	all := int64(max(days, 1))
	uneven := false
	for i := range t.lines {
		if d := int64(t.lines[i].Days); d > 0 {
			uneven = true
			common := new(big.Int).GCD(nil, nil, big.NewInt(all), big.NewInt(d)).Int64()
			if all > maxTokens/d {
				return fmt.Errorf("accounts are known for too many different numbers of days to compare them")
			}
			all *= d / common
		}
	}
	if !uneven {
		return nil
	}
	lines := slices.Clone(t.lines)
	for i := range lines {
		l := &lines[i]
		n := all / int64(max(cmp.Or(l.Days, days), 1))
		var err error
		if l.Tokens, err = l.Tokens.scaled(n); err != nil {
			return err
		}
		*l = l.othersTimes(n)
		l.Days = 0
	}
	t.lines = lines
	t.scale.Mul(t.scale, big.NewRat(int64(max(days, 1)), all))
	return nil
}

// tokenShare is a percentage as a fraction whose parts token counts can be
// multiplied by.
func tokenShare(p Percent) (*big.Rat, error) {
	if !p.pct.Equal(p.pct.Round(6)) {
		return nil, fmt.Errorf("%s %%: a share of tokens has at most 6 decimals", p)
	}
	return p.rat(), nil
}

// othersTimes makes a line's requests and amounts follow tokens that were multiplied by
// n.
func (l WorkLine) othersTimes(n int64) WorkLine {
	l.Requests *= n
	l.Extra = l.Extra.Times(n)
	l.Reported = l.Reported.Times(n)
	return l
}
