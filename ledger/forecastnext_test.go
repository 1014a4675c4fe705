package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/projection"
	"tollbook/pricing"
)

// TestProjectedWorkload: two accounts burn the same every day for 20 days, 1 and 2
// dollars. Nothing else can be projected than 30 and 60 for the next 30 days, each
// account's lines half as much again.
func TestProjectedWorkload(t *testing.T) {
	s := temporary(t, small())
	ctx := context.Background()
	var b strings.Builder
	b.WriteString(nativeHead)
	for d := range 20 {
		day := time.Date(2026, 10, 26+d, 0, 0, 0, 0, time.UTC).Format(pricing.Day)
		// Two rows a day, the last at its end, so that the day is over.
		fmt.Fprintf(&b, "%sT10:00:00Z,openrouter,,lab/one,a%d,250000,0,0,0,1,0.5,,\n%sT23:59:59Z,openrouter,,lab/one,b%d,250000,0,0,0,1,0.5,,\n", day, d, day, d)
		fmt.Fprintf(&b, "%sT10:00:00Z,lab,,lab/one,c%d,333333,0,0,0,1,1,,\n%sT23:59:59Z,lab,,lab/one,d%d,333333,0,0,0,1,1,,\n", day, d, day, d)
	}
	bring(t, s, b.String(), options("a.csv"))
	asOf := time.Date(2026, 11, 14, 23, 59, 59, 0, time.UTC)
	w, err := s.ProjectedWorkload(ctx, ledger.WorkloadQuery{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	p := w.Projection
	if p == nil || p.From.Format(pricing.Day) != "2026-11-15" || p.To.Format(pricing.Day) != "2026-12-14" || w.Days != 30 {
		t.Fatalf("projection %+v of %d days", p, w.Days)
	}
	ledgertest.USD(t, "projected", p.USD, "90")
	ledgertest.USD(t, "low", p.Low, "90")
	ledgertest.USD(t, "high", p.High, "90")
	var tokens, reported = map[string]int64{}, map[string]pricing.Money{}
	for _, l := range w.Lines {
		tokens[l.Gateway] += l.Tokens[pricing.Input]
		reported[l.Gateway] = reported[l.Gateway].Add(l.Reported)
	}
	ledgertest.USD(t, "openrouter", reported["openrouter"], "30")
	ledgertest.USD(t, "lab", reported["lab"], "60")
	// 20 x 500,000 x 1.5; 20 days of 666,666 x 1.5 = 999,999
	if tokens["openrouter"] != 15_000_000 || tokens["lab"] != 19_999_980 {
		t.Errorf("tokens %v", tokens)
	}
	if len(w.Notes) != 2 || !strings.HasPrefix(w.Notes[0], "projected $90.00 from 2026-11-15 to 2026-12-14, 80 % between $90.00 and $90.00") || !strings.Contains(w.Notes[1], "in the mix of the 20 days to 2026-11-14") {
		t.Errorf("notes %q", w.Notes)
	}
	// One account alone.
	if w, err = s.ProjectedWorkload(ctx, ledger.WorkloadQuery{AsOf: asOf, Account: "openrouter"}); err != nil {
		t.Fatal(err)
	}
	ledgertest.USD(t, "openrouter alone", w.Projection.USD, "30")

	empty, err := temporary(t, small()).ProjectedWorkload(ctx, ledger.WorkloadQuery{AsOf: asOf})
	if err != nil || !empty.Empty() {
		t.Errorf("of an empty ledger: %+v, %v", empty, err)
	}
	// Two years later nothing can be said.
	if _, err := s.ProjectedWorkload(ctx, ledger.WorkloadQuery{AsOf: asOf.AddDate(2, 0, 0)}); !errors.Is(err, projection.ErrNothingToProject) {
		t.Errorf("two years later: %v", err)
	}
}

// TestProjectedWorkloadFollowsTheForecast: usage that grows is projected to be more
// than it was, whatever the method; each account's lines come to its own projection,
// in their own proportions. Of 40 days only the last 10 give the mix.
func TestProjectedWorkloadFollowsTheForecast(t *testing.T) {
	s := temporary(t, small())
	ctx := context.Background()
	var b strings.Builder
	b.WriteString(nativeHead)
	for d := range 40 {
		day := time.Date(2026, 10, 6+d, 0, 0, 0, 0, time.UTC).Format(pricing.Day)
		grown := 100 + 10*d
		fmt.Fprintf(&b, "%sT10:00:00Z,openrouter,,lab/one,a%d,%d,0,0,0,1,%d.00,,\n", day, d, grown*1000, grown)
		fmt.Fprintf(&b, "%sT23:59:59Z,openrouter,,lab/two,b%d,%d,0,0,0,1,%d.00,,\n", day, d, grown*3000, 3*grown)
		fmt.Fprintf(&b, "%sT10:00:00Z,lab,,lab/one,c%d,100000,0,0,0,1,5,,\n%sT23:59:59Z,lab,,lab/one,d%d,100000,0,0,0,1,5,,\n", day, d, day, d)
	}
	bring(t, s, b.String(), options("a.csv"))
	asOf := time.Date(2026, 11, 14, 23, 59, 59, 0, time.UTC)
	f, err := s.Forecast(ctx, projection.Query{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	next, ok := f.Next(30)
	if !ok || !next.Accounts["openrouter"].Add(next.Accounts["lab"]).Equal(next.USD) || next.Low.Cmp(next.USD) > 0 || next.High.Cmp(next.USD) < 0 {
		t.Fatalf("%+v, %v", next, ok)
	}
	// The last ten days were 4 x 400 to 4 x 490 a day: thirty such are 53,400.
	if next.Accounts["openrouter"].Cmp(pricing.MustMoney("53400")) <= 0 {
		t.Fatalf("growth is projected at %s", next.Accounts["openrouter"])
	}
	w, err := s.ProjectedWorkload(ctx, ledger.WorkloadQuery{AsOf: asOf, From: ledgertest.Day("2026-11-05"), To: ledgertest.Day("2026-11-14")})
	if err != nil {
		t.Fatal(err)
	}
	reported, tokens := map[string]pricing.Money{}, map[string]int64{}
	for _, l := range w.Lines {
		reported[l.Gateway] = reported[l.Gateway].Add(l.Reported)
		tokens[l.Gateway+" "+l.Name] += l.Tokens[pricing.Input]
	}
	for gateway, want := range next.Accounts {
		if off := reported[gateway].Sub(want).Abs(); off.Cmp(pricing.MustMoney("0.000000001")) > 0 {
			t.Errorf("%s comes to %s, projected are %s", gateway, reported[gateway], want)
		}
	}
	if one, two := tokens["openrouter lab/one"], tokens["openrouter lab/two"]; two < 3*one-100 || two > 3*one+100 {
		t.Errorf("lab/one %d and lab/two %d tokens are not as one to three", one, two)
	}
	if !w.Projection.USD.Equal(next.USD) || !w.Projection.High.Equal(next.High) {
		t.Errorf("%+v", w.Projection)
	}
}
