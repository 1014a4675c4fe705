package pricing

import (
	"strings"
	"testing"
)

// cards is a line of text for each card: id, dollars, the day of the oldest rate, and what
// else there is to say of it.
func cards(all []UsedCard) string {
	var out []string
	for _, c := range all {
		text := c.Gateway + " " + c.ID + " " + c.USD.String()
		if !c.Oldest.IsZero() {
			text += " " + c.Oldest.Format(Day)
		}
		if c.Own {
			text += " own"
		}
		if !c.Doubted.IsZero() {
			text += " doubted " + c.Doubted.Format(Day)
		}
		if c.Withdrawn != nil {
			text += " " + string(c.Withdrawn.Basis) + " " + c.Withdrawn.From.Format(Day)
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// seen is a row of m1's rates with one kind's, seen on a day: "from,to,input,output,cache_read".
func seen(day, rates string) string {
	row := "acme/m1,m1,,," + rates
	return row + strings.Repeat(",", 11-strings.Count(row, ",")) + ",observed," + fromPage + "," + day
}

// TestUsedCards: input costs 3 and was seen on 1 February, output 15 on 1 January, cache reads
// 0.3 on 1 March. The rule that cache writes cost what input does was read on 1 January 2026,
// and that is no day on which a price was seen.
func TestUsedCards(t *testing.T) {
	base := []string{seen("2026-02-01", ",,3"), seen("2026-01-01", ",,,15"), seen("2026-03-01", ",,,,0.3"), "acme/m1,m1,1000,,,,6,,,,,,observed,x,2025-06-01", "acme/m2,m2,,,,,1"}
	announced := []string{"acme/m1,m1,,,,2026-11-01,3,,,,,,observed,x,2026-02-01", "acme/m1,m1,,,2026-11-01,,4,,,,,,announced,x,2026-10-20", "acme/m1,m1,,,,2026-10-01,,15,,,,,observed,x,2026-02-01",
		"acme/m1,m1,,,2026-10-01,,,16,,,,,announced,x,2026-09-20"}
	own := rows{"rates/acme": {"acme/m1,m1,,,2026-11-01,,,12,,,,,own,invoice,2026-11-02"}}
	in := m1Line(kInput, 1)
	two := altered(in, func(l *WorkLine) { l.Name, l.Model = "m2", "acme/m2" })
	hub := altered(in, func(l *WorkLine) { l.Gateway, l.Name = "hub", "acme/m1" })
	for _, c := range []struct {
		name  string
		rates []string
		own   rows
		days  int
		lines []WorkLine
		at    string
		want  string
	}{
		{"no work", base, nil, 30, nil, "2026-11-15", ""},
		{"only the rates that are used", base, nil, 30, []WorkLine{in}, "2026-11-15", "acme m1 3 2026-02-01"},
		{"the oldest of two", base, nil, 30, []WorkLine{m1Line(kInput, 1, kRead, 10)}, "2026-11-15", "acme m1 6 2026-02-01"},
		{"whatever line uses it", base, nil, 30, []WorkLine{in, m1Line(kOutput, 1)}, "2026-11-15", "acme m1 18 2026-01-01"},
		{"the tier where it is used", base, nil, 30, []WorkLine{altered(in, func(l *WorkLine) { l.Prompt = 1001 })}, "2026-11-15", "acme m1 6 2025-06-01"},
		{"a rule's rate is seen with that which it follows", base, nil, 30, []WorkLine{m1Line(kWrite5m, 2)}, "2026-11-15", "acme m1 6 2026-02-01"},
		{"10 days, and 5", base, nil, 10, []WorkLine{in, altered(in, func(l *WorkLine) { l.Days = 5 })}, "2026-11-15", "acme m1 27 2026-02-01"}, // 3 x 3 + 3 x 6
		{"own keys are none", base, nil, 30, []WorkLine{altered(in, func(l *WorkLine) { l.OwnKey = true })}, "2026-11-15", ""},
		{"nor what the catalog does not know", base, nil, 30, []WorkLine{altered(in, func(l *WorkLine) { l.Name, l.Model = "m9", "" }), altered(in, func(l *WorkLine) { l.Gateway = "" })}, "2026-11-15", ""},
		// 1 of m2, 3 of m1, 4 with 10 % at hub.
		{"the dearest first", base, nil, 30, []WorkLine{two, in, hub}, "2026-11-15", "hub acme/m1 4.4 2026-11-02, acme m1 3 2026-02-01, acme m2 1 2026-01-01"},
		{"alike by gateway and id", base, nil, 30, []WorkLine{altered(two, func(l *WorkLine) { l.Tokens[Input] = 3_000_000 }), in}, "2026-11-15", "acme m1 3 2026-02-01, acme m2 3 2026-01-01"},
		{"the user's own", base, own, 30, []WorkLine{m1Line(kInput, 1, kOutput, 1)}, "2026-11-15", "acme m1 15 2026-02-01 own"},
		{"not where it is not used", base, own, 30, []WorkLine{in}, "2026-11-15", "acme m1 3 2026-02-01"},
		{"nor before it began", base, own, 30, []WorkLine{m1Line(kOutput, 1)}, "2026-10-15", "acme m1 15 2026-01-01"},
		{"before a change comes", announced, nil, 30, []WorkLine{in}, "2026-10-31T23:59:59Z", "acme m1 3 2026-02-01"},
		{"its day has come, and nobody has looked", announced, nil, 30, []WorkLine{in}, "2026-11-01", "acme m1 4 2026-10-20 doubted 2026-11-01"},
		{"two such: the earlier", announced, nil, 30, []WorkLine{m1Line(kInput, 1, kOutput, 1)}, "2026-11-15", "acme m1 20 2026-09-20 doubted 2026-10-01"},
		{"a change that was seen on its day", []string{seen("2026-02-01", ",2026-11-01,3"), seen("2026-11-01", "2026-11-01,,4")}, nil, 30, []WorkLine{in}, "2026-11-15", "acme m1 4 2026-11-01"},
		{"and what follows from it by rule", []string{seen("2026-02-01", ",2026-11-01,3"), seen("2026-11-01", "2026-11-01,,4")}, nil, 30, []WorkLine{m1Line(kWrite5m, 1)}, "2026-11-15", "acme m1 4 2026-11-01"},
		{"what follows by rule from a doubted one", announced, nil, 30, []WorkLine{m1Line(kWrite5m, 1)}, "2026-11-15", "acme m1 4 2026-10-20 doubted 2026-11-01"},
		{"withdrawn", base, rows{"withdrawn/acme": {"m1,2026-12-01,announced"}}, 30, []WorkLine{in, two}, "2026-11-15", "acme m1 3 2026-02-01 announced 2026-12-01, acme m2 1 2026-01-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			catalog := sold(c.rates...).load(t)
			if c.own != nil {
				catalog = sold(c.rates...).over(t, c.own)
			}
			w := catalog.LedgerWorkload(c.lines, october, october, c.days)
			if got := cards(w.UsedCards(Prices{catalog, instant(c.at)})); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

// A rule's rate is as certain as the one that it follows from: no assumption is made of it.
func TestARulesRateIsNotAnnounced(t *testing.T) {
	c := sold(seen("2026-02-01", ",2026-11-01,3"), seen("2026-11-20", "2026-11-01,,4")).load(t)
	b := c.Gateway("acme").Card("m1").Rate(CacheWrite5m, 1, At(november))
	if b == nil || b.Rate.String() != "4" || b.onlyAnnounced() {
		t.Errorf("%+v", b)
	}
}
