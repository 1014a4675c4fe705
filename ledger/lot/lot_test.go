package lot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// instant reads "1 Mar" style instants of the stories below: "03-01" is 1 March
// 2026, "03-01T12:30" half past noon of it.
func instant(t ledgertest.T, s string) time.Time {
	t.Helper()
	layout := "2006-01-02"
	if strings.Contains(s, "T") {
		layout = "2006-01-02T15:04"
	}
	at, err := time.Parse(layout, "2026-"+s)
	if err != nil {
		t.Fatalf("instant %q: %v", s, err)
	}
	return at
}

// story reads a history, one event a line: "TIME buy|grant|open CREDIT [expires
// TIME|never] [fee USD] [by METHOD]", "TIME refund ID USD [fee USD]", "TIME use
// USD", "TIME stated USD". Ids count the top-ups from 1.
func story(t ledgertest.T, terms lot.Terms, lines ...string) lot.History {
	t.Helper()
	h := lot.History{Terms: terms}
	for _, line := range lines {
		w := strings.Fields(line)
		at := instant(t, w[0])
		top := lot.TopUp{ID: int64(len(h.TopUps) + 1), At: at, Fee: &pricing.Money{}}
		rest := w[3:]
		switch w[1] {
		case "use":
			h.Usage = append(h.Usage, lot.Usage{From: at, USD: pricing.MustMoney(w[2])})
			continue
		case "stated":
			h.Balances = append(h.Balances, lot.Balance{At: at, USD: pricing.MustMoney(w[2])})
			continue
		case "buy":
			top.Kind = lot.Purchase
		case "grant":
			top.Kind = lot.Grant
		case "open":
			top.Kind = lot.Opening
		case "refund":
			top.Kind = lot.Refund
			if _, err := fmt.Sscan(w[2], &top.Of); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			w[2], rest = w[3], w[4:]
		default:
			t.Fatalf("%s: no such event", line)
		}
		top.Credit = pricing.MustMoney(w[2])
		for ; len(rest) > 1; rest = rest[2:] {
			switch rest[0] {
			case "expires":
				top.Expires = lot.Never()
				if rest[1] != "never" {
					top.Expires = lot.ExpiresAt(instant(t, rest[1]))
				}
			case "fee":
				fee := pricing.MustMoney(rest[1])
				top.Fee = &fee
			case "by":
				top.Method = rest[1]
			default:
				t.Fatalf("%s: %s?", line, rest[0])
			}
		}
		h.TopUps = append(h.TopUps, top)
	}
	return h
}

var (
	never     = lot.Terms{Expiry: pricing.Expiry{Kind: pricing.NeverExpires}}
	tenDays   = lot.Terms{Expiry: pricing.Expiry{Kind: pricing.ExpiresAfter, Days: 10}}
	mayTen    = lot.Terms{Expiry: pricing.Expiry{Kind: pricing.MayExpire, Days: 10}}
	lenient   = lot.Terms{Expiry: pricing.Expiry{Kind: pricing.MayExpire, Days: 10}, Lenient: true}
	grants    = lot.Terms{Expiry: pricing.Expiry{Kind: pricing.NeverExpires}, GrantsFirst: true}
	automatic = lot.Terms{Expiry: pricing.Expiry{Kind: pricing.NeverExpires}, AutoTopUp: pricing.MustMoney("25"), AutoBelow: pricing.MustMoney("10"),
		Fee: func(credit pricing.Money, _ time.Time) *pricing.Money { fee := pricing.MustMoney("1.38"); return &fee }}
)

