package usagefile_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// read returns a file's rows and fails on any fault.
func read(t testing.TB, r io.Reader, opt usagefile.Options, format string) []usagefile.Row {
	t.Helper()
	records, _ := readIdle(t, r, opt, format)
	var rows []usagefile.Row
	for _, rec := range records {
		rows = append(rows, rec.Row)
	}
	return rows
}

// readIdle counts beside the records the buckets in which nothing happened.
func readIdle(t testing.TB, r io.Reader, opt usagefile.Options, format string) (records []usagefile.Record, idle int) {
	t.Helper()
	f, err := usagefile.Open(r, opt)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	if f.Format.Name != format {
		t.Fatalf("recognised as %s, want %s", f.Format.Name, format)
	}
	for {
		rec, err := f.Next(context.Background())
		if err == io.EOF {
			return records, idle
		}
		if err != nil {
			t.Fatalf("next: %v", err)
		}
		if len(rec.Faults) > 0 {
			t.Fatalf("faults: %v", rec.Faults)
		}
		if rec.Idle {
			idle++
			continue
		}
		records = append(records, *rec)
	}
}

// refuse returns the error that refuses a file, from its head or its rows.
func refuse(data string, opt usagefile.Options) error {
	f, err := usagefile.Open(strings.NewReader(data), opt)
	for err == nil {
		_, err = f.Next(context.Background())
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// faults returns all bad cells of a file.
func faults(t *testing.T, data string, opt usagefile.Options) []usagefile.Fault {
	t.Helper()
	f, err := usagefile.Open(strings.NewReader(data), opt)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	var all []usagefile.Fault
	for {
		rec, err := f.Next(context.Background())
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("next: %v", err)
		}
		if (len(rec.Faults) > 0) != (rec.Raw != nil) {
			t.Errorf("line %d: %d faults, raw record %q", rec.Row.Line, len(rec.Faults), rec.Raw)
		}
		all = append(all, rec.Faults...)
	}
}

const (
	activityHead = "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug\n"
	activityRow  = "gen-1,2026-10-01 10:00:00.000,0.5,100,20,5,40,openai/gpt-4o\n"
	dailyHead    = "Date,Slug,Usage,BYOK Usage,Requests,Prompt Tokens,Completion Tokens,Reasoning Tokens\n"
	nativeHead   = "time,model,input_tokens,output_tokens,reasoning_tokens,cost_usd,app\n"
)

func TestRecognition(t *testing.T) {
	for _, c := range []struct{ name, head, want string }{
		{"openrouter, per generation", activityHead, "openrouter-activity-csv"},
		{"openrouter, per generation, other order", "model_permaslug,tokens_completion,tokens_prompt,cost_total,created_at,generation_id\n", "openrouter-activity-csv"},
		{"openrouter, per generation, of 2025 without cached", "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,model_permaslug\n", "openrouter-activity-csv"},
		{"openrouter, daily", dailyHead, "openrouter-activity-aggregate-csv"},
		{"native", nativeHead, "native"},
		{"native, the two needed columns", "model,time\n", "native"},
		{"needs of two formats: the longer list", "time,model," + activityHead, "openrouter-activity-csv"},
		{"spaces around names", " time , model \n", "native"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if rows := read(t, strings.NewReader(c.head), usagefile.Options{}, c.want); len(rows) != 0 {
				t.Errorf("a header alone gave %d rows", len(rows))
			}
		})
	}
}

