package tuitest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// Labs are books of 13 accounts at openrouter, each with 60 days of $0.50 until 28 November
// and one purchase before them. Twelve bought $42.50, of which 42.50 - 30 = 12.50 are left; the
// lots of lab-01 to lab-03 die on 1, 4 and 13 December, the others never. lab-13 has none.
func Labs(t testing.TB) LedgerBooks {
	t.Helper()
	var b strings.Builder
	b.WriteString("time,gateway,account,model,request_id,input_tokens,output_tokens,cost_usd\n")
	for day := range 60 {
		at := time.Date(2026, 9, 30+day, 10, 0, 0, 0, time.UTC).Format(time.RFC3339)
		for n := range 13 {
			fmt.Fprintf(&b, "%s,openrouter,openrouter/lab-%02d,openai/gpt-4o,r%d-%d,1000,100,0.5\n", at, n+1, n, day)
		}
	}
	books := BooksOf(t, b.String())
	dies := []string{"2026-12-01", "2026-12-04", "2026-12-13"}
	for n := range 12 {
		top := lot.TopUp{Account: fmt.Sprintf("openrouter/lab-%02d", n+1), Kind: lot.Purchase, At: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), Credit: pricing.MustMoney("42.5"), Expires: lot.Never()}
		if n < len(dies) {
			at, err := pricing.ParseInstant(dies[n])
			if err != nil {
				t.Fatal(err)
			}
			top.Expires = lot.ExpiresAt(at)
		}
		if _, _, err := books.Store.AddTopUp(context.Background(), top); err != nil {
			t.Fatal(err)
		}
	}
	return books
}
