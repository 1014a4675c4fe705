package rewrite

import (
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/feed"
	"tollbook/pricing/update"
)

// catalog is a small catalog: openrouter has a list of its own, acme is in collections.
func catalog(more map[string]string) map[string][]byte {
	const terms = "fact,of,value,from,basis,source,seen,words\n" +
		"name,,G,,assumed,,2026-01-01,\n" +
		"prices,,listed,,stated,https://g.example,2026-01-01,\"Its list, read by hand.\"\n" +
		"billing,,prepaid,,assumed,,2026-01-01,\n"
	all := map[string]string{
		"gateways/openrouter.csv": terms + "kind,,router,,assumed,,2026-01-01,\n",
		"gateways/acme.csv":       terms + "kind,,provider,,assumed,,2026-01-01,\npublishes,,acme,,assumed,,2026-01-01,\n",
		"models/acme.csv":         "model,family,released,context,max_output,also\nacme/m1,,,,,\nacme/m2,,,,,\nacme/m9,,,,,\n",
		"rates/acme.csv":          rateHeader + "acme/m1,m1,,,,,3,15,,,,,,page,2026-07-01\n",
		"rates/openrouter.csv":    rateHeader + "acme/m9,m9,,,,,1,5,,,,,,page,2026-07-01\n",
	}
	maps.Copy(all, more)
	out := map[string][]byte{}
	for name, text := range all {
		out[name] = []byte(text)
	}
	return out
}

const rateHeader = "model,id,over,window,from,to,input,output,cache_read,cache_write_5m,cache_write_1h,other,basis,source,seen\n"

// listing is what a feed says of an id: "input=3", "input>200000=6",
// "input@06:00-22:00Z=1", "input=4~2027-01-01" from that day on.
func listing(t *testing.T, id, prices string) feed.Listing {
	t.Helper()
	l := feed.Listing{ID: id, Key: id}
	for text := range strings.FieldsSeq(prices) {
		text, day, dated := strings.Cut(text, "~")
		slot, text, _ := strings.Cut(text, "=")
		slot, window, _ := strings.Cut(slot, "@")
		kind, over, tier := strings.Cut(slot, ">")
		p := feed.Price{Window: window, Free: strings.HasSuffix(id, ":free")}
		var err error
		if p.Kind, err = pricing.ParseKind(kind); err == nil {
			p.Rate, err = pricing.ParseRate(text)
		}
		if err == nil && tier {
			p.Over, err = strconv.ParseInt(over, 10, 64)
		}
		if err == nil && dated {
			p.From, err = pricing.ParseInstant(day)
		}
		if err != nil {
			t.Fatal(err)
		}
		l.Prices = append(l.Prices, p)
	}
	return l
}

func list(name feed.Name, day string, listings ...feed.Listing) feed.List {
	at, err := pricing.ParseInstant(day)
	if err != nil {
		panic(err) // a literal of this file
	}
	l := feed.List{Feed: name, At: at, Entries: len(listings)}
	f, _ := feed.Find(string(name))
	for _, x := range listings {
		if x.Provider = f.Gateway; x.Provider == "" {
			x.Provider = "acme"
		}
		l.Listings = append(l.Listings, x)
	}
	return l
}

