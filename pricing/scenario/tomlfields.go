package scenario

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"tollbook/pricing"

	"github.com/BurntSushi/toml"
)

// A Error says where a scenario's file is wrong.
type Error struct {
	Line   int    // from 1; 0 where the fault is on no line of its own
	Key    string // "knobs.volume", "line[2].model"; "" where it is no key's
	Reason error
}

func (e *Error) Error() string {
	var parts []string
	if e.Line > 0 {
		parts = append(parts, fmt.Sprintf("line %d", e.Line))
	}
	if e.Key != "" {
		parts = append(parts, e.Key)
	}
	return strings.Join(append(parts, e.Reason.Error()), ": ")
}

func (e *Error) Unwrap() error { return e.Reason }

// tomlFile is a parsed file that knows on which line each key stands, and keeps the
// first fault that its readers find.
type tomlFile struct {
	lines map[string]int
	err   *Error
}

// parseTOML reads the syntax of a file.
func parseTOML(text string) (*tomlFile, tomlTable, error) {
	f := &tomlFile{}
	if err := pricing.CheckTOMLDepth(text); err != nil {
		return f, tomlTable{}, &Error{Reason: err}
	}
	f.lines = keyLines(text)
	root := map[string]any{}
	if _, err := toml.Decode(text, &root); err != nil {
		var bad toml.ParseError
		if errors.As(err, &bad) {
			return f, tomlTable{}, &Error{bad.Position.Line, bad.LastKey, errors.New(bad.Message)}
		}
		return f, tomlTable{}, &Error{Reason: err}
	}
	return f, tomlTable{file: f, values: root, known: map[string]bool{}}, nil
}

// keyLines finds the line of each key by its path, "knobs.volume" or
// "line[2].model". It reads what Text writes and what people write alike; of inline
// tables it knows the line of the table.
func keyLines(text string) map[string]int {
	out := map[string]int{}
	count := map[string]int{}
	table := ""
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "[["); ok {
			if name, _, ok = strings.Cut(name, "]]"); ok {
				table = fmt.Sprintf("%s[%d]", strings.TrimSpace(name), count[name])
				count[name]++
				out[table] = i + 1
			}
			continue
		}
		if name, ok := strings.CutPrefix(line, "["); ok {
			if name, _, ok = strings.Cut(name, "]"); ok {
				table = strings.TrimSpace(name)
				out[table] = i + 1
			}
			continue
		}
		key, _, ok := strings.Cut(line, "=")
		if strings.HasPrefix(line, `"`) { // a quoted key may hold the sign
			if end := strings.Index(line[1:], `"`); end >= 0 {
				key = line[1 : end+1]
			}
		}
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		path := joinPath(table, strings.TrimSpace(key))
		if out[path] == 0 {
			out[path] = i + 1
		}
	}
	return out
}

func joinPath(table, key string) string {
	if table == "" {
		return key
	}
	return table + "." + key
}

// fail keeps the first fault.
func (f *tomlFile) fail(path string, reason error) {
	if f.err != nil {
		return
	}
	line := f.lines[path]
	for at := path; line == 0 && strings.Contains(at, "."); line = f.lines[at] {
		at = at[:strings.LastIndexByte(at, '.')]
	}
	f.err = &Error{line, path, reason}
}

// tomlTable reads the keys of one table.
type tomlTable struct {
	file   *tomlFile
	path   string
	values map[string]any
	known  map[string]bool
}

func (t tomlTable) fail(key string, format string, args ...any) {
	t.file.fail(joinPath(t.path, key), fmt.Errorf(format, args...))
}

// get is a key's value; nil where it is not there.
func (t tomlTable) get(key string) any {
	t.known[key] = true
	return t.values[key]
}

// text reads a string; a whole number is taken as it is written. A number with a
// point would come through a binary fraction, and is refused.
func (t tomlTable) text(key string) string {
	switch v := t.get(key).(type) {
	case nil:
	case string:
		return v
	case int64:
		return fmt.Sprint(v)
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case float64:
		t.fail(key, `want it in quotes, like "5.5", so that it stays exact`)
	default:
		t.fail(key, "want a text in quotes")
	}
	return ""
}

// read reads a text with a parser, unless it is not there.
func (t tomlTable) read(key string, parse func(string) error) {
	if t.get(key) == nil {
		return
	}
	if text := t.text(key); t.file.err == nil {
		if err := parse(text); err != nil {
			t.file.fail(joinPath(t.path, key), err)
		}
	}
}

