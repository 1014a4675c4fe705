package pricing

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestRequirements: unknown is not a pass.
func TestRequirements(t *testing.T) {
	cases := []struct {
		gateway, requirement, method string
		want                         Verdict
	}{
		{"openrouter", "sla", "", Fail},
		{"ofox", "sla", "", Undecidable},
		{"azure", "sla", "", Pass},
		{"openrouter", "uptime=99.9", "", Pass},
		{"openrouter", "uptime=99.99", "", Fail},
		{"openai", "uptime=99.9", "", Fail},
		{"ofox", "uptime=99", "", Undecidable},
		{"openrouter", "latency=50ms", "", Pass}, // 25 and 40 are claimed
		{"openrouter", "latency=40", "", Pass},
		{"openrouter", "latency=39.9ms", "", Fail},
		{"ofox", "latency=1000ms", "", Undecidable},
		{"portkey", "latency=40ms", "", Pass}, // 20 to 40
		{"litellm", "latency=10ms", "", Fail}, // 29 at the 95th percentile
		{"openrouter", "models=100", "", Pass},
		{"deepseek", "models=100", "", Fail},
		{"ofox", "models=100", "", Undecidable},
		{"openrouter", "no-expiry", "", Fail}, // it may
		{"anthropic", "no-expiry", "", Fail},
		{"ofox", "no-expiry", "", Pass},
		{"cloudflare", "no-expiry", "", Undecidable},
		{"azure", "no-expiry", "", Pass}, // no credit
		{"openrouter", "no-fee", "", Fail},
		{"openrouter", "no-fee", "crypto", Fail},
		{"ofox", "no-fee", "", Pass},
		{"vercel", "no-fee", "", Undecidable},
		{"azure", "no-fee", "", Pass},
		{"portkey", "no-fee", "", Pass}, // own keys
	}
	for _, c := range cases {
		r, err := ParseRequirement(c.requirement)
		if err != nil || r.Text != c.requirement {
			t.Errorf("%q: %+v, %v", c.requirement, r, err)
			continue
		}
		if got, _ := facts(t).Gateway(c.gateway).Check(r, c.method, today); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.gateway, c.requirement, got, c.want)
		}
	}
}

func TestParseRequirements(t *testing.T) {
	got, err := ParseRequirements("sla, uptime=99.9,latency=50ms,models=100,no-expiry,no-fee")
	if err != nil || len(got) != 6 || got[1].Text != "uptime=99.9" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, in := range []string{"", "sla,", "sla=1", "no-fee=yes", "uptime", "uptime=", "uptime=101", "uptime=0", "uptime=-1", "latency=50s", "latency=0ms", "models=many", "SLA", "cheap"} {
		if got, err := ParseRequirements(in); err == nil {
			t.Errorf("%q is read as %+v", in, got)
		} else if !strings.Contains(err.Error(), "requirement ") {
			t.Errorf("%q: %v", in, err)
		}
	}
}

// TestVerdictOnSeveral: those that are used together all have to pass, and what one
// of them claims is a claim of all.
func TestVerdictOnSeveral(t *testing.T) {
	type judged struct {
		Verdict
		Basis
	}
	for _, c := range []struct {
		each []judged
		want judged
	}{
		{nil, judged{Undecidable, Unknown}},
		{[]judged{{Pass, Stated}}, judged{Pass, Stated}},
		{[]judged{{Pass, Stated}, {Pass, Stated}}, judged{Pass, Stated}},
		{[]judged{{Pass, Stated}, {Pass, Claimed}}, judged{Pass, Claimed}},
		{[]judged{{Pass, Claimed}, {Pass, Stated}}, judged{Pass, Claimed}},
		{[]judged{{Pass, Claimed}, {Undecidable, Unknown}}, judged{Undecidable, Unknown}},
		{[]judged{{Undecidable, Unknown}, {Pass, Claimed}}, judged{Undecidable, Unknown}},
		{[]judged{{Undecidable, Unknown}, {Fail, Stated}}, judged{Fail, Stated}},
		{[]judged{{Fail, Stated}, {Pass, Claimed}, {Undecidable, Unknown}}, judged{Fail, Stated}},
	} {
		var verdicts []Verdict
		var bases []Basis
		for _, j := range c.each {
			verdicts, bases = append(verdicts, j.Verdict), append(bases, j.Basis)
		}
		if v, b := all(verdicts, bases); v != c.want.Verdict || b != c.want.Basis {
			t.Errorf("%v: %s %s, want %v", c.each, v, b, c.want)
		}
	}
}

