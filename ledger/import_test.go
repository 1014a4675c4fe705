package ledger_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"

	"pgregory.net/rapid"
)

// three rows of one account, newest first, $0.75 in all.
const threeRows = activityHead +
	"gen-3,2026-10-03 10:00:00.000,0.5,1000,50,0,400,0,lab/one,P,key,app,\n" +
	"gen-2,2026-10-02 10:00:00.000,0.3,600,40,10,0,0,lab/one,P,key,app,u\n" +
	"gen-1,2026-10-01 10:00:00.000,-0.05,0,0,0,0,0,lab/one,P,key,app,\n"

func TestImportIntoTheLedger(t *testing.T) {
	s := temporary(t, small())
	got := bring(t, s, threeRows, options("a.csv"))
	counts(t, got, 3, 0, 0, 0)
	if got.Type != "openrouter-activity-csv" || got.Account != "openrouter" || got.Rows != 3 || got.Computed != 0 || len(got.Unpriced) != 0 {
		t.Errorf("imported %+v", got)
	}
	ledgertest.USD(t, "the ledger grew by", got.USD, "0.75") // 0.5 + 0.3 - 0.05
	if !got.First.Equal(time.Date(2026, 10, 1, 10, 0, 0, 0, time.UTC)) || !got.Last.Equal(time.Date(2026, 10, 3, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("from %v to %v", got.First, got.Last)
	}
	r := reported(t, s, report.Query{}).Total
	ledgertest.USD(t, "total", r.USD, "0.75")
	// 1,000 prompt tokens less 400 cached, and 600 more; reasoning stays in output.
	want := pricing.Tokens{pricing.Input: 1200, pricing.CacheRead: 400, pricing.Output: 90, pricing.Reasoning: 10}
	if r.Tokens != want || r.Requests != 3 {
		t.Errorf("%d requests, tokens %v, want 3 and %v", r.Requests, r.Tokens, want)
	}
	list, err := s.Imports(context.Background())
	if err != nil || len(list) != 1 {
		t.Fatalf("imports %v, %v", list, err)
	}
	sum := sha256.Sum256([]byte(threeRows))
	i := list[0]
	if i.ID != got.ID || i.File != "a.csv" || i.Size != int64(len(threeRows)) || i.SHA256 != hex.EncodeToString(sum[:]) || !i.At.Equal(now) ||
		i.Rows != 3 || i.Added != 3 || i.Type != "openrouter-activity-csv" || !i.First.Equal(got.First) || !i.Last.Equal(got.Last) || !i.USD.Equal(got.USD) {
		t.Errorf("remembered as %+v", i)
	}
	sound(t, s)
}

// TestSameFileAgain: the second to the fifth time nothing is added.
func TestSameFileAgain(t *testing.T) {
	texts := map[string]string{
		"rows with ids": threeRows,
		"rows without":  nativeHead + "2026-10-01,lab,,lab-one,,10,0,5,0,,,,\n2026-10-01,lab,,lab-one,,10,0,5,0,,,,\n2026-10-02,lab,,lab-one,,7,0,5,0,,0.1,,\n",
		"buckets":       dailyHead + "2026-10-01,lab/one,0.5,0,3,100,10,0\n2026-10-02,lab/one,0.6,0,3,100,10,0\n2026-10-02,lab/two,0.1,0,3,100,10,0\n",
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			s := temporary(t, small())
			counts(t, bring(t, s, text, options("1")), 3, 0, 0, 0)
			before := dump(t, s)
			for i := 2; i <= 5; i++ {
				got := bring(t, s, text, options(fmt.Sprint(i)))
				counts(t, got, 0, 3, 0, 0)
				ledgertest.USD(t, "the ledger grew by", got.USD, "0")
			}
			differ(t, "after five times", dump(t, s), before)
			sound(t, s)
		})
	}
}

// TestEqualRowsWithoutID: two equal requests in one file are two; the same file
// again adds none; a file with three of them adds the third.
func TestEqualRowsWithoutID(t *testing.T) {
	const row = "2026-10-01T10:00:00Z,lab,,lab-one,,100,0,10,0,,0.25,,\n"
	s := temporary(t, small())
	counts(t, bring(t, s, nativeHead+row+row, options("two")), 2, 0, 0, 0)
	counts(t, bring(t, s, nativeHead+row+row, options("two again")), 0, 2, 0, 0)
	ledgertest.USD(t, "two", reported(t, s, report.Query{}).Total.USD, "0.5")
	counts(t, bring(t, s, nativeHead+row, options("one")), 0, 1, 0, 0)
	counts(t, bring(t, s, nativeHead+row+row+row, options("three")), 1, 2, 0, 0)
	ledgertest.USD(t, "three", reported(t, s, report.Query{}).Total.USD, "0.75")
	sound(t, s)
}

