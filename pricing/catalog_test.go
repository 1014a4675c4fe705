package pricing

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tollbook/data"
)

// rows is a catalog in a few lines: its files, by path without ".csv", with
// rows that may leave out what a test does not care about. A gateway's row is
// "fact,of,value,from,basis", a rate's "model,id,over,window,from,to,input,
// output,cache_read,cache_write_5m,cache_write_1h,other".
type rows map[string][]string

var headers = map[string]string{
	"gateways":   "fact,of,value,from,basis,source,seen,words",
	"models":     "model,family,released,context,max_output,also",
	"rates":      "model,id,over,window,from,to,input,output,cache_read,cache_write_5m,cache_write_1h,other,basis,source,seen",
	"aliases":    "id,model,from,to,basis,source,seen",
	"tokenizers": "models,than,percent,basis,source,seen",
	"incidents":  "incident,start,end,failed_share,error_code,cause,basis,source,seen",
	"withdrawn":  "id,from,basis,source,seen",
}

// fill gives a row's left-out cells what every row needs.
var fill = map[string][]string{
	"gateways":   {"", "", "", "", "stated", "https://example.com", "2026-01-01", "so it says"},
	"models":     make([]string, 6),
	"rates":      {"", "", "", "", "", "", "", "", "", "", "", "", "", "https://example.com", "2026-01-01"},
	"aliases":    {"", "", "", "", "stated", "https://example.com", "2026-01-01"},
	"tokenizers": {"", "", "", "stated", "https://example.com", "2026-01-01"},
	"incidents":  {"", "", "", "", "", "", "stated", "https://example.com", "2026-01-01"},
	"withdrawn":  {"", "", "", "https://example.com", "2026-01-01"},
}

