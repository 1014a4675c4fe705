package pricing

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// over loads a catalog with own files laid over it.
func (r rows) over(t interface {
	Helper()
	Fatal(...any)
}, own rows) *Catalog {
	t.Helper()
	c, err := Load(r.fs(), own.fs())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// rateLine is a row of rates of acme's m1: "over,window,from,to,input" and who wrote it when.
func rateLine(head, source, seen string) string {
	return "acme/m1,m1," + head + ",,,,,,observed," + source + "," + seen
}

// The sources of the three layers.
const (
	fromPage = "https://acme.example/prices"
	fromFeed = "models.dev@2026-11-01T10:00:00Z#acme/m1"
	fromUser = "invoice"
)

// oneRate is acme with nothing but rates of m1's input.
func oneRate(lines ...string) rows {
	return rows{"gateways/acme": acme["gateways/acme"], "models/acme": {"acme/m1"}, "rates/acme": lines}
}

// input is the rate of m1's input at an instant, "-" where there is none.
func input(c *Catalog, prompt int64, at string) string {
	b := c.Gateway("acme").Card("m1").Rate(Input, prompt, At(instant(at)))
	if b == nil {
		return "-"
	}
	return b.Rate.String()
}

func TestWhoseRateHolds(t *testing.T) {
	page, feed, user := func(head, seen string) string { return rateLine(head, fromPage, seen) },
		func(head, seen string) string { return rateLine(head, fromFeed, seen) }, func(head, seen string) string { return rateLine(head, fromUser, seen) }
	for _, c := range []struct {
		name   string
		in     []string
		own    []string
		prompt int64
		want   string // "instant rate" pairs
	}{
		{"an update's rate holds from its beginning", []string{page(",,,,3", "2026-06-01")}, []string{feed(",,2026-11-01T10:00:00Z,,2.4", "2026-11-01")}, 1,
			"2026-01-01 3 2026-11-01T09:59:59Z 3 2026-11-01T10:00:00Z 2.4 2027-01-01 2.4"},
		{"until its end", []string{page(",,,,3", "2026-06-01")}, []string{feed(",,2026-11-01,2026-12-01,2.4", "2026-11-01")}, 1,
			"2026-10-31T23:59:59Z 3 2026-11-01 2.4 2026-11-30T23:59:59Z 2.4 2026-12-01 3"},
		{"built in and seen later", []string{page(",,,,3", "2026-11-02")}, []string{feed(",,2026-11-01,,2.4", "2026-11-01")}, 1, "2026-10-01 3 2026-11-05 3"},
		{"built in and seen on the same day", []string{page(",,,,3", "2026-11-01")}, []string{feed(",,2026-11-01,,2.4", "2026-11-01")}, 1, "2026-10-01 3 2026-11-05 2.4"},
		{"a built-in change that was seen later", []string{page(",,,2026-11-20,3", "2026-06-01"), page(",,2026-11-20,,4", "2026-12-01")}, []string{feed(",,2026-11-01,,2.4", "2026-11-01")}, 1,
			"2026-10-31 3 2026-11-01 2.4 2026-11-19T23:59:59Z 2.4 2026-11-20 4"},
		{"the user's rate never yields", []string{page(",,,,3", "2027-06-01")}, []string{user(",,2026-11-01,,2", "2026-01-01"), feed(",,2026-10-01,,2.4", "2027-07-01")}, 1,
			"2026-09-30 3 2026-10-01 2.4 2026-11-01 2 2027-08-01 2"},
		{"without a day", []string{page(",,,,3", "")}, []string{feed(",,,,2.4", "")}, 1, "2026-01-01 2.4"},
		{"the user's rate is that of all tiers", []string{page(",,,,3", "2026-01-01"), page("1000,,,,6", "2026-01-01")}, []string{user(",,2026-11-01,2026-12-01,2", "2026-01-01")}, 2000,
			"2026-10-31 6 2026-11-01 2 2026-12-01 6"},
		{"and of all hours", []string{page(",00:00-12:00Z,,,3", "2026-01-01"), page(",12:00-24:00Z,,,6", "2026-01-01")}, []string{user(",,2026-11-01,2026-12-01,2", "2026-01-01")}, 1,
			"2026-10-31T13:00:00Z 6 2026-11-01T11:00:00Z 2 2026-11-01T13:00:00Z 2 2026-12-01T13:00:00Z 6"},
		{"an update's too", []string{page(",,,,3", "2026-01-01"), page("1000,,,,6", "2026-01-01")}, []string{feed(",,2026-11-01,,2", "2026-11-01")}, 2000, "2026-10-31 6 2026-11-01 2"},
		// The tier is seen later than the update, the base is not: pieced together the base would
		// give way to the update's, and that to the tier.
		{"the kind as a whole is seen later", []string{page(",,,,3", "2026-01-01"), page("1000,,,,6", "2026-12-01")}, []string{feed(",,2026-11-01,,2", "2026-11-01")}, 1, "2026-10-31 3 2026-11-01 3"},
		{"a day that the built-in rates do not have", []string{page(",,2026-06-01,,3", "2026-07-01")}, []string{feed(",,,2026-05-01,2", "2026-11-01")}, 1, "2026-04-30 2 2026-05-01 - 2026-06-01 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			catalog := oneRate(c.in...).over(t, rows{"rates/acme": c.own})
			want := strings.Fields(c.want)
			for i := 0; i < len(want); i += 2 {
				if got := input(catalog, c.prompt, want[i]); got != want[i+1] {
					t.Errorf("at %s: %s, want %s", want[i], got, want[i+1])
				}
			}
		})
	}
}

