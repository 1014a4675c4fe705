package feed

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tollbook/pricing"
)

// hostile reads the broken list and returns what came through and what was refused of one
// id.
func hostile(t *testing.T, id string) (listings []Listing, refused []Refusal) {
	t.Helper()
	list := sample(t, OpenRouter, "hostile-openrouter.json")
	for _, l := range list.Listings {
		if l.ID == id {
			listings = append(listings, l)
		}
	}
	for _, r := range list.Refused {
		if r.ID == id {
			refused = append(refused, r)
		}
	}
	return listings, refused
}

// wantRefused checks what was refused of an id, as "field: why" in order, and what came
// through of it.
func wantRefused(t *testing.T, id, through string, want ...string) {
	t.Helper()
	listings, refused := hostile(t, id)
	var got []string
	for _, r := range refused {
		got = append(got, r.Field+": "+r.Why)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q refused %q, want %q", id, got, want)
	}
	compare(t, fmt.Sprintf("%q", id), written(listings), through)
}

func TestHostileGoodEntryComesThrough(t *testing.T) {
	wantRefused(t, "acme/good", "openrouter acme/good\n  input 1\n  output 4\n")
}

func TestHostileNegative(t *testing.T) {
	wantRefused(t, "acme/negative", "openrouter acme/negative\n  output 4\n", "prompt: a rate can't be negative")
}

func TestHostileMinusOneIsForRoutersOnly(t *testing.T) {
	wantRefused(t, "acme/minus-one", "", "completion: a rate can't be negative", "prompt: a rate can't be negative")
}

func TestHostileNotANumber(t *testing.T) {
	wantRefused(t, "acme/nan", "", "completion: not a decimal number", "prompt: not a decimal number")
	wantRefused(t, "acme/empty", "", "completion: not a number", "prompt: not a number")
}

func TestHostileHugeNumber(t *testing.T) {
	wantRefused(t, "acme/huge", "openrouter acme/huge\n  output 4\n", "prompt: more than 12 digits before the point or 30 decimals")
}

func TestHostileTooManyDecimals(t *testing.T) {
	const why = "more than 12 digits before the point or 30 decimals"
	wantRefused(t, "acme/fine", "", "completion: "+why, "prompt: "+why)
}

func TestHostileTwiceWithOtherValues(t *testing.T) {
	const why = ": stands more than once, with other values"
	wantRefused(t, "acme/twice", "", why, why)
}

func TestHostileTwiceWithTheSameValues(t *testing.T) {
	wantRefused(t, "acme/again", "openrouter acme/again\n  input 1\n  output 4\n")
}

func TestHostileZero(t *testing.T) {
	wantRefused(t, "acme/zero", "", "prompt: 0 is no price, and its id does not say free")
}

func TestHostileIDs(t *testing.T) {
	for _, id := range []string{"acme/\x1b[31mred", "=cmd()", "/etc/passwd"} {
		wantRefused(t, id, "", ": its id has characters that no id has")
	}
	for _, id := range []string{"acme/../../etc/passwd", "acme//slashes", "acme./dot"} {
		wantRefused(t, id, "", ": its id has parts of a path")
	}
	wantRefused(t, "", "", ": no id")
	wantRefused(t, "~acme/moving", "", "alias_target.slug: its id has characters that no id has")
}

func TestIDFault(t *testing.T) {
	for id, good := range map[string]bool{
		"a": true, "~acme/heron-latest": true, "acme/heron-2:free": true, "0/._:/@+~-": true, "a._:@+~-": true,
		strings.Repeat("a", 200): true, strings.Repeat("a", 201): false,
		"": false, "-a": false, "@cf/a": false, "a b": false, "a\n": false, "a\x00": false, "ä": false, "a=1": false, "a,b": false,
	} {
		if got := idFault(id) == ""; got != good {
			t.Errorf("%q is an id: %t, want %t", id, got, good)
		}
	}
}

func TestHostileLongValueIsCut(t *testing.T) {
	list := one(t, "acme/heron-2", `{"prompt":"`+strings.Repeat("9", 300)+`"}`)
	if len(list.Refused) != 1 || list.Refused[0].Value != strings.Repeat("9", 200)+"..." {
		t.Errorf("%+v", list.Refused)
	}
}

func TestHostileShapes(t *testing.T) {
	wantRefused(t, "acme/fields", "", "pricing.prompt: stands twice in one object")
	wantRefused(t, "acme/array", "", "pricing: not an object")
	wantRefused(t, "acme/clock", "", "overrides[0].utc_start: not a time of the day as HHMM")
	wantRefused(t, "acme/days", "", "overrides[0].utc_days: not a list of weekdays")
	wantRefused(t, "acme/unknown", "", "overrides[0].moon: a condition that is not known")
	wantRefused(t, "acme/hours", "openrouter acme/hours\n  input 1\n  output 4\n", "overrides.input_cache_read: priced at some hours only")
	wantRefused(t, "acme/expires", "openrouter acme/expires\n  input 1\n  output 4\n", "context_length: not a count", "expiration_date: not a day")
}

// TestHostileNothingIsLost: each entry of the broken list came through or was refused.
func TestHostileNothingIsLost(t *testing.T) {
	list := sample(t, OpenRouter, "hostile-openrouter.json")
	known := map[string]bool{}
	for _, l := range list.Listings {
		known[l.ID] = true
	}
	for _, r := range list.Refused {
		known[r.ID] = true
	}
	var file struct{ Data []struct{ ID any } }
	if err := json.Unmarshal(sampleBytes(t, "hostile-openrouter.json"), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Data) != list.Entries {
		t.Errorf("%d entries, want %d", list.Entries, len(file.Data))
	}
	for _, entry := range file.Data {
		if id, _ := entry.ID.(string); !known[id] {
			t.Errorf("%q was neither read nor refused", id)
		}
	}
}

