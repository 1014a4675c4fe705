// Package tomlfile reads TOML texts that people write, and says on which line of one a
// key stands: a value that parses may still be out of range. It writes none, and knows
// nothing of what keys mean.
//
//	[knobs]
//	volume = "0"
//
// parses, and Line(text, "knobs.volume") is 2.
package tomlfile

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// An Error says where a text is wrong.
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

// mark is what some editors put in front of a text of UTF-8. It is no part of TOML.
const mark = "\ufeff"

// Parse reads a text into tables of values: string, int64, float64, bool, time.Time,
// toml.LocalDate, toml.LocalDateTime, toml.LocalTime, []any and map[string]any. Its error is
// an *Error. A text of brackets alone is safe to read: the parser refuses arrays and tables
// that stand more than 10,000 deep in each other, two million of "[" in 22 ms.
func Parse(text string) (map[string]any, error) {
	values := map[string]any{}
	err := toml.Unmarshal([]byte(strings.TrimPrefix(text, mark)), &values)
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		return nil, fault(text, bad)
	}
	if err != nil {
		return nil, &Error{Reason: err}
	}
	return values, nil
}

// fault is what the parser found, with the key before the sign on the line of it. The parser
// itself names a key that stands twice, and that without its table.
func fault(text string, found *toml.DecodeError) *Error {
	line, _ := found.Position()
	out := &Error{line, strings.Join(found.Key(), "."), errors.New(strings.TrimPrefix(found.Error(), "toml: "))}
	if strings.HasSuffix(found.Error(), "at start of value") {
		out.Reason = errors.New("want a text in quotes, a number, true or false")
	}
	key, _, ok := strings.Cut(strings.Split(text, "\n")[line-1], "=")
	if ok && !strings.ContainsAny(key, "#[{") {
		w := newWalk(text, func(_ string, at int) bool { return at < line })
		w.walk()
		out.Key = under(w.table, strings.TrimSpace(key))
	}
	return out
}

// Line is the line, from 1, on which a key stands, or else the innermost table around it;
// 0 where neither does.
func Line(text, key string) (line int) {
	around := ""
	for k, at := range Keys(text) {
		if within(k, key) {
			return at
		}
		if within(key, k) && len(k) > len(around) {
			around, line = k, at
		}
	}
	return line
}

// within reports whether a key is the table or one of what stands in it.
func within(key, table string) bool {
	rest, ok := strings.CutPrefix(key, table)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// Keys goes over the keys and tables of a text that Parse can read, as they stand in it,
// with the line of each. A table of several of its name has its number behind it, from 0:
// "line[2].model".
func Keys(text string) iter.Seq2[string, int] {
	return func(yield func(key string, line int) bool) { newWalk(text, yield).walk() }
}

// A walk counts lines as it goes over a text, each of which it looks at once. The parser's
// package is called unstable as its interface may change with a version, which go.mod pins.
type walk struct {
	p     unstable.Parser
	data  []byte
	at    int            // the offset up to which lines are counted
	line  int            // of it
	table string         // the path of the table that the last heading began
	count map[string]int // by name, the tables of that name
	yield func(key string, line int) bool
}

func newWalk(text string, yield func(key string, line int) bool) *walk {
	w := &walk{data: []byte(strings.TrimPrefix(text, mark)), line: 1, count: map[string]int{}, yield: yield}
	w.p.Reset(w.data)
	return w
}

// walk goes over the text up to its end, or to where it can't be read.
func (w *walk) walk() {
	for on := true; on && w.p.NextExpression(); {
		switch e := w.p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			w.table = w.heading(e)
			on = w.say(w.table, e)
		case unstable.KeyValue:
			on = w.value(join(w.table, e), e)
		}
	}
}

// say hands on a key with the line of its node.
func (w *walk) say(key string, of *unstable.Node) bool {
	k := of.Key()
	k.Next()
	start := int(k.Node().Raw.Offset)
	w.line += bytes.Count(w.data[w.at:start], []byte("\n"))
	w.at = start
	return w.yield(key, w.line)
}

// value hands on a key, and the keys of the inline tables in its value.
func (w *walk) value(key string, of *unstable.Node) bool {
	return w.say(key, of) && w.inside(key, of.Value())
}

func (w *walk) inside(key string, v *unstable.Node) bool {
	if v.Kind != unstable.InlineTable && v.Kind != unstable.Array {
		return true
	}
	i := 0
	for parts := v.Children(); parts.Next(); {
		switch part := parts.Node(); {
		case part.Kind == unstable.Comment:
			continue
		case v.Kind == unstable.Array:
			if !w.inside(fmt.Sprintf("%s[%d]", key, i), part) {
				return false
			}
			i++
		case !w.value(join(key, part), part):
			return false
		}
	}
	return true
}

// heading is the path of the table that a heading begins.
func (w *walk) heading(heading *unstable.Node) string {
	path := ""
	for parts := heading.Key(); parts.Next(); {
		path = under(path, string(parts.Node().Data))
		if heading.Kind == unstable.ArrayTable && parts.IsLast() {
			w.count[path]++
		}
		if n := w.count[path]; n > 0 {
			path = fmt.Sprintf("%s[%d]", path, n-1)
		}
	}
	return path
}

// join is the path of a key in a table.
func join(table string, of *unstable.Node) string {
	for parts := of.Key(); parts.Next(); {
		table = under(table, string(parts.Node().Data))
	}
	return table
}

// under is the path of a key in a table; "" is the text itself.
func under(table, key string) string {
	if table == "" {
		return key
	}
	return table + "." + key
}
