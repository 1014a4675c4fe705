package ledger_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// drawBooks draws four days of October with all that tells the two levels of sums apart:
// request rows, computed rows, gateway buckets of the same days, a report by month and one
// by day of an agent's log, calls on own keys, a subscription, top-ups inside days.
func drawBooks(t *rapid.T) *ledger.Store {
	s := temporary(t, small())
	draw := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "of") }
	hour := func() time.Time {
		return at("2026-10-01T00:00:00Z").Add(time.Duration(rapid.IntRange(0, 4*24-1).Draw(t, "hour")) * time.Hour)
	}
	for name, billing := range map[string]string{"openrouter/proxy": "own-key", "lab/agent": "subscription"} {
		if _, err := s.SetAccount(t.Context(), name, ledger.AccountChange{Billing: &billing}); err != nil {
			t.Fatalf("account: %v", err)
		}
	}
	requests := activityHead
	for i := range rapid.IntRange(0, 12).Draw(t, "requests") {
		requests += fmt.Sprintf("g%d,%s,%s,%d,10,0,5,%s,%s,%s,%s,app,%s\n", i, hour().Format(time.DateTime), draw("0.5", "0", "-0.05", "1.25"), 100+i, draw("0", "0.3"),
			draw("lab/one", "lab/two", "acme/unheard"), draw("P", "Q"), draw("k1", "k2"), draw("ann", "bob", ""))
	}
	native := "time,gateway,account,model,provider,request_id,input_tokens,output_tokens,cost_usd,key,user,team,machine\n"
	for i := range rapid.IntRange(0, 12).Draw(t, "rows") {
		native += fmt.Sprintf("%s,%s,n%d,%d,10,%s,%s,%s,%s,%s\n", hour().Format(time.RFC3339), draw("lab,lab,lab-one,", "lab,lab,lab-one,", "openrouter,openrouter/proxy,lab/one,lab", "openrouter,openrouter/proxy,lab/one,ollama", "lab,lab/agent,lab/one,", "openrouter,openrouter,lab/one,P"),
			i, 1000+i, draw("", "0.25", "3"), draw("k1", "k2"), draw("ann", "bob"), draw("", "core"), draw("", "box"))
	}
	files := []string{requests, native}
	if rapid.Bool().Draw(t, "buckets") {
		files = append(files, dailyHead+"2026-10-02,lab/one,"+draw("2", "0.1")+",0.3,9,7000,70,0\n2026-10-03,lab/two,1,0,3,5000,50,0\n")
	}
	if rapid.Bool().Draw(t, "log") {
		files = append(files, ccusageOf("monthly", "month", "2026-10", 50), ccusageOf("daily", "date", "2026-10-02", rapid.IntRange(1, 99).Draw(t, "tokens")))
	}
	for i, text := range files {
		if strings.Count(text, "\n") != 1 {
			bring(t, s, text, anyway(fmt.Sprint(i)))
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "top-ups") {
		x := lot.TopUp{Account: "openrouter", Kind: lot.Purchase, At: hour().Add(rapid.SampledFrom([]time.Duration{0, 30 * time.Minute}).Draw(t, "past")), Credit: pricing.MustMoney(draw("1", "25"))}
		if rapid.Bool().Draw(t, "expires") {
			x.Expires = lot.ExpiresAt(x.At.Add(30 * time.Hour))
		}
		if _, _, err := s.AddTopUp(t.Context(), x); err != nil {
			t.Fatalf("top-up: %v", err)
		}
	}
	return s
}

// A spendKey finds what one spend series has of a day, or from an instant on.
type spendKey struct {
	at    string
	spend int64
}

// TestLabelSumsAreTheMoneySums: wherever the clock stands, the sums and pieces by label of
// a spend series add up to its own, and count where it counts; and a report by a label is
// the report without it, told apart.
func TestLabelSumsAreTheMoneySums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawBooks(t)
		defer s.Close()
		for range 3 {
			asOf := at("2026-10-01T00:00:00Z").Add(time.Duration(rapid.IntRange(-1, 4*24).Draw(t, "clock")) * time.Hour)
			if rapid.IntRange(0, 9).Draw(t, "no clock") == 0 {
				asOf = time.Time{}
			}
			err := s.Read(t.Context(), func(q sqlite.Reader) error {
				sums, err := usage.ReadSums(t.Context(), q, s.Catalog(), usage.SumsQuery{AsOf: asOf, Labels: &usage.LabelsQuery{}})
				if err != nil {
					return err
				}
				levelsAgree(t, sums)
				spent, err := sums.Spending(t.Context(), q)
				if err != nil {
					return err
				}
				piecesAgree(t, sums, spent)
				return nil
			})
			if err != nil {
				t.Fatalf("as of %s: %v", asOf, err)
			}
			reportsAgree(t, s, asOf)
		}
	})
}