func TestReadRefusesTheWhole(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	model := `{"id":"acme/a%d","pricing":{"prompt":"0.000001"}},`
	many := `{"data":[` + strings.Repeat(fmt.Sprintf(model, 1), MaxModels) + fmt.Sprintf(model, 2)
	many = strings.TrimSuffix(many, ",") + "]}"
	for _, c := range []struct {
		name string
		feed Name
		data string
		want string
	}{
		{"no such feed", "acme", `{}`, `no feed is named "acme"`},
		{"empty", OpenRouter, "", "the file is empty"},
		{"blank", OpenRouter, " \n", "the file is empty"},
		{"a page of HTML", OpenRouter, "<html>", "not JSON"},
		{"cut off", OpenRouter, `{"data":[{"id":"acme/a"`, "not JSON"},
		{"two values", OpenRouter, `{"data":[]} {}`, "not JSON"},
		{"NaN as a number", ModelsDev, `{"acme":{"models":{"a":{"cost":{"input":NaN}}}}}`, "not JSON"},
		{"too deep", OpenRouter, `{"data":[],"x":` + nested(32) + `}`, "JSON nested more than 32 deep"},
		{"far too deep", OpenRouter, strings.Repeat("[", 1<<20), "JSON nested more than 32 deep"},
		{"too many models", OpenRouter, many, "more than 20000 models"},
		{"no models", OpenRouter, `{"data":[]}`, "no models in it"},
		{"no models at vercel", Vercel, `{"data":[]}`, "no models in it"},
		{"no providers", GenAIPrices, `[]`, "no models in it"},
		{"providers without models", ModelsDev, `{"acme":{"models":{}}}`, "no models in it"},
		{"no table", LiteLLM, `{}`, "no models in it"},
		{"data is no list", OpenRouter, `{"data":{}}`, `a list of models, "data"`},
		{"data twice", Vercel, `{"data":[],"data":[]}`, `"data" stands twice`},
		{"a list for an object", OpenRouter, `[]`, `an object with "data"`},
		{"an object for a list", GenAIPrices, `{}`, "a list of providers"},
		{"a provider without models", GenAIPrices, `[{"id":"acme"}]`, "providers with a list of models"},
		{"a provider that is no object", ModelsDev, `{"acme":3}`, "providers with an object of models"},
		{"a table of numbers", LiteLLM, `{"acme":3}`, "each an object"},
		{"an error answer", OpenRouter, `{"error":{"code":500,"message":"sorry"}}`, `a list of models, "data"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, err := Read(c.feed, []byte(c.data), fetched)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if len(list.Listings) > 0 {
				t.Error("listings came with an error")
			}
		})
	}
}

func TestDepthLimitItself(t *testing.T) {
	deep := strings.Repeat("[", 31) + strings.Repeat("]", 31)
	read(t, OpenRouter, `{"x":`+deep+`,"y":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"[","data":[{"id":"acme/a","pricing":{}}]}`)
}

// TestReadIsTheSameEachTime: maps are read in one order.
func TestReadIsTheSameEachTime(t *testing.T) {
	for name, file := range sampleFiles {
		first := sample(t, name, file)
		for range 5 {
			if again := sample(t, name, file); !reflect.DeepEqual(first, again) {
				t.Errorf("%s: read anew it differs", name)
			}
		}
	}
}

var sampleFiles = map[Name]string{
	OpenRouter: "openrouter.json", Ofox: "ofox.json", Vercel: "vercel.json",
	GenAIPrices: "genai-prices.json", ModelsDev: "models-dev.json", LiteLLM: "litellm.json",
}

func TestRecognise(t *testing.T) {
	for name, file := range sampleFiles {
		want := name
		if want == Ofox { // its list has the form of OpenRouter's
			want = OpenRouter
		}
		if got, err := Recognise(sampleBytes(t, file)); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", file, got, err, want)
		}
	}
	for _, data := range []string{``, `<html>`, `3`, `[]`, `{}`, `{"data":[]}`, `{"data":[{"id":"acme/a"}]}`, `[{"id":"acme"}]`, `{"error":{"code":1}}`} {
		if got, err := Recognise([]byte(data)); err == nil || got != "" {
			t.Errorf("%q is %q, want an error", data, got)
		}
	}
	if _, err := Recognise([]byte(`{}`)); !strings.Contains(fmt.Sprint(err), "litellm_provider") {
		t.Errorf("%v does not say what was looked for", err)
	}
}

func TestAll(t *testing.T) {
	if len(All) != len(sampleFiles) {
		t.Errorf("%d feeds, %d samples", len(All), len(sampleFiles))
	}
	for _, f := range All {
		if got, ok := Find(string(f.Name)); !ok || got != f {
			t.Errorf("%s is not found", f.Name)
		}
		if !strings.HasPrefix(f.Address, "https://") {
			t.Errorf("%s is at %s", f.Name, f.Address)
		}
		if source := string(f.Name) + "@2026-11-30T14:00:00Z#acme/m1"; pricing.FromFeed(source) != string(f.Name) {
			t.Errorf("what an update takes from %s would count as the user's own", f.Name)
		}
	}
	if _, ok := Find("acme"); ok {
		t.Error("found a feed that there is not")
	}
}

// TestSamplesSayInvented: nobody may take the samples' prices for real ones.
func TestSamplesSayInvented(t *testing.T) {
	for _, file := range append(slices.Collect(maps.Values(sampleFiles)), "hostile-openrouter.json") {
		if !strings.Contains(strings.ToLower(string(sampleBytes(t, file))), "all prices are invented") {
			t.Errorf("%s does not say that its prices are invented", file)
		}
	}
}