// plan weighs lists against the files alone.
func plan(t *testing.T, files map[string][]byte, accept []string, lists ...feed.List) *update.Plan {
	t.Helper()
	c, err := pricing.Load(mapFS(files))
	if err != nil {
		t.Fatal(err)
	}
	p, err := update.Make(update.Query{BuiltIn: c, Base: c, Whole: c, Lists: lists, At: lists[0].At, Accept: accept})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// refreshed are the files after a refresh. It holds every refresh of these tests to the
// laws: what the files say is what the plan's rows laid over the old files say, what was
// priced until then is priced as it was, and another refresh changes nothing.
func refreshed(t *testing.T, files map[string][]byte, accept []string, lists ...feed.List) map[string][]byte {
	t.Helper()
	p := plan(t, files, accept, lists...)
	changed, err := Files(files, p)
	if err != nil {
		t.Fatal(err)
	}
	after := maps.Clone(files)
	maps.Copy(after, changed)
	checkLaws(t, files, after, p)
	again, err := Files(after, plan(t, after, nil, lists...))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range again {
		t.Errorf("refreshed again, %s is\n%s\nand was\n%s", name, text, after[name])
	}
	return after
}

// TestRefresh are refreshes with files before and after, written by hand. Lines that are in
// neither are not changed.
func TestRefresh(t *testing.T) {
	const day = "2026-11-30"
	const at = "@2026-11-30T00:00:00Z#"
	for _, c := range []struct {
		name          string
		file          string // the one that is looked at; rates/openrouter.csv
		before, after string
		more          map[string]string // other files
		lists         []feed.List
	}{
		{name: "a changed price closes its row; the next id stays as it is written",
			before: "acme/m1,m1,,,,,3,15,,,,,,\"a page, by hand\",2026-07-01\nacme/m2,m2,,,,,1.00,\"5\",,,,,,\"quoted, page\",2026-07-01\n",
			after: "acme/m1,m1,,,,2026-11-30,3,15,,,,,,\"a page, by hand\",2026-07-01\nacme/m1,m1,,,2026-11-30,,2.4,12,,,,,observed,openrouter" + at + "m1,2026-11-30\n" +
				"acme/m2,m2,,,,,1.00,\"5\",,,,,,\"quoted, page\",2026-07-01\n",
			lists: []feed.List{list(feed.OpenRouter, day, listing(t, "m1", "input=2.4 output=12"))}},
		{name: "a confirmed rate gets source and day in place, and keeps how it is written",
			before: "acme/m1,m1,,,2026-02-01,,3.0,15,,,,web_search=10000,endpoint,page,2026-07-01\n",
			after:  "acme/m1,m1,,,2026-02-01,,3.0,15,,,,web_search=10000,observed,openrouter" + at + "m1,2026-11-30\n",
			lists:  []feed.List{list(feed.OpenRouter, day, listing(t, "m1", "input=3 output=15 web_search=10000"))}},
		{name: "what the feed does not have stays as it was seen",
			before: "acme/m1,m1,,,,,3,15,0.3,,,reasoning=20,,page,2026-07-01\n",
			after:  "acme/m1,m1,,,,,,,0.3,,,reasoning=20,,page,2026-07-01\nacme/m1,m1,,,,,3,15,,,,,,openrouter" + at + "m1,2026-11-30\n",
			lists:  []feed.List{list(feed.OpenRouter, day, listing(t, "m1", "input=3 output=15"))}},
		{name: "a line of rates with two fates is divided",
			before: "acme/m1,m1,,,,,3,15,,,,,,page,2026-07-01\nacme/m1,m1,200000,,,,6,30,,,,,,page,2026-07-01\n",
			after: "acme/m1,m1,,,,,,15,,,,,,openrouter" + at + "m1,2026-11-30\nacme/m1,m1,,,,2026-11-30,3,,,,,,,page,2026-07-01\n" +
				"acme/m1,m1,,,2026-11-30,,4,,,,,,observed,openrouter" + at + "m1,2026-11-30\n" +
				"acme/m1,m1,200000,,,,6,30,,,,,,openrouter" + at + "m1,2026-11-30\n",
			lists: []feed.List{list(feed.OpenRouter, day, listing(t, "m1", "input=4 input>200000=6 output=15 output>200000=30"))}},
		{name: "a tier that is no more is closed, and what it was until then stays",
			before: "acme/m1,m1,,,,,3,15,,,,,,page,2026-08-01\nacme/m1,m1,100000,,,2026-05-01,5,,,,,,,page,2026-06-01\nacme/m1,m1,200000,,,,6,30,,,,,,page,2026-07-01\n",
			after: "acme/m1,m1,,,,,3,15,,,,,,openrouter" + at + "m1,2026-11-30\nacme/m1,m1,100000,,,2026-05-01,5,,,,,,,page,2026-06-01\n" +
				"acme/m1,m1,200000,,,2026-11-30,6,30,,,,,,page,2026-07-01\n",
			lists: []feed.List{list(feed.OpenRouter, day, listing(t, "m1", "input=3 output=15"))}},
		{name: "a price that begins to go by the hour",
			before: "acme/m1,m1,,,,,3,15,,,,,,page,2026-07-01\n",
			after: "acme/m1,m1,,,,,,15,,,,,,openrouter" + at + "m1,2026-11-30\nacme/m1,m1,,,,2026-11-30,3,,,,,,,page,2026-07-01\n" +
				"acme/m1,m1,,00:00-06:00Z,2026-11-30,,2,,,,,,observed,openrouter" + at + "m1,2026-11-30\n" +
				"acme/m1,m1,,06:00-24:00Z,2026-11-30,,3,,,,,,observed,openrouter" + at + "m1,2026-11-30\n",
			lists: []feed.List{list(feed.OpenRouter, day, listing(t, "m1", "input@06:00-24:00Z=3 input@00:00-06:00Z=2 output=15"))}},
		{name: "a price far off waits",
			before: "acme/m1,m1,,,,,3,15,,,,,,page,2026-07-01\nacme/m2,m2,,,,,3,15,0.3,3.75,6,request=1 web_search=2 image=3 reasoning=15 audio_in=1 audio_out=2,,page,2026-07-01\n",
			after:  "acme/m1,m1,,,,,3,,,,,,,page,2026-07-01\nacme/m1,m1,,,,,,15,,,,,,openrouter" + at + "m1,2026-11-30\nacme/m2,m2,,,,,3,15,0.3,3.75,6,request=1 web_search=2 image=3 reasoning=15 audio_in=1 audio_out=2,,page,2026-07-01\n",
			lists:  []feed.List{list(feed.OpenRouter, day, listing(t, "m1", "input=30 output=15"))}},
		{name: "new ids: behind the default of their model, and sorted",
			before: "acme/m1,z1,,,,,3,15,,,,,,page,2026-07-01\nacme/m9,m9,,,,,1,5,,,,,,page,2026-07-01\n",
			after: "acme/m1,z1,,,,,3,15,,,,,,page,2026-07-01\nacme/m1,m1:free,,,,,0,,,,,,free,openrouter" + at + "m1:free,2026-11-30\n" +
				"acme/m2,m2,,,,,1,,,,,,observed,openrouter" + at + "m2,2026-11-30\nacme/m9,m9,,,,,1,5,,,,,,page,2026-07-01\n",
			lists: []feed.List{list(feed.OpenRouter, day, listing(t, "m2", "input=1"), listing(t, "m1:free", "input=0"))}},
		{name: "a first id that is no variant goes before those that are", before: "acme/m1,m1:free,,,,,0,,,,,,free,page,2026-07-01\n",
			after: "acme/m1,m1,,,,,3,,,,,,observed,openrouter" + at + "m1,2026-11-30\nacme/m1,m1:free,,,,,0,,,,,,free,page,2026-07-01\n",
			lists: []feed.List{list(feed.OpenRouter, day, listing(t, "m1", "input=3"))}},
		{name: "a new model in its sorted place", file: "models/acme.csv",
			before: "acme/m1,,,,,\nacme/m9,,2026,\"1000\",,\n", after: "acme/m1,,,,,\nacme/m5,,2026-11-01,,,\nacme/m9,,2026,\"1000\",,\n",
			lists: []feed.List{list(feed.OpenRouter, day, func() feed.Listing {
				l := listing(t, "acme/m5", "input=3")
				l.Released = "2026-11-01"
				return l
			}())}},
		{name: "one of a vendor without a file, for embeddings", file: "models/new.csv",
			after: "new/m-embed,,,,0,\n",
			lists: []feed.List{list(feed.OpenRouter, day, listing(t, "new/m-embed", "input=3"))}},
		{name: "a step that is announced", file: "rates/acme.csv",
			before: "acme/m1,m1,,,,,3,15,,,,,,models.dev@f00,2026-07-01\n",
			after: "acme/m1,m1,,,,,,15,,,,,,models.dev@f00,2026-07-01\nacme/m1,m1,,,,2027-01-15,3,,,,,,,genai-prices" + at + "m1,2026-11-30\n" +
				"acme/m1,m1,,,2027-01-15,,4,,,,,,announced,genai-prices" + at + "m1,2026-11-30\n",
			lists: []feed.List{list(feed.GenAIPrices, day, listing(t, "m1", "input=3~2026-01-01 input=4~2027-01-15"))}},
		{name: "and one that is taken back", file: "rates/acme.csv",
			before: "acme/m1,m1,,,,2027-01-15,3,,,,,,,genai-prices@2026-10-30T00:00:00Z#m1,2026-10-30\nacme/m1,m1,,,2027-01-15,,4,,,,,,announced,genai-prices@2026-10-30T00:00:00Z#m1,2026-10-30\n",
			after:  "acme/m1,m1,,,,,3,,,,,,,genai-prices" + at + "m1,2026-11-30\n",
			lists:  []feed.List{list(feed.GenAIPrices, day, listing(t, "m1", "input=3"))}},
		{name: "a gateway that had no prices", file: "gateways/acme.csv",
			before: "name,,G,,assumed,,2026-01-01,\nkind,,provider,,assumed,,2026-01-01,\nprices,,none,,assumed,,2026-01-01,\"None, so far.\"\nbilling,,prepaid,,assumed,,2026-01-01,\n",
			after:  "name,,G,,assumed,,2026-01-01,\nkind,,provider,,assumed,,2026-01-01,\nprices,,listed,,assumed,,2026-11-30,Its own price file is in data/rates.\nbilling,,prepaid,,assumed,,2026-01-01,\n",
			more:   map[string]string{"rates/acme.csv": rateHeader},
			lists:  []feed.List{list(feed.GenAIPrices, day, listing(t, "m1", "input=3"))}},
		{name: "a list of its own answers what was assumed of a markup", file: "gateways/openrouter.csv",
			before: "name,,G,,assumed,,2026-01-01,\nkind,,router,,assumed,,2026-01-01,\nprices,,listed,,stated,https://g.example,2026-01-01,\"Its list, read by hand.\"\nbilling,,prepaid,,assumed,,2026-01-01,\nmarkup_percent,,0,,assumed,,2026-01-01,\n",
			after: "name,,G,,assumed,,2026-01-01,\nkind,,router,,assumed,,2026-01-01,\nprices,,listed,,stated,https://g.example,2026-01-01,\"Its list, read by hand.\"\nbilling,,prepaid,,assumed,,2026-01-01,\n" +
				"markup_percent,,0,,stated,openrouter" + at + "markup_percent,2026-11-30,\"Its own list has the prices that it charges, without a markup beside them.\"\n",
			lists: []feed.List{list(feed.OpenRouter, day, listing(t, "m9", "input=1 output=5"))}},
		{name: "a model that its gateway's list has no more", file: "withdrawn/openrouter.csv",
			before: "x2,2026-11-01,missing,openrouter@2026-11-01T00:00:00Z#x2,2026-11-01\nx3,2026-11-01,missing,openrouter@2026-11-01T00:00:00Z#x3,2026-11-01\n",
			after:  "x1,2026-11-30,missing,openrouter" + at + "x1,2026-11-30\nx3,2026-11-01,gone,openrouter" + at + "x3,2026-11-30\n",
			more:   map[string]string{"rates/openrouter.csv": rateHeader + strings.Join(ids(12), "")},
			lists: []feed.List{list(feed.OpenRouter, day, listing(t, "x2", "input=3"), listing(t, "x4", "input=3"), listing(t, "x5", "input=3"), listing(t, "x6", "input=3"), listing(t, "x7", "input=3"),
				listing(t, "x8", "input=3"), listing(t, "x9", "input=3"), listing(t, "x10", "input=3"), listing(t, "x11", "input=3"), listing(t, "x12", "input=3"))}},
		{name: "a moving name moves on", file: "aliases/openrouter.csv",
			before: "~latest,acme/m1,2026-01-01,,observed,page,2026-07-01\n~other,acme/m9,,,observed,page,2026-07-01\n",
			after:  "~latest,acme/m1,2026-01-01,2026-11-30,observed,page,2026-07-01\n~latest,acme/m9,2026-11-30,,observed,openrouter" + at + "~latest,2026-11-30\n~other,acme/m9,,,observed,page,2026-07-01\n",
			lists: []feed.List{list(feed.OpenRouter, day, func() feed.Listing {
				l := listing(t, "~latest", "")
				l.Stands = "m9"
				return l
			}())}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.file == "" {
				c.file = "rates/openrouter.csv"
			}
			folder, _, _ := strings.Cut(c.file, "/")
			header := strings.Join(pricing.Columns[folder], ",") + "\n"
			files := catalog(c.more)
			if c.before != "" {
				files[c.file] = []byte(header + c.before)
			}
			if got := string(refreshed(t, files, nil, c.lists...)[c.file]); got != header+c.after {
				t.Errorf("%s is\n%swant\n%s", c.file, got, header+c.after)
			}
		})
	}
}

