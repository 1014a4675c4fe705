package usagefile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// mapOf reads "field=path field=path".
func mapOf(text string) map[string]string {
	out := map[string]string{}
	for _, pair := range strings.Fields(text) {
		field, path, _ := strings.Cut(pair, "=")
		out[field] = path
	}
	return out
}

// told are rows as "model input output cost user line".
func told(rows []usagefile.Row) string {
	var out []string
	for _, r := range rows {
		cost := "-"
		if r.HasCost {
			cost = r.Cost.String()
		}
		out = append(out, fmt.Sprintf("%s %d %d %s %s line %d", r.Model, r.Tokens[pricing.Input], r.Tokens[pricing.Output], cost, r.User, r.Line))
	}
	return strings.Join(out, "; ")
}

// TestJSONMaps: each field is found by its path; rows are records, or the elements of
// the innermost list, which share what stands around it.
func TestJSONMaps(t *testing.T) {
	const plain = `{"at":"2026-10-01T10:00:00Z","request":{"model":"m"},"usage":{"in":100,"out":20},"usd":1.2e-05,"who":"ann"}`
	const plainMap = "time=at model=request.model input_tokens=usage.in output_tokens=usage.out cost_usd=usd user=who"
	const list = `{"user":"ann","at":"2026-10-01","calls":[{"m":"a","in":1,"usd":"0.5"},` + "\n" + `{"m":"b","in":2,"usd":null}]}`
	const listMap = "time=at model=calls[].m input_tokens=calls[].in cost_usd=calls[].usd user=user"
	const days = `{"who":"ann","days":[{"day":"2026-10-01","by":{"models":[{"m":"a","in":1},{"m":"b","in":2}]}},` + "\n" +
		`{"day":"2026-10-02","by":{"models":[]}},{"day":"2026-10-03","by":{"models":[{"m":"c","in":3}]}}]}`
	const daysMap = "time=days[].day model=days[].by.models[].m input_tokens=days[].by.models[].in"
	const inner = `{"data":[{"at":"2026-10-01","m":"a"},` + "\n" + `{"at":"2026-10-02","m":"b","user":"bob"}],"more":false}`
	for name, c := range map[string]struct{ data, mapping, want string }{
		"a record":                              {plain, plainMap, "m 100 20 0.000012 ann line 1"},
		"JSON lines":                            {plain + "\n\n" + strings.Replace(plain, `"m"`, `"n"`, 1) + "\n", plainMap, "m 100 20 0.000012 ann line 1; n 100 20 0.000012 ann line 3"},
		"an array":                              {"[" + plain + ",\n" + plain + "]", plainMap, "m 100 20 0.000012 ann line 1; m 100 20 0.000012 ann line 2"},
		"an array named in the path":            {"[" + plain + "]", strings.ReplaceAll(plainMap, "=", "=[]."), "m 100 20 0.000012 ann line 1"},
		"a list with fields around it":          {list, listMap, "a 1 0 0.5 ann line 1; b 2 0 - ann line 2"},
		"a list before the fields around it":    {`{"calls":[{"m":"a","in":1,"usd":2}],"at":"2026-10-01","user":"ann"}`, listMap, "a 1 0 2 ann line 1"},
		"a list that is null, and one of none":  {`{"user":"x","at":"2026-10-01","calls":null}` + "\n" + `{"user":"x","at":"2026-10-01","calls":[]}` + "\n" + strings.ReplaceAll(list, "\n", ""), listMap, "a 1 0 0.5 ann line 3; b 2 0 - ann line 3"},
		"lists in a list":                       {days, daysMap + " user=who", "a 1 0 - ann line 1; b 2 0 - ann line 1; c 3 0 - ann line 2"},
		"lists in a list, read one by one":      {days, daysMap, "a 1 0 -  line 1; b 2 0 -  line 1; c 3 0 -  line 2"},
		"a page's list, by its path":            {inner, "time=data[].at model=data[].m", "a 0 0 -  line 1; b 0 0 - bob line 2"},
		"pages, one after another":              {inner + "\n" + inner, "time=data[].at model=data[].m", "a 0 0 -  line 1; b 0 0 - bob line 2; a 0 0 -  line 3; b 0 0 - bob line 4"},
		"an object where a list is elsewhere":   {`{"data":{"at":"2026-10-01","m":"a"}}`, "time=data[].at model=data[].m", "a 0 0 -  line 1"},
		"the same path for two fields":          {plain, plainMap + " key=who", "m 100 20 0.000012 ann line 1"},
		"fields under their own names":          {`{"time":"2026-10-01","model":"m","input_tokens":5,"user":"bob","usage":{"in":7},"app":{"id":1}}`, "output_tokens=usage.in", "m 5 7 - bob line 1"},
		"an object written into a text":         {`{"at":"2026-10-01","body":"{\"model\":\"m\",\"in\":3}"}`, "time=at model=body.model input_tokens=body.in", "m 3 0 -  line 1"},
		"a field that only a later record has":  {`{"at":"2026-10-01","m":"a"}` + "\n" + `{"at":"2026-10-01","m":"b","c":{"usd":3}}`, "time=at model=m cost_usd=c.usd", "a 0 0 -  line 1; b 0 0 3  line 2"},
		"a name with points in it":              {`{"at":"2026-10-01","m":"a","by":{"us.x.m-4":{"in":7},"eu.x":{"in":9}}}`, "time=at model=m input_tokens=by.us.x.m-4.in", "a 7 0 -  line 1"},
		"a list of an unknown page, many lines": {"{\n \"rows\": [\n  {\"at\": 1790900000, \"m\": \"a\"}\n ]\n}\n", "time=rows[].at model=rows[].m", "a 0 0 -  line 3"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, data := range []string{c.data, squeeze(t, c.data), "\ufeff" + c.data} {
				if got := told(read(t, strings.NewReader(data), usagefile.Options{Map: mapOf(c.mapping)}, "native")); got != c.want {
					t.Errorf("rows %s, want %s", got, c.want)
				}
			}
		})
	}
	// What is set counts for every row, and a record without a mapping can be told to be native.
	own := `{"time":"2026-10-01","model":"m","input_tokens":5}`
	if got := told(read(t, strings.NewReader(own), usagefile.Options{Type: "native", Set: map[string]string{"user": "ci", "cost_usd": "2"}}, "native")); got != "m 5 0 2 ci line 1" {
		t.Errorf("rows %s", got)
	}
}

