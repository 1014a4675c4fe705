package ledger_test

import (
	"context"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// The fees of a ledger's months and what of them is assumed, by hand. The small
// catalog's card takes 5.5 %, at least $0.80; a purchase is of $5 and more.
func TestUsageThatNobodyBoughtBearsTheEstimate(t *testing.T) {
	for _, c := range []struct {
		name  string
		usage string   // day=dollars
		tops  []string // as time kind credit [fee]
		want  string   // month=fees assumed
		not   string   // accounts whose fees are not known
	}{
		// 328.95 / 500 x 27.50 = 18.09225; 50 / 500 x 27.50; 100 / 500 x 27.50
		{"before the first top-up", "10-12=328.95 11-05=50 11-12=100", []string{"2026-11-10T00:00:00Z purchase 500"}, "2026-10=18.09/18.09 2026-11=8.25/2.75", ""},
		{"before the clock reaches it, one purchase a month", "10-12=328.95", []string{"2026-12-10T00:00:00Z purchase 500"}, "2026-10=18.09/18.09", ""},
		// the lot's 5.50, and half as much for the 50 beyond it
		{"in deficit", "11-05=150", []string{"2026-11-01T00:00:00Z purchase 100"}, "2026-11=8.25/2.75", ""},
		// 50 / 60 of the fee that was really charged
		{"a purchase pays a deficit", "11-05=150", []string{"2026-11-01T00:00:00Z purchase 100", "2026-11-09T00:00:00Z purchase 60 6"}, "2026-11=10.5/0", ""},
		{"a grant pays it", "11-05=150", []string{"2026-11-01T00:00:00Z purchase 100", "2026-11-09T00:00:00Z grant 60"}, "2026-11=5.5/0", ""},
		// half of all usage is in deficit: 45 / 60 x 3.30 = 2.475 and 15 / 60 x 3.30 = 0.825,
		// to the cent; the other half bears the same to the last digit
		{"a deficit over two months", "10-05=90 11-05=30", []string{"2026-10-01T00:00:00Z purchase 60"}, "2026-10=4.955/2.48 2026-11=1.655/0.83", ""},
		// 40 of the opening: one purchase of 40; 30 of the grant
		{"an opening lot", "11-05=70", []string{"2026-11-01T00:00:00Z opening 40", "2026-11-02T00:00:00Z grant 30"}, "2026-11=2.2/2.2", ""},
		{"a grant", "11-05=20", []string{"2026-11-01T00:00:00Z grant 30"}, "2026-11=0/0", ""},
		// 10 of 70 come back to the lot of the opening, the last in the order of use
		{"a refund of usage goes back into an opening lot", "11-05=70 11-08=-10", []string{"2026-11-01T00:00:00Z opening 80"}, "2026-11=3.3/3.3", ""},
		{"unknown is not zero", "hush 11-05=150", []string{"2026-11-01T00:00:00Z purchase 100 1"}, "2026-11=-/0", "hush"},
		{"a recorded fee is known", "hush 11-05=50", []string{"2026-11-01T00:00:00Z purchase 100 1"}, "2026-11=0.5/0", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, small())
			gateway := "openrouter"
			days := strings.Fields(c.usage)
			if days[0] == "hush" {
				gateway, days = "hush", days[1:]
			}
			text := "time,gateway,model,cost_usd,request_id\n"
			for _, d := range days {
				day, cost, _ := strings.Cut(d, "=")
				text += "2026-" + day + "," + gateway + ",lab/one," + cost + "," + d + "\n"
			}
			bring(t, s, text, options("n"))
			for _, line := range c.tops {
				f := strings.Fields(line)
				top := lot.TopUp{Account: gateway, At: at(f[0]), Kind: lot.Kind(f[1]), Credit: pricing.MustMoney(f[2])}
				if len(f) > 3 {
					fee := pricing.MustMoney(f[3])
					top.Fee, top.Charged = &fee, true
				}
				if _, _, err := s.AddTopUp(context.Background(), top); err != nil {
					t.Fatal(err)
				}
			}
			r := reported(t, s, report.Query{By: []string{"month"}, AsOf: at("2026-11-29T00:00:00Z")})
			var got []string
			for _, row := range r.Rows {
				fee := "-"
				if row.FeesUSD != nil {
					fee = row.FeesUSD.String()
				}
				got = append(got, row.Keys[0]+"="+fee+"/"+row.FeesAssumedUSD.String())
			}
			if text := strings.Join(got, " "); text != c.want {
				t.Errorf("%s, want %s", text, c.want)
			}
			if text := strings.Join(r.FeesUnknown, " "); text != c.not {
				t.Errorf("fees unknown of %q, want %q", text, c.not)
			}
			sound(t, s) // estimates stand outside the law of fees paid
		})
	}
}

