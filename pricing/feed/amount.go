package feed

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"

	"tollbook/pricing"
)

// How many powers of ten lie between a feed's unit and a million of it.
const (
	perMillion  = 0 // USD per million
	perThousand = 3 // USD per 1,000
	perOne      = 6 // USD per token or per call
)

// A priceField is a field of a feed's models that holds a price of a kind, in USD per unit:
// perOne, perThousand or perMillion.
type priceField struct {
	field string
	kind  pricing.Kind
	unit  int32
}

// ratePlaces is to how many decimals of USD per million a price is rounded that a feed
// writes as a JSON number. Such numbers carry what is left of binary fractions
// (2.0000000000000002e-07 a token is meant as 0.2 a million), and no real price is finer.
const ratePlaces = 9

// readRate reads a price of USD per unit as USD per million. Text is exact: "0.000003" a
// token is 3. A JSON number is rounded half to even to ratePlaces.
func readRate(v value, unit int32) (pricing.Rate, error) {
	s, isText := v.text()
	if !isText {
		var isNumber bool
		if s, isNumber = v.number(); !isNumber {
			return pricing.Rate{}, errors.New("not a number")
		}
	}
	if s == "" || strings.TrimSpace(s) != s {
		return pricing.Rate{}, errors.New("not a number")
	}
	// The catalog's own reader goes first: it knows NaN, 1e400 and too many decimals, and
	// what passes it is short enough to be shifted.
	if _, err := pricing.ParseRate(s); err != nil {
		return pricing.Rate{}, err
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return pricing.Rate{}, errors.New("not a number")
	}
	d = d.Shift(unit)
	if !isText {
		rounded := d.RoundBank(ratePlaces)
		if rounded.IsZero() && !d.IsZero() {
			return pricing.Rate{}, errors.New("finer than 9 decimals per million")
		}
		d = rounded
	}
	return pricing.ParseRate(d.String())
}

// maxCount is more than any number of tokens that a model takes.
const maxCount = 999_999_999_999

// readCount reads a whole number that is not negative, as 262144 or 256000.0.
func readCount(v value) (int64, error) {
	s, ok := v.number()
	if !ok {
		return 0, errors.New("not a number")
	}
	if _, err := pricing.ParseRate(s); err != nil {
		return 0, errors.New("not a count")
	}
	d, err := decimal.NewFromString(s)
	if err != nil || !d.IsInteger() || d.GreaterThan(decimal.NewFromInt(maxCount)) {
		return 0, errors.New("not a count")
	}
	return d.IntPart(), nil
}
