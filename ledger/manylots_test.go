package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/pricing"
)

// linear fails the test where sixteen times as many of something take more than 64
// times as long; quadratic time is 256 times. Other programs make a time longer, never
// shorter: the best of three tries counts.
func linear(t *testing.T, few int, took func(n int) time.Duration) {
	t.Helper()
	var short, long time.Duration
	for range 3 {
		if short, long = took(few), took(16*few); long <= 64*short {
			return
		}
	}
	t.Errorf("%d take %v, %d take %v", few, short, 16*few, long)
}

// manyLots is a history of so many purchases of $1.00, one each minute, and of usage
// that empties each a minute after it was made.
func manyLots(lots int, terms ledger.Terms) ledger.History {
	h := ledger.History{Terms: terms}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range lots {
		kind := ledger.Purchase
		if i%2 == 1 {
			kind = ledger.Grant
		}
		h.TopUps = append(h.TopUps, ledger.TopUp{ID: int64(i + 1), Kind: kind, At: at, Credit: pricing.MustMoney("1")})
		at = at.Add(time.Minute)
		h.Usage = append(h.Usage, ledger.Usage{From: at, USD: pricing.MustMoney("1")})
	}
	return h
}

// Lots replay in a time that grows as their number does, in both orders of use, also
// where thousands are used up and not yet dead: 50,000 took 15 s.
func TestManyLotsReplayInTheirNumber(t *testing.T) {
	for name, terms := range map[string]ledger.Terms{
		"by expiry":    {Expiry: pricing.Expiry{Kind: pricing.ExpiresAfter, Days: 365}},
		"grants first": {Expiry: pricing.Expiry{Kind: pricing.ExpiresAfter, Days: 365}, GrantsFirst: true},
	} {
		t.Run(name, func(t *testing.T) {
			linear(t, 2_500, func(lots int) time.Duration {
				h := manyLots(lots, terms)
				begun := time.Now()
				// a year and a half later all have died
				if b := ledger.Replay(h, h.TopUps[0].At.AddDate(1, 6, 0)); len(b.Lots) != lots || !b.Balance().IsZero() {
					t.Fatalf("%d lots, balance %s", len(b.Lots), b.Balance())
				}
				return time.Since(begun)
			})
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
	got, err := s.ImportTopUps(context.Background(), "topups.csv", bytes.NewReader(file))
	if err != nil || len(got.Added) != rows {
		t.Fatalf("%d of %d added: %v", len(got.Added), rows, err)
	}
	return time.Since(begun)
}

func TestManyTopUpsImportInTheirNumber(t *testing.T) {
	if testing.Short() {
		t.Skip("10,000 top-ups are imported")
	}
	linear(t, 625, func(rows int) time.Duration { return importTopUps(t, rows) })
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
