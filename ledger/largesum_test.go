package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tollbook/ledger/report"
	"tollbook/pricing"
)

// largeRows are rows of one day and model, of $999,999,999,999 each, the most that a
// row may have.
func largeRows(from, to int) string {
	var b strings.Builder
	b.WriteString("time,gateway,model,request_id,input_tokens,output_tokens,cost_usd\n")
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "2026-11-02T10:00:00Z,openrouter,openai/gpt-4o,r%d,1,0,999999999999\n", i)
	}
	return b.String()
}

// A day's sum may have 15 digits before the point where a row has 12: the row after a
// very large one is taken, and the ledger reads. 1,000 of them are 999,999,999,999,000;
// one more is beyond 15 digits, and is refused with nothing changed.
func TestSumsHaveThreeMoreDigitsThanRows(t *testing.T) {
	ctx := context.Background()
	s := temporary(t, real())
	total := func(want string) {
		t.Helper()
		r, err := s.Report(ctx, report.Query{})
		if err != nil || r.Total.USD.String() != want {
			t.Fatalf("the total is %s, %v; want %s", r.Total.USD, err, want)
		}
		checks, err := s.Doctor(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range checks {
			if len(c.Faults) > 0 {
				t.Errorf("%s: %v", c.Name, c.Faults)
			}
		}
	}
	bring(t, s, largeRows(0, 1), options("one.csv"))
	bring(t, s, largeRows(1, 2), options("two.csv"))
	total("1999999999998")
	bring(t, s, largeRows(2, 1000), options("thousand.csv"))
	total("999999999999000")
	_, err := s.Import(ctx, strings.NewReader(largeRows(1000, 1002)), options("more.csv"))
	if !errors.Is(err, pricing.ErrSumTooLong) || !strings.Contains(err.Error(), "2026-11-02") {
		t.Errorf("1,002 rows: %v", err)
	}
	total("999999999999000")
}
