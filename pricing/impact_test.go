package pricing

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// sold is acme's m1 with the rates of some lines; hub sells it with a markup of 10 %.
func sold(lines ...string) rows {
	return rows{
		"gateways/acme": gateway("provider", "listed", "prepaid", "publishes,,acme", "markup_percent,,0", "fee_percent,any,0", "tier_factor,batch,0.5", "kind_rate,cache_write_5m,input"),
		"gateways/hub":  gateway("router", "listed", "prepaid", "markup_percent,,10", "fee_percent,any,0"),
		"models/acme":   {"acme/m1", "acme/m2"},
		"rates/acme":    lines,
		"rates/hub":     {"acme/m1,acme/m1,,,,2026-11-01,3", "acme/m1,acme/m1,,,2026-11-01,,4,,,,,,observed,x,2026-11-02"},
	}
}

// The instants before and after the changes of 1 November.
var (
	october  = instant("2026-10-15")
	november = instant("2026-11-15")
)

// m1Line is usage of m1 at acme, by pairs of a kind and millions of tokens, in one band.
func m1Line(millions ...int64) WorkLine {
	l := WorkLine{Gateway: "acme", Name: "m1", Model: "acme/m1", Requests: 1, BandKnown: true}
	for i := 0; i < len(millions); i += 2 {
		l.Tokens[millions[i]] = millions[i+1] * 1_000_000
	}
	return l
}

// altered is a line with something of it changed.
func altered(l WorkLine, change func(*WorkLine)) WorkLine {
	change(&l)
	return l
}

// changed is a line of text for each change: what, was>now and the dollars, "?" where they
// are not known.
func changed(all []RateChange) string {
	var out []string
	for _, c := range all {
		was, now, usd := "-", "-", "?"
		if c.Was != nil {
			was = c.Was.String()
		}
		if c.Now != nil {
			now = c.Now.String()
		}
		if c.USD != nil {
			usd = c.USD.String()
		}
		what := c.Gateway + " " + c.ID + " " + c.Kind.String()
		if c.Over > 0 {
			what += fmt.Sprint(" over ", c.Over)
		}
		if c.Window != "" {
			what += " " + c.Window
		}
		out = append(out, what+" "+was+">"+now+" "+usd)
	}
	return strings.Join(out, ", ")
}

