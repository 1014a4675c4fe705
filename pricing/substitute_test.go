package pricing

import (
	"strings"
	"testing"
)

// offers is acme's m1 (3 in, 0.3 cached, 15 out) with what else there is: hub lists it at 2
// and 10 with a markup of 10 %, dark resells without a list, and acme has others:
//
//	m2    of m1's line, newer        1 in, 0.1 cached, 5 out
//	m3    of another line, as old    0.5 in, 0.05 cached, 1 out
//	m4    of another line, newer     2 in, 0.2 cached, 12 out
//	old   of m1's line, older        0.1 in, 0.01 cached, 0.1 out
//	odd   without a date             0.1 in, 0.01 cached, 0.1 out
//	z1    of another vendor          0.1 in, 0.01 cached, 0.1 out
func offers(more rows) rows {
	return rows{
		"gateways/acme": gateway("provider", "listed", "prepaid", "publishes,,acme", "markup_percent,,0", "fee_percent,any,0", "tier_factor,batch,0.5"),
		"gateways/hub":  gateway("router", "listed", "prepaid", "markup_percent,,10", "fee_percent,any,0"),
		"gateways/dark": router("fee_percent,any,0"),
		"models/acme": {"acme/m1,big,2026-01-01,200000,64000", "acme/m2,big,2026-06-01,200000,64000", "acme/m3,small,2026-01-01,200000,64000", "acme/m4,small,2026-06-01,400000,64000",
			"acme/old,big,2025-12-31", "acme/odd,big"},
		"models/zed": {"zed/z1,big,2026-06-01"},
		"rates/acme": {"acme/m1,m1,,,,,3,15,0.3", "acme/m2,m2,,,,,1,5,0.1", "acme/m3,m3,,,,,0.5,1,0.05", "acme/m4,m4,,,,,2,12,0.2", "acme/old,old,,,,,0.1,0.1,0.01", "acme/odd,odd,,,,,0.1,0.1,0.01", "zed/z1,z1,,,,,0.1,0.1,0.01"},
		"rates/hub":  {"acme/m1,acme/m1,,,,,2,10", "zed/z1,zed/z1,,,,,0.1,0.1,0.01"},
	}.plus(more)
}

