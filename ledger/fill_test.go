package ledger_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger/report"
)

// TestExportsFillEachOther: one export of a call names its key, another its tier. In
// either order the ledger has both, and the second adds nothing; the same again is
// known. What an export does say of a label wins over what was there.
func TestExportsFillEachOther(t *testing.T) {
	const (
		keys  = "time,gateway,model,request_id,input_tokens,key,app\n2026-08-10T10:00:00Z,lab,lab/one,r1,100000,prod,bot\n2026-08-10T11:00:00Z,lab,lab/one,r2,100000,prod,\n"
		tiers = "time,gateway,model,request_id,input_tokens,service_tier,app\n2026-08-10T10:00:00Z,lab,lab/one,r1,100000,batch,\n2026-08-10T11:00:00Z,lab,lab/one,r2,100000,,web\n"
	)
	for name, files := range map[string][]string{"keys first": {keys, tiers}, "tiers first": {tiers, keys}, "and again": {keys, tiers, keys, tiers, tiers}} {
		s := temporary(t, tieredCatalog(t))
		for i, f := range files {
			got := bring(t, s, f, options("n.csv"))
			if i > 0 && got.Added > 0 || i > 1 && got.Updated > 0 {
				t.Errorf("%s: file %d has %d new and %d updated rows", name, i, got.Added, got.Updated)
			}
		}
		r, err := s.Report(context.Background(), report.Query{By: []string{"key", "tier", "app"}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range r.Rows {
			got = append(got, strings.Join(row.Keys, " ")+" "+row.USD.String())
		}
		slices.Sort(got)
		// 100,000 in at 2 are 0.20, half of it as a batch.
		if want := []string{"prod batch bot 0.1", "prod standard web 0.2"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		sound(t, s)
	}
	s := temporary(t, tieredCatalog(t))
	bring(t, s, keys, options("n.csv"))
	bring(t, s, strings.ReplaceAll(keys, "prod", "renamed"), options("n.csv"))
	if r, err := s.Report(context.Background(), report.Query{By: []string{"key"}}); err != nil || len(r.Rows) != 1 || r.Rows[0].Keys[0] != "renamed" {
		t.Errorf("a label that is said anew: %+v, %v", r.Rows, err)
	}
	sound(t, s)
}
