package tuitest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/explain"
	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// Usage of the tests of the spend screen:
//
//	October     300 and 200 until the 14th, 90 later
//	November    250.10 of support-bot, 159.90 of others: 410.00, which is 18 % less than
//	            October's 500.00 until the 14th; support-bot is 61 % of it
//
// One row is priced by the catalog (1,000,000 x $2.50 per million), one has no price,
// one went over an own key, and a subscription's $40 stand apart.
const spendUsage = `time,gateway,account,model,provider,request_id,input_tokens,cache_read_tokens,output_tokens,requests,cost_usd,byok_usd,key,app,user
2026-10-05T09:00:00Z,openrouter,openrouter,anthropic/claude-sonnet-4.5,Anthropic,r1,60000000,20000000,6000000,1,300,,web,support-bot,ann
2026-10-10T09:00:00Z,openrouter,openrouter,openai/gpt-5.4,OpenAI,r2,50000000,0,5000000,1,200,,web,review,ben
2026-10-20T09:00:00Z,openrouter,openrouter,openai/gpt-5.4,OpenAI,r3,20000000,0,2000000,1,90,,web,review,ben
2026-11-03T09:00:00Z,openrouter,openrouter,anthropic/claude-sonnet-4.5,Anthropic,r4,30000000,10000000,3000000,1,150.1,,web,support-bot,ann
2026-11-09T09:00:00Z,openrouter,openrouter,anthropic/claude-sonnet-4.5,Anthropic,r5,20000000,30000000,1000000,1,100,,web,support-bot,ann
2026-11-10T09:00:00Z,openrouter,openrouter/ci,openai/gpt-5.4,OpenAI,r6,40000000,0,4000000,1,157.4,5,ci,review,ben
2026-11-11T09:00:00Z,openai,openai,openai/gpt-4o,,r7,1000000,0,0,1,,,batch,batch,
2026-11-12T09:00:00Z,openrouter,openrouter,acme/unheard,,r8,700,0,77,1,,,web,lab,%s
2026-11-12T10:00:00Z,anthropic,anthropic/agents,anthropic/claude-sonnet-4.5,,r9,5000000,9000000,500000,1,40,,,agent,ann
`

// LedgerBooks are books that also explain.
type LedgerBooks struct{ Books }

// Explain takes a figure apart.
func (b LedgerBooks) Explain(ctx context.Context, address string) (pricing.Explanation, error) {
	return explain.Figure(ctx, b.Store, pricing.SplitAddress(address), Now, func() (check.Settings, error) { return check.DefaultSettings(), nil })
}

// BooksOf are the books of a table of usage.
func BooksOf(t testing.TB, written string) LedgerBooks {
	t.Helper()
	c := Catalog(t)
	s, err := ledger.OpenTemporary(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Import(context.Background(), strings.NewReader(written), usage.ImportOptions{File: "usage.csv", At: Now}); err != nil {
		t.Fatal(err)
	}
	return LedgerBooks{Books{Store: s, Recorder: StoreBooks{Store: s}, Until: Now}}
}

// Spend are the books of spendUsage.
func Spend(t testing.TB) LedgerBooks {
	t.Helper()
	b := BooksOf(t, fmt.Sprintf(spendUsage, "e\x1b[31mve"))
	billing := "subscription"
	if _, err := b.Store.SetAccount(context.Background(), "anthropic/agents", ledger.AccountChange{Billing: &billing}); err != nil {
		t.Fatal(err)
	}
	for _, top := range []lot.TopUp{{Account: "openrouter", Kind: lot.Purchase, At: Now.AddDate(0, -2, 0), Credit: pricing.MustMoney("1000")}} {
		if _, _, err := b.Store.AddTopUp(context.Background(), top); err != nil {
			t.Fatal(err)
		}
	}
	return b
}
