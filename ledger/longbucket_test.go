package ledger_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger/projection"
	"tollbook/ledger/report"
)

// ccusageOf is a report of ccusage's: of each period so many tokens of input.
func ccusageOf(list, field string, periods ...any) string {
	var records []string
	for i := 0; i < len(periods); i += 2 {
		records = append(records, fmt.Sprintf(`{%q:%q,"modelBreakdowns":[{"modelName":"lab/one","inputTokens":%d,"outputTokens":0,"cost":1}]}`, field, periods[i], periods[i+1]))
	}
	return fmt.Sprintf(`{%q:[%s]}`, list, strings.Join(records, ","))
}

// TestLongBuckets: a report by month, week or session says again what the days of an
// account say. Whichever has more tokens counts, the days where both have as many.
func TestLongBuckets(t *testing.T) {
	days := ccusageOf("daily", "date", "2026-10-05", 30, "2026-10-20", 70, "2026-11-02", 9) // 100 in October
	late := ccusageOf("daily", "date", "2026-10-20", 70)
	month := ccusageOf("monthly", "month", "2026-10", 100)
	weeks := ccusageOf("weekly", "week", "2026-10-05", 30, "2026-10-19", 70, "2026-11-02", 9)
	sessions := func(tokens int) string {
		return `{"sessions":[{"sessionId":"a","lastActivity":"2026-10-06","modelBreakdowns":[{"modelName":"lab/one","inputTokens":` + fmt.Sprint(tokens) + `,"outputTokens":0,"cost":1}]},` +
			`{"sessionId":"b","lastActivity":"2026-10-21","modelBreakdowns":[{"modelName":"lab/one","inputTokens":50,"outputTokens":0,"cost":1}]}]}`
	}
	log := copyOf("m", "2026-10-21T09:00:00Z", 0) // 1,000 tokens
	for name, c := range map[string]struct {
		reports []string
		want    string // input by day
	}{
		"a month alone":              {[]string{month}, "2026-10-01 100"},
		"days that come to as many":  {[]string{month, days}, "2026-10-05 30 2026-10-20 70 2026-11-02 9"},
		"days that come to fewer":    {[]string{month, late}, "2026-10-01 100"},
		"a month in part of it":      {[]string{ccusageOf("monthly", "month", "2026-10", 60), days}, "2026-10-05 30 2026-10-20 70 2026-11-02 9"},
		"days outside of it":         {[]string{month, ccusageOf("daily", "date", "2026-09-30", 5, "2026-11-01", 6)}, "2026-09-30 5 2026-10-01 100 2026-11-01 6"},
		"the month's first day":      {[]string{month, ccusageOf("daily", "date", "2026-10-01", 100)}, "2026-10-01 100"},
		"weeks and days":             {[]string{weeks, days}, "2026-10-05 30 2026-10-20 70 2026-11-02 9"},
		"weeks fuller than days":     {[]string{weeks, late}, "2026-10-05 30 2026-10-20 70 2026-11-02 9"},
		"weeks and a month":          {[]string{weeks, month}, "2026-10-05 30 2026-10-19 70 2026-11-02 9"},
		"weeks, a month and days":    {[]string{weeks, month, days}, "2026-10-05 30 2026-10-20 70 2026-11-02 9"},
		"sessions alone":             {[]string{sessions(50)}, "2026-10-06 50 2026-10-21 50"},
		"sessions and days":          {[]string{sessions(20), ccusageOf("daily", "date", "2026-10-06", 10, "2026-10-07", 60)}, "2026-10-06 10 2026-10-07 60"},
		"sessions fuller than days":  {[]string{sessions(50), ccusageOf("daily", "date", "2026-10-06", 10, "2026-10-07", 60)}, "2026-10-06 50 2026-10-21 50"},
		"logs of the month":          {[]string{month, log}, "2026-10-21 1000"},
		"a month fuller than a log":  {[]string{ccusageOf("monthly", "month", "2026-10", 5000), log}, "2026-10-01 5000"},
		"a leap year's February":     {[]string{ccusageOf("monthly", "month", "2028-02", 5), ccusageOf("daily", "date", "2028-02-29", 5)}, "2028-02-29 5"},
		"the first day of the next ": {[]string{ccusageOf("monthly", "month", "2027-02", 5), ccusageOf("daily", "date", "2027-03-01", 5)}, "2027-02-01 5 2027-03-01 5"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, backwards := range []bool{false, true} {
				s := temporary(t, small())
				for i := range c.reports {
					if backwards {
						i = len(c.reports) - 1 - i
					}
					bring(t, s, c.reports[i], options("f"))
				}
				var got []string
				for _, row := range reported(t, s, report.Query{By: []string{"day"}}).Rows {
					got = append(got, row.Keys[0], fmt.Sprint(row.Tokens[0]))
				}
				if text := strings.Join(got, " "); text != c.want {
					t.Errorf("backwards %t: %s, want %s", backwards, text, c.want)
				}
				sound(t, s)
			}
		})
	}
}

