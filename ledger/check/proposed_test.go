package check_test

import (
	"strings"
	"testing"
	"time"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// seen is credit that a gateway counts: its figure grew from 100 between noon of a day and
// noon of the 14th.
func seen(after, became, lacking string) counted {
	return counted{ID: 3, Source: "lab", Account: "lab", Gateway: "lab", After: ledgertest.Day(after).Add(12 * time.Hour), Until: noon,
		Was: pricing.MustMoney("100"), Became: pricing.MustMoney(became), Credit: pricing.MustMoney(lacking)}
}

type counted = credit.ProposedTopUp

// stands is an account with some balance, short or not, of which the page said something
// at noon; drift is that less the balance.
func stands(balance, deficit, drift string, p ...counted) credit.Books {
	b := holding(balance, time.Time{}, false)
	a := &b.Accounts[0]
	a.Proposed = p
	if a.Deficit = pricing.MustMoney(deficit); a.Deficit.Sign() > 0 {
		a.DeficitSince = noon.Add(-oneDay)
	}
	if drift != "" {
		d := pricing.MustMoney(drift)
		a.Drift, a.Stated = &d, &lot.Balance{ID: 1, At: noon, USD: a.Balance().Add(d)}
	}
	return b
}

// TestProposed: credit of 100 became 150. What the 50 explain is named with them, and what
// they do not explain stays.
func TestProposed(t *testing.T) {
	for _, c := range []struct {
		name  string
		books credit.Books
		auto  bool
		want  []string
	}{
		{"nothing else", stands("60", "0", "", seen("2026-11-12", "150", "50")), false, []string{
			"warning proposed 50 lab: its credit grew by $50.00 between 12 and 14 Nov 2026: a purchase that is not recorded → record it, by the gateway's own word: tollbook sync lab --accept"}},
		{"a part is recorded", stands("60", "0", "", seen("2026-10-30", "150", "30")), false, []string{
			"warning proposed 30 lab: its credit grew by $50.00 between 30 Oct and 14 Nov 2026, $30.00 of it is not recorded → "}},
		{"under a dollar is to know", stands("60", "0", "", seen("2026-11-14", "100.99", "0.99")), false, []string{
			"info proposed 0.99 lab: its credit grew by $0.99 on 14 Nov 2026: a purchase that is not recorded → "}},
		{"it pays the deficit", stands("0", "12", "", seen("2026-11-12", "150", "50")), false, []string{
			"warning proposed 50 lab: its credit grew by $50.00 between 12 and 14 Nov 2026: a purchase that is not recorded; $12.00 of usage had no credit without it → "}},
		// 70.01 were used without credit, 50 of it are seen.
		{"more is missing", stands("0", "70.01", "", seen("2026-11-12", "150", "50")), false, []string{
			"warning proposed 50 lab: its credit grew by $50.00 between 12 and 14 Nov 2026: a purchase that is not recorded → ",
			"warning deficit 20.01 lab: $20.01 of usage had no credit since 13 Nov 2026: a top-up is missing beside the credit that its gateway counts → look up what was bought at  by 13 Nov 2026, $20.01 or more"}},
		// The page said 110 where the books have 60.
		{"it is the drift", stands("60", "0", "50", seen("2026-11-12", "150", "50")), false, []string{
			"warning proposed 50 lab: its credit grew by $50.00 between 12 and 14 Nov 2026: a purchase that is not recorded; with it the books agree with its page → "}},
		// 60 + 50 by the books, and 104 by the page.
		{"some usage is missing too", stands("60", "0", "44", seen("2026-11-12", "150", "50")), false, []string{
			"warning proposed 50 lab: its credit grew by $50.00 between 12 and 14 Nov 2026: a purchase that is not recorded → ",
			"warning drift -6 lab: its page said $104.00 on 14 Nov 2026, $6.00 less than the books with the credit that its gateway counts: usage is missing → export its usage"}},
		// The page has what the books have: it was recorded with a wrong time.
		{"the page knows it", stands("60", "0", "-0.2", seen("2026-11-12", "150", "50")), false, []string{
			"info proposed 50 lab: its credit grew by $50.00 between 12 and 14 Nov 2026: a purchase that is not recorded, unless it is at another time: its page agrees with the books → look whether it is recorded at another time: tollbook topup list lab; if it is not: tollbook sync lab --accept"}},
		// Derived purchases stand for it, so that the page agrees.
		{"it loads itself", stands("60", "0", "0", seen("2026-11-12", "150", "50")), true, []string{
			"warning proposed 50 lab: its credit grew by $50.00 between 12 and 14 Nov 2026: a purchase that is not recorded → "}},
		{"two of them", stands("0", "12", "", seen("2026-11-12", "150", "50"), counted{Source: "lab 2", Account: "lab", After: noon, Until: noon.Add(time.Nanosecond), Became: pricing.MustMoney("5"), Credit: pricing.MustMoney("5")}), false, []string{
			"warning proposed 50 lab: its credit grew by $50.00 between 12 and 14 Nov 2026: a purchase that is not recorded; $12.00 of usage had no credit without it → ",
			"warning proposed 5 lab: its credit grew by $5.00 on 14 Nov 2026: a purchase that is not recorded → record it, by the gateway's own word: tollbook sync 'lab 2' --accept"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.auto {
				c.books.Accounts[0].Account.AutoTopUp = new(pricing.MustMoney("10"))
			}
			got := alone(t, check.Evidence{Books: c.books}, check.DefaultSettings())
			if len(got) != len(c.want) {
				t.Fatalf("%d findings: %+v", len(got), got)
			}
			for i, f := range got {
				text := f.Level.String() + " " + string(f.Kind) + " " + f.USD.String() + " " + f.Message + " → " + f.Do
				if !strings.HasPrefix(text, c.want[i]) {
					t.Errorf("%s\nwant\n%s", text, c.want[i])
				}
			}
		})
	}
}

// TestProposedIsLeft: 6 left at 2 a day are 3 days; with 50 that the gateway counts they
// are 28, and nothing runs out. With 4 they are 5, a warning of 10.
func TestProposedIsLeft(t *testing.T) {
	for _, c := range []struct{ seen, want string }{
		{"50", ""},
		{"4", "lab: about $10.00 left with $4.00 that is not recorded, 5 days at $2.00 a day; used up by 19 Nov 2026"},
	} {
		b := stands("6", "0", "", seen("2026-11-12", "200", c.seen))
		a := &b.Accounts[0]
		a.Estimated, a.Burn, a.Runway = new(pricing.MustMoney("6")), new(pricing.MustMoney("2")), "3"
		var got []string
		for _, f := range alone(t, check.Evidence{Books: b, RunsOut: map[string]time.Time{"lab": noon.Add(2 * oneDay)}}, check.DefaultSettings()) {
			if f.Kind == check.RunsOut {
				got = append(got, f.Message)
			}
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s seen: %q, want %q", c.seen, got, c.want)
		}
	}
}

// TestProposedKeepsItsID: of a pull, whatever is recorded of it since.
func TestProposedKeepsItsID(t *testing.T) {
	id := func(p counted) string {
		return alone(t, check.Evidence{Books: stands("60", "0", "", p)}, check.DefaultSettings())[0].ID
	}
	whole, part := id(seen("2026-11-12", "150", "50")), id(seen("2026-11-12", "150", "20"))
	later := seen("2026-11-12", "150", "50")
	later.Until = later.Until.Add(time.Second)
	if whole != part || whole == id(later) {
		t.Errorf("ids %s, %s and %s", whole, part, id(later))
	}
}