// TestImpact has what the changes of 1 November do to a month, each sum by hand.
func TestImpact(t *testing.T) {
	const rise = "acme/m1,m1,,,,2026-11-01,3 acme/m1,m1,,,2026-11-01,,4"
	in := m1Line(kInput, 1)
	at := func(clock string) WorkLine {
		return altered(in, func(l *WorkLine) { l.At = instant("2026-10-12T" + clock + "Z") })
	}
	of := func(prompt int64) WorkLine { return altered(in, func(l *WorkLine) { l.Prompt = prompt }) }
	for _, c := range []struct {
		name    string
		rates   string // rows divided by spaces
		days    int
		lines   []WorkLine
		changes string
		sums    string // before>after
	}{
		{"no work", rise, 30, nil, "", "0>0"},
		{"nothing that is used changes", rise, 30, []WorkLine{m1Line(kOutput, 1)}, "", "0>0"}, // no rate for output at all
		{"one rate", rise, 30, []WorkLine{in}, "acme m1 input 3>4 1", "3>4"},
		// 2 x 3 + 15 + 10 x 0.3 = 24 before, 2 x 4 + 12 + 3 = 23 after.
		{"several kinds, one as it was", "acme/m1,m1,,,,2026-11-01,3,15,0.3 acme/m1,m1,,,2026-11-01,,4,12,0.3", 30, []WorkLine{m1Line(kInput, 2, kOutput, 1, kRead, 10)},
			"acme m1 input 3>4 2, acme m1 output 15>12 -3", "24>23"},
		{"reasoning is output", "acme/m1,m1,,,,2026-11-01,3,15 acme/m1,m1,,,2026-11-01,,3,12", 30, []WorkLine{m1Line(kOutput, 1, kReasoning, 2)}, "acme m1 output 15>12 -9", "45>36"},
		{"a rule's rate", rise, 30, []WorkLine{m1Line(kWrite5m, 2)}, "acme m1 cache_write_5m 3>4 2", "6>8"},
		{"a month as given", rise, 0, []WorkLine{in}, "acme m1 input 3>4 1", "3>4"},
		{"10 days are a third of a month", rise, 10, []WorkLine{in}, "acme m1 input 3>4 3", "9>12"},
		// x 3 and x 6: 9 million.
		{"a line known for 5 days of the 10", rise, 10, []WorkLine{in, altered(in, func(l *WorkLine) { l.Days = 5 })}, "acme m1 input 3>4 9", "27>36"},
		{"own keys are in no total", rise, 30, []WorkLine{in, altered(in, func(l *WorkLine) { l.OwnKey = true })}, "acme m1 input 3>4 1", "3>4"},
		{"nor is a line of no gateway", rise, 30, []WorkLine{altered(in, func(l *WorkLine) { l.Gateway = "" })}, "", "0>0"},
		{"nor of an unknown one", rise, 30, []WorkLine{altered(in, func(l *WorkLine) { l.Gateway = "nobody" })}, "", "0>0"},
		{"nor a model without a card", rise, 30, []WorkLine{altered(in, func(l *WorkLine) { l.Name, l.Model = "m2", "acme/m2" })}, "", "0>0"},
		{"a batch at half", rise, 30, []WorkLine{altered(in, func(l *WorkLine) { l.Service.Tier = Batch })}, "acme m1 input 3>4 0.5", "1.5>2"},
		{"with the markup of 10 %", rise, 30, []WorkLine{altered(in, func(l *WorkLine) { l.Gateway, l.Name = "hub", "acme/m1" })}, "hub acme/m1 input 3>4 1.1", "3.3>4.4"},
		{"two gateways, the larger first", rise, 30, []WorkLine{in, altered(in, func(l *WorkLine) { l.Gateway, l.Name = "hub", "acme/m1" })}, "hub acme/m1 input 3>4 1.1, acme m1 input 3>4 1", "6.3>8.4"},
		// A prompt of exactly 1,000 is of the base.
		{"a tier", "acme/m1,m1,,,,,3 acme/m1,m1,1000,,,2026-11-01,6 acme/m1,m1,1000,,2026-11-01,,8", 30, []WorkLine{of(1000), of(1001)}, "acme m1 input over 1000 6>8 2", "9>11"},
		{"a new tier was priced by the base", "acme/m1,m1,,,,,3 acme/m1,m1,1000,,2026-11-01,,8", 30, []WorkLine{of(1000), of(1001)}, "acme m1 input over 1000 3>8 5", "6>11"},
		// Both are of the base now: 3>2 and 6>2, named by what the base itself was.
		{"a tier that ended, and a cheaper base", "acme/m1,m1,,,,2026-11-01,3 acme/m1,m1,1000,,,2026-11-01,6 acme/m1,m1,,,2026-11-01,,2", 30, []WorkLine{of(1000), of(1001)}, "acme m1 input 3>2 -5", "9>4"},
		{"a tier that ended alone", "acme/m1,m1,,,,,3 acme/m1,m1,1000,,,2026-11-01,6", 30, []WorkLine{of(1000), of(1001)}, "acme m1 input 6>3 -3", "9>6"},
		{"a window", "acme/m1,m1,,00:00-12:00Z,,,3 acme/m1,m1,,12:00-24:00Z,,2026-11-01,6 acme/m1,m1,,12:00-24:00Z,2026-11-01,,5", 30, []WorkLine{at("11:59:59"), at("12:00:00")},
			"acme m1 input 12:00-24:00Z 6>5 -1", "9>8"},
		{"windows where there were none", "acme/m1,m1,,,,2026-11-01,3 acme/m1,m1,,00:00-12:00Z,2026-11-01,,3 acme/m1,m1,,12:00-24:00Z,2026-11-01,,6", 30, []WorkLine{at("11:59:59"), at("12:00:00")},
			"acme m1 input 12:00-24:00Z 3>6 3", "6>9"},
		// The cache's rate is on no side: nobody knows what it was, or is.
		{"a first rate from a day on", "acme/m1,m1,,,,,3 acme/m1,m1,,,2026-11-01,,,,0.3", 30, []WorkLine{m1Line(kInput, 1, kRead, 1)}, "acme m1 cache_read ->0.3 ?", "3>3"},
		{"a rate that ended", "acme/m1,m1,,,,,3 acme/m1,m1,,,,2026-11-01,,,0.3", 30, []WorkLine{m1Line(kInput, 1, kRead, 1)}, "acme m1 cache_read 0.3>- ?", "3>3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			catalog := sold(strings.Fields(c.rates)...).load(t)
			w := catalog.LedgerWorkload(c.lines, october, october, c.days)
			i := w.Impact(Prices{catalog, october}, Prices{catalog, november})
			if got := changed(i.Changes); got != c.changes {
				t.Errorf("changes %s, want %s", got, c.changes)
			}
			if got := i.Before.String() + ">" + i.After.String(); got != c.sums {
				t.Errorf("sums %s, want %s", got, c.sums)
			}
			var before, after Money
			for _, m := range i.ByModel {
				before, after = before.Add(m.Before), after.Add(m.After)
			}
			if !before.Equal(i.Before) || !after.Equal(i.After) {
				t.Errorf("the models come to %s>%s, want %s", before, after, c.sums)
			}
		})
	}
}

