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

// currencySigns are the signs that stand for currencies, and those that share one.
var currencySigns = map[string][]string{
	"$": {"USD"}, "US$": {"USD"}, "CA$": {"CAD"}, "A$": {"AUD"}, "AU$": {"AUD"}, "NZ$": {"NZD"}, "HK$": {"HKD"}, "NT$": {"TWD"}, "S$": {"SGD"}, "SG$": {"SGD"}, "MX$": {"MXN"}, "R$": {"BRL"},
	"€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY", "CNY"}, "JP¥": {"JPY"}, "CN¥": {"CNY"}, "₹": {"INR"}, "₩": {"KRW"}, "₪": {"ILS"}, "₫": {"VND"}, "₺": {"TRY"}, "฿": {"THB"}, "₱": {"PHP"},
	"zł": {"PLN"}, "Kč": {"CZK"}, "Ft": {"HUF"}, "lei": {"RON"}, "Rp": {"IDR"}, "kr": {"SEK", "NOK", "DKK", "ISK"}, "kr.": {"DKK"},
}

// currenciesOf are the currencies that an export may be in: the one that it names, else
// those of its sign, of which --fx says which it is. A sign that is none is a name.
func currenciesOf(named, sign string) []string {
	if named != "" {
		return []string{strings.ToUpper(named)}
	}
	sign = strings.TrimSpace(sign)
	if all := currencySigns[sign]; all != nil {
		return all
	}
	return []string{strings.ToUpper(sign)}
}
