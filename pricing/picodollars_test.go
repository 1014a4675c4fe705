package pricing

import (
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// amount draws amounts as text around all the places at which the two ways of
// keeping one meet: 12 decimals, 9.2 million dollars, zero.
func amountText(t *rapid.T, label string) string {
	return rapid.OneOf(
		rapid.StringMatching(`-?[0-9]{1,12}(\.[0-9]{1,30})?`),
		rapid.StringMatching(`-?(0|92233[67][0-9]|1)(\.[0-9]{0,3}0{0,20})?`),
		rapid.SampledFrom([]string{"0", "-0", "9223372.036854775807", "-9223372.036854775808", "9223372.036854775808", "0.000000000001", "0.0000000000001", "+5", "1.", ".5"}),
	).Draw(t, label)
}

// TestPicoAgreesWithDecimal: an amount kept as an integer reads, writes, adds,
// subtracts and compares as a decimal does.
func TestPicoAgreesWithDecimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := amountText(t, "x"), amountText(t, "y")
		a, errA := ParseMoney(x)
		b, errB := ParseMoney(y)
		if errA != nil || errB != nil {
			t.Fatalf("%q, %q: %v, %v", x, y, errA, errB)
		}
		d, e := decimal.RequireFromString(strings.TrimPrefix(x, "+")), decimal.RequireFromString(strings.TrimPrefix(y, "+"))
		for _, c := range []struct {
			of   string
			got  Money
			want decimal.Decimal
		}{{"x", a, d}, {"x + y", a.Add(b), d.Add(e)}, {"x - y", a.Sub(b), d.Sub(e)}, {"-x", a.Neg(), d.Neg()}, {"|x|", a.Abs(), d.Abs()},
			{"3x", a.Times(3), d.Mul(decimal.NewFromInt(3))}} {
			if !c.got.usd().Equal(c.want) || c.got.String() != plain(c.want) || c.got.Sign() != c.want.Sign() || c.got.IsZero() != c.want.IsZero() {
				t.Errorf("%s of %q and %q is %s, want %s", c.of, x, y, c.got, plain(c.want))
			}
			if got := string(c.got.Append([]byte("$"))); got != "$"+plain(c.want) {
				t.Errorf("appended %q, want $%s", got, plain(c.want))
			}
		}
		if a.Cmp(b) != d.Cmp(e) || a.Equal(b) != d.Equal(e) {
			t.Errorf("%q against %q: %d, want %d", x, y, a.Cmp(b), d.Cmp(e))
		}
	})
}

// TestPicoOverflow: a sum beyond the integer goes on as a decimal, and comes back.
func TestPicoOverflow(t *testing.T) {
	most := Money{pico: math.MaxInt64}
	sum := most.Add(most)
	if got := sum.String(); got != "18446744.073709551614" {
		t.Errorf("twice the most is %s", got)
	}
	if back := sum.Sub(most); back.wide != nil || !back.Equal(most) {
		t.Errorf("and half of it is %s", back)
	}
	if got := (Money{pico: math.MinInt64}).Neg().String(); got != "9223372.036854775808" {
		t.Errorf("the least, negated, is %s", got)
	}
}

// TestPico: an amount has picodollars by its value, whichever way it is kept.
func TestPico(t *testing.T) {
	for _, c := range []struct {
		name, amount string
		pico         int64
		ok           bool
	}{
		{"zero", "0", 0, true},
		{"the least above zero", "0.000000000001", 1, true},
		{"negative", "-0.25", -250_000_000_000, true},
		{"a decimal too many", "0.0000000000001", 0, false},
		{"30 decimals", "0.000000000000000000000000000001", 0, false},
		{"the most", "9223372.036854775807", math.MaxInt64, true},
		{"one more", "9223372.036854775808", 0, false},
		{"the least", "-9223372.036854775808", math.MinInt64, true},
		{"one less", "-9223372.036854775809", 0, false},
		{"zeros behind it", "9223372.0000000000000000", 9_223_372_000_000_000_000, true},
		{"15 digits", "999999999999999", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := MustFigure(c.amount)
			pico, ok := m.Pico()
			if pico != c.pico || ok != c.ok {
				t.Errorf("%s has %d picodollars (%v), want %d (%v)", c.amount, pico, ok, c.pico, c.ok)
			}
			if back := FromPico(pico); ok && (!back.Equal(m) || back.String() != m.String()) {
				t.Errorf("%s comes back as %s", m, back)
			}
		})
	}
	if pico, ok := moneyFrom(decimal.RequireFromString("9000000.0000000000000")).Pico(); pico != 9_000_000_000_000_000_000 || !ok {
		t.Errorf("9 million dollars with 13 decimals have %d picodollars (%v)", pico, ok)
	}
}
