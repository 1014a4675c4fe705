package report_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/data"
	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// pictureUsage is a few days of two models, two apps and a subscription:
//
//	2 Nov  $10 a/web            $4 b/web
//	3 Nov  $6 a/cli
//	5 Nov                       $20 b/web
//	9 Nov  $1 a/web             (and $50 of list value of a subscription)
//	30 Oct $8 a/web
const pictureUsage = `time,gateway,account,model,request_id,input_tokens,cost_usd,app,key
2026-10-30T10:00:00Z,openrouter,openrouter,lab/a,r0,1000,8,web,k1
2026-11-02T10:00:00Z,openrouter,openrouter,lab/a,r1,1000,10,web,k1
2026-11-02T11:00:00Z,openrouter,openrouter,lab/b,r2,1000,4,web,k2
2026-11-03T10:00:00Z,openrouter,openrouter,lab/a,r3,1000,6,cli,k1
2026-11-05T10:00:00Z,openrouter,openrouter,lab/b,r4,1000,20,web,k2
2026-11-09T10:00:00Z,openrouter,openrouter,lab/a,r5,1000,1,web,k1
2026-11-09T10:00:00Z,anthropic,anthropic/max,lab/a,r6,1000,50,web,k1
`

// pictureBooks are the books of pictureUsage on 14 November.
func pictureBooks(t *testing.T) credit.Books {
	t.Helper()
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	ctx, now := context.Background(), ledgertest.Day("2026-11-14")
	s, err := ledger.OpenTemporary(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Import(ctx, strings.NewReader(pictureUsage), usage.ImportOptions{File: "usage.csv", At: now}); err != nil {
		t.Fatal(err)
	}
	billing := "subscription"
	if _, err := s.SetAccount(ctx, "anthropic/max", ledger.AccountChange{Billing: &billing}); err != nil {
		t.Fatal(err)
	}
	b, err := s.BooksByLabel(ctx, now)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustFilter(t *testing.T, text string) report.Filter {
	t.Helper()
	f, err := report.ParseFilter(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// said writes a stack's columns that hold anything: "2026-11-02 14 = 10 + 4".
func said(s report.Stack) string {
	var out []string
	for _, c := range s.Columns {
		if c.Total.IsZero() {
			continue
		}
		var parts []string
		for _, p := range c.Parts {
			parts = append(parts, p.String())
		}
		out = append(out, c.Key+" "+c.Total.String()+" = "+strings.Join(parts, " + "))
	}
	return strings.Join(append(s.Names, out...), "; ")
}

func TestStack(t *testing.T) {
	b := pictureBooks(t)
	november := report.MonthOf(ledgertest.Day("2026-11-14"))
	for _, c := range []struct {
		name, by, of, unit, filter string
		period                     report.Period
		most                       int
		columns                    int
		want                       string
	}{
		{"days by model", "day", "model", "day", "", november, 4, 30, "lab/b; lab/a; 2026-11-02 14 = 4 + 10; 2026-11-03 6 = 0 + 6; 2026-11-05 20 = 20 + 0; 2026-11-09 1 = 0 + 1"},
		{"the others together", "day", "model", "day", "", november, 1, 30, "lab/b; 2026-11-02 14 = 4 + 10; 2026-11-03 6 = 0 + 6; 2026-11-05 20 = 20 + 0; 2026-11-09 1 = 0 + 1"},
		{"weeks", "week", "model", "week", "", november, 4, 6, "lab/b; lab/a; 2026-W45 40 = 24 + 16; 2026-W46 1 = 0 + 1"},
		{"months of all", "app", "app", "month", "", report.Period{}, 4, 2, "web; cli; 2026-10 8 = 8 + 0; 2026-11 41 = 35 + 6"},
		{"a filter", "day", "model", "day", "app:cli", november, 4, 30, "lab/a; 2026-11-03 6 = 6"},
		{"dollars of a row", "day", "model", "day", ">10", november, 4, 30, "lab/b; lab/a; 2026-11-02 14 = 4 + 10; 2026-11-05 20 = 20 + 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := report.StackOf(b, report.Query{By: []string{c.by}, Filter: mustFilter(t, c.filter)}, c.period, c.unit, c.of, c.most)
			if err != nil || said(got) != c.want || len(got.Columns) != c.columns {
				t.Errorf("%d columns, %s, %v\nwant %d, %s", len(got.Columns), said(got), err, c.columns, c.want)
			}
		})
	}
}

func TestBreakDown(t *testing.T) {
	b := pictureBooks(t)
	for _, c := range []struct{ by, key, of, want string }{
		{"model", "lab/a", "app", "web 11, cli 6 of 2"},
		{"model", "lab/a", "key", "k1 17 of 1"},
		{"day", "2026-11-02", "model", "lab/a 10, lab/b 4 of 2"},
		{"week", "2026-W45", "app", "web 34, cli 6 of 2"},
		{"account", "anthropic/max", "app", " of 0"}, // a subscription's dollars are none
	} {
		d, err := report.BreakDown(b, report.Query{By: []string{c.by}}, report.MonthOf(ledgertest.Day("2026-11-14")), []string{"model", "app", "key"}, "day", 3)
		if err != nil {
			t.Fatal(err)
		}
		parts := d.Parts(c.key, c.of)
		var got []string
		for _, p := range parts.Top {
			got = append(got, p.Key+" "+p.USD.String())
		}
		if text := fmt.Sprintf("%s of %d", strings.Join(got, ", "), parts.All); text != c.want {
			t.Errorf("%s %s by %s: %s, want %s", c.by, c.key, c.of, text, c.want)
		}
		if c.by == "model" {
			ledgertest.USD(t, "its third day", d.Run(c.key)[2], "6")
			ledgertest.USD(t, "all of it", d.Total(c.key), "17")
		}
	}
}

// Five days with usage in 2026: 30 October to 9 November are known, no others.
func TestCalendar(t *testing.T) {
	c, err := report.CalendarOf(pictureBooks(t), report.Query{}, 2026)
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.USD(t, "the year", c.Total.USD, "49")
	ledgertest.USD(t, "October", c.Months[9], "8")
	ledgertest.USD(t, "November", c.Months[10], "41")
	if len(c.Days) != 365 || c.Used != 5 || c.Days[c.Dearest].Date.Format(pricing.Day) != "2026-11-05" {
		t.Errorf("%d days, %d used, the dearest %v", len(c.Days), c.Used, c.Days[c.Dearest].Date)
	}
	if days := c.DearestDays(2); len(days) != 2 || days[0] != c.Dearest || c.Days[days[1]].Date.Format(pricing.Day) != "2026-11-02" {
		t.Errorf("the dearest days are %v", days)
	}
	// 2 and 3 November.
	if c.Streak.Days != 2 || c.Streak.From.Format(pricing.Day) != "2026-11-02" {
		t.Errorf("streak %+v", c.Streak)
	}
	// $20 on one Thursday that is known; $14 and $1 on two Mondays are $7.50.
	ledgertest.USD(t, "Mondays", c.Weekdays[0].PerDay, "7.50")
	if c.Busiest != 3 {
		t.Errorf("the busiest is %d", c.Busiest)
	}
	// Sorted 1, 6, 8, 14, 20: 6, 8 and 14 at a quarter, half and three quarters of them.
	for i, want := range []string{"6", "8", "14"} {
		ledgertest.USD(t, "bound", c.Bounds[i], want)
	}
	shades := ""
	for _, d := range c.Days[302:314] { // 30 October to 10 November
		shades += fmt.Sprint(d.Shade)
	}
	if shades != "300420400010" {
		t.Errorf("shades %s", shades)
	}
	if k := c.Days[301].Known || !c.Days[303].Known || c.Days[313].Known; k {
		t.Error("known are other days than those from the first usage to the last")
	}
}

func TestCalendarOfALeapYearWithoutUsage(t *testing.T) {
	c, err := report.CalendarOf(pictureBooks(t), report.Query{Filter: mustFilter(t, "app:web")}, 2024)
	if err != nil || len(c.Days) != 366 || c.Dearest != -1 || c.Busiest != -1 || c.Streak.Days != 0 || c.Used != 0 {
		t.Errorf("%d days, %+v, %v", len(c.Days), c.Streak, err)
	}
}

func TestCalendarBounds(t *testing.T) {
	for in, want := range map[string]string{"22.78": "22", "1.88": "1.8", "148.2": "140", "0.0456": "0.045", "0.9": "0.9", "9.99": "9.9", "1234567": "1200000", "20": "20"} {
		if got := report.RoundDown(pricing.MustMoney(in)); !got.Equal(pricing.MustMoney(want)) {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	b := pictureBooks(t)
	for by, want := range map[string]string{"app": "cli web", "model": "lab/a lab/b", "account": "anthropic/max openrouter", "day": ""} {
		if got := strings.Join(report.Names(b, by), " "); got != want {
			t.Errorf("%s: %s, want %s", by, got, want)
		}
	}
}

func TestPeriodsOfADayAndAWeek(t *testing.T) {
	today := time.Date(2026, 11, 14, 18, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		by, key     string
		moved       int
		days, words string
	}{
		{"day", "2026-11-13", 0, "2026-11-13 2026-11-13", "Friday 13 Nov"},
		{"day", "2026-11-01", -1, "2026-10-31 2026-10-31", "Saturday 31 Oct"},
		{"day", "2025-12-31", 0, "2025-12-31 2025-12-31", "Wednesday 31 Dec 2025"},
		{"week", "2026-W46", 0, "2026-11-09 2026-11-15", "the week from 9 Nov so far"},
		{"week", "2026-W46", -1, "2026-11-02 2026-11-08", "the week from 2 Nov"},
		{"month", "2026-10", 0, "2026-10-01 2026-10-31", "October"},
	} {
		p, err := report.PeriodOf(c.by, c.key)
		p = p.Moved(c.moved)
		if days := p.From.Format(pricing.Day) + " " + p.To.Format(pricing.Day); err != nil || days != c.days || p.Words(today) != c.words {
			t.Errorf("%s %s: %s, %q, %v", c.by, c.key, days, p.Words(today), err)
		}
	}
	if _, err := report.PeriodOf("day", "never"); err == nil {
		t.Error("a day that is none is a period")
	}
}

func TestFilterWords(t *testing.T) {
	const in = `model=openai/gpt-5.4 app:bot word -key:ci app= >0.5 <=10`
	const want = "model openai/gpt-5.4, app with “bot”, “word”, not key with “ci”, no app, over $0.5, at most $10"
	if got := strings.Join(mustFilter(t, in).Words(), ", "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