// Where a change begins, who says so, and what each model costs: m1 a dollar more, m2 two
// dollars less. The one that rises most is first.
func TestImpactSays(t *testing.T) {
	c := sold("acme/m1,m1,,,,2026-11-01,3", "acme/m1,m1,,,2026-11-01,,4,,,,,,announced,https://acme.example/new,2026-10-20",
		"acme/m1,m1,,,,2026-11-01,,,0.3", "acme/m2,m2,,,,2026-11-01,9", "acme/m2,m2,,,2026-11-01,,7").load(t)
	two := altered(m1Line(kInput, 1), func(l *WorkLine) { l.Name, l.Model = "m2", "acme/m2" })
	w := c.LedgerWorkload([]WorkLine{two, m1Line(kInput, 1, kRead, 1)}, october, october, 30)
	i := w.Impact(Prices{c, october}, Prices{c, november})
	if got, want := changed(i.Changes), "acme m1 input 3>4 1, acme m2 input 9>7 -2, acme m1 cache_read 0.3>- ?"; got != want {
		t.Fatalf("changes %s, want %s", got, want)
	}
	first, ended := i.Changes[0], i.Changes[2]
	if first.Model != "acme/m1" || !first.From.Equal(instant("2026-11-01")) || first.Source != "https://acme.example/new" || !first.Seen.Equal(instant("2026-10-20")) || first.Basis != "announced" {
		t.Errorf("the first: %+v", first)
	}
	if !ended.From.Equal(instant("2026-11-01")) {
		t.Errorf("the ended rate ended on %s", ended.From)
	}
	if got, want := fmt.Sprint(i.ByModel), "[{acme acme/m1 3 4} {acme acme/m2 9 7}]"; got != want {
		t.Errorf("by model %s, want %s", got, want)
	}
	for _, of := range []struct {
		name   string
		change RateChange
		want   string
	}{
		{"input", RateChange{Gateway: "acme", ID: "m1", Kind: Input}, "1"},
		{"of the other", RateChange{Gateway: "acme", ID: "m2", Kind: Input}, "-2"},
		{"one that is not known", RateChange{Gateway: "acme", ID: "m1", Kind: CacheRead}, "?"},
		{"a kind that is not used", RateChange{Gateway: "acme", ID: "m1", Kind: Output}, "?"},
		{"a tier that is not used", RateChange{Gateway: "acme", ID: "m1", Kind: Input, Over: 1000}, "?"},
		{"a window", RateChange{Gateway: "acme", ID: "m1", Kind: Input, Window: "00:00-12:00Z"}, "?"},
		{"another gateway", RateChange{Gateway: "hub", ID: "m1", Kind: Input}, "?"},
	} {
		amount(t, of.name, i.Of(of.change), of.want)
	}
}

