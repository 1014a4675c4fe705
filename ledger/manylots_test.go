package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// manyLots is a history of so many purchases of $1.00, one each minute, and of usage
// that empties each a minute after it was made.
func manyLots(lots int, terms lot.Terms) lot.History {
	h := lot.History{Terms: terms}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range lots {
		kind := lot.Purchase
		if i%2 == 1 {
			kind = lot.Grant
		}
		h.TopUps = append(h.TopUps, lot.TopUp{ID: int64(i + 1), Kind: kind, At: at, Credit: pricing.MustMoney("1")})
		at = at.Add(time.Minute)
		h.Usage = append(h.Usage, lot.Usage{From: at, USD: pricing.MustMoney("1")})
	}
	return h
}

// manyTerms are the two orders of use.
var manyTerms = map[string]lot.Terms{
	"by expiry":    {Expiry: pricing.Expiry{Kind: pricing.ExpiresAfter, Days: 365}},
	"grants first": {Expiry: pricing.Expiry{Kind: pricing.ExpiresAfter, Days: 365}, GrantsFirst: true},
}

// A year and a half later all of many lots have died, each used up before, in both
// orders of use.
func TestManyLots(t *testing.T) {
	for name, terms := range manyTerms {
		h := manyLots(10_000, terms)
		b := lot.Replay(h, h.TopUps[0].At.AddDate(1, 6, 0))
		if len(b.Lots) != 10_000 || !b.Balance().IsZero() || !b.Deficit.IsZero() {
			t.Errorf("%s: %d lots, balance %s, deficit %s", name, len(b.Lots), b.Balance(), b.Deficit)
		}
	}
}

// BenchmarkManyLots tells how many times as long 40,000 lots take as 2,500: sixteen,
// and a little for their order, where no lot is looked at once it is used up.
func BenchmarkManyLots(b *testing.B) {
	for name, terms := range manyTerms {
		b.Run(name, func(b *testing.B) {
			var few, many time.Duration
			replay := func(lots int) time.Duration {
				h := manyLots(lots, terms)
				begun := time.Now()
				lot.Replay(h, h.TopUps[0].At.AddDate(1, 6, 0))
				return time.Since(begun)
			}
			for b.Loop() {
				few += replay(2_500)
				many += replay(40_000)
			}
			b.ReportMetric(float64(many)/float64(few), "40000/2500")
		})
	}
}

// topUpsFile has so many purchases, each of another minute.
func topUpsFile(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("time,account,kind,credit_usd,fee_usd\n")
	at := time.Date(2025, 1, 1, 0, 0, 30, 0, time.UTC)
	for range rows {
		fmt.Fprintf(&b, "%s,openrouter,purchase,10,0.80\n", at.Format(time.RFC3339))
		at = at.Add(7 * time.Minute)
	}
	return b.Bytes()
}

// importTopUps reads a file of top-ups into a new ledger and says how long it took.
func importTopUps(t testing.TB, rows int) time.Duration {
	s, err := ledger.Open(context.Background(), filepath.Join(t.TempDir(), "ledger.db"), real())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	file := topUpsFile(rows)
	begun := time.Now()
	got, err := s.ImportTopUps(context.Background(), "topups.csv", bytes.NewReader(file), false)
	if err != nil || len(got.Added) != rows {
		t.Fatalf("%d of %d added: %v", len(got.Added), rows, err)
	}
	return time.Since(begun)
}

// BenchmarkTopUps imports 50,000 top-ups in one file and tells how many times as long
// that takes as 12,500.
func BenchmarkTopUps(b *testing.B) {
	var few, many time.Duration
	for b.Loop() {
		few += importTopUps(b, 12_500)
		many += importTopUps(b, 50_000)
	}
	b.ReportMetric(float64(many)/float64(few), "50000/12500")
	b.ReportMetric(float64(many.Microseconds())/50_000/float64(b.N), "us/row")
}
