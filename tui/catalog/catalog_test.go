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
	table := gatewayTable().With(gatewayRows(c, yours{}, catalogDay))
	got := strings.Join(table.Sheet("gateways").Spoken(), "\n")
	// Where loading is free stands first, then what it costs, then of whom nothing is known. 144
	// minutes at half are 72 of 10 days' 14,400: 0.5 %, so 99.5 %. What the words of a column say
	// is told cell by cell.
	want := strings.Join([]string{
		"acme: to load credit free; unused credit ends, 90 days; refund ?; sla ?; nines ?; latency ?; markup ?; models 1; kind provider; billing prepaid; seen 30 d ago; source example.com",
		"cheap: to load credit 4 %, at least $0.50; min fee $0.50; unused credit may end, 365 days; refund 24 h; sla 99.9 %; nines 2 (99.5000 %); latency 12.5 ms; markup ?; models 1; kind router; billing prepaid; seen 30 d ago; source example.com",
		"dark: to load credit ?; unused credit ?; refund ?; sla ?; nines ?; latency ?; markup ?; kind router; billing prepaid; seen 30 d ago; source example.com",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	answer := strings.Join(gatewayAnswer(gatewayRows(c, yours{}, catalogDay), yours{}), "\n")
	if answer != "Loading credit is free at 1 of 3 gateways, costs 4 % at 1, is unpublished at 1; 0 need none.\nUnused credit expires at 1, may at cheap." {
		t.Errorf("answer\n%s", answer)
	}
	order := ""
	for _, r := range table.SortBy(2).SortBy(2).Shown {
		order += r.ID + " "
	}
	if order != "dark cheap acme " {
		t.Errorf("by fee, the dearest first: %s", order)
	}
}

// The user's gateways stand over a rule, and those whose fee nobody publishes are one line until
// they are unfolded, but not the user's own. A filter or an order leaves rule and line out.
func TestYourGatewaysFirst(t *testing.T) {
	c := tuitest.SmallCatalog(t)
	lines := func(own yours, unfolded, plain bool) string {
		var out []string
		for _, r := range gatewayLines(gatewayRows(c, own, catalogDay), unfolded, plain) {
			if r.across != "" {
				out = append(out, "["+r.across+"]")
			} else {
				out = append(out, r.ID+" "+r.monthText())
			}
		}
		return strings.Join(out, "; ")
	}
	own := yours{gateways: []string{"cheap"}, uses: []pricing.Use{{Gateway: "cheap", Model: "acme/m1", USD: pricing.MustMoney("12.5")}}}
	for _, c := range []struct {
		own             yours
		unfolded, plain bool
		want            string
	}{
		{yours{}, false, false, "acme ; cheap ; [+ 1 whose fee nobody publishes: dark]"},
		{own, false, false, "cheap $12.50; [others]; acme ; [+ 1 whose fee nobody publishes: dark]"},
		{own, true, false, "cheap $12.50; [others]; acme ; [- 1 whose fee nobody publishes]; dark "},
		{own, false, true, "cheap $12.50; acme ; dark "},
		{yours{gateways: []string{"dark"}}, false, false, "dark unused; [others]; acme ; cheap "},
	} {
		if got := lines(c.own, c.unfolded, c.plain); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	own.gateways = append(own.gateways, "acme", "elsewhere")
	if got := strings.Join(gatewayAnswer(gatewayRows(c, own, catalogDay), own), " "); got != "Loading is 4 % (least $0.50) at cheap, free at acme. Unused credit ends after 90 days at acme, may end after 365 days at cheap. elsewhere is not in the catalog." {
		t.Errorf("answer: %s", got)
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
	if row := modelRows(c, yours{}, catalogDay)[0]; !row.own || row.lowAt != "cheap" {
		t.Errorf("the model's lowest rate is the user's own: %+v", row)
	}
}

func TestCatalogModels(t *testing.T) {
	c := tuitest.SmallCatalog(t)
	rows := modelRows(c, yours{}, catalogDay)
	got := strings.Join(modelTable().With(rows).Sheet("models").Spoken(), "\n")
	if got != "acme/m1: at acme (list); in 2; cached 0.1; out 10; less elsewhere 8 out, cheap; sold by 2; changed 2026-06-01; context 1,000; released 2026-01-01\nacme/m2: sold by 0" {
		t.Errorf("got\n%s", got)
	}
	// On 28 May the cached rate is that of March, and a change of March is 88 days old.
	may := time.Date(2026, 5, 28, 0, 0, 0, 0, time.UTC)
	answer := strings.Join(modelAnswer(modelRows(c, yours{}, may), modelRows(c, yours{}, may)[0], true, may), "\n")
	if answer != "1 of 2 models have a list price; 1 changed it in the last 90 days.\nacme/m1: $2/M in, $10/M out at acme (list); the least for output is $8/M at cheap." {
		t.Errorf("answer\n%s", answer)
	}
}

func TestCatalogIncidents(t *testing.T) {
	c := tuitest.SmallCatalog(t)
	rows := outageRows(c)
	if len(rows) != 1 {
		t.Fatal(rows)
	}
	answer := strings.Join(outageAnswer(rows[0], true, termsOf(c, yours{}, catalogDay)), "\n")
	if answer != "cheap was down 144 minutes, 72 weighted by the share that failed, in the 10 days watched: 99.5000 %, 2 nines.\n99.99 % would allow 4.32 minutes in 30 days. Of the other 2 no record is kept, which proves nothing." {
		t.Errorf("answer\n%s", answer)
	}
}
