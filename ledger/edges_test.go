package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// An export of requests that begins at 15:00 and ends at 09:00 three days on, and the
// gateway's sums of whole days: on the first and last day the sums count, on the days
// between the requests, whatever the sums say.
func TestTheViewOfTheWholeDayCounts(t *testing.T) {
	requests := activityHead +
		generation("g1", "2026-10-01 15:00:00", "1", 1000, 10, "lab/one") +
		generation("g2", "2026-10-02 10:00:00", "2", 2000, 20, "lab/one") +
		generation("g3", "2026-10-03 10:00:00", "2", 3000, 30, "lab/one") +
		generation("g4", "2026-10-04 09:00:00", "0.5", 4000, 40, "lab/one")
	daily := dailyHead +
		"2026-10-01,lab/one,3,0,9,10000,100,0\n" +
		"2026-10-02,lab/one,2.5,0,9,20000,200,0\n" +
		"2026-10-03,lab/one,1,0,9,30000,300,0\n" +
		"2026-10-04,lab/one,4,0,9,40000,400,0\n"
	// An export that has some of the same requests goes on from there: the 4th is whole.
	overlapping := activityHead +
		generation("g4", "2026-10-04 09:00:00", "0.5", 4000, 40, "lab/one") +
		generation("g5", "2026-10-04 20:00:00", "0.25", 100, 1, "lab/one") +
		generation("g6", "2026-10-06 08:00:00", "1", 100, 1, "lab/one")
	// One that has none of them leaves open what came between.
	apart := strings.Replace(overlapping, generation("g4", "2026-10-04 09:00:00", "0.5", 4000, 40, "lab/one"), "", 1)
	for _, c := range []struct {
		name  string
		texts []string
		want  string // day=dollars/input tokens
		view  string // the end of what report says
	}{
		{"two edges", []string{requests, daily}, "01=3/10000 02=2/2000 03=2/3000 04=4/40000",
			"counted from gateway buckets and request rows, on each day from the best one there; of 2026-10-01 and 2026-10-04 request rows hold only a part"},
		{"a later export overlaps", []string{requests, daily, overlapping}, "01=3/10000 02=2/2000 03=2/3000 04=0.75/4100 06=1/100",
			"; of 2026-10-01 request rows hold only a part"},
		{"a later export does not", []string{requests, daily, apart}, "01=3/10000 02=2/2000 03=2/3000 04=4/40000 06=1/100",
			"; of 2026-10-01 and 2026-10-04 request rows hold only a part"},
		{"sums of less are not the whole", []string{requests, dailyHead + "2026-10-01,lab/one,0.99,0,9,10000,100,0\n2026-10-04,lab/one,0.5,0,9,10,1,0\n"},
			"01=1/1000 02=2/2000 03=2/3000 04=0.5/4000", "counted from request rows, not from gateway buckets"},
		{"sums that begin inside the day as well", []string{requests, "time,gateway,model,cost_usd,input_tokens,view\n2026-10-01T14:00:00Z,openrouter,lab/one,3,10000,buckets\n2026-10-02T00:00:00Z,openrouter,lab/one,1,10,buckets\n"},
			"01=1/1000 02=2/2000 03=2/3000 04=0.5/4000", "counted from request rows, not from gateway buckets"},
		{"a cost export has the dollars, not the tokens", []string{requests, "time,gateway,model,cost_usd,view\n2026-10-01,openrouter,lab/one,3,costs\n"},
			"01=3/1000 02=2/2000 03=2/3000 04=0.5/4000", "; of 2026-10-01 request rows hold only a part"},
		{"what the catalog computed is nobody's bill", []string{requests, "time,gateway,model,input_tokens,view\n2026-10-01,openrouter,lab/one,9000000,computed\n"},
			"01=1/1000 02=2/2000 03=2/3000 04=0.5/4000", "counted from request rows, not from computed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 2 {
				s := temporary(t, small())
				for _, text := range c.texts {
					bring(t, s, text, options("f"))
				}
				r := reported(t, s, report.Query{By: []string{"day"}})
				var got []string
				for _, row := range r.Rows {
					got = append(got, fmt.Sprintf("%s=%s/%d", row.Keys[0][8:], row.USD, row.Tokens[pricing.Input]))
				}
				if text := strings.Join(got, " "); text != c.want {
					t.Errorf("%s\nwant %s", text, c.want)
				}
				if len(r.Views) != 1 || !strings.HasSuffix(r.Views[0], c.view) {
					t.Errorf("views %q, want %q", r.Views, c.view)
				}
				sound(t, s)
				c.texts[0], c.texts[len(c.texts)-1] = c.texts[len(c.texts)-1], c.texts[0] // and in the other order
			}
		})
	}
}

// Taking the later export back leaves the day in part again.
func TestEdgesFollowTheImports(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, dailyHead+"2026-10-01,lab/one,3,0,9,10,1,0\n", options("daily"))
	bring(t, s, activityHead+generation("g1", "2026-10-01 09:00:00", "1", 10, 1, "lab/one"), options("a"))
	ledgertest.USD(t, "in part", reported(t, s, report.Query{}).Total.USD, "3")
	later := bring(t, s, activityHead+generation("g0", "2026-09-30 09:00:00", "7", 10, 1, "lab/one")+
		generation("g1", "2026-10-01 09:00:00", "1", 10, 1, "lab/one")+
		generation("g2", "2026-10-02 09:00:00", "7", 10, 1, "lab/one"), options("b"))
	ledgertest.USD(t, "whole", reported(t, s, report.Query{}).Total.USD, "15")
	undo(t, s, later.ID)
	ledgertest.USD(t, "in part again", reported(t, s, report.Query{}).Total.USD, "3")
}
