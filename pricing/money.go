package pricing

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strings"

	"github.com/shopspring/decimal"

	"tollbook/pricing/words"
)

// Limits of an amount as it may be written: beyond them a figure is refused,
// never cut off (DESIGN.md 3.1).
const (
	maxDecimals    = 30
	maxWholeDigits = 12
	maxSumDigits   = 15
	// maxFigureDigits is of a quotient: the largest sum by the smallest amount.
	maxFigureDigits = maxSumDigits + maxDecimals
)

// ErrNotDecimal is returned for text that is not a plain decimal number.
var ErrNotDecimal = errors.New("not a decimal number")

// ErrTooLong is returned for a number beyond 12 digits before the point or 30
// decimals.
var ErrTooLong = errors.New("more than 12 digits before the point or 30 decimals")

// ErrSumTooLong is returned for a sum beyond 15 digits before the point.
var ErrSumTooLong = errors.New("more than 15 digits before the point")

// Money is an exact amount of US dollars. It may be negative; the zero value
// is $0. Arithmetic never rounds; only Cents and Places do.
type Money struct {
	pico int64            // the amount in picodollars,
	wide *decimal.Decimal // unless it is here
}

// ParseMoney reads a plain or scientific decimal ("1.2e-05", "+0.1") exactly.
// It returns ErrNotDecimal or ErrTooLong.
func ParseMoney(s string) (Money, error) {
	if pico, ok := parsePico(s); ok {
		return Money{pico: pico}, nil
	}
	d, err := parseDecimal(s)
	if err != nil {
		return Money{}, err
	}
	return moneyFrom(d), nil
}

// ParseFigure reads a figure that this program wrote: a sum, or a quotient as USD per
// million tokens or days of runway, which may have more digits before the point than
// an amount that somebody was billed. It returns ErrNotDecimal or ErrTooLong.
//
//	$1,000,000 for one token are 1000000000000 per million
func ParseFigure(s string) (Money, error) {
	if pico, ok := parsePico(s); ok {
		return Money{pico: pico}, nil
	}
	d, err := parseDigits(s, maxFigureDigits)
	if err != nil {
		return Money{}, err
	}
	return moneyFrom(d), nil
}

// MustFigure is ParseFigure for text that was made with String; it panics on text that
// is no number.
func MustFigure(s string) Money {
	m, err := ParseFigure(s)
	if err != nil {
		panic(fmt.Sprintf("figure %q: %v", s, err))
	}
	return m
}

// CheckSum returns ErrSumTooLong or ErrTooLong for a sum that a ledger can't keep.
func (m Money) CheckSum() error {
	switch {
	case m.wide == nil:
		return nil
	case m.wide.Abs().Cmp(decimal.New(1, maxSumDigits)) >= 0:
		return ErrSumTooLong
	case !m.wide.Equal(m.wide.Truncate(maxDecimals)):
		return ErrTooLong
	}
	return nil
}

// MustMoney is ParseMoney for literals; it panics on text that is no amount.
func MustMoney(s string) Money {
	m, err := ParseMoney(s)
	if err != nil {
		panic(fmt.Sprintf("money literal %q: %v", s, err))
	}
	return m
}

// parseDecimal reads a number as somebody may write it: one of 12 digits before the
// point at most.
func parseDecimal(s string) (decimal.Decimal, error) { return parseDigits(s, maxWholeDigits) }

