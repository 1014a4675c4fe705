package ledger_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// tieredFiles are the catalog of a lab that sells batches at half, residency in the US
// at 10 % more, long prompts of one at twice its price, and the small hours of two at
// half.
func tieredFiles() fstest.MapFS {
	return fstest.MapFS{
		"gateways/lab.csv": {Data: []byte(gatewayHead + fact("name", "", "Lab") + fact("kind", "", "provider") + fact("prices", "", "listed") +
			fact("billing", "", "arrears") + fact("publishes", "", "lab") + fact("tier_factor", "batch", "0.5") + fact("residency_factor", "us", "1.1") + fact("id_tier", "*:batch", "batch"))},
		"models/lab.csv": {Data: []byte(modelHead + "lab/one,,,,,\nlab/two,,,,,\n")},
		"rates/lab.csv": {Data: []byte(rateHead +
			"lab/one,lab-one,,,,,2,10,,,,,,x,2026-01-01\nlab/one,lab-one,200000,,,,4,20,,,,,,x,2026-01-01\n" +
			"lab/two,lab-two,,01:00-05:00Z,,,0.5,2,,,,,,x,2026-01-01\nlab/two,lab-two,,00:00-01:00Z|05:00-24:00Z,,,1,4,,,,,,x,2026-01-01\n")},
	}
}

func tieredCatalog(t ledgertest.T) *pricing.Catalog {
	t.Helper()
	c, err := pricing.Load(tieredFiles())
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
		report, err := s.Report(context.Background(), report.Query{})
		if err != nil {
			t.Fatal(err)
		}
		ledgertest.USD(t, k.name, report.Total.USD, k.want)
		again, err := s.Reprice(context.Background(), usage.RepriceQuery{At: now})
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
		ledgertest.USD(t, k.name+", from its sum", *got.Rows[0].Token, k.want)
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
		r, err := s.Report(context.Background(), report.Query{By: []string{by}})
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

// TestMovingNamesByDay: a name that the gateway moved in June is what it stood for on
// the day of the usage; before February nobody knows.
func TestMovingNamesByDay(t *testing.T) {
	fsys := tieredFiles()
	fsys["aliases/lab.csv"] = &fstest.MapFile{Data: []byte("id,model,from,to,basis,source,seen\n" +
		"lab-latest,lab/two,2026-02-01,2026-06-01,stated,x,2026-06-02\nlab-latest,lab/one,2026-06-01,,stated,x,2026-06-02\n")}
	c, err := pricing.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	s := temporary(t, c)
	bring(t, s, "time,gateway,model,request_id,input_tokens\n2026-01-10T10:00:00Z,lab,lab-latest,a,1000000\n"+
		"2026-05-31T10:00:00Z,lab,lab-latest,b,1000000\n2026-06-01T10:00:00Z,lab,lab-latest,c,100000\n", options("n.csv"))
	r, err := s.Report(context.Background(), report.Query{By: []string{"day", "model"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range r.Rows {
		got = append(got, strings.Join(row.Keys, " ")+" "+row.USD.String())
	}
	want := "2026-01-10 lab-latest 0, 2026-05-31 lab/two 1, 2026-06-01 lab/one 0.2"
	if strings.Join(got, ", ") != want || r.Total.UnpricedTokens != 1_000_000 {
		t.Errorf("%v, %d tokens unpriced; want %s", got, r.Total.UnpricedTokens, want)
	}
	sound(t, s)
}

// TestSecondReadingFillsIn: an import of a file whose rows the ledger has without
// their tier is an update of them, and prices them anew.
func TestSecondReadingFillsIn(t *testing.T) {
	s := temporary(t, tieredCatalog(t))
	bring(t, s, "time,gateway,model,request_id,input_tokens\n2026-08-10T10:00:00Z,lab,lab/one,r1,100000\n", options("n.csv"))
	got := bring(t, s, "time,gateway,model,request_id,input_tokens,service_tier\n2026-08-10T10:00:00Z,lab,lab/one,r1,100000,batch\n", options("n.csv"))
	counts(t, got, 0, 0, 1, 0)
	report, err := s.Report(context.Background(), report.Query{})
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.USD(t, "now", report.Total.USD, "0.1")
	sound(t, s)
}