func (r rows) fs() fstest.MapFS {
	out := fstest.MapFS{}
	for path, lines := range r {
		folder, _, _ := strings.Cut(path, "/")
		text := headers[folder] + "\n"
		for _, line := range lines {
			cells := strings.Split(line, ",")
			for i := len(cells); i < len(fill[folder]); i++ {
				cells = append(cells, fill[folder][i])
			}
			text += strings.Join(cells, ",") + "\n"
		}
		out[path+".csv"] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// plus returns the catalog with more files, or with others in their place.
func (r rows) plus(more rows) rows {
	out := rows{}
	for path, lines := range r {
		out[path] = lines
	}
	for path, lines := range more {
		out[path] = lines
	}
	return out
}

func (r rows) load(t interface {
	Helper()
	Fatal(...any)
}) *Catalog {
	t.Helper()
	c, err := Load(r.fs())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// gateway is the start of a gateway's rows, with more behind it.
func gateway(kind, prices, billing string, more ...string) []string {
	return append([]string{"name,,A name", "kind,," + kind, "prices,," + prices, "billing,," + billing}, more...)
}

// router is a prepaid router without a price list: what a comparison of bare
// list dollars needs.
func router(more ...string) []string {
	return gateway("router", "none", "prepaid", append([]string{"markup_percent,,0"}, more...)...)
}

// acme publishes models m1 (3 in, 0.30 cached, 15 out) and m2 (1 in, 5 out),
// prepaid and without a fee.
var acme = rows{
	"gateways/acme": gateway("provider", "listed", "prepaid", "publishes,,acme", "markup_percent,,0", "fee_percent,any,0"),
	"models/acme":   {"acme/m1", "acme/m2"},
	"rates/acme": {
		"acme/m1,m1,,,,,3,15,0.3,3.75,6",
		"acme/m2,m2,,,,,1,5",
	},
}

var shipped = sync.OnceValues(func() (*Catalog, error) { return Load(data.Files) })

// facts is the catalog as it ships.
func facts(t testing.TB) *Catalog {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// today is a day on which everything of the shipped catalog is in force.
var today = instant("2026-11-23")

func instant(s string) time.Time {
	at, err := ParseInstant(s)
	if err != nil {
		panic(err)
	}
	return at
}

// used makes tokens of pairs of a kind and a count.
func used(pairs ...int64) (t Tokens) {
	for i := 0; i < len(pairs); i += 2 {
		t[pairs[i]] = pairs[i+1]
	}
	return t
}

const (
	kInput     = int64(Input)
	kRead      = int64(CacheRead)
	kWrite5m   = int64(CacheWrite5m)
	kWrite1h   = int64(CacheWrite1h)
	kOutput    = int64(Output)
	kReasoning = int64(Reasoning)
	kAudioIn   = int64(AudioIn)
	kRequest   = int64(Request)
	kSearch    = int64(WebSearch)
)

// money fails the test unless got is that many dollars.
func money(t testing.TB, what string, got Money, want string) {
	t.Helper()
	if !got.Equal(MustMoney(want)) {
		t.Errorf("%s: $%s, want $%s", what, got, want)
	}
}

// amount is money for what may be unknown; "?" wants nil.
func amount(t testing.TB, what string, got *Money, want string) {
	t.Helper()
	switch {
	case got == nil && want != "?":
		t.Errorf("%s: unknown, want $%s", what, want)
	case got != nil && want == "?":
		t.Errorf("%s: $%s, want unknown", what, got)
	case got != nil:
		money(t, what, *got, want)
	}
}

func TestEdges(t *testing.T) {
	c := acme.plus(rows{"rates/acme": {
		"acme/m1,m1,,,,,3,15",
		"acme/m1,m1,200000,,,,6,30",
		"acme/m1,m1,272000,,,,9,45",
		"acme/m2,m2,,01:00-04:00Z,,2026-08-16T16:00:00Z,2,5",
		"acme/m2,m2,,00:00-01:00Z|04:00-24:00Z,,2026-08-16T16:00:00Z,1,5",
		"acme/m2,m2,,,2026-08-16T16:00:00Z,2026-09-01,1,5",
	}}).load(t)
	e := c.Edges()
	if want := []int64{200000, 272000}; !slices.Equal(e.Prompts, want) {
		t.Errorf("prompts %v, want %v", e.Prompts, want)
	}
	for prompt, want := range map[int64]int{0: 0, 1: 0, 199999: 0, 200000: 0, 200001: 1, 272000: 1, 272001: 2, 1 << 40: 2} {
		if got := e.Band(prompt); got != want {
			t.Errorf("band of %d: %d, want %d", prompt, got, want)
		}
	}
	for band, want := range []int64{0, 200001, 272001} {
		if got := e.PromptOf(band); got != want || e.Band(got) != band {
			t.Errorf("prompt of band %d: %d in band %d, want %d", band, got, e.Band(got), want)
		}
	}
	const hour = 3600
	slots := []struct {
		at   string
		want int32
	}{
		{"2026-08-15T00:00:00Z", 0},
		{"2026-08-15T00:59:59Z", 0},
		{"2026-08-15T01:00:00Z", 1 * hour},
		{"2026-08-15T03:59:59Z", 1 * hour},
		{"2026-08-15T04:00:00Z", 4 * hour},
		{"2026-08-15T23:59:59Z", 4 * hour},
		{"2026-08-16T15:59:59Z", 4 * hour},
		{"2026-08-16T16:00:00Z", 16 * hour}, // the change of rates splits its own day
		{"2026-08-16T23:59:59Z", 16 * hour},
		{"2026-08-17T16:00:00Z", 4 * hour}, // and no other
		{"2026-09-01T00:00:00Z", 0},        // a change at midnight splits none
		{"1969-12-31T23:00:00Z", 4 * hour}, // before 1970 the day still begins at midnight
	}
	for _, s := range slots {
		if got := e.Slot(instant(s.at).Unix()); got != s.want {
			t.Errorf("slot of %s: %d, want %d", s.at, got, s.want)
		}
	}
}

func TestStatuses(t *testing.T) {
	c := acme.plus(rows{
		"gateways/acme": gateway("provider", "listed", "prepaid", "publishes,,acme", "fee_percent,any,unknown,,unknown,,2026-03-01", "markup_percent,,0,,assumed,,2026-02-01"),
		"rates/acme": {
			"acme/m1,m1,,,,,3,15,,,,,,src,2025-06-30",
			"acme/m2,m2,,,,,1,5,,,,,,src,2025-07-31",
		},
	}).load(t)
	// What was looked for and not found makes nothing younger.
	want := Status{Gateway: "acme", Models: 2, Rates: 4, RatesOldest: instant("2025-06-30"), RatesNewest: instant("2025-07-31"),
		Facts: 7, FactsNewest: instant("2026-02-01"), Unknown: 1}
	if got := c.Statuses()[0]; got != want || !got.Newest().Equal(want.RatesNewest) {
		t.Errorf("got %+v, newest %v, want %+v", got, got.Newest(), want)
	}
	if !c.Newest.Equal(instant("2026-03-01")) {
		t.Errorf("newest %v, want 2026-03-01", c.Newest)
	}
}

// TestVersionNamesTheContent: a computed cost is kept with the version, so one
// changed digit has to show.
func TestVersionNamesTheContent(t *testing.T) {
	a, b := acme.load(t), acme.load(t)
	changed := acme.plus(rows{"rates/acme": {"acme/m1,m1,,,,,3,15,0.3,3.75,6", "acme/m2,m2,,,,,1,6"}}).load(t)
	if a.Version != b.Version || a.Version == changed.Version || a.Version == "" {
		t.Errorf("versions %q, %q of one catalog, %q of a changed one", a.Version, b.Version, changed.Version)
	}
}