// TestTextForms reads one row in every way in which it may be written.
func TestTextForms(t *testing.T) {
	plain := activityHead + activityRow
	crlf := strings.ReplaceAll(plain, "\n", "\r\n")
	zipped := archive(t, map[string]string{"openrouter_activity.csv": plain})
	for _, c := range []struct {
		name, data string
	}{
		{"plain", plain},
		{"without the last line break", strings.TrimSuffix(plain, "\n")},
		{"CRLF", crlf},
		{"byte order mark", "\ufeff" + plain},
		{"byte order mark and CRLF", "\ufeff" + crlf},
		{"blank lines", "\n" + activityHead + "\n\n" + activityRow + "\n"},
		{"unknown columns", "x," + strings.TrimSuffix(activityHead, "\n") + ",num_search_results\n" + "?," + strings.TrimSuffix(activityRow, "\n") + ",3\n"},
		{"all quoted", `"` + strings.NewReplacer(",", `","`, "\n", "\"\n\"").Replace(strings.TrimSuffix(plain, "\n")) + "\"\n"},
		{"spaces around cells", activityHead + strings.ReplaceAll(activityRow, ",", " , ")},
		{"gzip", squeeze(t, plain)},
		{"gzip with a byte order mark inside", squeeze(t, "\ufeff"+plain)},
		{"zip", zipped},
		{"zip with macOS's extras", archive(t, map[string]string{"a/openrouter.csv": plain, "a/": "", "__MACOSX/a/._openrouter.csv": "\x00\x05", "a/.DS_Store": "\x00"})},
		{"gzip of a zip", squeeze(t, zipped)},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := read(t, strings.NewReader(c.data), usagefile.Options{}, "openrouter-activity-csv")
			if len(rows) != 1 {
				t.Fatalf("%d rows, want 1", len(rows))
			}
			r := rows[0]
			if r.ID != "gen-1" || r.Model != "openai/gpt-4o" || r.Cost.String() != "0.5" || !r.At.Equal(time.Date(2026, 10, 1, 10, 0, 0, 0, time.UTC)) {
				t.Errorf("got %+v", r)
			}
			if in, out := r.Tokens[pricing.Input], r.Tokens[pricing.Output]; in != 60 || out != 20 {
				t.Errorf("%d input and %d output tokens, want 60 (100 less 40 cached) and 20", in, out)
			}
		})
	}
}

