package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// TestAgainUnderAnotherAccount: an id of the books that comes again under another
// account of its gateway refuses the whole file, unless that is wanted.
func TestAgainUnderAnotherAccount(t *testing.T) {
	fourth := activityHead + generation("gen-9", "2026-10-09 10:00:00", "1", 10, 1, "lab/one")
	for _, c := range []struct {
		name, text, account string
		line                int // of the first known row; 0 is taken
	}{
		{"the same file under another account", threeRows, "openrouter/team-a", 2},
		{"under a name that is no gateway's", threeRows, "opnrouter", 2},
		{"one known row among others", fourth + generation("gen-1", "2026-10-01 10:00:00", "0.5", 1000, 100, "lab/one"), "openrouter/team-a", 3},
		{"other ids", fourth, "openrouter/team-a", 0},
		{"the same account", threeRows, "openrouter", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, small())
			bring(t, s, threeRows, options("a"))
			before := rowsIn(t, s)
			opt := options("b.csv")
			opt.Account = c.account
			_, err := s.Import(t.Context(), strings.NewReader(c.text), opt)
			var double *usage.DoubleError
			if c.line == 0 {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if !errors.As(err, &double) || double.Line != c.line || double.Under != "openrouter" || double.Account != c.account {
				t.Fatalf("error %v, want one of line %d", err, c.line)
			}
			if after := rowsIn(t, s); after != before || len(extent(t, s).Accounts) != 1 {
				t.Errorf("%d rows, want %d", after, before)
			}
		})
	}
}

// TestSameFileUnderAnotherAccount: rows without an id are known by their file.
func TestSameFileUnderAnotherAccount(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, dailyHead+"2026-10-01,lab/one,2,0,3,5000,50,0\n", options("a.csv"))
	opt := options("b.csv")
	opt.Account = "openrouter/team-a"
	_, err := s.Import(t.Context(), strings.NewReader(dailyHead+"2026-10-01,lab/one,2,0,3,5000,50,0\n"), opt)
	var double *usage.DoubleError
	if !errors.As(err, &double) || double.Line != 0 || double.Import != 1 || double.Under != "openrouter" {
		t.Fatalf("error %v", err)
	}
	opt.Again = true
	counts(t, bring(t, s, dailyHead+"2026-10-01,lab/one,2,0,3,5000,50,0\n", opt), 1, 0, 0, 0)
}

// TestOtherViewsMayHaveTheIDs: a subscription and an own-key account are views of
// somebody else's spend.
func TestOtherViewsMayHaveTheIDs(t *testing.T) {
	for _, billing := range []string{"own-key", "subscription"} {
		s := temporary(t, small())
		bring(t, s, threeRows, options("a"))
		if _, err := s.SetAccount(t.Context(), "openrouter/mine", ledger.AccountChange{Billing: &billing}); err != nil {
			t.Fatal(err)
		}
		opt := options("b")
		opt.Account = "openrouter/mine"
		counts(t, bring(t, s, strings.TrimSuffix(threeRows, "\n")+"\n\n", opt), 3, 0, 0, 0)
	}
}

// TestUnknownGateway: a gateway that neither the catalog nor the ledger knows refuses
// the file with the nearest names; taken once, it is known.
func TestUnknownGateway(t *testing.T) {
	const head = "time,gateway,model,input_tokens\n"
	s := temporary(t, small())
	_, err := s.Import(t.Context(), strings.NewReader(head+"2026-10-01,openrouter,lab/one,5\n2026-10-02,opnrouter,lab/one,5\n"), options("f.csv"))
	var unknown *pricing.UnknownGatewayError
	if !errors.As(err, &unknown) || unknown.Gateway != "opnrouter" || unknown.Nearest[0] != "openrouter" || !strings.Contains(err.Error(), "f.csv: line 3") {
		t.Fatalf("error %v", err)
	}
	if e := extent(t, s); rowsIn(t, s) != 0 || len(e.Accounts) != 0 {
		t.Errorf("extent %+v", e)
	}
	opt := options("f.csv")
	opt.Again = true
	bring(t, s, head+"2026-10-01,house,lab/one,5\n", opt)
	counts(t, bring(t, s, head+"2026-10-02,house,lab/one,5\n", options("g.csv")), 1, 0, 0, 0)
}

// BenchmarkManyAccounts imports a file of 1,000 accounts and tells how many times as long
// that takes as one of 250: a proxy has one a customer.
func BenchmarkManyAccounts(b *testing.B) {
	bring := func(accounts int) time.Duration {
		var rows strings.Builder
		rows.WriteString("time,gateway,account,model,input_tokens,cost_usd,request_id\n")
		for n := range accounts * 20 {
			fmt.Fprintf(&rows, "2026-10-%02dT12:00:00Z,lab,lab/%d,lab/one,1000,0.5,%d\n", 1+n%20, n/20, n)
		}
		s := temporary(b, small())
		begun := time.Now()
		if _, err := s.Import(b.Context(), strings.NewReader(rows.String()), options("many.csv")); err != nil {
			b.Fatal(err)
		}
		return time.Since(begun)
	}
	var few, many time.Duration
	for b.Loop() {
		few += bring(250)
		many += bring(1_000)
	}
	b.ReportMetric(float64(many)/float64(few), "1000/250")
}
