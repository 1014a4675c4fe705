package usagefile_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// litellmSums are the figures of a model or a key.
func litellmSums(spend string, prompt, requests int) string {
	return fmt.Sprintf(`"metrics":{"spend":%s,"prompt_tokens":%d,"completion_tokens":%d,"cache_read_input_tokens":%d,"cache_creation_input_tokens":0,"api_requests":%d}`, spend, prompt, prompt/10, prompt/2, requests)
}

// litellmKey is a key's part of a model's day; alias and team are JSON.
func litellmKey(hash, alias, team, figures string) string {
	return fmt.Sprintf(`%q:{%s,"metadata":{"key_alias":%s,"team_id":%s}}`, hash, figures, alias, team)
}

func litellmModel(name, figures string, keys ...string) string {
	if len(keys) == 0 {
		return fmt.Sprintf(`%q:{%s,"metadata":{}}`, name, figures)
	}
	return fmt.Sprintf(`%q:{%s,"metadata":{},"api_key_breakdown":{%s}}`, name, figures, strings.Join(keys, ","))
}

func litellmDay(date string, models ...string) string {
	return fmt.Sprintf(`{"date":%q,%s,"breakdown":{"models":{%s},"providers":{"openai":{%[2]s}}}}`, date, litellmSums("9.99", 999, 99), strings.Join(models, ","))
}

func litellmPage(n, of int, days ...string) string {
	return fmt.Sprintf(`{"results":[%s],"metadata":{"total_spend":9.99,"page":%d,"total_pages":%d,"has_more":%t}}`, strings.Join(days, ",\n"), n, of, n < of)
}

// litellmRead reads a file as its rows in short, its bad cells and what ended it.
func litellmRead(t *testing.T, data string, opt usagefile.Options) (rows string, bad []usagefile.Record, said string, err error) {
	t.Helper()
	opt.Type = "litellm-daily-activity-json"
	f, err := usagefile.Open(strings.NewReader(data), opt)
	if err != nil {
		t.Fatal(err)
	}
	for {
		rec, err := f.Next(t.Context())
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return strings.TrimSpace(rows), bad, strings.Join(f.Warnings(), "; "), err
		}
		if r := rec.Row; len(rec.Faults) > 0 {
			bad = append(bad, *rec)
		} else {
			rows += fmt.Sprintf("%s %s [%s%s] %d %d %s, %s\n", r.At.Format(pricing.Day)[8:], r.Model, r.Key, r.Team, r.Requests, r.Tokens.Prompt(), r.Cost, r.Grain)
		}
	}
}

func TestLiteLLMDaily(t *testing.T) {
	whole, ci, app := litellmSums("0.3", 300, 3), litellmKey("88dc", `"ci"`, "null", litellmSums("0.1", 100, 1)), litellmKey("99dc", `"app"`, `"red"`, litellmSums("0.2", 200, 2))
	for _, test := range []struct {
		name, data, want, said string
		set                    map[string]string
	}{
		{name: "without keys", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", whole))), want: "02 m [] 3 300 0.3, days"},
		{name: "by key", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", whole, ci, app))),
			want: "02 m [appred] 2 200 0.2, days by key\n02 m [ci] 1 100 0.1, days by key"},
		{name: "what the keys leave over", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", whole, ci))),
			want: "02 m [] 2 200 0.2, days by key\n02 m [ci] 1 100 0.1, days by key"},
		{name: "a model without keys beside one with some", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("n", whole), litellmModel("m", whole, ci, app))),
			want: "02 m [appred] 2 200 0.2, days by key\n02 m [ci] 1 100 0.1, days by key\n02 n [] 3 300 0.3, days by key"},
		{name: "a key without an alias", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", whole, litellmKey("1", "null", "null", whole)))),
			want: "02 m [] 3 300 0.3, days by key"},
		{name: "a person's key", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", whole, ci, litellmKey("1", `"anna@example.com"`, "null", litellmSums("0.2", 200, 2))))),
			want: "02 m [] 2 200 0.2, days by key\n02 m [ci] 1 100 0.1, days by key"},
		{name: "two keys of one alias", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", whole, ci, strings.Replace(ci, "88dc", "77dc", 1)))),
			want: "02 m [] 1 100 0.1, days by key\n02 m [ci] 2 200 0.2, days by key"},
		{name: "sums that differ by a float's noise", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", litellmSums("0.30000000000000004", 300, 3), ci, app))),
			want: "02 m [appred] 2 200 0.20000000000000004, days by key\n02 m [ci] 1 100 0.1, days by key"},
		{name: "more by key than by model", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", litellmSums("0.05", 50, 1), ci), litellmModel("n", whole, ci))),
			want: "02 m [] 1 50 0.05, days\n02 n [] 3 300 0.3, days", said: "come to more than its sums by model"},
		{name: "a tool's calls", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("", litellmSums("0", 0, 4)))), want: "02 (no model) [] 4 0 0, days"},
		{name: "an empty day", data: litellmPage(1, 1, litellmDay("2026-10-02"), litellmDay("2026-10-01", litellmModel("m", whole))), want: "01 m [] 3 300 0.3, days"},
		{name: "nothing", data: litellmPage(1, 1), want: ""},
		{name: "a day on two pages", data: litellmPage(1, 2, litellmDay("2026-10-02", litellmModel("m", whole, ci))) + litellmPage(2, 2, litellmDay("2026-10-02", litellmModel("m", whole, app), litellmModel("n", whole))),
			want: "02 m [] 3 300 0.3, days by key\n02 m [appred] 2 200 0.2, days by key\n02 m [ci] 1 100 0.1, days by key\n02 n [] 3 300 0.3, days by key"},
		{name: "a day again in another answer", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", whole))) + "\n" + litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", whole))),
			want: "02 m [] 3 300 0.3, days\n02 m [] 3 300 0.3, days"},
		{name: "more pages", data: litellmPage(1, 3, litellmDay("2026-10-02", litellmModel("m", whole))), want: "02 m [] 3 300 0.3, days", said: "the last page is not the report's last: put all pages into one file"},
		{name: "one key for all", data: litellmPage(1, 1, litellmDay("2026-10-02", litellmModel("m", whole, ci))), set: map[string]string{"key": "x"}, want: "02 m [x] 3 300 0.3, days by key"},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows, bad, said, err := litellmRead(t, test.data, usagefile.Options{Set: test.set})
			if err != nil || len(bad) > 0 || rows != test.want {
				t.Errorf("%v, %v, rows\n%s\nwant\n%s", err, bad, rows, test.want)
			}
			if !strings.Contains(said, test.said) || test.said == "" && said != "" {
				t.Errorf("warnings %q, want %q", said, test.said)
			}
		})
	}
}

