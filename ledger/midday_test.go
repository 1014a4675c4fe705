package ledger_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// middayHead is that of the exports of middayRows.
const middayHead = "time,gateway,account,model,provider,request_id,input_tokens,cache_read_tokens,output_tokens,cost_usd,byok_usd,key,user,team\n"

// A timedRow is a line of an export.
type timedRow struct {
	at   time.Time
	line string
}

// middayRows are three weekdays of September 2026 around all that splits a day's sum:
// DeepSeek's peak hours (01:00-04:00 and 06:00-10:00 UTC on weekdays) and its new rates of
// 10 September at 04:00, Gemini's prompts of 200,000 tokens and of one more. Some rows
// bring their cost, others are computed; a proxy on own keys logs calls that DeepSeek's own
// account has too, and calls of a gateway that has no account.
func middayRows() (rows []timedRow) {
	clock := []string{"00:10:00", "00:30:00", "01:00:00", "03:59:59.999999999", "04:00:00", "05:10:00", "06:00:00", "09:59:59", "10:00:00", "13:37:11.5", "18:00:00", "23:59:59.999999999"}
	for _, date := range []string{"2026-09-09", "2026-09-10", "2026-09-11"} {
		for n, hour := range clock {
			for i, of := range []string{
				"deepseek,deepseek,deepseek-v4-flash,,%s,2000,500,300,,", // computed
				"deepseek,deepseek,deepseek-v4-flash,,%s,3000,0,100,0.0%d,",
				"google,google,gemini-2.5-pro,,%s,200000,0,700,,", // computed, by the lower rates
				"google,google,gemini-2.5-pro,,%s,200001,0,700,,",
				"openrouter,openrouter,google/gemini-2.5-pro,Google,%s,250000,100,50,1.2%d,0.5",
				"openrouter,openrouter,google/gemini-2.5-pro,Google,%s,1000,100,50,0.1%d,",
				"openrouter,openrouter/proxy,deepseek-v4-flash,deepseek,%s,2000,500,300,0.00%d,", // beside deepseek's own
				"openrouter,openrouter/proxy,mistral-small,mistral,%s,10,0,30,0.01%d,",
			} {
				at := at(date + "T" + hour + "Z")
				id := fmt.Sprintf("%s-%d-%d", date, n, i)
				line := strings.Replace(strings.Replace(of, "%s", id, 1), "%d", fmt.Sprint(1+n), 1)
				if n == 0 && i != 6 || i == 6 && n%2 == 0 && n > 0 || i == 4 && n%3 == 1 {
					continue // a day begins with a call of the proxy's alone, and its parts differ
				}
				rows = append(rows, timedRow{at, fmt.Sprintf("%s,%s,key%d,user%d,team%d\n", at.Format(time.RFC3339Nano), line, n%2, (n+i)%4, i%3)})
			}
		}
	}
	return rows
}

// middayBooks are the rows up to an instant and all that was bought, also after it:
// DeepSeek's 10 September is divided at 02:00, 05:00, 09:59:59 and, by an expiry, at 18:00,
// OpenRouter's at 05:10, when it has rows.
func middayBooks(t *testing.T, until time.Time) *ledger.Store {
	t.Helper()
	s := temporary(t, real())
	ownKey := "own-key"
	if _, err := s.SetAccount(t.Context(), "openrouter/proxy", ledger.AccountChange{Billing: &ownKey}); err != nil {
		t.Fatalf("account: %v", err)
	}
	text := middayHead
	for _, r := range middayRows() {
		if !r.at.After(until) {
			text += r.line
		}
	}
	bring(t, s, text, options("midday.csv"))
	for _, x := range []lot.TopUp{
		{Account: "deepseek", At: at("2026-09-09T01:00:00Z"), Credit: pricing.MustMoney("0.02")},
		{Account: "deepseek", At: at("2026-09-10T02:00:00Z"), Credit: pricing.MustMoney("0.1")},
		{Account: "deepseek", At: at("2026-09-10T05:00:00Z"), Credit: pricing.MustMoney("0.07"), Kind: lot.Grant, Expires: lot.ExpiresAt(at("2026-09-10T18:00:00Z"))},
		{Account: "deepseek", At: at("2026-09-10T09:59:59Z"), Credit: pricing.MustMoney("3")},
		{Account: "openrouter", At: at("2026-09-09T00:00:00Z"), Credit: pricing.MustMoney("14"), Method: "card"},
		{Account: "openrouter", At: at("2026-09-10T05:10:00Z"), Credit: pricing.MustMoney("50"), Method: "card"},
	} {
		if x.Kind == "" {
			x.Kind = lot.Purchase
		}
		if _, _, err := s.AddTopUp(t.Context(), x); err != nil {
			t.Fatalf("top-up: %v", err)
		}
	}
	return s
}