// TestJSONMapsThatCannotBe: a path that says nothing, or that no record has, is refused
// with what the file has.
func TestJSONMapsThatCannotBe(t *testing.T) {
	const data = `{"at":"2026-10-01","m":"a","x":{"usd":1},"calls":[{"in":1}],"rows":[{"out":2}]}`
	for name, c := range map[string]struct{ mapping, says string }{
		"a field that is none":     {"cost=at", "--map cost=at: no such field; fields: time, gateway"},
		"a path without a name":    {"time=at model=calls[]", "--map model=calls[]: want a path like usage.cost, or items[].cost"},
		"an empty part":            {"time=at model=x..usd", "want a path"},
		"two lists":                {"time=at model=m input_tokens=calls[].in output_tokens=rows[].out", "can't be an element of two lists"},
		"a path that is not there": {"time=at model=m cost_usd=x.eur", `column "x.eur" is not there (--map cost_usd=x.eur); the file has: at, m, x.usd, calls[].in, rows[].out`},
		"an object":                {"time=at model=x", `column "x" is not there`},
		"no time":                  {"model=m", `column "time" is missing; say where it is with --map time=PATH`},
		"no model":                 {"time=at", `column "model" is missing`},
		"in no element":            {"time=calls[].at model=m", `column "calls[].at" is not there`},
	} {
		err := refuse(data, usagefile.Options{Map: mapOf(c.mapping)})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want %q", name, err, c.says)
		}
	}
	if err := refuse(data, usagefile.Options{Map: mapOf("time=at"), Type: activityAPI}); err == nil || !strings.Contains(err.Error(), "--map") {
		t.Errorf("with a type: error %v", err)
	}
	if err := refuse(data, usagefile.Options{Map: mapOf("time=at model=m"), Set: map[string]string{"colour": "red"}}); err == nil || !strings.Contains(err.Error(), "--set colour") {
		t.Errorf("a set of no field: error %v", err)
	}
}