// TestPassesThatAreClaims: a pass says on what it rests, by the basis of the fact.
func TestPassesThatAreClaims(t *testing.T) {
	for _, c := range []struct {
		gateway, requirement string
		want                 Basis
	}{
		{"ofox", "no-fee", Claimed},
		{"ofox", "no-expiry", Claimed},
		{"portkey", "sla", Claimed},
		{"azure", "sla", Stated},
		{"anthropic", "no-fee", Stated},
		{"openrouter", "latency=50ms", Claimed},
		{"openrouter", "uptime=99.9", Assumed}, // the window in which its outages were watched
		{"openrouter", "models=100", Stated},
		{"azure", "no-expiry", Assumed}, // that it invoices after use
	} {
		r, err := ParseRequirement(c.requirement)
		if err != nil {
			t.Fatal(err)
		}
		if v, got := facts(t).Gateway(c.gateway).Check(r, "", today); v != Pass || got != c.want {
			t.Errorf("%s %s: %s, %s, want a pass that is %s", c.gateway, c.requirement, v, got, c.want)
		}
	}
}

// TestRequirementsDecide: who fails what is required is out of the verdict, whatever it
// costs, and what is not known of the cheapest is said. $100 at fees of 0, 3 and 5 %.
func TestRequirementsDecide(t *testing.T) {
	c := rows{
		"gateways/fails":   router("fee_percent,any,0", "expiry,,after 30 days"),
		"gateways/unknown": router("fee_percent,any,3"),
		"gateways/passes":  router("fee_percent,any,5", "expiry,,never"),
	}.load(t)
	reqs, err := ParseRequirements("no-expiry")
	if err != nil {
		t.Fatal(err)
	}
	w := SpendWorkload(MustMoney("100"))
	for _, k := range []struct {
		gateways      []string
		cheapest, why string
		ifs           []string
	}{
		{[]string{"fails", "unknown", "passes"}, "unknown", "", []string{"it meets no-expiry (not known)"}},
		{[]string{"fails", "passes"}, "passes", "", nil},
		{[]string{"fails"}, "", "none of those that serve this workload meets no-expiry", nil},
	} {
		got := compared(t, c, w, Knobs{Gateways: k.gateways, Requirements: reqs}, today)
		if got.Cheapest != k.cheapest || got.Why != k.why || !slices.Equal(got.If, k.ifs) {
			t.Errorf("%v: %q because %q, if %q", k.gateways, got.Cheapest, got.Why, got.If)
		}
		r := rowOf(t, got, "fails")
		amount(t, "it is priced all the same", r.Total, "100")
		if last := got.Rows[len(got.Rows)-1].Gateway; r.Contends || r.OverCheapest != nil || last != "fails" {
			t.Errorf("%v: who fails contends %v, is over the cheapest %v, and last is %s", k.gateways, r.Contends, r.OverCheapest, last)
		}
		for _, b := range got.BreakEvens {
			if b.A == "fails" || b.B == "fails" {
				t.Errorf("%v: a break-even of who fails: %+v", k.gateways, b)
			}
		}
	}
}

// TestRequirementsOfSellers: a gateway that has its work served on the user's own keys
// meets what it and all of its sellers meet.
func TestRequirementsOfSellers(t *testing.T) {
	with := func(expiry, own string) *Catalog {
		return acme.plus(rows{
			"gateways/acme": append(slices.Clone(acme["gateways/acme"]), "expiry,,"+expiry, "sla_percent,,99.9"),
			"gateways/own":  gateway("router", "own-keys", "own-key", "markup_percent,,0", "sla_percent,,"+own),
		}).load(t)
	}
	reqs, err := ParseRequirements("no-expiry,sla")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []struct {
		expiry, own string
		want        map[string]Verdict
	}{
		{"never", "99", map[string]Verdict{"no-expiry": Pass, "sla": Pass}},
		{"after 365 days", "99", map[string]Verdict{"no-expiry": Fail, "sla": Pass}},
		{"never", "none", map[string]Verdict{"no-expiry": Pass, "sla": Fail}},
	} {
		c := with(k.expiry, k.own)
		got := compared(t, c, c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 1_000_000)}), Knobs{Requirements: reqs}, today)
		if r := rowOf(t, got, "own"); !maps.Equal(r.Requirements, k.want) {
			t.Errorf("%s, %s: %v, want %v", k.expiry, k.own, r.Requirements, k.want)
		}
	}
}
