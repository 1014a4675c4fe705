package pricing

import (
	"testing"
	"time"
)

// TestCostRange: a million tokens of m1's input at some instants, as "instant cost low high",
// with "?" behind where that is not sure. What is built in was seen on 1 November, all day.
func TestCostRange(t *testing.T) {
	const (
		built = "acme/m1,m1,,,,,3,,,,,,observed," + fromPage + ",2026-11-01"
		first = "models.dev@2026-11-10T10:00:00Z#acme/m1"
		next  = "models.dev@2026-11-20T10:00:00Z#acme/m1"
		later = "models.dev@2026-11-25T08:30:00Z#acme/m1"
	)
	in := used(kInput, 1_000_000)
	for _, c := range []struct {
		name   string
		in     []string
		own    []string
		tokens Tokens
		want   [][5]string // instant, cost, low, high, "sure" or "unsure"
	}{
		{"nothing laid over it", []string{built}, nil, in, [][5]string{{"2026-11-15", "3", "3", "3", "sure"}}},
		{"a built-in price, and a fetch that found it cheaper", []string{built}, []string{rateLine(",,2026-11-20T10:00:00Z,,2.4", next, "2026-11-20")}, in, [][5]string{
			{"2026-10-01", "3", "3", "3", "sure"},
			{"2026-11-01T23:59:59Z", "3", "3", "3", "sure"}, // the day on which it was seen
			{"2026-11-02", "3", "2.4", "3", "unsure"},
			{"2026-11-20T09:59:59Z", "3", "2.4", "3", "unsure"},
			{"2026-11-20T10:00:00Z", "2.4", "2.4", "2.4", "sure"},
			{"2026-12-24", "2.4", "2.4", "2.4", "sure"},
		}},
		{"and dearer", []string{built}, []string{rateLine(",,2026-11-20T10:00:00Z,,3.5", next, "2026-11-20")}, in, [][5]string{
			{"2026-11-01T12:00:00Z", "3", "3", "3", "sure"}, {"2026-11-10", "3", "3", "3.5", "unsure"}, {"2026-11-21", "3.5", "3.5", "3.5", "sure"},
		}},
		{"an update's price was seen at a fetch", []string{built}, []string{rateLine(",,2026-11-05T10:00:00Z,2026-11-20T10:00:00Z,2", first, "2026-11-10"), rateLine(",,2026-11-20T10:00:00Z,,4", next, "2026-11-20")}, in, [][5]string{
			{"2026-11-10T09:59:59Z", "2", "2", "2", "sure"},
			{"2026-11-10T10:00:00Z", "2", "2", "4", "unsure"},
			{"2026-11-20T09:59:59Z", "2", "2", "4", "unsure"},
			{"2026-11-20T10:00:00Z", "4", "4", "4", "sure"},
		}},
		// The row of a price that is seen again says when that was: it began at the fetch before.
		{"the new price was seen again", []string{built}, []string{rateLine(",,2026-11-20T10:00:00Z,,2.4", later, "2026-11-25")}, in, [][5]string{
			{"2026-11-01T23:59:59Z", "3", "3", "3", "sure"}, {"2026-11-10", "3", "2.4", "3", "unsure"}, {"2026-11-20T10:00:00Z", "2.4", "2.4", "2.4", "sure"},
		}},
		{"a change that the feed dates", []string{built}, []string{rateLine(",,2026-11-15,,2.4", next, "2026-11-20")}, in, [][5]string{
			{"2026-11-14T23:59:59Z", "3", "3", "3", "sure"}, {"2026-11-15", "2.4", "2.4", "2.4", "sure"},
		}},
		{"one that is dated to the hour where it is built in", []string{"acme/m1,m1,,,,2026-11-15T16:00:00Z,3,,,,,,observed,x,2026-11-01", "acme/m1,m1,,,2026-11-15T16:00:00Z,,2.4,,,,,,announced,x,2026-11-01"},
			[]string{rateLine(",,2026-11-15T16:00:00Z,,2.4", next, "2026-11-20")}, in, [][5]string{{"2026-11-14", "3", "3", "3", "sure"}, {"2026-11-16", "2.4", "2.4", "2.4", "sure"}}},
		{"one that was announced", []string{built}, []string{"acme/m1,m1,,,2026-11-20T10:00:00Z,,2.4,,,,,,announced," + next + ",2026-11-20"}, in, [][5]string{{"2026-11-15", "3", "3", "3", "sure"}}},
		{"the user's own", []string{built}, []string{rateLine(",,2026-11-20T10:00:00Z,,2.4", fromUser, "2026-11-20")}, in, [][5]string{{"2026-11-15", "3", "3", "3", "sure"}}},
		{"a kind that is not used", []string{"acme/m1,m1,,,,,3,15,,,,,observed," + fromPage + ",2026-11-01"}, []string{"acme/m1,m1,,,2026-11-20T10:00:00Z,,,12,,,,,observed," + next + ",2026-11-20"}, in,
			[][5]string{{"2026-11-15", "3", "3", "3", "sure"}}},
		// 3 + 15 before, 3 + 12 after.
		{"one kind of two", []string{"acme/m1,m1,,,,,3,15,,,,,observed," + fromPage + ",2026-11-01"}, []string{"acme/m1,m1,,,2026-11-20T10:00:00Z,,,12,,,,,observed," + next + ",2026-11-20"},
			used(kInput, 1_000_000, kOutput, 1_000_000), [][5]string{{"2026-11-15", "18", "15", "18", "unsure"}}},
		// 3 + 15 = 18 before the one change, 4 + 12 = 16 after it.
		{"one dearer, one cheaper, in one change", []string{"acme/m1,m1,,,,,3,15,,,,,observed," + fromPage + ",2026-11-01"}, []string{"acme/m1,m1,,,2026-11-20T10:00:00Z,,4,12,,,,,observed," + next + ",2026-11-20"},
			used(kInput, 1_000_000, kOutput, 1_000_000), [][5]string{{"2026-11-15", "18", "16", "18", "unsure"}}},
		{"reasoning at the price of output", []string{"acme/m1,m1,,,,,3,15,,,,,observed," + fromPage + ",2026-11-01"}, []string{"acme/m1,m1,,,2026-11-20T10:00:00Z,,,12,,,,,observed," + next + ",2026-11-20"},
			used(kReasoning, 1_000_000), [][5]string{{"2026-11-15", "15", "12", "15", "unsure"}}},
		{"what the catalog can't price", []string{built}, []string{rateLine(",,2026-11-20T10:00:00Z,,2.4", next, "2026-11-20")}, used(kAudioIn, 1), [][5]string{{"2026-11-15", "0", "0", "0", "sure"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			catalog := oneRate(c.in...).over(t, rows{"rates/acme": c.own})
			for _, w := range c.want {
				l := WorkLine{Gateway: "acme", Name: "m1", Tokens: c.tokens, At: instant(w[0])}
				usd, _, _ := catalog.Cost(l)
				low, high, sure := catalog.CostRange(l)
				money(t, w[0]+": cost", usd, w[1])
				money(t, w[0]+": low", low, w[2])
				money(t, w[0]+": high", high, w[3])
				if sure != (w[4] == "sure") {
					t.Errorf("%s: sure %t, want %s", w[0], sure, w[4])
				}
			}
		})
	}
}

// A gateway that nobody knows costs nothing that is known, for sure.
func TestCostRangeOfTheUnknown(t *testing.T) {
	c := oneRate(rateLine(",,,,3", fromPage, "2026-11-01")).load(t)
	for _, l := range []WorkLine{{}, {Gateway: "nobody", Name: "m1"}, {Gateway: "acme", Name: "m9"}} {
		l.Tokens, l.At = used(kInput, 1_000_000), november
		if low, high, sure := c.CostRange(l); !low.IsZero() || !high.IsZero() || !sure {
			t.Errorf("%+v: %s to %s, sure %t", l, low, high, sure)
		}
	}
}

func TestFetched(t *testing.T) {
	for source, want := range map[string]string{
		"":                              "",
		fromPage:                        "",
		fromUser:                        "",
		fromFeed:                        "2026-11-01T10:00:00Z",
		"litellm@2026-11-30T14:00:59Z#": "2026-11-30T14:00:59Z",
		"kept@2026-11-30T14:00:00Z#https://e.com#a": "2026-11-30T14:00:00Z",
		"models.dev@2026-11-30#acme/m1":             "", // a day is no moment
		"models.dev@2026-13-30T14:00:00Z#acme/m1":   "",
		"somebody@2026-11-30T14:00:00Z#acme/m1":     "",
		"litellm@2026-11-30T14:00:00Z":              "", // no key
	} {
		got := ""
		if at := Fetched(source); !at.IsZero() {
			got = at.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q was fetched %q, want %q", source, got, want)
		}
	}
}
