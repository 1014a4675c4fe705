package ledger

import (
	"context"
	"strings"
	"testing"
	"time"

	"tollbook/data"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// TestFeesOfReportsAreProved: doctor's law of fees is about what a report shows. $100.00 by
// card at OpenRouter cost $5.50; $30.00 of it was used, so that reports show $1.65, and
// $3.85 lie in what is left. A report that shows a cent more breaks the law.
func TestFeesOfReportsAreProved(t *testing.T) {
	catalog, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	s, err := OpenTemporary(t.Context(), catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	bought := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	if _, _, err := s.AddTopUp(t.Context(), lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("100"), Method: "card", At: bought}); err != nil {
		t.Fatal(err)
	}
	const export = "time,model,cost_usd\n2026-10-02T12:00:00Z,openai/gpt-4o,30\n"
	opt := usage.ImportOptions{File: "own.csv", At: bought.AddDate(0, 0, 2), Options: usagefile.Options{Set: map[string]string{"gateway": "openrouter"}}}
	if _, err := s.Import(context.Background(), strings.NewReader(export), opt); err != nil {
		t.Fatal(err)
	}
	b, err := s.Books(t.Context(), bought.AddDate(0, 0, 3))
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.Make(b, report.Query{})
	if err != nil || r.Total.FeesUSD == nil || r.Total.FeesUSD.String() != "1.65" {
		t.Fatalf("the report shows fees of %v, want 1.65 (%v)", r.Total.FeesUSD, err)
	}
	var sound, broken Proof
	if err := checkFees(b, &sound); err != nil || len(sound.Faults) != 0 || sound.Count != 1 {
		t.Errorf("%+v, %v: want no fault in one account", sound, err)
	}
	for i := range b.Accounts[0].Intervals {
		in := &b.Accounts[0].Intervals[i]
		in.Fee = in.Fee.Add(pricing.MustMoney("0.01"))
	}
	if err := checkFees(b, &broken); err != nil || len(broken.Faults) != 1 || !strings.Contains(broken.Faults[0], "$5.5 paid, $5.51 accounted for") {
		t.Errorf("%+v, %v: want the cent to be found", broken, err)
	}
}
