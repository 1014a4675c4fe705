package pricing

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"tollbook/pricing/words"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestParseMoney(t *testing.T) {
	cases := []struct {
		in   string
		want string // as it is written
		err  error
	}{
		{"0", "0", nil},
		{"-0", "0", nil},
		{"-0.00", "0", nil},
		{"0e999", "0", nil},
		{"0.01", "0.01", nil},
		{"+0.1", "0.1", nil},
		{"-3.50", "-3.5", nil},
		{".5", "0.5", nil},
		{"5.", "5", nil},
		{"1e3", "1000", nil},
		{"1.2e-05", "0.000012", nil},
		{"1.2E-5", "0.000012", nil},
		{" 7 ", "7", nil},
		{"100", "100", nil},
		{"0.003835980000000000000000000000", "0.00383598", nil},
		{"0.0000000000000000000000000000010", "0.000000000000000000000000000001", nil}, // a trailing zero is no 31st decimal
		{"0.000000000000000000000000000001", "0.000000000000000000000000000001", nil},
		{"0.00000000000000000000000000001000000000", "0.00000000000000000000000000001", nil},
		{"0.1000000000000000000000000000000000000", "0.1", nil},
		{"0.1234567890123456789012345678901", "", ErrTooLong},
		{"1e-30", "0.000000000000000000000000000001", nil},
		{"1e-31", "", ErrTooLong},
		{"999999999999", "999999999999", nil},
		{"999999999999.999999999999999999999999999999", "999999999999.999999999999999999999999999999", nil},
		{"1000000000000", "", ErrTooLong},
		// Where an amount stops to fit an integer of 10^-12 dollars.
		{"9300000.00000000002", "9300000.00000000002", nil},
		{"18446744.073709551616", "18446744.073709551616", nil}, // 2^64 of them
		{"73972778.104147594168", "73972778.104147594168", nil},
		{"1e11", "100000000000", nil},
		{"1e12", "", ErrTooLong},
		{"1e99", "", ErrTooLong},
		{"1e400", "", ErrTooLong},
		{"1e-400", "", ErrTooLong},
		{"1e4000", "", ErrTooLong},
		{"1" + strings.Repeat("0", 300), "", ErrTooLong},
		{"", "", ErrNotDecimal},
		{" ", "", ErrNotDecimal},
		{"+", "", ErrNotDecimal},
		{".", "", ErrNotDecimal},
		{"NaN", "", ErrNotDecimal},
		{"Infinity", "", ErrNotDecimal},
		{"-Inf", "", ErrNotDecimal},
		{"0x10", "", ErrNotDecimal},
		{"1,2", "", ErrNotDecimal},
		{"1_000", "", ErrNotDecimal},
		{"$1", "", ErrNotDecimal},
		{"1 2", "", ErrNotDecimal},
		{"1.2.3", "", ErrNotDecimal},
		{"--1", "", ErrNotDecimal},
		{"1-", "", ErrNotDecimal},
		{"e5", "", ErrNotDecimal},
		{"1e", "", ErrNotDecimal},
		{"1e+", "", ErrNotDecimal},
		{"1e+-5", "", ErrNotDecimal},
		{"1e5.5", "", ErrNotDecimal},
		{"1e5e5", "", ErrNotDecimal},
		{"1/2", "", ErrNotDecimal},
		{"0/", "", ErrNotDecimal}, // beside '0'
		{"1:", "", ErrNotDecimal}, // beside '9'
		{"١", "", ErrNotDecimal},
		{"1\x00", "", ErrNotDecimal},
	}
	for _, c := range cases {
		got, err := ParseMoney(c.in)
		if !errors.Is(err, c.err) || (err != nil) != (c.err != nil) {
			t.Errorf("%q: error %v, want %v", c.in, err, c.err)
		} else if err == nil && got.String() != c.want {
			t.Errorf("%q: %s, want %s", c.in, got, c.want)
		} else if err != nil && !got.IsZero() {
			t.Errorf("%q: refused and still %s", c.in, got)
		}
	}
}