// TestImpactOfTwoCatalogs: at one instant, the rates that are built in against those with an
// update's or the user's laid over them.
func TestImpactOfTwoCatalogs(t *testing.T) {
	base := sold("acme/m1,m1,,,,,3")
	hub := altered(m1Line(kInput, 1), func(l *WorkLine) { l.Gateway, l.Name = "hub", "acme/m1" })
	at := func(clock string) WorkLine {
		return altered(m1Line(kInput, 1), func(l *WorkLine) { l.At = instant("2026-10-12T" + clock + "Z") })
	}
	for _, c := range []struct {
		name    string
		own     rows
		lines   []WorkLine
		changes string
		sums    string
	}{
		{"nothing", rows{}, []WorkLine{m1Line(kInput, 1)}, "", "3>3"},
		{"an update's", rows{"rates/acme": {rateLine(",,2026-11-01,,2.4", fromFeed, "2026-11-01")}}, []WorkLine{m1Line(kInput, 5)}, "acme m1 input 3>2.4 -3", "15>12"},
		{"the same price again", rows{"rates/acme": {rateLine(",,2026-11-01,,3", fromFeed, "2026-11-01")}}, []WorkLine{m1Line(kInput, 1)}, "", "3>3"},
		// It is that of all time: it stands on both sides, and moves nothing.
		{"a first rate without a beginning", rows{"rates/acme": {"acme/m1,m1,,,,,,,0.3,,,,own," + fromUser + ",2026-11-01"}}, []WorkLine{m1Line(kInput, 1, kRead, 1)}, "acme m1 cache_read ->0.3 ?", "3.3>3.3"},
		{"and one with a beginning", rows{"rates/acme": {"acme/m1,m1,,,2026-11-01,,,,0.3,,,,own," + fromUser + ",2026-11-01"}}, []WorkLine{m1Line(kInput, 1, kRead, 1)}, "acme m1 cache_read ->0.3 ?", "3>3"},
		// The catalog before has no hours, and keeps none of the work either.
		{"hours that only the later one has", rows{"rates/acme": {rateLine(",00:00-12:00Z,2026-11-01,,3", fromFeed, "2026-11-01"), rateLine(",12:00-24:00Z,2026-11-01,,6", fromFeed, "2026-11-01")}},
			[]WorkLine{at("11:00:00"), at("13:00:00"), at("14:00:00")}, "acme m1 input 12:00-24:00Z 3>6 6", "9>15"},
		// 4 at 10 % are 4.40, at 20 % 4.80, 3 at 20 % 3.60.
		{"another markup at the same rate", rows{"gateways/hub": {"markup_percent,,20,,stated,mine,2026-11-02"}}, []WorkLine{hub}, "hub acme/m1 input 4>4 0.4", "4.4>4.8"},
		{"another markup and another rate", rows{"gateways/hub": {"markup_percent,,20,,stated,mine,2026-11-02"}, "rates/hub": {"acme/m1,acme/m1,,,2026-11-01,,3,,,,,,own,mine,2026-11-02"}}, []WorkLine{hub},
			"hub acme/m1 input 4>3 -0.8", "4.4>3.6"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, after := base.load(t), base.over(t, c.own)
			i := before.LedgerWorkload(c.lines, october, october, 30).Impact(Prices{before, november}, Prices{after, november})
			if got := changed(i.Changes); got != c.changes {
				t.Errorf("changes %s, want %s", got, c.changes)
			}
			if got := i.Before.String() + ">" + i.After.String(); got != c.sums {
				t.Errorf("sums %s, want %s", got, c.sums)
			}
		})
	}
}

// TestDiff has the rates of 15 November against those of 15 October.
func TestDiff(t *testing.T) {
	for _, c := range []struct{ name, rates, want string }{
		{"unchanged", "acme/m1,m1,,,,,3,15", ""},
		{"written anew at the same price", "acme/m1,m1,,,,2026-11-01,3 acme/m1,m1,,,2026-11-01,,3", ""},
		{"changed", "acme/m1,m1,,,,2026-11-01,3,15 acme/m1,m1,,,2026-11-01,,4,15", "acme m1 input 3>4 ?"},
		{"a change to come", "acme/m1,m1,,,,2026-12-01,3 acme/m1,m1,,,2026-12-01,,4", ""},
		{"a kind that had none", "acme/m1,m1,,,,,3 acme/m1,m1,,,2026-11-01,,,,0.3", "acme m1 cache_read ->0.3 ?"},
		{"ended", "acme/m1,m1,,,,,3 acme/m1,m1,,,,2026-11-01,,,0.3", "acme m1 cache_read 0.3>- ?"},
		{"a tier was priced by the base", "acme/m1,m1,,,,,3 acme/m1,m1,1000,,2026-11-01,,6", "acme m1 input over 1000 3>6 ?"},
		{"a tier at the base's price", "acme/m1,m1,,,,,3 acme/m1,m1,1000,,2026-11-01,,3", ""},
		{"a tier that ended", "acme/m1,m1,,,,,3 acme/m1,m1,1000,,,2026-11-01,6", "acme m1 input over 1000 6>3 ?"},
		{"windows were priced by the base", "acme/m1,m1,,,,2026-11-01,3 acme/m1,m1,,00:00-12:00Z,2026-11-01,,3 acme/m1,m1,,12:00-24:00Z,2026-11-01,,6", "acme m1 input 12:00-24:00Z 3>6 ?"},
		{"by id, then kind", "acme/m2,m2,,,,2026-11-01,1 acme/m2,m2,,,2026-11-01,,2 acme/m1,m1,,,,2026-11-01,3,15 acme/m1,m1,,,2026-11-01,,4,16", "acme m1 input 3>4 ?, acme m1 output 15>16 ?, acme m2 input 1>2 ?"},
	} {
		catalog := sold(strings.Fields(c.rates)...)
		delete(catalog, "rates/hub")
		delete(catalog, "gateways/hub")
		loaded := catalog.load(t)
		got := Diff(Prices{loaded, october}, Prices{loaded, november})
		if text := changed(got); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
		for _, d := range got {
			if d.USD != nil || !d.From.Equal(instant("2026-11-01")) {
				t.Errorf("%s: from %s, dollars %v", c.name, d.From, d.USD)
			}
		}
	}
}

