package ledger_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A log of New API on 12 Oct 2026, 10:13:20 UTC and a minute later: one request of $0.10,
// a gift of $2 and a purchase of $20.
const toldOf = `{"data":[
{"created_at":1791800000,"type":2,"model_name":"m","quota":50000,"prompt_tokens":1,"completion_tokens":1,"content":""},
{"created_at":1791800000,"type":4,"model_name":"","quota":0,"prompt_tokens":0,"completion_tokens":0,"content":"新用户注册赠送 ＄2.000000 额度"},
{"created_at":1791800060,"type":1,"model_name":"","quota":0,"prompt_tokens":0,"completion_tokens":0,"content":"充值金额: ＄20.000000 额度，支付金额：146.000000"}]}`

// proposedOf are the proposed top-ups of a ledger: account, kind, credit, fee.
func proposedOf(t *testing.T, s *ledger.Store) (list []ledger.ProposedTopUp, words string) {
	t.Helper()
	list, err := s.ProposedTopUps(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range list {
		fee := "?"
		if p.FeeUSD != nil {
			fee = p.FeeUSD.String()
		}
		all = append(all, fmt.Sprintf("%s %s %s fee %s", p.Account, p.Kind, p.Credit, fee))
	}
	return list, strings.Join(all, "; ")
}

// tells imports a log.
func tells(t *testing.T, s *ledger.Store, log, name string) usage.Imported {
	t.Helper()
	return take(t, s, []byte(log), options(name))
}

// byHand records a purchase of newapi and returns its ID.
func byHand(t *testing.T, s *ledger.Store, usd string, at time.Time) int64 {
	t.Helper()
	added, _, err := s.AddTopUp(t.Context(), lot.TopUp{Account: "newapi", Kind: lot.Purchase, Credit: pricing.MustMoney(usd), At: at})
	if err != nil {
		t.Fatal(err)
	}
	return added.ID
}

// TestLoggedTopUps: a log's purchases and gifts are proposed once, whichever file tells of
// them, until somebody records them; nothing else books them.
func TestLoggedTopUps(t *testing.T) {
	const both = "newapi grant 2 fee ?; newapi purchase 20 fee ?"
	s := temporary(t, real())
	got := tells(t, s, toldOf, "a.json")
	if got.Proposed != 2 || got.Empty != 2 || got.Added != 1 {
		t.Errorf("%+v", got)
	}
	tells(t, s, toldOf, "again.json")
	if _, words := proposedOf(t, s); words != both {
		t.Errorf("proposed %s", words)
	}
	if list, err := s.TopUps(t.Context(), ""); err != nil || len(list) != 0 {
		t.Errorf("booked by itself: %+v, %v", list, err)
	}
	at := time.Unix(1791800060, 0).UTC()
	hand := byHand(t, s, "20", at.Add(-30*time.Hour)) // the day before, as somebody remembers it
	if _, words := proposedOf(t, s); words != "newapi grant 2 fee ?" {
		t.Errorf("with the purchase recorded by hand: %s", words)
	}
	if _, err := s.RemoveTopUp(t.Context(), hand); err != nil {
		t.Fatal(err)
	}
	for _, other := range []struct {
		usd string
		at  time.Time
	}{{"20", at.Add(-37 * time.Hour)}, {"19.99", at}} {
		id := byHand(t, s, other.usd, other.at)
		if _, words := proposedOf(t, s); words != both {
			t.Errorf("with another purchase: %s", words)
		}
		if _, err := s.RemoveTopUp(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	list, _ := proposedOf(t, s)
	for _, p := range list {
		added, _, err := s.AcceptTopUp(t.Context(), p.ID)
		if err != nil || added.Kind != p.Kind || !added.At.Equal(p.Until) || !strings.HasPrefix(added.Note, "told by the log a.json") {
			t.Errorf("%+v, %v", added, err)
		}
	}
	if _, words := proposedOf(t, s); words != "" {
		t.Errorf("recorded, and still proposed: %s", words)
	}
	sound(t, s)
}

// TestTwoEqualLogged: two purchases of one day and amount are two: one recorded leaves one.
func TestTwoEqualLogged(t *testing.T) {
	s := temporary(t, real())
	tells(t, s, strings.Replace(toldOf, `"type":4`, `"type":1`, 1)[:strings.Index(toldOf, "\n{\"created_at\":1791800060")]+
		`{"created_at":1791800060,"type":1,"model_name":"","quota":0,"prompt_tokens":0,"completion_tokens":0,"content":"＄2.000000 额度"}]}`, "a.json")
	if _, words := proposedOf(t, s); words != "newapi purchase 2 fee ?; newapi purchase 2 fee ?" {
		t.Fatalf("proposed %s", words)
	}
	byHand(t, s, "2", time.Unix(1791800000, 0))
	if _, words := proposedOf(t, s); words != "newapi purchase 2 fee ?" {
		t.Errorf("with one recorded: %s", words)
	}
}

// TestLoggedGoesWithItsImport: what a log tells of is not proposed when its import was
// taken back, and comes with another machine's ledger.
func TestLoggedGoesWithItsImport(t *testing.T) {
	s := temporary(t, real())
	got := tells(t, s, toldOf, "a.json")
	undo(t, s, got.ID)
	if _, words := proposedOf(t, s); words != "" {
		t.Errorf("proposed %s", words)
	}
	if left := groups(t, s, "account"); len(left) != 0 {
		t.Errorf("accounts %v", left)
	}
	tells(t, s, toldOf, "here.json")
	path := ledgerPath(t)
	there := onDisk(t, path, real())
	tells(t, there, strings.ReplaceAll(toldOf, "1791800060", "1791900000"), "there.json")
	closed(t, there)
	mergeInto(t, s, path)
	if _, words := proposedOf(t, s); words != "newapi grant 2 fee ?; newapi purchase 20 fee ?; newapi purchase 20 fee ?" {
		t.Errorf("merged: %s", words)
	}
	sound(t, s)
}

// TestCheckLogged: the finding says what the log tells of and how to record it, and its
// explanation has the log's words.
func TestCheckLogged(t *testing.T) {
	s := temporary(t, real())
	tells(t, s, toldOf, "/home/ann/a.json")
	var found []check.Finding
	for _, f := range checked(t, s, now).Findings {
		if f.Kind == check.Proposed {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b check.Finding) int { return b.USD.Cmp(*a.USD) })
	if len(found) != 2 || found[0].Message != "newapi: its log tells of a purchase of $20.00 on 12 Oct 2026 (paid 146, in a currency that the log does not say), which is not recorded" ||
		found[0].Do != "record it: tollbook topup add newapi 20 --at 2026-10-12T10:14:20Z" ||
		found[1].Do != "record it: tollbook topup add newapi 2 --at 2026-10-12T10:13:20Z --grant" {
		t.Fatalf("%+v", found)
	}
	e := explained(t, s, "check", found[0].ID)
	is(t, e, found[0].USD, true)
	if got := partsOf(e); got != "a purchase on 2026-10-12 10:14:20 UTC 20" {
		t.Errorf("%s", got)
	}
	ledgertest.USD(t, "the request", reported(t, s, report.Query{}).Total.USD, "0.1")
}