// ids are rates of acme/m9 under x1 to xN.
func ids(n int) (lines []string) {
	for i := range n {
		lines = append(lines, "acme/m9,x"+strconv.Itoa(i+1)+",,,,,3,,,,,,observed,openrouter@2026-11-01T00:00:00Z#m,2026-11-01\n")
	}
	return lines
}

// TestAccept: what waits is written where its ID is accepted.
func TestAccept(t *testing.T) {
	files := catalog(nil)
	prices := list(feed.GenAIPrices, "2026-11-30", listing(t, "m1", "input=3 output=60 cache_read=1 cache_write_5m=1 reasoning=1 audio_in=1 audio_out=1 image_in=1 video_in=1 video_out=1 image_out=1"), listing(t, "m1", "input=3"))
	files["rates/acme.csv"] = []byte(rateHeader + "acme/m1,m1,,,,,3,10,1,1,,reasoning=1 audio_in=1 audio_out=1 image_in=1 video_in=1 video_out=1 image_out=1,,models.dev@f00,2026-07-01\n")
	var id string
	for _, c := range plan(t, files, nil, prices).Changes {
		if c.State == update.Held || c.State == update.Conflict {
			id = c.ID
		}
	}
	if id == "" {
		t.Fatal("nothing waits")
	}
	p := plan(t, files, []string{id}, prices)
	changed, err := Files(files, p)
	if err != nil || !strings.Contains(string(changed["rates/acme.csv"]), "acme/m1,m1,,,2026-11-30,,,60,,,,,accepted,genai-prices@2026-11-30T00:00:00Z#m1,2026-11-30\n") {
		t.Errorf("accepted, the file is\n%s (%v)", changed["rates/acme.csv"], err)
	}
}

