package pricing

import (
	"fmt"
	"strings"
	"testing"
)

// told is what a row comes to, in the order in which it is read: an amount of nothing
// is left out, one that is not known is "?".
func told(r *Row) string {
	var out []string
	for _, part := range []struct {
		name string
		usd  *Money
	}{{"token", r.Token}, {"fee", r.Fee}, {"subscription", r.Subscription}, {"own keys", r.BYOKFee}, {"total", r.Total}} {
		switch {
		case part.usd == nil:
			out = append(out, part.name+" ?")
		case !part.usd.IsZero() || part.name == "total":
			out = append(out, part.name+" "+part.usd.String())
		}
	}
	if r.TokenLow != nil {
		out = append(out, fmt.Sprintf("tokens from %s to %s", r.TokenLow, r.TokenHigh))
	}
	if r.Coverage != "1" {
		out = append(out, "covers "+r.Coverage)
	}
	if len(r.Missing) > 0 {
		out = append(out, "missing "+strings.Join(r.Missing, ", "))
	}
	if len(r.Unpriced) > 0 {
		out = append(out, "unpriced "+strings.Join(r.Unpriced, ", "))
	}
	if r.Ranked {
		out = append(out, "ranked")
	}
	return strings.Join(out, "; ")
}

// TestRow works the rows of one seller by hand. A million tokens of m1 cost 3 and of m2
// 1, but where a case says other rates.
func TestRow(t *testing.T) {
	const million = 1_000_000
	m1, m2 := line("acme/m1", kInput, million), line("acme/m2", kInput, million)
	with := func(l WorkLine, change func(*WorkLine)) WorkLine { change(&l); return l }
	fast := with(m1, func(l *WorkLine) { l.Name = "acme/m1:fast" })
	mixed := with(m1, func(l *WorkLine) { l.Mixed = true })
	usual := []string{"acme/m1,acme/m1,,,,,3,15", "acme/m2,acme/m2,,,,,1,5"}
	tiers := append([]string{"acme/m1,acme/m1,200000,,,,6,30"}, usual...)
	variants := []string{usual[0], "acme/m1,acme/m1:fast,,,,,9"}
	for _, k := range []struct {
		name         string
		terms, rates []string // beside prepaid without a fee; nil for the rates above
		lines        []WorkLine
		volume, want string
	}{
		{"each line by the id it used: 3 + 9", nil, variants, []WorkLine{m1, fast}, "", "token 12; total 12; ranked"},
		{"in either order", nil, variants, []WorkLine{fast, m1}, "", "token 12; total 12; ranked"},
		{"one purchase for all lines: 3 + 1, and 7 once", []string{"fee_flat,any,7"}, nil, []WorkLine{m1, m2}, "", "token 4; fee 7; total 11; ranked"},
		// 10 + 10 x 4 blocks of the 4,000 requests above 1,000, or 25
		{"the cheapest plan, not the first that admits", []string{"plan_month,starter,10", "plan_requests,starter,1000", "plan_overage,starter,10 per 1000 up to 10000", "plan_month,pro,25", "plan_requests,pro,10000"},
			nil, []WorkLine{with(m1, func(l *WorkLine) { l.Requests = 5000 })}, "", "token 3; subscription 25; total 28; ranked"},
		// 3 x 1.05 x 2, and 6 x 1.05 x 2 if all were long
		{"an interval is marked up and scaled", []string{"markup_percent,,5"}, tiers, []WorkLine{mixed}, "2", "token 6.3; total 6.3; tokens from 6.3 to 12.6; ranked"},
		// (3 + 1) x 1.05, and (6 + 1) x 1.05
		{"a certain line keeps the interval of one before it", []string{"markup_percent,,5"}, tiers, []WorkLine{mixed, m2}, "", "token 4.2; total 4.2; tokens from 4.2 to 7.35; ranked"},
		{"and of one behind it", []string{"markup_percent,,5"}, tiers, []WorkLine{m2, mixed}, "", "token 4.2; total 4.2; tokens from 4.2 to 7.35; ranked"},
		{"an interval over the hours of a week", nil, []string{"acme/m1,acme/m1,,00:00-06:00Z,,,1,1", "acme/m1,acme/m1,,Sun-Fri 06:00-24:00Z,,,3,15", "acme/m1,acme/m1,,Sat 06:00-24:00Z,,,5,25"}, []WorkLine{mixed}, "",
			"token 3; total 3; tokens from 1 to 5; ranked"},
		// all of it cached at the one hour that the request was made: 0.1 of 1
		{"of one request the hour is known", nil, []string{"acme/m1,acme/m1,,00:00-06:00Z,,,1,1,0.1", "acme/m1,acme/m1,,06:00-24:00Z,,,3,15,0.3"},
			[]WorkLine{with(m1, func(l *WorkLine) { l.CacheUnknown, l.At = true, instant("2026-11-20T03:00:00Z") })}, "", "token 1; total 1; tokens from 0.1 to 1; ranked"},
		// 10^10 x 10^-10 / 10^6
		{"a rate of ten decimals", nil, []string{"acme/m1,acme/m1,,,,,0.0000000001,15"}, []WorkLine{line("acme/m1", kInput, 10_000*million)}, "", "token 0.000001; total 0.000001; ranked"},
		// of 15 and 5 at list it has the 5
		{"a model none of whose kinds has a rate is missing", nil, []string{"acme/m1,acme/m1,,,,,3,", usual[1]}, []WorkLine{line("acme/m1", kOutput, million), line("acme/m2", kInput, 5*million)}, "",
			"token 5; total 5; covers 0.25; missing acme/m1"},
		{"what nobody prices is unpriced, and not missing", nil, nil, []WorkLine{m1, {Name: "mystery", Tokens: used(kInput, million), Requests: 1}}, "", "token 3; total 3; unpriced mystery; ranked"},
		{"no tokens of what it sells", nil, nil, []WorkLine{line("acme/m1")}, "", "total 0; ranked"},
		{"no tokens of what it lacks", nil, usual[:1], []WorkLine{line("acme/m2")}, "", "token ?; fee ?; total ?; covers 0; missing acme/m2"},
		{"own keys alone load no credit, whatever its fee", []string{"fee_percent,any,unknown,2026-01-01,unknown"}, nil, []WorkLine{with(m1, func(l *WorkLine) { l.OwnKey = true })}, "", "total 0; ranked"},
		{"own keys alone are served whole", nil, nil, []WorkLine{with(m1, func(l *WorkLine) { l.OwnKey = true })}, "", "total 0; ranked"},
	} {
		if k.rates == nil {
			k.rates = usual
		}
		c := acme.plus(rows{"gateways/r": gateway("router", "listed", "prepaid", append([]string{"markup_percent,,0", "fee_percent,any,0"}, k.terms...)...), "rates/r": k.rates}).load(t)
		knobs := Knobs{Gateways: []string{"r"}}
		if k.volume != "" {
			knobs.Volume = factor(k.volume)
		}
		if got := told(rowOf(t, compared(t, c, c.TokensWorkload(k.lines), knobs, today), "r")); got != k.want {
			t.Errorf("%s:\ngot  %s\nwant %s", k.name, got, k.want)
		}
	}
}

