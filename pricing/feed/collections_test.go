package feed

import (
	"strings"
	"testing"
	"time"

	"tollbook/pricing"
)

// TestGenAIPrices reads the sample as of 2026-11-30. A search is 10 USD per 1,000, so
// 10,000 per million; of heron-2 the output does not change on 2027-02-01, and reads from
// the cache have a price until then.
func TestGenAIPrices(t *testing.T) {
	list := sample(t, GenAIPrices, "genai-prices.json")
	compare(t, "genai-prices", written(list.Listings), `
openai gpt-5.4 key=openai/gpt-5.4 tokens=1050000/0
  input 2.5 to 2027-01-15
  input 5 over=272000 to 2027-01-15
  input 2.8 from 2027-01-15
  input 5.6 over=272000 from 2027-01-15
  cache_read 0.25 to 2027-01-15
  cache_read 0.5 over=272000 to 2027-01-15
  cache_read 0.28 from 2027-01-15
  cache_read 0.56 over=272000 from 2027-01-15
  output 15 to 2027-01-15
  output 22.5 over=272000 to 2027-01-15
  output 16.8 from 2027-01-15
  output 25.2 over=272000 from 2027-01-15
  web_search 10000
anthropic claude-sonnet-4-5 key=anthropic/claude-sonnet-4-5 tokens=1000000/0
  input 3
  input 6 over=200000
  cache_read 0.3
  cache_read 0.6 over=200000
  cache_write_5m 3.75
  cache_write_5m 7.5 over=200000
  cache_write_1h 6
  cache_write_1h 12 over=200000
  output 15
  output 22.5 over=200000
  web_search 10000
acme heron-2 key=acme/heron-2
  input 1 from 2026-09-01 to 2027-02-01
  input 0.9 from 2027-02-01 to 2027-05-01
  input 0.8 from 2027-05-01
  cache_read 0.1 from 2026-09-01 to 2027-02-01
  output 4 from 2026-09-01 to 2027-05-01
  output 3.5 from 2027-05-01
acme owl-1 key=acme/owl-1
  input 0.5 in 00:00-16:30Z
  input 0.25 in 16:30-24:00Z
  output 1.5
acme murmur-audio key=acme/murmur-audio
  input 1
  output 2
  audio_in 30
  audio_out 60
  audio_cache_read 3
  image_in 4
  request 5000
`)
	compare(t, "refusals", refusals(list), "")
	compareSkipped(t, list, map[string]int{whyUnknown: 1})
}

// TestGenAIStepsByTime reads one model at several days: what has begun is in force, what
// has not is still to come.
func TestGenAIStepsByTime(t *testing.T) {
	data := sampleBytes(t, "genai-prices.json")
	for _, c := range []struct{ day, want string }{
		{"2026-08-31", "input 2 to 2026-09-01;input 1 from 2026-09-01 to 2027-02-01;input 0.9 from 2027-02-01 to 2027-05-01;input 0.8 from 2027-05-01"},
		{"2027-02-01", "input 0.9 from 2027-02-01 to 2027-05-01;input 0.8 from 2027-05-01"},
		{"2028-01-01", "input 0.8 from 2027-05-01"},
	} {
		at, _ := time.Parse(pricing.Day, c.day)
		list, err := Read(GenAIPrices, data, at)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range list.Listings {
			for _, p := range l.Prices {
				if l.Key == "acme/heron-2" && p.Kind == pricing.Input {
					got = append(got, writtenPrice(p))
				}
			}
		}
		if got := strings.Join(got, ";"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.day, got, c.want)
		}
	}
}

