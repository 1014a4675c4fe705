package tomlfile_test

import (
	"fmt"
	"strings"
	"testing"

	"tollbook/pricing/tomlfile"
)

func TestLine(t *testing.T) {
	const text = "\ufeffname = 'x' # 1\n" +
		"a.b = 1\n" +
		"\n" +
		"[knobs] # 4\n" +
		"\"volume\" = \"\"\"\n" +
		"[line]\n" +
		"\"\"\"\n" +
		"rates = { now = 1,\n" +
		"  then = 2 } # 9\n" +
		"swap.\"x = [y]\" = 'z'\n" +
		"[[line]] # 11\n" +
		"model = 'm'\n" +
		"[line.more]\n" +
		"deep = [ {n = 1}, # 14\n" +
		"  # two\n" +
		"  {n = 2} ]\n" +
		"[[line]] # 17\n" +
		"input = 5\n"
	for key, want := range map[string]int{
		"name": 1, "a.b": 2, "a": 2, "knobs": 4, "knobs.volume": 5, "knobs.rates": 8, "knobs.rates.now": 8, "knobs.rates.then": 9,
		"knobs.swap.x = [y]": 10, "knobs.swap": 10, "line": 11, "line[0]": 11, "line[0].model": 12, "line[0].more.deep": 14, "line[0].more.deep[0].n": 14,
		"line[0].more.deep[1].n": 16, "line[1]": 17, "line[1].input": 18,
		"line[1].model": 17, "knobs.method": 4, // around them
		"colour": 0, "nam": 0, "names": 0, "line[2].model": 0,
	} {
		if got := tomlfile.Line(text, key); got != want {
			t.Errorf("%s: line %d, want %d", key, got, want)
		}
	}
	if _, err := tomlfile.Parse(text); err != nil {
		t.Error(err)
	}
}

func TestParseFaults(t *testing.T) {
	deep := strings.Repeat("[", 2_000_000)
	for text, want := range map[string]string{
		"a = 1\n[b\n":            "line 2: expected ']' to close table name",
		"[r]\na =":               "line 2: r.a: expected value, not end of input",
		"[a]\nx = 1\n[a]\ny = 2": "line 3: a: table a already exists",
		"[[l]]\nx = 1\nx = 2":    "line 3: l[0].x: key x is already defined",
		"[r]\na = dark":          "line 2: r.a: want a text in quotes, a number, true or false",
		"a = 1e400":              "line 1: a: unable to parse float",
		"a = 1\nb = " + deep:     "line 2: b: arrays and inline tables are nested more than the maximum of 10000 levels deep",
		strings.Repeat("a.", 5):  "line 1: ",
	} {
		if _, err := tomlfile.Parse(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
}

// What parses has a line for each of its keys, whatever it is written like.
func FuzzLine(f *testing.F) {
	f.Add("a = [[1], {b = '[['}]\n[c]\nd = \"]\\\"]\"\n[[e]]\n[[e.f]]\nx.y = {z = 1}\n[[e.f]]\n")
	f.Add("\ufeff'a.b' = 1\n[\"\"]\n'' = [{x = [{}]}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		values, err := tomlfile.Parse(text)
		if err != nil {
			return
		}
		for _, key := range keys("", values) {
			if line := tomlfile.Line(text, key); line < 1 || line > 1+strings.Count(text, "\n") {
				t.Fatalf("%q has %q on line %d", text, key, line)
			}
		}
	})
}

// keys are the paths of all keys below a value.
func keys(path string, of any) (out []string) {
	switch v := of.(type) {
	case map[string]any:
		for key, inner := range v {
			if path != "" {
				key = path + "." + key
			}
			out = append(append(out, key), keys(key, inner)...)
		}
	case []any:
		for i, inner := range v {
			out = append(out, keys(fmt.Sprintf("%s[%d]", path, i), inner)...)
		}
	}
	return out
}