// TestLaterFiguresWin: late settlement. The later file's figures count, the row
// is not counted twice.
func TestLaterFiguresWin(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, threeRows, options("a.csv"))
	late := activityHead +
		"gen-3,2026-10-03 10:00:00.000,0.52,1000,55,0,400,0,lab/one,P,key,app,\n" + // settled later
		"gen-2,2026-10-02 10:00:00.000,0.3,600,40,10,0,0,lab/one,P,key,app,u\n" + // as it was
		generation("gen-4", "2026-10-04 00:00:00.000", "0.1", 10, 1, "lab/one")
	got := bring(t, s, late, options("b.csv"))
	counts(t, got, 1, 1, 1, 0)
	ledgertest.USD(t, "the ledger grew by", got.USD, "0.12") // 0.1 and 0.02 more
	r := reported(t, s, report.Query{}).Total
	ledgertest.USD(t, "total", r.USD, "0.87")
	if r.Requests != 4 || r.Tokens[pricing.Output] != 96 { // 55 + 40 + 0 + 1
		t.Errorf("%d requests, %d output tokens", r.Requests, r.Tokens[pricing.Output])
	}
	sound(t, s)
}

// TestUpdateMovesLabels: a later row may name another model, key or day; the old
// labels' sums lose it.
func TestUpdateMovesLabels(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, activityHead+generation("g", "2026-10-01 23:59:59.000", "1", 10, 1, "lab/one"), options("a"))
	bring(t, s, activityHead+generation("g", "2026-10-02 00:00:01.000", "1", 10, 1, "lab/two"), options("b"))
	r := reported(t, s, report.Query{By: []string{"day", "model"}})
	if len(r.Rows) != 1 || r.Rows[0].Keys[0] != "2026-10-02" || r.Rows[0].Keys[1] != "lab/two" {
		t.Errorf("rows %+v", r.Rows)
	}
	// Its time alone.
	counts(t, bring(t, s, activityHead+generation("g", "2026-10-03 00:00:01.000", "1", 10, 1, "lab/two"), options("c")), 0, 0, 1, 0)
	r = reported(t, s, report.Query{By: []string{"day"}})
	if len(r.Rows) != 1 || r.Rows[0].Keys[0] != "2026-10-03" {
		t.Errorf("rows %+v", r.Rows)
	}
	sound(t, s)
}

// TestStreamedDuplicatesCountOnce: a streamed request that an export repeats
// with a growing output is one request, with the figures of its last row.
func TestStreamedDuplicatesCountOnce(t *testing.T) {
	s := temporary(t, small())
	got := bring(t, s, activityHead+
		generation("gen-1", "2026-10-01 10:00:00.000", "0.01", 1000, 1, "lab/one")+
		generation("gen-1", "2026-10-01 10:00:00.000", "0.02", 1000, 80, "lab/one")+
		generation("gen-1", "2026-10-01 10:00:00.000", "0.03", 1000, 200, "lab/one"), options("a.csv"))
	counts(t, got, 1, 0, 2, 0)
	r := reported(t, s, report.Query{}).Total
	ledgertest.USD(t, "total", r.USD, "0.03") // not 0.06
	if r.Requests != 1 || r.Tokens[pricing.Input] != 1000 || r.Tokens[pricing.Output] != 200 {
		t.Errorf("%d requests, tokens %v; want 1, 1000 in, 200 out", r.Requests, r.Tokens)
	}
	sound(t, s)
}

// TestSameIDInTwoAccounts: an id is one row per account, for who says that it is.
func TestSameIDInTwoAccounts(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, threeRows, options("a"))
	opt := options("b")
	opt.Account, opt.Again = "openrouter/team-a", true
	counts(t, bring(t, s, threeRows, opt), 3, 0, 0, 0)
	ledgertest.USD(t, "both", reported(t, s, report.Query{}).Total.USD, "1.5")
	ledgertest.USD(t, "team a", reported(t, s, report.Query{Account: "openrouter/team-a"}).Total.USD, "0.75")
	if e := extent(t, s); rowsIn(t, s) != 6 || !reflect.DeepEqual(e.Accounts, []string{"openrouter", "openrouter/team-a"}) {
		t.Errorf("extent %+v", e)
	}
}

