package ledger_test

import (
	"context"
	"strings"
	"testing"

	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A preview is what is recorded then, warnings included, and records nothing itself.
func TestPreviewIsWhatIsRecorded(t *testing.T) {
	ctx := context.Background()
	s := temporary(t, real())
	now := at("2026-11-14T18:22:00Z")
	fee := pricing.MustMoney("5.20")
	for _, c := range []struct {
		top      lot.TopUp
		fee      string // worked by hand; "" is not published
		dies     string
		warnings int
		err      string
	}{
		{top: lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("500"), Method: "card"}, fee: "27.5", dies: "2027-11-14"}, // 5.5 % of 500
		{top: lot.TopUp{Account: "OpenRouter", Kind: lot.Purchase, Credit: pricing.MustMoney("10")}, fee: "0.8", dies: "2027-11-14"},                   // the minimum
		{top: lot.TopUp{Account: "openrouter/team-a", Kind: lot.Purchase, Credit: pricing.MustMoney("1"), Method: "crypto"}, fee: "0.05", dies: "2027-11-14", warnings: 1},
		{top: lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("100"), Fee: &fee, Charged: true}, fee: "5.2", dies: "2027-11-14"},
		{top: lot.TopUp{Account: "vercel", Kind: lot.Purchase, Credit: pricing.MustMoney("20"), Method: "card"}, warnings: 1, dies: "2027-11-14"},
		{top: lot.TopUp{Account: "openai", Kind: lot.Grant, Credit: pricing.MustMoney("5"), Expires: lot.ExpiresAt(at("2026-12-20T00:00:00Z"))}, fee: "0", dies: "2026-12-20"},
		{top: lot.TopUp{Account: "nosuch", Kind: lot.Purchase, Credit: pricing.MustMoney("5")}, err: `no gateway "nosuch"`},
		{top: lot.TopUp{Account: "openrouter/", Kind: lot.Purchase, Credit: pricing.MustMoney("5")}, err: "nothing stands behind the slash"},
		{top: lot.TopUp{Account: "openrouter", Kind: lot.Purchase}, err: "want dollars of credit above zero"},
		{top: lot.TopUp{Account: "openai", Kind: lot.Grant, Credit: pricing.MustMoney("5"), Method: "card"}, err: "is not paid for"},
	} {
		c.top.At = now
		known, err := s.Accounts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		before, err := s.TopUps(ctx, "")
		if err != nil {
			t.Fatal(err)
		}
		would, warned, err := s.PreviewTopUp(known, c.top)
		if after, _ := s.TopUps(ctx, ""); len(after) != len(before) {
			t.Fatalf("%+v: the preview recorded something", c.top)
		}
		did, warnings, recordErr := s.AddTopUp(ctx, c.top)
		if c.err != "" {
			if err == nil || recordErr == nil || !strings.Contains(err.Error(), c.err) || !strings.Contains(recordErr.Error(), c.err) {
				t.Errorf("%+v: %v, %v, want %s", c.top, err, recordErr, c.err)
			}
			continue
		}
		if err != nil || recordErr != nil {
			t.Fatalf("%+v: %v, %v", c.top, err, recordErr)
		}
		switch {
		case would.Account != did.Account, !would.Dies.Equal(did.Dies), would.Policy != did.Policy, would.By != did.By, !same(would.Fee, did.Fee):
			t.Errorf("would be %+v, is %+v", would, did)
		case strings.Join(warned, "|") != strings.Join(warnings, "|") || len(warned) != c.warnings:
			t.Errorf("%+v: would warn %q, warns %q", c.top, warned, warnings)
		case c.fee == "" && would.Fee != nil || c.fee != "" && (would.Fee == nil || would.Fee.String() != c.fee):
			t.Errorf("%+v: fee %v, want %s", c.top, would.Fee, c.fee)
		}
		if would.Account == "openai" || would.Account == "openrouter" {
			if would.Dies.Format(pricing.Day) != c.dies {
				t.Errorf("%+v: dies %v, want %s", c.top, would.Dies, c.dies)
			}
		}
	}
}