// TestBadMappedJSON: a bad value names its line, path and reason; what is left out holds
// that row alone, and read again with the same mapping it is the same row.
func TestBadMappedJSON(t *testing.T) {
	const bad = `{"who":"ann","days":[{"day":"2026-10-01","by":[{"m":"a","in":1},{"m":"b","in":-2},` + "\n" + `{"m":"c","in":3},7]},{"day":"2026-10-02"},{"day":"2026-10-03","by":5}]}`
	for name, mapping := range map[string]string{"whole": "time=days[].day model=days[].by[].m input_tokens=days[].by[].in user=who", "one by one": "time=days[].day model=days[].by[].m input_tokens=days[].by[].in"} {
		f, err := usagefile.Open(strings.NewReader(bad), usagefile.Options{Map: mapOf(mapping)})
		if err != nil {
			t.Fatal(err)
		}
		var got, raw []string
		for {
			rec, err := f.Next(context.Background())
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(rec.Faults) > 0 {
				got, raw = append(got, rec.Faults[0].Error()), append(raw, rec.Raw[0])
			} else {
				got = append(got, rec.Row.Model)
			}
		}
		want := `a|line 1: days[].by[].in "-2": a count can't be negative|c|line 2:  "7": is no object|line 2: by[] "": is missing|line 2: by[] "5": is no list`
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%s: %s, want %s", name, s, want)
		}
		if want := `{"who":"ann","days":[{"day":"2026-10-01","by":[{"m":"b","in":-2}]}]}`; raw[0] != want && raw[0] != strings.Replace(want, `"who":"ann",`, "", 1) {
			t.Errorf("%s: left out %s", name, raw[0])
		}
		again := faults(t, raw[0], usagefile.Options{Map: mapOf(mapping)})
		if len(again) != 1 || again[0].Value != "-2" {
			t.Errorf("%s: read again: %v", name, again)
		}
	}
	// A cut-off line, words, and a record without the list.
	got := faults(t, `{"at":"2026-10-01","m":"a"}`+"\n"+`{"at":"2026`+"\nWARN\n"+`{"at":"2026-10-01"}`+"\n", usagefile.Options{Map: mapOf("time=at model=m")})
	if len(got) != 3 || got[0].Line != 2 || got[1].Line != 3 || got[2].Line != 4 || got[2].Column != "m" || got[2].Reason != "is empty" {
		t.Errorf("faults %v", got)
	}
	if err := refuse(`{"at":"2026-10-01","m":"a"}`+"\n"+`{"at":"2026`, usagefile.Options{Map: mapOf("time=at model=m")}); !errors.Is(err, usagefile.ErrCutOff) {
		t.Errorf("error %v", err)
	}
}

// TestRememberedJSON: a mapping is found again by the fields of the first record, in
// whatever order they come, and what is said now counts more.
func TestRememberedJSON(t *testing.T) {
	const first = `{"data":[{"at":"2026-10-01","m":{"id":"a"},"n":3}]}`
	const second = `{"data":[{"n":4,"m":{"id":"b"},"at":"2026-10-02"}]}`
	mapping := mapOf("time=data[].at model=data[].m.id input_tokens=data[].n")
	f, err := usagefile.Open(strings.NewReader(first), usagefile.Options{Map: mapping})
	if err != nil {
		t.Fatal(err)
	}
	shape := strings.Join(f.Shape, " ")
	if shape != "data[].at data[].m.id data[].n" {
		t.Fatalf("shape %s", shape)
	}
	opt := usagefile.Options{Set: map[string]string{"user": "now"}, Remembered: func(asked []string) *usagefile.Mapping {
		if strings.Join(asked, " ") != shape {
			return nil
		}
		return &usagefile.Mapping{Map: mapping, Set: map[string]string{"user": "then", "app": "x"}}
	}}
	rows := read(t, strings.NewReader(second), opt, "native")
	if told(rows) != "b 4 0 - now line 1" || rows[0].App != "x" {
		t.Errorf("rows %s, app %s", told(rows), rows[0].App)
	}
	if err := refuse(strings.Replace(second, `"n"`, `"k"`, 1), opt); err == nil || !strings.Contains(err.Error(), "is no known export") {
		t.Errorf("another shape: %v", err)
	}
}

