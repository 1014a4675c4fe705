package pricing

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tollbook/data"
)

func TestFindModel(t *testing.T) {
	cases := []struct{ name, want, variant string }{
		{"anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", ""},
		{"anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4-5", ""},
		{"claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5", ""},
		{"claude-sonnet-4-5@20250929", "anthropic/claude-sonnet-4-5", ""},
		{"claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", ""},
		{"claude-sonnet-4.5", "anthropic/claude-sonnet-4-5", ""},
		{"Claude-Sonnet-4.5", "anthropic/claude-sonnet-4-5", ""},
		{" claude-sonnet-4.5 ", "anthropic/claude-sonnet-4-5", ""},
		{"claude-4.5-sonnet", "anthropic/claude-sonnet-4-5", ""},
		{"claude-sonnet-4-5-latest", "anthropic/claude-sonnet-4-5", ""},
		{"anthropic/claude-4.5-sonnet-20250929", "anthropic/claude-sonnet-4-5", ""},
		{"anthropic/claude-4.5-sonnet-20250929:free", "anthropic/claude-sonnet-4-5", "free"},
		{"anthropic/claude-sonnet-4.5:nitro", "anthropic/claude-sonnet-4-5", "nitro"},
		{"anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4-5", ""},
		{"us.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4-5", ""},
		{"gpt-4o-2024-08-06", "openai/gpt-4o", ""},
		{"gpt-4o-2027-01-31", "openai/gpt-4o", ""}, // a date nobody has listed yet
		{"openai/gpt-5.4", "openai/gpt-5.4", ""},
		{"gpt-5-4", "openai/gpt-5.4", ""},
		{"gpt-4.5-preview", "openai/gpt-4.5-preview", ""},
		{"meta-llama/llama-3.3-70b-instruct:free", "meta/llama-3.3-70b-instruct", "free"},
		{"gpt-4.5", "", ""}, // never gpt-5.4
		// Claude Code notes the context, proxies put provider, route and region in front.
		{"claude-sonnet-4-5[1m]", "anthropic/claude-sonnet-4-5", ""},
		{"claude-sonnet-4-5-20250929[1m]", "anthropic/claude-sonnet-4-5", ""},
		{"[1m]", "", ""},
		{"azure/gpt-4o", "openai/gpt-4o", ""},
		{"azure/gpt-4o-2024-08-06", "openai/gpt-4o", ""},
		{"azure/eu/gpt-4o", "openai/gpt-4o", ""},
		{"openrouter/anthropic/claude-sonnet-4.5:nitro", "anthropic/claude-sonnet-4-5", "nitro"},
		{"bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4-5", ""},
		{"bedrock/converse/eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4-5", ""},
		{"bedrock/apac.anthropic.claude-sonnet-4-5-20250929-v2:0", "anthropic/claude-sonnet-4-5", ""}, // a profile that nobody lists
		{"vertex_ai/claude-sonnet-4-5@20250929", "anthropic/claude-sonnet-4-5", ""},
		{"gemini/gemini-2.5-flash", "google/gemini-2.5-flash", ""},
		// Cursor says how hard a model is to think.
		{"gpt-5.4-high", "openai/gpt-5.4", ""},
		{"gpt-5.1-codex-max-xhigh", "openai/gpt-5.1-codex-max", ""},
		{"claude-opus-5-thinking-max", "anthropic/claude-opus-5", ""},
		{"claude-4.5-opus-high-thinking", "anthropic/claude-opus-4-5", ""},
		{"o3-mini-high", "openai/o3-mini-high", ""}, // a model of its own
		{"gpt-5.4-codex-max", "", ""},               // nobody says that max is an effort of OpenAI's
		{"gpt-99-high", "", ""},
		{"high", "", ""},
		{"azure/gpt-99", "", ""},
		{"gpt-99", "", ""},
		{"", "", ""},
		{":free", "", "free"},
		{"/", "", ""},
	}
	for _, c := range cases {
		m, variant := facts(t).FindModel(c.name)
		got := ""
		if m != nil {
			got = m.ID
		}
		if got != c.want || variant != c.variant {
			t.Errorf("%q: %q, variant %q; want %q, %q", c.name, got, variant, c.want, c.variant)
		}
	}
}

