package pricing

import (
	"math"
	"math/bits"
	"strconv"

	"github.com/shopspring/decimal"
)

// Most amounts fit a count of picodollars (1e-12 USD): up to 9.2 million
// dollars with 12 decimals. Those are kept as an integer, where a sum costs a
// nanosecond and no memory; what would not fit, or would lose a digit, is kept
// as a decimal. Which of the two an amount is makes no difference to anyone.
const picoDecimals = 12

// moneyFrom keeps d exactly.
func moneyFrom(d decimal.Decimal) Money {
	if pico, ok := picoOf(d); ok {
		return Money{pico: pico}
	}
	return Money{wide: &d}
}

// usd is m as a decimal.
func (m Money) usd() decimal.Decimal {
	if m.wide != nil {
		return *m.wide
	}
	return decimal.New(m.pico, -picoDecimals)
}

// picoOf is d in picodollars, where that is exact.
func picoOf(d decimal.Decimal) (int64, bool) {
	coefficient, exp := d.Coefficient(), d.Exponent()
	if !coefficient.IsInt64() {
		return 0, false
	}
	n := coefficient.Int64()
	for ; exp < -picoDecimals; exp++ {
		if n%10 != 0 {
			return 0, false
		}
		n /= 10
	}
	for ; exp > -picoDecimals; exp-- {
		if n == 0 {
			return 0, true
		}
		if n > math.MaxInt64/10 || n < math.MinInt64/10 {
			return 0, false
		}
		n *= 10
	}
	return n, true
}

// widePico is Pico of an amount that is kept as a decimal. It may have picodollars after
// all: picoOf looks into no coefficient of more than 64 bits, and $9,000,000 written with
// 13 decimals has one.
func (m Money) widePico() (int64, bool) {
	shifted := m.wide.Shift(picoDecimals)
	if !shifted.IsInteger() {
		return 0, false
	}
	if pico := shifted.BigInt(); pico.IsInt64() {
		return pico.Int64(), true
	}
	return 0, false
}

// parsePico reads plain digits with at most one point; it leaves all else, and
// what does not fit, to parseDecimal.
func parsePico(s string) (pico int64, ok bool) {
	if len(s) > 64 { // as long as any amount may be, and then some zeros
		return 0, false
	}
	i, negative := 0, false
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		negative = s[i] == '-'
		i++
	}
	digits, decimals := 0, -1
	var n uint64
	for ; i < len(s); i++ {
		c := s[i]
		if c == '.' && decimals < 0 {
			decimals = 0
			continue
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		digits++
		if decimals >= 0 {
			decimals++
			if decimals > picoDecimals {
				if c != '0' {
					return 0, false
				}
				continue // no precision: 0.003835980000000000000000000000
			}
		}
		high, low := bits.Mul64(n, 10)
		if n = low + uint64(c-'0'); high != 0 || n < low {
			return 0, false
		}
	}
	if digits == 0 || decimals > maxDecimals {
		return 0, false
	}
	for decimals = min(max(decimals, 0), picoDecimals); decimals < picoDecimals; decimals++ {
		high, low := bits.Mul64(n, 10)
		if n = low; high != 0 {
			return 0, false
		}
	}
	if n > math.MaxInt64 {
		return 0, false
	}
	if negative {
		return -int64(n), true
	}
	return int64(n), true
}

// appendPico writes picodollars as plain notation without trailing zeros.
func appendPico(b []byte, pico int64) []byte {
	n := uint64(pico)
	if pico < 0 {
		b, n = append(b, '-'), -n
	}
	const one = 1_000_000_000_000
	b = strconv.AppendUint(b, n/one, 10)
	rest := n % one
	if rest == 0 {
		return b
	}
	var digits [1 + picoDecimals]byte
	digits[0] = '.'
	for i := picoDecimals; i > 0; i-- {
		digits[i] = byte('0' + rest%10)
		rest /= 10
	}
	end := len(digits)
	for digits[end-1] == '0' {
		end--
	}
	return append(b, digits[:end]...)
}

// addPico adds where the sum fits.
func addPico(a, b int64) (int64, bool) {
	sum := a + b
	return sum, (a < 0) != (b < 0) || (sum < 0) == (a < 0)
}
