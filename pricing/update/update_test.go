package update

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// now is when the first update of a test is made.
const now = "2026-11-10T10:00:00Z"

// TestFollow: what becomes of a kind's rates, one update after the other. Rates are those of
// input, in USD per million.
func TestFollow(t *testing.T) {
	openrouter := func(prices ...string) feed.List {
		return list(feed.OpenRouter, sells("openrouter", "acme/m1", prices...))
	}
	vercel := func(prices ...string) feed.List { return list(feed.Vercel, sells("vercel", "acme/m1", prices...)) }
	of := func(name feed.Name, prices ...string) feed.List { return list(name, sells("acme", "m1", prices...)) }
	in := func(gateway string, heads ...string) map[string][]string {
		id, source := "m1", "genai-prices-npm@0.1"
		if gateway != "acme" {
			id, source = "acme/m1", gateway+"-api@2026-06-01"
		}
		var lines []string
		for _, head := range heads {
			head, basis, _ := strings.Cut(head, "!")
			line := rate("acme/m1,"+id+","+head, source, "2026-11-01")
			if basis != "" {
				line = strings.Replace(line, ",observed,", ","+basis+",", 1)
			}
			lines = append(lines, line)
		}
		return map[string][]string{"rates/" + gateway: lines}
	}
	type at struct {
		when string
		list feed.List
		said string
	}
	for _, c := range []struct {
		name    string
		builtIn map[string][]string
		updates []at
		gateway string
		want    string
	}{
		{"a changed price closes the open rate and opens a new one at the fetch", nil,
			[]at{{now, openrouter("4"), "changed acme/m1 3>4 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-01-01 3 2026-11-10T09:59:59Z 3 2026-11-10T10:00:00Z 4 2027-01-01 4"},
		{"and once more", nil, []at{{now, openrouter("4"), "changed acme/m1 3>4 2026-11-10T10:00:00Z"}, {"2026-11-12", openrouter("5"), "changed acme/m1 4>5 2026-11-12"}}, "openrouter",
			"2026-11-10T09:59:59Z 3 2026-11-11T23:59:59Z 4 2026-11-12 5"},
		{"at the same second twice", nil, []at{{now, openrouter("4"), "changed acme/m1 3>4 2026-11-10T10:00:00Z"}, {now, openrouter("5"), "changed acme/m1 4>5 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-11-10T09:59:59Z 3 2026-11-10T10:00:00Z 5"},
		{"and back", nil, []at{{now, openrouter("4"), "changed acme/m1 3>4 2026-11-10T10:00:00Z"}, {now, openrouter("3"), "changed acme/m1 4>3 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-11-10T09:59:59Z 3 2026-11-10T10:00:00Z 3"},
		{"a past change that the feed dates", in("acme", ",,,,3"), []at{{now, of(feed.GenAIPrices, "4@2026-11-01"), "changed m1 3>4 2026-11-01"}}, "acme",
			"2026-10-31T23:59:59Z 3 2026-11-01 4"},
		{"dated before the last change that is known", in("acme", ",,,2026-11-05,2", ",,2026-11-05,,3"), []at{{now, of(feed.GenAIPrices, "4@2026-11-01"), "changed m1 3>4 2026-11-10T10:00:00Z"}}, "acme",
			"2026-11-04 2 2026-11-10T09:59:59Z 3 2026-11-10T10:00:00Z 4"},

		{"a step announced", in("acme", ",,,,3"), []at{{now, of(feed.GenAIPrices, "3", "4@2026-12-01"), "announced m1 3>4 2026-12-01"}}, "acme",
			"2026-11-30T23:59:59Z 3 2026-12-01 4"},
		{"and said again", in("acme", ",,,,3"), []at{{now, of(feed.GenAIPrices, "3", "4@2026-12-01"), "announced m1 3>4 2026-12-01"}, {"2026-11-12", of(feed.GenAIPrices, "3", "4@2026-12-01"), ""}}, "acme",
			"2026-11-30T23:59:59Z 3 2026-12-01 4"},
		{"dropped by the feed that announced it", in("acme", ",,,,3"), []at{{now, of(feed.GenAIPrices, "3", "4@2026-12-01"), "announced m1 3>4 2026-12-01"}, {"2026-11-12", of(feed.GenAIPrices, "3"), "dropped m1 4>3 2026-12-01"}}, "acme",
			"2026-11-30 3 2026-12-02 3"},
		{"not by one that has no dates", in("acme", ",,,,3"), []at{{now, of(feed.GenAIPrices, "3", "4@2026-12-01"), "announced m1 3>4 2026-12-01"}, {"2026-11-12", of(feed.ModelsDev, "3"), ""}}, "acme",
			"2026-11-30 3 2026-12-02 4"},
		{"at another price", in("acme", ",,,,3"), []at{{now, of(feed.GenAIPrices, "3", "4@2026-12-01"), "announced m1 3>4 2026-12-01"}, {"2026-11-12", of(feed.GenAIPrices, "3", "5@2026-12-01"), "announced m1 3>5 2026-12-01"}}, "acme",
			"2026-11-30 3 2026-12-02 5"},
		{"confirmed on its day by another feed", in("acme", ",,,,3"), []at{{now, of(feed.GenAIPrices, "3", "4@2026-12-01"), "announced m1 3>4 2026-12-01"}, {"2026-12-01T09:00:00Z", of(feed.ModelsDev, "4"), ""}}, "acme",
			"2026-11-30 3 2026-12-01 4 2026-12-02 4"},
		{"that came early", in("acme", ",,,2026-12-01,3", ",,2026-12-01,,4!announced"), []at{{now, of(feed.GenAIPrices, "4"), "changed m1 3>4 2026-11-10T10:00:00Z"}}, "acme",
			"2026-11-10T09:59:59Z 3 2026-11-10T10:00:00Z 4 2026-12-02 4"},
		{"that came early, by another feed than announced it", in("acme", ",,,,3"), []at{{now, of(feed.GenAIPrices, "3", "4@2026-12-01"), "announced m1 3>4 2026-12-01"}, {"2026-11-12", of(feed.GenAIPrices, "4", "4@2026-12-01"), "changed m1 3>4 2026-11-12"}, {"2026-11-13", of(feed.ModelsDev, "4"), ""}}, "acme",
			"2026-11-11 3 2026-11-12 4 2026-12-02 4"},
		{"built in stays where a feed without dates confirms today's price", in("acme", ",,,2026-12-01,3", ",,2026-12-01,,4!announced"), []at{{now, of(feed.ModelsDev, "3"), ""}}, "acme",
			"2026-11-30 3 2026-12-01 4"},
		{"built in, and another price until then", in("acme", ",,,2026-12-01,3", ",,2026-12-01,,4!announced"), []at{{now, of(feed.ModelsDev, "3.5"), "changed m1 3>3.5 2026-11-10T10:00:00Z"}}, "acme",
			"2026-11-10 3 2026-11-30 3.5 2026-12-01 4"},
		{"built in, of the base alone: the tier goes on as it is now", in("acme", ",,,2026-12-01,3", ",,2026-12-01,,4!announced", "1000,,,,6"), []at{{now, of(feed.ModelsDev, "3", "1000:7"), "changed m1[1000] 6>7 2026-11-10T10:00:00Z"}, {"2026-11-12", of(feed.ModelsDev, "3", "1000:7"), ""}}, "acme",
			"2026-11-10[2000] 6 2026-11-11[2000] 7 2026-11-30 3 2026-12-02 4 2026-12-02[2000] 7"},
		{"built in, and a tier that ends before it", in("openrouter", ",,,2026-12-01,3", ",,2026-12-01,,4!announced", "1000,,,,6"), []at{{now, openrouter("3"), "changed acme/m1[1000] 6> 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-11-10[2000] 6 2026-11-11[2000] 3 2026-12-02 4 2026-12-02[2000] 4"},
		{"a tier that a collection never had", in("acme", ",,,,3", "1000,,,,6"), []at{{now, of(feed.ModelsDev, "4"), "changed m1 3>4 2026-11-10T10:00:00Z"}}, "acme",
			"2026-11-10[2000] 6 2026-11-11[2000] 6 2026-11-11 4"},

		{"a promotion that ends", in("acme", ",,2026-11-01,2026-12-01,2!promotion"), []at{{now, of(feed.ModelsDev, "2"), ""}}, "acme",
			"2026-10-31 - 2026-11-30 2 2026-12-01 -"},
		{"that something follows", in("acme", ",,2026-11-01,2026-12-01,2!promotion", ",,2026-12-01,,3"), []at{{now, of(feed.ModelsDev, "2"), ""}}, "acme",
			"2026-11-30 2 2026-12-01 3"},
		{"that goes on", in("acme", ",,2026-11-01,2026-12-01,2!promotion"), []at{{"2026-12-05", of(feed.ModelsDev, "2"), "new m1 >2 2026-12-05"}}, "acme",
			"2026-11-30 2 2026-12-02 - 2026-12-05 2"},

		{"a tier that appears", nil, []at{{now, openrouter("3", "1000:6"), "changed acme/m1[1000] 3>6 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-11-10[2000] 3 2026-11-11[2000] 6 2026-11-11[1000] 3"},
		{"a tier that changes, its base does not: what is past stays", in("openrouter", ",,,,3", "1000,,,,6"), []at{{now, openrouter("3", "1000:7"), "changed acme/m1[1000] 6>7 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-01-01 3 2026-01-01[2000] 6 2026-11-10T09:59:59Z[2000] 6 2026-11-10T10:00:00Z[2000] 7 2026-11-11 3"},
		{"a base that changes, its tier does not", in("openrouter", ",,,,3", "1000,,,,6"), []at{{now, openrouter("4", "1000:6"), "changed acme/m1 3>4 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-01-01 3 2026-01-01[2000] 6 2026-11-11 4 2026-11-11[2000] 6"},
		{"a tier with a history of its own", in("openrouter", ",,,,3", "1000,,,2026-08-01,5", "1000,,2026-08-01,,6"), []at{{now, openrouter("3", "1000:6"), ""}}, "openrouter",
			"2026-07-31[2000] 5 2026-08-01[2000] 6 2026-11-11[2000] 6 2026-01-01 3"},
		{"a tier that vanishes", in("openrouter", ",,,,3", "1000,,,,6"), []at{{now, openrouter("3"), "changed acme/m1[1000] 6> 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-11-10T09:59:59Z[2000] 6 2026-11-10T10:00:00Z[2000] 3"},
		{"a tier that the feed can't tell", in("vercel", ",,,,3", "1000,,,,6"), []at{{now, vercel("4"), "changed acme/m1 3>4 2026-11-10T10:00:00Z"}, {"2026-11-12", vercel("4.5"), "changed acme/m1 4>4.5 2026-11-12"}}, "vercel",
			"2026-01-01[2000] 6 2026-11-11[2000] 6 2026-11-13[2000] 6 2026-11-11 4 2026-11-13 4.5"},
		{"prices by the hour that appear", nil, []at{{now, openrouter("00:00-12:00Z=3", "12:00-24:00Z=6"), "changed acme/m1(12:00-24:00Z) 3>6 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-11-09T13:00:00Z 3 2026-11-10T11:00:00Z 3 2026-11-10T13:00:00Z 6"},
		{"that vanish", in("openrouter", ",00:00-12:00Z,,,3", ",12:00-24:00Z,,,6"), []at{{now, openrouter("3"), "new acme/m1 >3 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-11-09T13:00:00Z 6 2026-11-10T09:00:00Z 3 2026-11-10T13:00:00Z 3"},
		{"of which one changes", in("openrouter", ",00:00-12:00Z,,,3", ",12:00-24:00Z,,,6"), []at{{now, openrouter("00:00-12:00Z=3", "12:00-24:00Z=7"), "changed acme/m1(12:00-24:00Z) 6>7 2026-11-10T10:00:00Z"}}, "openrouter",
			"2026-11-09T13:00:00Z 6 2026-11-10T13:00:00Z 7 2026-11-09T11:00:00Z 3 2026-11-11T11:00:00Z 3"},
		{"that the feed can't tell", in("acme", ",00:00-12:00Z,,,3", ",12:00-24:00Z,,,6"), []at{{now, of(feed.ModelsDev, "4"), ""}}, "acme",
			"2026-11-11T11:00:00Z 3 2026-11-11T13:00:00Z 6"},
		{"weekdays that the feed can't tell", in("acme", ",Mon-Fri 00:00-24:00Z,,,3", ",Sat-Sun 00:00-24:00Z,,,6"), []at{{now, of(feed.GenAIPrices, "4"), ""}}, "acme",
			"2026-11-12 3 2026-11-14 6"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(c.builtIn)
			for _, u := range c.updates {
				w.said(t, w.update(t, w.query(u.when, u.list)), u.said)
			}
			w.want(t, c.gateway, map[bool]string{true: "m1", false: "acme/m1"}[c.gateway == "acme"], c.want)
		})
	}
}

func TestConfirmedRatesAreSeenAgain(t *testing.T) {
	w := newWorld(map[string][]string{"rates/openrouter": {rate("acme/m1,acme/m1,,,2026-01-01,,3", "openrouter-api@2026-06-01", "2026-06-01")}})
	p := w.update(t, w.query(now, list(feed.OpenRouter, sells("openrouter", "acme/m1", "3"))))
	b := w.band("openrouter", "acme/m1", now)
	if p.Confirmed["openrouter"] != 1 || len(p.Changes) > 0 || moment(b.From) != "2026-01-01" || moment(b.Seen) != "2026-11-10" || b.Source != "openrouter@2026-11-10T10:00:00Z#acme/m1" {
		t.Errorf("%v confirmed, %s: %+v", p.Confirmed, said(p), b)
	}
}

// TestRanks: of a rate of one source and a feed that says 4, who is believed.
func TestRanks(t *testing.T) {
	for _, c := range []struct {
		source, from string
		feed         feed.Name
		price        string
		want         string
	}{
		{page, "", feed.GenAIPrices, "4@2026-11-01", "3"},
		{page, "", feed.ModelsDev, "4", "3"},
		{page, "", feed.LiteLLM, "4", "3"},
		{"https://somebody.example", "", feed.ModelsDev, "4", "4"},
		{"genai-prices-npm@0.1", "2026-01-01", feed.ModelsDev, "4", "3"},
		{"genai-prices-npm@0.1", "2026-01-01", feed.GenAIPrices, "4@2026-11-02", "4"},
		{"models.dev@2026-10-01", "", feed.GenAIPrices, "4@2026-11-02", "4"},
		{"models.dev@2026-10-01", "", feed.GenAIPrices, "4", "3"},
		{"models.dev@2026-10-01", "", feed.ModelsDev, "4", "4"},
		{"genai-prices-npm@0.1", "", feed.ModelsDev, "4", "4"},
		{"genai-prices-npm@0.1", "", feed.LiteLLM, "4", "3"},
		{"litellm@2026-10-01", "", feed.GenAIPrices, "4", "4"},
		{"litellm@2026-10-01", "", feed.LiteLLM, "4", "4"},
	} {
		w := newWorld(map[string][]string{"rates/acme": {rate("acme/m1,m1,,,"+c.from+",,3", c.source, "2026-11-01")}})
		p := w.update(t, w.query(now, list(c.feed, sells("acme", "m1", c.price))))
		if got := w.band("acme", "m1", "2026-11-11").Rate.String(); got != c.want || p.Outranked != map[string]int{"3": 1, "4": 0}[c.want] {
			t.Errorf("%s %s against %s's %s: %s, %d outranked, want %s", c.source, c.from, c.feed, c.price, got, p.Outranked, c.want)
		}
	}
	// What a feed has confirmed is still the page's.
	w := newWorld(map[string][]string{"rates/acme": {rate("acme/m1,m1,,,,,3", page, "2026-11-01")}})
	w.update(t, w.query(now, list(feed.LiteLLM, sells("acme", "m1", "3"))))
	w.update(t, w.query("2026-11-11", list(feed.ModelsDev, sells("acme", "m1", "4"))))
	w.want(t, "acme", "m1", "2026-11-12 3")
}

func TestConflicts(t *testing.T) {
	m1 := func(name feed.Name, price string) feed.List { return list(name, sells("acme", "m1", price)) }
	for _, c := range []struct {
		name   string
		source string
		seen   string
		lists  []feed.List
		said   string
		after  string // once it is accepted
	}{
		{"two lower feeds against a page", page, "2026-11-01", []feed.List{m1(feed.ModelsDev, "2"), m1(feed.LiteLLM, "2")}, "conflict m1 3>2 2026-11-10T10:00:00Z", "2"},
		{"that say two other prices", page, "2026-11-01", []feed.List{m1(feed.ModelsDev, "2"), m1(feed.LiteLLM, "2.5")}, "", ""},
		{"one feed, 60 days after the page", page, "2026-09-11", []feed.List{m1(feed.ModelsDev, "2")}, "", ""},
		{"one feed, 61 days after", page, "2026-09-10", []feed.List{m1(feed.ModelsDev, "2")}, "conflict m1 3>2 2026-11-10T10:00:00Z", "2"},
		{"two lower feeds against a third", "models.dev@2026-11-01", "2026-11-01", []feed.List{m1(feed.ModelsDev, "3"), m1(feed.GenAIPrices, "2"), m1(feed.LiteLLM, "2")}, "conflict m1 3>2 2026-11-10T10:00:00Z", "2"},
		{"two of three lower feeds against a page", page, "2026-11-01", []feed.List{m1(feed.ModelsDev, "3"), m1(feed.GenAIPrices, "2"), m1(feed.LiteLLM, "2")}, "conflict m1 3>2 2026-11-10T10:00:00Z", "2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(map[string][]string{"rates/acme": {rate("acme/m1,m1,,,,,3", c.source, c.seen)}})
			q := w.query(now, c.lists...)
			p := w.update(t, q)
			w.said(t, p, c.said)
			w.want(t, "acme", "m1", "2026-11-11 3")
			if c.after == "" {
				return
			}
			w.said(t, w.update(t, w.query(now, c.lists...), p.Changes[0].ID), "changed m1 3>"+c.after+" 2026-11-10T10:00:00Z")
			w.want(t, "acme", "m1", "2026-11-10 3 2026-11-11 "+c.after)
		})
	}
}

// TestHeld: exactly 5 times is believed, more waits.
func TestHeld(t *testing.T) {
	for _, c := range []struct {
		price, said, want string
	}{
		{"15", "changed acme/m1 3>15 2026-11-10T10:00:00Z", "15"},
		{"0.6", "changed acme/m1 3>0.6 2026-11-10T10:00:00Z", "0.6"},
		{"15.000000001", "held acme/m1 3>15.000000001 2026-11-10T10:00:00Z", "3"},
		{"0.599999999", "held acme/m1 3>0.599999999 2026-11-10T10:00:00Z", "3"},
		{"3000000", "held acme/m1 3>3000000 2026-11-10T10:00:00Z", "3"},
		{"0", "held acme/m1 3>0 2026-11-10T10:00:00Z", "3"},
	} {
		w := newWorld(nil)
		lists := list(feed.OpenRouter, sells("openrouter", "acme/m1", c.price))
		p := w.update(t, w.query(now, lists))
		w.said(t, p, c.said)
		w.want(t, "openrouter", "acme/m1", "2026-11-11 "+c.want)
		if c.want != "3" {
			continue
		}
		if p.Changes[0].State.Done() || p.Changes[0].Why == "" {
			t.Errorf("%+v", p.Changes[0])
		}
		w.said(t, w.update(t, w.query("2026-11-11", lists), p.Changes[0].ID), "changed acme/m1 3>"+c.price+" 2026-11-11")
		w.want(t, "openrouter", "acme/m1", "2026-11-10T23:59:59Z 3 2026-11-11 "+c.price)
	}
}

func TestHeldParts(t *testing.T) {
	for _, c := range []struct {
		name, builtIn string // of m1 at openrouter
		prices        []string
		said          string
		want          string
	}{
		{"a first price, per million taken for per token", "-", []string{"3000000"}, "held acme/m1 >3000000 2026-11-10T10:00:00Z", "2026-11-11 -"},
		{"a tier that is new", ",,,,3", []string{"4", "1000:60"}, "changed acme/m1 3>4 2026-11-10T10:00:00Z; held acme/m1[1000] >60 2026-11-10T10:00:00Z", "2026-11-11 4 2026-11-11[2000] 4"},
		{"a tier that was there", ",,,,3 1000,,,,6", []string{"4", "1000:60"}, "changed acme/m1 3>4 2026-11-10T10:00:00Z; held acme/m1[1000] 6>60 2026-11-10T10:00:00Z", "2026-01-01[2000] 6 2026-11-11 4 2026-11-11[2000] 6"},
		{"hours are no way around", ",,,,3", []string{"00:00-12:00Z=3", "12:00-24:00Z=60"}, "held acme/m1(12:00-24:00Z) >60 2026-11-10T10:00:00Z", "2026-11-11T01:00:00Z 3 2026-11-11T13:00:00Z 3"},
		{"one of the hours that there were", ",00:00-12:00Z,,,3 ,12:00-24:00Z,,,6", []string{"00:00-12:00Z=4", "12:00-24:00Z=60"}, "changed acme/m1(00:00-12:00Z) 3>4 2026-11-10T10:00:00Z; held acme/m1(12:00-24:00Z) 6>60 2026-11-10T10:00:00Z", "2026-11-11T01:00:00Z 4 2026-11-11T13:00:00Z 6"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lines []string
			for head := range strings.FieldsSeq(c.builtIn) {
				if head == "-" {
					head = ",,2026-01-01,2026-01-02,3"
				}
				lines = append(lines, rate("acme/m1,acme/m1,"+head, "openrouter-api@2026-06-01", "2026-06-01"))
			}
			w := newWorld(map[string][]string{"rates/openrouter": lines})
			w.said(t, w.update(t, w.query(now, list(feed.OpenRouter, sells("openrouter", "acme/m1", c.prices...)))), c.said)
			w.want(t, "openrouter", "acme/m1", c.want)
			// At a server that says it has nothing newer, it stays as it is.
			w.said(t, w.update(t, w.query("2026-11-12", Again(w.query("2026-11-12").Base, feed.OpenRouter, instant("2026-11-12")))), "")
			w.want(t, "openrouter", "acme/m1", c.want)
		})
	}
	// A first price that waits makes no model.
	w := newWorld(nil)
	w.update(t, w.query(now, list(feed.OpenRouter, sells("openrouter", "acme/x1", "10000.01"))))
	if len(w.own["models/acme.csv"]) > 0 {
		t.Errorf("models %v", w.own)
	}
	// A step that waits is not announced.
	w = newWorld(map[string][]string{"rates/acme": {rate("acme/m1,m1,,,,,3", "genai-prices-npm@0.1", "2026-11-01")}})
	lists := list(feed.GenAIPrices, sells("acme", "m1", "3", "60@2026-12-01"))
	p := w.update(t, w.query(now, lists))
	w.said(t, p, "held m1 3>60 2026-12-01")
	w.want(t, "acme", "m1", "2026-12-02 3")
	w.said(t, w.update(t, w.query(now, lists), p.Changes[0].ID), "announced m1 3>60 2026-12-01")
	w.want(t, "acme", "m1", "2026-11-30 3 2026-12-02 60")
}

// fillers are the listings of the first n of openrouter's forty other ids.
func fillers(n int, price string) (out []feed.Listing) {
	for i := range n {
		out = append(out, sells("openrouter", fmt.Sprint("acme/f", i), price))
	}
	return out
}

// openrouter has 41 rates in force: 4 of them are less than 10 percent, 5 are more.
func TestTooMuchHeldRefusesTheFeed(t *testing.T) {
	w := newWorld(nil)
	if p := w.update(t, w.query(now, list(feed.OpenRouter, fillers(4, "60")...))); len(p.Changes) != 4 || p.Changes[0].State != Held {
		t.Errorf("four: %s", said(p))
	}
	q := w.query(now, list(feed.OpenRouter, fillers(5, "60")...))
	_, err := Make(q)
	var no *FeedRefusedError
	if !errors.As(err, &no) || no.Feed != feed.OpenRouter || no.ID != "all-openrouter" || !strings.Contains(no.Error(), "5 of its 5 prices") {
		t.Fatalf("five: %v", err)
	}
	q.Accept = []string{no.ID}
	if p, err := Make(q); err != nil || len(p.Changes) != 5 {
		t.Errorf("five, accepted: %v", err)
	}
	q.Accept = []string{"abcdef"}
	var unknown *UnknownIDError
	q.Lists = []feed.List{list(feed.OpenRouter, fillers(1, "60")...)}
	if _, err := Make(q); !errors.As(err, &unknown) || unknown.ID != "abcdef" || len(unknown.Have) != 1 || !strings.Contains(err.Error(), `"abcdef"`) {
		t.Errorf("an ID that nothing waits under: %v", err)
	}
}

// An own list of 11 ids lacks one (9 percent), and two (18).
func TestGone(t *testing.T) {
	w := newWorld(nil)
	all := fillers(11, "1")
	w.update(t, w.query(now, list(feed.OpenRouter, all...)))
	_, err := Make(w.query("2026-11-11T09:00:00Z", list(feed.OpenRouter, all[2:]...)))
	var no *FeedRefusedError
	if !errors.As(err, &no) || no.ID != "gone-openrouter" {
		t.Fatalf("two of eleven: %v", err)
	}
	q := w.query("2026-11-11T09:00:00Z", list(feed.OpenRouter, all[2:]...))
	q.Accept = []string{no.ID}
	if p, err := Make(q); err != nil || len(p.Changes) != 2 {
		t.Errorf("two of eleven, accepted: %v", err)
	}
	basis := func() pricing.Basis {
		if x := w.catalog().Gateway("openrouter").Card("acme/f0").Withdrawn; x != nil {
			return x.Basis
		}
		return ""
	}
	for _, c := range []struct {
		when, said string
		lacks      int
		basis      pricing.Basis
	}{
		{"2026-11-11T09:00:00Z", "missing acme/f0 2026-11-11T09:00:00Z", 1, pricing.Missing},
		{"2026-11-12T08:59:59Z", "", 1, pricing.Missing},
		{"2026-11-12T09:00:00Z", "gone acme/f0 2026-11-11T09:00:00Z", 1, pricing.Gone},
		{"2026-11-20", "", 1, pricing.Gone},
		{"2026-11-21", "", 0, ""},
		{"2026-11-22", "missing acme/f0 2026-11-22", 1, pricing.Missing},
	} {
		w.said(t, w.update(t, w.query(c.when, list(feed.OpenRouter, all[c.lacks:]...))), c.said)
		if got := basis(); got != c.basis {
			t.Errorf("at %s: %q, want %q", c.when, got, c.basis)
		}
		w.want(t, "openrouter", "acme/f0", c.when+" 1") // no rate is taken away
	}
	// What is refused by name is not gone.
	l := list(feed.OpenRouter, all[1:]...)
	l.Refused = []feed.Refusal{{ID: "acme/f0", Why: "no number"}}
	w.update(t, w.query("2026-11-23", list(feed.OpenRouter, all...)))
	p := w.update(t, w.query("2026-11-24", l))
	w.said(t, p, "")
	if len(p.Refused) != 1 || p.Refused[0].Feed != feed.OpenRouter {
		t.Errorf("refused %v", p.Refused)
	}
	// A day on which it ends is said once.
	ends := slices.Clone(all)
	ends[0].Ends = instant("2026-12-15")
	w.said(t, w.update(t, w.query("2026-11-25", list(feed.OpenRouter, ends...))), "announced acme/f0 2026-12-15")
	w.said(t, w.update(t, w.query("2026-11-26", list(feed.OpenRouter, ends...))), "")
	w.said(t, w.update(t, w.query("2026-11-27", Again(w.query("2026-11-27").Base, feed.OpenRouter, instant("2026-11-27")))), "")
	if basis() != pricing.Announced {
		t.Errorf("%q", basis())
	}
	// The user's own line stays.
	w.own["withdrawn/openrouter.csv"] = append(w.own["withdrawn/openrouter.csv"], []string{"acme/f0", "2026-12-24", "announced", "their mail", "2026-11-27"})
	w.update(t, w.query("2026-11-28", list(feed.OpenRouter, all...)))
	if lines := w.own["withdrawn/openrouter.csv"]; len(lines) != 1 || lines[0][3] != "their mail" {
		t.Errorf("withdrawn %v", lines)
	}
}

func TestNewIDs(t *testing.T) {
	w := newWorld(map[string][]string{"models/xai": {"xai/grok-1,,,,,"}, "rates/openrouter": {rate("xai/grok-1,x-ai/grok-1,,,,,3", "openrouter-api@2026-06-01", "2026-06-01")}})
	variants := sells("openrouter", "acme/m1:batch", "1.5")
	free := sells("openrouter", "acme/new-1:free", "0")
	free.Prices[0].Free = true
	free.Released, free.Context = "2026-11-01", 128_000
	p := w.update(t, w.query(now, list(feed.OpenRouter, variants, free, sells("openrouter", "acme/new-1", "2"), sells("openrouter", "x-ai/grok-2", "5"), sells("openrouter", "zed/z1", "5"), sells("openrouter", "plain", "5")),
		list(feed.ModelsDev, sells("acme", "m9", "7"), sells("acme", "acme/m1", "9"), sells("r", "m1", "2"), sells("nobody", "m1", "2"), sells("openrouter", "acme/m1", "9"))))
	w.said(t, p, "new m9 >7; new acme/m1:batch >1.5; new acme/new-1 >2; new acme/new-1:free >0; new plain >5; new x-ai/grok-2 >5; new zed/z1 >5; new m1 >2")
	if p.Elsewhere[feed.ModelsDev] != 1 || p.Unsure[feed.ModelsDev] != 1 || p.Taken[feed.ModelsDev] != 2 {
		t.Errorf("elsewhere %v, unsure %v, taken %v", p.Elsewhere, p.Unsure, p.Taken)
	}
	c := w.catalog()
	for id, model := range map[string]string{"acme/m1:batch": "acme/m1", "acme/new-1": "acme/new-1", "acme/new-1:free": "acme/new-1", "x-ai/grok-2": "xai/grok-2", "zed/z1": "zed/z1", "plain": "other/plain"} {
		if card := c.Gateway("openrouter").Card(id); card == nil || card.Model != model {
			t.Errorf("%s: %+v, want %s", id, card, model)
		}
	}
	if card := c.Gateway("acme").Card("m9"); card == nil || card.Model != "acme/m9" {
		t.Errorf("m9: %+v", card)
	}
	if m := c.Model("acme/new-1"); m == nil || m.Context != 128_000 || m.Released != "2026-11-01" {
		t.Errorf("new-1: %+v", m)
	}
	if b := w.band("openrouter", "acme/new-1:free", "2026-01-01"); b.Basis != "free" || !b.From.IsZero() {
		t.Errorf("free: %+v", b)
	}
	w.want(t, "openrouter", "acme/m1", "2026-11-11 -")
	w.want(t, "r", "m1", "2026-01-01 2")
}

// Reasoning without a rate of its own is charged as output: a rate of its own begins now.
func TestAFirstRateThatSomethingElsePriced(t *testing.T) {
	w := newWorld(map[string][]string{"rates/openrouter": {rate("acme/m1,acme/m1,,,,,3,15", "openrouter-api@2026-06-01", "2026-06-01")}})
	x := sells("openrouter", "acme/m1", "3")
	x.Prices = append(x.Prices, feed.Price{Kind: pricing.Reasoning, Rate: usd("20")}, feed.Price{Kind: pricing.CacheRead, Rate: usd("0.3")})
	w.update(t, w.query(now, list(feed.OpenRouter, x)))
	c := w.catalog()
	for _, x := range []struct {
		k          pricing.Kind
		when, want string
	}{{pricing.Reasoning, "2026-11-10", "-"}, {pricing.Reasoning, "2026-11-11", "20"}, {pricing.CacheRead, "2026-01-01", "0.3"}} {
		if got := rateAt(c, "openrouter", "acme/m1", x.k, 1, instant(x.when)); got != x.want {
			t.Errorf("%s at %s: %s, want %s", x.k, x.when, got, x.want)
		}
	}
}

func TestMovingAliases(t *testing.T) {
	w := newWorld(nil)
	latest := func(stands string) feed.List {
		return list(feed.OpenRouter, feed.Listing{Provider: "openrouter", ID: "acme/m-latest", Key: "acme/m-latest", Stands: stands})
	}
	standsFor := func(when string) string {
		if m, _ := w.catalog().FindModelAt("acme/m-latest", instant(when)); m != nil {
			return m.ID
		}
		return "-"
	}
	w.said(t, w.update(t, w.query(now, latest("acme/m1"))), "new acme/m-latest")
	w.said(t, w.update(t, w.query("2026-11-11", latest("acme/m1"))), "")
	w.said(t, w.update(t, w.query("2026-11-12", latest("acme/m2"))), "changed acme/m-latest 2026-11-12")
	w.said(t, w.update(t, w.query("2026-11-12", latest("acme/m3"))), "changed acme/m-latest 2026-11-12") // at the same second
	if a, b, c := standsFor("2026-01-01"), standsFor("2026-11-11"), standsFor("2026-11-12"); a != "acme/m1" || b != "acme/m1" || c != "acme/m3" {
		t.Errorf("%s, %s, %s", a, b, c)
	}
	// The user's own stays.
	w.own["aliases/openrouter.csv"] = [][]string{{"acme/m-latest", "acme/m2", "", "", "own", "their mail", "2026-11-12"}}
	w.said(t, w.update(t, w.query("2026-11-13", latest("acme/m1"))), "")
	// The name of a model with rates does not move.
	w.said(t, w.update(t, w.query("2026-11-14", list(feed.OpenRouter, feed.Listing{Provider: "openrouter", ID: "acme/m1", Stands: "acme/m2"}))), "")
}

// A name may stand before the model that it means.
func TestAnAliasOfANewModel(t *testing.T) {
	w := newWorld(nil)
	x := sells("openrouter", "acme/m7", "2")
	x.Context = 1000
	w.update(t, w.query(now, list(feed.OpenRouter, feed.Listing{Provider: "openrouter", ID: "acme/m-latest", Stands: "acme/m7"}, x)))
	if m, _ := w.catalog().FindModel("acme/m-latest"); m == nil || m.ID != "acme/m7" || m.Context != 1000 {
		t.Errorf("%+v", m)
	}
}

func TestClockThatRunsBehind(t *testing.T) {
	w := newWorld(nil)
	w.update(t, w.query(now, list(feed.OpenRouter, sells("openrouter", "acme/m1", "4"))))
	if _, err := Make(w.query("2026-11-09T23:59:59Z", list(feed.OpenRouter, sells("openrouter", "acme/m1", "5")))); !errors.Is(err, ErrClock) {
		t.Errorf("a day before: %v", err)
	}
	w.said(t, w.update(t, w.query("2026-11-10T09:00:00Z", list(feed.OpenRouter, sells("openrouter", "acme/m1", "4")))), "changed acme/m1 3>4 2026-11-10T09:00:00Z")
	w.want(t, "openrouter", "acme/m1", "2026-11-10T08:59:59Z 3 2026-11-10T09:00:00Z 4 2026-11-11 4")
}

func TestYours(t *testing.T) {
	w := newWorld(nil)
	c, edit, err := Set(w.catalog(), Price{Gateway: "openrouter", Model: "m1", Kind: pricing.Input, Rate: usd("2"), At: instant("2026-11-01"), Source: "contract"})
	if err != nil || c.State != Changed || c.Was.String() != "3" || c.GatewayModelID != "acme/m1" || moment(c.From) != "2026-11-01" {
		t.Fatalf("%+v: %v", c, err)
	}
	if err := edit(w.own); err != nil {
		t.Fatal(err)
	}
	w.said(t, w.update(t, w.query(now, list(feed.OpenRouter, sells("openrouter", "acme/m1", "4")))), "yours acme/m1 2>4 2026-11-10T10:00:00Z")
	w.want(t, "openrouter", "acme/m1", "2026-10-31 3 2026-11-02 2 2026-11-11 2")
	w.own["rates/openrouter.csv"] = slices.DeleteFunc(w.own["rates/openrouter.csv"], func(l []string) bool { return l[13] == "contract" })
	w.want(t, "openrouter", "acme/m1", "2026-11-02 3 2026-11-11 4")
}

func TestSet(t *testing.T) {
	w := newWorld(nil)
	set := func(gateway, model string, k pricing.Kind, price, from string) Change {
		t.Helper()
		p := Price{Gateway: gateway, Model: model, Kind: k, Rate: usd(price), At: instant(now)}
		if from != "" {
			p.From = instant(from)
		}
		c, edit, err := Set(w.catalog(), p)
		if err != nil {
			t.Fatal(err)
		}
		if err := edit(w.own); err != nil {
			t.Fatal(err)
		}
		return c
	}
	set("acme", "m1", pricing.Input, "2.9", "2026-10-01")
	set("acme", "m1", pricing.Input, "2.8", "")
	w.want(t, "acme", "m1", "2026-09-30 3 2026-10-01 2.9 2026-11-10T10:00:00Z 2.8")
	set("acme", "m1", pricing.Input, "2.7", "2026-10-15") // until what begins later
	w.want(t, "acme", "m1", "2026-09-30 3 2026-10-14 2.9 2026-10-15 2.7 2026-12-01 2.8")
	if c := set("r", "m1", pricing.Input, "2", ""); c.State != New || !c.From.IsZero() || c.Model != "acme/m1" {
		t.Errorf("at a gateway without prices: %+v", c)
	}
	if c := set("r", "zed/z1", pricing.Request, "0", ""); c.Model != "zed/z1" || c.Source != YourSource {
		t.Errorf("a model that nobody lists: %+v", c)
	}
	// A line by hand with two kinds keeps the other.
	w.own["rates/acme.csv"] = append(w.own["rates/acme.csv"], strings.Split(rate("acme/f0,f0,1000,,,,2,9", "contract", "2026-10-01"), ","))
	set("acme", "f0", pricing.Input, "1.5", "2026-11-01")
	w.want(t, "acme", "f0", "2026-10-31[2000] 2 2026-11-01[2000] 1.5")
	if got := rateAt(w.catalog(), "acme", "f0", pricing.Output, 2000, instant("2026-11-11")); got != "9" {
		t.Errorf("output %s, want 9", got)
	}
	var unknown *pricing.UnknownGatewayError
	if _, _, err := Set(w.catalog(), Price{Gateway: "nobody"}); !errors.As(err, &unknown) {
		t.Error(err)
	}
	if _, _, err := Set(w.catalog(), Price{Gateway: "acme", Model: "m1", Source: "litellm@2026-11-01T00:00:00Z#m1"}); err == nil {
		t.Error("a source as updates write theirs")
	}
	for _, cell := range []struct {
		at   int
		text string
	}{{2, "many"}, {4, "soon"}, {6, "cheap"}, {11, "video=1"}} {
		line := strings.Split(rate("acme/f1,f1,,,,,2", "contract", "2026-10-01"), ",")
		line[cell.at] = cell.text
		_, edit, err := Set(w.catalog(), Price{Gateway: "acme", Model: "f1", Kind: pricing.Input, Rate: usd("1"), At: instant(now)})
		if err != nil {
			t.Fatal(err)
		}
		if err := edit(map[string][][]string{"rates/acme.csv": {line}}); err == nil {
			t.Errorf("a line with %q", cell.text)
		}
	}
}

// A server that has nothing newer says everything again.
func TestAgain(t *testing.T) {
	w := newWorld(map[string][]string{"rates/acme": {rate("acme/m1,m1,,,,,3", "genai-prices-npm@0.1", "2026-11-01")}})
	w.update(t, w.query(now, list(feed.GenAIPrices, sells("acme", "m1", "4@2026-11-05", "5@2026-12-01"))))
	again := Again(w.query("2026-11-12").Base, feed.GenAIPrices, instant("2026-11-12"))
	if !again.Unchanged || again.Entries != 1 || len(again.Listings[0].Prices) != 2 || again.Listings[0].Key != "m1" {
		t.Errorf("%+v", again)
	}
	w.said(t, w.update(t, w.query("2026-11-12", again)), "")
	w.want(t, "acme", "m1", "2026-11-04 3 2026-11-05 4 2026-11-30 4 2026-12-01 5")
	if b := w.band("acme", "m1", "2026-11-12"); moment(b.Seen) != "2026-11-12" || moment(b.From) != "2026-11-05" {
		t.Errorf("%+v", b.Span)
	}
}

// An own list ends what was assumed about a gateway's prices.
func TestGatewayFacts(t *testing.T) {
	lines := gatewayLines("router", "list")
	w := newWorld(map[string][]string{"gateways/ofox": append(lines, "markup_percent,,5,,assumed,https://acme.example,2026-01-01,so it seems")})
	for _, when := range []string{now, "2026-11-12"} {
		w.update(t, w.query(when, list(feed.Ofox, sells("ofox", "acme/m1", "3"))))
	}
	g := w.catalog().Gateway("ofox")
	if g.Prices != pricing.Listed || len(w.own["gateways/ofox.csv"]) != 1 || g.Markup.String() != "5" {
		t.Errorf("prices %s, markup %s, facts %v", g.Prices, g.Markup, w.own["gateways/ofox.csv"])
	}
	w = newWorld(map[string][]string{"gateways/ofox": append(lines, "markup_percent,,0,,assumed,https://acme.example,2026-01-01,so it seems")})
	for _, when := range []string{now, "2026-11-12"} {
		w.update(t, w.query(when, list(feed.Ofox, sells("ofox", "acme/m1", "3"))))
	}
	if g := w.catalog().Gateway("ofox"); g.MarkupFact.Basis != pricing.Stated || len(w.own["gateways/ofox.csv"]) != 2 {
		t.Errorf("markup %+v, facts %v", g.MarkupFact, w.own["gateways/ofox.csv"])
	}
}