// TestNumbersKeepTheirOrder: words may move, versions may not.
func TestNumbersKeepTheirOrder(t *testing.T) {
	c := acme.plus(rows{"models/acme": {"acme/gpt-5.4", "acme/gpt-4.5", "acme/fast-1-mini", "acme/m1", "acme/m2"}}).load(t)
	for name, want := range map[string]string{"gpt-5-4": "acme/gpt-5.4", "gpt_4_5": "acme/gpt-4.5", "mini-fast-1": "acme/fast-1-mini"} {
		if m, _ := c.FindModel(name); m == nil || m.ID != want {
			t.Errorf("%q: %+v, want %s", name, m, want)
		}
	}
	// A name that may mean two models means neither.
	two := acme.plus(rows{"models/acme": {"acme/one-2-fast", "acme/fast-one-2", "acme/m1", "acme/m2"}}).load(t)
	if m, _ := two.FindModel("one-fast-2"); m != nil {
		t.Errorf("it means two models and finds %s", m.ID)
	}
}

func TestUnknownModelsAreAnsweredWithTheNearest(t *testing.T) {
	for name, want := range map[string]string{
		"anthropic/claude-sonet-4.5": "anthropic/claude-sonnet-4-5",
		"claude-sonnnet-4-5":         "anthropic/claude-sonnet-4-5",
		"gpt-5.44":                   "openai/gpt-5.4",
		"deepsek-v4-flash":           "deepseek/deepseek-v4-flash",
	} {
		var unknown *UnknownModelError
		if _, err := facts(t).NeedModel(name); !errors.As(err, &unknown) || len(unknown.Nearest) > 3 || !slices.Contains(unknown.Nearest, want) {
			t.Errorf("%q: %v with %+v, want %s among three", name, err, unknown, want)
		}
	}
	for name, never := range map[string]string{"sonnet": "perplexity/sonar", "claude-sonnet-9": "perplexity/sonar"} {
		near := facts(t).NearestModels(name, 5)
		if slices.Contains(near, never) || len(near) == 0 || !strings.Contains(near[0], "sonnet") {
			t.Errorf("%q is near to %v", name, near)
		}
	}
	if near := facts(t).NearestModels("quite-another-thing-altogether", 3); len(near) > 0 {
		t.Errorf("a name like no other is near to %v", near)
	}
	if m, err := facts(t).NeedModel("gpt-4o"); err != nil || m.ID != "openai/gpt-4o" {
		t.Errorf("gpt-4o: %+v, %v", m, err)
	}
	if got := facts(t).NearestGateways("openruter", 2); len(got) != 2 || got[0] != "openrouter" {
		t.Errorf("near openruter: %v", got)
	}
	if got := acme.load(t).NearestModels("m", 9); !slices.Equal(got, []string{"acme/m1", "acme/m2"}) {
		t.Errorf("near m: %v, want both models there are", got)
	}
}

// table reads the columns of every shipped CSV file of a folder.
func table(t *testing.T, folder string, each func(file string, row []string)) {
	t.Helper()
	entries, err := fs.ReadDir(data.Files, folder)
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d files in %s, %v", len(entries), folder, err)
	}
	for _, e := range entries {
		f, err := data.Files.Open(path.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range all[1:] {
			each(e.Name(), row)
		}
	}
}

