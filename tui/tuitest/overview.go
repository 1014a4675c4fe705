package tuitest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/check"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// Unsteady are books of sixty days of $5 to $9, so that the futures differ.
func Unsteady(t testing.TB) LedgerBooks {
	t.Helper()
	var b strings.Builder
	b.WriteString("time,gateway,model,request_id,input_tokens,cost_usd\n")
	for i := range 60 {
		at := time.Date(2026, 9, 16+i, 9, 0, 0, 0, time.UTC).Format(time.RFC3339)
		fmt.Fprintf(&b, "%s,openrouter,openai/gpt-5.4,r%d,1000000,%d\n", at, i, 5+i*i%5)
	}
	return BooksOf(t, b.String())
}

// overviewUsage is $10 on every weekday and $2 on Saturdays and Sundays from 1 August
// to 13 November 2026, nine tenths of it claude-sonnet, at openrouter; and $1 a day of
// gpt-4o at openai until the 10th.
//
//	October    22 weekdays x 10 + 9 others x 2 = 238.00, and 31 x 1 = 269.00
//	November   the 1st is a Sunday: 1, 7, 8 are 6.00, ten weekdays until the 13th 100.00,
//	           at openai 10.00: 116.00 so far
//	           from the 14th on 11 weekdays and 6 others: 110 + 12 = 122.00 more; at openai
//	           the last week has 4/7 a day and counts 1 of 1 + 1/2 ... + 1/15 = 3.318, so
//	           that a day is ((0.571^2/3 + 2.318) / 3.318)^3/2 = 0.862, 17 of them about 15:
//	           about 253 in all
//	models     claude-sonnet 0.9 x 106 = 95.40, gpt-5.4 10.60, gpt-4o 10.00
func overviewUsage() string {
	var b strings.Builder
	b.WriteString("time,gateway,account,model,request_id,input_tokens,output_tokens,cost_usd\n")
	for day := time.Date(2026, 8, 1, 9, 0, 0, 0, time.UTC); day.Before(time.Date(2026, 11, 14, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
		sonnet, gpt := "9", "1"
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			sonnet, gpt = "1.8", "0.2"
		}
		at := day.Format(time.RFC3339)
		fmt.Fprintf(&b, "%s,openrouter,openrouter,anthropic/claude-sonnet-4.5,a%s,1000000,100000,%s\n", at, at, sonnet)
		fmt.Fprintf(&b, "%s,openrouter,openrouter,openai/gpt-5.4,b%s,100000,10000,%s\n", at, at, gpt)
		if day.Before(time.Date(2026, 11, 11, 0, 0, 0, 0, time.UTC)) {
			fmt.Fprintf(&b, "%s,openai,openai,openai/gpt-4o,c%s,100000,10000,1\n", at, at)
		}
	}
	return b.String()
}

