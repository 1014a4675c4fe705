package usagefile

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"tollbook/pricing"
)

// valid is json.Valid by a scan.
func valid(b []byte) bool {
	s := scan{b: b}
	s.value()
	return s.end()
}

// passes reports whether a scan gets past b without reading it.
func passes(b []byte) bool {
	s := scan{b: b}
	s.skip()
	return s.end()
}

// stringText is a string from its quote to the one that no backslash escapes.
var stringText = regexp.MustCompile(`(?s)"(?:[^"\\]|\\.)*"`)

// mended is b with strings that JSON takes.
func mended(b []byte) []byte {
	return stringText.ReplaceAllFunc(b, func(s []byte) []byte {
		if !json.Valid(s) {
			return []byte(`"mended"`)
		}
		return s
	})
}

// OddStrings reports whether some string of a line holds what JSON forbids.
func OddStrings(log []byte) bool {
	for line := range bytes.Lines(log) {
		if !bytes.Equal(mended(line), line) {
			return true
		}
	}
	return false
}

func TestScanTakesWhatJSONIs(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, c := range []string{
		``, ` `, `{}`, `[]`, `null`, `nul`, `nulll`, `true`, `false`, `"a"`, `"a`, `"`, `"\`, `"\"`, `"\\"`, `"\u00e9"`, `"\u00g9"`, `"\u00"`, `"\x"`, `"\/"`,
		"\"a\tb\"", "\"a\x00b\"", "\"12345678\x1f\"", "\"\x7f\xff\"", `"1234567"`, `"12345678"`, `"123456789012345\"6"`, "\"\u2028größe 日本\"",
		`0`, `-0`, `-`, `01`, `1.`, `.5`, `1.5`, `1e5`, `1E+5`, `1e`, `1e-`, `+1`, `1 2`, `NaN`, `0x1`, `1.5e400`,
		`{"a":1}`, `{"a":1,}`, `{"a" : 1 , "b":[1,2, {}] }`, `{"a"}`, `{a:1}`, `{,}`, `{"a":1 "b":2}`, `{"a":}`, `[1,]`, `[,1]`, `[1 2]`, `[1}`, `{"a":1]`, `{"a":1}}`, `{"a":{"b":`,
		deep(10_000), deep(10_001),
	} {
		if got, want := valid([]byte(c)), json.Valid([]byte(c)); got != want {
			t.Errorf("%.60q: %t, json.Valid says %t", c, got, want)
		}
		if got, want := passes([]byte(c)), json.Valid(mended([]byte(c))); got != want {
			t.Errorf("%.60q: skipped: %t, json.Valid says %t of it with its strings mended", c, got, want)
		}
	}
}

// TestSkippedStringsAreNotLookedAt: what JSON forbids inside a string costs nobody a
// call, unless the string is one that counts.
func TestSkippedStringsAreNotLookedAt(t *testing.T) {
	const line = `{"type":"assistant","timestamp":"2026-10-12T09:00:00Z","message":{"id":"m1","model":"m","content":[{"text":"TEXT"}],"usage":{"output_tokens":3}},"uuid":"UUID"}`
	for text, ok := range map[string]bool{
		"plain": true, "a\tb": true, `a\tb \x \u00g0 \ua`: true, "a\x00b": true, `\\`: true, `\\\"`: true, `\"`: true,
		`\\"`: false, `\`: false, `"`: false, // the string ends too early, or not at all
	} {
		r := claudeCode{values: values{known: map[string]string{}}}
		rows, faults, got := r.read([]byte(strings.Replace(line, "TEXT", text, 1)), nil)
		if got != ok || len(faults) > 0 || ok && (len(rows) != 1 || rows[0].Tokens[pricing.Output] != 3) {
			t.Errorf("content %q: %d calls, %v, JSON %t; want JSON %t", text, len(rows), faults, got, ok)
		}
		if _, _, got := r.read([]byte(strings.Replace(line, "UUID", text, 1)), nil); got != (ok && json.Valid([]byte(`"`+text+`"`))) {
			t.Errorf("uuid %q: JSON %t", text, got)
		}
	}
}

func TestScanWalks(t *testing.T) {
	s := scan{b: []byte(` {"a":{"x":1},"\u0062":"two","c":[1,{"d":2}],"e":-1.5e3,"` + "\x9b" + `":0} `)}
	var got []string
	for s.open('{'); s.key(); {
		got = append(got, string(s.name)+"="+string(s.value()))
	}
	if want := `a={"x":1} b="two" c=[1,{"d":2}] e=-1.5e3 ` + "\ufffd=0"; strings.Join(got, " ") != want || !s.end() {
		t.Errorf("walked %s, want %s", got, want)
	}
}

// FuzzScan: a scan takes exactly what encoding/json takes, skips what that would take
// if its strings were mended, and sees an object's members as it does.
func FuzzScan(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e-3,"x\n\"\u00e9"],"b":{"c":null}}`, `[true,false,{"":{}}]`, `"\ud800"`, `{"a":1,"a":2}`, "{\"\x9b\":0}", "\"\x01\"", `{"a":1}{`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, want := valid(b), json.Valid(b); got != want {
			t.Fatalf("%q: %t, json.Valid says %t", b, got, want)
		}
		if got, want := passes(b), json.Valid(mended(b)); got != want {
			t.Fatalf("%q: skipped: %t, json.Valid says %t of it with its strings mended", b, got, want)
		}
		var want map[string]json.RawMessage
		if json.Unmarshal(b, &want) != nil || want == nil {
			return
		}
		got := map[string][]byte{}
		s := scan{b: b}
		for s.open('{'); s.key(); {
			name := string(s.name)
			got[name] = s.value()
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %d members, want %d", b, len(got), len(want))
		}
		for k, v := range want {
			if !bytes.Equal(bytes.TrimSpace(got[k]), bytes.TrimSpace(v)) {
				t.Fatalf("%q: %q is %q, want %q", b, k, got[k], v)
			}
		}
	})
}

func BenchmarkScan(b *testing.B) {
	line := []byte(`{"type":"assistant","message":{"content":[{"type":"text","text":"` + strings.Repeat(`if err != nil {\n\treturn \"nothing at all\", err\n}\n`, 60) + `"}],"usage":{"input_tokens":1,"output_tokens":2}}}`)
	b.Run("scan", func(b *testing.B) {
		b.SetBytes(int64(len(line)))
		for b.Loop() {
			if !passes(line) {
				b.Fatal("not skipped")
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.SetBytes(int64(len(line)))
		var call struct {
			Message struct {
				Usage struct {
					Input int64 `json:"input_tokens"`
				}
			}
		}
		for b.Loop() {
			if err := json.Unmarshal(line, &call); err != nil || call.Message.Usage.Input != 1 {
				b.Fatal(err)
			}
		}
	})
}
