package pricing

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Rate is a price in US dollars per million tokens (per million calls for the
// kinds that are priced by the call).
type Rate struct {
	usdPerMTok decimal.Decimal
	// nano is the rate in billionths of a dollar per million tokens, -1 where
	// it does not fit: sums over a workload are made in 128-bit integers.
	nano int64
}

// ParseRate reads a rate as ParseMoney reads an amount. A negative rate is an
// error.
func ParseRate(s string) (Rate, error) {
	d, err := parseDecimal(s)
	if err != nil {
		return Rate{}, err
	}
	if d.IsNegative() {
		return Rate{}, fmt.Errorf("a rate can't be negative")
	}
	return rateOf(d), nil
}

func rateOf(d decimal.Decimal) Rate {
	r := Rate{usdPerMTok: d, nano: -1}
	if n := d.Shift(9); n.IsInteger() && n.Cmp(decimal.NewFromInt(math.MaxInt64)) <= 0 {
		r.nano = n.IntPart()
	}
	return r
}

// For returns the exact cost of n tokens at r. It shifts the decimal point six
// places, so no division and no rounding take place.
func (r Rate) For(n int64) Money {
	return Money{r.usdPerMTok.Mul(decimal.NewFromInt(n)).Shift(-6)}
}

// less returns r taken down by p percent: a batch discount.
func (r Rate) less(p Percent) Rate {
	return rateOf(r.usdPerMTok.Sub(r.usdPerMTok.Mul(p.pct).Shift(-2)))
}

// Cmp compares two rates.
func (r Rate) Cmp(s Rate) int { return r.usdPerMTok.Cmp(s.usdPerMTok) }

// String writes the rate in plain notation, in USD per million.
func (r Rate) String() string { return plain(r.usdPerMTok) }

// MarshalText writes r as String does.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// tally adds up tokens x rate without rounding. It works in 128-bit integers of
// 10^-15 dollars, and in decimals for what does not fit there, so the sum is
// exact either way.
type tally struct {
	hi, lo uint64
	rest   decimal.Decimal
}

func (t *tally) add(n int64, r Rate) {
	if n < 0 || r.nano < 0 {
		t.rest = t.rest.Add(r.For(n).usd)
		return
	}
	hi, lo := bits.Mul64(uint64(n), uint64(r.nano))
	var carry uint64
	lo, carry = bits.Add64(t.lo, lo, 0)
	hi, over := bits.Add64(t.hi, hi, carry)
	if over != 0 {
		t.rest = t.rest.Add(r.For(n).usd)
		return
	}
	t.hi, t.lo = hi, lo
}

func (t *tally) money() Money {
	n := new(big.Int).SetUint64(t.hi)
	n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(t.lo))
	return Money{decimal.NewFromBigInt(n, -15).Add(t.rest)}
}
