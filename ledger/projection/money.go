package projection

import (
	"math"
	"strconv"

	"tollbook/pricing"
)

// float is an amount for the forecast's statistics, and for nothing else.
func float(m pricing.Money) float64 {
	f, err := strconv.ParseFloat(m.String(), 64)
	if err != nil {
		return 0 // what Money prints parses
	}
	return f
}

// floatNoise is far above what sums of floats differ by and far under a cent: half a cent
// is rounded up also where its last digits are lost.
const floatNoise = 1e-9

// fromFloat is a figure of the forecast's statistics, rounded to the cent; false for
// one that is no amount.
func fromFloat(f float64) (pricing.Money, bool) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return pricing.Money{}, false
	}
	m, err := pricing.ParseFigure(strconv.FormatFloat(f+math.Copysign(floatNoise, f), 'f', 2, 64))
	return m, err == nil
}

// quotientText is a share of the statistics to 6 decimals: "0.25"; "" for none.
func quotientText(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return ""
	}
	m, err := pricing.ParseFigure(strconv.FormatFloat(f, 'f', 6, 64))
	if err != nil {
		return ""
	}
	return m.String()
}