// TestWhatWorkWeighs: by what is paid for it. What was swapped weighs the other model's
// list price, though that model is used too, and what nobody prices is in no share.
func TestWhatWorkWeighs(t *testing.T) {
	paid := func(l WorkLine, usd string) WorkLine { l.Reported = MustMoney(usd); return l }
	m1, m2, b1 := line("acme/m1", kInput, 1_000_000), line("acme/m2", kInput, 1_000_000), line("beta/b1", kInput, 1_000_000)
	c := shop.plus(rows{"rates/part": {"acme/m2,acme/m2,,,,,1,5"}}).load(t)
	for _, k := range []struct {
		name, want string
		lines      []WorkLine
		knobs      Knobs
	}{
		// m2 in place of m1 weighs 1, m2 itself the 1 that was paid, and b1 its 1
		{"swapped", "0.666667", []WorkLine{paid(m1, "90"), paid(m2, "1"), paid(b1, "1")}, Knobs{Swaps: map[string]string{"acme/m1": "acme/m2"}}},
		{"of nobody", "1", []WorkLine{paid(m2, "1"), {Name: "mystery", Tokens: used(kInput, 1_000_000), Requests: 1, Reported: MustMoney("9")}}, Knobs{}},
	} {
		k.knobs.Gateways = []string{"part"}
		r := rowOf(t, compared(t, c, c.LedgerWorkload(k.lines, today, today, 30), k.knobs, today), "part")
		if r.Coverage != k.want {
			t.Errorf("%s: it serves %s, want %s", k.name, r.Coverage, k.want)
		}
	}
}

