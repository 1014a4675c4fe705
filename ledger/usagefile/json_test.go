package usagefile_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
)

const activityAPI = "openrouter-activity-api-json"

// day is one record of OpenRouter's /activity, whose model tells records apart.
func day(model string) string {
	return `{"date":"2026-10-03","model":"` + model + `","usage":0.25,"requests":2,"prompt_tokens":30,"completion_tokens":4}`
}

func models(rows []usagefile.Row) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(r.Model + "@" + strconv.Itoa(r.Line) + " ")
	}
	return strings.TrimSpace(b.String())
}

// TestJSONShapes reads the same records in every shape in which an API or a
// person may have written them down, with the line on which each starts.
func TestJSONShapes(t *testing.T) {
	a, b, c := day("a"), day("b"), day("c")
	pretty := strings.NewReplacer("{", "{\n  ", ",", ",\n  ", "}", "\n}").Replace
	for _, tc := range []struct{ name, data, want string }{
		{"lines", a + "\n" + b + "\n" + c + "\n", "a@1 b@2 c@3"},
		{"lines without the last break", a + "\n" + b, "a@1 b@2"},
		{"lines with CRLF", a + "\r\n" + b + "\r\n", "a@1 b@2"},
		{"lines with blank ones between", "\n\n" + a + "\n\n\n" + b + "\n \n", "a@3 b@6"},
		{"byte order mark", "\ufeff" + a + "\n", "a@1"},
		{"gzip", squeeze(t, a+"\n"+b), "a@1 b@2"},
		{"zip", archive(t, map[string]string{"x.json": a}), "a@1"},
		{"one behind another on a line", a + b + " " + c, "a@1 b@1 c@1"},
		{"an array", "[" + a + "," + b + "]", "a@1 b@1"},
		{"an array over lines", "[\n" + a + ",\n" + b + "\n]\n", "a@2 b@3"},
		{"an array of records over lines", "[\n" + pretty(a) + ",\n" + pretty(b) + "]", "a@2 b@10"},
		{"two arrays", "[" + a + "]\n[" + b + "]", "a@1 b@2"},
		{"an empty array, then one", "[]\n[" + b + "]", "b@2"},
		{"records over lines", pretty(a) + "\n" + pretty(b), "a@1 b@9"},
		{"a page", `{"data":[` + a + "," + b + `]}`, "a@1 b@1"},
		{"a page with members around", `{"object":"page","x":{"data":[1]},"data":[` + a + "," + b + `],"has_more":false,"y":[{}]}`, "a@1 b@1"},
		{"a page over lines", "{\n\"object\": \"page\",\n\"data\": [\n" + a + ",\n" + b + "\n]\n}\n", "a@4 b@5"},
		{"an empty page before a full one", `{"data":[]}` + "\n" + `{"data":[` + b + `]}`, "b@2"},
		{"pages one after another", `{"data":[` + a + `]}{"data":[` + b + "]}\n" + `{"data":[` + c + `]}`, "a@1 b@1 c@2"},
		{"pages over lines", "{\n\"data\":[\n" + a + "\n]}\n{\n\"data\":[\n" + b + "]}", "a@3 b@7"},
		{"a list of pages", `[{"data":[` + a + `]},` + "\n" + `{"data":[` + b + "," + c + `]}]`, "a@1 b@2 c@2"},
		{"answers of one record", `{"data":` + a + "}\n" + `{"data":` + b + "}\n", "a@1 b@2"},
		{"an answer over lines", "{\n \"data\": " + a + "\n}", "a@2"},
		{"spaces about everything", " [ " + strings.NewReplacer(":", " : ", ",", " , ", "{", "{ ", "}", " }").Replace(a) + " , " + b + " ] ", "a@1 b@1"},
		{"escapes in names and values", strings.NewReplacer(`"model"`, `"\u006dodel"`, `"a"`, `"\u0061"`).Replace(a), "a@1"},
		{"text that looks like structure", day(`}],\"data\":[{`), `}],"data":[{@1`},
		{"a backslash before the quote", day(`x\\`), `x\@1`},
		{"a lone surrogate", day(`x\ud800`), "x\ufffd@1"},
		{"a pair of surrogates", day(`\ud83d\ude00`), "😀@1"},
		{"null records and texts in an inner object", strings.Replace(a, `"usage"`, `"o":null,"p":[null,"}",[[]]],"usage"`, 1), "a@1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := models(read(t, strings.NewReader(tc.data), usagefile.Options{}, activityAPI)); got != tc.want {
				t.Errorf("rows %s, want %s", got, tc.want)
			}
		})
	}
}