// A rule says what cache writes cost where nobody has a price: input. From the user's price
// on it is the user's; before that, and after its end, it stays the rule's.
func TestOwnRateOverARule(t *testing.T) {
	base := oneRate(rateLine(",,,,3", fromPage, "2026-01-01"))
	base["gateways/acme"] = append(slices.Clone(base["gateways/acme"]), "kind_rate,cache_write_5m acme/*,input")
	c := base.over(t, rows{"rates/acme": {"acme/m1,m1,,,2026-11-01,2026-12-01,,,,5,,,own," + fromUser + ",2026-11-01"}})
	for at, want := range map[string]string{"2026-10-31": "3", "2026-11-01": "5", "2026-12-01": "3"} {
		b := c.Gateway("acme").Card("m1").Rate(CacheWrite5m, 1, At(instant(at)))
		if b == nil || b.Rate.String() != want {
			t.Errorf("cache writes at %s: %v, want %s", at, b, want)
		}
	}
}

// An ownLine is a row of one layer.
type ownLine struct {
	by       layer
	over     int64
	window   string
	from, to int // days after 1 Jan 2026; 0 and 60: open
	seen     int
	usd      int
}

func (l ownLine) text() string {
	day := func(n int) string { return instant("2026-01-01").AddDate(0, 0, n).Format(Day) }
	from, to := "", ""
	if l.from > 0 {
		from = day(l.from)
	}
	if l.to < 60 {
		to = day(l.to)
	}
	over := ""
	if l.over > 0 {
		over = fmt.Sprint(l.over)
	}
	return rateLine(fmt.Sprintf("%s,%s,%s,%s,%d", over, l.window, from, to, l.usd), []string{fromPage, fromFeed, fromUser}[l.by], day(l.seen))
}

// drawOwn draws rows of one layer, of which no two hold at one time.
func drawOwn(t *rapid.T, by layer) (out []ownLine) {
	for _, over := range []int64{0, 1000} {
		for _, window := range []string{"", "00:00-12:00Z", "12:00-24:00Z"} {
			at := 0
			for range rapid.IntRange(0, 2).Draw(t, "spans") {
				from := at + rapid.IntRange(0, 20).Draw(t, "pause")
				to := from + rapid.IntRange(1, 40).Draw(t, "days")
				if from >= 60 {
					break
				}
				at = min(to, 60)
				out = append(out, ownLine{by, over, window, from, at, rapid.IntRange(0, 5).Draw(t, "seen"), rapid.IntRange(1, 99).Draw(t, "usd")})
			}
		}
	}
	return out
}

// rateByRule evaluates the rule directly: of the layers that have a rate then one is chosen, and of
// its rates the highest tier below the prompt, the widest window.
func rateByRule(all []ownLine, prompt int64, at time.Time) string {
	day := int(at.Sub(instant("2026-01-01")) / DayLength)
	seen := [3]int{-1, -1, -1}
	for _, l := range all {
		if l.from <= day && (day < l.to || l.to == 60) {
			seen[l.by] = max(seen[l.by], l.seen)
		}
	}
	by := builtIn
	switch {
	case seen[byUser] >= 0:
		by = byUser
	case seen[byUpdate] >= seen[builtIn]:
		by = byUpdate
	}
	var fit []ownLine
	for _, l := range all {
		inWindow := l.window == "" || (at.Hour() < 12) == (l.window[:2] == "00")
		if l.by == by && l.from <= day && (day < l.to || l.to == 60) && inWindow && (l.over == 0 || prompt > l.over) {
			fit = append(fit, l)
		}
	}
	if len(fit) == 0 {
		return "-"
	}
	best := slices.MaxFunc(fit, func(a, b ownLine) int {
		return cmp.Or(cmp.Compare(a.over, b.over), cmp.Compare(len(b.window), len(a.window)))
	})
	return fmt.Sprint(best.usd)
}

func TestLawTheRateFoundIsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, fed, user := drawOwn(t, builtIn), drawOwn(t, byUpdate), drawOwn(t, byUser)
		all := slices.Concat(in, fed, user)
		texts := func(lines ...ownLine) (out []string) {
			for _, l := range lines {
				out = append(out, l.text())
			}
			return out
		}
		c := oneRate(append(texts(in...), "acme/m1,m1,,,,,,1")...).over(t, rows{"rates/acme": texts(slices.Concat(user, fed)...)})
		for range 20 {
			at := instant("2026-01-01").Add(time.Duration(rapid.IntRange(0, 70*24).Draw(t, "hour")) * time.Hour)
			prompt := rapid.SampledFrom([]int64{1, 1000, 1001}).Draw(t, "prompt")
			if got, want := input(c, prompt, at.Format(time.RFC3339)), rateByRule(all, prompt, at); got != want {
				t.Fatalf("a prompt of %d at %s: %s, want %s", prompt, at, got, want)
			}
		}
	})
}

func TestFaultsOfOwnFilesNameThem(t *testing.T) {
	for _, c := range []struct {
		own  rows
		want string
	}{
		{rows{"rates/acme": {rateLine(",,,,3", fromUser, "2026-01-01"), rateLine(",,,,4", fromUser, "2026-01-01")}}, `catalog/rates/acme.csv:3: input: two rates of acme "m1" hold at one time`},
		{rows{"rates/acme": {rateLine(",,,,cheap", fromUser, "2026-01-01")}}, "catalog/rates/acme.csv:2: input"},
		{rows{"rates/nobody": {rateLine(",,,,3", fromUser, "2026-01-01")}}, "catalog/rates/nobody.csv:1: file: there is no gateways/nobody.csv"},
		{rows{"rates/acme": {"acme/m9,m9,,,,,1"}}, "catalog/rates/acme.csv:2: model"},
		{rows{"aliases/acme": {"m1-latest,acme/m9"}}, "catalog/aliases/acme.csv:2: model"},
		{rows{"gateways/acme": {"colour,,blue"}}, "catalog/gateways/acme.csv:2: fact"},
		{rows{"gateways/acme": {"markup_percent,,-1,,guessed"}}, "catalog/gateways/acme.csv:2: basis"},
		{rows{"withdrawn/acme": {"m1,,gone"}}, "catalog/withdrawn/acme.csv:2: from: is empty"},
		{rows{"withdrawn/acme": {"m1,2026-01-01,lost"}}, `catalog/withdrawn/acme.csv:2: basis: "lost"`},
		{rows{"withdrawn/nobody": {"m1,2026-01-01,gone"}}, "catalog/withdrawn/nobody.csv:1: file"},
	} {
		_, err := Load(acme.fs(), c.own.fs())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
	wrong := acme.fs()
	own := rows{"rates/acme": nil}.fs()
	own["rates/acme.csv"].Data = []byte("model;id\n")
	if _, err := Load(wrong, own); err == nil || !strings.Contains(err.Error(), "catalog/rates/acme.csv:1: header") {
		t.Errorf("another header: %v", err)
	}
}

// TestBuiltInSince: an update made a model of an id that no catalog had; a later release has
// it. The own file stays as it is.
func TestBuiltInSince(t *testing.T) {
	own := rows{"models/acme": {"acme/new-1,,2026-10-01"}, "rates/acme": {"acme/new-1,new-1,,,,,2,,,,,,observed," + fromFeed + ",2026-11-01"}}
	for name, base := range map[string]rows{
		"under the same name": acme.plus(rows{"models/acme": {"acme/m1", "acme/m2", "acme/new-1"}}),
		"under another name":  acme.plus(rows{"models/acme": {"acme/m1", "acme/m2", "acme/newest,,,,,acme/new-1"}}),
		"with the id as its only other name": acme.plus(rows{"models/acme": {"acme/m1", "acme/m2", "acme/newest,,,,,new-1"},
			"rates/acme": append(slices.Clone(acme["rates/acme"]), "acme/newest,acme/new-1,,,,,7", "acme/newest,new-1,,,,,3")}),
		"with rates": acme.plus(rows{"models/acme": {"acme/m1", "acme/m2", "acme/newest,,,,,acme/new-1"}, "rates/acme": append(slices.Clone(acme["rates/acme"]), "acme/newest,new-1,,,,,3")}),
	} {
		t.Run(name, func(t *testing.T) {
			c := base.over(t, own)
			m, _ := c.FindModel("new-1")
			if m == nil {
				t.Fatal("no model new-1")
			}
			card := c.Gateway("acme").Card("new-1")
			if card == nil || card.Model != m.ID || card.Rate(Input, 1, At(instant("2026-11-02"))).Rate.String() != "2" {
				t.Errorf("card %v of %s", card, m.ID)
			}
			if strings.HasPrefix(name, "with") || strings.Contains(name, "another") {
				if m.ID != "acme/newest" || c.byModel["acme/new-1"] != nil {
					t.Errorf("the model is %s", m.ID)
				}
			}
		})
	}
}

func TestOwnAliases(t *testing.T) {
	base := acme.plus(rows{"aliases/acme": {"m-latest,acme/m1,2026-01-01"}})
	standsFor := func(c *Catalog, at string) string {
		m, _ := c.FindModelAt("m-latest", instant(at))
		if m == nil {
			return "-"
		}
		return m.ID
	}
	c := base.over(t, rows{"aliases/acme": {"m-latest,acme/m2,2026-11-01T10:00:00Z,,observed," + fromFeed + ",2026-11-01"}})
	for at, want := range map[string]string{"2025-12-31": "-", "2026-10-31": "acme/m1", "2026-11-01T10:00:00Z": "acme/m2"} {
		if got := standsFor(c, at); got != want {
			t.Errorf("at %s it stands for %s, want %s", at, got, want)
		}
	}
	all := c.MovingAliases("m-latest")
	if len(all) != 2 || all[0].Own() || all[1].Own() { // an update's is not the user's
		t.Errorf("aliases %+v", all)
	}
	c = base.over(t, rows{"aliases/acme": {"m-latest,acme/m2"}})
	if got := standsFor(c, "2025-01-01"); got != "acme/m2" {
		t.Errorf("since ever it stands for %s", got)
	}
	if all := c.MovingAliases("m-latest"); len(all) != 1 || !all[0].Own() {
		t.Errorf("aliases %+v", all)
	}
	// Own ids and own aliases do not keep a release from giving their names a meaning.
	base.plus(rows{"models/acme": {"acme/m1", "acme/m2,,,,,m-latest"}, "aliases/acme": nil}).over(t, rows{"aliases/acme": {"m-latest,acme/m1"}})
	base.over(t, rows{"rates/acme": {"acme/m2,m-latest,,,,,1,,,,,,own," + fromUser + ",2026-11-01"}})
}

func TestOwnFacts(t *testing.T) {
	base := acme.plus(rows{"gateways/acme": gateway("provider", "listed", "prepaid", "publishes,,acme", "markup_percent,,5,,assumed,https://example.com,2026-06-01", "fee_percent,card,5.5", "fee_percent,wire,1")})
	fed := func(value, seen string) string {
		return "markup_percent,," + value + ",,stated," + fromFeed + "," + seen
	}
	for _, c := range []struct {
		name string
		own  []string
		want string
	}{
		{"an update's, seen later", []string{fed("0", "2026-11-01")}, "0"},
		{"of the same day", []string{fed("0", "2026-06-01")}, "0"},
		{"seen before", []string{fed("0", "2026-05-31")}, "5"},
		{"the user's, whenever", []string{"markup_percent,,3,,stated,contract,2020-01-01"}, "3"},
		{"the user's before an update's, in either order", []string{"markup_percent,,3,,stated,contract,2020-01-01", fed("0", "2026-11-01")}, "3"},
		{"", []string{fed("0", "2026-11-01"), "markup_percent,,3,,stated,contract,2020-01-01"}, "3"},
	} {
		g := base.over(t, rows{"gateways/acme": c.own}).Gateway("acme")
		if g.Markup.String() != c.want {
			t.Errorf("%s: markup %s, want %s", c.name, g.Markup, c.want)
		}
		n := 0
		for _, s := range g.Statements {
			if s.Name == "markup_percent" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: %d markups are stated", c.name, n)
		}
	}
	g := base.over(t, rows{"gateways/acme": {"fee_percent,card,2"}}).Gateway("acme")
	if fee, _ := g.Fee("card", today); fee.Percent.String() != "2" {
		t.Errorf("fee by card %s, want 2", fee.Percent)
	}
	if fee, _ := g.Fee("wire", today); fee.Percent.String() != "1" {
		t.Errorf("fee by wire %s, want 1", fee.Percent)
	}
}

// TestRateSetWhereNoneWasListed: a user may know a price at gateways of every kind.
func TestRateSetWhereNoneWasListed(t *testing.T) {
	for _, prices := range []string{"none", "list", "own-keys"} {
		base := acme.plus(rows{"gateways/r": gateway("router", prices, "prepaid", "markup_percent,,0")})
		own := rows{"rates/r": {"acme/m1,m1,,,,,2,9,,,,,own," + fromUser + ",2026-11-01"}}
		c := base.over(t, own)
		money(t, prices, priced(t, c, "r", "acme/m1", used(kInput, 1_000_000), "2026-11-23"), "2")
		_, err := c.Price("r", "acme/m2", used(kInput, 1_000_000), instant("2026-11-23"))
		var none *NoRateError
		if missing := errors.As(err, &none); missing != (prices == "none") {
			t.Errorf("%s: m2 without a price of the user: %v", prices, err)
		}
		if _, err := LoadUpdated(base.fs(), own.fs()); err != nil {
			t.Errorf("%s, without the user's: %v", prices, err)
		}
		// With a fact that says so, too.
		own["gateways/r"] = []string{"prices,,listed,,stated,contract"}
		base.over(t, own)
		if _, err := LoadUpdated(base.fs(), own.fs()); err != nil {
			t.Errorf("%s with a fact, without the user's: %v", prices, err)
		}
	}
}

// TestUpdatedAlone: updates are made over what they know, without the user's rates.
func TestUpdatedAlone(t *testing.T) {
	own := rows{"rates/acme": {rateLine(",,,,2", fromUser, "2026-01-01"), rateLine(",,2026-11-01,,2.4", fromFeed, "2026-11-01")}}
	c, err := LoadUpdated(oneRate(rateLine(",,,,3", fromPage, "2026-01-01")).fs(), own.fs())
	if err != nil {
		t.Fatal(err)
	}
	if before, after := input(c, 1, "2026-10-31"), input(c, 1, "2026-11-01"); before != "3" || after != "2.4" {
		t.Errorf("%s, then %s", before, after)
	}
	b := &c.Gateway("acme").Card("m1").Bands[1]
	if !b.Updated() || b.Own() {
		t.Errorf("%+v is not an update's", b.Span)
	}
}

func TestQuotesSayThatAModelIsWithdrawn(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"m1,2026-12-15,announced", "acme ends m1 on 2026-12-15, by its own list"},
		{"m1,2026-11-02T10:00:00Z,gone", "acme's own list does not have m1 since 2026-11-02"},
		{"m1,2026-11-02T10:00:00Z,missing", ""},
		{"m9,2026-11-02,gone", ""}, // its rates may be undone
	} {
		q, err := acme.over(t, rows{"withdrawn/acme": {c.line}}).Price("acme", "acme/m1", used(kInput, 1_000_000), today)
		if err != nil {
			t.Fatal(err)
		}
		money(t, "a model withdrawn", q.USD(), "3")
		if got := strings.Join(q.Assumptions, "; "); got != c.want {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
}

func TestQuotesSayThatARateIsYours(t *testing.T) {
	c := acme.over(t, rows{"rates/acme": {rateLine(",,2026-11-01,,2", fromUser, "2026-11-01")}})
	at := func(day string) *Band { return c.Gateway("acme").Card("m1").Rate(Input, 1, At(instant(day))) }
	if got := at("2026-11-02").own(c.Gateway("acme").Card("m1")); got != "acme's rate for m1 is your own (invoice)" {
		t.Error(got)
	}
	if got := at("2026-10-02").own(c.Gateway("acme").Card("m1")); got != "" {
		t.Error(got)
	}
}

func TestSourcesOfFeeds(t *testing.T) {
	for source, want := range map[string]string{
		"openrouter@2026-11-01T10:00:00Z#a/b":                   "openrouter",
		"models.dev@2026-11-01T10:00:00Z#a":                     "models.dev",
		"kept@2026-11-01T10:00:00Z#https://acme.example/prices": "kept",
		"openrouter-api@2026-11-01":                             "",
		"openrouter@2026-11-01#a":                               "",
		"my notes: openrouter@2026-11-01T10:00:00Z#a/b":         "",
		"set by you": "",
		"":           "",
	} {
		if got := FromFeed(source); got != want {
			t.Errorf("%q is from %q, want %q", source, got, want)
		}
	}
}
