package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// mixedBooks are two months of three accounts with all that a report tells apart:
// several apps, users and keys, a model without a rate, a subscription, two views
// of one day, lots with an expiry inside a day, a refund, a computed row.
func mixedBooks(t ledgertest.T) *ledger.Store {
	s := temporary(t, small())
	var requests strings.Builder
	requests.WriteString(activityHead)
	for i := range 120 {
		model := []string{"lab/one", "lab/two", "acme/unheard"}[i%3]
		fmt.Fprintf(&requests, "g%d,2026-%02d-%02d %02d:00:00,0.%03d,%d,%d,0,0,0,%s,P%d,key%d,app%d,user%d\n", i, 9+i/60, 1+i%28, i%24, 1+i*7, 1000+i, 10+i, model, i%2, i%3, i%4, i%5)
	}
	bring(t, s, requests.String(), options("requests.csv"))
	bring(t, s, dailyHead+"2026-09-01,lab/one,5,0.3,9,7000,70,0\n2026-09-30,lab/two,2,0,3,5000,50,0\n", options("daily.csv"))
	bring(t, s, nativeHead+
		"2026-09-10T10:00:00Z,lab,lab,lab/one,n1,1000,200,100,50,1,,,k\n"+ // computed
		"2026-10-11T10:00:00Z,hush,hush,lab/one,,1000,0,100,0,1,0.75,0.25,\n"+
		"2026-10-12T10:00:00Z,hush,hush,lab/one,,1000,0,100,0,1,-0.05,,\n", options("native.csv"))
	bring(t, s, "time,gateway,account,model,request_id,input_tokens,cost_usd,team,machine,service_tier,residency\n"+
		"2026-10-12T11:00:00Z,hush,hush,lab/one,h1,1000,0.5,core,box-1,flex,us\n"+
		"2026-10-12T11:00:00Z,hush,hush,lab/one,h2,1000,0.30,edge,box-2,batch,eu\n", options("teams.csv"))
	opt := options("agent.csv")
	bring(t, s, nativeHead+"2026-10-11T10:00:00Z,lab,lab/agent,lab/one,a1,1000,0,100,0,1,9,,\n", opt)
	billing := "subscription"
	if _, err := s.SetAccount(context.Background(), "lab/agent", ledger.AccountChange{Billing: &billing}); err != nil {
		t.Fatalf("account: %v", err)
	}
	for _, x := range []lot.TopUp{
		{Account: "openrouter", Kind: lot.Purchase, At: at("2026-09-05T10:30:00Z"), Credit: pricing.MustMoney("10")},
		{Account: "openrouter", Kind: lot.Grant, At: at("2026-09-20T06:00:00Z"), Credit: pricing.MustMoney("5"), Expires: lot.ExpiresAt(at("2026-10-10T12:00:00Z"))},
		{Account: "openrouter", Kind: lot.Purchase, At: at("2026-10-05T10:30:00Z"), Credit: pricing.MustMoney("25")},
	} {
		if _, _, err := s.AddTopUp(context.Background(), x); err != nil {
			t.Fatalf("top-up: %v", err)
		}
	}
	return s
}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err) // a literal
	}
	return t
}

func spendOf(t ledgertest.T, s *ledger.Store, asOf time.Time) credit.Books {
	t.Helper()
	c, err := s.BooksByLabel(context.Background(), asOf)
	if err != nil {
		t.Fatalf("spend: %v", err)
	}
	return c
}

// drawQuery draws any question to the books of mixedBooks.
func drawQuery(t *rapid.T) report.Query {
	q := report.Query{By: rapid.SliceOfNDistinct(rapid.SampledFrom(report.Groups), 0, 3, rapid.ID).Draw(t, "by")}
	first := at("2026-08-25T00:00:00Z")
	if rapid.Bool().Draw(t, "from") {
		q.From = first.AddDate(0, 0, rapid.IntRange(0, 70).Draw(t, "first"))
	}
	if rapid.Bool().Draw(t, "to") {
		q.To = first.AddDate(0, 0, rapid.IntRange(0, 70).Draw(t, "last"))
	}
	q.Account = rapid.SampledFrom([]string{"", "", "openrouter", "hush", "lab/agent"}).Draw(t, "account")
	f, err := report.ParseFilter(rapid.SampledFrom([]string{"", "", "app:app1", "-model:one", "unheard", "user=user2 -key:key1", "day:-09-", "month=2026-10 >0.2", "-<1", "account:lab"}).Draw(t, "filter"))
	if err != nil {
		t.Fatalf("filter: %v", err)
	}
	q.Filter = f
	q.AsOf = rapid.SampledFrom([]time.Time{{}, now, at("2026-10-05T12:00:00Z"), at("2026-09-20T06:00:00Z")}).Draw(t, "as-of")
	return q
}