// TestJSONAmounts: a number is its digits, or a text of them, never a float.
func TestJSONAmounts(t *testing.T) {
	for in, want := range map[string]string{
		"0.1": "0.1", "6e-07": "0.0000006", "1.2E-5": "0.000012", `"0.30"`: "0.3", "-0.25": "-0.25", "0": "0", "1E+2": "100",
		"0.123456789012345678901234567891": "0.123456789012345678901234567891",
		"999999999999.999999999999":        "999999999999.999999999999",
	} {
		data := strings.Replace(day("m"), "0.25", in, 1)
		if got := read(t, strings.NewReader(data), usagefile.Options{}, activityAPI)[0].Cost.String(); got != want {
			t.Errorf("usage %s is read as %s, want %s", in, got, want)
		}
	}
}

// TestBadJSONFields: a bad value is named by line, field, value and reason, and
// the records beside it stay good.
func TestBadJSONFields(t *testing.T) {
	for _, c := range []struct{ name, old, new, column, value, reason string }{
		{"an amount of 1e400", `0.25`, `1e400`, "usage", "1e400", "12 digits"},
		{"an amount in words", `0.25`, `"NaN"`, "usage", "NaN", "not a decimal"},
		{"an amount that is true", `0.25`, `true`, "usage", "true", "not a decimal"},
		{"an amount that is null", `0.25`, `null`, "usage", "", "is empty"},
		{"an amount that is an object", `0.25`, `{"value":1}`, "usage", `{"value":1}`, "no single value"},
		{"no amount", `"usage":0.25,`, ``, "usage", "", "is missing"},
		{"a negative count", `30`, `-30`, "prompt_tokens", "-30", "negative"},
		{"a fraction of a token", `30`, `30.5`, "prompt_tokens", "30.5", "whole"},
		{"a count of 1e18", `30`, `1e18`, "prompt_tokens", "1e18", "12 digits"},
		{"a day of year 3000", `2026-10-03`, `3000-10-03`, "date", "3000-10-03", "year 3000"},
		{"a day of year 0", `2026-10-03`, `0000-10-03`, "date", "0000-10-03", "year"},
		{"a day that is a list", `"2026-10-03"`, `[1]`, "date", "[1]", "no single value"},
		{"a name twice", `"usage":0.25`, `"usage":0.25,"usage":0.50`, "usage", "0.50", "twice"},
		{"a NUL", `"m"`, `"m\u0000"`, "model", "m\x00", "NUL"},
		{"a bare NUL", `"m"`, "\"m\x00\"", "", "", "no JSON"},
		{"a number with a leading zero", `30`, `030`, "", "", "no JSON"},
		{"a comma too many", `"completion_tokens":4`, `"completion_tokens":4,`, "", "", "no JSON"},
		{"a bare tab in a text", `"m"`, "\"m\t\"", "", "", "no JSON"},
		{"brackets that don't match", `"completion_tokens":4`, `"completion_tokens":4,"x":[1}`, "", "", "no JSON"},
		{"nested 20,000 deep", `"completion_tokens":4`, `"completion_tokens":4,"x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000), "", "", "no JSON"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := strings.Replace(day("m"), c.old, c.new, 1)
			if bad == day("m") {
				t.Fatal("nothing was changed")
			}
			data := strings.Repeat(day("g")+"\n", 100) + bad + "\n" + day("h") + "\n"
			got := faults(t, data, usagefile.Options{})
			if len(got) != 1 {
				t.Fatalf("faults %v, want one", got)
			}
			f := got[0]
			if f.Line != 101 || f.Column != c.column || c.column != "" && f.Value != c.value || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("fault line %d %s %.60q: %s; want line 101 %s %q: ...%s...", f.Line, f.Column, f.Value, f.Reason, c.column, c.value, c.reason)
			}
		})
	}
}

// TestBrokenJSONLines: in JSON lines a record that its line cuts off, or that is
// none, is one bad record, and the next line is read.
func TestBrokenJSONLines(t *testing.T) {
	for name, bad := range map[string]string{
		"cut in a text":        `{"date":"2026-10`,
		"cut behind a name":    `{"date"`,
		"cut behind a colon":   `{"date":`,
		"cut behind a value":   `{"date":"2026-10-03"`,
		"cut behind a comma":   `{"date":"2026-10-03",`,
		"cut inside an object": `{"date":{"x":1`,
		"cut in an escape":     `{"date":"\`,
		"a log's words":        `WARN retrying`,
		"null":                 `null`,
		"a text":               `"x"`,
		"a bare name":          `{date: 1}`,
	} {
		t.Run(name, func(t *testing.T) {
			got := faults(t, day("a")+"\n"+bad+"\n"+day("b")+"\n"+day("c")+"\n", usagefile.Options{})
			if len(got) != 1 || got[0].Line != 2 {
				t.Errorf("faults %v, want one in line 2", got)
			}
		})
	}
}

// TestRefusedJSON: files that can't be read at all, each with what its error
// has to say.
func TestRefusedJSON(t *testing.T) {
	a, b := day("a"), day("b")
	for _, c := range []struct {
		name, data string
		opt        usagefile.Options
		is         error
		says       []string
	}{
		{"cut in the last line", a + "\n" + b[:50], usagefile.Options{}, usagefile.ErrCutOff, []string{"line 2"}},
		{"cut in the last line, line break and all", a + "\n" + b[:50] + "\n", usagefile.Options{}, usagefile.ErrCutOff, []string{"line 2"}},
		{"cut in the only record", a[:50], usagefile.Options{}, usagefile.ErrCutOff, []string{"line 1"}},
		{"cut in an array's record", "[" + a + ",\n" + b[:50], usagefile.Options{}, usagefile.ErrCutOff, []string{"line 2"}},
		{"cut behind an array's record", "[" + a, usagefile.Options{}, usagefile.ErrCutOff, nil},
		{"cut behind an array's comma", "[" + a + ",", usagefile.Options{}, usagefile.ErrCutOff, nil},
		{"cut in a page", `{"data":[` + a, usagefile.Options{}, usagefile.ErrCutOff, nil},
		{"cut behind a page's list", `{"data":[` + a + `]`, usagefile.Options{}, usagefile.ErrCutOff, nil},
		{"cut behind a page's list and a name", `{"data":[` + a + `],"has_more"`, usagefile.Options{}, usagefile.ErrCutOff, nil},
		{"gzip cut off", squeeze(t, a+"\n"+b)[:60], usagefile.Options{}, usagefile.ErrCutOff, nil},
		{"cut in a text of an array's record, line break and all", "[" + a + ",\n" + b[:12] + "\n", usagefile.Options{}, usagefile.ErrCutOff, []string{"line 2"}},
		{"a text over lines in an array", "[" + a[:12] + "\n" + a[12:] + "]", usagefile.Options{}, nil, []string{"line 1", "never closed"}},
		{"no comma in a list", "[" + a + "\n" + b + "]", usagefile.Options{}, nil, []string{"line 2", "comma"}},
		{"two commas in a list", "[" + a + ",," + b + "]", usagefile.Options{}, nil, []string{"line 1", "a record"}},
		{"a comma at the end of a list", "[" + a + ",]", usagefile.Options{}, nil, []string{"line 1", "a record"}},
		{"words behind an array", "[" + a + "]\nand more", usagefile.Options{}, nil, []string{"line 2", "'a'"}},
		{"an array of an INI file", "[section]\nkey = 1\n", usagefile.Options{}, nil, []string{"no JSON"}},
		{"an empty array", "[]", usagefile.Options{}, nil, []string{"no record", "--type", activityAPI}},
		{"an empty page", `{"data":[]}`, usagefile.Options{}, nil, []string{"no record", "--type", activityAPI}},
		{"an unknown kind", `{"when":1,"what":{"model":"x","n":[{"k":1}]}}`, usagefile.Options{}, nil, []string{"is no known export: ", " is nearest and lacks ", "fields: when, what.model, what.n[].k"}},
		{"a field missing for the type", `{"date":"2026-10-03","model":"x"}`, usagefile.Options{Type: activityAPI}, nil, []string{activityAPI, `"usage" is missing`, "date, model"}},
		{"an API's error", `{"error":{"message":"no","code":403}}`, usagefile.Options{}, nil, []string{"error.message, error.code"}},
		{"a type of CSV", a, usagefile.Options{Type: "deepseek-csv"}, nil, []string{"is JSON", "deepseek-csv", activityAPI}},
		{"a type that is none", a, usagefile.Options{Type: "excel"}, nil, []string{`"excel"`, activityAPI}},
		{"a set of a figure", a, usagefile.Options{Set: map[string]string{"cost_usd": "1"}}, nil, []string{"cost_usd", "gateway, account"}},
		{"CSV as a type of JSON", activityHead, usagefile.Options{Type: activityAPI}, nil, []string{"is CSV", activityAPI}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := refuse(c.data, c.opt)
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
	for _, data := range []string{"[]", `{"data":[]}`, "[]\n[]"} {
		if rows := read(t, strings.NewReader(data), usagefile.Options{Type: activityAPI}, activityAPI); len(rows) != 0 {
			t.Errorf("%s: %d rows", data, len(rows))
		}
	}
}

// TestJSONTypeFromLaterRecord: the first record may be a bad one.
func TestJSONTypeFromLaterRecord(t *testing.T) {
	got := faults(t, `{"date":"2026-10-03"}`+"\n"+day("a")+"\n", usagefile.Options{})
	var columns []string
	for _, f := range got {
		columns = append(columns, f.Column)
	}
	if s := strings.Join(columns, " "); s != "model usage requests prompt_tokens completion_tokens" {
		t.Errorf("faults in %q", s)
	}
}

// TestJSONSet: labels can be set for JSON as for CSV.
func TestJSONSet(t *testing.T) {
	r := read(t, strings.NewReader(day("a")), usagefile.Options{Set: map[string]string{"key": "ci", "account": "openrouter/b"}}, activityAPI)[0]
	if r.Key != "ci" || r.Account != "openrouter/b" || r.Model != "a" {
		t.Errorf("got %+v", r)
	}
}

// TestPageWarnings: a page whose next one is missing is a part of a report.
func TestPageWarnings(t *testing.T) {
	page := func(model, rest string) string { return `{"data":[` + day(model) + `]` + rest + `}` }
	for _, c := range []struct{ name, data, says string }{
		{"has_more false", page("a", `,"has_more":false,"next_page":null`), ""},
		{"has_more true", page("a", `,"has_more":true,"next_page":"x"`), "has_more"},
		{"has_more before the list", `{"has_more":true,"data":[` + day("a") + `]}`, "has_more"},
		{"has_more, and the next page behind it", page("a", `,"has_more":true`) + page("b", `,"has_more":false`), ""},
		{"has_more on the last of two", page("a", `,"has_more":true`) + page("b", `,"has_more":true`), "has_more"},
		{"the first 100 of 101, in an answer", `{"data":{"page":1,"page_size":100,"total":101,"items":[` + quotaRow("a") + `]},"success":true}`, "101 in all"},
		{"all of an answer's", `{"success":true,"data":{"items":[` + quotaRow("a") + `],"page":1,"page_size":100,"total":1}}`, ""},
		{"page 1 of 3", page("a", `,"total":3,"page":1,"total_pages":3`), "1 of 3"},
		{"page 3 of 3", page("a", `,"total":3,"page":3,"total_pages":3`), ""},
		{"the first 20 of 21", page("a", `,"result_info":{"page":1,"per_page":20,"count":20,"total_count":21}`), "21 in all"},
		{"the last 20 of 40", page("a", `,"result_info":{"page":2,"per_page":20,"count":20,"total_count":40}`), ""},
		{"no pages", day("a"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := usagefile.Open(strings.NewReader(c.data), usagefile.Options{})
			for err == nil {
				_, err = f.Next(t.Context())
			}
			got := strings.Join(f.Warnings(), "\n")
			if c.says == "" && got != "" || !strings.Contains(got, c.says) {
				t.Errorf("warnings %q, want one that says %q", got, c.says)
			}
		})
	}
}

// TestSharedList: a list that holds one format's records and another's rows is a page of the
// former, and a record of the latter where one of its members stands before the list.
func TestSharedList(t *testing.T) {
	usage := fmt.Sprintf(usageBucket, fmt.Sprintf(usageResult, "null"))
	bucket := usage[1 : len(usage)-1]
	report := `{"results":[` + vercelSum(`"day":"2026-10-02","model":"m"`) + `]}`
	for name, c := range map[string]struct{ data, format string }{
		"a report":                     {report, "vercel-report-json"},
		"a report with members before": {`{"object":"list","results":[` + vercelSum(`"day":"2026-10-02","model":"m"`) + `]}`, "vercel-report-json"},
		"a bucket by itself":           {`{` + bucket + `}`, "openai-usage-completions-api-json"},
		"buckets one below another":    {`{` + bucket + "}\n{" + strings.Replace(bucket, "1791072000", "1791075600", 1) + `}`, "openai-usage-completions-api-json"},
		"a bucket with more before":    {`{"object":"bucket",` + bucket + `}`, "openai-usage-completions-api-json"},
		"a page of buckets":            {`{"data":[{` + bucket + `}]}`, "openai-usage-completions-api-json"},
		"a bucket in an array":         {`[{` + bucket + `}]`, "openai-usage-completions-api-json"},
	} {
		if rows := read(t, strings.NewReader(c.data), usagefile.Options{}, c.format); len(rows) == 0 || rows[0].Requests < 2 {
			t.Errorf("%s: %d rows", name, len(rows))
		}
	}
}

// quotaRow is a record of New API for a model.
func quotaRow(model string) string {
	return `{"created_at":1791800000,"type":2,"model_name":"` + model + `","quota":1,"prompt_tokens":1,"completion_tokens":1}`
}

// TestPagesInAnswers: an answer may hold a page, whose records are those of its list.
func TestPagesInAnswers(t *testing.T) {
	a, b, c := quotaRow("a"), quotaRow("b"), quotaRow("c")
	for _, tc := range []struct{ name, data, want string }{
		{"a page", `{"success":true,"data":{"page":1,"items":[` + a + "," + b + `],"x":{"items":[1]}},"message":""}`, "a@1 b@1"},
		{"over lines", "{\n\"data\": {\n\"x\": [{}],\n\"items\": [\n" + a + ",\n" + b + "\n]\n}\n}\n", "a@5 b@6"},
		{"one after another", `{"data":{"items":[` + a + `]}}` + "\n" + `{"data":{"items":[]}}` + "\n" + `{"data":{"items":[` + b + `]}} {"data":[` + c + `]}`, "a@1 b@3 c@3"},
		{"a list of them", `[{"data":{"items":[` + a + `]}},{"data":{"items":[` + b + `]},"x":1}]`, "a@1 b@1"},
		{"beside an answer of one record", `{"data":` + a + `}` + `{"data":{"items":[` + b + `]}}`, "a@1 b@1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := models(read(t, strings.NewReader(tc.data), usagefile.Options{}, "newapi-logs-json")); got != tc.want {
				t.Errorf("rows %s, want %s", got, tc.want)
			}
		})
	}
	for data, want := range map[string]string{
		`{"data":{"items":[` + a + `]`:   "ends in the middle",
		`{"data":{"items":[` + a + `]}`:  "ends in the middle",
		`{"data":{"items":[` + a + `]]`:  "comma or the end of the page",
		`{"data":{"page" 1}}`:            "a colon",
		`{"data":{page:1}}`:              "a name",
		`{"data":{"page":1 "items":[]}}`: "a comma or the end of the object",
		`{"data":{"page":"1`:             "ends in the middle",
		"{\"data\":{\"page\":\"1\n\"}} ": "never closed",
	} {
		if err := refuse(data, usagefile.Options{Type: "newapi-logs-json"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", data, err, want)
		}
	}
}