// sumsAt reads the sums of an instant at both levels and by part, and what is spent.
func sumsAt(t *testing.T, s *ledger.Store, asOf time.Time) (sums *usage.Sums) {
	t.Helper()
	err := s.Read(t.Context(), func(q sqlite.Reader) (err error) {
		sums, err = usage.ReadSums(t.Context(), q, s.Catalog(), usage.SumsQuery{AsOf: asOf, PartsFrom: at("2026-09-01T00:00:00Z"), Labels: &usage.LabelsQuery{}})
		return err
	})
	if err != nil {
		t.Fatalf("sums of %s: %v", asOf, err)
	}
	return sums
}

// earlier are the sums at an earlier instant, taken out of those that were read.
func earlier(t *testing.T, s *ledger.Store, sums *usage.Sums, asOf time.Time) (then *usage.Sums) {
	t.Helper()
	err := s.Read(t.Context(), func(q sqlite.Reader) (err error) {
		then, err = sums.At(t.Context(), q, asOf)
		return err
	})
	if err != nil {
		t.Fatalf("sums at %s: %v", asOf, err)
	}
	return then
}

// textOfSums writes all that sums say: whole days, parts, label sums, and the pieces of
// both levels, a line each. Ids of series are the ledger's own and are left out.
func textOfSums(t *testing.T, s *ledger.Store, sums *usage.Sums) string {
	t.Helper()
	var lines []string
	note := func(what string, d *usage.Day) {
		part := d.Priced(s.Catalog())
		lines = append(lines, fmt.Sprintf("%s %s %s %s %s %s %v %d %d %v: %s %d %d %d %v %d $%s $%s $%s %v %v %v %v %s", what, d.Date, d.Account, d.Gateway, d.Model, d.Provider, d.Service, d.View, d.Flags, d.Labels,
			part.At.Format(time.TimeOnly), part.Prompt, d.Records, d.Requests, d.Tokens, d.Unpriced, d.Cost, d.BYOK, d.Extra, d.TokensCount, d.DollarsCount, d.Beside, d.InPart, d.Seller))
	}
	for i := range sums.Days {
		note("day", &sums.Days[i])
	}
	for i := range sums.Parts {
		note("part", &sums.Parts[i])
	}
	if err := sums.EachLabel(usage.DayRange{}, func(d *usage.Day) error { note("label", d); return nil }); err != nil {
		t.Fatalf("label sums: %v", err)
	}
	spent := spendingOf(t, s, sums)
	pieces := map[string]pricing.Money{}
	add := func(level, account string, p usage.Piece) {
		d := p.Day
		from := usage.Instant(p.From)
		if sums.AsOf.Before(from) {
			t.Errorf("a piece of %s begins at %s, after the clock", account, from)
		}
		k := fmt.Sprintf("%s %s %s %s %s %s %v", level, account, from.Format(time.RFC3339Nano), d.Date, d.Model, d.Provider, d.Labels)
		pieces[k] = pieces[k].Add(p.USD)
	}
	for account, list := range spent.Pieces {
		for _, p := range list {
			add("piece", account, p)
		}
	}
	if err := sums.EachLabelPiece(usage.DayRange{}, func(account string, p usage.Piece) error { add("label piece", account, p); return nil }); err != nil {
		t.Fatalf("label pieces: %v", err)
	}
	for k, usd := range pieces {
		lines = append(lines, fmt.Sprintf("%s $%s", k, usd))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func spendingOf(t *testing.T, s *ledger.Store, sums *usage.Sums) (spent usage.Spending) {
	t.Helper()
	err := s.Read(t.Context(), func(q sqlite.Reader) (err error) {
		spent, err = sums.Spending(t.Context(), q)
		return err
	})
	if err != nil {
		t.Fatalf("spending: %v", err)
	}
	return spent
}

// textOfCredit writes how the accounts stand. Until when their data go is left out, and
// what is estimated from there to the clock: an import that brought later rows tells that
// an account was silent from its last row to the clock, one that ends with that row does
// not.
func textOfCredit(b credit.Books) string {
	var lines []string
	for _, a := range b.Accounts {
		burn := "-"
		if a.Burn != nil {
			burn = a.Burn.String()
		}
		lines = append(lines, fmt.Sprintf("%s %v %s: %s; burn %s; %v", a.Account.Name, a.HasLots, a.Balance(), ledgertest.Lots(a.State), burn, a.Input.Steps))
		for _, in := range a.Intervals {
			lines = append(lines, fmt.Sprintf("  %s %s $%s fee %s %s", in.From.Format(time.RFC3339Nano), in.To.Format(time.RFC3339Nano), in.USD, in.Fee, in.FeeDerived))
		}
	}
	return strings.Join(lines, "\n")
}

// textOfWorkload writes the days and lines of a comparison.
func textOfWorkload(w pricing.Workload) string {
	var lines []string
	for _, l := range w.Lines {
		lines = append(lines, fmt.Sprintf("%+v", l))
	}
	slices.Sort(lines)
	return fmt.Sprintf("%s %s %d\n", w.From.Format(pricing.Day), w.To.Format(pricing.Day), w.Days) + strings.Join(lines, "\n")
}

// TestInsideADay: wherever the clock stands in a day whose usage is told apart by price
// and by lot, the books are those of a ledger that never saw the rest.
func TestInsideADay(t *testing.T) {
	end := at("2026-09-20T00:00:00Z")
	all := middayBooks(t, end)
	sound(t, all)
	later, evening := sumsAt(t, all, end), sumsAt(t, all, at("2026-09-10T20:00:00Z"))
	for _, instant := range []string{
		"2026-09-10T00:00:00Z",
		"2026-09-10T00:20:00Z", // DeepSeek's account has nothing yet: the proxy's dollars count
		"2026-09-10T00:30:00Z", // a row's
		"2026-09-10T01:30:00Z", // in the peak, before all that divides the day
		"2026-09-10T03:59:59.999999999Z",
		"2026-09-10T04:00:00Z", // off peak, at new rates
		"2026-09-10T04:00:00.000000001Z",
		"2026-09-10T05:09:59.999999999Z",
		"2026-09-10T05:10:00Z", // a row's and a top-up's
		"2026-09-10T06:00:00Z",
		"2026-09-10T12:00:00Z",
		"2026-09-10T18:00:00Z", // an expiry's
		"2026-09-10T23:59:59.999999998Z",
		"2026-09-10T23:59:59.999999999Z",
		"2026-09-11T00:00:00Z",
		"2026-09-11T09:59:59Z",
	} {
		t.Run(instant, func(t *testing.T) {
			asOf := at(instant)
			some := middayBooks(t, asOf)
			want := textOfSums(t, some, sumsAt(t, some, asOf))
			differ(t, "sums", textOfSums(t, all, sumsAt(t, all, asOf)), want)
			differ(t, "sums looked back to", textOfSums(t, all, earlier(t, all, later, asOf)), want)
			if !asOf.After(evening.AsOf) {
				differ(t, "sums looked back to from that evening", textOfSums(t, all, earlier(t, all, evening, asOf)), want)
			}
			for _, q := range []report.Query{
				{By: []string{"model"}}, {By: []string{"key", "user"}}, {By: []string{"account", "team"}}, {By: []string{"day", "account", "model"}}, {By: []string{"month"}},
				{By: []string{"user"}, Account: "deepseek"}, {By: []string{"team"}, Account: "openrouter/proxy"}, {By: []string{"key"}, From: at("2026-09-10T00:00:00Z")},
			} {
				q.AsOf = asOf
				differ(t, fmt.Sprintf("report by %v of %q", q.By, q.Account), strings.Join(plainReport(reported(t, all, q)), "\n"), strings.Join(plainReport(reported(t, some, q)), "\n"))
			}
			differ(t, "credit", textOfCredit(creditsAt(t, all, asOf)), textOfCredit(creditsAt(t, some, asOf)))
			w := ledger.WorkloadQuery{AsOf: asOf}
			differ(t, "workload", textOfWorkload(workload(t, all, w)), textOfWorkload(workload(t, some, w)))
		})
	}
}

func creditsAt(t *testing.T, s *ledger.Store, asOf time.Time) credit.Books {
	t.Helper()
	b, err := s.Credits(t.Context(), "", asOf)
	if err != nil {
		t.Fatalf("credits: %v", err)
	}
	return b
}