func reportText(r report.Report) string {
	return strings.ReplaceAll(fmt.Sprintf("%+v", plainReport(r)), "0x", "")
}

// plainReport writes a report with its pointers followed.
func plainReport(r report.Report) []string {
	var out []string
	row := func(x report.Row) string {
		fee, allIn := "?", "?"
		if x.FeesUSD != nil {
			fee, allIn = x.FeesUSD.String(), x.AllInUSD.String()
		}
		return fmt.Sprintf("%q %d %v %s %s %s %s %d %s %s %s", x.Keys, x.Requests, x.Tokens, x.USD, x.BYOKUSD, x.ComputedUSD, x.ListValueUSD, x.UnpricedTokens, fee, allIn, x.PerMillion)
	}
	for _, x := range r.Rows {
		out = append(out, row(x))
	}
	out = append(out, row(r.Total), fmt.Sprint(r.FeesAssumed, r.FeesDerived, r.FeesUnknown, r.Views))
	for _, x := range r.SoFar {
		paid := "?"
		if x.FeesPaid != nil {
			paid = x.FeesPaid.String()
		}
		out = append(out, x.Account+" "+paid+" "+x.Lost.String())
	}
	return out
}

// Whatever is asked of the sums in memory, the ledger's own report says the same,
// though that reads only the days and the account that it needs.
func TestSpendIsTheReport(t *testing.T) {
	for name, s := range map[string]*ledger.Store{"with lots": mixedBooks(t), "without": unbooked(t)} {
		spends := map[time.Time]credit.Books{}
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				q := drawQuery(t)
				if _, ok := spends[q.AsOf]; !ok {
					spends[q.AsOf] = spendOf(t, s, q.AsOf)
				}
				got, err := report.Make(spends[q.AsOf], q)
				if err != nil {
					t.Fatalf("%v", err)
				}
				if want := reported(t, s, q); reportText(got) != reportText(want) {
					t.Fatalf("%+v:\n got %s\nwant %s", q, reportText(got), reportText(want))
				}
			})
		})
	}
}

// unbooked are books without any purchase: fees are estimates of whole months.
func unbooked(t ledgertest.T) *ledger.Store {
	s := temporary(t, small())
	bring(t, s, activityHead+generation("g1", "2026-09-01 10:00:00", "10", 1000, 10, "lab/one")+
		generation("g2", "2026-09-20 11:00:00", "30", 2000, 20, "lab/two")+
		generation("g3", "2026-10-03 11:00:00", "5", 2000, 20, "lab/two"), options("f"))
	return s
}

// Rows behind a figure add up to it, and the dearest page holds the dearest.
func TestRowsAddUpToTheReport(t *testing.T) {
	s := mixedBooks(t)
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(t)
		q.Filter = q.Filter.Labels()
		spend := spendOf(t, s, q.AsOf)
		r, err := report.Make(spend, q)
		if err != nil {
			t.Fatalf("%v", err)
		}
		checked := append([]report.Row{{USD: r.Total.USD, Requests: r.Total.Requests}}, r.Rows...)
		for i, row := range checked {
			behind := q
			behind.By = nil
			if i > 0 {
				if behind, err = q.Drill(row.Keys); err != nil {
					t.Fatalf("%v", err)
				}
			}
			order := rapid.SampledFrom([]report.RowOrder{report.Newest, report.Dearest}).Draw(t, "order")
			rows, err := s.Rows(context.Background(), spend, report.RowsQuery{Query: behind, Order: order, Limit: 1000})
			if err != nil {
				t.Fatalf("%v", err)
			}
			var sum pricing.Money
			for _, x := range rows.Page {
				if x.DollarsCount && !x.Subscription {
					sum = sum.Add(x.USD)
				}
				if x.File == "" || x.Line < 2 {
					t.Fatalf("a row without its place: %+v", x)
				}
			}
			if !rows.USD.Equal(row.USD) || !sum.Equal(row.USD) || rows.Requests != row.Requests || rows.Count != len(rows.Page) {
				t.Fatalf("%q of %+v: rows of $%s, a page of $%s, %d requests, %d of %d rows; the report has $%s and %d", row.Keys, q, rows.USD, sum, rows.Requests, len(rows.Page), rows.Count, row.USD, row.Requests)
			}
			// A page in the middle is that part of the whole list.
			size := rapid.IntRange(1, 7).Draw(t, "limit")
			offset := rapid.IntRange(0, rows.Count).Draw(t, "offset")
			page, err := s.Rows(context.Background(), spend, report.RowsQuery{Query: behind, Order: order, Limit: size, Offset: offset})
			if err != nil {
				t.Fatalf("%v", err)
			}
			whole := rows.Page[offset:min(offset+size, len(rows.Page))]
			if !slices.EqualFunc(page.Page, whole, func(a, b report.UsageRow) bool { return a.Address() == b.Address() }) || page.Count != rows.Count {
				t.Fatalf("the page at %d of %d rows is not that part of them", offset, size)
			}
			sorted := slices.IsSortedFunc(rows.Page, func(a, b report.UsageRow) int {
				if order == report.Dearest {
					return b.USD.Cmp(a.USD)
				}
				return b.At.Compare(a.At)
			})
			if !sorted {
				t.Fatalf("rows in the wrong order")
			}
		}
	})
}

