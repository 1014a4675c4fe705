package usagefile_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const (
	langfuseCSV  = "langfuse-observations-csv"
	langfuseJSON = "langfuse-observations-json"
)

// observation is one of Langfuse's with some usage, and members more, each with a comma in
// front.
func observation(kind, usage, more string) string {
	return fmt.Sprintf(`{"id":"o1","type":%q,"startTime":"2026-10-20T08:00:00.000Z","providedModelName":"m","usageDetails":%s%s}`, kind, usage, more)
}

// TestLangfuseTableAndJSON: an observation is the same row from the table and from JSON.
func TestLangfuseTableAndJSON(t *testing.T) {
	var rows [2][]usagefile.Row
	for i, format := range []string{langfuseCSV, langfuseJSON} {
		f, err := os.Open("testdata/langfuse-observations." + format[len("langfuse-observations-"):])
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows[i] = read(t, f, usagefile.Options{}, format)
		for j := range rows[i] {
			rows[i][j].Line = 0
		}
	}
	if !reflect.DeepEqual(rows[0], rows[1]) {
		t.Errorf("the table has\n%+v\nand JSON\n%+v", rows[0], rows[1])
	}
	if r := rows[0][0]; r.User != "shop-7" || r.App != "answer" {
		t.Errorf("labels %+v", r)
	}
	if r := rows[0][1]; r.User != "" {
		t.Errorf("a person's address is kept: %q", r.User)
	}
}

// TestLangfuseKinds: the keys of usageDetails are disjoint kinds, in whatever words.
func TestLangfuseKinds(t *testing.T) {
	for usage, want := range map[string]pricing.Tokens{
		`{"input":5,"output":3,"total":8}`: {pricing.Input: 5, pricing.Output: 3},
		`{"input":5,"input_cached_tokens":7,"output":3,"output_reasoning_tokens":2,"total":17}`: {pricing.Input: 5, pricing.CacheRead: 7, pricing.Output: 5, pricing.Reasoning: 2},
		`{"Input":5,"input_cache_read":7,"input_cache_creation":9,"input_cache_creation_1h":1}`: {pricing.Input: 5, pricing.CacheRead: 7, pricing.CacheWrite5m: 9, pricing.CacheWrite1h: 1},
		`{"input":5,"input_video_frames":2,"output":1,"output_widgets":4,"input_total":7}`:      {pricing.Input: 7, pricing.Output: 5},
		`{"input":"5","output":3.0,"input_audio":null}`:                                         {pricing.Input: 5, pricing.Output: 3},
		`"{\"input\": 5, \"output\": 3}"`:                                                       {pricing.Input: 5, pricing.Output: 3},
	} {
		if r := read(t, strings.NewReader(observation("GENERATION", usage, "")), usagefile.Options{}, langfuseJSON)[0]; r.Tokens != want {
			t.Errorf("%s: %v, want %v", usage, r.Tokens, want)
		}
	}
}

// TestLangfuseCost: the total, else that of the details, else none.
func TestLangfuseCost(t *testing.T) {
	for more, want := range map[string]string{
		`,"totalCost":0.0003945`:                                "0.0003945",
		`,"totalCost":"1.2e-05","costDetails":{"total":7}`:      "0.000012",
		`,"totalCost":null,"costDetails":{"input":1,"total":3}`: "3",
		`,"totalCost":"","costDetails":{"input":1}`:             "",
		`,"totalCost":0`: "0",
		``:               "",
	} {
		r := read(t, strings.NewReader(observation("GENERATION", `{"input":1}`, more)), usagefile.Options{}, langfuseJSON)[0]
		if r.HasCost != (want != "") || want != "" && r.Cost.String() != pricing.MustMoney(want).String() {
			t.Errorf("%s: %t, %s, want %q", more, r.HasCost, r.Cost, want)
		}
	}
}

// TestLangfuseLeftOut: what is no call, and calls of which nothing is known, are no rows and
// are counted; a count that is none is a bad cell.
func TestLangfuseLeftOut(t *testing.T) {
	for _, c := range []struct {
		text   string
		rows   int
		said   []string
		reason string
	}{
		{observation("EMBEDDING", `{"input":1}`, ""), 1, nil, ""},
		{observation("SPAN", `{"input":1}`, `,"totalCost":1`), 0, []string{"1 observation is no call of a model: it is left out"}, ""},
		{observation("SPAN", `{}`, "") + observation("EVENT", `{}`, ""), 0, []string{"2 observations are no calls of a model: they are left out"}, ""},
		{observation("GENERATION", `{}`, ""), 0, []string{"1 call has neither tokens nor dollars: it is left out"}, ""},
		{observation("GENERATION", `""`, `,"totalCost":1`), 1, nil, ""},
		{observation("GENERATION", `{"input":1,"seconds":60}`, ""), 1, []string{`usageDetails has the key "seconds", which belongs to no kind of token and is not counted`}, ""},
		{observation("GENERATION", `{"input":-1}`, ""), 0, nil, "input: a count can't be negative"},
		{observation("GENERATION", `{"input":{"a":1}}`, ""), 0, nil, "input: not a number"},
		{observation("GENERATION", `[1]`, ""), 0, nil, "is no object"},
		{observation("GENERATION", `"{\"input\":"`, ""), 0, nil, "is no object"},
	} {
		f, err := usagefile.Open(strings.NewReader(c.text), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, reason := 0, ""
		for {
			rec, err := f.Next(context.Background())
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case len(rec.Faults) > 0:
				reason = rec.Faults[0].Reason
			case !rec.Idle:
				rows++
			}
		}
		if rows != c.rows || !slices.Equal(f.Warnings(), c.said) || reason != c.reason {
			t.Errorf("%s: %d rows, said %q, fault %q; want %d, %q, %q", c.text, rows, f.Warnings(), reason, c.rows, c.said, c.reason)
		}
	}
}

// TestInnerCells: a cell of a table that holds JSON is read as a member of a record is, also
// as text that holds JSON; one that is empty, or null, says nothing, and one that is no
// object is a bad cell of its column.
func TestInnerCells(t *testing.T) {
	for cell, want := range map[string]string{
		`{"input": 5}`:         "5",
		`"{\"input\": 5}"`:     "5",
		` {"input": 5} `:       "5",
		``:                     "0",
		`null`:                 "0",
		`{}`:                   "0",
		`{"input": 5`:          "is no object",
		`plain words`:          "is no object",
		`[5]`:                  "is no object",
		`{"input": "a\u0000"}`: "input: not a number",
	} {
		var b strings.Builder
		w := csv.NewWriter(&b)
		if err := w.WriteAll([][]string{{"usageDetails", "id", "type", "startTime", "providedModelName", "totalCost"}, {cell, "o1", "GENERATION", "2026-10-20 08:00:00", "m", "0.5"}}); err != nil {
			t.Fatal(err)
		}
		f, err := usagefile.Open(strings.NewReader(b.String()), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rec, err := f.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(rec.Row.Tokens[pricing.Input])
		if len(rec.Faults) > 0 {
			got = rec.Faults[0].Reason
			if len(rec.Raw) != 6 || rec.Raw[0] != cell {
				t.Errorf("%s: the bad record is kept as %q", cell, rec.Raw)
			}
		}
		if got != want {
			text, _ := json.Marshal(cell)
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
