package ledger_test

import (
	"strings"
	"testing"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

const (
	costHead  = "start_time,end_time,amount_value,amount_currency,quantity,quantity_unit,line_item,user_id,api_key_id,project_id,organization_id,api_source\n"
	tokenHead = "usage_date_utc,model_version,api_key,workspace,usage_type,usage_input_tokens_no_cache,usage_output_tokens\n"
	day1      = "1790812800,1790899200," // 1 October 2026
	day2      = "1790899200,1790985600,"
)

// TestSourcesAreNeverAdded: exports of one spend with different keys: on each day
// the fullest counts, in whatever order they come and however often.
func TestSourcesAreNeverAdded(t *testing.T) {
	grouped := costHead +
		day1 + `1,usd,,,"lab-one, input",,,proj,org,` + "\n" + day1 + `0.5,usd,,,"lab-one, output",,,proj,org,` + "\n" +
		day2 + `2,usd,,,"lab-one, input",,,proj,org,` + "\n"
	byKey := costHead + day1 + `0.9,usd,,,"lab-one, input",,k1,proj,org,` + "\n" + day1 + `0.6,usd,,,"lab-one, input",,,proj,org,` + "\n"
	for _, c := range []struct {
		name          string
		a, b          string
		usd           string
		input, output int64
	}{
		// 1 + 0.5 by line item is the 1.5 of the whole day; the second day is alone.
		{"grouped and not", grouped, costHead + day1 + "1.5,usd,,,,,,,org,\n", "3.5", 0, 0},
		// The day as a whole has gone on to 1.75 meanwhile.
		{"grouped, and later not", grouped, costHead + day1 + "1.75,usd,,,,,,,org,\n", "3.75", 0, 0},
		// 0.9 of a key and 0.6 of none are the same 1.5.
		{"by line item and by key too", grouped, byKey, "3.5", 0, 0},
		{"CSV and API", grouped, `{"data":[{"start_time":1790812800,"end_time":1790899200,"results":[{"amount":{"value":1.5,"currency":"usd"},"line_item":"lab-one, input"}]}]}`, "3.5", 0, 0},
		{"an older header",
			"usage_date_utc,model,workspace,api_key,usage_type,token_type,cost_usd\n2026-10-01,lab-one,w,k,message,output,1.25\n2026-10-02,lab-one,w,k,message,output,1\n",
			"usage_date_utc,model,workspace,api_key,usage_type,token_type,cost_usd,api_key_id\n2026-10-01,lab-one,w,k,message,output,1.25,id\n", "2.25", 0, 0},
		// The hours of half a day, then the day; and the second day by the hour alone.
		{"hours and days", tokenHead + "2026-10-01 00:00,lab-one,k,w,standard,100,10\n2026-10-01 11:00,lab-one,k,w,standard,200,20\n2026-10-02 09:00,lab-one,k,w,standard,7,1\n",
			tokenHead + "2026-10-01,lab-one,k,w,standard,900,90\n", "0", 907, 91},
		// The day of a file from noon, then all of its hours.
		{"days and hours", tokenHead + "2026-10-01,lab-one,k,w,standard,250,25\n",
			tokenHead + "2026-10-01 00:00,lab-one,k,w,standard,100,10\n2026-10-01 23:00,lab-one,k,w,standard,200,20\n", "0", 300, 30},
	} {
		for name, order := range map[string][]string{"": {c.a, c.b}, ", the other way round": {c.b, c.a}, ", all again": {c.a, c.b, c.b, c.a}} {
			t.Run(c.name+name, func(t *testing.T) {
				s := temporary(t, small())
				for _, text := range order {
					bring(t, s, text, options("f"))
				}
				r := reported(t, s, report.Query{})
				ledgertest.USD(t, "reported", r.Total.USD.Sub(r.Total.ComputedUSD), c.usd)
				if in, out := r.Total.Tokens[pricing.Input], r.Total.Tokens[pricing.Output]; in != c.input || out != c.output {
					t.Errorf("%d in and %d out, want %d and %d", in, out, c.input, c.output)
				}
				if len(r.Views) != 1 || !strings.Contains(r.Views[0], "never added") {
					t.Errorf("views %q", r.Views)
				}
				sound(t, s)
			})
		}
	}
}

// TestSourcesOfOneGrainAddUp: two projects' exports are two parts of one spend, and
// what an undone import had passed over counts again.
func TestSourcesOfOneGrainAddUp(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, costHead+day1+`1,usd,,,"lab-one, input",,,one,org,`+"\n", options("one"))
	bring(t, s, costHead+day1+`0.5,usd,,,"lab-one, input",,,two,org,`+"\n", options("two"))
	ledgertest.USD(t, "both projects", reported(t, s, report.Query{}).Total.USD, "1.5")
	whole := bring(t, s, costHead+day1+"4,usd,,,,,,,org,\n", options("whole"))
	ledgertest.USD(t, "the whole day", reported(t, s, report.Query{}).Total.USD, "4")
	if _, err := s.Undo(t.Context(), whole.ID); err != nil {
		t.Fatal(err)
	}
	r := reported(t, s, report.Query{})
	ledgertest.USD(t, "without it", r.Total.USD, "1.5")
	if len(r.Views) != 0 {
		t.Errorf("views %q, want none", r.Views)
	}
	sound(t, s)
}
