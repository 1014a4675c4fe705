package usagefile_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A total is what one sample, or several read in order, come to: what one record of the
// format is (a request, a sum, a bill, counted usage, an estimate), and its figures. The
// expected.json files were added up by a script of their own (csv and decimal
// of Python), not by this package.
type total struct {
	Format string   `json:"format"`
	View   string   `json:"view"`
	Files  []string `json:"files"`
	Rows   int      `json:"data_rows_in_files"`
	Kept   int      `json:"rows_after_dedupe"`
	Reqs   int64    `json:"requests"`
	Tokens struct {
		Input     int64 `json:"input_uncached"`
		CacheRead int64 `json:"cache_read"`
		Write5m   int64 `json:"cache_write_5m"`
		Write1h   int64 `json:"cache_write_1h"`
		Output    int64 `json:"output"`
		Reasoning int64 `json:"reasoning"`
		Searches  int64 `json:"web_search"`
	} `json:"tokens"`
	Cost        pricing.Money          `json:"cost_usd"`
	OwnKey      pricing.Money          `json:"byok_usd"`
	Extra       pricing.Money          `json:"extra_usd"`
	WithoutCost int                    `json:"without_cost"`
	First       time.Time              `json:"first_time_utc"`
	Last        time.Time              `json:"last_time_utc"`
	Models      map[string]*modelTotal `json:"by_model"`
	Identical   int                    `json:"duplicates_identical"`
	Revised     int                    `json:"duplicates_revised"`
	Idle        int                    `json:"empty_buckets"`
}

type modelTotal struct {
	Rows   int           `json:"rows"`
	Reqs   int64         `json:"requests"`
	Prompt int64         `json:"input_total"`
	Output int64         `json:"output"`
	Cost   pricing.Money `json:"cost"`
}

// TestSamples reads every sample of testdata and compares with its totals. A
// new format is covered by putting NAME.csv and NAME.expected.json there.
func TestSamples(t *testing.T) {
	expected, err := filepath.Glob("testdata/*.expected.json")
	if err != nil || len(expected) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	covered := map[string]bool{}
	for _, path := range expected {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".expected.json"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var want total
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			covered[want.Format] = true
			got := addUp(t, want.Format, want.Files)
			if !same(got, want) {
				a, _ := json.MarshalIndent(got, "", " ")
				t.Errorf("the samples come to\n%s\nwant\n%s", a, text)
			}
		})
	}
	for _, name := range usagefile.Types() {
		if !covered[name] {
			t.Errorf("format %s has no sample", name)
		}
	}
}

// same compares through text, where $1 and $1.0 are one amount.
func same(a, b total) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && string(x) == string(y)
}

// addUp reads samples in order and adds up what is left when a later row of one
// identity replaces the earlier one.
func addUp(t *testing.T, format string, files []string) total {
	t.Helper()
	got := total{Format: format, Files: files, Models: map[string]*modelTotal{}}
	kept := map[string]usagefile.Row{}
	var order []string
	for _, name := range files {
		path := filepath.Join("testdata", name)
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		records, idle := readIdle(t, f, usagefile.Options{Path: path}, format)
		if len(records) > 0 {
			got.View = records[0].Format.View.Code()
		}
		got.Idle, got.Rows = got.Idle+idle, got.Rows+idle
		for i, rec := range records {
			r := rec.Row
			got.Rows += 1 + rec.Copies
			key := r.ID
			switch {
			case r.Bucket:
				key = strings.Join([]string{r.At.String(), r.Model, r.Provider, r.Key, r.App, r.User, r.Dims, r.Grain}, "\x00")
			case key == "":
				key = name + string(rune(i))
			}
			old, twice := kept[key]
			line := r.Line
			old.Line, r.Line = 0, 0
			switch {
			case !twice:
				order = append(order, key)
			case rec.Format.Fullest: // copies of a call are no revisions of it
				kept[key] = usagefile.Fullest(kept[key], r)
				continue
			case reflect.DeepEqual(old, r):
				got.Identical++
			default:
				got.Revised++
			}
			r.Line = line
			kept[key] = r
		}
	}
	for _, key := range order {
		r := kept[key]
		got.Kept++
		got.Reqs += r.Requests
		got.Tokens.Input += r.Tokens[pricing.Input]
		got.Tokens.CacheRead += r.Tokens[pricing.CacheRead]
		got.Tokens.Write5m += r.Tokens[pricing.CacheWrite5m]
		got.Tokens.Write1h += r.Tokens[pricing.CacheWrite1h]
		got.Tokens.Output += r.Tokens[pricing.Output]
		got.Tokens.Reasoning += r.Tokens[pricing.Reasoning]
		got.Tokens.Searches += r.Tokens[pricing.WebSearch]
		got.Cost, got.OwnKey, got.Extra = got.Cost.Add(r.Cost), got.OwnKey.Add(r.OwnKeyUSD), got.Extra.Add(r.Extra)
		if !r.HasCost {
			got.WithoutCost++
		}
		if got.First.IsZero() || r.At.Before(got.First) {
			got.First = r.At
		}
		if r.At.After(got.Last) {
			got.Last = r.At
		}
		m := got.Models[r.Model]
		if m == nil {
			m = &modelTotal{}
			got.Models[r.Model] = m
		}
		m.Rows++
		m.Reqs += r.Requests
		m.Prompt += r.Tokens.Prompt()
		m.Output += r.Tokens[pricing.Output]
		m.Cost = m.Cost.Add(r.Cost)
	}
	return got
}