// TestLiteLLMDailyPages: pages that are not those of one answer, one behind another, would
// leave out a part of a day, or count it twice.
func TestLiteLLMDailyPages(t *testing.T) {
	page := func(n, of int) string {
		return litellmPage(n, of, litellmDay("2026-10-02", litellmModel("m", litellmSums("0.3", 300, 3)))) + "\n"
	}
	for name, data := range map[string]string{
		"the second alone":   page(2, 2),
		"in another order":   page(2, 2) + page(1, 2),
		"one twice":          page(1, 2) + page(1, 2),
		"one left out":       page(1, 3) + page(3, 3),
		"the last one twice": page(1, 2) + page(2, 2) + page(2, 2),
	} {
		if _, _, _, err := litellmRead(t, data, usagefile.Options{}); err == nil || !strings.Contains(err.Error(), "put all pages into one file, in their order") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestParts: rows by name in rows by name. A bad part makes its row bad, with all its parts,
// and no other.
func TestParts(t *testing.T) {
	sums, good := litellmSums("0.3", 300, 3), litellmModel("good", litellmSums("0.1", 100, 1))
	ci := litellmKey("88dc", `"ci"`, "null", litellmSums("0.1", 100, 1))
	for _, test := range []struct{ name, part, column, value, reason string }{
		{"a count", strings.Replace(ci, ":100", ":-1", 1), "breakdown.models.api_key_breakdown.metrics.prompt_tokens", "-1", "negative"},
		{"an amount", strings.Replace(ci, "0.1", `"free"`, 1), "breakdown.models.api_key_breakdown.metrics.spend", "free", "decimal"},
		{"no figures", `"88dc":{}`, "breakdown.models.api_key_breakdown.metrics.spend", "", "is missing"},
		{"no object", `"88dc":7`, "breakdown.models.api_key_breakdown", "7", "is no object"},
		{"a figure twice", strings.Replace(ci, `"spend"`, `"spend":0.1,"spend"`, 1), "breakdown.models.api_key_breakdown.metrics.spend", "0.1", "twice"},
		{"a label that is none", strings.Replace(ci, `"ci"`, `["ci"]`, 1), "breakdown.models.api_key_breakdown.metadata.key_alias", `["ci"]`, "no single value"},
	} {
		model := litellmModel("bad", sums, strings.Replace(ci, "88dc", "66dc", 1)+",\n"+test.part)
		rows, bad, _, err := litellmRead(t, litellmPage(1, 1, litellmDay("2026-10-02", good, "\n"+model, good[:1]+"also "+good[1:])), usagefile.Options{})
		if want := "02 good [] 1 100 0.1, days\n02 also good [] 1 100 0.1, days"; err != nil || rows != want || len(bad) != 1 {
			t.Errorf("%s: %v, rows\n%s\n%d bad ones", test.name, err, rows, len(bad))
			continue
		}
		f := bad[0].Faults[0]
		if len(bad[0].Faults) != 1 || f.Line != 3 || f.Column != test.column || f.Value != test.value || !strings.Contains(f.Reason, test.reason) {
			t.Errorf("%s: faults %+v", test.name, bad[0].Faults)
		}
		// Written aside is the day with this model alone, which mended is the model's rows.
		mended := strings.Replace(bad[0].Raw[0], strings.ReplaceAll(test.part, "\n", ""), ci, 1)
		rows, bad, _, err = litellmRead(t, mended, usagefile.Options{})
		if want := "02 bad [] 1 100 0.1, days by key\n02 bad [ci] 2 200 0.2, days by key"; err != nil || rows != want || len(bad) > 0 {
			t.Errorf("%s, mended: %v, rows\n%s\n%d bad ones", test.name, err, rows, len(bad))
		}
	}
}
