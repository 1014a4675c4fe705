package update

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// lawStart is when the first update of a law is made; the built-in facts are older.
var lawStart = instant("2026-11-10T10:00:00Z")

// A sold is an id of the laws' world.
type sold struct{ gateway, id string }

var lawIDs = []sold{{"acme", "m1"}, {"acme", "m2"}, {"openrouter", "acme/m1"}, {"openrouter", "acme/m2"}}

var (
	lawKinds   = []pricing.Kind{pricing.Input, pricing.CacheRead}
	lawPrompts = []int64{1, 1500}
	byHour     = []string{"00:00-12:00Z", "12:00-24:00Z"}
	byWeekday  = []string{"Mon-Fri 00:00-24:00Z", "Sat-Sun 00:00-24:00Z"}
)

// drawShape draws prices of a kind that cover all prompts and hours.
func drawShape(t *rapid.T, k pricing.Kind, tiers, windows, weekdays bool) (out []feed.Price) {
	usds := []string{"1", "1.5", "2", "3", "3", "3", "40"}
	level := func(over int64) {
		by := []string{""}
		switch n := rapid.IntRange(0, 5).Draw(t, "hours"); {
		case n == 0 && windows:
			by = byHour
		case n == 1 && weekdays:
			by = byWeekday
		}
		for _, w := range by {
			out = append(out, feed.Price{Kind: k, Over: over, Window: w, Rate: usd(rapid.SampledFrom(usds).Draw(t, "usd"))})
		}
	}
	level(0)
	if tiers && rapid.IntRange(0, 2).Draw(t, "tier") == 0 {
		level(1000)
	}
	return out
}

// drawWorld draws built-in rates with a history and steps to come.
func drawWorld(t *rapid.T) *world {
	rows := map[string][]string{}
	sources := []string{page, "genai-prices-npm@0.1", "models.dev@2026-10-01", "openrouter-api@2026-10-01"}
	for _, s := range lawIDs {
		model := "acme/" + s.id[strings.LastIndex(s.id, "/")+1:]
		for _, k := range lawKinds {
			days := []int{-400}
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				days = append(days, rapid.SampledFrom([]int{-60, -20, -5, 5, 20, 60}).Draw(t, "day"))
			}
			slices.Sort(days)
			days = slices.Compact(days)
			for i, day := range days {
				if i > 0 && rapid.IntRange(0, 5).Draw(t, "gap") == 0 {
					continue
				}
				text := func(day int) string { return pricing.StartOfDay(lawStart).AddDate(0, 0, day).Format(pricing.Day) }
				from, to := "", ""
				if day > -400 {
					from = text(day)
				}
				if i+1 < len(days) {
					to = text(days[i+1])
				}
				source, seen := rapid.SampledFrom(sources).Draw(t, "source"), text(rapid.SampledFrom([]int{-90, -30, -1}).Draw(t, "seen"))
				for _, p := range drawShape(t, k, true, true, true) {
					over, cells := "", ",,"+p.Rate.String()
					if k == pricing.Input {
						cells = p.Rate.String()
					}
					if p.Over > 0 {
						over = fmt.Sprint(p.Over)
					}
					rows["rates/"+s.gateway] = append(rows["rates/"+s.gateway], rate(strings.Join([]string{model, s.id, over, p.Window, from, to, cells}, ","), source, seen))
				}
			}
		}
	}
	w := newWorld(rows)
	return w
}

// drawLists draws what some feeds say at an instant.
func drawLists(t *rapid.T, at time.Time) (out []feed.List) {
	for _, f := range feed.All {
		if f.Name == feed.Vercel || f.Name == feed.Ofox || rapid.Bool().Draw(t, "silent") {
			continue
		}
		l := list(f.Name)
		for _, s := range lawIDs {
			if f.Gateway != "" && f.Gateway != s.gateway || rapid.IntRange(0, 4).Draw(t, "gone") == 0 {
				continue
			}
			x := feed.Listing{Provider: s.gateway, ID: s.id, Key: s.id}
			for _, k := range lawKinds {
				if rapid.IntRange(0, 5).Draw(t, "no price") == 0 {
					continue
				}
				now := drawShape(t, k, f.Tiers, f.Windows, f.Weekdays)
				if f.Name == feed.GenAIPrices && rapid.Bool().Draw(t, "dated") {
					from := pricing.StartOfDay(at).AddDate(0, 0, rapid.SampledFrom([]int{-30, -3, 0}).Draw(t, "since"))
					for i := range now {
						now[i].From = from
					}
				}
				x.Prices = append(x.Prices, now...)
				if f.Name == feed.GenAIPrices {
					for _, day := range []int{5, 20} {
						if rapid.IntRange(0, 2).Draw(t, "step") > 0 {
							continue
						}
						for _, p := range drawShape(t, k, true, true, false) {
							p.From = pricing.StartOfDay(lawStart).AddDate(0, 0, day)
							if p.From.After(at) {
								x.Prices = append(x.Prices, p)
							}
						}
					}
				}
			}
			l.Listings = append(l.Listings, x)
		}
		l.Entries = len(l.Listings)
		out = append(out, l)
	}
	return out
}