// TestRowSaysWhatItRestsOn: what no page of the seller states is an assumption in words.
func TestRowSaysWhatItRestsOn(t *testing.T) {
	for _, k := range []struct {
		name, kind, billing string
		terms               []string
		asOf, want          string
	}{
		{"a fee from before its first known date", "router", "prepaid", []string{"fee_percent,any,5,2026-06-01"}, "2026-01-15", "its oldest known fee held before it too (assumed)"},
		{"the same fee in force", "router", "prepaid", []string{"fee_percent,any,5,2026-06-01"}, "2026-06-01", ""},
		{"a fee that it claims", "router", "prepaid", []string{"fee_percent,any,5,,claimed"}, "2026-06-01", "its fee for loading credits is 5 % (its own claim)"},
		{"invoices that nobody states", "router", "arrears,,assumed", nil, "2026-06-01", "r invoices after use, with no credits to load (assumed)"},
		{"invoices that it states", "router", "arrears", nil, "2026-06-01", ""},
		{"a markup that it claims", "router", "prepaid", []string{"fee_percent,any,0", "markup_percent,,2,,claimed"}, "2026-06-01", "its markup on tokens is 2 % (its own claim)"},
		{"a markup that it states", "router", "prepaid", []string{"fee_percent,any,0", "markup_percent,,2"}, "2026-06-01", ""},
		{"prepaid, which nobody states", "router", "prepaid,,assumed", []string{"fee_percent,any,0"}, "2026-06-01", ""},
		// $100 a month in purchases of $200 last two months, and of $201 longer.
		{"credit used up in two months", "router", "prepaid", []string{"fee_percent,any,0", "purchase_min,,200", "expiry,,unknown,,unknown"}, "2026-06-01", ""},
		{"credit that may lie longer", "router", "prepaid", []string{"fee_percent,any,0", "purchase_min,,201", "expiry,,unknown,,unknown"}, "2026-06-01", "its credit never expires (not known)"},
	} {
		terms := k.terms
		for _, usual := range []string{"markup_percent,,0", "expiry,,never"} {
			fact, _, _ := strings.Cut(usual, ",")
			if !strings.Contains(strings.Join(k.terms, ";"), fact) {
				terms = append(terms, usual)
			}
		}
		c := rows{"gateways/r": gateway(k.kind, "none", k.billing, terms...)}.load(t)
		r := rowOf(t, compared(t, c, SpendWorkload(MustMoney("100")), Knobs{}, instant(k.asOf)), "r")
		if got := strings.Join(r.Assumptions, "; "); got != k.want {
			t.Errorf("%s: %q, want %q", k.name, got, k.want)
		}
	}
}

// TestWhoseFeeItIs: what a row rests on names the seller where that is not the gateway,
// and a purchase is the gateway's own: direct buys at acme, 100 with a fee of 3.
func TestWhoseFeeItIs(t *testing.T) {
	c := acme.plus(rows{"gateways/acme": gateway("provider", "listed", "prepaid", "publishes,,acme", "markup_percent,,0", "fee_percent,card,3,,claimed", "expiry,,never"),
		"gateways/keys": gateway("router", "own-keys", "own-key", "markup_percent,,0", "expiry,,never,,claimed"),
		"gateways/list": gateway("router", "list", "prepaid", "markup_percent,,0", "fee_percent,any,5", "expiry,,never,,claimed")}).load(t)
	l := line("acme/m2", kInput, 100_000_000)
	got := compared(t, c, c.TokensWorkload([]WorkLine{l}), Knobs{}, today)
	for id, want := range map[string]struct{ method, fee, assumed, size string }{
		"acme": {"card", "3", "its fee for loading credits is 3 % (its own claim)", "100"},
		Direct: {"card", "3", "acme's fee for loading credits is 3 % (its own claim)", "?"},
		"keys": {"card", "3", "acme's fee for loading credits is 3 % (its own claim)", "?"},
		"list": {"any", "5", "its prices are list price (assumed); its credit never expires (its own claim)", "100"},
	} {
		r := rowOf(t, got, id)
		if assumed := strings.Join(r.Assumptions, "; "); assumed != want.assumed {
			t.Errorf("%s rests on %q, want %q", id, assumed, want.assumed)
		}
		amount(t, id+": fee", r.Fee, want.fee)
		amount(t, id+": a purchase", r.PurchaseUSD, want.size)
		if r.Method != want.method || (r.PurchasesMTh == "1") != (want.size != "?") {
			t.Errorf("%s: by %q, %q purchases a month", id, r.Method, r.PurchasesMTh)
		}
	}
	// Who invoices after use takes no method: 100 at acme, and 2 at beta.
	beta := rows{"gateways/beta": gateway("provider", "listed", "arrears", "publishes,,beta"), "models/beta": {"beta/b1"}, "rates/beta": {"beta/b1,b1,,,,,2,8"},
		"gateways/acme": gateway("provider", "listed", "prepaid", "publishes,,acme", "markup_percent,,0", "fee_percent,card,3")}
	both := acme.plus(beta).load(t)
	r := rowOf(t, compared(t, both, both.TokensWorkload([]WorkLine{line("beta/b1", kInput, 1_000_000), l}), Knobs{}, today), Direct)
	if r.Method != "card" || told(r) != "token 102; fee 3; total 105; ranked" {
		t.Errorf("by %q, %s", r.Method, told(r))
	}
	// Over own keys nothing is bought, by no method; and only who routes could charge.
	l.OwnKey = true
	got = compared(t, c, c.TokensWorkload([]WorkLine{l}), Knobs{}, today)
	for _, id := range []string{"acme", Direct, "keys"} {
		if r := rowOf(t, got, id); r.Method != "" || r.PurchaseUSD != nil || len(r.Assumptions) > 0 || told(r) != "total 0; ranked" {
			t.Errorf("%s, own keys alone: by %q, a purchase of %v, rests on %q, %s", id, r.Method, r.PurchaseUSD, r.Assumptions, told(r))
		}
	}
}