func squeeze(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func archive(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLabelsAreKeptAsWritten(t *testing.T) {
	data := "time,model,app,user,key\n" +
		"2026-10-01,m,\"=cmd(), \"\"x\"\"\",\"two\nlines\",Zoë 日本\n"
	r := read(t, strings.NewReader(data), usagefile.Options{}, "native")[0]
	if r.App != `=cmd(), "x"` || r.User != "two\nlines" || r.Key != "Zoë 日本" {
		t.Errorf("app %q, user %q, key %q", r.App, r.User, r.Key)
	}
}

// TestCacheUnknown: without the column nothing says what was cached, so the
// whole prompt stands in input and the row is marked.
func TestCacheUnknown(t *testing.T) {
	data := "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,model_permaslug\ng,2025-01-02 03:04:05.678,0.1,100,20,x/y\n"
	r := read(t, strings.NewReader(data), usagefile.Options{}, "openrouter-activity-csv")[0]
	if !r.CacheUnknown || r.Tokens[pricing.Input] != 100 || r.Tokens[pricing.CacheRead] != 0 {
		t.Errorf("cache unknown %t, tokens %v", r.CacheUnknown, r.Tokens)
	}
	d := read(t, strings.NewReader(dailyHead+"2026-10-01,x/y,1,0,7,100,20,0\n"), usagefile.Options{}, "openrouter-activity-aggregate-csv")[0]
	if !d.CacheUnknown || !d.Mixed || !d.Bucket || d.Requests != 7 {
		t.Errorf("daily row %+v", d)
	}
}

// TestRefusedFiles: files that can't be read at all, each with what its error
// has to say.
func TestRefusedFiles(t *testing.T) {
	good := activityHead + activityRow
	zipped := squeeze(t, strings.Repeat(good, 400))
	for _, c := range []struct {
		name, data string
		is         error
		says       []string
	}{
		{"empty", "", usagefile.ErrEmpty, nil},
		{"byte order mark alone", "\ufeff", usagefile.ErrEmpty, nil},
		{"blank lines alone", "\n\n\n", usagefile.ErrEmpty, nil},
		{"gzip of nothing", squeeze(t, ""), usagefile.ErrEmpty, nil},
		{"a NUL in the header", "time,model\x00\n2026-10-01,m\n", usagefile.ErrBinary, nil},
		{"a NUL in a row that is cut off", activityHead + "a\x00b", usagefile.ErrCutOff, nil},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", usagefile.ErrBinary, nil},
		{"random bytes", squeeze(t, good)[10:], usagefile.ErrBinary, nil},
		{"UTF-16 without its mark", "t\x00i\x00m\x00e\x00,\x00m\x00", usagefile.ErrBinary, nil},
		{"UTF-32", "\xff\xfe\x00\x00t\x00\x00\x00", usagefile.ErrBinary, nil},
		{"UTF-16 that ends in a character", "\xff\xfe" + strings.Repeat("t\x00", 100) + "i", usagefile.ErrCutOff, nil},
		{"UTF-16 of nothing", "\xfe\xff", usagefile.ErrEmpty, nil},
		{"gzip cut off", zipped[:len(zipped)/2], usagefile.ErrCutOff, nil},
		{"gzip without its checksum", zipped[:len(zipped)-4], usagefile.ErrCutOff, nil},
		{"zip cut off", archive(t, map[string]string{"a.csv": good})[:60], usagefile.ErrCutOff, nil},
		{"zip with none", archive(t, map[string]string{}), nil, []string{"zip"}},
		{"short row at the end", good + "gen-2,2026-10-01 10:0", usagefile.ErrCutOff, []string{"line 3"}},
		{"short row at the end, line break and all", good + "gen-2,2026-10-01\n", usagefile.ErrCutOff, []string{"line 3"}},
		{"quote never closed", good + "gen-2,\"2026-10-01 10:00:00,0.5,100,20,5,40,x\n", usagefile.ErrCutOff, []string{"line 3"}},
		{"a quote inside a bare cell", nativeHead + "2026-10-01,m,1,1,0,0,5\" disk\n", nil, []string{"line 2: a quote (\") stands inside a cell"}},
		{"a JSON document", "{\n \"a\": 1\n}\n", nil, []string{"its fields: a"}},
		{"a JSON list of numbers behind blank lines, compressed", squeeze(t, "\n [1]"), nil, []string{"no known export"}},
		{"a journal", "2026-01-01 * \"x\" \"y\"\n  Assets:Cash  1 USD\n", usagefile.ErrNoTable, []string{"is no known export: it is neither CSV nor JSON (line 1: a quote"}},
		{"a text", "hello world\n", usagefile.ErrNoTable, []string{"(its first line is not cut into columns: hello world)"}},
		{"another table", "a,b\n1,2\n", nil, []string{"is no known export: native is nearest and lacks time, model\nits columns: a, b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := refuse(c.data, usagefile.Options{})
			if err == nil {
				t.Fatal("it was read")
			}
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("error %v, want %v", err, c.is)
			}
			for _, s := range c.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("error %q does not say %q", err, s)
				}
			}
		})
	}
}

