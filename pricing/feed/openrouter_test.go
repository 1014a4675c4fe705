package feed

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/pricing"
)

// TestOpenRouter reads the sample. Each rate is the sample's text times 1,000,000.
func TestOpenRouter(t *testing.T) {
	list := sample(t, OpenRouter, "openrouter.json")
	compare(t, "openrouter", written(list.Listings), `
openrouter anthropic/claude-sonnet-4.5 released=2025-09-29 tokens=1000000/64000
  input 2.4
  input 4.8 over=200000
  cache_read 0.24
  cache_read 0.48 over=200000
  cache_write_5m 3
  cache_write_5m 6 over=200000
  cache_write_1h 4.8
  cache_write_1h 9.6 over=200000
  output 12
  output 18 over=200000
  web_search 10000
openrouter openai/gpt-5.4 released=2026-03-05 tokens=1050000/128000
  input 3
  input 6 over=272000
  cache_read 0.3
  cache_read 0.6 over=272000
  output 18
  output 27 over=272000
  web_search 10000
openrouter google/gemini-2.5-flash released=2025-06-17 tokens=1048576/65535
  input 0.3
  cache_read 0.03
  output 2.5
  audio_in 1
  audio_cache_read 0.1
  image_in 0.3
  web_search 14000
openrouter deepseek/deepseek-v4-flash released=2026-04-24 tokens=1048576/0
  input 0.14 in Mon-Fri 00:00-01:00Z|04:00-24:00Z;Sat-Sun 00:00-24:00Z
  input 0.28 in Mon-Fri 01:00-04:00Z
  cache_read 0.028
  output 0.28 in Mon-Fri 00:00-01:00Z|04:00-24:00Z;Sat-Sun 00:00-24:00Z
  output 0.56 in Mon-Fri 01:00-04:00Z
openrouter stealth/otter-alpha released=2026-09-13 tokens=262144/0
  input 0.2
  output 0.8
openrouter acme/heron-2 released=2026-09-01 tokens=131072/16384 ends=2027-03-01
  input 0.5 in 00:00-06:00Z|22:00-24:00Z
  input 1 in 06:00-22:00Z
  input 2 over=64000
  cache_read 0.1
  output 4
  output 6 over=64000
openrouter acme/heron-2:free released=2026-09-01 tokens=131072/0
  input 0 free
  output 0 free
openrouter acme/pebble-embed released=2026-09-01 tokens=8192/0
  input 0.02
openrouter globex/easel-1 released=2026-09-01 tokens=32768/0
  input 2
  output 10
  reasoning 15
  audio_out 20
  image_out 40
  request 2000
  image 3000
openrouter ~acme/heron-latest stands=acme/heron-2
`)
	compare(t, "refusals", refusals(list), "")
	compareSkipped(t, list, map[string]int{"routers, whose price is known per request": 1})
	if list.Entries != 11 || list.Next != "" || list.Feed != OpenRouter || !list.At.Equal(fetched) {
		t.Errorf("entries %d, next %q, feed %s at %s", list.Entries, list.Next, list.Feed, list.At)
	}
}

func TestOfox(t *testing.T) {
	list := sample(t, Ofox, "ofox.json")
	compare(t, "ofox", written(list.Listings), `
ofox anthropic/claude-sonnet-4.5 tokens=1000000/0
  input 2.7
  cache_read 0.27
  cache_write_5m 3.375
  cache_write_1h 5.4
  output 13.5
ofox acme/heron-2 tokens=131072/0
  input 1.1
  output 4.4
`)
}

// one reads a list of one model with these prices.
func one(t testing.TB, id, prices string) List {
	t.Helper()
	return read(t, OpenRouter, fmt.Sprintf(`{"data":[{"id":%q,"pricing":%s}]}`, id, prices))
}

