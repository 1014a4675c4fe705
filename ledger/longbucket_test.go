package ledger_test

import (
	"fmt"
	"strings"
	"testing"

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