// TestLinesThatCannotBeEdited: a file with a record of two lines is named.
func TestLinesThatCannotBeEdited(t *testing.T) {
	files := catalog(nil)
	p := plan(t, files, nil, list(feed.OpenRouter, "2026-11-30", listing(t, "m9", "input=1.5")))
	files["rates/openrouter.csv"] = []byte(rateHeader + "acme/m9,m9,,,,,1,5,,,,,,\"page\nof two\",2026-07-01\n")
	if _, err := Files(files, p); err == nil || !strings.Contains(err.Error(), "rates/openrouter.csv: line 2 ") {
		t.Errorf("error %v", err)
	}
}

// checkLaws holds files after a refresh to those before it with the plan's rows laid over
// them, and until the refresh to the files before it.
func checkLaws(t *testing.T, before, after map[string][]byte, p *update.Plan) {
	t.Helper()
	own := map[string][][]string{}
	p.Edit(own)
	laid, err := pricing.Load(mapFS(before), ownFS(own))
	if err != nil {
		t.Fatal(err)
	}
	old, err := pricing.Load(mapFS(before))
	if err != nil {
		t.Fatal(err)
	}
	now, err := pricing.Load(mapFS(after))
	if err != nil {
		t.Fatal(err)
	}
	checkRates(t, "as the plan has it", laid, now, time.Time{})
	checkRates(t, "as before the refresh", old, now, p.At)
}

