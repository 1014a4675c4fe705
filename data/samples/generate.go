//go:build ignore

// Generate writes the demo's exports: a year of invented usage of a small team,
// in the formats in which gateways hand it out. Costs are the catalog's rates of
// each day, rounded to six decimals as OpenRouter's export does.
//
//	cd data && go generate
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
)

// A job is one kind of work that the team does.
type job struct {
	app, key, user string
	model, variant string // at OpenRouter, as its export writes them
	name           string // the name to price by; "" has no price in the catalog
	provider       string
	perDay         float64 // requests on a working day at the end of the year
	prompt, output int     // typical tokens
	cached         float64 // share of the prompt read from the cache
	reasoning      float64 // share of the output
	from, until    string  // days on which the team used it
	ownKey         bool
}

var jobs = []job{
	{app: "support-bot", key: "prod", user: "", model: "google/gemini-2.5-flash", name: "google/gemini-2.5-flash", provider: "Google", perDay: 205, prompt: 16000, output: 420, cached: 0.78},
	{app: "review-agent", key: "ci-runner", model: "anthropic/claude-4.5-sonnet-20250929", name: "anthropic/claude-sonnet-4.5", provider: "Anthropic", perDay: 88, prompt: 54000, output: 1900, cached: 0.12},
	{app: "research", key: "laptop", user: "mira", model: "openai/gpt-5.4-20260305", name: "openai/gpt-5.4", provider: "OpenAI", perDay: 26, prompt: 88000, output: 2600, cached: 0.45, reasoning: 0.4, from: "2026-03-09"},
	{app: "research", key: "laptop", user: "mira", model: "google/gemini-2.5-pro", name: "google/gemini-2.5-pro", provider: "Google", perDay: 20, prompt: 70000, output: 2400, cached: 0.3, reasoning: 0.3, until: "2026-03-08"},
	{app: "nightly-tagger", key: "batch", model: "deepseek/deepseek-v4-flash-20260424", name: "deepseek/deepseek-v4-flash", provider: "DeepSeek", perDay: 110, prompt: 9000, output: 300, cached: 0.2, from: "2026-04-27"},
	{app: "playground", key: "laptop", user: "jonas", model: "google/gemma-4-31b-it", variant: "free", name: "google/gemma-4-31b-it:free", provider: "Google AI Studio", perDay: 9, prompt: 2500, output: 500, from: "2026-04-06"},
	{app: "playground", key: "laptop", user: "jonas", model: "stealth/otter-alpha", provider: "Stealth", perDay: 5, prompt: 6000, output: 700, from: "2026-09-14"},
	{app: "eu-tenant", key: "prod-eu", model: "anthropic/claude-4.5-haiku-20251001", name: "anthropic/claude-haiku-4.5", provider: "Anthropic", perDay: 14, prompt: 11000, output: 600, cached: 0.5, ownKey: true, from: "2026-06-01"},
}

// A request is one invented generation.
type request struct {
	job                               *job
	id                                string
	at                                time.Time
	prompt, cached, output, reasoning int64
	cost, own                         pricing.Money
}

var (
	first   = time.Date(2025, 11, 15, 0, 0, 0, 0, time.UTC)
	end     = time.Date(2026, 11, 14, 18, 22, 0, 0, time.UTC)
	runaway = "2026-10-30" // a day on which the review agent looped
	rng     = rand.New(rand.NewPCG(20261114, 5))
	catalog *pricing.Catalog
)

func main() {
	log.SetFlags(0)
	var err error
	if catalog, err = pricing.Load(os.DirFS(".")); err != nil {
		log.Fatal(err)
	}
	all := invent()
	day := func(s string) time.Time {
		t, err := time.Parse(pricing.Day, s)
		if err != nil {
			log.Fatal(err)
		}
		return t
	}
	between := func(from, to time.Time) []request {
		return slices.DeleteFunc(slices.Clone(all), func(r request) bool { return r.at.Before(from) || !r.at.Before(to) })
	}
	writeDaily("samples/demo/1-openrouter-daily.csv", between(first, day("2026-10-06")))
	early := between(day("2026-09-28"), day("2026-10-26"))
	// One row of the first export had not settled yet: the second has its final
	// cost.
	late := slices.IndexFunc(early, func(r request) bool { return r.at.After(day("2026-10-22")) && r.job.app == "review-agent" })
	settled := early[late].cost
	early[late].cost = pricing.MustMoney("0.050000")
	writeActivity("samples/demo/2-openrouter_activity_2026-10-25.csv.gz", early)
	early[late].cost = settled
	writeActivity("samples/demo/3-openrouter_activity_2026-11-14.csv.gz", between(day("2026-10-19"), end))
	writeNative("samples/demo/4-other-accounts.csv")
	writeAgent("samples/demo/5-claude-code.jsonl.gz")
	writeTopUps("samples/topups.csv", all)
}