// So is that of a refund: the same credit, the same fee, the same refusals.
func TestPreviewOfARefund(t *testing.T) {
	ctx := context.Background()
	now := at("2026-11-14T18:22:00Z")
	some, more := pricing.MustMoney("100"), pricing.MustMoney("501")
	for _, c := range []struct {
		order       lot.RefundOrder
		credit, fee string // of $500.00 with a fee of $27.50
		err         string
	}{
		{lot.RefundOrder{}, "500", "0", ""},
		{lot.RefundOrder{USD: &some, FeeReturned: true}, "100", "5.5", ""},
		{lot.RefundOrder{USD: &more}, "", "", "$501 is more than the $500 of top-up 1"},
		{lot.RefundOrder{At: now.AddDate(0, 0, -2)}, "", "", "nothing of it can go back before"},
	} {
		s := temporary(t, real())
		top, _, err := s.AddTopUp(ctx, lot.TopUp{Account: "openrouter", Kind: lot.Purchase, At: now.AddDate(0, 0, -1), Credit: pricing.MustMoney("500"), Method: "card"})
		if err != nil {
			t.Fatal(err)
		}
		c.order.Of = top.ID
		if c.order.At.IsZero() {
			c.order.At = now
		}
		credits, err := s.Credits(ctx, "openrouter", now)
		if err != nil {
			t.Fatal(err)
		}
		a := credits.Accounts[0]
		would, err := lot.PreviewRefund(a.Account.Name, a.Lots[0], c.order)
		did, recordErr := s.RefundTopUp(ctx, c.order)
		if c.err != "" {
			if err == nil || recordErr == nil || err.Error() != recordErr.Error() || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%+v: %v, %v, want %s", c.order, err, recordErr, c.err)
			}
			continue
		}
		if err != nil || recordErr != nil {
			t.Fatalf("%+v: %v, %v", c.order, err, recordErr)
		}
		if would.Credit.String() != c.credit || would.Fee.String() != c.fee || !would.Credit.Equal(did.Credit) || !would.Fee.Equal(*did.Fee) {
			t.Errorf("%+v: would be %v with %v of the fee, is %v with %v", c.order, would.Credit, would.Fee, did.Credit, did.Fee)
		}
	}
}

// What an account bought since an instant: of 600 and 100 by card 38.50 of fees, less
// what came back; the grant was not bought, the old one is before.
func TestBoughtSince(t *testing.T) {
	ctx := context.Background()
	s := temporary(t, real())
	now := at("2026-11-14T00:00:00Z")
	for _, top := range []lot.TopUp{
		{Kind: lot.Purchase, At: now.AddDate(-1, 0, -1), Credit: pricing.MustMoney("1000"), Method: "card"},
		{Kind: lot.Purchase, At: now.AddDate(-1, 0, 0), Credit: pricing.MustMoney("600"), Method: "card"},
		{Kind: lot.Purchase, At: now.AddDate(0, -1, 0), Credit: pricing.MustMoney("100"), Method: "card"},
		{Kind: lot.Grant, At: now.AddDate(0, -1, 0), Credit: pricing.MustMoney("5")},
	} {
		top.Account = "openrouter"
		if _, _, err := s.AddTopUp(ctx, top); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.RefundTopUp(ctx, lot.RefundOrder{Of: 3, At: now.AddDate(0, -1, 0), FeeReturned: true}); err != nil {
		t.Fatal(err)
	}
	c, err := s.Credits(ctx, "openrouter", now)
	if err != nil {
		t.Fatal(err)
	}
	credit, fees := c.Accounts[0].BoughtSince(now.AddDate(-1, 0, 0))
	if credit.String() != "700" || fees == nil || fees.String() != "33" { // 33.00 + 5.50 - 5.50
		t.Errorf("%v bought, fees %v", credit, fees)
	}
}

// A lot is used up on the day on which half of the futures have used it: with the same
// 10 every day, 90 after nine days, 500 more after fifty more; one that dies first is
// used up on none.
func TestLotsAreUsedUp(t *testing.T) {
	ctx := context.Background()
	s := temporary(t, real())
	var b strings.Builder
	b.WriteString("time,gateway,account,model,request_id,input_tokens,output_tokens,requests,cost_usd\n")
	first := at("2026-09-15T00:00:00Z")
	for i := range 61 { // to 14 Nov
		day := first.AddDate(0, 0, i).Format(pricing.Day)
		b.WriteString(day + "T23:59:59Z,openrouter,openrouter,openai/gpt-4o,a" + day + ",1,1,1,10\n")
		b.WriteString(day + "T23:59:59Z,openai,openai,openai/gpt-4o,b" + day + ",1,1,1,0.6\n")
	}
	if _, err := s.Import(ctx, strings.NewReader(b.String()), usage.ImportOptions{File: "usage.csv", At: first}); err != nil {
		t.Fatal(err)
	}
	for _, top := range []lot.TopUp{
		{Account: "openrouter", At: at("2026-09-14T00:00:00Z"), Credit: pricing.MustMoney("700")},
		{Account: "openrouter", At: at("2026-11-13T00:00:00Z"), Credit: pricing.MustMoney("500")},
		{Account: "openai", At: at("2025-12-20T00:00:00Z"), Credit: pricing.MustMoney("120")},
	} {
		top.Kind = lot.Purchase
		if _, _, err := s.AddTopUp(ctx, top); err != nil {
			t.Fatal(err)
		}
	}
	f, err := s.Forecast(ctx, projection.Query{AsOf: at("2026-11-15T00:00:00Z")})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, a := range f.Accounts {
		for _, o := range a.Lots {
			day := "dies first"
			if !o.UsedUp.IsZero() {
				day = o.UsedUp.Format(pricing.Day)
			}
			got[a.Account.Name] += day + " "
		}
	}
	// The first day to come is 15 Nov: nine days of 10 end with the 23rd, 59 with 12 Jan.
	if got["openrouter"] != "2026-11-23 2027-01-12 " || got["openai"] != "dies first " {
		t.Errorf("used up: %v", got)
	}
}
