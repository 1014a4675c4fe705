package pricing

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strings"

	"github.com/shopspring/decimal"
)

// Rate is a price in US dollars per million tokens (per million calls for the
// kinds that are priced by the call). The zero value is a price of nothing.
type Rate struct {
	// nano is the rate in billionths of a dollar per million tokens. Sums over a
	// workload are made in 128-bit integers of it.
	nano int64
	// wide holds a rate that has more decimals or digits than nano can.
	wide *decimal.Decimal
}

// ParseRate reads a rate as ParseMoney reads an amount. A negative rate is an
// error.
func ParseRate(s string) (Rate, error) {
	if nano, ok := parseNano(s); ok {
		return Rate{nano: nano}, nil
	}
	d, err := parseDecimal(s)
	if err != nil {
		return Rate{}, err
	}
	if d.IsNegative() {
		return Rate{}, fmt.Errorf("a rate can't be negative")
	}
	return rateOf(d), nil
}

// parseNano reads the plain decimals that nearly all rates are.
func parseNano(s string) (nano int64, ok bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole == "" || len(whole) > 9 || len(fraction) > 9 {
		return 0, false
	}
	for _, part := range []string{whole, fraction} {
		for i := 0; i < len(part); i++ {
			if part[i] < '0' || part[i] > '9' {
				return 0, false
			}
			nano = nano*10 + int64(part[i]-'0')
		}
	}
	for i := len(fraction); i < 9; i++ {
		nano *= 10
	}
	return nano, true
}

func rateOf(d decimal.Decimal) Rate {
	if n := d.Shift(9); n.IsInteger() && n.Cmp(decimal.NewFromInt(math.MaxInt64)) <= 0 {
		return Rate{nano: n.IntPart()}
	}
	return Rate{wide: &d}
}

// usdPerMTok is the rate as a decimal.
func (r Rate) usdPerMTok() decimal.Decimal {
	if r.wide != nil {
		return *r.wide
	}
	return decimal.New(r.nano, -9)
}

// IsZero reports whether the rate is a price of nothing.
func (r Rate) IsZero() bool { return r.nano == 0 && r.wide == nil }

// For returns the exact cost of n tokens at r. It shifts the decimal point six
// places, so no division and no rounding take place.
func (r Rate) For(n int64) Money {
	if n >= 0 && r.wide == nil {
		if m, ok := femto(bits.Mul64(uint64(n), uint64(r.nano))); ok {
			return m
		}
	}
	return moneyFrom(r.usdPerMTok().Mul(decimal.NewFromInt(n)).Shift(-6))
}

// Cmp compares two rates.
func (r Rate) Cmp(s Rate) int {
	if r.wide == nil && s.wide == nil {
		return cmp.Compare(r.nano, s.nano)
	}
	return r.usdPerMTok().Cmp(s.usdPerMTok())
}

// Rat is the rate as a fraction, in USD per million.
func (r Rate) Rat() *big.Rat { return r.usdPerMTok().Rat() }

// String writes the rate in plain notation, in USD per million.
func (r Rate) String() string { return plain(r.usdPerMTok()) }

// MarshalText writes r as String does.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads a rate as ParseRate does.
func (r *Rate) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRate(string(text))
	return err
}

// tally adds up tokens x rate without rounding. It works in 128-bit integers of
// 10^-15 dollars, and in decimals for what does not fit there, so the sum is
// exact either way.
type tally struct {
	hi, lo uint64
	rest   decimal.Decimal
}

func (t *tally) add(n int64, r Rate) {
	if n < 0 || r.wide != nil {
		t.rest = t.rest.Add(r.For(n).usd())
		return
	}
	hi, lo := bits.Mul64(uint64(n), uint64(r.nano))
	var carry uint64
	lo, carry = bits.Add64(t.lo, lo, 0)
	hi, over := bits.Add64(t.hi, hi, carry)
	if over != 0 {
		t.rest = t.rest.Add(r.For(n).usd())
		return
	}
	t.hi, t.lo = hi, lo
}

// merge adds another tally.
func (t *tally) merge(o tally) {
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, o.lo, 0)
	hi, over := bits.Add64(t.hi, o.hi, carry)
	if over != 0 { // what does not fit goes on in decimals
		t.lo, _ = bits.Sub64(t.lo, o.lo, 0)
		t.rest = t.rest.Add(o.money().usd())
		return
	}
	t.hi = hi
	t.rest = t.rest.Add(o.rest)
}

func (t *tally) money() Money {
	if m, ok := femto(t.hi, t.lo); ok && t.rest.IsZero() {
		return m
	}
	n := new(big.Int).SetUint64(t.hi)
	n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(t.lo))
	return moneyFrom(decimal.NewFromBigInt(n, -15).Add(t.rest))
}

// femto is an amount in 10^-15 dollars as Money, where it has no more than 12
// decimals and fits in picodollars, as nearly every amount does.
func femto(hi, lo uint64) (Money, bool) {
	pico, rest := lo/1000, lo%1000
	return Money{pico: int64(pico)}, hi == 0 && rest == 0
}