// money reads an amount; nil where it is not there.
func (t tomlTable) money(key string) (out *pricing.Money) {
	t.read(key, func(text string) error {
		m, err := pricing.ParseMoney(text)
		if err != nil {
			return fmt.Errorf(`%q: want dollars, like "25" or "0.80"`, text)
		}
		out = &m
		return nil
	})
	return out
}

// above reads an amount that has to be above zero; zero where it is not there.
func (t tomlTable) above(key string) (out pricing.Money) {
	if m := t.money(key); m != nil {
		if out = *m; m.Sign() <= 0 {
			t.fail(key, "%q: want dollars above zero", m)
		}
	}
	return out
}

func (t tomlTable) some(key string) (out pricing.Money) {
	if m := t.money(key); m != nil {
		out = *m
	}
	return out
}

// share reads a percentage from 0 to 100; nil where it is not there.
func (t tomlTable) share(key string) (out *pricing.Percent) {
	t.read(key, func(text string) error {
		p, err := pricing.ParseTokenShare(text)
		if err == nil {
			out = &p
		}
		return err
	})
	return out
}

// maxCount is more tokens of a kind than anyone used, and few enough that the sum
// of a file's lines is a number too.
const maxCount = 1_000_000_000_000_000

// count reads a whole number that is not negative.
func (t tomlTable) count(key string) int64 {
	switch v := t.get(key).(type) {
	case nil:
	case int64:
		if v >= 0 && v <= maxCount {
			return v
		}
		t.fail(key, "%d: want a whole number from 0 to %d", v, int64(maxCount))
	default:
		t.fail(key, "want a whole number without quotes")
	}
	return 0
}

func (t tomlTable) yes(key string) bool {
	v := t.get(key)
	set, ok := v.(bool)
	if v != nil && !ok {
		t.fail(key, "want true or false")
	}
	return set
}

func (t tomlTable) instant(key string) (out time.Time) {
	t.read(key, func(text string) (err error) {
		out, err = pricing.ParseInstant(text)
		return err
	})
	return out
}

func (t tomlTable) day(key string) (out time.Time) {
	t.read(key, func(text string) (err error) {
		midnight, _ := strings.CutSuffix(text, "T00:00:00Z") // a day without quotes
		if out, err = time.Parse(pricing.Day, midnight); err != nil {
			return fmt.Errorf("%q: want a day like 2026-11-14", text)
		}
		return nil
	})
	return out
}

// texts reads a list of texts.
func (t tomlTable) texts(key string) (out []string) {
	v := t.get(key)
	list, ok := v.([]any)
	if v != nil && !ok {
		t.fail(key, `want a list, like ["openrouter", "ofox"]`)
	}
	for _, item := range list {
		text, ok := item.(string)
		if !ok {
			t.fail(key, `want a list of texts in quotes`)
			return nil
		}
		out = append(out, text)
	}
	return out
}

// table opens a table inside this one; an empty one where it is not there.
func (t tomlTable) table(key string) (inner tomlTable, there bool) {
	v := t.get(key)
	values, ok := v.(map[string]any)
	if v != nil && !ok {
		t.fail(key, "want a table, [%s]", joinPath(t.path, key))
	}
	return tomlTable{t.file, joinPath(t.path, key), values, map[string]bool{}}, ok
}

// tables opens a list of tables.
func (t tomlTable) tables(key string) (out []tomlTable) {
	switch v := t.get(key).(type) {
	case nil:
	case []map[string]any:
		for i, values := range v {
			out = append(out, tomlTable{t.file, fmt.Sprintf("%s[%d]", joinPath(t.path, key), i), values, map[string]bool{}})
		}
	default:
		t.fail(key, "want tables, [[%s]]", joinPath(t.path, key))
	}
	return out
}

// keys are the names in a table that may hold any, in order.
func (t tomlTable) keys() []string { return slices.Sorted(maps.Keys(t.values)) }

// only refuses keys that nobody asked for.
func (t tomlTable) only() {
	for _, key := range t.keys() {
		if !t.known[key] {
			t.fail(key, "unknown key; known here: %s", strings.Join(slices.Sorted(maps.Keys(t.known)), ", "))
		}
	}
}