func TestOpenRouterPrices(t *testing.T) {
	const id = "acme/heron-2"
	for _, c := range []struct{ name, id, prices, want, refused string }{
		{"a wrapping window on one day ends on the next", id,
			`{"prompt":"0.000001","overrides":[{"utc_start":2200,"utc_end":30,"utc_days":["sunday"],"prompt":"0.000002"}]}`, `
openrouter acme/heron-2
  input 2 in Mon 00:00-00:30Z;Sun 22:00-24:00Z
  input 1 in Mon 00:30-24:00Z;Tue-Sat 00:00-24:00Z;Sun 00:00-22:00Z
`, ""},
		{"days without hours", id,
			`{"prompt":"0.000001","overrides":[{"utc_days":["saturday","sunday"],"prompt":"0.000002"}]}`, `
openrouter acme/heron-2
  input 1 in Mon-Fri 00:00-24:00Z
  input 2 in Sat-Sun 00:00-24:00Z
`, ""},
		{"2400 is the end of the day", id,
			`{"prompt":"0.000001","overrides":[{"utc_start":1200,"utc_end":2400,"prompt":"0.000002"}]}`, `
openrouter acme/heron-2
  input 1 in 00:00-12:00Z
  input 2 in 12:00-24:00Z
`, ""},
		{"a window inside a tier", id,
			`{"prompt":"0.000001","overrides":[{"min_prompt_tokens":1000,"utc_start":0,"utc_end":1200,"prompt":"0.000002"}]}`, `
openrouter acme/heron-2
  input 1
  input 2 over=1000 in 00:00-12:00Z
  input 1 over=1000 in 12:00-24:00Z
`, ""},
		{"later overrides win", id,
			`{"prompt":"0.000001","overrides":[{"min_prompt_tokens":2000,"prompt":"0.000003"},{"min_prompt_tokens":1000,"prompt":"0.000002"}]}`, `
openrouter acme/heron-2
  input 1
  input 2 over=1000
`, ""},
		{"a tier that changes nothing is left out", id,
			`{"prompt":"0.000001","completion":"0.000002","overrides":[{"min_prompt_tokens":1000,"prompt":"0.0000010","completion":"0.000003"}]}`, `
openrouter acme/heron-2
  input 1
  output 2
  output 3 over=1000
`, ""},
		{"an override of the same value in a window is no window", id,
			`{"prompt":"0.000001","overrides":[{"utc_start":100,"utc_end":200,"prompt":"0.000001"}]}`, `
openrouter acme/heron-2
  input 1
`, ""},
		{"reasoning that follows output in a tier", id,
			`{"prompt":"0.000001","completion":"0.000002","internal_reasoning":"0.000002","overrides":[{"min_prompt_tokens":1000,"completion":"0.000003"}]}`, `
openrouter acme/heron-2
  input 1
  output 2
  output 3 over=1000
`, ""},
		{"an image price that is not the prompt's is per image", id, `{"prompt":"0.000001","image":"0.000002"}`, `
openrouter acme/heron-2
  input 1
  image 2
`, ""},
		{"a price of zero of another kind is none", id,
			`{"prompt":"0.000001","completion":"0.000002","request":"0","image":"0","web_search":"0.0"}`, `
openrouter acme/heron-2
  input 1
  output 2
`, ""},
		{"free needs its id to say so", id, `{"prompt":"0","completion":"0"}`, "",
			`"acme/heron-2" prompt="0": 0 is no price, and its id does not say free` + "\n"},
		{"a free id may have a price", "acme/heron-2:free", `{"prompt":"0.000001","completion":"0"}`, `
openrouter acme/heron-2:free
  input 1
  output 0 free
`, ""},
		{"only the prompt is zero", id, `{"prompt":"0","completion":"0.000002"}`, `
openrouter acme/heron-2
  output 2
`, `"acme/heron-2" prompt="0": 0 is no price, and its id does not say free` + "\n"},
		{"zero in an override", id, `{"prompt":"0.000001","overrides":[{"utc_start":0,"utc_end":100,"prompt":"0"}]}`, "",
			`"acme/heron-2" overrides[0].prompt="0": 0 is no price, and its id does not say free` + "\n"},
		{"an override's negative price takes its kind along", id,
			`{"prompt":"0.000001","completion":"0.000002","overrides":[{"min_prompt_tokens":9,"prompt":"-2","completion":"0.000003"}]}`, `
openrouter acme/heron-2
  output 2
  output 3 over=9
`, `"acme/heron-2" overrides[0].prompt="-2": a rate can't be negative` + "\n"},
		{"minus one of a router's search alone", "openrouter/auto", `{"prompt":"0.000001","completion":"-1"}`, `
openrouter openrouter/auto
  input 1
`, `"openrouter/auto" completion="-1": a rate can't be negative` + "\n"},
		{"30 decimals are exact", id, `{"prompt":"0.000000000000000000000000000001"}`, `
openrouter acme/heron-2
  input 0.000000000000000000000001
`, ""},
		{"hours that end when they begin", id, `{"prompt":"0.000001","overrides":[{"utc_start":100,"utc_end":100,"prompt":"0.000002"}]}`, "",
			`"acme/heron-2" overrides[0].utc_end="100": ends when it begins` + "\n"},
		{"a begin without an end", id, `{"prompt":"0.000001","overrides":[{"utc_start":100,"prompt":"0.000002"}]}`, "",
			`"acme/heron-2" overrides[0].utc_end="": not a time of the day as HHMM` + "\n"},
		{"a price of an unknown kind in an override", id,
			`{"prompt":"0.000001","overrides":[{"min_prompt_tokens":9,"prompt":"0.000002","smell":"0.1"}]}`, `
openrouter acme/heron-2
  input 1
  input 2 over=9
`, ""},
		{"a name in another case is another name", id, `{"prompt":"0.000001","Prompt":"0.000009"}`, `
openrouter acme/heron-2
  input 1
`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := one(t, c.id, c.prices)
			compare(t, "listings", written(list.Listings), c.want)
			compare(t, "refusals", refusals(list), c.refused)
		})
	}
}