func TestRounding(t *testing.T) {
	cases := []struct {
		in, cents, up, fixed4 string
	}{
		{"0", "0", "0", "0.0000"},
		{"0.004", "0", "0.01", "0.0040"},
		{"0.005", "0.01", "0.01", "0.0050"},
		{"0.8049999", "0.8", "0.81", "0.8050"},
		{"1.375", "1.38", "1.38", "1.3750"},
		{"1.37", "1.37", "1.37", "1.3700"},
		{"2.675", "2.68", "2.68", "2.6750"}, // as a binary float it would be 2.67
		{"0.00005", "0", "0.01", "0.0001"},
		{"-1.375", "-1.38", "-1.37", "-1.3750"},
		{"-0.004", "0", "0", "-0.0040"},
	}
	for _, c := range cases {
		m := MustMoney(c.in)
		if got := m.Cents().String(); got != c.cents {
			t.Errorf("%s to the cent: %s, want %s", c.in, got, c.cents)
		}
		if got := m.CentsUp().String(); got != c.up {
			t.Errorf("%s up to the cent: %s, want %s", c.in, got, c.up)
		}
		if got := m.Fixed(4); got != c.fixed4 {
			t.Errorf("%s with four decimals: %s, want %s", c.in, got, c.fixed4)
		}
		if got := m.Round(4); !got.Equal(MustMoney(c.fixed4)) {
			t.Errorf("%s rounded to four decimals: %s, want %s", c.in, got, c.fixed4)
		}
	}
}

func TestDollars(t *testing.T) {
	for in, want := range map[string]string{
		"0": "$0.00", "-0.004": "$0.00", "-0.005": "-$0.01", "1.375": "$1.38", "-6.2": "-$6.20",
		"999.994": "$999.99", "999.995": "$1,000.00", "1308.2": "$1,308.20", "-1234567.895": "-$1,234,567.90",
	} {
		if got := MustMoney(in).Dollars(); got != want {
			t.Errorf("%s is shown as %s, want %s", in, got, want)
		}
	}
	for n, want := range map[string]string{"1": "1 model", "0": "0 models", "0.61": "0.61 models", "-1": "-1 models", "2190": "2,190 models"} {
		if got := words.Count(n, "model"); got != want {
			t.Errorf("%s of them are %q, want %q", n, got, want)
		}
	}
}

func TestArithmeticIsExact(t *testing.T) {
	tenth, sum := MustMoney("0.1"), Money{}
	for range 10 {
		sum = sum.Add(tenth)
	}
	money(t, "ten times 0.1", sum, "1")
	money(t, "0.3 - 0.1", MustMoney("0.3").Sub(tenth), "0.2")
	money(t, "-0.1", tenth.Neg(), "-0.1")
	money(t, "|-0.1|", tenth.Neg().Abs(), "0.1")
	money(t, "0.1 x 7", tenth.Times(7), "0.7")
	money(t, "5.5 % of 14.55", MustPercent("5.5").Of(MustMoney("14.55")), "0.80025")
	// 72 yuan at 0.1389 dollars: 72 x 0.1389 = 10.0008
	money(t, "72 yuan", MustMoney("72").Converted(MustMoney("0.1389").usd()), "10.0008")
	if MustMoney("1.0").Cmp(MustMoney("1")) != 0 || !MustMoney("1.00").Equal(MustMoney("1")) {
		t.Error("1.0 is not 1")
	}
	if MustMoney("-1").Sign() != -1 || MustMoney("0.00").Sign() != 0 || MustMoney("1e-30").Sign() != 1 {
		t.Error("signs are wrong")
	}
}

func TestQuotient(t *testing.T) {
	cases := []struct {
		a, b, want string
		ok         bool
	}{
		{"0", "1", "0", true},
		{"1", "0", "", false},
		{"1", "3", "0.333333", true},
		{"2", "3", "0.666667", true},
		{"-2", "3", "-0.666667", true},
		{"1", "8", "0.125", true},
		{"100", "5", "20", true},
		{"1", "2000000", "0.000001", true}, // 0.0000005 goes up
		{"0.49", "1000000", "0", true},
		{"3", "100000000000", "0", true},
	}
	for _, c := range cases {
		if got, ok := Quotient(MustMoney(c.a), MustMoney(c.b)); got != c.want || ok != c.ok {
			t.Errorf("%s / %s: %q, %v; want %q, %v", c.a, c.b, got, ok, c.want, c.ok)
		}
	}
}