// invent makes the year's requests, oldest first.
func invent() []request {
	var all []request
	for d := first; d.Before(end); d = d.AddDate(0, 0, 1) {
		date := d.Format(pricing.Day)
		growth := 0.62 + 0.38*d.Sub(first).Hours()/end.Sub(first).Hours()
		if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
			growth *= 0.22
		}
		if date >= "2025-12-24" && date <= "2026-01-01" {
			growth *= 0.15
		}
		for i := range jobs {
			j := &jobs[i]
			if date < j.from || j.until != "" && date > j.until {
				continue
			}
			n := j.perDay * growth * (0.85 + 0.3*rng.Float64())
			if j.app == "review-agent" && date == runaway {
				n *= 4
			}
			for range int(n + 0.5) {
				all = append(all, j.request(d))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b request) int { return a.at.Compare(b.at) })
	return slices.DeleteFunc(all, func(r request) bool { return !r.at.Before(end) })
}

// about draws a size around a typical one, with a long tail upwards.
func about(n int) int64 {
	f := 0.35 + rng.ExpFloat64()*0.65
	return max(int64(float64(n)*min(f, 4.5)), 1)
}

func (j *job) request(d time.Time) request {
	hour := 7 + 11*rng.Float64()
	if j.app == "nightly-tagger" {
		hour = 1 + 4*rng.Float64()
	}
	r := request{job: j, at: d.Add(time.Duration(hour * float64(time.Hour))).Truncate(time.Millisecond), prompt: about(j.prompt), output: about(j.output)}
	share := j.cached * (0.9 + 0.2*rng.Float64())
	r.cached = int64(float64(r.prompt) * share)
	r.reasoning = int64(float64(r.output) * j.reasoning)
	r.id = fmt.Sprintf("gen-%d-%s", r.at.Unix(), letters(20))
	usd := r.price("openrouter")
	if j.ownKey {
		r.own = usd
	} else {
		r.cost = usd
	}
	return r
}

// price is the catalog's price of the request, to six decimals; what the
// catalog does not know costs an invented rate.
func (r *request) price(gateway string) pricing.Money {
	var t pricing.Tokens
	t[pricing.Input], t[pricing.CacheRead], t[pricing.Output], t[pricing.Reasoning] = r.prompt-r.cached, r.cached, r.output-r.reasoning, r.reasoning
	if r.job.name == "" {
		return pricing.MustMoney("0.00000012").Times(r.prompt + 4*r.output).Round(6)
	}
	usd, unpriced, ok := catalog.Cost(pricing.WorkLine{Gateway: gateway, Name: r.job.name, Tokens: t, At: r.at})
	if !ok || len(unpriced) > 0 {
		log.Fatalf("%s at %s: no rate for %v", r.job.name, r.at, unpriced)
	}
	return usd.Round(6)
}

func letters(n int) string {
	const from = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
	b := make([]byte, n)
	for i := range b {
		b[i] = from[rng.IntN(len(from))]
	}
	return string(b)
}

// writeActivity writes OpenRouter's export of generations, newest first.
func writeActivity(path string, list []request) {
	rows := [][]string{{"generation_id", "created_at", "cost_total", "cost_web_search", "cost_cache", "cost_file_processing", "byok_usage_inference",
		"tokens_prompt", "tokens_completion", "tokens_reasoning", "tokens_cached", "model_permaslug", "provider_name", "variant", "cancelled", "streamed", "user",
		"finish_reason_normalized", "api_key_disabled", "api_key_name", "app_name"}}
	for i := len(list) - 1; i >= 0; i-- {
		r := list[i]
		variant := r.job.variant
		if variant == "" {
			variant = "standard"
		}
		rows = append(rows, []string{r.id, r.at.Format("2006-01-02 15:04:05.000"), r.cost.Fixed(6), "", "", "", r.own.Fixed(6),
			count(r.prompt), count(r.output), count(r.reasoning), count(r.cached), r.job.model, r.job.provider, variant, "false", "true", r.job.user,
			"stop", "false", r.job.key, r.job.app})
	}
	write(path, rows)
}