// A report names the accounts whose fees are estimated, and those of them that have
// recorded top-ups for the rest; explain says how much it is.
func TestEstimatedFeesAreSaidToBe(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, "time,gateway,account,model,cost_usd,request_id\n"+
		"2026-11-05,openrouter,openrouter,lab/one,150,a\n"+
		"2026-11-05,openrouter,openrouter/b,lab/one,40,b\n", options("n"))
	buy(t, s, "openrouter", "100", at("2026-11-01T00:00:00Z"), lot.Expires{})
	q := report.Query{By: []string{"account"}, AsOf: now}
	r := reported(t, s, q)
	if a, b := strings.Join(r.FeesAssumed, " "), strings.Join(r.FeesPartly, " "); a != "openrouter openrouter/b" || b != "openrouter" {
		t.Errorf("assumed %q, partly %q", a, b)
	}
	ledgertest.USD(t, "assumed in all", r.Total.FeesAssumedUSD, "4.95") // 2.75 and 2.20
	e := explained(t, s, "report", "account=openrouter", "fees")
	ledgertest.USD(t, "explained", *e.USD, "8.25")
	var lines []string
	for _, l := range e.Lines {
		lines = append(lines, l.Label+": "+l.Figure+" = "+l.Formula)
	}
	want := "openrouter, 2026-11-01 00:00:00 UTC to now: $5.50 = $5.50 x $150.00 / $150.00\n" +
		"openrouter, not bought, 2026-11 (assumed): $2.75 = $2.75 x $50.00 / $50.00"
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("lines\n%s\nwant\n%s", got, want)
	}
	if e.Notes[0] != "$2.75 of it is assumed" {
		t.Errorf("notes %q", e.Notes)
	}
}

// Fees of purchases that an automatic top-up would have made are assumed as well: $20 a
// time is the minimum, 1.10; 18 of 40 bought are used, 0.99.
func TestFeesOfDerivedPurchasesAreAssumed(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, "time,gateway,model,cost_usd,request_id\n2026-11-05,openrouter,lab/one,18,a\n", options("n"))
	size, below := pricing.MustMoney("20"), pricing.MustMoney("5")
	if _, err := s.SetAccount(context.Background(), "openrouter", ledger.AccountChange{AutoTopUp: &size, AutoBelow: &below}); err != nil {
		t.Fatal(err)
	}
	r := reported(t, s, report.Query{AsOf: now})
	fees(t, "fees", r.Total.FeesUSD, "0.99")
	ledgertest.USD(t, "assumed", r.Total.FeesAssumedUSD, "0.99")
}

// The method of an estimate is that of the newest purchase, however old it is.
func TestTheNewestMethodOfOldPurchases(t *testing.T) {
	text := strings.Replace(string(files()["gateways/openrouter.csv"].Data), "fee_min,card", "fee_percent,crypto,5,,assumed,,2026-01-01,invented\nfee_taken,crypto,on_top,,assumed,,2026-01-01,invented\nfee_min,card", 1)
	s := temporary(t, catalogOf(t, "gateways/openrouter.csv", text))
	bring(t, s, "time,gateway,model,cost_usd,request_id\n2026-11-05,openrouter,lab/one,300,a\n", options("n"))
	for when, method := range map[string]string{"2026-01-01T00:00:00Z": "card", "2026-02-01T00:00:00Z": "crypto"} {
		if _, _, err := s.AddTopUp(context.Background(), lot.TopUp{Account: "openrouter", At: at(when), Kind: lot.Purchase, Credit: pricing.MustMoney("100"), Method: method}); err != nil {
			t.Fatal(err)
		}
	}
	// 5.50 and 5.00 for 200, and 5 % of the 100 in deficit
	r := reported(t, s, report.Query{AsOf: now})
	fees(t, "fees", r.Total.FeesUSD, "15.5")
	ledgertest.USD(t, "assumed", r.Total.FeesAssumedUSD, "5")
}