// TestMissingColumn: the error names the nearest type and what it lacks, and the columns
// that are there.
func TestMissingColumn(t *testing.T) {
	err := refuse("generation_id,created_at,cost_total,tokens_prompt,tokens_completion,Modell\n", usagefile.Options{})
	var un *usagefile.UnrecognisedError
	if !errors.As(err, &un) {
		t.Fatalf("error %T %v, want *UnrecognisedError", err, err)
	}
	for _, name := range usagefile.Types() {
		tried := slices.ContainsFunc(un.Tried, func(a usagefile.Attempt) bool { return a.Type == name })
		if isJSON := strings.HasSuffix(name, "-json") || strings.HasSuffix(name, "-jsonl"); tried == isJSON {
			t.Errorf("%s tried: %t", name, tried)
		}
	}
	const want = "is no known export: openrouter-activity-csv is nearest and lacks model_permaslug\n" +
		"its columns: generation_id, created_at, cost_total, tokens_prompt, tokens_completion, Modell"
	if err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	err = refuse("generation_id,created_at,cost_total,tokens_prompt,tokens_completion,Modell\n", usagefile.Options{Type: "openrouter-activity-csv"})
	var head *usagefile.HeaderError
	if !errors.As(err, &head) || head.Column != "model_permaslug" || head.Type != "openrouter-activity-csv" {
		t.Fatalf("error %#v, want *HeaderError of model_permaslug", err)
	}
	if !strings.Contains(err.Error(), "Modell") || !strings.Contains(err.Error(), "missing") {
		t.Errorf("error %q names neither the fault nor the columns that are there", err)
	}
}