// writeDaily writes OpenRouter's export by day and model.
func writeDaily(path string, list []request) {
	type key struct{ day, slug string }
	type sum struct {
		cost, own                           pricing.Money
		requests, prompt, output, reasoning int64
	}
	sums := map[key]*sum{}
	var keys []key
	for _, r := range list {
		slug := r.job.name
		if slug == "" {
			slug = r.job.model
		}
		k := key{r.at.Format(pricing.Day), slug}
		s := sums[k]
		if s == nil {
			s = &sum{}
			sums[k] = s
			keys = append(keys, k)
		}
		s.cost, s.own = s.cost.Add(r.cost), s.own.Add(r.own)
		s.requests++
		s.prompt += r.prompt
		s.output += r.output
		s.reasoning += r.reasoning
	}
	rows := [][]string{{"Date", "Slug", "Usage", "BYOK Usage", "Requests", "Prompt Tokens", "Completion Tokens", "Reasoning Tokens"}}
	for _, k := range keys {
		s := sums[k]
		rows = append(rows, []string{k.day + " 00:00:00", k.slug, s.cost.String(), s.own.String(), count(s.requests), count(s.prompt), count(s.output), count(s.reasoning)})
	}
	write(path, rows)
}

// writeNative writes what the team uses besides: a second OpenRouter account
// for its pipelines, and Claude directly, whose log has no costs.
func writeNative(path string) {
	rows := [][]string{{"time", "gateway", "account", "model", "request_id", "input_tokens", "cache_read_tokens", "cache_write_5m_tokens", "output_tokens", "cost_usd", "key", "app"}}
	ci := &job{name: "openai/gpt-5.4", prompt: 90000, output: 1500}
	for d := time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC); d.Before(end); d = d.AddDate(0, 0, 1) {
		if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
			continue
		}
		for range 8 + rng.IntN(4) {
			r := ci.request(d)
			rows = append(rows, []string{r.at.Format(time.RFC3339), "openrouter", "openrouter/ci", ci.name, r.id, count(r.prompt), "0", "0", count(r.output), r.cost.String(), "pipeline", "ci-fixer"})
		}
	}
	direct := &job{name: "anthropic/claude-sonnet-4.5", prompt: 30000, output: 2000}
	for d := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC); d.Before(end); d = d.AddDate(0, 0, 1) {
		for range 3 {
			r := direct.request(d)
			if !r.at.Before(end) {
				continue
			}
			read := r.prompt / 2
			rows = append(rows, []string{r.at.Format(time.RFC3339), "anthropic", "anthropic", "claude-sonnet-4-5-20250929", "msg_" + letters(20), count(r.prompt - read - 2000), count(read), "2000", count(r.output), "", "notebook", "notebooks"})
		}
	}
	letter := &job{name: "openai/gpt-5.4", prompt: 18000, output: 900}
	for d := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC); d.Before(end); d = d.AddDate(0, 0, 1) {
		if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
			continue
		}
		for range 3 {
			r := letter.request(d)
			rows = append(rows, []string{r.at.Format(time.RFC3339), "openai", "openai", "gpt-5.4", "resp_" + letters(20), count(r.prompt), "0", "0", count(r.output), "", "newsletter", "newsletter"})
		}
	}
	write(path, slices.DeleteFunc(rows, func(r []string) bool { return len(r[5]) > 0 && r[5][0] == '-' }))
}