// Overview are the books of overviewUsage: $900 bought at openrouter before it,
// $40 at openai that dies on 20 December, a budget of $200 that will not do, and a
// hostile name.
//
//	openrouter  August 21 x 10 + 10 x 2 = 230, September 22 x 10 + 8 x 2 = 236, October
//	            238, November 106: 810 used of 900, 90 left
//	openai      born on 1 November: 10 used of 40, 30 left
func Overview(t testing.TB) LedgerBooks {
	t.Helper()
	b := BooksOf(t, overviewUsage())
	ctx := context.Background()
	dies := time.Date(2026, 12, 20, 0, 0, 0, 0, time.UTC)
	for _, top := range []lot.TopUp{
		{Account: "openrouter", Kind: lot.Purchase, At: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC), Credit: pricing.MustMoney("900")},
		{Account: "openai", Kind: lot.Purchase, At: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Credit: pricing.MustMoney("40"), Expires: lot.ExpiresAt(dies)},
	} {
		if _, _, err := b.Store.AddTopUp(ctx, top); err != nil {
			t.Fatal(err)
		}
	}
	for _, budget := range []check.Budget{{Name: "pr\x1b[31mod", USD: pricing.MustMoney("200"), Account: "openrouter"}} {
		if _, err := b.Store.SetBudget(ctx, budget); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// FewDays are books of five days: too little to test any method on.
//
//	5 x $3 = $15.00; at the plain mean 16 days more, the 15th to the 30th, 48.00: 63.00
func FewDays(t testing.TB) LedgerBooks {
	t.Helper()
	var b strings.Builder
	b.WriteString("time,gateway,model,request_id,input_tokens,cost_usd\n")
	for day := 10; day <= 14; day++ {
		fmt.Fprintf(&b, "2026-11-%02dT09:00:00Z,openrouter,openai/gpt-5.4,r%d,1000000,3\n", day, day)
	}
	return BooksOf(t, b.String())
}

// Many are books of fifteen accounts, of $1 to $15 a day since 15 September, of which the fifth,
// tenth and fifteenth have $90 that die on 16 November, the others $1000 that never do.
func Many(t testing.TB) LedgerBooks {
	t.Helper()
	var b strings.Builder
	b.WriteString("time,gateway,account,model,request_id,input_tokens,cost_usd\n")
	for i := 1; i <= 15; i++ {
		for day := range 60 {
			at := time.Date(2026, 9, 15+day, 9, 0, 0, 0, time.UTC).Format(time.RFC3339)
			fmt.Fprintf(&b, "%s,openrouter,openrouter/team-%02d,openai/gpt-5.4,%d-%d,1000000,%d\n", at, i, i, day, i)
		}
	}
	books := BooksOf(t, b.String())
	for i := 1; i <= 15; i++ {
		top := lot.TopUp{Account: fmt.Sprintf("openrouter/team-%02d", i), Kind: lot.Purchase, At: time.Date(2026, 11, 13, 12, 0, 0, 0, time.UTC), Credit: pricing.MustMoney("1000"), Expires: lot.Never()}
		if i%5 == 0 {
			top.Credit, top.Expires = pricing.MustMoney("90"), lot.ExpiresAt(time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC))
		}
		if _, _, err := books.Store.AddTopUp(context.Background(), top); err != nil {
			t.Fatal(err)
		}
	}
	return books
}

// PurchasesOnly are books of two purchases without any usage.
func PurchasesOnly(t testing.TB) LedgerBooks {
	t.Helper()
	b := BooksOf(t, "time,gateway,account,model,request_id,input_tokens,cost_usd\n")
	for account, dies := range map[string]time.Time{"openrouter": time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC), "openai": time.Date(2026, 12, 20, 0, 0, 0, 0, time.UTC)} {
		if _, _, err := b.Store.AddTopUp(context.Background(), lot.TopUp{Account: account, Kind: lot.Purchase, At: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Credit: pricing.MustMoney("75"), Expires: lot.ExpiresAt(dies)}); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// Huge are books of a hundred thousand million dollars a day, as an export in a wrong unit has them.
func Huge(t testing.TB) LedgerBooks {
	t.Helper()
	var b strings.Builder
	b.WriteString("time,gateway,model,request_id,input_tokens,cost_usd\n")
	for day := 1; day <= 14; day++ {
		fmt.Fprintf(&b, "2026-11-%02dT09:00:00Z,openrouter,openai/gpt-5.4,r%d,1000000,100000000000\n", day, day)
	}
	return BooksOf(t, b.String())
}

// LastThirtyDays are books of one export of the last thirty days, as most begin with: $10 a day from
// 16 October on.
func LastThirtyDays(t testing.TB) LedgerBooks {
	t.Helper()
	var b strings.Builder
	b.WriteString("time,gateway,model,request_id,input_tokens,cost_usd\n")
	for i := range 30 {
		fmt.Fprintf(&b, "%s,openrouter,openai/gpt-5.4,r%d,1000000,10\n", time.Date(2026, 10, 16+i, 9, 0, 0, 0, time.UTC).Format(time.RFC3339), i)
	}
	return BooksOf(t, b.String())
}