func TestPerMillion(t *testing.T) {
	cases := []struct {
		usd    string
		tokens int64
		want   string
		ok     bool
	}{
		{"3", 0, "", false},
		{"0", 5, "0", true},
		{"3", 1_000_000, "3", true},
		{"0.000003", 1, "3", true},
		// 0.0055649 x 1,000,000 / 21,143 = 5,564.9 / 21,143 = 0.26320295...
		{"0.0055649", 21_143, "0.263203", true},
		{"1", 3, "333333.333333", true},
		// half a picodollar a token is half a millionth of a dollar a million
		{"0.000000000001", 2, "0.000001", true},
		{"-0.000000000001", 2, "-0.000001", true},
		{"0.000000000001", 3, "0", true},
		{"9000000", 1, "9000000000000", true},
	}
	for _, c := range cases {
		if got, ok := PerMillion(MustMoney(c.usd), c.tokens); got != c.want || ok != c.ok {
			t.Errorf("%s for %d: %q, %v; want %q, %v", c.usd, c.tokens, got, ok, c.want, c.ok)
		}
	}
}

func TestShareRoundsDown(t *testing.T) {
	cases := []struct {
		name, m, part, whole string
		decimals             int32
		want                 string
	}{
		{"nothing to share by", "10", "1", "0", 2, "0"},
		{"no part", "10", "0", "3", 2, "0"},
		{"a third", "10", "1", "3", 2, "3.33"},
		{"two thirds", "10", "2", "3", 2, "6.66"},
		{"all of it", "10", "3", "3", 2, "10"},
		{"half to twelve places", "1", "1", "2", 12, "0.5"},
		// 1 x 9,996 / 10,000 = 0.9996: down to the cent that is 0.99
		{"one of twenty, a little under a cent", "0.19", "1", "20", 2, "0"},
		{"just under a cent more", "1", "9996", "10000", 2, "0.99"},
		// 1 x 99,999,999 / 100,000,000
		{"ever so little under", "1", "99999999", "100000000", 2, "0.99"},
	}
	for _, c := range cases {
		money(t, c.name, MustMoney(c.m).Share(MustMoney(c.part), MustMoney(c.whole), c.decimals), c.want)
	}
}

// TestSharesNeverExceedTheWhole: the caller gives the remainder to one row, and
// it must not be negative.
func TestSharesNeverExceedTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := cents(rapid.Int64Range(0, 1_000_000).Draw(t, "cents"))
		parts := rapid.SliceOfN(rapid.Int64Range(0, 10_000), 1, 40).Draw(t, "parts")
		decimals := int32(rapid.IntRange(0, 12).Draw(t, "decimals"))
		var whole, sum Money
		for _, p := range parts {
			whole = whole.Add(cents(p))
		}
		for _, p := range parts {
			sum = sum.Add(m.Share(cents(p), whole, decimals))
		}
		if sum.Cmp(m) > 0 {
			t.Fatalf("shares of %s come to %s", m, sum)
		}
	})
}

