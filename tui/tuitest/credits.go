package tuitest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// Proposing are the books of Credits, in which the gateways of two accounts count more.
// Of the 525 that openrouter's grew by until 14 November 500 are recorded on the 13th.
// Anthropic's grew by 40, which pay for the 10.50 without credit, and then by 5.
func Proposing(t testing.TB) LedgerBooks {
	t.Helper()
	b := Credits(t)
	for i, told := range []struct{ account, day, credits string }{
		{"openrouter", "2026-11-12", "100"}, {"openrouter", "2026-11-14", "625"},
		{"anthropic", "2026-11-12", "20"}, {"anthropic", "2026-11-13", "60"}, {"anthropic", "2026-11-14", "65"},
	} {
		day, err := pricing.ParseInstant(told.day)
		if err != nil {
			t.Fatal(err)
		}
		Pull(t, b, told.account, ledger.Pull{At: day.Add(time.Duration(6+i) * time.Hour), Credits: new(pricing.MustMoney(told.credits))})
	}
	return b
}

// Pull pulls what the gateway of an account says.
func Pull(t testing.TB, b LedgerBooks, account string, p ledger.Pull) {
	t.Helper()
	var err error
	if p.Source, err = b.Store.Source(context.Background(), account); err != nil {
		p.Source = ledger.Source{Name: account, Kind: "openrouter", Account: account}
	}
	if _, err := b.Store.Pull(context.Background(), p); err != nil {
		t.Fatal(err)
	}
}

// CreditsUsage is that of the tests of the credits screen, whose accounts use the same every day from 15
// September to 14 November, which are 61 days. At the clock, 14 Nov 18:22:
//
//	openrouter     700 and 500 bought, 61 x 10 used: 90 + 500 = 590 left. The 90 are used
//	               up in 9 days, on 23 Nov. The 500 were bought 22 h 22 min ago and can
//	               go back for 24 h: 1 h 38 min more. The page said 98.65 on 13 Nov
//	               12:00: 700 - 60 x 10 = 100 by the books, so -1.35
//	openai         120 bought a year before 20 Dec, 61 x 0.6 = 36.60 used: 83.40 left, of
//	               which about 36 x 0.6 = 21.60 are used before they die
//	anthropic      20 bought, 61 x 0.5 = 30.50 used: 10.50 that no credit covered
//	openrouter/ci  loads itself with 10 below 2
//	groq           is billed after use
func CreditsUsage() string {
	var b strings.Builder
	b.WriteString("time,gateway,account,model,request_id,input_tokens,output_tokens,requests,cost_usd\n")
	for i := range 61 {
		at := time.Date(2026, 9, 15+i, 9, 0, 0, 0, time.UTC).Format(time.RFC3339)
		for _, u := range []struct{ gateway, account, usd string }{
			{"openrouter", "openrouter", "10"}, {"openai", "openai", "0.6"}, {"anthropic", "anthropic", "0.5"}, {"openrouter", "openrouter/ci", "3"}, {"groq", "groq", "1"},
		} {
			fmt.Fprintf(&b, "%s,%s,%s,openai/gpt-4o,%s-%d,1000,100,1,%s\n", at, u.gateway, u.account, u.account, i, u.usd)
		}
	}
	return b.String()
}

// Credits are books of CreditsUsage.
func Credits(t testing.TB) LedgerBooks {
	t.Helper()
	b := BooksOf(t, CreditsUsage())
	ctx := context.Background()
	at := func(text string) time.Time {
		when, err := pricing.ParseInstant(text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, top := range []lot.TopUp{
		{Account: "openrouter", Kind: lot.Purchase, At: at("2026-09-14T09:00:00Z"), Credit: pricing.MustMoney("700"), Method: "card"},
		{Account: "openrouter", Kind: lot.Purchase, At: at("2026-11-13T20:00:00Z"), Credit: pricing.MustMoney("500"), Method: "card"},
		{Account: "openai", Kind: lot.Purchase, At: at("2025-12-20T00:00:00Z"), Credit: pricing.MustMoney("120")},
		{Account: "anthropic", Kind: lot.Purchase, At: at("2026-09-01"), Credit: pricing.MustMoney("20")},
		{Account: "anthropic", Kind: lot.Grant, At: at("2026-06-01"), Credit: pricing.MustMoney("5"), Expires: lot.ExpiresAt(at("2026-07-01"))},
	} {
		if _, _, err := b.Store.AddTopUp(ctx, top); err != nil {
			t.Fatal(err)
		}
	}
	arrears, ten, two := "arrears", pricing.MustMoney("10"), pricing.MustMoney("2")
	for name, c := range map[string]ledger.AccountChange{"groq": {Billing: &arrears}, "openrouter/ci": {AutoTopUp: &ten, AutoBelow: &two}} {
		if _, err := b.Store.SetAccount(ctx, name, c); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Store.SetBalance(ctx, "openrouter", pricing.MustMoney("98.65"), at("2026-11-13T12:00:00Z")); err != nil {
		t.Fatal(err)
	}
	return b
}
