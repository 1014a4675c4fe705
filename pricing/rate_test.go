package pricing

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// rate is ParseRate for literals.
func rate(s string) Rate {
	r, err := ParseRate(s)
	if err != nil {
		panic(err)
	}
	return r
}

func TestParseRate(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "3": "3", "3.50": "3.5", "3.": "3", ".5": "0.5", "+3": "3", "1.2e-05": "0.000012",
		"0.0028": "0.0028", "0.000000001": "0.000000001", "0.0000000001": "0.0000000001",
		"999999999": "999999999", "9223372036.854775807": "9223372036.854775807", "9223372036.854775808": "9223372036.854775808",
		"999999999999.000000000000000000000000000001": "999999999999.000000000000000000000000000001",
	} {
		if got, err := ParseRate(in); err != nil || got.String() != want {
			t.Errorf("%q: %s, %v; want %s", in, got, err, want)
		}
	}
	for in, want := range map[string]error{
		"": ErrNotDecimal, ".": ErrNotDecimal, "1.2.3": ErrNotDecimal, "1,2": ErrNotDecimal, "$3": ErrNotDecimal, "NaN": ErrNotDecimal,
		"1e400": ErrTooLong, "1000000000000": ErrTooLong, "0.1234567890123456789012345678901": ErrTooLong,
	} {
		if got, err := ParseRate(in); !errors.Is(err, want) {
			t.Errorf("%q: %s, error %v; want %v", in, got, err, want)
		}
	}
	if got, err := ParseRate("-3"); err == nil {
		t.Errorf("a rate of -3 is read as %s", got)
	}
}

func TestRateFor(t *testing.T) {
	cases := []struct {
		rate   string
		tokens int64
		want   string
	}{
		{"3", 0, "0"},
		{"3", 1, "0.000003"},
		{"3", 1_000_000, "3"},
		{"0.0028", 1, "0.0000000028"},
		{"0.000000001", 1001, "0.000000000001001"},
		{"0.05", 16_298, "0.0008149"},
		{"10000", 10, "0.1"}, // ten searches at $10 a thousand
		// 15 x (2^63 - 1) / 1,000,000
		{"15", math.MaxInt64, "138350580552821.637105"},
		{"3", -1_000_000, "-3"},
	}
	for _, c := range cases {
		if got := rate(c.rate).For(c.tokens).String(); got != c.want {
			t.Errorf("%d at %s: %s, want %s", c.tokens, c.rate, got, c.want)
		}
	}
}

// TestRateForEqualsDecimals: the quick ways of Rate.For and of a tally come to what
// decimals come to, in the one form that equal amounts have.
func TestRateForEqualsDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rate{nano: rapid.Int64Range(0, math.MaxInt64).Draw(t, "nano")}
		n := rapid.Int64().Draw(t, "tokens")
		if rapid.Bool().Draw(t, "usual") {
			r.nano, n = r.nano%1_000_000*rapid.SampledFrom([]int64{1, 1_000, 1_000_000}).Draw(t, "unit"), n%1_000_000
		}
		want := moneyFrom(decimal.New(r.nano, -9).Mul(decimal.NewFromInt(n)).Shift(-6))
		var sum tally
		sum.add(n, r)
		for name, got := range map[string]Money{"For": r.For(n), "tally": sum.money()} {
			if got.Cmp(want) != 0 || (got.wide == nil) != (want.wide == nil) {
				t.Fatalf("%d at %s: %s by %s, want %s", n, r, got, name, want)
			}
		}
	})
}

