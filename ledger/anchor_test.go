package ledger_test

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// Where an opening lot is derived, the books say at the statement what the page said,
// whatever was bought, refunded or expired until then and in whatever order it was
// recorded; where none is, recorded credit reaches back to the first usage, or is more
// than the page said by itself.
func TestTheStatedBalanceComesOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := lot.History{Terms: lot.Terms{Expiry: pricing.Expiry{Kind: pricing.NeverExpires}}}
		for id := int64(1); id <= int64(rapid.IntRange(0, 5).Draw(t, "top-ups")); id++ {
			top := lot.TopUp{ID: id, At: moment(t, "at"), Credit: micro(rapid.Int64Range(1, 50_000_000).Draw(t, "credit")), Fee: &pricing.Money{},
				Kind: rapid.SampledFrom([]lot.Kind{lot.Purchase, lot.Grant, lot.Refund}).Draw(t, "kind")}
			switch {
			case top.Kind == lot.Refund:
				top.Of = rapid.Int64Range(1, 5).Draw(t, "of")
			case rapid.Bool().Draw(t, "dies"):
				top.Expires = lot.ExpiresAt(top.At.AddDate(0, 0, rapid.IntRange(1, 10).Draw(t, "days")))
			}
			h.TopUps = append(h.TopUps, top)
		}
		for _, r := range drawRequests(t, 12) {
			h.Usage = append(h.Usage, lot.Usage{From: r.at, USD: micro(r.usd)})
		}
		stated := lot.Balance{At: moment(t, "stated"), USD: micro(rapid.Int64Range(0, 80_000_000).Draw(t, "page"))}
		h.Balances = []lot.Balance{stated, {At: stated.At.AddDate(0, 0, 1), USD: micro(1)}}
		b := lot.Replay(h, stated.At)
		switch {
		case b.Anchor != nil:
			if !b.Balance().Equal(stated.USD) {
				t.Errorf("the books say %s, the page %s", b.Balance(), stated.USD)
			}
			if i := slices.IndexFunc(b.Lots, func(l lot.Lot) bool { return l.Kind == lot.Opening }); i < 0 || !b.Lots[i].Credit.Equal(b.Anchor.Credit()) {
				t.Errorf("an anchor of %s in %v", b.Anchor.Credit(), b.Lots)
			}
		case len(b.Lots) == 0:
			if !b.Balance().IsZero() {
				t.Errorf("a balance of %s without lots", b.Balance())
			}
		default:
			reaches := slices.ContainsFunc(h.TopUps, func(top lot.TopUp) bool {
				return top.Kind != lot.Refund && !top.At.After(stated.At) && (len(h.Usage) == 0 || !top.At.After(h.Usage[0].From))
			})
			// An opening of nothing makes the books begin at the first usage.
			h.TopUps = append(h.TopUps, lot.TopUp{ID: 99, Kind: lot.Opening, At: stated.At.AddDate(-1, 0, 0), Credit: micro(0), Fee: &pricing.Money{}})
			if least := lot.Replay(h, stated.At).Balance(); !reaches && least.Cmp(stated.USD) <= 0 {
				t.Errorf("no opening lot, though one of nothing leaves %s and the page said %s", least, stated.USD)
			}
			return
		}
		slices.Reverse(h.TopUps)
		slices.Reverse(h.Balances)
		differ(t, "lots of the reverse list", wordsOf(lot.Replay(h, stated.At)), wordsOf(b))
	})
}

// first-user B11: a purchase that is recorded after the balance does not lower it. A
// later statement is held against the books that the first one anchors.
func TestAPurchaseDoesNotUndoAStatement(t *testing.T) {
	ctx := context.Background()
	usage := "time,gateway,model,cost_usd,request_id\n2026-10-12T10:00:00Z,openrouter,lab/one,328.95,a\n2026-11-12T10:00:00Z,openrouter,lab/one,486.56,b\n"
	steps := []func(s *ledger.Store) error{
		func(s *ledger.Store) error {
			_, err := s.SetBalance(ctx, "openrouter", pricing.MustMoney("184.50"), at("2026-11-13T00:00:00Z"))
			return err
		},
		func(s *ledger.Store) error {
			_, _, err := s.AddTopUp(ctx, lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("500"), At: at("2026-11-10T00:00:00Z")})
			return err
		},
		func(s *ledger.Store) error {
			_, err := s.SetBalance(ctx, "openrouter", pricing.MustMoney("180"), at("2026-11-14T00:00:00Z"))
			return err
		},
	}
	for _, order := range [][]int{{0, 1, 2}, {1, 0, 2}, {2, 1, 0}} {
		s := temporary(t, small())
		bring(t, s, usage, options("n"))
		for _, i := range order {
			if err := steps[i](s); err != nil {
				t.Fatal(err)
			}
		}
		c, err := s.Credits(ctx, "openrouter", now)
		if err != nil {
			t.Fatal(err)
		}
		a := c.Accounts[0]
		ledgertest.USD(t, "balance", a.Balance(), "184.5")
		ledgertest.USD(t, "the opening", a.Lots[0].Credit, "500.01")
		ledgertest.USD(t, "drift of the second statement", *a.Drift, "-4.5")
		e := explained(t, s, "lot", "openrouter~1", "credit")
		is(t, e, &a.Lots[0].Credit, true)
		if len(e.Lines) != 3 || e.Lines[2].Label != "less bought or received until then" {
			t.Errorf("lines %+v", e.Lines)
		}
		sound(t, s)
	}
}