func TestNeededColumnTwice(t *testing.T) {
	for _, c := range []struct {
		name, head string
		opt        usagefile.Options
		column     string
	}{
		{"openrouter", strings.TrimSuffix(activityHead, "\n") + ",cost_total\n", usagefile.Options{}, "cost_total"},
		{"native", "time,model,time\n", usagefile.Options{}, "time"},
		{"with a space", "time,model,model \n", usagefile.Options{}, "model"},
		{"native and not needed", "time,model,key,key\n", usagefile.Options{}, "key"},
		{"mapped beside one that stands under its own name", "when,model,app,app\n", usagefile.Options{Map: map[string]string{"time": "when"}}, "app"},
		{"mapped", "when,what,when\n", usagefile.Options{Map: map[string]string{"time": "when", "model": "what"}}, "when"},
		{"mapped and not needed", "when,what,n,n\n", usagefile.Options{Map: map[string]string{"time": "when", "model": "what", "input_tokens": "n"}}, "n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := refuse(c.head, c.opt)
			var head *usagefile.HeaderError
			if !errors.As(err, &head) || head.Column != c.column || !strings.Contains(err.Error(), "twice") {
				t.Errorf("error %v, want a *HeaderError: %s stands twice", err, c.column)
			}
		})
	}
	// A name that no field is read from may stand twice.
	for name, opt := range map[string]usagefile.Options{
		"time,model,x,x\n":        {},
		"time,time,when,what\n":   {Map: map[string]string{"time": "when", "model": "what"}},
		"time,model,model,when\n": {Set: map[string]string{"model": "openai/gpt-4o"}},
	} {
		if err := refuse(name, opt); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// TestBadCells: every kind of bad cell is named by line, column, value and
// reason, and the rows beside it stay good.
func TestBadCells(t *testing.T) {
	row := func(at, cost, prompt, completion, reasoning, cached string) string {
		return strings.Join([]string{"gen-2", at, cost, prompt, completion, reasoning, cached, "x/y"}, ",") + "\n"
	}
	const at = "2026-10-01 10:00:00"
	for _, c := range []struct {
		name, row, column, value, reason string
	}{
		{"negative count", row(at, "1", "-1", "0", "0", "0"), "tokens_prompt", "-1", "negative"},
		{"fraction of a token", row(at, "1", "1.5", "0", "0", "0"), "tokens_prompt", "1.5", "whole"},
		{"count in words", row(at, "1", "1", "many", "0", "0"), "tokens_completion", "many", "not a number"},
		{"count NaN", row(at, "1", "1", "NaN", "0", "0"), "tokens_completion", "NaN", "not a number"},
		{"count in hexadecimal", row(at, "1", "0x10", "0", "0", "0"), "tokens_prompt", "0x10", "not a number"},
		{"count with thousands", row(at, "1", `"1,000"`, "0", "0", "0"), "tokens_prompt", "1,000", "not a number"},
		{"count beyond a row", row(at, "1", "1000000000001", "0", "0", "0"), "tokens_prompt", "1000000000001", "more than 1000000000000"},
		{"amount NaN", row(at, "NaN", "1", "0", "0", "0"), "cost_total", "NaN", "not a decimal"},
		{"amount infinite", row(at, "Infinity", "1", "0", "0", "0"), "cost_total", "Infinity", "not a decimal"},
		{"amount infinite, short", row(at, "-inf", "1", "0", "0", "0"), "cost_total", "-inf", "not a decimal"},
		{"amount 1e400", row(at, "1e400", "1", "0", "0", "0"), "cost_total", "1e400", "12 digits"},
		{"amount 1e-400", row(at, "1e-400", "1", "0", "0", "0"), "cost_total", "1e-400", "30 decimals"},
		{"amount 1e99999999999", row(at, "1e99999999999", "1", "0", "0", "0"), "cost_total", "1e99999999999", "12 digits"},
		{"amount in hexadecimal", row(at, "0x1p3", "1", "0", "0", "0"), "cost_total", "0x1p3", "not a decimal"},
		{"amount with thousands", row(at, `"1,234.50"`, "1", "0", "0", "0"), "cost_total", "1,234.50", "not a decimal"},
		{"amount with a decimal comma", row(at, `"0,5"`, "1", "0", "0", "0"), "cost_total", "0,5", "not a decimal"},
		{"amount with a currency sign", row(at, "$0.5", "1", "0", "0", "0"), "cost_total", "$0.5", "not a decimal"},
		{"amount with a thin space", row(at, "1 000", "1", "0", "0", "0"), "cost_total", "1 000", "not a decimal"},
		{"main amount empty", row(at, "", "1", "0", "0", "0"), "cost_total", "", "empty"},
		{"13 digits before the point", row(at, "1234567890123", "1", "0", "0", "0"), "cost_total", "1234567890123", "12 digits"},
		{"31 decimals", row(at, "0.0000000000000000000000000000001", "1", "0", "0", "0"), "cost_total", "0.0000000000000000000000000000001", "30 decimals"},
		{"time of year 0", row("0000-10-01 10:00:00", "1", "1", "0", "0", "0"), "created_at", "0000-10-01 10:00:00", "year"},
		{"time of year 3000", row("3000-10-01 10:00:00", "1", "1", "0", "0", "0"), "created_at", "3000-10-01 10:00:00", "year 3000"},
		{"time empty", row("", "1", "1", "0", "0", "0"), "created_at", "", "not a time (2026-11-14 18:22:00 or"},
		{"31 February", row("2026-02-31 10:00:00", "1", "1", "0", "0", "0"), "created_at", "2026-02-31 10:00:00", "not a time"},
		{"id empty", ",2026-10-01 10:00:00,1,1,0,0,0,x/y\n", "generation_id", "", "empty"},
		{"model empty", "gen-2,2026-10-01 10:00:00,1,1,0,0,0,\n", "model_permaslug", "", "empty"},
		{"row too short", "gen-2,2026-10-01 10:00:00,1\n", "", "", "3 cells and the header 8"},
		{"row too long", "gen-2,2026-10-01 10:00:00,1,1,0,0,0,x/y,z\n", "", "", "9 cells and the header 8"},
		{"a NUL, far down", strings.Repeat(activityRow, 100) + "gen-2,2026-10-01 10:00:00,1,1,0,0,0,K\x00ln\n", "model_permaslug", "K\x00ln", "NUL"},
		{"a bad cell that is not UTF-8", row("1. M\xe4rz", "1", "1", "0", "0", "0"), "created_at", "1. März", "not a time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := activityHead + activityRow + c.row + activityRow
			got := faults(t, data, usagefile.Options{})
			if len(got) != 1 {
				t.Fatalf("faults %v, want one", got)
			}
			want := 2 + strings.Count(activityRow+c.row, "\n") - 1
			if f := got[0]; f.Line != want || f.Column != c.column || f.Value != c.value || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("fault line %d %s %q: %s; want line %d %s %q: ...%s...", f.Line, f.Column, f.Value, f.Reason, want, c.column, c.value, c.reason)
			}
		})
	}
}