func TestGenAIPricesEdges(t *testing.T) {
	for _, c := range []struct{ name, prices, want, refused string }{
		{"starts by the table", `{"input_mtok":{"base":1,"tiers":[{"start":127999,"price":2},{"start":199999,"price":3},{"start":271999,"price":4},{"start":300001,"price":5}]}}`,
			"input 1;input 2 over=128000;input 3 over=200000;input 4 over=272000;input 5 over=300001", ""},
		{"both spellings of one start", `{"input_mtok":{"base":1,"tiers":[{"start":271999,"price":4},{"start":272000,"price":5}]},"output_mtok":1}`,
			"output 1", `"heron-2" prices.input_mtok.tiers[1].price="5": two prices for one size of prompt`},
		{"float dust", `{"input_mtok":0.30000000000000004}`, "input 0.3", ""},
		{"half to even", `[{"prices":{"input_mtok":0.0000000025,"output_mtok":0.0000000035}}]`, "input 0.000000002;output 0.000000004", ""},
		{"finer than any price", `{"input_mtok":0.0000000001,"output_mtok":1}`,
			"output 1", `"heron-2" prices.input_mtok="0.0000000001": finer than 9 decimals per million`},
		{"negative", `{"input_mtok":-1,"output_mtok":1}`, "output 1", `"heron-2" prices.input_mtok="-1": a rate can't be negative`},
		{"reasoning as output", `{"output_mtok":1,"output_reasoning_mtok":1.0}`, "output 1", ""},
		{"reasoning apart", `{"output_mtok":1,"output_reasoning_mtok":2}`, "output 1;reasoning 2", ""},
		{"hours on the old price end with the new one",
			`[{"prices":{"input_mtok":1}},{"constraint":{"start_time":"01:00:00Z","end_time":"02:00:00Z"},"prices":{"input_mtok":2}},{"constraint":{"start_date":"2026-12-05"},"prices":{"input_mtok":3}}]`,
			"input 1 in 00:00-01:00Z|02:00-24:00Z to 2026-12-05;input 2 in 01:00-02:00Z to 2026-12-05;input 3 from 2026-12-05", ""},
		{"hours after a date hold on", `[{"prices":{"input_mtok":1}},{"constraint":{"start_date":"2026-10-01"},"prices":{"input_mtok":3}},{"constraint":{"start_time":"01:00:00Z","end_time":"02:00:00Z"},"prices":{"input_mtok":2}}]`,
			"input 3 in 00:00-01:00Z|02:00-24:00Z from 2026-10-01;input 2 in 01:00-02:00Z", ""},
		{"the first where none holds", `[{"constraint":{"start_date":"2026-12-01"},"prices":{"input_mtok":1}}]`, "input 1", ""},
		{"a kind at some hours only", `[{"prices":{"input_mtok":1}},{"constraint":{"start_time":"01:00:00Z","end_time":"02:00:00Z"},"prices":{"input_mtok":1,"output_mtok":2}}]`,
			"input 1", `"heron-2" prices="output": priced at some hours only`},
		{"no such day", `[{"constraint":{"start_date":"2026-02-30"},"prices":{"input_mtok":1}}]`,
			"", `"heron-2" prices[0].constraint.start_date="2026-02-30": can't be understood`},
		{"hours over midnight", `[{"constraint":{"start_time":"22:00:00Z","end_time":"02:00:00Z"},"prices":{"input_mtok":1}}]`,
			"", `"heron-2" prices[0].constraint.end_time="02:00:00Z": can't be understood`},
		{"hours of another zone", `[{"constraint":{"start_time":"01:00:00+08:00","end_time":"02:00:00+08:00"},"prices":{"input_mtok":1}}]`,
			"", `"heron-2" prices[0].constraint.start_time="01:00:00+08:00": can't be understood`},
		{"a constraint that is not known", `[{"constraint":{"type":"moon","start_date":"2026-01-01","moon":"full"},"prices":{"input_mtok":1}}]`,
			"", `"heron-2" prices[0].constraint.moon="full": can't be understood`},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := read(t, GenAIPrices, `[{"id":"acme","models":[{"id":"heron-2","prices":`+c.prices+`}]}]`)
			var got []string
			for _, l := range list.Listings {
				checkListing(t, l)
				for _, p := range l.Prices {
					got = append(got, writtenPrice(p))
				}
			}
			compare(t, "prices", strings.Join(got, ";"), c.want)
			compare(t, "refusals", strings.TrimSuffix(refusals(list), "\n"), c.refused)
		})
	}
}

func TestModelsDev(t *testing.T) {
	list := sample(t, ModelsDev, "models-dev.json")
	compare(t, "models.dev", written(list.Listings), `
acme heron-2 key=acme/heron-2 released=2026-09 tokens=131072/16384
  input 1
  output 4
  reasoning 5
  audio_in 2
  audio_out 9
anthropic claude-sonnet-4-5 key=anthropic/claude-sonnet-4-5 released=2025-09-29 tokens=200000/64000
  input 3
  cache_read 0.3
  cache_write_5m 3.75
  output 15
openai gpt-5.4 key=openai/gpt-5.4 released=2026-03-05 tokens=1050000/128000
  input 2.5
  input 5 over=272000
  cache_read 0.25
  cache_read 0.5 over=272000
  output 15
  output 22.5 over=272000
`)
	compare(t, "refusals", refusals(list), "")
	compareSkipped(t, list, map[string]int{"no prices": 1, whyUnknown: 1})
	if list.Entries != 5 {
		t.Errorf("%d entries, want 5", list.Entries)
	}
}