// parseDigits is the one reader of numbers from text. It accepts an optional sign,
// digits with at most one point and at most so many of them before it, and an exponent
// of up to three digits.
func parseDigits(s string, whole int64) (decimal.Decimal, error) {
	s = strings.TrimSpace(s)
	digits, exp := 0, -1
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case (c == '+' || c == '-') && i == 0:
		case c == '.': // NewFromString refuses a second one, and a number without digits
		case (c == 'e' || c == 'E') && digits > 0:
			exp = i
		default:
			return decimal.Decimal{}, ErrNotDecimal
		}
		if exp >= 0 {
			break
		}
	}
	if exp >= 0 {
		e := strings.TrimLeft(s[exp+1:], "+-")
		if len(s[exp+1:])-len(e) > 1 || e == "" || strings.Trim(e, "0123456789") != "" {
			return decimal.Decimal{}, ErrNotDecimal
		}
		if len(e) > 3 { // 1e400 and worse: no amount that anyone was billed
			return decimal.Decimal{}, ErrTooLong
		}
	}
	if len(s) > 200 {
		return decimal.Decimal{}, ErrTooLong
	}
	d, err := decimal.NewFromString(strings.TrimPrefix(s, "+"))
	if err != nil {
		return decimal.Decimal{}, ErrNotDecimal
	}
	if d.IsZero() {
		return decimal.Decimal{}, nil
	}
	// Trailing zeros ("0.003835980000000000000000000000000000") are no precision.
	coef, e := d.Coefficient(), int64(d.Exponent())
	text := strings.TrimPrefix(coef.String(), "-")
	trimmed := strings.TrimRight(text, "0")
	if int64(len(text)-len(trimmed))+e < -maxDecimals || int64(len(text))+e > whole {
		return decimal.Decimal{}, ErrTooLong
	}
	return d, nil
}

// plain writes d without exponent and without trailing zeros.
func plain(d decimal.Decimal) string {
	s := d.String()
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "" || s == "-0" {
		return "0"
	}
	return s
}

// cents returns n cents.
func cents(n int64) Money { return moneyFrom(decimal.New(n, -2)) }

// Add returns m + n.
func (m Money) Add(n Money) Money {
	if m.wide == nil && n.wide == nil {
		if sum, ok := addPico(m.pico, n.pico); ok {
			return Money{pico: sum}
		}
	}
	return moneyFrom(m.usd().Add(n.usd()))
}

// Sub returns m - n.
func (m Money) Sub(n Money) Money { return m.Add(n.Neg()) }

// Neg returns -m.
func (m Money) Neg() Money {
	if m.wide == nil && m.pico != math.MinInt64 {
		return Money{pico: -m.pico}
	}
	return moneyFrom(m.usd().Neg())
}

// Abs returns m without its sign.
func (m Money) Abs() Money {
	if m.Sign() < 0 {
		return m.Neg()
	}
	return m
}

// Times returns n times m.
func (m Money) Times(n int64) Money { return moneyFrom(m.usd().Mul(decimal.NewFromInt(n))) }

// Converted returns the amount in US dollars of m units of a currency that
// cost rate dollars each.
func (m Money) Converted(rate decimal.Decimal) Money { return moneyFrom(m.usd().Mul(rate)) }

// Cmp compares m and n: -1, 0 or +1.
func (m Money) Cmp(n Money) int {
	if m.wide == nil && n.wide == nil {
		return cmp.Compare(m.pico, n.pico)
	}
	return m.usd().Cmp(n.usd())
}

// Min is the smaller of m and n.
func (m Money) Min(n Money) Money {
	if m.Cmp(n) < 0 {
		return m
	}
	return n
}

// Max is the larger of m and n.
func (m Money) Max(n Money) Money {
	if m.Cmp(n) > 0 {
		return m
	}
	return n
}

// Equal reports whether m and n are the same amount (1.0 equals 1).
func (m Money) Equal(n Money) bool { return m.Cmp(n) == 0 }

// IsZero reports whether m is $0.
func (m Money) IsZero() bool { return m.Sign() == 0 }

// Sign returns -1, 0 or +1.
func (m Money) Sign() int {
	if m.wide == nil {
		return cmp.Compare(m.pico, 0)
	}
	return m.wide.Sign()
}

// Cents returns m rounded half up to the cent.
func (m Money) Cents() Money { return m.Round(2) }

