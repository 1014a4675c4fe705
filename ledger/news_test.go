package ledger_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// What another Store on the same file does is news, once; what is done through this one is not.
func TestNewsAreOthers(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "ledger.db")
	open := func() *ledger.Store {
		s, err := ledger.Open(ctx, path, real())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	mine, other := open(), open()
	mark, err := mine.Mark(ctx)
	if err != nil {
		t.Fatal(err)
	}
	news := func() (out ledger.News, others bool) {
		t.Helper()
		before := mark
		if out, mark, err = mine.Since(ctx, mark); err != nil {
			t.Fatal(err)
		}
		return out, mark.Others(before)
	}
	buy := func(s *ledger.Store, usd string) {
		t.Helper()
		if _, _, err := s.AddTopUp(ctx, lot.TopUp{Account: "openrouter", At: now, Kind: lot.Purchase, Credit: pricing.MustMoney(usd)}); err != nil {
			t.Fatal(err)
		}
	}
	if n, others := news(); others || !n.Empty() {
		t.Error("news though nobody did anything")
	}
	buy(mine, "7")
	if _, others := news(); others {
		t.Error("an own purchase is another's")
	}
	buy(other, "100")
	if n, others := news(); !others || len(n.TopUps) != 1 || n.TopUps[0].Credit.String() != "100" || n.Other {
		t.Errorf("after a purchase elsewhere: %+v", n)
	}
	const csv = "time,model,input_tokens,cost_usd,gateway\n2026-10-01T00:00:00Z,openai/gpt-4o,1000,0.5,openrouter\n2026-10-01T01:00:00Z,openai/gpt-4o,2000,0.7,openrouter\n"
	if _, err := other.Import(ctx, strings.NewReader(csv), usage.ImportOptions{File: "x.csv", At: now}); err != nil {
		t.Fatal(err)
	}
	if n, others := news(); !others || len(n.Imports) != 1 || n.Imports[0].Added != 2 || len(n.TopUps) != 0 {
		t.Errorf("after an import elsewhere: %+v", n)
	}
	if _, err := other.SetBalance(ctx, "openrouter", pricing.MustMoney("90"), now); err != nil {
		t.Fatal(err)
	}
	if n, others := news(); !others || !n.Other {
		t.Errorf("after a balance: %+v", n)
	}
	if n, others := news(); others || !n.Empty() {
		t.Error("the same news twice")
	}
}
