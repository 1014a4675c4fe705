package pricing

import (
	"errors"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

func TestCheckTOMLDepth(t *testing.T) {
	open := func(n int) string { return strings.Repeat("[", n) }
	nested := func(n int) string { return open(n) + strings.Repeat("]", n) }
	for _, c := range []struct {
		name, text string
		deep       bool
	}{
		{"nothing", "", false},
		{"50 deep", "a = " + nested(50), false},
		{"51 deep", "a = " + nested(51), true},
		{"never closed", "a=" + open(2_000_000), true},
		{"tables", "a = " + strings.Repeat("{b = ", 51), true},
		{"one after the other", strings.Repeat("[a]\n", 100), false},
		{"closed more often than opened", "a = ]]]]" + nested(50), false},
		{"in a string", `a = "` + open(60) + `"`, false},
		{"behind a quote in a string", `a = "\"` + open(60) + `"`, false},
		{"in a literal string, where a backslash is none", `a = '\'` + "\nb = " + nested(51), true},
		{"in a long string", "a = \"\"\"\n\"" + open(60) + "\"\"\"", false},
		{"in a comment", "# " + open(60) + "\na = 1", false},
		{"behind a comment", "# \"\na = " + nested(51), true},
		{"behind an empty string", `a = ["", ` + nested(50) + `]`, true},
	} {
		if err := CheckTOMLDepth(c.text); errors.Is(err, ErrTOMLDepth) != c.deep || err != nil != c.deep {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// What parses, and is not found to be deep, has no arrays 51 deep: no string or comment
// of the parser hides a bracket.
func FuzzCheckTOMLDepth(f *testing.F) {
	f.Add("a = [[1], {b = '[['}]\n[c]\nd = \"]\\\"]\"\n")
	f.Add("a = \"\"\"\\\"\"\"\"\nb = '''[''' # ]\n")
	f.Add("a = \"\"\"x\"\"\"\"\nb = " + strings.Repeat("[", 51) + strings.Repeat("]", 51))
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1000 { // the parser may go as deep as it is long
			return
		}
		var root map[string]any
		if _, err := toml.Decode(text, &root); err == nil && CheckTOMLDepth(text) == nil && arraysDeep(root) > maxTOMLDepth {
			t.Errorf("%q is %d deep", text, arraysDeep(root))
		}
	})
}

// arraysDeep is how many arrays stand in each other.
func arraysDeep(v any) int {
	most := 0
	switch v := v.(type) {
	case map[string]any:
		for _, o := range v {
			most = max(most, arraysDeep(o))
		}
	case []map[string]any:
		for _, o := range v {
			most = max(most, arraysDeep(o))
		}
	case []any:
		for _, o := range v {
			most = max(most, arraysDeep(o))
		}
		most++
	}
	return most
}