// Quotients of small amounts are computed in whole numbers, of large ones as fractions:
// both are what math/big makes of them.
func TestQuotientsOfAnySize(t *testing.T) {
	pico := new(big.Int).Exp(big.NewInt(10), big.NewInt(12), nil)
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) (Money, *big.Int) {
			n := big.NewInt(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-3_000_000, 3_000_000), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64, -1, 0, 1})).Draw(t, label))
			if rapid.IntRange(0, 3).Draw(t, label+" is large") == 0 {
				n.Mul(n, big.NewInt(1_000))
			}
			return moneyFrom(decimal.NewFromBigInt(n, -12)), n
		}
		m, a := draw("amount")
		part, b := draw("part")
		whole, c := draw("whole")
		if c.Sign() != 0 {
			want := new(big.Int).Quo(new(big.Int).Mul(a, b), c)
			if got := m.Share(part, whole, 12); !got.Equal(moneyFrom(decimal.NewFromBigInt(want, -12))) {
				t.Errorf("%s x %s / %s is %s", m, part, whole, got)
			}
		}
		n := rapid.Int64Range(1, 1<<50).Draw(t, "tokens")
		got, _ := PerMillion(m, n)
		fraction := new(big.Rat).SetFrac(a, new(big.Int).Mul(pico, big.NewInt(n)))
		want := fraction.Mul(fraction, big.NewRat(1_000_000, 1)).FloatString(6)
		if d := decimal.RequireFromString(want); got != d.String() {
			t.Errorf("%s for %d tokens: %s a million, want %s", m, n, got, d)
		}
	})
}

func TestParsePercent(t *testing.T) {
	for in, want := range map[string]string{"5.5": "5.5", "5.5%": "5.5", " 5.5 % ": "5.5", "0": "0", "0.80": "0.8"} {
		if got, err := ParsePercent(in); err != nil || got.String() != want {
			t.Errorf("%q: %s, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "%", "5.5%%", "five"} {
		if _, err := ParsePercent(in); !errors.Is(err, ErrNotDecimal) {
			t.Errorf("%q: error %v, want ErrNotDecimal", in, err)
		}
	}
}

func TestMoneyIsTextInJSON(t *testing.T) {
	b, err := json.Marshal(map[string]any{"usd": MustMoney("1.2e-05"), "rate": rate("3.50"), "percent": MustPercent("5.50")})
	if want := `{"percent":"5.5","rate":"3.5","usd":"0.000012"}`; err != nil || string(b) != want {
		t.Errorf("%s, %v; want %s", b, err, want)
	}
	var m Money
	if err := json.Unmarshal([]byte(`"0.0055649"`), &m); err != nil {
		t.Fatal(err)
	}
	money(t, "read back", m, "0.0055649")
	if err := json.Unmarshal([]byte(`"1,2"`), &m); !errors.Is(err, ErrNotDecimal) {
		t.Errorf("1,2 read as %s, %v", m, err)
	}
}

// TestMoneyOf: a fraction that ends stays exact, any other is rounded half up
// to six decimals.
func TestMoneyOf(t *testing.T) {
	money(t, "1/8", moneyOf(big.NewRat(1, 8)), "0.125")
	money(t, "1/2^20", moneyOf(big.NewRat(1, 1<<20)), "0.00000095367431640625")
	money(t, "2/3", moneyOf(big.NewRat(2, 3)), "0.666667")
	money(t, "1/10^30", moneyOf(new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil))), "0.000000000000000000000000000001")
	money(t, "1/10^31", moneyOf(new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(31), nil))), "0")
	money(t, "1/2^40 has 40 decimals", moneyOf(new(big.Rat).SetFrac64(1, 1<<40)), "0")
}