// writeAgent writes the session log of a coding agent on a subscription, one
// session a day. Nobody pays its tokens by the piece.
func writeAgent(path string) {
	type usage struct {
		Input  int64 `json:"input_tokens"`
		Write  int64 `json:"cache_creation_input_tokens"`
		Read   int64 `json:"cache_read_input_tokens"`
		Output int64 `json:"output_tokens"`
	}
	type message struct {
		Model string `json:"model"`
		ID    string `json:"id"`
		Type  string `json:"type"`
		Role  string `json:"role"`
		Usage usage  `json:"usage"`
	}
	type line struct {
		Parent  string  `json:"parentUuid"`
		Cwd     string  `json:"cwd"`
		Session string  `json:"sessionId"`
		Version string  `json:"version"`
		Message message `json:"message"`
		Request string  `json:"requestId"`
		Type    string  `json:"type"`
		UUID    string  `json:"uuid"`
		At      string  `json:"timestamp"`
	}
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	id := func(n int) string { return fmt.Sprintf("5e550000-0000-4000-8000-%012d", n) }
	n := 0
	for d := time.Date(2026, 8, 17, 0, 0, 0, 0, time.UTC); d.Before(end); d = d.AddDate(0, 0, 1) {
		if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
			continue
		}
		session, context := id(900000+n), int64(18000)
		at := d.Add(8*time.Hour + time.Duration(rng.IntN(90))*time.Minute)
		for range 12 + rng.IntN(10) {
			n++
			wrote := about(2500)
			l := line{Parent: id(n - 1), Cwd: "/home/mira/shop", Session: session, Version: "2.1.97", Request: "req_" + letters(20), Type: "assistant", UUID: id(n), At: at.Format("2006-01-02T15:04:05.000Z")}
			l.Message = message{"claude-sonnet-4-5-20250929", "msg_" + letters(20), "message", "assistant", usage{about(12), wrote, context, about(700)}}
			if err := lines.Encode(l); err != nil {
				log.Fatal(err)
			}
			context += wrote
			at = at.Add(time.Duration(about(240)) * time.Second)
		}
	}
	save(path, out.Bytes(), n)
}

// writeTopUps writes what the team bought: OpenRouter by hand before it runs
// dry, Claude once and long ago, a gift at OpenAI that mostly died, and a purchase
// there after which one was forgotten. OpenRouter's page said $1.35 less than
// the purchases and the usage make.
func writeTopUps(path string, all []request) {
	rows := [][]string{{"time", "account", "kind", "credit_usd", "fee_usd", "method", "expires_at", "note"}}
	add := func(at time.Time, account, kind string, usd pricing.Money, method, expires, note string) {
		rows = append(rows, []string{at.Format(time.RFC3339), account, kind, usd.String(), "", method, expires, note})
	}
	spent := map[string]pricing.Money{}
	stated := time.Date(2026, 11, 13, 12, 0, 0, 0, time.UTC)
	var untilStated pricing.Money
	for _, r := range all {
		day := r.at.Format(pricing.Day)
		spent[day] = spent[day].Add(r.cost)
		if !r.at.After(stated) {
			untilStated = untilStated.Add(r.cost)
		}
	}
	balance, bought := pricing.MustMoney("61.4"), pricing.MustMoney("61.4")
	add(first, "openrouter", "opening", balance, "", "", "")
	for d := first; d.Before(end); d = d.AddDate(0, 0, 1) {
		balance = balance.Sub(spent[d.Format(pricing.Day)])
		next := d.AddDate(0, 0, 1)
		if balance.Sub(spent[next.Format(pricing.Day)]).Cmp(pricing.MustMoney("15")) >= 0 {
			continue
		}
		usd := pricing.MustMoney("250")
		if next.Month() > time.March && next.Year() == end.Year() {
			usd = pricing.MustMoney("500")
		}
		add(d.Add(16*time.Hour+20*time.Minute), "openrouter", "purchase", usd, "card", "", "")
		balance, bought = balance.Add(usd), bought.Add(usd)
	}
	at := func(s string) time.Time {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			log.Fatal(err)
		}
		return t
	}
	add(at("2025-12-20T10:12:00Z"), "anthropic", "purchase", pricing.MustMoney("60"), "", "", "to try it")
	add(at("2026-03-30T15:00:00Z"), "openai", "grant", pricing.MustMoney("25"), "", "2026-06-30T00:00:00Z", "hackathon")
	add(at("2026-06-26T09:40:00Z"), "openai", "purchase", pricing.MustMoney("15"), "", "", "")
	add(stated, "openrouter", "balance", bought.Sub(untilStated).Sub(pricing.MustMoney("1.35")).Cents(), "", "", "")
	write(path, rows)
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// write writes rows as CSV.
func write(path string, rows [][]string) {
	var plain bytes.Buffer
	if err := csv.NewWriter(&plain).WriteAll(rows); err != nil {
		log.Fatal(err)
	}
	save(path, plain.Bytes(), len(rows)-1)
}

// save writes a file, packed where its name says so.
func save(path string, out []byte, rows int) {
	if strings.HasSuffix(path, ".gz") {
		var packed bytes.Buffer
		gz, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := gz.Write(out); err != nil {
			log.Fatal(err)
		}
		if err := gz.Close(); err != nil {
			log.Fatal(err)
		}
		out = packed.Bytes()
	}
	if err := os.WriteFile(path, out, 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %d rows, %d bytes\n", path, rows, len(out))
}
