package usagefile

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"tollbook/pricing"
)

// usd is an amount of an export in US dollars. "" is taken for USD. Another
// currency is an error unless the options give its rate.
//
//	7.20 CNY with --fx CNY=0.1389 is 1.00008
func (o Options) usd(amount pricing.Money, currency string) (pricing.Money, error) {
	currency = strings.ToUpper(strings.TrimSpace(currency))
	if currency == "" || currency == "USD" || amount.IsZero() {
		return amount, nil
	}
	text, ok := o.FX[currency]
	if !ok {
		return pricing.Money{}, &ForeignError{currency}
	}
	rate, err := decimal.NewFromString(text)
	if err != nil || rate.Sign() <= 0 {
		return pricing.Money{}, fmt.Errorf("--fx %s=%s: not a rate", currency, text)
	}
	usd := amount.Converted(rate).Round(30) // the most decimals that the ledger keeps
	if _, err := pricing.ParseMoney(usd.String()); err != nil {
		return pricing.Money{}, fmt.Errorf("with --fx %s=%s: %w", currency, text, err)
	}
	return usd, nil
}

// A ForeignError is an amount in a currency of which no rate was given.
type ForeignError struct{ Currency string }

func (e *ForeignError) Error() string {
	return fmt.Sprintf("is in %s: say what one %s is in US dollars with --fx %s=RATE", e.Currency, e.Currency, e.Currency)
}
