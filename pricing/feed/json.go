package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep the JSON of a feed may be nested.
const maxDepth = 32

// A value is the text of one JSON value inside a feed. The feed is checked once, as a
// whole; then values are found by walking its bytes, so that nothing is copied, no
// number becomes a float, and a name that stands twice in an object is seen.
type value []byte

// open checks that data is one JSON value that is nested no deeper than maxDepth.
func open(data []byte) (value, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("the file is empty")
	}
	if deeper(data, maxDepth) {
		return nil, fmt.Errorf("JSON nested more than %d deep", maxDepth)
	}
	if !json.Valid(data) {
		var raw json.RawMessage
		return nil, fmt.Errorf("not JSON: %w", json.Unmarshal(data, &raw))
	}
	i := space(data, 0)
	return value(data[i:end(data, i)]), nil
}

// deeper reports whether brackets are nested more than limit deep; the text need not be
// JSON.
func deeper(data []byte, limit int) bool {
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > limit {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// space is the first place from i on that is no white space.
func space(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// end is the place after the value that begins at i.
func end(data []byte, i int) int {
	if data[i] != '{' && data[i] != '[' && data[i] != '"' {
		for i < len(data) && !strings.ContainsRune(",]} \n\t\r", rune(data[i])) {
			i++
		}
		return i
	}
	depth, quoted := 0, false
	for ; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		if depth == 0 && !quoted {
			return i + 1
		}
	}
	return len(data)
}

func (v value) isObject() bool { return len(v) > 0 && v[0] == '{' }
func (v value) isArray() bool  { return len(v) > 0 && v[0] == '[' }
func (v value) isText() bool   { return len(v) > 0 && v[0] == '"' }

// missing reports whether there is no value, or null.
func (v value) missing() bool { return len(v) == 0 || v[0] == 'n' }

// members walks an object in its order; of anything else there are none.
func (v value) members() iter.Seq2[string, value] {
	return func(yield func(string, value) bool) {
		if !v.isObject() {
			return
		}
		for i := space(v, 1); v[i] != '}'; i = space(v, i) {
			e := end(v, i)
			name, _ := v[i:e].text()
			i = space(v, space(v, e)+1) // over the colon
			e = end(v, i)
			if !yield(name, v[i:e]) {
				return
			}
			if i = space(v, e); v[i] == ',' {
				i++
			}
		}
	}
}

// elements walks an array in its order; of anything else there are none.
func (v value) elements() iter.Seq[value] {
	return func(yield func(value) bool) {
		if !v.isArray() {
			return
		}
		for i := space(v, 1); v[i] != ']'; i = space(v, i) {
			e := end(v, i)
			if !yield(v[i:e]) {
				return
			}
			if i = space(v, e); v[i] == ',' {
				i++
			}
		}
	}
}

// fields is an object's members by name. twice is a name that stands in it more than
// once, "" where none does.
func (v value) fields() (all map[string]value, twice string) {
	all = make(map[string]value, 16)
	for name, member := range v.members() {
		if _, there := all[name]; there {
			twice = name
		}
		all[name] = member
	}
	return all, twice
}

// text is the text that a JSON string stands for; false for anything else.
func (v value) text() (string, bool) {
	if len(v) < 2 || v[0] != '"' {
		return "", false
	}
	inner := v[1 : len(v)-1]
	plain := utf8.Valid(inner)
	for _, c := range inner {
		if c == '\\' {
			plain = false
		}
	}
	if plain {
		return string(inner), true
	}
	var s string
	if json.Unmarshal(v, &s) != nil {
		return "", false
	}
	return s, true
}

// number is a JSON number as it is written; false for anything else.
func (v value) number() (string, bool) {
	if len(v) == 0 || v[0] != '-' && (v[0] < '0' || v[0] > '9') {
		return "", false
	}
	return string(v), true
}

// shown is the value as a refusal quotes it: a string's text, else the JSON itself.
func (v value) shown() string {
	if s, ok := v.text(); ok {
		return s
	}
	return string(v)
}