// TestBuckets: within one file the last bucket of a day and model wins; a later
// import replaces it whole.
func TestBuckets(t *testing.T) {
	s := temporary(t, small())
	got := bring(t, s, dailyHead+
		"2026-10-01,lab/one,0.5,0,3,100,10,0\n"+
		"2026-10-01,lab/two,2,0,1,50,5,0\n"+
		"2026-10-01,lab/one,0.8,0,5,160,16,2\n", options("open"))
	counts(t, got, 2, 0, 1, 0)
	r := reported(t, s, report.Query{Model: "lab/one"}).Total
	ledgertest.USD(t, "in one file the last", r.USD, "0.8")
	if r.Requests != 5 {
		t.Errorf("%d requests, want 5", r.Requests)
	}
	counts(t, bring(t, s, dailyHead+"2026-10-01,lab/one,1.1,0,9,300,30,4\n", options("grown")), 0, 0, 1, 0)
	r = reported(t, s, report.Query{Model: "lab/one"}).Total
	ledgertest.USD(t, "the bucket that grew", r.USD, "1.1")
	if r.Requests != 9 || r.Tokens[pricing.Input] != 300 {
		t.Errorf("%d requests, %d input tokens; want 9 and 300", r.Requests, r.Tokens[pricing.Input])
	}
	sound(t, s)
}

// TestRowsInAnyOrder: the order of a file's rows makes no difference.
func TestRowsInAnyOrder(t *testing.T) {
	text, err := os.ReadFile("usagefile/testdata/openrouter-activity.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
	head, rows := lines[0], lines[1:]
	rows[len(rows)-1] += "\n"
	s := temporary(t, small())
	bring(t, s, string(text), options("as exported"))
	want := dump(t, s)
	rapid.Check(t, func(t *rapid.T) {
		s := temporary(t, small())
		bring(t, s, head+strings.Join(rapid.Permutation(rows).Draw(t, "rows"), ""), options("shuffled"))
		differ(t, "shuffled", dump(t, s), want)
	})
}

// entry is a row of the random files: its key and which of its versions.
type entry struct{ key, version int }

// write makes a native file of entries: keys 0 to 7 are rows with an id in one
// of two accounts, 8 to 11 rows without, 12 and 13 stand for buckets and are
// left to daily.
func write(entries []entry) string {
	var b strings.Builder
	b.WriteString(nativeHead)
	for _, e := range entries {
		account, id, at := "openrouter", fmt.Sprintf("req-%d", e.key), fmt.Sprintf("2026-10-%02dT%02d:30:00Z", 1+e.key%3, e.key)
		if e.key%2 == 1 {
			account = "openrouter/team-a"
		}
		cost := fmt.Sprintf("%d.%d37", e.key, e.version)
		if e.version == 2 {
			cost = "" // computed
		}
		if e.key >= 8 {
			id, cost = "", fmt.Sprintf("0.00%d7", e.key)
		}
		if e.key == 11 {
			cost = ""
		}
		fmt.Fprintf(&b, "%s,openrouter,%s,%s,%s,%d,%d,%d,0,,%s,,k%d\n", at, account, []string{"lab/one", "lab/two", "lab/one:free"}[e.key%3], id, 100+e.key+7*e.version, e.key, 10, cost, e.version)
	}
	return b.String()
}

// daily makes an OpenRouter daily file of entries.
func daily(entries []entry) string {
	var b strings.Builder
	b.WriteString(dailyHead)
	for _, e := range entries {
		fmt.Fprintf(&b, "2026-10-%02d,lab/one,%d.%d3,0,%d,%d,10,1\n", 1+e.key, e.key, e.version, 2+e.version, 1000+e.key)
	}
	return b.String()
}

// TestImportOrderNeverMatters: overlapping files whose figures agree give the
// same ledger in any order.
func TestImportOrderNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var files []string
		for range rapid.IntRange(2, 4).Draw(t, "files") {
			if rapid.IntRange(0, 3).Draw(t, "kind") == 0 {
				var es []entry
				for _, k := range rapid.SliceOfNDistinct(rapid.IntRange(0, 4), 1, 5, rapid.ID).Draw(t, "days") {
					es = append(es, entry{k, k % 2})
				}
				files = append(files, daily(es))
				continue
			}
			var es []entry
			for _, k := range rapid.SliceOfN(rapid.IntRange(0, 11), 1, 8).Draw(t, "rows") {
				es = append(es, entry{k, k % 3})
			}
			files = append(files, write(es))
		}
		var dumps []string
		for _, order := range [][]string{files, rapid.Permutation(files).Draw(t, "order")} {
			s := temporary(t, small())
			for i, f := range order {
				if got := bring(t, s, f, options(fmt.Sprint(i))); got.Updated != 0 {
					t.Fatalf("%d updated, and the figures agree", got.Updated)
				}
			}
			sound(t, s)
			dumps = append(dumps, dump(t, s))
		}
		differ(t, "other order", dumps[1], dumps[0])
	})
}

