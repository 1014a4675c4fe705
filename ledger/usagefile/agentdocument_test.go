package usagefile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// linesOf is what a document's lines are, each behind the number of the line of the file
// on which it starts; "…" stands behind one that is not whole.
func linesOf(t testing.TB, r io.Reader, list string) string {
	t.Helper()
	l := newLogLines(nil, never)
	l.resetDocument(r, list)
	var out []string
	for {
		line, whole, err := l.next()
		if err == io.EOF {
			return strings.Join(out, "\n")
		}
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf("%d %s", l.line, line)
		if !whole {
			text += "…"
		}
		out = append(out, text)
	}
}

func TestAgentDocument(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"nothing":                  {"", ""},
		"an empty list":            {"[ ]\n", ""},
		"a list":                   {`[{"a":1},` + "\n" + `{"a":[2]}]`, "1 {\"a\":1}\n2 {\"a\":[2]}"},
		"on many lines":            {"[\n {\n  \"a\": 1,\n  \"b\": \"x y\"\n },\n {\n  \"a\": 2 } ]", "2 { \"a\": 1, \"b\": \"x y\" }\n6 { \"a\": 2 }"},
		"a byte order mark":        {"\ufeff[{\"a\":1}]", `1 {"a":1}`},
		"one object":               {"{\n\"a\":1\n}\n", `1 { "a":1 }`},
		"objects":                  {"{\"a\":1}\n{\"a\":2}{\"a\":3}", "1 {\"a\":1}\n2 {\"a\":2}\n2 {\"a\":3}"},
		"a list in an object":      {"{\"s\":\"x\",\n\"m\":[{\"a\":1},\n{\"a\":2}],\n\"k\":3}", "1 {\"s\":\"x\", \"m\":null}\n2 {\"a\":1}\n3 {\"a\":2}\n4 {\"k\":3}"},
		"nothing behind it":        {`{"m":[{"a":1}]}`, "1 {\"m\":null}\n1 {\"a\":1}"},
		"sessions in a list":       {`[{"m":[{"a":1}],"k":1},{"m":[]}]`, "1 {\"m\":null}\n1 {\"a\":1}\n1 {\"k\":1}\n1 {\"m\":null}"},
		"its name deeper":          {`{"x":{"m":[{"a":1}]}}`, `1 {"x":{"m":[{"a":1}]}}`},
		"its name as a value":      {`{"x":"m","y":[1]}`, `1 {"x":"m","y":[1]}`},
		"its name and no list":     {`{"m":{"a":1},"n":"m"}`, `1 {"m":{"a":1},"n":"m"}`},
		"a longer name":            {`{"mm":[1]}`, `1 {"mm":[1]}`},
		"numbers, words and texts": {"[1, null ,\"a,]\\\"\",\ntrue]", "1 1\n1 null\n1 \"a,]\\\"\"\n2 true"},
		"brackets in a text":       {`[{"a":"]}[{\\\"" },{}]`, "1 {\"a\":\"]}[{\\\\\\\"\" }\n1 {}"},
		"cut in a record":          {`[{"a":1},{"a":`, "1 {\"a\":1}\n1 {\"a\":…"},
		"cut in a text":            {`[{"a":1},{"a":"x`, "1 {\"a\":1}\n1 {\"a\":\"x…"},
		"cut behind a record":      {`[{"a":1},`, `1 {"a":1}`},
		"a line break in a text":   {"[{\"a\":\"x\ny\"}]", "1 {\"a\":\"x\x00y\"}"},
		"an end of no list":        {"{\"a\":1}]\n]x", "1 {\"a\":1}\n1 ]\n2 ]\n2 x…"},
		"a bracket too many":       {`[{"a":1}},{"a":2}]`, "1 {\"a\":1}\n1 }\n1 {\"a\":2}"},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.file), iotest.OneByteReader(strings.NewReader(c.file))} {
			if got := linesOf(t, r, "m"); got != c.want {
				t.Errorf("%s:\n%q, want\n%q", name, got, c.want)
			}
		}
	}
}

// TestAgentDocumentKeepsRecords: whatever the records are and however they are set, the
// lines are the records.
func TestAgentDocumentKeepsRecords(t *testing.T) {
	text := rapid.SampledFrom([]string{`a`, `m`, `"`, `\`, "[", "]}", "é\n", ""})
	value := rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return text.Draw(t, "text")
		case 1:
			return []any{text.Draw(t, "in"), 1.5, nil}
		case 2:
			return map[string]any{text.Draw(t, "name"): []any{}, "m": []any{map[string]any{}}}
		}
		return rapid.IntRange(-5, 5).Draw(t, "n")
	})
	rapid.Check(t, func(t *rapid.T) {
		var records []any
		for range rapid.IntRange(0, 4).Draw(t, "records") {
			records = append(records, map[string]any{"a" + text.Draw(t, "name"): value.Draw(t, "value"), "z": value.Draw(t, "last")})
		}
		file, err := json.Marshal(append([]any{}, records...))
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "set") {
			var out bytes.Buffer
			if err := json.Indent(&out, file, "", " "); err != nil {
				t.Fatal(err)
			}
			file = out.Bytes()
		}
		l := newLogLines(nil, never)
		l.resetDocument(iotest.HalfReader(bytes.NewReader(file)), "nobody's")
		for _, want := range records {
			line, _, err := l.next()
			var got any
			if err != nil || json.Unmarshal(line, &got) != nil {
				t.Fatalf("%s: %q, %v", file, line, err)
			}
			a, _ := json.Marshal(got)
			b, _ := json.Marshal(want)
			if string(a) != string(b) {
				t.Fatalf("%s: %s, want %s", file, a, b)
			}
		}
		if line, _, err := l.next(); err != io.EOF {
			t.Fatalf("%s: %q, %v behind the records", file, line, err)
		}
	})
}