// CentsUp returns m rounded up to the next cent: how a purchase that has to
// cover m is sized.
func (m Money) CentsUp() Money { return moneyFrom(m.usd().RoundCeil(2)) }

// String writes m in plain notation without trailing zeros: "0.0055649".
func (m Money) String() string {
	if m.wide == nil {
		return string(appendPico(nil, m.pico))
	}
	return plain(*m.wide)
}

// Append appends what String returns.
func (m Money) Append(b []byte) []byte {
	if m.wide == nil {
		return appendPico(b, m.pico)
	}
	return append(b, plain(*m.wide)...)
}

// Fixed writes m rounded half up to the given number of decimals, for screens.
func (m Money) Fixed(decimals int32) string { return m.usd().StringFixed(decimals) }

// Dollars writes m to the cent with its sign and thousands separators:
// "$1,308.20", "-$6.20".
func (m Money) Dollars() string {
	sign := ""
	if m.Cents().Sign() < 0 {
		sign = "-"
	}
	return sign + "$" + words.Thousands(m.Abs().Fixed(2))
}

// MarshalText writes m as String does, so that JSON carries money as text.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (m *Money) UnmarshalText(b []byte) error {
	v, err := ParseFigure(string(b))
	*m = v
	return err
}

// Pico returns m in picodollars (1e-12 USD), and false where it has none in 64 bits: one
// of more than 12 decimals, or of $9,223,373 and more. FromPico is the way back.
//
//	$0.25 is 250,000,000,000 picodollars
func (m Money) Pico() (int64, bool) {
	if m.wide == nil {
		return m.pico, true
	}
	return m.widePico()
}

// FromPico returns an amount of picodollars.
func FromPico(pico int64) Money { return Money{pico: pico} }

// rat returns m as an exact fraction, for the formulas that divide.
func (m Money) rat() *big.Rat { return m.usd().Rat() }

// moneyOf turns a fraction back into money: exactly where the fraction ends
// within 30 decimals, else rounded half up to 6 (DESIGN.md 3.1).
func moneyOf(r *big.Rat) Money {
	if places, exact := r.FloatPrec(); exact && places <= maxDecimals {
		d, err := decimal.NewFromString(r.FloatString(places))
		if err == nil {
			return moneyFrom(d)
		}
	}
	return moneyFrom(quotient(r, 6))
}

// quotient rounds r half up (away from zero) to the given decimals. It is the
// one place where a division becomes a figure.
func quotient(r *big.Rat, places int) decimal.Decimal {
	d, err := decimal.NewFromString(r.FloatString(places)) // FloatString rounds half away from zero
	if err != nil {
		panic(fmt.Sprintf("a fraction prints as a decimal: %v", err)) // FloatString writes digits only
	}
	return d
}

// Quotient returns a / b rounded half up to 6 decimals as plain text, and
// false where b is zero.
func Quotient(a, b Money) (string, bool) {
	if b.IsZero() {
		return "", false
	}
	return plain(quotient(new(big.Rat).Quo(a.rat(), b.rat()), 6)), true
}

// PerMillion returns what a million of n tokens cost when all n cost m,
// rounded half up to 6 decimals; false where n is zero.
func PerMillion(m Money, n int64) (string, bool) {
	if n == 0 {
		return "", false
	}
	if micro, ok := m.perToken(n); ok {
		return micro.String(), true
	}
	r := new(big.Rat).Mul(m.rat(), big.NewRat(1_000_000, 1))
	return plain(quotient(r.Quo(r, new(big.Rat).SetInt64(n)), 6)), true
}

// perToken is PerMillion in whole numbers, false where they do not suffice: so many
// picodollars a token are as many millionths of a dollar a million.
func (m Money) perToken(n int64) (Money, bool) {
	if m.wide != nil || n < 0 {
		return Money{}, false
	}
	micro, rest := m.pico/n, m.pico%n
	switch {
	case rest >= n-rest && m.pico > 0:
		micro++
	case -rest >= n+rest && m.pico < 0:
		micro--
	}
	const most = math.MaxInt64 / 1_000_000
	return Money{pico: micro * 1_000_000}, -most <= micro && micro <= most
}