func TestOpenRouterTooManyOverrides(t *testing.T) {
	prices := `{"prompt":"0.000001","overrides":[{"prompt":"0.000002"}`
	for range maxOverrides {
		prices += `,{"prompt":"0.000002"}`
	}
	list := one(t, "acme/heron-2", prices+"]}")
	compare(t, "refusals", refusals(list), `"acme/heron-2" overrides="": more than 16 of them`+"\n")
	if len(list.Listings) != 0 {
		t.Error("a model with too many overrides came through")
	}
}

func TestOpenRouterNextPage(t *testing.T) {
	const model = `{"id":"acme/heron-2","pricing":{"prompt":"0.000001"}}`
	for _, c := range []struct{ name, links, want string }{
		{"none", `null`, ""},
		{"null", `{"next":null}`, ""},
		{"there", `{"next":"/api/v1/models?offset=1"}`, "/api/v1/models?offset=1"},
	} {
		if got := read(t, OpenRouter, `{"data":[`+model+`],"links":`+c.links+`}`).Next; got != c.want {
			t.Errorf("%s: next %q, want %q", c.name, got, c.want)
		}
	}
	if _, err := Read(OpenRouter, []byte(`{"data":[`+model+`],"links":{"next":3}}`), fetched); err == nil {
		t.Error("a next page that can't be found was passed over")
	}
}

// TestPlus: what stands on two pages counts once, and with other values not at all.
func TestPlus(t *testing.T) {
	page := func(id, usd string) List {
		return read(t, OpenRouter, `{"data":[{"id":"`+id+`","pricing":{"prompt":"`+usd+`"}}]}`)
	}
	first := page("acme/heron-2", "0.000001")
	for _, c := range []struct {
		name              string
		second            List
		listings, refused int
	}{
		{"another model", page("acme/heron-3", "0.000001"), 2, 0},
		{"the same again", page("acme/heron-2", "0.000001"), 1, 0},
		{"another price", page("acme/heron-2", "0.000002"), 1, 1},
	} {
		both := first.Plus(c.second)
		if len(both.Listings) != c.listings || len(both.Refused) != c.refused || both.Entries != 2 {
			t.Errorf("%s: %d listings of %d entries, refused %v", c.name, len(both.Listings), both.Entries, both.Refused)
		}
		for _, r := range both.Refused {
			if r.Key != first.Listings[0].Key {
				t.Errorf("%s: refused %q, want %q", c.name, r.Key, first.Listings[0].Key)
			}
		}
	}
}

// rule is an override as the law below draws it.
type rule struct {
	Over       int64
	Days       []int
	Start, End int // HHMM; both 0 is all day
	Rate       int // USD per million; 0 names no price
}

func (r rule) json() string {
	s := `{"x":null`
	if r.Over > 0 {
		s += fmt.Sprintf(`,"min_prompt_tokens":%d`, r.Over)
	}
	if r.Start != r.End {
		s += fmt.Sprintf(`,"utc_start":%d,"utc_end":%d`, r.Start, r.End)
	}
	for i, d := range r.Days {
		if i == 0 {
			s += `,"utc_days":["` + weekdays[d] + `"`
		} else {
			s += `,"` + weekdays[d] + `"`
		}
	}
	if len(r.Days) > 0 {
		s += "]"
	}
	if r.Rate > 0 {
		s += fmt.Sprintf(`,"prompt":"%de-6"`, r.Rate)
	}
	return s + "}"
}