// TestComputedRows: a row without a cost takes the catalog's price of its own
// instant, is marked, and keeps it whatever a later catalog says.
func TestComputedRows(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	text := nativeHead +
		// 1,000 x 2 + 100 x 0.5 + 10 x 10 = 2,150 millionths until June,
		"2026-05-31T23:59:59.999Z,lab,,lab-one,a,1000,100,10,4,,,,\n" +
		// 1,000 x 3 + 100 x 0.5 + 10 x 12 = 3,170 millionths from June on.
		"2026-06-01T00:00:00Z,lab,,lab-one,b,1000,100,10,4,,,,\n" +
		"2026-06-01T00:00:00Z,lab,,lab-one,c,1000,100,10,4,,1,,\n"
	got := bring(t, s, text, options("n.csv"))
	counts(t, got, 3, 0, 0, 0)
	if got.Computed != 2 {
		t.Errorf("%d computed, want 2", got.Computed)
	}
	check := func(s *ledger.Store) {
		t.Helper()
		r := reported(t, s, report.Query{By: []string{"month"}})
		ledgertest.USD(t, "May", r.Rows[0].USD, "0.00215")
		ledgertest.USD(t, "May, computed", r.Rows[0].ComputedUSD, "0.00215")
		ledgertest.USD(t, "June", r.Rows[1].USD, "1.00317")
		ledgertest.USD(t, "June, computed", r.Rows[1].ComputedUSD, "0.00317")
	}
	check(s)
	closed(t, s)
	// Rates a hundredfold: the books stay as they are, and the file is known.
	dear := catalogOf(t, "rates/lab.csv", rateHead+"lab/one,lab-one,,,,,200,1000,50,,,,,x,2026-01-01\nlab/two,lab-two,,,,,1,4,,,,,,x,2026-01-01\n")
	s = onDisk(t, path, dear)
	defer closed(t, s)
	check(s)
	counts(t, bring(t, s, text, options("n.csv")), 0, 3, 0, 0)
	check(s)
	sound(t, s)
}

// TestReportedCostReplacesComputed: once the gateway's own figure comes, it wins.
func TestReportedCostReplacesComputed(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, nativeHead+"2026-10-01,lab,,lab-one,a,1000,0,0,0,,,,\n", options("a"))
	ledgertest.USD(t, "computed", reported(t, s, report.Query{}).Total.ComputedUSD, "0.003") // 1,000 at 3 a million
	counts(t, bring(t, s, nativeHead+"2026-10-01,lab,,lab-one,a,1000,0,0,0,,0.004,,\n", options("b")), 0, 0, 1, 0)
	r := reported(t, s, report.Query{}).Total
	ledgertest.USD(t, "reported", r.USD, "0.004")
	ledgertest.USD(t, "computed", r.ComputedUSD, "0")
}