// TestEveryIDFindsItsModel: all that the rates files and the models files name.
func TestEveryIDFindsItsModel(t *testing.T) {
	c := facts(t)
	n := 0
	find := func(where, id, want string) {
		n++
		if m, _ := c.FindModel(id); m == nil || m.ID != want {
			t.Errorf("%s: %q finds %+v, want %s", where, id, m, want)
		}
	}
	table(t, "rates", func(file string, row []string) {
		find(file, row[1], row[0])
		gateway := strings.TrimSuffix(file, ".csv")
		card := c.Gateway(gateway).Card(row[1])
		if card == nil || card.Model != row[0] || !slices.Contains(c.Aliases(row[0]), Alias{gateway, row[1]}) || !slices.Contains(c.Gateway(gateway).ids[row[0]], row[1]) {
			t.Errorf("%s: %q has the card %+v and is no alias of %s", file, row[1], card, row[0])
		}
	})
	table(t, "models", func(file string, row []string) {
		find(file, row[0], row[0])
		if c.Model(row[0]) == nil || c.Model(row[0]).Vendor != strings.TrimSuffix(file, ".csv") {
			t.Errorf("%s: %s is %+v", file, row[0], c.Model(row[0]))
		}
		for _, also := range strings.Fields(row[5]) {
			find(file, also, row[0])
		}
	})
	if n < 3000 {
		t.Errorf("%d ids tried; files went missing", n)
	}
}

func TestSearchModels(t *testing.T) {
	ids := func(query string) (out []string) {
		for _, m := range facts(t).SearchModels(query) {
			out = append(out, m.ID)
		}
		return out
	}
	if got := ids("Sonnet 4.5"); !slices.Contains(got, "anthropic/claude-sonnet-4-5") || slices.Contains(got, "anthropic/claude-sonnet-4-6") {
		t.Errorf("sonnet 4.5: %v", got)
	}
	if got := ids("no-such-thing"); len(got) != 0 {
		t.Errorf("no such thing: %v", got)
	}
	if got := ids(""); len(got) != len(facts(t).Models()) || !slices.IsSorted(got) {
		t.Errorf("%d of %d models for an empty query", len(got), len(facts(t).Models()))
	}
}

func TestPublishers(t *testing.T) {
	c := facts(t)
	if g := c.publisher[c.Model("anthropic/claude-sonnet-4-5").Vendor]; g == nil || g.ID != "anthropic" {
		t.Errorf("claude is published by %+v", g)
	}
	if g := c.publisher[c.Model("meta/llama-3.3-70b-instruct").Vendor]; g != nil {
		t.Errorf("llama is sold by its publisher at %s", g.ID)
	}
	if card := c.ListCard("meta/llama-3.3-70b-instruct"); card != nil {
		t.Errorf("llama has the list price of %s", card.Gateway)
	}
	if card := c.ListCard("no/model"); card != nil {
		t.Errorf("no model has the list price of %s", card.Gateway)
	}
}

// TestByHour: a model that some gateway prices by the time of day, by any of its names; a
// moving alias counts by each model that it stood for.
func TestByHour(t *testing.T) {
	c, err := Load(fstest.MapFS{
		"gateways/lab.csv": {Data: []byte("fact,of,value,from,basis,source,seen,words\nname,,Lab,,assumed,,2026-01-01,invented\nkind,,provider,,assumed,,2026-01-01,invented\nprices,,listed,,assumed,,2026-01-01,invented\nbilling,,arrears,,assumed,,2026-01-01,invented\npublishes,,lab,,assumed,,2026-01-01,invented\n")},
		"models/lab.csv":   {Data: []byte("model,family,released,context,max_output,also\nlab/day,,,,,\nlab/night,,,,,owl\n")},
		"rates/lab.csv": {Data: []byte("model,id,over,window,from,to,input,output,cache_read,cache_write_5m,cache_write_1h,other,basis,source,seen\n" +
			"lab/day,day,,,,,1,2,,,,,,x,2026-01-01\nlab/night,night,,00:00-06:00Z,,,1,2,,,,,,x,2026-01-01\nlab/night,night,,06:00-24:00Z,,,3,4,,,,,,x,2026-01-01\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"lab/night": true, "night": true, "owl": true, "azure/lab/night": true, "lab/day": false, "day": false, "unheard-of": false, "": false} {
		if got := c.ByHour(name); got != want {
			t.Errorf("%q: %t, want %t", name, got, want)
		}
	}
	if got := c.Hourly(); len(got) != 1 || got[0] != "lab/night" {
		t.Errorf("priced by the hour are %v", got)
	}
}