func TestRateTimes(t *testing.T) {
	for _, c := range []struct{ rate, factor, want string }{
		{"3", "0.5", "1.5"},
		{"0.000000001", "0.5", "0.0000000005"}, // no decimal is cut
		{"3", "1", "3"},
		{"12.5", "1.75", "21.875"},
		{"0.000000001", "0.0000001", "0.0000000000000001"},
		{"3", "1.0000001", "3.0000003"},
		{"4503599.627370496", "0.004096", "18446.744073709551616"}, // 2^52 billionths, times 2^12 millionths
		{"9000000000", "2", "18000000000"},                         // beyond what 64 bits of billionths hold
	} {
		m, err := parseMultiplier(Statement{Of: "batch", Value: c.factor})
		if err != nil {
			t.Fatal(err)
		}
		if got := rate(c.rate).times(&m).String(); got != c.want {
			t.Errorf("%s times %s: %s, want %s", c.rate, c.factor, got, c.want)
		}
	}
}

func TestRateCmp(t *testing.T) {
	small, wide := rate("0.000000001"), rate("0.0000000001")
	if wide.Cmp(Rate{}) != 1 || (Rate{}).Cmp(wide) != -1 {
		t.Error("a rate of ten decimals is not above nothing")
	}
	if small.Cmp(wide) != 1 || wide.Cmp(small) != -1 || wide.Cmp(rate("0.00000000010")) != 0 || rate("3.0").Cmp(rate("3")) != 0 {
		t.Error("rates are ordered wrongly")
	}
	if wide.IsZero() || !(Rate{}).IsZero() || !rate("0.000").IsZero() || !rate("-0").IsZero() {
		t.Error("what is nothing is told wrongly")
	}
}

// TestTallyBeyond128Bits: four products of 2^126 overflow the integers, and the
// sum stays exact.
func TestTallyBeyond128Bits(t *testing.T) {
	r := rate("9223372036.854775807") // (2^63 - 1) billionths
	var sum tally
	for range 9 {
		sum.add(math.MaxInt64, r)
	}
	// 9 x (2^63 - 1)^2 x 10^-15
	want := decimal.NewFromInt(math.MaxInt64).Mul(decimal.NewFromInt(math.MaxInt64)).Mul(decimal.NewFromInt(9)).Shift(-15)
	if got := sum.money().usd(); !got.Equal(want) {
		t.Errorf("sum %s, want %s", got, want)
	}
	// And two of them, each of which fits.
	var three, six tally
	for range 3 {
		three.add(math.MaxInt64, r)
		six.add(math.MaxInt64, r)
	}
	six.merge(three)
	if got, want := six.money().usd(), want.Mul(decimal.NewFromInt(6)).Div(decimal.NewFromInt(9)); !got.Equal(want) {
		t.Errorf("two sums of three are %s, want %s", got, want)
	}
}

var rateText = rapid.Custom(func(t *rapid.T) string {
	whole := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), 1, 12, -1).Draw(t, "whole")
	return whole + "." + rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), 0, 30, -1).Draw(t, "fraction")
})

// TestTallyEqualsDecimals: the integers of the hot path add up to what decimals
// add up to, negative counts, long and huge rates included, also where two tallies
// are merged.
func TestTallyEqualsDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sum, other tally
		var want decimal.Decimal
		for range rapid.IntRange(0, 20).Draw(t, "terms") {
			text := rapid.OneOf(rateText, rapid.SampledFrom([]string{"0", "3", "0.0028", "15", "9223372036.854775807"})).Draw(t, "rate")
			n := rapid.OneOf(rapid.Int64(), rapid.Int64Range(0, 1_000_000), rapid.Just(int64(math.MaxInt64))).Draw(t, "tokens")
			to := rapid.SampledFrom([]*tally{&sum, &other}).Draw(t, "tally")
			to.add(n, rate(text))
			want = want.Add(decimal.RequireFromString(strings.TrimSuffix(text, ".")).Mul(decimal.NewFromInt(n)).Shift(-6))
		}
		if got := sum.money().Add(other.money()).usd(); !got.Equal(want) {
			t.Fatalf("two sums come to %s, want %s", got, want)
		}
		sum.merge(other)
		if got := sum.money().usd(); !got.Equal(want) {
			t.Fatalf("merged they are %s, want %s", got, want)
		}
	})
}