// TestUnpriced: what the catalog can't price is imported, named with what is
// near, and its tokens are counted apart: never $0 in silence.
func TestUnpriced(t *testing.T) {
	s := temporary(t, small())
	got := bring(t, s, nativeHead+
		"2026-10-01,lab,,lab-ome,a,1000,200,30,10,,,,\n"+ // unknown: 1,230 tokens
		"2026-10-01,lab,,lab-ome,b,1,0,0,0,,0.5,,\n"+ // unknown, but with a cost
		"2026-10-01,nowhere,,lab-one,c,7,0,0,0,,,,\n"+ // no such gateway
		"2026-10-01,lab,,lab-one,d,1000,0,0,0,,,,\n", anyway("n"))
	counts(t, got, 4, 0, 0, 0)
	if len(got.Unpriced) != 2 {
		t.Fatalf("unpriced %+v, want two", got.Unpriced)
	}
	u := got.Unpriced[0]
	if u.Model != "lab-ome" || u.Gateway != "lab" || u.Tokens != 1231 || len(u.Nearest) == 0 || u.Nearest[0] != "lab/one" && u.Nearest[0] != "lab/two" {
		t.Errorf("unpriced %+v", u)
	}
	if u := got.Unpriced[1]; u.Model != "lab-one" || u.Gateway != "nowhere" || u.Tokens != 7 {
		t.Errorf("unpriced %+v", u)
	}
	r := reported(t, s, report.Query{By: []string{"gateway", "model"}})
	if r.Total.UnpricedTokens != 1237 { // 1,230 + 7; the row with a cost has a price
		t.Errorf("%d unpriced tokens, want 1237", r.Total.UnpricedTokens)
	}
	ledgertest.USD(t, "total", r.Total.USD, "0.503") // 0.5 as reported and 1,000 x 3 / 1,000,000
	sound(t, s)
}

// TestUnpricedThen: a model that the catalog knows is unpriced outside the
// interval of its rates, and a kind without a rate is too. Both are named.
func TestUnpricedThen(t *testing.T) {
	s := temporary(t, small())
	got := bring(t, s, nativeHead+
		"2026-07-31T23:59:59Z,lab,,lab-two,a,1000,0,0,0,,,,\n"+ // 0.001
		"2026-08-01T00:00:00Z,lab,,lab-two,b,500,0,20,0,,,,\n"+ // no rate any more: 520 tokens
		"2026-07-01T00:00:00Z,lab,,lab-two,c,1000,300,0,0,,,,\n"+ // 0.001; 300 read from the cache have no rate
		"2026-08-02T00:00:00Z,lab,,lab-two,d,70,0,0,0,,0.5,,\n", options("n")) // has its cost
	if len(got.Unpriced) != 1 || got.Unpriced[0].Gateway != "lab" || got.Unpriced[0].Model != "lab-two" || got.Unpriced[0].Tokens != 820 {
		t.Errorf("unpriced %+v, want lab-two at lab with 820 tokens", got.Unpriced)
	}
	r := reported(t, s, report.Query{}).Total
	ledgertest.USD(t, "total", r.USD, "0.502")
	if r.UnpricedTokens != 820 {
		t.Errorf("%d unpriced tokens, want 820", r.UnpricedTokens)
	}
}

// TestUnpricedInOneOrder: the same file names them in the same order.
func TestUnpricedInOneOrder(t *testing.T) {
	for range 20 {
		s := temporary(t, small())
		got := bring(t, s, nativeHead+"2026-10-01,lab,,x,,1,0,0,0,,,,\n2026-10-01,hush,,x,,1,0,0,0,,,,\n2026-10-01,openrouter,,x,,1,0,0,0,,,,\n", options("n"))
		var order []string
		for _, u := range got.Unpriced {
			order = append(order, u.Gateway)
		}
		if s := strings.Join(order, " "); s != "hush lab openrouter" {
			t.Fatalf("order %s", s)
		}
	}
}

// TestOwnKeyDollarsAreInNoTotal: spend on one's own key is shown apart.
func TestOwnKeyDollarsAreInNoTotal(t *testing.T) {
	s := temporary(t, small())
	got := bring(t, s, activityHead+
		"g1,2026-10-01 10:00:00,0,100,10,0,0,7.5,lab/one,P,k,a,\n"+
		"g2,2026-10-01 11:00:00,0.02,100,10,0,0,0.4,lab/one,P,k,a,\n"+ // with the gateway's fee
		"g3,2026-10-01 12:00:00,1,100,10,0,0,0,lab/one,P,k,a,\n", options("a"))
	ledgertest.USD(t, "the ledger grew by", got.USD, "1.02")
	ledgertest.USD(t, "own key", got.BYOKUSD, "7.9")
	r := reported(t, s, report.Query{}).Total
	ledgertest.USD(t, "total", r.USD, "1.02")
	ledgertest.USD(t, "own key", r.BYOKUSD, "7.9")
	// The month's fee is on 1.02 alone: 1.02 / 5 x 0.80 = 0.1632, and all-in 1.18.
	fees(t, "fees", r.FeesUSD, "0.16")
	fees(t, "all-in", r.AllInUSD, "1.18")
	for _, l := range workload(t, s, ledger.WorkloadQuery{AsOf: now}).Lines {
		if l.OwnKey != (l.Requests == 2) {
			t.Errorf("line %+v", l)
		}
	}
}

