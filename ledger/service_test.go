package ledger_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"tollbook/ledger"
	"tollbook/pricing"
)

// tieredCatalog is a lab that sells batches at half, residency in the US at 10 % more,
// long prompts of one at twice its price, and the small hours of two at half.
func tieredCatalog(t fataler) *pricing.Catalog {
	t.Helper()
	c, err := pricing.Load(fstest.MapFS{
		"gateways/lab.csv": {Data: []byte(gatewayHead + fact("name", "", "Lab") + fact("kind", "", "provider") + fact("prices", "", "listed") +
			fact("billing", "", "arrears") + fact("publishes", "", "lab") + fact("tier_factor", "batch", "0.5") + fact("residency_factor", "us", "1.1") + fact("id_tier", "*:batch", "batch"))},
		"models/lab.csv": {Data: []byte(modelHead + "lab/one,,,,,\nlab/two,,,,,\n")},
		"rates/lab.csv": {Data: []byte(rateHead +
			"lab/one,lab-one,,,,,2,10,,,,,,x,2026-01-01\nlab/one,lab-one,200000,,,,4,20,,,,,,x,2026-01-01\n" +
			"lab/two,lab-two,,01:00-05:00Z,,,0.5,2,,,,,,x,2026-01-01\nlab/two,lab-two,,00:00-01:00Z|05:00-24:00Z,,,1,4,,,,,,x,2026-01-01\n")},
	})
	if err != nil {
		t.Fatalf("catalog: %v", err)
	}
	return c
}

const tierHead = "time,gateway,model,input_tokens,output_tokens,service_tier,residency,band,window,requests\n"

// TestRowsArePricedAsServed: small's "lab/one" costs what its card says; a batch of a
// model at a gateway with tiers, a stated band and a stated window are priced by them,
// row by row, in the sums, and again after a reprice.
func TestRowsArePricedAsServed(t *testing.T) {
	c := tieredCatalog(t)
	for _, k := range []struct{ name, row, want string }{
		// 1,000,000 in at 2 and 100,000 out at 10.
		{"standard", "2026-08-10T10:00:00Z,lab,lab/one,100000,10000,,,,,1", "0.3"},
		{"batch", "2026-08-10T10:00:00Z,lab,lab/one,100000,10000,batch,,,,1", "0.15"},
		{"in the US", "2026-08-10T10:00:00Z,lab,lab/one,100000,10000,,us,,,1", "0.33"},
		{"both", "2026-08-10T10:00:00Z,lab,lab/one,100000,10000,batch,us,,,1", "0.165"},
		{"over the threshold by itself", "2026-08-10T10:00:00Z,lab,lab/one,200001,0,,,,,1", "0.800004"},
		{"a sum of many at the base", "2026-08-10T10:00:00Z,lab,lab/one,300000,0,,,,,7", "0.6"},
		{"a sum of many whose band is stated", "2026-08-10T10:00:00Z,lab,lab/one,300000,0,,,200001,,7", "1.2"},
		{"a sum of many whose band is the base", "2026-08-10T10:00:00Z,lab,lab/one,300000,0,,,200000,,7", "0.6"},
		{"a sum of many at the usual hours", "2026-08-10T02:00:00Z,lab,lab/two,100000,0,,,,,7", "0.1"},
		{"a sum of many whose window is stated", "2026-08-10T00:00:00Z,lab,lab/two,100000,0,,,,02:00,7", "0.05"},
	} {
		s := temporary(t, c)
		bring(t, s, tierHead+k.row+"\n", options("n.csv"))
		report, err := s.Report(context.Background(), ledger.ReportQuery{})
		if err != nil {
			t.Fatal(err)
		}
		usd(t, k.name, report.Total.USD, k.want)
		again, err := s.Reprice(context.Background(), ledger.RepriceQuery{At: now})
		if err != nil || again.Models[0].Changed != 0 {
			t.Errorf("%s: repriced to %+v, %v", k.name, again.Models, err)
		}
		w, err := s.Workload(context.Background(), ledger.WorkloadQuery{AsOf: now})
		if err != nil {
			t.Fatal(err)
		}
		w.Days = 30
		got, err := c.Compare(w, pricing.Knobs{Gateways: []string{"lab"}, RatesThen: true}, now)
		if err != nil || got.Rows[0].Token == nil {
			t.Fatalf("%s: %v", k.name, err)
		}
		usd(t, k.name+", from its sum", *got.Rows[0].Token, k.want)
		sound(t, s)
	}
}

// TestReportByService: what was asked for is told apart, and what no export states is
// standard.
func TestReportByService(t *testing.T) {
	s := temporary(t, tieredCatalog(t))
	bring(t, s, tierHead+"2026-08-10T10:00:00Z,lab,lab/one,100000,0,batch,,,,1\n2026-08-10T11:00:00Z,lab,lab/one,100000,0,,us,,,1\n"+
		"2026-08-10T12:00:00Z,lab,lab/one:batch,100000,0,,,,,1\n", options("n.csv"))
	for by, want := range map[string]string{"tier": "batch=0.2 standard=0.22", "residency": "=0.2 us=0.22"} {
		r, err := s.Report(context.Background(), ledger.ReportQuery{By: []string{by}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range r.Rows {
			got = append(got, row.Keys[0]+"="+row.USD.String())
		}
		if len(got) == 2 && got[0] > got[1] {
			got[0], got[1] = got[1], got[0]
		}
		if strings.Join(got, " ") != want {
			t.Errorf("by %s: %v, want %s", by, got, want)
		}
	}
}

// TestSecondReadingFillsIn: an import of a file whose rows the ledger has without
// their tier is an update of them, and prices them anew.
func TestSecondReadingFillsIn(t *testing.T) {
	s := temporary(t, tieredCatalog(t))
	bring(t, s, "time,gateway,model,request_id,input_tokens\n2026-08-10T10:00:00Z,lab,lab/one,r1,100000\n", options("n.csv"))
	got := bring(t, s, "time,gateway,model,request_id,input_tokens,service_tier\n2026-08-10T10:00:00Z,lab,lab/one,r1,100000,batch\n", options("n.csv"))
	counts(t, got, 0, 0, 1, 0)
	report, err := s.Report(context.Background(), ledger.ReportQuery{})
	if err != nil {
		t.Fatal(err)
	}
	usd(t, "now", report.Total.USD, "0.1")
	sound(t, s)
}
