package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"tollbook/cmd/tollbook/engine"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const (
	gatewayHead = "fact,of,value,from,basis,source,seen,words\n"
	rateHead    = "model,id,over,window,from,to,input,output,cache_read,cache_write_5m,cache_write_1h,other,basis,source,seen\n"
)

func fact(name, of, value string) string {
	return name + "," + of + "," + value + ",,assumed,,2026-01-01,invented\n"
}

// lawDay is the first of the four days of the law's requests: a Friday.
var lawDay = time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC)

// drawCatalog draws a publisher of three models, each with tiers, windows, weekdays and
// rates that change inside a day, or without, and litellm, which passes calls on.
func drawCatalog(t *rapid.T) *pricing.Catalog {
	var rates strings.Builder
	rates.WriteString(rateHead)
	dollars := rapid.IntRange(1, 9999)
	for _, model := range []string{"one", "two", "three"} {
		overs := []string{""}
		if rapid.Bool().Draw(t, "tier") {
			overs = append(overs, strconv.Itoa(rapid.IntRange(1, 40).Draw(t, "threshold")))
			if rapid.Bool().Draw(t, "two tiers") {
				overs = append(overs, strconv.Itoa(rapid.IntRange(41, 80).Draw(t, "threshold")))
			}
		}
		windows := []string{""}
		if rapid.Bool().Draw(t, "windows") {
			at := func(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
			from := rapid.IntRange(1, 700).Draw(t, "opens")
			to := rapid.IntRange(from+1, 1439).Draw(t, "closes")
			inside, outside := at(from)+"-"+at(to)+"Z", "00:00-"+at(from)+"Z|"+at(to)+"-24:00Z"
			windows = []string{inside, outside}
			if rapid.Bool().Draw(t, "weekdays") {
				windows = []string{"Mon-Fri " + inside, "Mon-Fri " + outside + ";Sat-Sun 00:00-24:00Z"}
			}
		}
		periods := [][2]string{{"", ""}}
		if rapid.Bool().Draw(t, "changes") {
			change := lawDay.Add(time.Duration(rapid.IntRange(0, 4*1440).Draw(t, "change")) * time.Minute).Format(time.RFC3339)
			periods = [][2]string{{"", change}, {change, ""}}
		}
		for _, over := range overs {
			for _, window := range windows {
				for _, period := range periods {
					fmt.Fprintf(&rates, "lab/%s,%[1]s,%s,%s,%s,%s", model, over, window, period[0], period[1])
					for range 5 {
						fmt.Fprintf(&rates, ",%d.%02d", dollars.Draw(t, "rate")/100, dollars.Draw(t, "rate")%100)
					}
					rates.WriteString(",reasoning=7 audio_in=3.3 audio_out=5 image_in=0.7,,x,2026-01-01\n")
				}
			}
		}
	}
	c, err := pricing.Load(fstest.MapFS{
		"gateways/litellm.csv": {Data: []byte(gatewayHead + fact("name", "", "LiteLLM") + fact("kind", "", "router") + fact("prices", "", "own-keys") + fact("billing", "", "own-key"))},
		"gateways/lab.csv": {Data: []byte(gatewayHead + fact("name", "", "Lab") + fact("kind", "", "provider") + fact("prices", "", "listed") + fact("billing", "", "arrears") + fact("publishes", "", "lab") +
			fact("tier_factor", "batch", "0.5") + fact("tier_factor", "fast", "2"))},
		"models/lab.csv": {Data: []byte("model,family,released,context,max_output,also\nlab/one,,,,,\nlab/two,,,,,\nlab/three,,,,,\n")},
		"rates/lab.csv":  {Data: []byte(rates.String())},
	})
	if err != nil {
		t.Fatalf("catalog: %v\n%s", err, rates.String())
	}
	return c
}

// drawSpendLog draws a request as a row of LiteLLM's table, many of them at a threshold or
// at the edge of a window.
func drawSpendLog(t *rapid.T, id int, edges pricing.Edges) map[string]any {
	at := lawDay.Add(time.Duration(rapid.Int64Range(0, 4*86400_000-1).Draw(t, "ms")) * time.Millisecond)
	beside := time.Duration(rapid.SampledFrom([]int64{-1000, -1, 0, 0, 1, 1000}).Draw(t, "beside")) * time.Millisecond
	if n := len(edges.Clock); n > 0 && rapid.Bool().Draw(t, "at a window") {
		at = at.Truncate(24 * time.Hour).Add(time.Duration(rapid.SampledFrom(edges.Clock).Draw(t, "edge"))*time.Second + beside)
	} else if n := len(edges.Changes); n > 0 && rapid.Bool().Draw(t, "at a change") {
		at = time.Unix(rapid.SampledFrom(edges.Changes).Draw(t, "edge"), 0).UTC().Add(beside)
	}
	count := rapid.IntRange(0, 60)
	prompt := count.Draw(t, "prompt")
	if len(edges.Prompts) > 0 && rapid.Bool().Draw(t, "at a threshold") {
		prompt = int(rapid.SampledFrom(edges.Prompts).Draw(t, "threshold")) + rapid.IntRange(-1, 1).Draw(t, "over")
	}
	// some puts a value there or not: a number, one written as text, a null.
	some := func(o map[string]any, name string) {
		switch rapid.IntRange(0, 9).Draw(t, name) {
		case 0, 1, 2:
			o[name] = count.Draw(t, "n")
		case 3:
			o[name] = strconv.Itoa(count.Draw(t, "n"))
		case 4:
			o[name] = nil
		}
	}
	in := func(o map[string]any, name string, fill func(map[string]any)) {
		switch rapid.IntRange(0, 3).Draw(t, name) {
		case 0:
			o[name] = nil
		case 1, 2:
			inner := map[string]any{}
			fill(inner)
			o[name] = inner
		}
	}
	lifetimes := func(o map[string]any) { some(o, "ephemeral_5m_input_tokens"); some(o, "ephemeral_1h_input_tokens") }
	metadata := map[string]any{"user_api_key_alias": rapid.SampledFrom([]any{nil, "", "search", " batch ", "ann@example.com", "claude_code_key_ann"}).Draw(t, "alias")}
	in(metadata, "usage_object", func(u map[string]any) {
		some(u, "cache_read_input_tokens")
		some(u, "cache_creation_input_tokens")
		in(u, "cache_creation", lifetimes)
		in(u, "prompt_tokens_details", func(o map[string]any) {
			for _, name := range []string{"cached_tokens", "cache_creation_tokens", "audio_tokens", "image_tokens"} {
				some(o, name)
			}
			in(o, "cache_creation_token_details", lifetimes)
		})
		in(u, "completion_tokens_details", func(o map[string]any) {
			for _, name := range []string{"reasoning_tokens", "audio_tokens", "image_tokens"} {
				some(o, name)
			}
		})
		u["service_tier"] = rapid.SampledFrom([]any{nil, "default", "batch", "Batch", "priority_tier"}).Draw(t, "tier")
		u["speed"] = rapid.SampledFrom([]any{nil, "standard", "fast"}).Draw(t, "speed")
		u["inference_geo"] = rapid.SampledFrom([]any{nil, "global", "us"}).Draw(t, "geo")
	})
	var kept any = metadata
	if rapid.IntRange(0, 4).Draw(t, "as text") == 0 {
		kept = jsonOf(t, metadata)
	}
	completion, reasoning := count.Draw(t, "completion"), 0
	if u, ok := metadata["usage_object"].(map[string]any); ok {
		if o, ok := u["completion_tokens_details"].(map[string]any); ok {
			reasoning, _ = o["reasoning_tokens"].(int)
		}
	}
	spend := float64(rapid.IntRange(0, 1_000_000).Draw(t, "spend")) * rapid.SampledFrom([]float64{1e-9, 1e-6, 0.1, 1.0 / 3}).Draw(t, "unit")
	return map[string]any{
		"request_id": fmt.Sprintf("r%d", id), "startTime": at.Format("2006-01-02T15:04:05.000Z"), "spend": json.Number(strconv.FormatFloat(spend, 'g', -1, 64)),
		"call_type":     rapid.SampledFrom([]string{"acompletion", "aresponses", "", "aget_responses"}).Draw(t, "call type"),
		"model":         rapid.SampledFrom([]string{"one", "two", "three", "lab/one", "unheard-of", ""}).Draw(t, "model"),
		"model_group":   rapid.SampledFrom([]any{nil, "", "two"}).Draw(t, "group"),
		"prompt_tokens": prompt, "completion_tokens": completion,
		"total_tokens":        rapid.SampledFrom([]int{0, prompt + completion, prompt + completion + reasoning}).Draw(t, "total"),
		"custom_llm_provider": rapid.SampledFrom([]any{nil, "", "lab"}).Draw(t, "provider"),
		"team_id":             rapid.SampledFrom([]any{nil, "", "red", "bob@example.com"}).Draw(t, "team"),
		"end_user":            "u" + strconv.Itoa(id), "status": rapid.SampledFrom([]string{"success", "failure"}).Draw(t, "status"), "metadata": kept,
	}
}

// booked is what is compared: by everything that a row is booked to and that its price
// depends on, the tokens, the gateway's cost and the catalog's.
type booked struct {
	requests    int64
	tokens      pricing.Tokens
	cost, price pricing.Money
	unpriced    int64
}

// book adds rows up as a ledger does, and prices them as an import does.
func book(c *pricing.Catalog, rows []usagefile.Row) map[string]booked {
	all := map[string]booked{}
	for _, r := range rows {
		l := pricing.WorkLine{Gateway: "litellm", Name: r.Model, Service: r.Service, Tokens: r.Tokens, At: r.At, Mixed: r.Mixed,
			Prompt: r.Prompt, BandKnown: r.Prompt != 0, ClockKnown: r.Clock != 0}
		if r.Clock != 0 {
			l.At = r.At.Truncate(24 * time.Hour).Add(time.Duration(r.Clock-1) * time.Second)
		}
		price, unpriced, _ := usage.Computed(c, l)
		key := fmt.Sprintf("%s %s|%s|%s|%s|%v|%d|%t", r.At.Format(pricing.Day), r.Model, r.Provider, r.Key, r.Team, r.Service, r.Marks, r.CacheUnknown)
		b := all[key]
		b.requests += r.Requests
		b.tokens = b.tokens.Plus(r.Tokens)
		b.cost, b.price, b.unpriced = b.cost.Add(r.Cost), b.price.Add(price), b.unpriced+unpriced
		all[key] = b
	}
	return all
}

// readRows are the rows of a file in LiteLLM's JSON, read one by one.
func readRows(t fatal, text string) []usagefile.Row {
	t.Helper()
	f, err := usagefile.Open(strings.NewReader(text), usagefile.Options{Type: "litellm-spendlogs-json"})
	if err != nil {
		t.Fatalf("open: %v\n%s", err, text)
	}
	var rows []usagefile.Row
	for {
		rec, err := f.Next(context.Background())
		if err == io.EOF {
			return rows
		}
		if err != nil || len(rec.Faults) > 0 {
			t.Fatalf("read: %v %v\n%s", err, rec.Faults, text)
		}
		if !rec.Idle {
			rows = append(rows, rec.Row)
		}
	}
}

// TestSumsArePricedAsRequests: what the database adds up comes to the same requests,
// tokens, cost and price, to the last digit, as the same rows read one by one.
func TestSumsArePricedAsRequests(t *testing.T) {
	address, s := litellm(t)
	db := connect(t, address)
	rapid.Check(t, func(t *rapid.T) {
		catalog := drawCatalog(t)
		var logs []string
		for i := range rapid.IntRange(1, 30).Draw(t, "requests") {
			logs = append(logs, jsonOf(t, drawSpendLog(t, i, catalog.Edges())))
		}
		text := "[" + strings.Join(logs, ",\n") + "]"
		s.run(t, `TRUNCATE "LiteLLM_SpendLogs"`)
		s.insert(t, `"LiteLLM_SpendLogs"`, spendLogsColumns, text)
		q := engine.Question{Kind: engine.LiteLLM, Edges: catalog.Edges()}
		if rapid.Bool().Draw(t, "hours where they count alone") {
			q.ByHour = catalog.ByHour
		}
		sums, _ := pulled(t, db, q)
		want, got := book(catalog, readRows(t, text)), book(catalog, sums)
		for key, w := range want {
			if g := got[key]; g.requests != w.requests || g.tokens != w.tokens || !g.cost.Equal(w.cost) || !g.price.Equal(w.price) || g.unpriced != w.unpriced {
				t.Fatalf("%s:\n pulled %+v\n rows   %+v\n%s", key, g, w, text)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("sums of %d kinds, rows of %d\n%s", len(got), len(want), text)
		}
		keys := map[string]bool{}
		for _, r := range sums {
			key := strings.Join([]string{r.At.Format(time.RFC3339), r.Model, r.Provider, r.Key, r.Team, r.Dims}, "|")
			if keys[key] {
				t.Fatalf("two sums have one key: %s", key)
			}
			keys[key] = true
		}
	})
}