// TestFirstRecordTooShort: by what the first records hold it is told how an export is
// grouped.
func TestFirstRecordTooShort(t *testing.T) {
	const head = "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id,organization_id\n"
	got := faults(t, head+"1,2,3,4,5,6\n1790812800,1790899200,,,0.5,usd,x,p,o\n", usagefile.Options{})
	if len(got) != 1 || !strings.Contains(got[0].Reason, "6 cells and the header 9") {
		t.Errorf("faults %+v", got)
	}
}

// TestEveryBadCellOfARow: all bad cells of one row are named, not the first
// alone.
func TestEveryBadCellOfARow(t *testing.T) {
	got := faults(t, activityHead+"gen-1,when,free,-1,2,0,0,x/y\n", usagefile.Options{})
	var columns []string
	for _, f := range got {
		columns = append(columns, f.Column)
	}
	if s := strings.Join(columns, " "); s != "created_at cost_total tokens_prompt" {
		t.Errorf("faults in %q, want created_at cost_total tokens_prompt", s)
	}
}

// TestEmptyCells: parts and counts that are empty are zero.
func TestEmptyCells(t *testing.T) {
	data := "generation_id,created_at,cost_total,cost_web_search,byok_usage_inference,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,variant\n" +
		"g,2026-10-01 10:00:00, +0.1 ,,,,,,,x/y,\n"
	r := read(t, strings.NewReader(data), usagefile.Options{}, "openrouter-activity-csv")[0]
	if r.Cost.String() != "0.1" || !r.Tokens.IsZero() || r.OwnKey || !r.OwnKeyUSD.IsZero() || r.Model != "x/y" {
		t.Errorf("got %+v", r)
	}
}

// TestSearchWithinItsRow: a search was paid with the row's cost, no more of it than that
// is; over an own key it was paid elsewhere.
func TestSearchWithinItsRow(t *testing.T) {
	for parts, want := range map[string]string{"0.01,0.0024": "0.0124", "5,": "0.0124", "0.01,": "0.01", "-1,": "0"} {
		data := "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,model_permaslug,cost_web_search,cost_file_processing\n" +
			"g,2026-10-01 10:00:00,0.0124,10,5,x/y," + parts + "\n"
		if r := read(t, strings.NewReader(data), usagefile.Options{}, "openrouter-activity-csv")[0]; r.Extra.String() != want {
			t.Errorf("search and file of %s in 0.0124: %s, want %s", parts, r.Extra, want)
		}
	}
}

// TestPhysicalLines: a fault's line is where its record starts in the file, also
// behind records that span lines and behind blank ones.
func TestPhysicalLines(t *testing.T) {
	data := "time,model,app,input_tokens\n" + // line 1
		"2026-10-01,m,\"one\ntwo\nthree\",1\n" + // 2 to 4
		"\n" + // 5
		"2026-10-01,m,\"a\nb\",-7\n" + // 6 to 7
		"2026-10-01,m,c,-8\n" // 8
	for name, data := range map[string]string{"LF": data, "CRLF": strings.ReplaceAll(data, "\n", "\r\n"), "BOM": "\ufeff" + data} {
		got := faults(t, data, usagefile.Options{})
		if len(got) != 2 || got[0].Line != 6 || got[1].Line != 8 {
			t.Errorf("%s: faults %v, want lines 6 and 8", name, got)
		}
	}
}

