package usagefile

import (
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The headers of tables that people have.
func TestGuess(t *testing.T) {
	for name, c := range map[string]struct {
		columns string
		want    map[string]string
	}{
		"Azure's trace":          {"TIMESTAMP,ContextTokens,GeneratedTokens", map[string]string{"time": "TIMESTAMP", "input_tokens": "ContextTokens", "output_tokens": "GeneratedTokens"}},
		"OpenAI's words":         {"created,model,prompt_tokens,completion_tokens", map[string]string{"time": "created", "model": "model", "input_tokens": "prompt_tokens", "output_tokens": "completion_tokens"}},
		"blanks around":          {" Time , Model Name ", map[string]string{"time": "Time", "model": "Model Name"}},
		"the clearest word":      {"date,timestamp", map[string]string{"time": "timestamp"}},
		"a cost of no currency":  {"time,cost", map[string]string{"time": "time"}},
		"a cost in dollars":      {"time,Cost (USD)", map[string]string{"time": "time", "cost_usd": "Cost (USD)"}},
		"nothing that is known":  {"a,b", map[string]string{}},
		"a part of a word is no": {"timezone,remodel", map[string]string{}},
	} {
		if got := Guess(strings.Split(c.columns, ",")); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// What is proposed is always there, never the same column twice, and tollbook's own
// header is understood whole.
func TestGuessLaws(t *testing.T) {
	if got := Guess(nativeFields); len(got) != len(nativeFields) {
		t.Errorf("of its own fields %d are known", len(got))
	}
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.SliceOf(rapid.SampledFrom([]string{"time", "Time", "ts", "id", "model", "in", "x y", "", "usd", "tokens_in", "tokensIn", "é"})).Draw(t, "columns")
		seen := map[string]bool{}
		for field, column := range Guess(columns) {
			if seen[column] {
				t.Fatalf("%q is two fields", column)
			}
			seen[column] = true
			if newHeader(columns).col(column) < 0 {
				t.Fatalf("%s: %q is not there", field, column)
			}
		}
	})
}

// FuzzPeek: no file makes it stumble, and no more is read than was asked for.
func FuzzPeek(f *testing.F) {
	for _, text := range []string{"", "a,b\n1,2\n", "\"a\n", "a\r\n\"x\ny\"\r\n", "\x1f\x8b", "PK\x03\x04", "\xef\xbb\xbfa"} {
		f.Add(text, 2)
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		n = min(max(n, 0), 10)
		columns, cells, err := Peek(strings.NewReader(text), n)
		if len(cells) > n || err == nil && columns == nil {
			t.Errorf("%d records of %d, columns %v", len(cells), n, columns)
		}
	})
}