// TestNoCost: words that mean no cost leave a row to the catalog's price, however they
// are written; others are bad cells, and an export of a known type takes none.
func TestNoCost(t *testing.T) {
	opt := usagefile.Options{Map: mapOf("time=Date model=Model cost_usd=Cost"), NoCost: []string{"included", "-"}}
	for data, want := range map[string]string{
		"Date,Model,Cost\n2026-10-01,m,Included\n2026-10-01,m,0.5\n2026-10-01,m, - \n2026-10-01,m,\n":               "- 0.5 - -",
		`{"Date":"2026-10-01","Model":"m","Cost":"INCLUDED"}` + "\n" + `{"Date":"2026-10-01","Model":"m","Cost":0}`: "- 0",
	} {
		var got []string
		for _, r := range read(t, strings.NewReader(data), opt, "native") {
			cost := "-"
			if r.HasCost {
				cost = r.Cost.String()
			}
			got = append(got, cost)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("costs %s, want %s", s, want)
		}
	}
	if got := faults(t, "Date,Model,Cost\n2026-10-01,m,free\n", opt); len(got) != 1 || got[0].Value != "free" {
		t.Errorf("faults %v", got)
	}
	if err := refuse(activityHead+activityRow, usagefile.Options{NoCost: []string{"-"}}); err == nil || !strings.Contains(err.Error(), "--no-cost") {
		t.Errorf("error %v", err)
	}
}

// TestGuessPaths: what is proposed for an unknown JSON is read as it stands, where it
// has a time and a model.
func TestGuessPaths(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"nested":            {`{"timestamp":"2026-10-01","id":"x","response":{"model":"m","id":"r","usage":{"prompt_tokens":3,"completion_tokens":4,"cost":{"usd":1}}},"user":{"id":"u","name":"n"}}`, "time=timestamp model=response.model request_id=id input_tokens=response.usage.prompt_tokens output_tokens=response.usage.completion_tokens cost_usd=response.usage.cost.usd user=user.name"},
		"a list":            {`{"calls":[{"ts":1790900000,"model":"m","input_tokens":5}],"total":{"output_tokens":1}}`, "time=calls[].ts model=calls[].model input_tokens=calls[].input_tokens output_tokens=total.output_tokens"},
		"two lists":         {`{"created_at":"2026-10-01","a":[{"model":"m","input_tokens":1,"output_tokens":1}],"b":[{"cost_usd":1}]}`, "time=created_at model=a[].model input_tokens=a[].input_tokens output_tokens=a[].output_tokens"},
		"a page of a list":  {`{"data":[{"day":"2026-10-01","model_name":"m","tokens":{"input":5,"output":6}}]}`, "time=data[].day model=data[].model_name input_tokens=data[].tokens.input output_tokens=data[].tokens.output"},
		"nothing that fits": {`{"id":{"x":1},"view":{"id":2},"items":[{"host":{"user":1}}]}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var unknown *usagefile.UnrecognisedError
			if err := refuse(c.data, usagefile.Options{}); !errors.As(err, &unknown) {
				t.Fatalf("error %v", err)
			}
			if got := unknown.Guess(); !maps.Equal(got, mapOf(c.want)) {
				t.Fatalf("proposed %v, want %v", got, mapOf(c.want))
			}
			if c.want != "" {
				if rows := read(t, strings.NewReader(c.data), usagefile.Options{Map: unknown.Guess()}, "native"); len(rows) != 1 {
					t.Errorf("rows %s", told(rows))
				}
			}
		})
	}
}

// FuzzJSONMap: no JSON and no path makes it stumble; a row that is left out can be read
// again, to the same faults or none.
func FuzzJSONMap(f *testing.F) {
	f.Add([]byte(`{"a":"2026-10-01","m":"x","c":1}`), "a", "m", "c")
	f.Add([]byte(`{"l":[{"a":"2026-10-01","k":[{"m":"x","c":1},{"m":5}]},{"k":[]}],"m":"y"}`), "l[].a", "l[].k[].m", "m")
	f.Add([]byte(`[{"l":{"k":[{"m":1}]}},{"l":null},7]`), "[].l.k[].m", "l.k[].m", "l.k[].n")
	f.Fuzz(func(t *testing.T, data []byte, at, model, cost string) {
		opt := usagefile.Options{Map: map[string]string{"time": at, "model": model, "cost_usd": cost}}
		file, err := usagefile.Open(bytes.NewReader(data), opt)
		if err != nil || file.Header != nil {
			return
		}
		for {
			rec, err := file.Next(context.Background())
			if err != nil {
				return
			}
			for _, fault := range rec.Faults {
				if fault.Line < 1 || fault.Reason == "" {
					t.Fatalf("fault %+v", fault)
				}
			}
			if len(rec.Faults) > 0 && (len(rec.Raw) != 1 || strings.Contains(rec.Raw[0], "\n")) {
				t.Fatalf("left out: %q", rec.Raw)
			}
		}
	})
}
