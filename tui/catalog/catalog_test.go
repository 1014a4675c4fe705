package catalog

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tollbook/pricing"
	"tollbook/tui/panel"
	"tollbook/tui/tuitest"
)

var catalogDay = time.Date(2026, 11, 14, 0, 0, 0, 0, time.UTC) // 30 days after the facts were seen

func TestCatalogGateways(t *testing.T) {
	c := tuitest.SmallCatalog(t)
	table := gatewayTable().With(gatewayRows(c, catalogDay))
	got := strings.Join(table.Sheet("gateways").Spoken(), "\n")
	// Most is known of cheap, so it comes first among the routers; the publisher is
	// last. 144 minutes at half are 72 of 10 days' 14,400: 0.5 %, so 99.5 %.
	want := strings.Join([]string{
		"cheap: fee 4 %; min fee $0.50; expires may, 365 d; refund 24 h; sla 99.9 %; nines 2 (99.5000 %); latency 12.5 ms; markup ?; models 1; kind router; billing prepaid; age 30 d; source example.com",
		"dark: fee ?; expires ?; refund ?; sla ?; nines ?; latency ?; markup ?; models 0; kind router; billing prepaid; age 30 d; source example.com",
		"acme: fee 0 %; expires 90 d; refund ?; sla ?; nines ?; latency ?; markup ?; models 1; kind provider; billing prepaid; age 30 d; source example.com",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	answer := strings.Join(gatewayAnswer(gatewayRows(c, catalogDay)), "\n")
	if answer != "Loading credit is free at 1 of 3 gateways, costs 4 % at 1, is unpublished at 1; 0 need none.\nCredit expires at 1, may at cheap; 1 promises an SLA. Facts are 30 days old." {
		t.Errorf("answer\n%s", answer)
	}
	// By fee the unknown one is last when the dearest come first.
	order := ""
	for _, r := range table.SortBy(1).Shown {
		order += r.ID + " "
	}
	if order != "cheap acme dark " {
		t.Errorf("by fee: %s", order)
	}
}

// The steps of a price: a change of any rate begins one, and each shows all rates
// that hold then.
func TestRateSteps(t *testing.T) {
	c := tuitest.SmallCatalog(t)
	got := strings.Join(rateTable().With(rateRows(c, "acme/m1", catalogDay)).Sheet("rates").Spoken(), "\n")
	want := strings.Join([]string{
		"acme (list): input 2; cached 0.1; output 10; when since 2026-06-01; id m1; seen 2026-10-15; source example.com",
		"acme (list): input 2; cached 0.2; output 10; when until 2026-06-01; id m1; seen 2026-10-15; source example.com",
		"acme (list): input 4; output 20; when since 2026-03-01; for over 200,000; id m1; seen 2026-10-15; source example.com",
		"acme (list): input 3; cached 0.3; output 15; when until 2026-03-01; id m1; seen 2026-10-15; source example.com",
		"cheap: input 1.5; output 8; when now; id acme/m1; seen 2026-10-15; source example.com",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	answer := strings.Join(rateAnswer(c, "acme/m1", catalogDay), "\n")
	if answer != "acme/m1 is sold by 2 gateways: output from $8/M at cheap to $10/M at acme.\nList price: $3/M in, $15/M out until 2026-03-01, then $2/M in, $10/M out." {
		t.Errorf("answer\n%s", answer)
	}
	if got := rateAnswer(c, "acme/m2", catalogDay); strings.Join(got, " ") != "acme/m2 is sold by 0 gateways; no rate for output is known. Its publisher lists no price." {
		t.Errorf("a model without rates: %s", got)
	}
}

// Rates of the user's own are marked, those of an update name their feed and day.
func TestOwnRateSources(t *testing.T) {
	own := "model,id,over,window,from,to,input,output,cache_read,cache_write_5m,cache_write_1h,other,basis,source,seen\n" +
		"acme/m1,acme/m1,,,2026-11-14,,,7,,,,,own,my contract,2026-11-14\n" +
		"acme/m1,acme/m1,,,2026-11-01,,1.6,,,,,,observed,openrouter@2026-11-01T08:00:00Z#acme/m1,2026-11-01\n"
	c, err := pricing.Load(tuitest.SmallFiles(), fstest.MapFS{"rates/cheap.csv": {Data: []byte(own)}})
	if err != nil {
		t.Fatal(err)
	}
	rows := rateRows(c, "acme/m1", catalogDay)[4:]
	got := strings.Join(rateTable().With(rows).Sheet("rates").Spoken(), "\n")
	want := strings.Join([]string{
		"cheap: mark yours; input 1.6; output 7; when since 2026-11-14; id acme/m1; seen 2026-11-14; source yours (my contract)",
		"cheap: input 1.6; output 8; when until 2026-11-14; id acme/m1; seen 2026-11-01; source openrouter@2026-11-01",
		"cheap: input 1.5; output 8; when until 2026-11-01; id acme/m1; seen 2026-10-15; source example.com",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// Each rate of a step has its own source.
	said := strings.Join(panel.Told(rows[0].facts()), "\n")
	for _, text := range []string{"input: $1.6/M  (openrouter@2026-11-01T08:00:00Z#acme/m1, seen 2026-11-01)", "output ◆: $7/M  (yours (my contract), seen 2026-11-14)"} {
		if !strings.Contains(said, text) {
			t.Errorf("%q is not in\n%s", text, said)
		}
	}
	if row := modelRows(c, catalogDay)[0]; !row.own || row.cheapest != "cheap" {
		t.Errorf("the model's lowest rate is the user's own: %+v", row)
	}
}

func TestCatalogModels(t *testing.T) {
	c := tuitest.SmallCatalog(t)
	rows := modelRows(c, catalogDay)
	got := strings.Join(modelTable().With(rows).Sheet("models").Spoken(), "\n")
	if got != "acme/m1: input 2; cached 0.1; output 10; lowest 8; at cheap; sold by 2; changed 2026-06-01; context 1,000; released 2026-01-01\nacme/m2: sold by 0" {
		t.Errorf("got\n%s", got)
	}
	// On 28 May the cached rate is that of March, and a change of March is 88 days old.
	may := time.Date(2026, 5, 28, 0, 0, 0, 0, time.UTC)
	answer := strings.Join(modelAnswer(modelRows(c, may), modelRows(c, may)[0], true, may), "\n")
	if answer != "1 of 2 models have a list price; 1 changed it in the last 90 days, the last acme/m1 on 1 Mar 2026.\nacme/m1: $2/M in, $10/M out at list, sold by 2 gateways; the least for output is $8/M at cheap." {
		t.Errorf("answer\n%s", answer)
	}
}

func TestCatalogIncidents(t *testing.T) {
	c := tuitest.SmallCatalog(t)
	rows := outageRows(c)
	if len(rows) != 1 {
		t.Fatal(rows)
	}
	answer := strings.Join(outageAnswer(rows[0], true, termsOf(c, catalogDay)), "\n")
	if answer != "cheap was down 144 minutes, 72 weighted by the share that failed, in the 10 days watched: 99.5000 %, 2 nines.\n99.99 % would allow 4.32 minutes in 30 days. Of the other 2 no record is kept, which proves nothing." {
		t.Errorf("answer\n%s", answer)
	}
}