// levelsAgree fails where the label sums of a day and spend series are not its sum.
func levelsAgree(t *rapid.T, sums *usage.Sums) {
	merged := map[spendKey]*usage.Day{}
	err := sums.EachLabel(usage.DayRange{}, func(d *usage.Day) error {
		k := spendKey{d.Date, d.SpendSeries.ID}
		m := merged[k]
		if m == nil {
			m = &usage.Day{TokensCount: d.TokensCount, DollarsCount: d.DollarsCount, Beside: d.Beside, InPart: d.InPart, Seller: d.Seller}
			merged[k] = m
		}
		m.Records, m.Requests, m.Unpriced, m.Tokens = m.Records+d.Records, m.Requests+d.Requests, m.Unpriced+d.Unpriced, m.Tokens.Plus(d.Tokens)
		m.Cost, m.BYOK, m.Extra = m.Cost.Add(d.Cost), m.BYOK.Add(d.BYOK), m.Extra.Add(d.Extra)
		if marksOf(d) != marksOf(m) {
			t.Errorf("%s, %s: label sums with other marks: %s and %s", d.Date, d.Account, marksOf(d), marksOf(m))
		}
		return nil
	})
	if err != nil {
		t.Fatalf("label sums: %v", err)
	}
	for i := range sums.Days {
		d := &sums.Days[i]
		k := spendKey{d.Date, d.ID}
		m := merged[k]
		if delete(merged, k); m == nil {
			t.Errorf("%s, %s: %s has no label sum", d.Date, d.Account, figuresOf(d))
		} else if figuresOf(m) != figuresOf(d) || marksOf(m) != marksOf(d) {
			t.Errorf("%s, %s: by label %s %s, in all %s %s", d.Date, d.Account, figuresOf(m), marksOf(m), figuresOf(d), marksOf(d))
		}
	}
	for k, m := range merged {
		t.Errorf("%s: label sums of spend series %d are of no money sum: %s", k.at, k.spend, figuresOf(m))
	}
}

func marksOf(d *usage.Day) string {
	return fmt.Sprint("tokens ", d.TokensCount, " dollars ", d.DollarsCount, " beside ", d.Beside, " in part ", d.InPart, " seller ", d.Seller)
}

func figuresOf(d *usage.Day) string {
	return fmt.Sprintf("%d rows %d requests %v %d unpriced $%s $%s $%s", d.Records, d.Requests, d.Tokens, d.Unpriced, d.Cost, d.BYOK, d.Extra)
}

// piecesAgree fails where the label pieces are not the pieces.
func piecesAgree(t *rapid.T, sums *usage.Sums, spent usage.Spending) {
	of := func(into map[spendKey]pricing.Money, account string, p usage.Piece) {
		k := spendKey{account + " " + usage.Instant(p.From).String(), p.Day.SpendSeries.ID}
		into[k] = into[k].Add(p.USD)
	}
	label, money := map[spendKey]pricing.Money{}, map[spendKey]pricing.Money{}
	err := sums.EachLabelPiece(usage.DayRange{}, func(account string, p usage.Piece) error { of(label, account, p); return nil })
	if err != nil {
		t.Fatalf("label pieces: %v", err)
	}
	for account, list := range spent.Pieces {
		for _, p := range list {
			of(money, account, p)
		}
	}
	for k, usd := range money {
		if got, there := label[k]; !there || !got.Equal(usd) {
			t.Errorf("%s: $%s by label, $%s in all", k.at, got, usd)
		}
	}
	if len(label) != len(money) {
		t.Errorf("%d pieces by label, %d in all", len(label), len(money))
	}
}

// reportsAgree fails where the rows of a report by labels do not add up to the rows of the
// report without them, or its fees to the fees.
func reportsAgree(t *rapid.T, s *ledger.Store, asOf time.Time) {
	q := report.Query{AsOf: asOf, Account: rapid.SampledFrom([]string{"", "", "openrouter", "openrouter/proxy"}).Draw(t, "account")}
	q.By = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"day", "month", "account", "model", "provider"}), 0, 2, rapid.ID).Draw(t, "by")
	whole := reported(t, s, q)
	groups := len(q.By)
	q.By = append(q.By, rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"key", "app", "user", "team", "machine"}), 1, 2, rapid.ID).Draw(t, "labels")...)
	apart := reported(t, s, q)
	merged := map[string]report.Row{}
	for _, r := range apart.Rows {
		k := strings.Join(r.Keys[:groups], "\x00")
		m := merged[k]
		m.Requests, m.Tokens, m.UnpricedTokens = m.Requests+r.Requests, m.Tokens.Plus(r.Tokens), m.UnpricedTokens+r.UnpricedTokens
		m.USD, m.BYOKUSD, m.ComputedUSD, m.ListValueUSD = m.USD.Add(r.USD), m.BYOKUSD.Add(r.BYOKUSD), m.ComputedUSD.Add(r.ComputedUSD), m.ListValueUSD.Add(r.ListValueUSD)
		merged[k] = m
	}
	figures := func(r report.Row) string {
		return fmt.Sprintf("%d %v %d $%s $%s $%s $%s", r.Requests, r.Tokens, r.UnpricedTokens, r.USD, r.BYOKUSD, r.ComputedUSD, r.ListValueUSD)
	}
	for _, r := range whole.Rows {
		k := strings.Join(r.Keys, "\x00")
		if got, want := figures(merged[k]), figures(r); got != want {
			t.Errorf("as of %s by %v, %q: %s, without labels %s", asOf, q.By, r.Keys, got, want)
		}
		delete(merged, k)
	}
	if len(merged) != 0 {
		t.Errorf("as of %s by %v: rows that the report without labels lacks: %v", asOf, q.By, merged)
	}
	fees := func(r report.Report) string {
		if r.Total.FeesUSD == nil {
			return "unknown"
		}
		return r.Total.FeesUSD.String()
	}
	if fees(apart) != fees(whole) || !slices.Equal(apart.Views, whole.Views) {
		t.Errorf("as of %s by %v of %q: fees %s, views %q; without labels %s, %q", asOf, q.By, q.Account, fees(apart), apart.Views, fees(whole), whole.Views)
	}
}