func TestAccounts(t *testing.T) {
	native := "time,model,cost_usd,account,gateway\n"
	for _, c := range []struct {
		name, text, account, gatewaySet string
		want                            []string // account at gateway
		column, reason                  string
	}{
		{"an export's own gateway", threeRows, "", "", []string{"openrouter at openrouter"}, "", ""},
		{"an account named", threeRows, "acme", "", []string{"acme at openrouter"}, "", ""},
		{"an account with the gateway's name in it", native + "2026-10-01,m,1,lab/a,\n", "", "", []string{"lab/a at lab"}, "", ""},
		{"both columns", native + "2026-10-01,m,1,acme,lab\n2026-10-01,m,1,,hush\n", "", "", []string{"acme at lab", "hush at hush"}, "", ""},
		{"the flag wins over the column", native + "2026-10-01,m,1,acme,lab\n", "mine", "", []string{"mine at lab"}, "", ""},
		{"a gateway set", native + "2026-10-01,m,1,,\n", "", "hush", []string{"hush at hush"}, "", ""},
		{"an unknown gateway", native + "2026-10-01,m,1,,elsewhere\n", "", "", []string{"elsewhere at elsewhere"}, "", ""},
		{"no gateway at all", native + "2026-10-01,m,1,,\n", "", "", nil, "gateway", "--set gateway="},
		{"an account that is no gateway's", native + "2026-10-01,m,1,acme,\n", "", "", nil, "gateway", "--set gateway="},
		{"one account at two gateways", native + "2026-10-01,m,1,acme,lab\n2026-10-01,m,1,acme,hush\n", "", "", nil, "account", "account at lab"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, small())
			opt := options("f")
			opt.Account, opt.Again = c.account, true
			if c.gatewaySet != "" {
				opt.Options = set("gateway", c.gatewaySet)
			}
			got, err := s.Import(context.Background(), strings.NewReader(c.text), opt)
			if c.column != "" {
				var bad *usage.RejectedError
				if !errors.As(err, &bad) || bad.Faults[0].Column != c.column || !strings.Contains(bad.Faults[0].Reason, c.reason) {
					t.Errorf("error %v, want a fault of %s: %s", err, c.column, c.reason)
				}
				if e := extent(t, s); rowsIn(t, s) != 0 || len(e.Accounts) != 0 {
					t.Errorf("extent %+v", e)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var have []string
			for _, r := range reported(t, s, report.Query{By: []string{"account", "gateway"}}).Rows {
				have = append(have, r.Keys[0]+" at "+r.Keys[1])
			}
			if !reflect.DeepEqual(have, c.want) {
				t.Errorf("accounts %v (%s), want %v", have, got.Account, c.want)
			}
		})
	}
}

// TestAccountAtAnotherGateway: an account that an earlier import made can't take
// another gateway's usage.
func TestAccountAtAnotherGateway(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, threeRows, options("a"))
	before := dump(t, s)
	opt := options("b")
	opt.Account = "openrouter"
	_, err := s.Import(context.Background(), strings.NewReader(nativeHead+"2026-10-01,lab,,lab-one,,1,0,0,0,,,,\n"), opt)
	var bad *usage.RejectedError
	if !errors.As(err, &bad) || bad.Faults[0].Column != "account" || bad.Faults[0].Value != "openrouter" || bad.Faults[0].Line != 2 {
		t.Fatalf("error %v, want a fault of account openrouter in line 2", err)
	}
	differ(t, "after the refusal", dump(t, s), before)
}

// badRows has 25 bad cells among 30 rows.
func badRows() string {
	var b strings.Builder
	b.WriteString(activityHead)
	for i := range 30 {
		cost := "0.1"
		if i >= 5 {
			cost = "NaN"
		}
		b.WriteString(generation(fmt.Sprintf("new-%d", i), "2026-10-05 00:00:00", cost, 10, 1, "lab/one"))
	}
	return b.String()
}