// TestColumnsInAnyOrder: a table is read by the names of its columns: whichever comes
// first, its rows are the same.
func TestColumnsInAnyOrder(t *testing.T) {
	tables, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(tables) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	for _, path := range tables {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := usagefile.Open(bytes.NewReader(text), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		table := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
		table.FieldsPerRecord = -1
		records, err := table.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		above := slices.IndexFunc(records, func(cells []string) bool { return len(cells) == len(f.Header) && cells[0] == f.Header[0] })
		preamble := records[:above]
		records = records[above:]
		inOrder := func() (rows []string) {
			var b bytes.Buffer
			if err := csv.NewWriter(&b).WriteAll(slices.Concat(preamble, records)); err != nil {
				t.Fatal(err)
			}
			for _, r := range read(t, &b, usagefile.Options{}, f.Format.Name) {
				r.Line = 0
				rows = append(rows, fmt.Sprintf("%+v", r))
			}
			return rows
		}
		want := inOrder()
		for range records[0] {
			for i, cells := range records {
				records[i] = append(cells[1:], cells[0])
			}
			if got := inOrder(); !slices.Equal(got, want) {
				t.Errorf("%s, %s first: other rows", path, records[0][0])
			}
		}
	}
}

// TestOpenRouterActivityRow checks one row's every field: labels, the cached
// tokens taken out of the prompt, reasoning left inside output.
func TestOpenRouterActivityRow(t *testing.T) {
	f, err := os.Open("testdata/openrouter-activity.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := read(t, f, usagefile.Options{}, "openrouter-activity-csv")
	got := rows[8]
	want := usagefile.Row{
		Line: 10, ID: "gen-1791255600-aaaaaaaaaaaaaaaaaa04", At: time.Date(2026, 10, 6, 3, 0, 0, 120e6, time.UTC),
		Model: "deepseek/deepseek-v4-flash-20260731", Provider: "CoreWeave", Key: "laptop", App: `notes, "beta"`,
		Requests: 1, HasCost: true,
	}
	want.Tokens[pricing.Input] = 3914 // 20,212 prompt tokens of which 16,298 were cached
	want.Tokens[pricing.CacheRead] = 16298
	want.Tokens[pricing.Output] = 931 // of which 400 reasoning
	want.Tokens[pricing.Reasoning] = 400
	if cost := pricing.MustMoney("0.0007"); !got.Cost.Equal(cost) {
		t.Errorf("cost %s, want %s", got.Cost, cost)
	}
	got.Cost = pricing.Money{}
	if !got.OwnKeyUSD.IsZero() || !got.Extra.IsZero() {
		t.Errorf("own key %s and extra %s, want none", got.OwnKeyUSD, got.Extra)
	}
	got.OwnKeyUSD, got.Extra = pricing.Money{}, pricing.Money{}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	// 0.02 for the search and 0.002 for the file, both inside the cost.
	if extra := rows[5].Extra.String(); extra != "0.022" {
		t.Errorf("extra %s, want 0.022", extra)
	}
	if rows[3].Model != "z-ai/glm-5.3-flash:free" {
		t.Errorf("a free row's model is %q", rows[3].Model)
	}
	if !rows[2].OwnKey || rows[1].OwnKey {
		t.Errorf("own key: %t, %t; want true for the row with byok_usage_inference alone", rows[2].OwnKey, rows[1].OwnKey)
	}
	if rows[0].CacheUnknown {
		t.Error("the export has tokens_cached, and the row is marked cache unknown")
	}
}
