package ledger_test

import (
	"strings"
	"testing"

	"tollbook/ledger"
)

// TestRefundInAListThatIsKnown: a refund of a list without ids names no purchase, also
// where the list's purchases are in the ledger already. It is the youngest's that has
// the credit left, whichever stands last in the list.
func TestRefundInAListThatIsKnown(t *testing.T) {
	s, err := ledger.Open(t.Context(), t.TempDir()+"/ledger.db", real())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const list = "time,account,kind,credit_usd,fee_usd,method\n" +
		"2026-10-10T12:00:00Z,openrouter,purchase,50,2.75,card\n" +
		"2026-10-01T12:00:00Z,openrouter,purchase,100,5.5,card\n"
	if got, err := s.ImportTopUps(t.Context(), "list.csv", strings.NewReader(list), false); err != nil || len(got.Added) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	got, err := s.ImportTopUps(t.Context(), "list.csv", strings.NewReader(list+"2026-10-12T12:00:00Z,openrouter,refund,20,,card\n"), false)
	if err != nil || len(got.Added) != 1 || got.Duplicates != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if of := got.Added[0].Of; of != 0 {
		t.Errorf("the refund is pinned to purchase %d, want none", of)
	}
}