// instead is a line of text for each substitute: where, what, a month and what it saves, and
// what it lacks.
func instead(all []Substitute) string {
	var out []string
	for _, s := range all {
		text := s.Gateway + " " + s.Model + " " + s.Month.String() + " saves " + s.Saves.String()
		if len(s.Lacks) > 0 {
			text += " (" + strings.Join(s.Lacks, "; ") + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

const anotherLine = " (another line of models (small, not big))"

// TestSubstitutes: a million tokens each way of m1 cost 3 + 15 = 18 a month at acme.
func TestSubstitutes(t *testing.T) {
	both := m1Line(kInput, 1, kOutput, 1)
	batch := altered(both, func(l *WorkLine) { l.Service.Tier = Batch })
	rates := func(hub string) rows { return rows{"rates/hub": {hub, "zed/z1,zed/z1,,,,,0.1,0.1,0.01"}} }
	onlyHub := func(hub string) rows { return rows{"rates/acme": {"acme/m1,m1,,,,,3,15,0.3"}}.plus(rates(hub)) }
	models := func(m2 string) rows {
		return rows{"models/acme": {"acme/m1,big,2026-01-01,200000,64000", m2}, "rates/acme": {"acme/m1,m1,,,,,3,15,0.3", "acme/m2,m2,,,,,1,5"}, "rates/hub": {"zed/z1,zed/z1,,,,,0.1,0.1"}}
	}
	for _, c := range []struct {
		name           string
		more           rows
		days           int
		lines          []WorkLine
		gateway, model string
		want           string
	}{
		// (2 + 10) x 1.1, then 1 + 5 of its line, then 0.5 + 1 of another, though that saves most;
		// m4's 14 is a fourth.
		{"the model, its line, others", nil, 30, []WorkLine{both}, "acme", "acme/m1",
			"hub acme/m1 13.2 saves 4.8\nacme acme/m2 6 saves 12\nacme acme/m3 1.5 saves 16.5" + anotherLine},
		{"10 days are a third", nil, 10, []WorkLine{both}, "acme", "acme/m1",
			"hub acme/m1 39.6 saves 14.4\nacme acme/m2 18 saves 36\nacme acme/m3 4.5 saves 49.5" + anotherLine},
		// x 3 and x 6.
		{"a line of 5 days", nil, 10, []WorkLine{both, altered(both, func(l *WorkLine) { l.Days = 5 })}, "acme", "acme/m1",
			"hub acme/m1 118.8 saves 43.2\nacme acme/m2 54 saves 108\nacme acme/m3 13.5 saves 148.5" + anotherLine},
		{"what hub does not have a rate for", rates("acme/m1,acme/m1,,,,,2"), 30, []WorkLine{both}, "acme", "acme/m1",
			"acme acme/m2 6 saves 12\nacme acme/m3 1.5 saves 16.5" + anotherLine + "\nacme acme/m4 14 saves 4" + anotherLine},
		{"dearer with its markup", onlyHub("acme/m1,acme/m1,,,,,3,14"), 30, []WorkLine{both}, "acme", "acme/m1", ""}, // 17 x 1.1 = 18.7
		// 3 with 10 % are 3.30; at 3.31 a cent is saved.
		{"at the same price", rows{"rates/acme": {"acme/m1,m1,,,,,3.3"}, "rates/hub": {"acme/m1,acme/m1,,,,,3"}}, 30, []WorkLine{m1Line(kInput, 1)}, "acme", "acme/m1", ""},
		{"for a cent less", rows{"rates/acme": {"acme/m1,m1,,,,,3.31"}, "rates/hub": {"acme/m1,acme/m1,,,,,3"}}, 30, []WorkLine{m1Line(kInput, 1)}, "acme", "acme/m1", "hub acme/m1 3.3 saves 0.01"},
		// A prompt over 1,000: acme takes 6 for it, hub's list says 2 for all (2.20 with its markup).
		{"a higher rate for long prompts", rows{"rates/acme": {"acme/m1,m1,,,,,3", "acme/m1,m1,1000,,,,6"}, "rates/hub": {"acme/m1,acme/m1,,,,,2"}}, 30, []WorkLine{altered(m1Line(kInput, 1), func(l *WorkLine) { l.Prompt = 5000 })}, "acme", "acme/m1",
			"hub acme/m1 2.2 saves 3.8 (the publisher's higher rate over 1,000 tokens, of which nothing is known there)"},
		{"a price for cache writes", rows{"rates/acme": {"acme/m1,m1,,,,,3,15,0.3,4"}, "rates/hub": {"acme/m1,acme/m1,,,,,2"}}, 30, []WorkLine{m1Line(int64(CacheWrite5m), 1)}, "acme", "acme/m1",
			"hub acme/m1 2.2 saves 1.8 (a price for cache writes)"},
		{"an unknown model", nil, 30, []WorkLine{both}, "acme", "acme/m9", ""},
		{"a model that is not used", nil, 30, []WorkLine{both}, "acme", "acme/m2", ""},
		{"a gateway that is not used", nil, 30, []WorkLine{both}, "hub", "acme/m1", ""},
		{"an unknown gateway", nil, 30, []WorkLine{both}, "nobody", "acme/m1", ""},
		{"own keys alone", nil, 30, []WorkLine{altered(both, func(l *WorkLine) { l.OwnKey = true })}, "acme", "acme/m1", ""},
		// (1 + 1 read) x 2 + 10 are 14, 15.40 with the markup; 18.30 are paid.
		{"no price for the cache", onlyHub("acme/m1,acme/m1,,,,,2,10"), 30, []WorkLine{m1Line(kInput, 1, kRead, 1, kOutput, 1)}, "acme", "acme/m1", "hub acme/m1 15.4 saves 2.9 (a price for cached input)"},
		{"which is dearer than what it costs", onlyHub("acme/m1,acme/m1,,,,,2,10"), 30, []WorkLine{m1Line(kRead, 10)}, "acme", "acme/m1", ""}, // 20 for 3
		{"a smaller context", models("acme/m2,big,2026-06-01,128000,64000"), 30, []WorkLine{both}, "acme", "acme/m1", "acme acme/m2 6 saves 12 (context: 128,000 tokens, not 200,000)"},
		{"less output", models("acme/m2,big,2026-06-01,200000,8192"), 30, []WorkLine{both}, "acme", "acme/m1", "acme acme/m2 6 saves 12 (output: at most 8,192 tokens, not 64,000)"},
		{"of unknown size", models("acme/m2,big,2026-06-01"), 30, []WorkLine{both}, "acme", "acme/m1", "acme acme/m2 6 saves 12"},
		{"of an unknown line", models("acme/m2,,2026-06-01,200000,64000"), 30, []WorkLine{both}, "acme", "acme/m1", "acme acme/m2 6 saves 12 (another line of models (not known, not big))"},
		{"of the same day", models("acme/m2,big,2026-01-01,200000,64000"), 30, []WorkLine{both}, "acme", "acme/m1", "acme acme/m2 6 saves 12"},
		{"a day older", models("acme/m2,big,2025-12-31,200000,64000"), 30, []WorkLine{both}, "acme", "acme/m1", ""},
		{"that counts more tokens", models("acme/m2,big,2026-06-01,200000,64000").plus(rows{"tokenizers/acme": {"acme/m2,acme/m1,30"}}), 30, []WorkLine{both}, "acme", "acme/m1",
			"acme acme/m2 6 saves 12 (acme/m2 counts about 30 % more tokens than acme/m1 for the same text: its cost is understated by that)"},
		// A batch costs 9 at acme; hub has none, and takes 1 + 5 with 10 %.
		{"without the tier", onlyHub("acme/m1,acme/m1,,,,,1,5"), 30, []WorkLine{batch}, "acme", "acme/m1", "hub acme/m1 6.6 saves 2.4 (the tier batch)"},
		{"whose standard is dearer than a batch", onlyHub("acme/m1,acme/m1,,,,,2,10"), 30, []WorkLine{batch}, "acme", "acme/m1", ""}, // 13.20
		// Above 1,000 tokens of prompt hub takes 6 and 20: 26 x 1.1 = 28.6.
		{"a tier of prompts there", rows{"rates/acme": {"acme/m1,m1,,,,,3,15"}, "rates/hub": {"acme/m1,acme/m1,,,,,2,10", "acme/m1,acme/m1,1000,,,,6,20", "zed/z1,zed/z1,,,,,0.1"}}, 30,
			[]WorkLine{altered(both, func(l *WorkLine) { l.Prompt = 1001 })}, "acme", "acme/m1", ""},
		{"and up to it", rows{"rates/acme": {"acme/m1,m1,,,,,3,15"}, "rates/hub": {"acme/m1,acme/m1,,,,,2,10", "acme/m1,acme/m1,1000,,,,6,20", "zed/z1,zed/z1,,,,,0.1"}}, 30,
			[]WorkLine{altered(both, func(l *WorkLine) { l.Prompt = 1000 })}, "acme", "acme/m1", "hub acme/m1 13.2 saves 4.8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			catalog := offers(c.more).load(t)
			w := catalog.LedgerWorkload(c.lines, october, october, c.days)
			got := catalog.Substitutes(w, c.gateway, c.model, november)
			if instead(got) != c.want {
				t.Errorf("%s\nwant %s", instead(got), c.want)
			}
			for _, s := range got {
				if s.ForGateway != c.gateway || s.ForModel != c.model {
					t.Errorf("it is for %s at %s", s.ForModel, s.ForGateway)
				}
			}
		})
	}
}