// TestNativeRow: which cells of tollbook's own CSV may be empty, and what they
// mean then.
func TestNativeRow(t *testing.T) {
	for _, c := range []struct {
		name, head, cells     string
		hasCost, ownKey, many bool
		requests              int64
		cost                  string
	}{
		{"no cost column", "time,model", "2026-10-01,m", false, false, false, 1, "0"},
		{"empty cost", "time,model,cost_usd", "2026-10-01,m,", false, false, false, 1, "0"},
		{"cost of zero", "time,model,cost_usd", "2026-10-01,m,0", true, false, false, 1, "0"},
		{"negative cost", "time,model,cost_usd", "2026-10-01,m,-2.50", true, false, false, 1, "-2.5"},
		{"many requests", "time,model,cost_usd,requests", "2026-10-01,m,1,12", true, false, true, 12, "1"},
		{"own key without a fee", "time,model,cost_usd,byok_usd", "2026-10-01,m,,0.7", true, true, false, 1, "0"},
		{"own key with a fee", "time,model,cost_usd,byok_usd", "2026-10-01,m,0.03,0.7", true, true, false, 1, "0.03"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, strings.NewReader(c.head+"\n"+c.cells+"\n"), usagefile.Options{}, "native")[0]
			if r.HasCost != c.hasCost || r.OwnKey != c.ownKey || r.Mixed != c.many || r.Requests != c.requests || r.Cost.String() != c.cost {
				t.Errorf("got %+v", r)
			}
		})
	}
}

// TestDailyOwnKey: dollars on own keys make an own-key row only where the
// gateway itself took nothing; a mixed bucket stays the gateway's.
func TestDailyOwnKey(t *testing.T) {
	rows := read(t, strings.NewReader(dailyHead+"2026-10-01,a,0,0.75,1,1,1,0\n2026-10-01,b,0.5,0.75,1,1,1,0\n2026-10-01,c,0,0,1,1,1,0\n"), usagefile.Options{}, "openrouter-activity-aggregate-csv")
	if !rows[0].OwnKey || rows[1].OwnKey || rows[2].OwnKey {
		t.Errorf("own key %t %t %t, want true false false", rows[0].OwnKey, rows[1].OwnKey, rows[2].OwnKey)
	}
}