// checkRates holds the rates of one catalog to those that another has: at every instant at
// which one of them changes, and just before it; until an instant, or for ever.
func checkRates(t *testing.T, what string, want, got *pricing.Catalog, until time.Time) {
	t.Helper()
	checked := 0
	for _, g := range want.Gateways() {
		other := got.Gateway(g.ID)
		if until.IsZero() && (len(other.Cards()) != len(g.Cards()) || other.Prices != g.Prices) {
			t.Errorf("%s: %s has %d ids and its prices are %s, want %d and %s", what, g.ID, len(other.Cards()), other.Prices, len(g.Cards()), g.Prices)
		}
		for _, card := range g.Cards() {
			mine := other.Card(card.ID)
			if mine == nil || mine.Model != card.Model || until.IsZero() && other.IDs(card.Model)[0] != g.IDs(card.Model)[0] {
				t.Errorf("%s: %s %s is %+v", what, g.ID, card.ID, mine)
				continue
			}
			instants, prompts, clocks := edges(append(append([]pricing.Band{}, card.Bands...), mine.Bands...), until)
			for _, k := range pricing.Kinds() {
				for _, at := range instants {
					for _, prompt := range prompts {
						for _, clock := range clocks {
							a, b := card.Rate(k, prompt, pricing.Instant{Force: at, Clock: clock}), mine.Rate(k, prompt, pricing.Instant{Force: at, Clock: clock})
							if a == nil && !until.IsZero() {
								continue // a first price holds as far back as is known
							}
							if (a == nil) != (b == nil) || a != nil && (a.Rate.Cmp(b.Rate) != 0 || a.Basis != b.Basis && until.IsZero() && a.To.IsZero()) {
								t.Errorf("%s: %s %s %s, prompt %d on %s at %s: %v, want %v", what, g.ID, card.ID, k, prompt, at, clock, b, a)
							}
							checked++
						}
					}
				}
			}
		}
	}
	if checked == 0 {
		t.Errorf("%s: nothing was checked", what)
	}
}

// edges are the instants, prompts and hours of the week at which a rate may change.
func edges(bands []pricing.Band, until time.Time) (instants []time.Time, prompts []int64, clocks []time.Time) {
	seen := map[time.Time]bool{time.Unix(0, 0).UTC(): true}
	sizes := map[int64]bool{1: true}
	windows := false
	if until.IsZero() {
		seen[time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)] = true
	} else {
		seen[until] = true
	}
	for i := range bands {
		b := &bands[i]
		for _, at := range []time.Time{b.From, b.To} {
			if !at.IsZero() {
				seen[at] = true
			}
		}
		sizes[b.Over], sizes[b.Over+1] = true, true
		windows = windows || b.WindowText() != ""
	}
	for at := range seen {
		instants = append(instants, at.Add(-time.Second))
		if until.IsZero() || at.Before(until) {
			instants = append(instants, at)
		}
	}
	for n := range sizes {
		prompts = append(prompts, n)
	}
	clocks = []time.Time{{}}
	if windows {
		for hour := range 7 * 48 {
			clocks = append(clocks, time.Date(2026, 11, 30, 0, 30*hour, 0, 0, time.UTC))
		}
	}
	return instants, prompts, clocks
}