func TestModelsDevRefusals(t *testing.T) {
	list := read(t, ModelsDev, `{"acme":{"models":{
		"a":{"cost":{"input":-2,"output":3}},
		"b":{"cost":{"input":2,"output":3,"tiers":[{"input":9,"tier":{"type":"moon","size":5}}]}},
		"c":{"cost":{"input":2},"limit":{"context":1.5}},
		"d":{"cost":{"input":2},"release_date":"soon"},
		"e":{"cost":[2]},
		"../f":{"cost":{"input":2}},
		"g":{"cost":{"input":2}},
		"g":{"cost":{"input":3}}}},
		"glo/bex":{"models":{"h":{"cost":{"input":2}}}}}`)
	compare(t, "listings", written(list.Listings), `
acme a key=acme/a
  output 3
acme c key=acme/c
  input 2
acme d key=acme/d
  input 2
`)
	compare(t, "refusals", refusals(list), `
"a" cost.input="-2": a rate can't be negative
"b" cost.tiers[0].tier="{\"type\":\"moon\",\"size\":5}": not a size of prompts
"c" limit.context="1.5": not a count
"d" release_date="soon": not a day
"e" cost="[2]": not an object
"../f" ="../f": its id has characters that no id has
"g" ="g": stands more than once, with other values
"g" ="g": stands more than once, with other values
"h" provider="glo/bex": no name of a provider
`)
}

func TestLiteLLM(t *testing.T) {
	list := sample(t, LiteLLM, "litellm.json")
	compare(t, "litellm", written(list.Listings), `
acme heron-2 key=acme/heron-2 tokens=131072/16384 ends=2027-03-01
  input 1
  cache_read 0.1
  output 4
anthropic claude-sonnet-4-5 tokens=200000/64000
  input 3
  input 6 over=200000
  cache_read 0.3
  cache_write_5m 3.75
  cache_write_1h 6
  cache_write_1h 12 over=200000
  output 15
  output 22.5 over=200000
  web_search 10000
globex stairs-1 key=globex/stairs-1
  input 0.5
  input 1 over=32000
  output 2
  reasoning 3
openai gpt-5.4 tokens=1050000/128000
  input 2.5
  input 5 over=272000
  cache_read 0.25
  cache_read 0.5 over=272000
  output 15
  output 22.5 over=272000
`)
	compare(t, "refusals", refusals(list), "")
	compareSkipped(t, list, map[string]int{
		"a sample that is no model":                  1,
		"no price per token":                         3,
		"priced in units that are not USD per token": 1,
	})
	if list.Entries != 10 {
		t.Errorf("%d entries, want 10", list.Entries)
	}
}

func TestLiteLLMRefusals(t *testing.T) {
	list := read(t, LiteLLM, `{
		"acme/a":{"litellm_provider":"acme","input_cost_per_token":1e-06},
		"a":{"litellm_provider":"acme","input_cost_per_token":2e-06},
		"b":{"litellm_provider":"acme","input_cost_per_token":-1e-06,"output_cost_per_token":1e-06},
		"c":{"litellm_provider":"acme","input_cost_per_token":1e-31},
		"d":{"input_cost_per_token":1e-06},
		"e":{"litellm_provider":"acme","tiered_pricing":[{"range":["x",9],"input_cost_per_token":1e-06}]},
		"f":{"litellm_provider":"acme","input_cost_per_token":1e-06,"tiered_pricing":[{"range":[0,9],"input_cost_per_token":2e-06}]},
		"g":{"litellm_provider":"acme","input_cost_per_token":1e-06,"deprecation_date":"2026-13-01","max_output_tokens":"many"}}`)
	compare(t, "listings", written(list.Listings), `
acme a
  input 2
acme b
  output 1
acme g
  input 1
`)
	compare(t, "refusals", refusals(list), `
"b" input_cost_per_token="-1e-06": a rate can't be negative
"c" input_cost_per_token="1e-31": more than 12 digits before the point or 30 decimals
"d" provider="": no name of a provider
"e" tiered_pricing[0].range="[\"x\",9]": not a number
"f" tiered_pricing[0].input_cost_per_token="2": two prices for one size of prompt
"g" max_output_tokens="many": not a number
"g" deprecation_date="2026-13-01": not a day
"a" ="acme/a": other prices than under "a", which counts
`)
}