// TestBadCellRefusesTheFile: all of a file or none of it, and all faults named.
func TestBadCellRefusesTheFile(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, threeRows, options("a"))
	before := dump(t, s)
	_, err := s.Import(context.Background(), strings.NewReader(badRows()), options("bad.csv"))
	var bad *usage.RejectedError
	if !errors.As(err, &bad) {
		t.Fatalf("error %v, want *RejectedError", err)
	}
	if len(bad.Faults) != 25 || bad.Faults[0] != (usagefile.Fault{Line: 7, Column: "cost_total", Value: "NaN", Reason: "not a decimal number"}) {
		t.Errorf("%d faults, the first %+v", len(bad.Faults), bad.Faults[0])
	}
	text := err.Error()
	for _, want := range []string{"bad.csv", "25 bad cells", "nothing was imported", `line 7: column cost_total: "NaN" not a decimal number`, "line 26:", "and 5 more"} {
		if !strings.Contains(text, want) {
			t.Errorf("error does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "line 27:") {
		t.Errorf("more than the first 20 are shown:\n%s", text)
	}
	differ(t, "after the refusal", dump(t, s), before)
	if list, err := s.Imports(context.Background()); err != nil || len(list) != 1 {
		t.Errorf("imports %v, %v", list, err)
	}
	sound(t, s)
}

// TestSkipBad: the good rows come in, the bad ones come back as they stood.
func TestSkipBad(t *testing.T) {
	s := temporary(t, small())
	opt := options("bad.csv")
	opt.SkipBad = true
	text := strings.Replace(badRows(), "new-29,2026-10-05 00:00:00,NaN", "new-29,2030-10-05 00:00:00,NaN", 1)
	got := bring(t, s, text, opt)
	counts(t, got, 5, 0, 0, 25)
	ledgertest.USD(t, "the ledger grew by", got.USD, "0.5")
	if len(got.Rejections) != 25 || len(got.Bad) != 1 {
		t.Fatalf("%d rejections, of %d files", len(got.Rejections), len(got.Bad))
	}
	if bad := got.Bad[0]; bad.Part != "" || len(bad.Records) != 25 || bad.Records[0][0] != "new-5" || bad.Records[24][1] != "2030-10-05 00:00:00" || len(bad.Header) != 13 {
		t.Errorf("part %q, %d records, header %v", bad.Part, len(bad.Records), bad.Header)
	}
	if got.Last.Year() != 2026 {
		t.Errorf("a rejected row's time counts: %v", got.Last)
	}
	list, err := s.Imports(context.Background())
	if err != nil || len(list) != 1 || list[0].Rejected != 25 || list[0].Rows != 30 {
		t.Errorf("imports %+v, %v", list, err)
	}
	// A cut-off end refuses the file all the same.
	if _, err := s.Import(context.Background(), strings.NewReader(activityHead+"g,2026-10"), opt); !errors.Is(err, usagefile.ErrCutOff) {
		t.Errorf("error %v, want ErrCutOff", err)
	}
	sound(t, s)
}

// TestDryRun: it says what the real import then does, and changes nothing.
func TestDryRun(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, threeRows, options("a"))
	before := dump(t, s)
	text := activityHead +
		generation("gen-3", "2026-10-03 10:00:00.000", "0.9", 1000, 50, "lab/one") +
		"gen-2,2026-10-02 10:00:00.000,0.3,600,40,10,0,0,lab/one,P,key,app,u\n" +
		generation("gen-9", "2026-10-09 10:00:00.000", "0.1", 1, 1, "lab/nine") +
		generation("gen-8", "2026-10-09 10:00:00.000", "free", 1, 1, "lab/nine")
	opt := options("b")
	opt.Account, opt.SkipBad, opt.DryRun = "openrouter", true, true
	dry := bring(t, s, text, opt)
	differ(t, "after the dry run", dump(t, s), before)
	if list, err := s.Imports(context.Background()); err != nil || len(list) != 1 {
		t.Errorf("imports %v, %v", list, err)
	}
	opt.DryRun = false
	done := bring(t, s, text, opt)
	counts(t, done, 1, 1, 1, 1)
	if dry.ID != 0 || done.ID == 0 {
		t.Errorf("ids %d and %d", dry.ID, done.ID)
	}
	done.ID = 0
	if a, b := fmt.Sprintf("%+v", dry), fmt.Sprintf("%+v", done); a != b {
		t.Errorf("the dry run said\n%s\nand the import\n%s", a, b)
	}
	// A dry run of a bad file is refused as the import would be.
	opt.DryRun, opt.SkipBad = true, false
	var bad *usage.RejectedError
	if _, err := s.Import(context.Background(), strings.NewReader(text), opt); !errors.As(err, &bad) {
		t.Errorf("error %v, want *RejectedError", err)
	}
}