// TestRules works the rules of DESIGN.md 3.4 by hand, one case a consequence.
func TestRules(t *testing.T) {
	tests := []struct {
		name  string
		terms lot.Terms
		asOf  string
		want  string
		story []string
	}{
		// 1: order at one instant.
		{"usage at the instant of birth may use the lot", never, "03-31", "1: 4/0/0/6 live", []string{"03-01T12:00 buy 10", "03-01T12:00 use 4"}},
		{"usage a moment before does not", never, "03-31", "1: 4/0/0/96 live; 2: 0/0/0/10 live", []string{"03-01 buy 100", "03-01T11:59 use 4", "03-01T12:00 buy 10 expires never"}},
		{"usage at the instant of expiry may not use the lot", tenDays, "03-31", "1: 0/10/0/0 expired; deficit 4", []string{"03-01T12:00 buy 10", "03-11T12:00 use 4"}},
		{"usage a minute before it may", tenDays, "03-31", "1: 4/6/0/0 expired", []string{"03-01T12:00 buy 10", "03-11T11:59 use 4"}},
		{"a lot dies before another is born", tenDays, "03-12", "1: 0/10/0/0 expired; 2: 0/0/0/5 live", []string{"03-01 buy 10", "03-11 buy 5"}},
		{"a refund at the instant of expiry finds nothing", tenDays, "03-12", "1: 0/10/0/0 expired", []string{"03-01 buy 10", "03-11 refund 1 3"}},
		{"a refund comes before usage of its instant", never, "03-12", "1: 0/0/10/0 refunded; deficit 4", []string{"03-01 buy 10", "03-02 refund 1 10", "03-02 use 4"}},
		{"a purchase and its refund at one instant", never, "03-12", "1: 0/0/10/0 refunded", []string{"03-01 buy 10", "03-01 refund 1 10"}},
		{"at as-of all counts", never, "03-05", "1: 4/0/0/6 live", []string{"03-01 buy 10", "03-05 use 4"}},
		{"after as-of nothing does", never, "03-04", "1: 0/0/0/10 live", []string{"03-01 buy 10", "03-05 use 4", "03-06 buy 7"}},
		// 2: which lot pays.
		{"what expires first pays first", never, "03-04", "1: 0/0/0/10 live; 2: 6/0/0/4 live", []string{"03-01 buy 10 expires 05-01", "03-02 buy 10 expires 04-01", "03-03 use 6"}},
		{"among equals the older", never, "03-04", "1: 6/0/0/4 live; 2: 0/0/0/10 live", []string{"03-01 buy 10 expires 05-01", "03-02 buy 10 expires 05-01", "03-03 use 6"}},
		{"then by id", never, "03-04", "1: 10/0/0/0 used up; 2: 2/0/0/8 live", []string{"03-01 buy 10", "03-01 buy 10", "03-03 use 12"}},
		{"what never expires pays last", never, "03-04", "1: 1/0/0/9 live; 2: 10/0/0/0 used up", []string{"03-01 buy 10", "03-02 buy 10 expires 05-01", "03-03 use 11"}},
		{"grants first where the gateway says so", grants, "03-04", "1: 1/0/0/9 live; 2: 10/0/0/0 used up", []string{"03-01 buy 10 expires 03-20", "03-02 grant 10", "03-03 use 11"}},
		{"and not where it does not", never, "03-04", "1: 10/0/0/0 used up; 2: 1/0/0/9 live", []string{"03-01 buy 10 expires 03-20", "03-02 grant 10", "03-03 use 11"}},
		{"an opening balance is no grant", grants, "03-04", "1: 0/0/0/10 live; 2: 3/0/0/7 live", []string{"03-01 open 10", "03-02 grant 10", "03-03 use 3"}},
		// 3: deficits.
		{"a deficit", never, "03-04", "1: 10/0/0/0 used up; deficit 5", []string{"03-01 buy 10", "03-03 use 15"}},
		{"the next birth pays it first", never, "03-06", "1: 10/0/0/0 used up; 2: 5/0/0/15 live", []string{"03-01 buy 10", "03-03 use 15", "03-05 buy 20"}},
		{"and the one after that the rest", never, "03-08", "1: 10/0/0/0 used up; 2: 3/0/0/0 used up; 3: 2/0/0/18 live", []string{"03-01 buy 10", "03-03 use 15", "03-05 buy 3", "03-07 buy 20"}},
		// 4: breakage.
		{"what is left at death is lost", tenDays, "03-31", "1: 94/6/0/0 expired", []string{"03-01 buy 100", "03-03 use 94"}},
		{"nothing left, nothing lost", tenDays, "03-31", "1: 100/0/0/0 used up", []string{"03-01 buy 100", "03-03 use 100"}},
		// 5: refunds of usage.
		{"within an interval only the sum matters", never, "03-31", "1: 4/0/0/6 live", []string{"03-01 buy 10", "03-02 use 6", "03-03 use -2"}},
		{"a refund goes back into the lot", never, "03-31", "1: 4/0/0/6 live; 2: 0/0/0/1 live", []string{"03-01 buy 10", "03-02 use 6", "03-04 buy 1", "03-05 use -2"}},
		{"in the reverse order of use", never, "03-31", "1: 10/0/0/0 used up; 2: 2/0/0/8 live; 3: 0/0/0/1 live", []string{"03-01 buy 10", "03-02 buy 10", "03-03 use 15", "03-04 buy 1", "03-05 use -3"}},
		{"never above what was used of each", never, "03-31", "1: 8/0/0/2 live; 2: 0/0/0/10 live; 3: 0/0/0/1 live", []string{"03-01 buy 10", "03-02 buy 10", "03-03 use 15", "03-04 buy 1", "03-05 use -7"}},
		{"and what came back is used before what came later", never, "03-31", "1: 9/0/0/1 live; 2: 0/0/0/10 live; 3: 0/0/0/1 live; 4: 0/0/0/1 live",
			[]string{"03-01 buy 10", "03-02 buy 10", "03-03 use 15", "03-04 buy 1", "03-05 use -7", "03-06 buy 1", "03-07 use 1"}},
		{"it pays the deficit first", never, "03-31", "1: 9/0/0/1 live", []string{"03-01 buy 10", "03-02 use 12", "03-03 refund 1 5", "03-04 use -3"}},
		{"what finds no place is a grant", never, "03-31", "1: 0/0/0/10 live; 2: 0/0/0/1 live; grant of 03-04T00:00: 0/0/0/3 live", []string{"03-01 buy 10", "03-02 use 2", "03-04 buy 1", "03-05 use -5"}},
		{"a dead lot takes nothing back", tenDays, "03-31", "1: 5/5/0/0 expired; 2: 0/0/0/3 live; grant of 03-12T00:00: 0/0/0/4 live", []string{"03-01 buy 10", "03-02 use 5", "03-12 buy 3 expires never", "03-20 use -4"}},
		// 6: books begin at the first birth.
		{"earlier usage is no lot's", never, "03-31", "1: 4/0/0/6 live", []string{"02-01 use 50", "03-01 buy 10", "03-02 use 4"}},
		{"a refund of nothing begins none", never, "03-31", "2: 4/0/0/6 live", []string{"02-01 refund 0 5", "02-15 use 3", "03-01 buy 10", "03-02 use 4"}},
		{"no births, no books", never, "03-31", "", []string{"02-01 use 50"}},
		{"an opening balance begins them", never, "03-31", "1: 4/0/0/46 live", []string{"02-01 use 50", "03-01 open 50", "03-02 use 4"}},
		{"a stated balance stands for an opening", never, "03-31", "opening of 02-01T00:00: 57/0/0/43 live", []string{"02-01T10:00 use 50", "03-01 stated 50", "03-02 use 7"}},
		{"usage at the instant of the statement is in it", never, "03-01", "opening of 02-01T00:00: 50/0/0/50 live", []string{"02-01T10:00 use 40", "03-01 use 10", "03-01 stated 50"}},
		{"a statement before any usage", never, "03-31", "opening of 03-01T09:00: 7/0/0/43 live", []string{"03-01T09:00 stated 50", "03-02 use 7"}},
		{"the earliest of two counts", never, "03-31", "opening of 02-01T00:00: 57/0/0/43 live", []string{"02-01T10:00 use 50", "03-01 stated 50", "03-02 use 7", "03-10 stated 1"}},
		{"with lots a statement changes nothing", never, "03-31", "1: 4/0/0/6 live", []string{"03-01 buy 10", "03-02 use 4", "03-03 stated 100"}},
		{"lots that come after it do not undo it", never, "03-31", "opening of 02-01T00:00: 57/0/0/43 live; 1: 0/0/0/10 live", []string{"02-01T10:00 use 50", "03-01 stated 50", "03-02 use 7", "03-03 buy 10"}},
		// 184.50 + 815.51 - 500 were there on 12 October
		{"a purchase before the statement is taken off it", never, "11-28", "opening of 10-12T00:00: 500.01/0/0/0 used up; 1: 315.5/0/0/184.5 live", []string{"10-12T10:00 use 328.95", "11-10 buy 500", "11-12 use 486.56", "11-28 stated 184.50"}},
		{"as it is where the statement came first", never, "11-28", "opening of 10-12T00:00: 500.01/0/0/0 used up; 1: 315.5/0/0/184.5 live", []string{"11-28 stated 184.50", "10-12T10:00 use 328.95", "11-12 use 486.56", "11-10 buy 500"}},
		{"until an opening is recorded", never, "11-28", "2: 100/0/0/0 used up; 1: 500/0/0/0 used up; deficit 215.51", []string{"10-12T10:00 use 328.95", "11-10 buy 500", "11-12 use 486.56", "11-28 stated 184.50", "10-12 open 100"}},
		// recorded credit reaches back to the first usage: $10 - $4 are not $100
		{"a purchase at the first usage", never, "03-31", "1: 4/0/0/6 live", []string{"03-01T10:00 buy 10", "03-01T10:00 use 4", "03-03 stated 100"}},
		{"a purchase a minute later", never, "03-31", "opening of 03-01T00:00: 4/0/0/90 live; 1: 0/0/0/10 live", []string{"03-01T10:00 use 4", "03-01T10:01 buy 10", "03-03 stated 100"}},
		{"a purchase after a statement before any usage", never, "03-31", "opening of 03-01T00:00: 4/0/0/46 live; 1: 0/0/0/10 live", []string{"03-01 stated 50", "03-02 buy 10", "03-03 use 4"}},
		// 5 + 30 - 35: nothing was there, and the 30 before the purchase were not paid for
		{"an opening of nothing", never, "03-31", "opening of 03-01T00:00: 0/0/0/0 used up; 1: 30/0/0/5 live", []string{"03-01 use 30", "03-02 buy 35", "03-03 stated 5"}},
		// 4 + 30 - 35 is less than nothing: the books begin with the purchase
		{"an opening of less than nothing", never, "03-31", "1: 0/0/0/35 live", []string{"03-01 use 30", "03-02 buy 35", "03-03 stated 4"}},
		// 2 of the grant die unused: 48 + 10 - 55 + 2
		{"what expired until then was there too", never, "03-31", "opening of 03-01T00:00: 5/0/0/0 used up; 1: 3/2/0/0 expired; 2: 2/0/0/48 live",
			[]string{"03-01 use 2", "03-02 grant 5 expires 03-05", "03-04 use 3", "03-06 buy 50", "03-07 use 5", "03-08 stated 48"}},
		// 2 more of an opening would only make 2 of the grant die
		{"the least that does", never, "03-31", "opening of 03-01T00:00: 0/0/0/0 used up; 1: 5/0/0/0 used up; 2: 5/0/0/45 live",
			[]string{"03-01 use 2", "03-02 grant 5 expires 03-05", "03-04 use 3", "03-06 buy 50", "03-07 use 5", "03-08 stated 45"}},
		// the opening lot dies first, so that a dollar more of it is a dollar less used of the grant:
		// 40 + 8 - 15 - 30 are 3, and the 10 of the grant that die then make 13
		{"more of an opening makes more of others expire", tenDays, "03-09", "opening of 03-01T00:00: 8/0/0/5 live; 1: 0/10/0/0 expired; 2: 0/0/0/35 live",
			[]string{"03-01 use 8", "03-02 grant 10 expires 03-08", "03-08 buy 35 expires never", "03-08T12:00 stated 40"}},
		{"what was refunded", never, "03-31", "opening of 03-01T00:00: 30/0/0/10 live; 1: 0/0/20/30 live", []string{"03-01 use 30", "03-02 buy 50", "03-03 refund 1 20", "03-04 stated 40"}},
		{"what was there can't have expired before", tenDays, "03-05", "opening of 02-01T00:00: 57/0/0/43 live", []string{"02-01T10:00 use 50", "03-01 stated 50", "03-02 use 7"}},
		// 8: policies.
		{"after N days", tenDays, "03-11", "1: 0/10/0/0 expired", []string{"03-01 buy 10"}},
		{"may is read as if", mayTen, "03-11", "1: 0/10/0/0 expired", []string{"03-01 buy 10"}},
		{"lenient as if not", lenient, "03-11", "1: 0/0/0/10 live", []string{"03-01 buy 10"}},
		{"a written expiry is certain", lenient, "03-11", "1: 0/10/0/0 expired", []string{"03-01 buy 10 expires 03-05"}},
		{"dead before it was bought, it dies at once", never, "03-31", "1: 0/10/0/0 expired; deficit 4", []string{"03-01 buy 10 expires 02-01", "03-02 use 4"}},
		{"never against the rule", tenDays, "03-31", "1: 0/0/0/10 live", []string{"03-01 buy 10 expires never"}},
		{"a day before", mayTen, "03-10", "1: 0/0/0/10 live", []string{"03-01 buy 10"}},
		// 9: refunds of credit.
		{"from its own lot", never, "03-31", "1: 3/0/0/7 live; 2: 0/0/5/0 refunded", []string{"03-01 buy 10", "03-02 buy 5", "03-03 refund 2 5", "03-04 use 3"}},
		{"at most what is left then", never, "03-31", "1: 8/0/2/0 refunded", []string{"03-01 buy 10", "03-02 use 8", "03-03 refund 1 5"}},
		{"used up after a part went back", never, "03-31", "1: 8/0/2/0 used up", []string{"03-01 buy 10", "03-02 refund 1 2", "03-03 use 8"}},
		{"unnamed: the youngest that holds enough", never, "03-31", "1: 0/0/6/4 live; 2: 0/0/0/5 live", []string{"03-01 buy 10", "03-02 buy 5", "03-03 refund 0 6"}},
		{"unnamed: just enough is enough", never, "03-31", "1: 0/0/0/10 live; 2: 0/0/5/0 refunded", []string{"03-01 buy 10", "03-02 buy 5", "03-03 refund 0 5"}},
		{"unnamed: by its method", never, "03-31", "1: 0/0/4/6 live; 2: 0/0/0/5 live", []string{"03-01 buy 10 by card", "03-02 buy 5 by crypto", "03-03 refund 0 4 by card"}},
		{"unnamed and by no method: of any", never, "03-31", "1: 0/0/0/10 live; 2: 0/0/4/1 live", []string{"03-01 buy 10 by card", "03-02 buy 5 by crypto", "03-03 refund 0 4"}},
		// 9 of 1 are used, as it is the older: 1 and 4 are left, and neither holds 20.
		{"unnamed: where none holds enough, the youngest that holds anything", never, "03-20", "1: 9/0/0/1 live; 2: 0/0/4/0 refunded", []string{"03-01 buy 10", "03-02 buy 4", "03-03 use 9", "03-04 refund 0 20"}},
		{"unnamed: not one that is used up", never, "03-20", "1: 0/0/10/0 refunded; 2: 4/0/0/0 used up", []string{"03-01 buy 10", "03-02 buy 4 expires 03-25", "03-03 use 4", "03-04 refund 0 20"}},
		// 10: automatic top-ups.
		{"bought when the balance falls below", automatic, "03-31", "purchase of 03-01T00:00: 25/0/0/0 used up; purchase of 03-03T00:00: 3/0/0/22 live",
			[]string{"03-01T10:00 use 8", "03-02T10:00 use 7", "03-03T10:00 use 13"}},
		{"ten is not below ten", automatic, "03-31", "purchase of 03-01T00:00: 15/0/0/10 live", []string{"03-01T10:00 use 15"}},
		{"several on a day", automatic, "03-31", "purchase of 03-01T00:00: 25/0/0/0 used up; purchase of 03-01T00:00: 25/0/0/0 used up; purchase of 03-01T00:00: 5/0/0/20 live", []string{"03-01T10:00 use 55"}},
		{"a real one takes its place", automatic, "03-31", "1: 25/0/0/0 used up; purchase of 03-03T00:00: 3/0/0/22 live",
			[]string{"03-01T09:00 buy 25", "03-01T10:00 use 8", "03-02T10:00 use 7", "03-03T10:00 use 13"}},
		{"a real one of the next day too", automatic, "03-31", "purchase of 03-01T00:00: 25/0/0/0 used up; 1: 8/0/0/17 live",
			[]string{"03-01T10:00 use 8", "03-02T10:00 use 10", "03-03T08:00 buy 25", "03-03T10:00 use 15"}},
		{"an opening begins the books", automatic, "03-31", "1: 8/0/0/42 live", []string{"03-01T10:00 use 80", "03-03T00:00 open 50", "03-03T10:00 use 8"}},
		{"idle days buy nothing", automatic, "04-30", "purchase of 03-01T00:00: 8/0/0/17 live", []string{"03-01T10:00 use 8"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := ledgertest.Lots(lot.Replay(story(t, test.terms, test.story...), instant(t, test.asOf))); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestPolicyOfALot: by what a lot dies, in words. Only by a rule that says "may" it dies
// perhaps.
func TestPolicyOfALot(t *testing.T) {
	for _, c := range []struct {
		terms lot.Terms
		want  string
		story []string
	}{
		{tenDays, "after 10 days", []string{"03-01 buy 10"}},
		{mayTen, "may after 10 days", []string{"03-01 buy 10"}},
		{tenDays, "never", []string{"03-01 buy 10 expires never"}},
		{tenDays, "as recorded", []string{"03-01 buy 10 expires 03-20"}},
		{never, "never, never: a refund of usage", []string{"03-01 buy 10", "03-02 use -3"}},
	} {
		var policies []string
		for _, l := range lot.Replay(story(t, c.terms, c.story...), instant(t, "03-05")).Lots {
			policies = append(policies, l.Policy)
			if may := strings.HasPrefix(l.Policy, "may "); l.May != may {
				t.Errorf("%v: %s, and it may: %t", c.story, l.Policy, l.May)
			}
		}
		if got := strings.Join(policies, ", "); got != c.want {
			t.Errorf("%v: %s, want %s", c.story, got, c.want)
		}
	}
}

// TestUsesByInterval: what each interval took from each lot, and gave back, and nothing of
// what it did not.
func TestUsesByInterval(t *testing.T) {
	for _, c := range []struct {
		name, want string // lot by lot: interval and dollars
		story      []string
	}{
		{"the older first", "1: 1 10; 2: 1 5; 3:", []string{"03-01 buy 10", "03-02 buy 10", "03-03 use 15", "03-04 buy 1"}},
		{"back in the reverse order", "1: 1 10; 2: 1 5, 2 -3; 3:", []string{"03-01 buy 10", "03-02 buy 10", "03-03 use 15", "03-04 buy 1", "03-05 use -3"}},
		{"to the last cent of one lot", "1: 1 10; 2: 1 5, 2 -5; 3:", []string{"03-01 buy 10", "03-02 buy 10", "03-03 use 15", "03-04 buy 1", "03-05 use -5"}},
		{"and one more of the next", "1: 1 10, 2 -1; 2: 1 5, 2 -5; 3:", []string{"03-01 buy 10", "03-02 buy 10", "03-03 use 15", "03-04 buy 1", "03-05 use -6"}},
		{"not of one that nothing was used of", "1: 0 5, 1 -2; 2:", []string{"03-01 buy 10", "03-02 use 5", "03-03 buy 10", "03-04 use -2"}},
		{"a deficit of the interval that it is of", "1: 0 10; 2: 0 5, 1 1", []string{"03-01 buy 10", "03-03 use 15", "03-05 buy 20", "03-06 use 1"}},
		{"two deficits, oldest first", "1: 0 10; 2: 0 5, 1 1; 3: 1 3, 2 1", []string{"03-01 buy 10", "03-02 use 15", "03-03 buy 6", "03-04 use 4", "03-05 buy 10", "03-06 use 1"}},
	} {
		h := story(t, never, c.story...)
		h.Trace = true
		var lots []string
		for _, l := range lot.Replay(h, instant(t, "03-31")).Lots {
			var uses []string
			for _, u := range l.Uses {
				uses = append(uses, fmt.Sprint(u.Interval, " ", u.USD))
			}
			lots = append(lots, strings.TrimSpace(fmt.Sprintf("%d: %s", l.ID, strings.Join(uses, ", "))))
		}
		if got := strings.Join(lots, "; "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestExcess names what a refund took beyond what was left.
func TestExcess(t *testing.T) {
	b := lot.Replay(story(t, never, "03-01 buy 10", "03-02 use 8", "03-03 refund 1 5"), instant(t, "03-31"))
	if len(b.Excesses) != 1 || b.Excesses[0].Refund.ID != 2 {
		t.Fatalf("excesses %v, want one of refund 2", b.Excesses)
	}
	ledgertest.USD(t, "excess", b.Excesses[0].USD, "3")
}

// TestLotFees: $5.50 for $100.00, of which 30 are used by the 3rd, 20 more by the
// 5th, 10 come back and 40 go back to the payer.
func TestLotFees(t *testing.T) {
	h := story(t, never, "03-01 buy 100 fee 5.50", "03-02 use 30", "03-03 buy 10 fee 0.80", "03-04 use 20", "03-05 refund 1 40", "03-06 use -10", "03-07 grant 1", "03-08 use 5")
	b := lot.Replay(h, instant(t, "03-31"))
	// 30 - 10 + 20 + 5 = 45 used of lot 1; 0.055 a dollar.
	if got, want := ledgertest.Lots(b), "1: 45/0/40/15 live; 2: 0/0/0/10 live; 4: 0/0/0/1 live"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	var fees []string
	for _, i := range b.Intervals {
		fees = append(fees, i.Fee.String())
	}
	// From the 1st, 3rd, 5th and 7th: 30, 20, -10 and 5 times 0.055.
	if got, want := strings.Join(fees, " "), "1.65 1.1 -0.55 0.275"; got != want {
		t.Errorf("fees by interval %s, want %s", got, want)
	}
	ledgertest.USD(t, "fee of what was used", b.Lots[0].FeeUsed, "2.475")
	rest, known := b.Lots[0].FeeUnused()
	if !known {
		t.Fatal("the fee is known")
	}
	ledgertest.USD(t, "fee of the rest", rest, "3.025")
	paid, _ := b.FeesPaid()
	ledgertest.USD(t, "fees paid", paid, "6.30")
}

// TestDeficitFee: the usage that a later purchase pays for carries its fee.
func TestDeficitFee(t *testing.T) {
	b := lot.Replay(story(t, never, "03-01 buy 10 fee 1", "03-02 use 15", "03-03 buy 20 fee 2", "03-04 use 10"), instant(t, "03-31"))
	if got, want := ledgertest.Lots(b), "1: 10/0/0/0 used up; 2: 15/0/0/5 live"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	// 1.00 for the 10, 5 x 0.10 for the deficit; 10 x 0.10 since the 3rd.
	ledgertest.USD(t, "fee of the first interval", b.Intervals[0].Fee, "1.5")
	ledgertest.USD(t, "fee of the second", b.Intervals[1].Fee, "1")
}

// TestFeeReturned: half the credit and its half of the fee went back.
func TestFeeReturned(t *testing.T) {
	b := lot.Replay(story(t, never, "03-01 buy 100 fee 5.50", "03-02 refund 1 50 fee 2.75", "03-03 use 20"), instant(t, "03-31"))
	paid, _ := b.FeesPaid()
	ledgertest.USD(t, "fees paid", paid, "2.75")
	ledgertest.USD(t, "fee of what was used", b.Lots[0].FeeUsed, "1.1")
	rest, _ := b.Lots[0].FeeUnused()
	ledgertest.USD(t, "fee of the rest", rest, "1.65")
}

// TestUnknownFee is not zero.
func TestUnknownFee(t *testing.T) {
	h := story(t, never, "03-01 buy 100", "03-02 use 20")
	h.TopUps[0].Fee = nil
	b := lot.Replay(h, instant(t, "03-31"))
	if paid, known := b.FeesPaid(); known {
		t.Errorf("fees paid %s, want unknown", paid)
	}
	if _, known := b.Lots[0].FeeUnused(); known {
		t.Error("the fee of the rest is unknown")
	}
}

// TestRefundable: a purchase by card within 24 hours, a grant never.
func TestRefundable(t *testing.T) {
	terms := never
	terms.RefundHours = func(method string) int {
		if method == "crypto" {
			return 0
		}
		return 24
	}
	b := lot.Replay(story(t, terms, "03-01T12:00 buy 10", "03-01T12:00 buy 10 by crypto", "03-01T12:00 grant 5"), instant(t, "03-02"))
	for i, want := range []string{"2026-03-02T12:00:00Z", "", ""} {
		got := ""
		if !b.Lots[i].RefundableUntil.IsZero() {
			got = b.Lots[i].RefundableUntil.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("lot %d: refundable until %q, want %q", i+1, got, want)
		}
	}
}

// TestDeficitSince: credit was missing from the usage on with which an interval came to
// more than was left, and is still missing at its end.
func TestDeficitSince(t *testing.T) {
	for name, c := range map[string]struct {
		want  string
		story []string
	}{
		"6 and 6 of 10":             {"11-03", []string{"11-01 buy 10", "11-02 use 6", "11-03 use 6"}},
		"all used, and no more":     {"", []string{"11-01 buy 10", "11-02 use 6", "11-03 use 4"}},
		"a refund of usage in time": {"", []string{"11-01 buy 10", "11-02 use 6", "11-03 use 6", "11-04 use -3"}},
		"and then more of it":       {"11-05", []string{"11-01 buy 10", "11-02 use 6", "11-03 use 6", "11-04 use -3", "11-05 use 2"}},
		"paid in part":              {"11-02", []string{"11-01 buy 10", "11-02 use 15", "11-04 buy 3"}},
		"paid, and missing again":   {"11-06", []string{"11-01 buy 10", "11-02 use 15", "11-04 buy 20", "11-06 use 16"}},
		"before the books begin":    {"", []string{"11-01 use 6", "11-02 buy 10"}},
		"of an expired lot":         {"11-06", []string{"11-01 buy 10 expires 11-05", "11-06 use 1"}},
		"usage at the next birth":   {"11-04", []string{"11-01 buy 10", "11-02 use 10", "11-04 buy 1", "11-04 use 2"}},
	} {
		b := lot.Replay(story(t, lot.Terms{}, c.story...), instant(t, "11-30"))
		if want := c.want; want == "" && !b.DeficitSince.IsZero() || want != "" && !b.DeficitSince.Equal(instant(t, want)) {
			t.Errorf("%s: since %s, want %q", name, b.DeficitSince, want)
		}
		if (b.Deficit.Sign() > 0) != !b.DeficitSince.IsZero() {
			t.Errorf("%s: %s since %s", name, b.Deficit, b.DeficitSince)
		}
	}
}