func TestMapAndSet(t *testing.T) {
	data := "Zeitpunkt,Modell,Tokens rein,Tokens raus,Kunde\n2026-10-01 10:00:00,gpt-4o,100,20,Müller\n"
	mapping := map[string]string{"time": "Zeitpunkt", "model": "Modell", "input_tokens": "Tokens rein", "output_tokens": "Tokens raus", "user": "Kunde"}
	r := read(t, strings.NewReader(data), usagefile.Options{Map: mapping, Set: map[string]string{"gateway": "openai", "requests": "3", "cost_usd": "0.25"}}, "native")[0]
	if r.Model != "gpt-4o" || r.Gateway != "openai" || r.User != "Müller" || r.Requests != 3 || r.Cost.String() != "0.25" || !r.HasCost ||
		r.Tokens[pricing.Input] != 100 || r.Tokens[pricing.Output] != 20 || !r.At.Equal(time.Date(2026, 10, 1, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v", r)
	}
	// A constant stands in for a needed column, and over one that is there.
	r = read(t, strings.NewReader("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,374,44\n"), usagefile.Options{
		Map: map[string]string{"time": "TIMESTAMP", "input_tokens": "ContextTokens", "output_tokens": "GeneratedTokens"},
		Set: map[string]string{"model": "openai/gpt-4o", "gateway": "openai"}}, "native")[0]
	if r.Model != "openai/gpt-4o" || r.Tokens[pricing.Input] != 374 || !r.At.Equal(time.Date(2023, 11, 16, 18, 17, 3, 979960000, time.UTC)) {
		t.Errorf("got %+v", r)
	}
	// Labels of a known format can be set too.
	r = read(t, strings.NewReader(activityHead+activityRow), usagefile.Options{Set: map[string]string{"app": "x", "account": "openrouter/b"}}, "openrouter-activity-csv")[0]
	if r.App != "x" || r.Account != "openrouter/b" {
		t.Errorf("app %q account %q", r.App, r.Account)
	}
	// A fault in a mapped column names the file's own column.
	got := faults(t, strings.ReplaceAll(data, ",100,", ",1.5,"), usagefile.Options{Map: mapping})
	if len(got) != 1 || got[0].Column != "Tokens rein" || got[0].Value != "1.5" {
		t.Errorf("faults %v, want one of Tokens rein", got)
	}
	// A constant that is no value is a fault of every row.
	got = faults(t, data, usagefile.Options{Map: mapping, Set: map[string]string{"cost_usd": "free"}})
	if len(got) != 1 || got[0].Column != "cost_usd" || got[0].Value != "free" {
		t.Errorf("faults %v, want one of cost_usd", got)
	}
}

func TestMapAndSetErrors(t *testing.T) {
	native := "time,model,n\n2026-10-01,m,1\n"
	for _, c := range []struct {
		name string
		data string
		opt  usagefile.Options
		says []string
	}{
		{"no such type", native, usagefile.Options{Type: "excel"}, []string{`"excel"`, "native", "openrouter-activity-aggregate-csv"}},
		{"no such field", native, usagefile.Options{Map: map[string]string{"tokens": "n"}}, []string{"tokens", "input_tokens"}},
		{"no such column", native, usagefile.Options{Map: map[string]string{"input_tokens": "N"}}, []string{`"N"`, "--map input_tokens=N", "time, model, n"}},
		{"set of no field", native, usagefile.Options{Set: map[string]string{"price": "1"}}, []string{"price", "cost_usd"}},
		{"set of a figure in a known format", activityHead + activityRow, usagefile.Options{Set: map[string]string{"cost_usd": "1"}}, []string{"cost_usd", "openrouter-activity-csv", "gateway, account"}},
		{"a mapping without the needed", "a,b\n1,2\n", usagefile.Options{Map: map[string]string{"time": "a"}}, []string{"model", "--map model=COLUMN", "a, b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := refuse(c.data, c.opt)
			if err == nil {
				t.Fatal("it was read")
			}
			for _, s := range c.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("error %q does not say %q", err, s)
				}
			}
		})
	}
}

func TestNextStopsWithItsContext(t *testing.T) {
	f, err := usagefile.Open(strings.NewReader(activityHead+activityRow), usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

// TestArchiveInArchives: packed once more than exports are is refused, so that a
// file that unpacks to itself ends.
func TestArchiveInArchives(t *testing.T) {
	packed := []byte("time,model\n2026-01-01,x\n")
	for depth := 1; depth <= 3; depth++ {
		var buf bytes.Buffer
		z := gzip.NewWriter(&buf)
		if _, err := z.Write(packed); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		packed = buf.Bytes()
		_, err := usagefile.Open(bytes.NewReader(packed), usagefile.Options{})
		if refused := err != nil; refused != (depth > 2) {
			t.Errorf("packed %d times: %v", depth, err)
		}
	}
}

// TestMapIsForNativeFiles: a mapping beside another type would be ignored.
func TestMapIsForNativeFiles(t *testing.T) {
	_, err := usagefile.Open(strings.NewReader("a,b\n"), usagefile.Options{Type: "openrouter-activity-csv", Map: map[string]string{"time": "a"}})
	if err == nil || !strings.Contains(err.Error(), "--map") {
		t.Errorf("error %v", err)
	}
	_, err = usagefile.Open(strings.NewReader(claudeCall("m", "x", "{}")), usagefile.Options{Type: claudeLog, Map: map[string]string{"time": "timestamp"}})
	if err == nil || !strings.Contains(err.Error(), "this is a log (claude-code-jsonl)") {
		t.Errorf("of a log: %v", err)
	}
}

// The manual lists every format by where people get it.
func TestFormatsSayWhereTheyAreFound(t *testing.T) {
	for _, f := range usagefile.Formats() {
		if f.Found == "" {
			t.Errorf("%s does not say where one gets it", f.Name)
		}
	}
}