// costTableOf is Google's cost table: of each month so many input tokens and dollars.
func costTableOf(months ...string) string {
	text := "Invoice number,1\nService description,SKU description,Usage start date,Usage end date,Usage amount,Usage unit,Unrounded cost ($)\n"
	for _, month := range months {
		var start, end, amount, usd string
		_, _ = fmt.Sscan(month, &start, &end, &amount, &usd)
		text += fmt.Sprintf("Gemini API,Generate content input token count gemini 2.5 flash,%s,%s,%s,count,%s\n", start, end, amount, usd)
	}
	return text
}

// billingOf is Google's export in BigQuery: of each day so many input tokens and dollars.
func billingOf(days ...string) string {
	var text string
	for _, day := range days {
		var date, amount, usd string
		_, _ = fmt.Sscan(day, &date, &amount, &usd)
		text += fmt.Sprintf(`{"service":{"description":"Gemini API"},"sku":{"description":"Generate content input token count gemini 2.5 flash"},"usage_start_time":"%s 05:00:00 UTC","cost":%s,"currency":"USD","usage":{"amount":%s,"unit":"count"}}`+"\n", date, usd, amount)
	}
	return text
}

// TestCostTableBesideTheExport: Google's month and its hours are one spend: never added,
// and the hours count where they have all of the month.
func TestCostTableBesideTheExport(t *testing.T) {
	october := "2026-10-01 2026-10-31 100 1.00"
	for name, c := range map[string]struct {
		files []string
		want  string // tokens and dollars by day
	}{
		"a table alone":             {[]string{costTableOf(october)}, "2026-10-01 100 1"},
		"of dollars alone":          {[]string{costTableOf("2026-10-01 2026-10-31 0 1.00")}, "2026-10-01 0 1"},
		"all of its hours":          {[]string{costTableOf(october), billingOf("2026-10-05 30 0.30", "2026-10-20 70 0.70")}, "2026-10-05 30 0.3 2026-10-20 70 0.7"},
		"hours from the 20th on":    {[]string{costTableOf(october), billingOf("2026-10-20 70 0.70")}, "2026-10-01 100 1"},
		"a table of half of it":     {[]string{costTableOf("2026-10-01 2026-10-15 60 0.60"), billingOf("2026-10-05 30 0.30", "2026-10-20 70 0.70")}, "2026-10-05 30 0.3 2026-10-20 70 0.7"},
		"another month":             {[]string{costTableOf(october), billingOf("2026-09-30 5 0.05", "2026-11-01 6 0.06")}, "2026-09-30 5 0.05 2026-10-01 100 1 2026-11-01 6 0.06"},
		"several starts":            {[]string{costTableOf(october, "2026-10-14 2026-10-31 50 0.50"), billingOf("2026-10-20 120 1.20")}, "2026-10-01 150 1.5"},
		"fewer dollars, no tokens":  {[]string{costTableOf("2026-10-01 2026-10-31 0 1.00"), billingOf("2026-10-20 0 0.20")}, "2026-10-01 0 1"},
		"as many dollars, none too": {[]string{costTableOf("2026-10-01 2026-10-31 0 1.00"), billingOf("2026-10-20 0 1.00")}, "2026-10-20 0 1"},
		"what an agent logged":      {[]string{costTableOf(october), "time,gateway,model,view,input_tokens\n2026-10-05,google,gemini-2.5-flash,agent-log,900\n"}, "2026-10-01 100 1"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, backwards := range []bool{false, true} {
				s := temporary(t, real())
				for i := range c.files {
					if backwards {
						i = len(c.files) - 1 - i
					}
					bring(t, s, c.files[i], options("f"))
				}
				var got []string
				for _, row := range reported(t, s, report.Query{By: []string{"day"}}).Rows {
					got = append(got, row.Keys[0], fmt.Sprint(row.Tokens[0]), row.USD.String())
				}
				if text := strings.Join(got, " "); text != c.want {
					t.Errorf("backwards %t: %s, want %s", backwards, text, c.want)
				}
				sound(t, s)
			}
		})
	}
}