var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,11})(\.[0-9]{0,29}[1-9])?$`)

// FuzzParseMoney: what parses prints plainly, parses back to the same, and is
// the number that math/big reads.
func FuzzParseMoney(f *testing.F) {
	for _, s := range []string{"0", "-0", "+0.1", "1.2e-05", "0.003835980000000000000000000000", "999999999999.5", "1e400", "0x10", "1_0", "1/2", " 1", "0e999", "5.", ".5", "1e-30", "1E+3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMoney(s)
		r, rateErr := ParseRate(s)
		if err != nil {
			if !errors.Is(err, ErrNotDecimal) && !errors.Is(err, ErrTooLong) {
				t.Fatalf("%q: error %v is no sentinel", s, err)
			}
			if rateErr == nil {
				t.Fatalf("%q is a rate of %s and no amount", s, r)
			}
			return
		}
		if f, err := ParseFigure(s); err != nil || !f.Equal(m) {
			t.Fatalf("%q is %s as an amount and %s as a figure, %v", s, m, f, err)
		}
		text := m.String()
		if !plainNumber.MatchString(text) || text == "-0" {
			t.Fatalf("%q prints as %q", s, text)
		}
		if back, err := ParseMoney(text); err != nil || !back.Equal(m) || back.String() != text {
			t.Fatalf("%q prints as %q, which reads as %s, %v", s, text, back, err)
		}
		if want, ok := new(big.Rat).SetString(strings.TrimSpace(s)); !ok || want.Cmp(m.rat()) != 0 {
			t.Fatalf("%q is %s, and %v, %v for math/big", s, text, want, ok)
		}
		switch {
		case m.Sign() < 0:
			if rateErr == nil {
				t.Fatalf("%q is a rate of %s", s, r)
			}
		case rateErr != nil || r.String() != text:
			t.Fatalf("%q is an amount of %s and a rate of %s, %v", s, text, r, rateErr)
		}
	})
}

// What a row may not have a sum or a quotient may: 15 digits before the point in a
// ledger, and those of the largest sum by the smallest amount where it is only shown.
func TestParseFigure(t *testing.T) {
	for _, c := range []struct {
		text string
		sum  bool // a ledger can keep it
		err  error
	}{
		{"0", true, nil},
		{"999999999999.000000000000000000000000000001", true, nil},
		{"1000000000000", true, nil},
		{"1000000000004.5", true, nil},
		{"-1000000000004.5", true, nil},
		{"999999999999999.999999", true, nil},
		{"1000000000000000", false, nil},
		{"-1000000000000000", false, nil},
		{"100000000000000000000000000000000000000000000", false, nil},         // 45 digits: 10^44
		{"1000000000000000000000000000000000000000000000", false, ErrTooLong}, // 46
		{"0.0000000000000000000000000000001", false, ErrTooLong},              // 31 decimals
		{"", false, ErrNotDecimal},
		{"?", false, ErrNotDecimal},
	} {
		m, err := ParseFigure(c.text)
		if !errors.Is(err, c.err) {
			t.Errorf("%q: error %v, want %v", c.text, err, c.err)
		}
		if err != nil {
			continue
		}
		if m.String() != c.text {
			t.Errorf("%q reads as %s", c.text, m)
		}
		if sum := m.CheckSum(); (sum == nil) != c.sum || sum != nil && !errors.Is(sum, ErrSumTooLong) {
			t.Errorf("%q as a sum: %v", c.text, sum)
		}
	}
	// $1,000,000 for one token: 10^6 x 10^6
	per, ok := PerMillion(MustMoney("1000000"), 1)
	if !ok || MustFigure(per).String() != "1000000000000" {
		t.Errorf("a million for a token are %s a million, %v", per, ok)
	}
}

// TestSumOfTooManyDecimals: what is written with 30 decimals is read again, what has more is
// refused; zeros behind are no decimals.
func TestSumOfTooManyDecimals(t *testing.T) {
	least := MustMoney("0." + strings.Repeat("0", 29) + "1")
	tenth := least.Converted(decimal.New(1, -1))
	for _, c := range []struct {
		usd  Money
		want error
	}{{least, nil}, {tenth, ErrTooLong}, {tenth.Times(10), nil}} {
		if err := c.usd.CheckSum(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.usd, err, c.want)
		}
	}
}

// TestMinMax: the smaller and the larger of two amounts, also of equal and of negative ones.
func TestMinMax(t *testing.T) {
	for _, x := range [][4]string{{"1", "2", "1", "2"}, {"2", "1", "1", "2"}, {"-3", "0.5", "-3", "0.5"}, {"1.0", "1", "1", "1"}} {
		a, b := MustMoney(x[0]), MustMoney(x[1])
		if got := a.Min(b); !got.Equal(MustMoney(x[2])) {
			t.Errorf("min(%s, %s) = %s, want %s", x[0], x[1], got, x[2])
		}
		if got := a.Max(b); !got.Equal(MustMoney(x[3])) {
			t.Errorf("max(%s, %s) = %s, want %s", x[0], x[1], got, x[3])
		}
	}
}