// made makes an update as catalog update does: a feed that is refused is left out.
func made(t failer, w *world, at time.Time, lists []feed.List, accept []string) (*Plan, []feed.List) {
	t.Helper()
	for {
		q := w.query(at.Format(time.RFC3339), lists...)
		q.Accept = accept
		p, err := Make(q)
		var no *FeedRefusedError
		if errors.As(err, &no) {
			lists = slices.DeleteFunc(slices.Clone(lists), func(l feed.List) bool { return l.Feed == no.Feed })
			continue
		}
		if err != nil {
			t.Fatalf("update: %v", err)
		}
		return p, lists
	}
}

// A point is a rate of the laws' world at an instant.
type point struct {
	sold
	kind   pricing.Kind
	prompt int64
	at     time.Time
}

// points are the rates at many instants around those of the updates.
func (w *world) points(updates []time.Time) map[point]string {
	var at []time.Time
	for day := -70; day <= 100; day += 6 {
		at = append(at, pricing.StartOfDay(lawStart).AddDate(0, 0, day).Add(3*time.Hour), pricing.StartOfDay(lawStart).AddDate(0, 0, day+1).Add(15*time.Hour))
	}
	for _, u := range updates {
		at = append(at, u.Add(-time.Second), u, u.Add(time.Second))
	}
	c, out := w.catalog(), map[point]string{}
	for _, s := range lawIDs {
		for _, k := range lawKinds {
			for _, prompt := range lawPrompts {
				for _, when := range at {
					out[point{s, k, prompt, when}] = rateAt(c, s.gateway, s.id, k, prompt, when)
				}
			}
		}
	}
	return out
}

// dated is the first day before an update from which lists say that a rate holds.
func dated(lists []feed.List, at time.Time) map[sold]time.Time {
	out := map[sold]time.Time{}
	for _, l := range lists {
		for _, x := range l.Listings {
			s := sold{x.Provider, x.ID}
			for _, p := range x.Prices {
				if !p.From.IsZero() && p.From.Before(at) && (out[s].IsZero() || p.From.Before(out[s])) {
					out[s] = p.From
				}
			}
		}
	}
	return out
}

func TestLawsOfUpdates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		at := lawStart
		updates := []time.Time{at}
		for range rapid.IntRange(1, 5).Draw(t, "updates") {
			lists := drawLists(t, at)
			before := w.points(updates)
			p, taken := made(t, w, at, lists, nil)
			var accept []string // one ID: what waits beside it may be settled by it
			for _, c := range p.Changes {
				if c.ID != "" && len(accept) == 0 && rapid.IntRange(0, 3).Draw(t, "accept") == 0 {
					accept = append(accept, c.ID)
				}
			}
			p, err := Make(func() Query { q := w.query(at.Format(time.RFC3339), taken...); q.Accept = accept; return q }())
			var no *FeedRefusedError
			if errors.As(err, &no) { // what is accepted makes more of it seen
				p, taken = made(t, w, at, lists, nil)
				accept = nil
			} else if err != nil {
				t.Fatalf("with %v accepted: %v", accept, err)
			}

			// The order of lists makes no difference.
			other := w.copy()
			turned := slices.Clone(taken)
			slices.Reverse(turned)
			q := other.query(at.Format(time.RFC3339), turned...)
			q.Accept = accept
			if p2, err := Make(q); err != nil {
				t.Fatalf("in another order: %v", err)
			} else {
				other.write(t, p2)
			}
			was := w.copy()
			w.write(t, p) // the files always load
			if !reflect.DeepEqual(other.own, w.own) {
				t.Fatalf("another order of lists: %v\n%v", other.own, w.own)
			}

			// Nothing that has begun is changed.
			after, past := w.points(updates), dated(taken, at)
			for x, old := range before {
				if !x.at.Before(at) || old == "-" || old == after[x] || !past[x.sold].IsZero() && !x.at.Before(past[x.sold]) {
					continue
				}
				t.Fatalf("the update at %s: %v was %s and is %s\nbuilt in:\n%s\nbefore: %v\nafter: %v", at, x, old, after[x], w.builtIn["rates/"+x.gateway+".csv"].Data, was.own, w.own)
			}
			// A rate that had a value goes on to have one while nothing says that it ends.
			for x, old := range before {
				if old != "-" && after[x] == "-" && x.at.Equal(at) {
					t.Fatalf("the update at %s: %v was %s and has no rate\n%v", at, x, old, w.own)
				}
			}

			// The same again changes no rate.
			for _, again := range []time.Duration{0, time.Hour} {
				same := w.copy()
				q := same.query(at.Add(again).Format(time.RFC3339), taken...)
				p, err := Make(q)
				if errors.As(err, &no) {
					continue
				} else if err != nil {
					t.Fatalf("again: %v", err)
				}
				if len(accept) > 0 { // who was not believed before is not now
					continue
				}
				same.write(t, p)
				if got := same.points(updates); !maps.Equal(got, after) {
					for x := range got {
						if got[x] != after[x] {
							t.Fatalf("again %s later: %v was %s and is %s\nbuilt in:\n%s\nbefore: %v\nafter: %v", again, x, after[x], got[x], w.builtIn["rates/"+x.gateway+".csv"].Data, w.own, same.own)
						}
					}
				}
			}
			at = at.Add(rapid.SampledFrom([]time.Duration{0, time.Second, 3 * time.Hour, 25 * time.Hour, 6 * 24 * time.Hour, 30 * 24 * time.Hour}).Draw(t, "later"))
			updates = append(updates, at)
		}
	})
}