// Part returns m x num / den rounded half up to the given decimals: a rate over
// time. It panics for a zero den, as a division would.
//
//	$90.00 over 30 days: MustMoney("90").Part(1, 30, 6) is $3
func (m Money) Part(num, den int64, decimals int) Money {
	r := new(big.Rat).Mul(m.rat(), new(big.Rat).SetInt64(num))
	return moneyFrom(quotient(r.Quo(r, new(big.Rat).SetInt64(den)), decimals))
}

// Share returns m x part / whole rounded down to the given decimals, for
// allocating an amount over rows; the caller gives the remainder to one row.
// A zero whole gives $0.
func (m Money) Share(part, whole Money, decimals int32) Money {
	if whole.IsZero() {
		return Money{}
	}
	if share, ok := m.picoShare(part, whole); ok && decimals == picoDecimals {
		return share
	}
	r := new(big.Rat).Mul(m.rat(), part.rat())
	r.Quo(r, whole.rat())
	r.Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)))
	return moneyFrom(decimal.NewFromBigInt(new(big.Int).Quo(r.Num(), r.Denom()), -decimals))
}

// picoShare is Share to 12 decimals in whole numbers of 128 bits, false where they do not
// suffice: a report of many groups has a share for each.
func (m Money) picoShare(part, whole Money) (Money, bool) {
	if m.wide != nil || part.wide != nil || whole.wide != nil {
		return Money{}, false
	}
	by := magnitude(whole.pico)
	high, low := bits.Mul64(magnitude(m.pico), magnitude(part.pico))
	if high >= by {
		return Money{}, false
	}
	share, _ := bits.Div64(high, low, by)
	if share > math.MaxInt64 {
		return Money{}, false
	}
	if (m.pico < 0) != (part.pico < 0) != (whole.pico < 0) {
		return Money{pico: -int64(share)}, true
	}
	return Money{pico: int64(share)}, true
}

// magnitude is n without its sign.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Percent is a share written as people write it: 5.5 means 5.5 %.
type Percent struct{ pct decimal.Decimal }

// ParsePercent reads "5.5" or "5.5%".
func ParsePercent(s string) (Percent, error) {
	d, err := parseDecimal(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	return Percent{d}, err
}

// MustPercent is ParsePercent for literals; it panics on other text.
func MustPercent(s string) Percent {
	p, err := ParsePercent(s)
	if err != nil {
		panic(fmt.Sprintf("percent literal %q: %v", s, err))
	}
	return p
}

// Of returns p percent of m, exactly.
func (p Percent) Of(m Money) Money {
	if p.IsZero() {
		return Money{}
	}
	return moneyFrom(m.usd().Mul(p.pct).Shift(-2))
}

// IsZero reports whether p is 0 %.
func (p Percent) IsZero() bool { return p.pct.IsZero() }

// Cmp compares p and q.
func (p Percent) Cmp(q Percent) int { return p.pct.Cmp(q.pct) }

// String writes p without the sign: "5.5".
func (p Percent) String() string { return plain(p.pct) }

// MarshalText writes p as String does.
func (p Percent) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// rat returns p as the fraction p/100.
func (p Percent) rat() *big.Rat {
	return new(big.Rat).Quo(p.pct.Rat(), big.NewRat(100, 1))
}

// quotientUp rounds r up to the next cent.
func quotientUp(r *big.Rat) decimal.Decimal {
	scaled := new(big.Rat).Mul(r, big.NewRat(100, 1))
	whole, rest := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	return decimal.NewFromBigInt(whole, -2)
}

// Round returns m rounded half up to the given decimals.
func (m Money) Round(decimals int32) Money { return moneyFrom(m.usd().Round(decimals)) }