// A filter on one label is the report's own row of it.
func TestFilterIsTheGroup(t *testing.T) {
	spend := spendOf(t, mixedBooks(t), now)
	for _, by := range report.Groups {
		r, err := report.Make(spend, report.Query{By: []string{by}})
		if err != nil || len(r.Rows) < 2 {
			t.Fatalf("by %s: %d rows, %v", by, len(r.Rows), err)
		}
		for _, row := range r.Rows {
			one, err := report.Make(spend, report.Query{By: []string{by}, Filter: report.Filter{}.And(by, row.Keys[0])})
			if err != nil || len(one.Rows) != 1 || !one.Rows[0].USD.Equal(row.USD) || one.Rows[0].Tokens != row.Tokens || !slices.Equal(one.Rows[0].Keys, row.Keys) {
				t.Errorf("%s=%s: %+v, %v; want %+v", by, row.Keys[0], one.Rows, err, row)
			}
		}
	}
}

// 2026-01-01 is a Thursday: the first week begins on 29 December 2025. 2027-01-01 is
// a Friday: it lies in week 53 of 2026.
func TestDrillFindsTheDays(t *testing.T) {
	for _, test := range []struct{ by, key, from, to string }{
		{"day", "2026-02-28", "2026-02-28", "2026-02-28"},
		{"month", "2028-02", "2028-02-01", "2028-02-29"},
		{"month", "2026-12", "2026-12-01", "2026-12-31"},
		{"week", "2026-W01", "2025-12-29", "2026-01-04"},
		{"week", "2026-W46", "2026-11-09", "2026-11-15"},
		{"week", "2026-W53", "2026-12-28", "2027-01-03"},
	} {
		q, err := report.Query{By: []string{test.by}}.Drill([]string{test.key})
		if err != nil || q.From.Format(pricing.Day) != test.from || q.To.Format(pricing.Day) != test.to {
			t.Errorf("%s %s: %s to %s, %v; want %s to %s", test.by, test.key, q.From.Format(pricing.Day), q.To.Format(pricing.Day), err, test.from, test.to)
		}
	}
	for _, bad := range [][2]string{{"week", "2026-46"}, {"week", "2026-W54"}, {"day", "today"}, {"month", "2026-13"}} {
		if _, err := (report.Query{By: bad[:1]}).Drill(bad[1:]); err == nil {
			t.Errorf("%s %q is taken", bad[0], bad[1])
		}
	}
}

func TestFindRows(t *testing.T) {
	s := mixedBooks(t)
	ctx := context.Background()
	for _, name := range []string{"g7", "requests.csv:9", "n1"} {
		rows, err := s.FindRows(ctx, name)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		again, err := s.FindRows(ctx, rows[0].Address())
		if err != nil || len(again) != 1 || again[0] != rows[0] {
			t.Errorf("%s is not found again at %s: %+v, %v", name, rows[0].Address(), again, err)
		}
	}
	// g7 is the eighth row behind the header: 0.050 (1 + 7 x 7), on 8 September.
	rows, _ := s.FindRows(ctx, "requests.csv:9")
	if r := rows[0]; r.ID != "g7" || r.USD.String() != "0.05" || r.At.Format(pricing.Day) != "2026-09-08" || r.Line != 9 || !r.DollarsCount {
		t.Errorf("%+v", r)
	}
	// The daily export's 1 September is passed over: that day has request rows.
	rows, err := s.FindRows(ctx, "daily.csv:2")
	if err != nil || len(rows) != 1 || rows[0].DollarsCount || rows[0].ID != "" || !strings.HasPrefix(rows[0].Address(), "key:") {
		t.Errorf("%+v, %v", rows, err)
	}
	for _, name := range []string{"", "g", "daily.csv:1", "daily.csv:x", "other.csv:2", "key:zz", "key:00", "ly.csv:2"} {
		if rows, err := s.FindRows(ctx, name); !errors.Is(err, report.ErrNoRow) {
			t.Errorf("%q finds %+v, %v", name, rows, err)
		}
	}
}