// Of two catalogs: cache writes follow input by the vendor's rule, and are no change of their
// own; a gateway that there was not is new with all its rates.
func TestDiffOfTwoCatalogs(t *testing.T) {
	base := sold("acme/m1,m1,,,,,3")
	hub := base["gateways/hub"]
	delete(base, "rates/hub")
	delete(base, "gateways/hub")
	before := base.load(t)
	after := base.over(t, rows{"rates/acme": {rateLine(",,2026-11-01,,2.4", fromFeed, "2026-11-01")}, "gateways/hub": hub, "rates/hub": {"acme/m1,acme/m1,,,,,5"}})
	if got, want := changed(Diff(Prices{before, november}, Prices{after, november})), "acme m1 input 3>2.4 ?, hub acme/m1 input ->5 ?"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestSortChanges: the dearest first, savings last, the unknown behind them; then by gateway,
// id, kind, tier, window, day.
func TestSortChanges(t *testing.T) {
	usd := func(s string) *Money { m := MustMoney(s); return &m }
	want := []RateChange{
		{Gateway: "z", ID: "a", USD: usd("5")},
		{Gateway: "b", ID: "z", USD: usd("0.5")},
		{Gateway: "a", ID: "a", USD: usd("0")},
		{Gateway: "a", ID: "b", Kind: Input, USD: usd("0")},
		{Gateway: "a", ID: "b", Kind: Output, USD: usd("0")},
		{Gateway: "a", ID: "b", Kind: Output, Over: 1000, USD: usd("0")},
		{Gateway: "a", ID: "b", Kind: Output, Over: 1000, Window: "00:00-12:00Z", USD: usd("0")},
		{Gateway: "a", ID: "b", Kind: Output, Over: 1000, Window: "00:00-12:00Z", From: november, USD: usd("0")},
		{Gateway: "b", ID: "a", USD: usd("0")},
		{Gateway: "a", ID: "a", USD: usd("-7")},
		{Gateway: "a", ID: "a"},
		{Gateway: "b", ID: "a"},
	}
	for turn := range want {
		got := append(slices.Clone(want[turn:]), want[:turn]...)
		slices.Reverse(got)
		SortChanges(got)
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Fatalf("turned by %d:\n%s\nwant\n%s", turn, changed(got), changed(want))
		}
	}
	SortChanges(nil)
}

func TestDoubted(t *testing.T) {
	for name, c := range map[string]struct {
		basis, from, seen, asOf string
		want                    bool
	}{
		"announced, to come":             {"announced", "2026-11-01", "2026-10-01", "2026-10-31T23:59:59Z", false},
		"its moment":                     {"announced", "2026-11-01", "2026-10-01", "2026-11-01", true},
		"weeks later":                    {"announced", "2026-11-01", "2026-10-31", "2026-12-01", true},
		"seen on its day":                {"announced", "2026-11-01", "2026-11-01", "2026-12-01", false},
		"seen since":                     {"announced", "2026-11-01", "2026-11-20", "2026-12-01", false},
		"to follow a promotion":          {"observed", "2026-11-01", "2026-10-01", "2026-12-01", true},
		"announced without a day it has": {"announced", "", "2026-10-01", "2026-12-01", false},
	} {
		r := RateChange{Basis: c.basis, Seen: instant(c.seen)}
		if c.from != "" {
			r.From = instant(c.from)
		}
		if got := r.Doubted(instant(c.asOf)); got != c.want {
			t.Errorf("%s: %t, want %t", name, got, c.want)
		}
	}
	if (RateChange{Basis: "announced"}).Doubted(time.Time{}) {
		t.Error("a change of no day is doubted")
	}
}