// TestCostTableGrows: the table of an open month takes the place of an earlier one.
func TestCostTableGrows(t *testing.T) {
	s := temporary(t, real())
	bring(t, s, costTableOf("2026-10-01 2026-10-15 60 0.60", "2026-10-14 2026-10-15 5 0.05"), options("f"))
	got := bring(t, s, costTableOf("2026-10-01 2026-10-31 100 1.00", "2026-10-14 2026-10-31 50 0.50"), options("g"))
	if total := reported(t, s, report.Query{By: []string{"model"}}).Total; got.Updated != 2 || got.Added != 0 || total.Tokens[0] != 150 || total.USD.String() != "1.5" {
		t.Errorf("%d updated, %d new, %d tokens, $%s", got.Updated, got.Added, total.Tokens[0], total.USD)
	}
	sound(t, s)
}

// TestCostTableTellsItsMonth: a table tells all of its month, up to its last day.
func TestCostTableTellsItsMonth(t *testing.T) {
	for last, want := range map[string][]string{
		"2026-09-30": nil,
		"2026-09-15": {"google: no data from 16 Sep 2026 to 30 Sep 2026: unknown, not zero"},
	} {
		s := temporary(t, real())
		bring(t, s, costTableOf("2026-09-01 "+last+" 10 0.10"), options("september"))
		bring(t, s, costTableOf("2026-10-01 2026-10-31 5 0.05"), options("october"))
		if r := reported(t, s, report.Query{}); !slices.Equal(r.Unknown, want) {
			t.Errorf("up to %s: %q, want %q", last, r.Unknown, want)
		}
	}
}

// TestMonthsInAForecast: a sum of a month was used on all of its days, as far as they are
// known. $30 in September's 30 days and $31 in October's 31: $1 a day; $15 of November by
// the 15th: $1 a day too.
func TestMonthsInAForecast(t *testing.T) {
	s := temporary(t, real())
	bring(t, s, costTableOf("2026-09-01 2026-09-30 10 30", "2026-10-01 2026-10-31 10 31"), options("f"))
	for _, file := range []string{"", costTableOf("2026-11-01 2026-11-15 10 15")} {
		asOf, month := at("2026-11-01T00:00:00Z"), "2026-11"
		if file != "" {
			bring(t, s, file, options("g"))
			asOf, month = at("2026-11-16T00:00:00Z"), "2026-12"
		}
		f, err := s.Forecast(t.Context(), projection.Query{AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(f.Months, func(m projection.Month) bool { return m.Month == month })
		if i < 0 || f.Months[i].Projected.Round(0).String() != map[string]string{"2026-11": "30", "2026-12": "31"}[month] {
			t.Errorf("%s: %+v", month, f.Months)
		}
		credits, err := s.Credits(t.Context(), "", asOf)
		if err != nil {
			t.Fatal(err)
		}
		if burn := credits.Accounts[0].Burn; burn == nil || burn.String() != "1" {
			t.Errorf("burn %v, want 1", burn)
		}
	}
}