// cancelling cancels a context when so much of the text is read.
type cancelling struct {
	r      *strings.Reader
	after  int
	cancel context.CancelFunc
}

func (c *cancelling) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.after -= n; c.after < 0 {
		c.cancel()
	}
	return n, err
}

// TestCancelledImportLeavesNothing: Ctrl-C after a chunk of rows is written.
func TestCancelledImportLeavesNothing(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	bring(t, s, threeRows, options("a"))
	before := dump(t, s)
	var b strings.Builder
	b.WriteString("time,gateway,model,cost_usd,request_id\n")
	for i := range 45_000 { // more than two of the chunks in which rows are written
		fmt.Fprintf(&b, "2026-10-07,lab,lab-one,0.001,r%d\n", i)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, err := s.Import(ctx, &cancelling{strings.NewReader(b.String()), b.Len() * 3 / 4, cancel}, options("long"))
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want context.Canceled", err)
	}
	differ(t, "after Ctrl-C", dump(t, s), before)
	sound(t, s)
	closed(t, s)
	s = onDisk(t, path, small())
	defer closed(t, s)
	differ(t, "after Ctrl-C, opened again", dump(t, s), before)
	// The ledger is as usable as before.
	if got := bring(t, s, b.String(), options("long")); got.Added != 45_000 {
		t.Errorf("%d added", got.Added)
	}
	ledgertest.USD(t, "total", reported(t, s, report.Query{}).Total.USD, "45.75")
}

// TestChunks: a key that comes back in a later chunk of a long file is one row,
// with the last figures.
func TestChunks(t *testing.T) {
	s := temporary(t, small())
	var b strings.Builder
	b.WriteString("time,gateway,model,cost_usd,request_id\n")
	for i := range 20_005 {
		fmt.Fprintf(&b, "2026-10-07,lab,lab-one,0.001,r%d\n", i%20_003)
	}
	b.WriteString("2026-10-07,lab,lab-one,0.005,r7\n")
	got := bring(t, s, b.String(), options("long"))
	counts(t, got, 20_003, 2, 1, 0)
	ledgertest.USD(t, "total", reported(t, s, report.Query{}).Total.USD, "20.007") // 20,003 x 0.001 + 0.004
	sound(t, s)
	if _, err := s.Undo(context.Background(), got.ID); err != nil {
		t.Fatal(err)
	}
	if e := extent(t, s); rowsIn(t, s) != 0 {
		t.Errorf("extent %+v", e)
	}
	sound(t, s)
}

// TestHeaderOnly: 0 rows, no error, and the import is remembered.
func TestHeaderOnly(t *testing.T) {
	s := temporary(t, small())
	got := bring(t, s, activityHead, options("h"))
	counts(t, got, 0, 0, 0, 0)
	if list, err := s.Imports(context.Background()); err != nil || len(list) != 1 || !list[0].First.IsZero() {
		t.Errorf("imports %+v, %v", list, err)
	}
	if e := extent(t, s); rowsIn(t, s) != 0 || !e.First.IsZero() || !e.Last.IsZero() {
		t.Errorf("extent %+v", e)
	}
}

// TestExactToTheLastDecimal: 30 decimals survive the way through the ledger.
func TestExactToTheLastDecimal(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, nativeHead+
		"2026-10-01,lab,,lab-one,a,1,0,0,0,,0.000000000000000000000000000001,,\n"+
		"2026-10-01,lab,,lab-one,b,1,0,0,0,,999999999999,,\n"+
		"2026-10-01,lab,,lab-one,c,1,0,0,0,,1.2e-05,,\n", options("n"))
	ledgertest.USD(t, "total", reported(t, s, report.Query{}).Total.USD, "999999999999.000012000000000000000000000001")
}
