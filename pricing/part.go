package pricing

import "math/big"

// Part returns m x num / den rounded half up to the given decimals: a rate over
// time. It panics for a zero den, as a division would.
//
//	$90.00 over 30 days: MustMoney("90").Part(1, 30, 6) is $3
func (m Money) Part(num, den int64, decimals int) Money {
	r := new(big.Rat).Mul(m.rat(), new(big.Rat).SetInt64(num))
	return moneyFrom(quotient(r.Quo(r, new(big.Rat).SetInt64(den)), decimals))
}
