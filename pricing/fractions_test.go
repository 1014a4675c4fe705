package pricing

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// TestManyDecimals: shares that a user types, by hand. 100 million of input with a
// third of it read, 3.3333333 million written, and 10 million of output at m1's 3, 0.30,
// 3.75 and 15: 33.333333 x 0.30 + 3.3333333 x 3.75 + 63.3333337 x 3 + 150 = 362.500000875.
func TestManyDecimals(t *testing.T) {
	c := shop.load(t)
	third := MustPercent("33.333333")
	w := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 100_000_000, kOutput, 10_000_000)})
	got := compared(t, c, w, Knobs{CacheHit: &third, Gateways: []string{"acme"}}, today)
	amount(t, "33.3333330 x 0.30, 3.3333333 x 3.75, 63.3333337 x 3 and 150", got.Rows[0].Token, "362.500000875")
	w = c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 80_000_000_000)})
	got = compared(t, c, w, Knobs{CacheHit: &third, BatchShare: &third, Gateways: []string{"both"}}, today)
	// 80,000 times (0.099999999 + 0.124999998750 + 1.900000011) = 170,000.000700 at acme's
	// prices, 10 % more here, and half of a third less
	if got.Rows[0].Token == nil || got.Rows[0].Token.Cents().String() != "155833.33" {
		t.Errorf("80 billion: %v", got.Rows[0].Token)
	}
}

// TestAnyShare: shares with up to six decimals and counts up to 10^15 come to what the
// fractions do.
func TestAnyShare(t *testing.T) {
	c := leverShop.load(t)
	rapid.Check(t, func(t *rapid.T) {
		share := func(name string) (*Percent, *big.Rat) {
			n := rapid.Int64Range(0, 100_000_000).Draw(t, name)
			p, err := ParsePercent(fmt.Sprintf("%d.%06d", n/1_000_000, n%1_000_000))
			if err != nil {
				t.Fatal(err)
			}
			return &p, big.NewRat(n, 100_000_000)
		}
		count := rapid.Int64Range(0, 1_000_000_000_000_000)
		input, read, output := count.Draw(t, "input"), count.Draw(t, "read"), count.Draw(t, "output")
		days := rapid.IntRange(1, 400).Draw(t, "days")
		hit, cached := share("cache")
		sent, batch := share("batch")
		l := line("acme/m1", kInput, input, kRead, read, kOutput, output)
		l.Days = days
		got, err := c.Compare(c.LedgerWorkload([]WorkLine{l}, today, today, 30), Knobs{CacheHit: hit, BatchShare: sent, Gateways: []string{"r"}}, today)
		if err != nil {
			t.Fatal(err)
		}
		// At r m1 costs 3, 0.30 and 15 a million, no more for writing, and a batch half.
		prompt := new(big.Rat).SetInt(new(big.Int).Add(big.NewInt(input), big.NewInt(read)))
		rate := new(big.Rat).Sub(big.NewRat(3, 1), new(big.Rat).Mul(cached, big.NewRat(27, 10)))
		want := prompt.Mul(prompt, rate)
		want.Add(want, new(big.Rat).Mul(big.NewRat(output, 1), big.NewRat(15, 1)))
		want.Mul(want, new(big.Rat).Sub(big.NewRat(1, 1), new(big.Rat).Mul(batch, big.NewRat(1, 2))))
		want.Mul(want, big.NewRat(30, int64(days)*1_000_000))
		if r := got.Rows[0]; r.Token == nil || !r.Token.Equal(moneyOf(want)) {
			t.Errorf("%v, want %s", r.Token, want.FloatString(12))
		}
	})
}
