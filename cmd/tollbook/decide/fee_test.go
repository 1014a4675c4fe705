package decide

import (
	"encoding/json"
	"errors"
	"testing"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
	"tollbook/pricing"
)

// OpenRouter takes 5.5 % by card, at least $0.80: 25 x 0.055 = 1.375 is charged as $1.38,
// 10 x 0.055 = 0.55 as $0.80. Of a charge of $26.38 the credit is $25.
func TestRunFee(t *testing.T) {
	run, path, out := clitest.NewJSON(t)
	for _, c := range []struct {
		o                 feeOptions
		amount            string
		credit, fee, paid string
	}{
		{feeOptions{method: "card"}, "25", "25", "1.38", "26.38"},
		{feeOptions{method: "card"}, "10", "10", "0.80", "10.80"},
		{feeOptions{method: "card", paid: true}, "26.38", "25", "1.38", "26.38"},
	} {
		out.Reset()
		if err := runFee(run, c.o, []string{"openrouter", c.amount}); err != nil {
			t.Fatal(err)
		}
		var got feeJSON
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		want := [3]pricing.Money{pricing.MustMoney(c.credit), pricing.MustMoney(c.fee), pricing.MustMoney(c.paid)}
		for i, m := range [3]pricing.Money{got.CreditUSD, got.FeeUSD, got.PaidUSD} {
			if !m.Equal(want[i]) {
				t.Errorf("$%s: credit, fee and paid are %s, %s, %s; want %s, %s, %s", c.amount, got.CreditUSD, got.FeeUSD, got.PaidUSD, c.credit, c.fee, c.paid)
				break
			}
		}
	}
	var unknown *pricing.UnknownGatewayError
	if err := runFee(run, feeOptions{}, []string{"openruter", "25"}); !errors.As(err, &unknown) {
		t.Errorf("a gateway that there is none of: %v", err)
	}
	if cli.Exists(path) {
		t.Error("a fee made a ledger")
	}
}