// holds judges a request as OpenRouter's documentation describes the conditions, minute
// by minute and without spans.
func (r rule) holds(prompt int64, at time.Time) bool {
	if r.Over > 0 && prompt <= r.Over {
		return false
	}
	onDay := func(t time.Time) bool {
		for _, d := range r.Days {
			if time.Weekday((d+1)%7) == t.Weekday() {
				return true
			}
		}
		return len(r.Days) == 0
	}
	clock := at.Hour()*100 + at.Minute()
	switch {
	case r.Start == r.End:
		return onDay(at)
	case r.Start < r.End:
		return r.Start <= clock && clock < r.End && onDay(at)
	case clock >= r.Start:
		return onDay(at)
	default:
		return clock < r.End && onDay(at.AddDate(0, 0, -1))
	}
}

// TestOverridesLaw: whatever the overrides, the price that the rows give at any minute
// and prompt is the one that the overrides give when they are followed one by one, and
// the windows of each prompt size cover the week once.
func TestOverridesLaw(t *testing.T) {
	hhmm := rapid.Custom(func(t *rapid.T) int {
		return rapid.IntRange(0, 23).Draw(t, "hour")*100 + rapid.IntRange(0, 59).Draw(t, "minute")
	})
	rules := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rule {
		return rule{
			Over:  rapid.SampledFrom([]int64{0, 0, 1000, 2000, 64000}).Draw(t, "over"),
			Days:  rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 0, 7, rapid.ID).Draw(t, "days"),
			Start: hhmm.Draw(t, "start"), End: hhmm.Draw(t, "end"),
			Rate: rapid.IntRange(0, 4).Draw(t, "rate"),
		}
	}), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		drawn := rules.Draw(t, "overrides")
		text := ""
		for i, r := range drawn {
			if i > 0 {
				text += ","
			}
			text += r.json()
		}
		list, err := Read(OpenRouter, []byte(`{"data":[{"id":"acme/x","pricing":{"prompt":"1e-6","overrides":[`+text+`]}}]}`), fetched)
		if err != nil || len(list.Refused) > 0 || len(list.Listings) != 1 {
			t.Fatalf("%v %v", err, list.Refused)
		}
		prices := list.Listings[0].Prices
		if fault := coverage(prices, fetched); fault != "" {
			t.Fatal(fault)
		}
		for range 40 {
			prompt := rapid.SampledFrom([]int64{1, 1000, 1001, 2000, 2001, 64000, 64001, 900000}).Draw(t, "prompt")
			at := monday.Add(time.Duration(rapid.IntRange(0, weekMinutes-1).Draw(t, "minute")) * time.Minute)
			want := 1
			for _, r := range drawn {
				if r.Rate > 0 && r.holds(prompt, at) {
					want = r.Rate
				}
			}
			if got := rateAt(t, prices, pricing.Input, prompt, at); got != fmt.Sprint(want) {
				t.Fatalf("%d tokens at %s: %s, want %d, of\n%s\n%v", prompt, at.Format("Mon 15:04"), got, want, text, prices)
			}
		}
	})
}

// monday is the begin of a week.
var monday = time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)

// rateAt finds a rate as the catalog does: the highest size that the prompt is over, and
// of that the window that the clock is in.
func rateAt(t interface{ Fatalf(string, ...any) }, prices []Price, k pricing.Kind, prompt int64, at time.Time) string {
	over, rate := int64(-1), ""
	for _, p := range prices {
		w, err := pricing.ParseWindow(p.Window)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if p.Kind == k && (p.Over == 0 || prompt > p.Over) && p.Over > over && w.Contains(at) {
			over, rate = p.Over, p.Rate.String()
		}
	}
	return rate
}

// coverage says at which minute of the week a kind has not one price for a size of
// prompts, of those in force at an instant; "" where all have.
func coverage(prices []Price, at time.Time) string {
	type row struct {
		kind pricing.Kind
		over int64
	}
	rows := map[row][]*pricing.Window{}
	for _, p := range prices {
		if p.From.After(at) || !p.To.IsZero() && !at.Before(p.To) {
			continue
		}
		w, err := pricing.ParseWindow(p.Window)
		if err != nil {
			return err.Error()
		}
		rows[row{p.Kind, p.Over}] = append(rows[row{p.Kind, p.Over}], w)
	}
	for r, windows := range rows {
		if len(windows) == 1 && windows[0] == nil {
			continue
		}
		for minute := range weekMinutes {
			n := 0
			for _, w := range windows {
				if w.Contains(monday.Add(time.Duration(minute) * time.Minute)) {
					n++
				}
			}
			if n != 1 {
				return fmt.Sprintf("%s over %d: minute %d of the week has %d prices", r.kind, r.over, minute, n)
			}
		}
	}
	return ""
}
