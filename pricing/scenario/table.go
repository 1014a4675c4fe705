package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"tollbook/pricing"
	"tollbook/pricing/tomlfile"
)

// An Error says where a scenario's file is wrong: its line and key.
type Error = tomlfile.Error

// A file is a scenario's file while it is read, or while it is written to out. Its tables
// have one method for both ways, so that a key and what may stand there are said once.
// TOML's own encoder does not write these files: it knows no order of the names in a table,
// and no quotes around one that could do without.
type file struct {
	text string
	out  *strings.Builder // nil: the file is read
	err  *Error           // the first fault that reading found
}

// fail keeps the first fault of reading.
func (f *file) fail(key string, reason error) {
	if f.out == nil && f.err == nil {
		f.err = &Error{Line: tomlfile.Line(f.text, key), Key: key, Reason: reason}
	}
}

// A table is one table of a file.
type table struct {
	*file
	path   string
	values map[string]any  // what is read
	known  map[string]bool // the keys that were asked for
	named  bool            // keys are names of models or gateways, which are written in quotes
}

func (t table) inner(path string, values map[string]any) table {
	return table{file: t.file, path: path, values: values, known: map[string]bool{}}
}

func (t table) at(key string) string {
	if t.path == "" {
		return key
	}
	return t.path + "." + key
}

func (t table) fail(key string, format string, args ...any) {
	t.file.fail(t.at(key), fmt.Errorf(format, args...))
}

// get is what is read at a key; nil where it is not there.
func (t table) get(key string) any {
	t.known[key] = true
	return t.values[key]
}

// say writes a comment.
func (t table) say(text string) {
	if t.out != nil {
		fmt.Fprintf(t.out, "# %s\n", text)
	}
}

// put writes a key with its value.
func (t table) put(key, value string) {
	if t.named {
		key = quoted(key)
	}
	fmt.Fprintf(t.out, "%s = %s\n", key, value)
}

// value writes a text unless it is empty, or has parse take what the file says. A whole
// number and a time are read as they are written; a number with a point would come through
// a binary fraction, and is refused.
func (t table) value(key, written string, parse func(text string) error) {
	if t.out != nil {
		if written != "" {
			t.put(key, quoted(written))
		}
		return
	}
	var text string
	switch v := t.get(key).(type) {
	case nil:
		return
	case string:
		text = v
	case int64:
		text = fmt.Sprint(v)
	case time.Time:
		text = v.Format(time.RFC3339Nano)
	case toml.LocalDate:
		text = v.String()
	case toml.LocalDateTime:
		text = v.AsTime(time.UTC).Format(time.RFC3339Nano)
	case float64:
		t.fail(key, `want it in quotes, like "5.5", so that it stays exact`)
		return
	default:
		t.fail(key, "want a text in quotes")
		return
	}
	if err := parse(text); err != nil {
		t.fail(key, "%w", err)
	}
}

func (t table) words(key string, at *string) {
	t.value(key, *at, func(text string) error {
		*at = text
		return nil
	})
}

// money is an amount that may be unknown; a zero is written.
func (t table) money(key string, at **pricing.Money) {
	written := ""
	if *at != nil {
		written = (*at).String()
	}
	t.value(key, written, func(text string) error {
		m, err := pricing.ParseMoney(text)
		if err != nil {
			return fmt.Errorf(`%q: want dollars, like "25" or "0.80"`, text)
		}
		*at = &m
		return nil
	})
}

// usd is an amount that is always known; a zero is written.
func (t table) usd(key string, at *pricing.Money) {
	m := at
	if t.out == nil {
		m = nil
	}
	if t.money(key, &m); m != nil {
		*at = *m
	}
}

// some is an amount that is left out where it is zero.
func (t table) some(key string, at *pricing.Money) {
	if t.out == nil || !at.IsZero() {
		t.usd(key, at)
	}
}

// above is an amount above zero, left out where there is none.
func (t table) above(key string, at *pricing.Money) {
	if t.some(key, at); t.get(key) != nil && at.Sign() <= 0 {
		t.fail(key, "%q: want dollars above zero", at)
	}
}

// purchase is the usual size of one purchase.
func (t table) purchase(at *pricing.Money) {
	const key = "usual_purchase_usd"
	if t.some(key, at); at.Sign() < 0 {
		t.fail(key, "want dollars above zero")
	}
}

// maxCount is more tokens of a kind than anyone used, and few enough that the sum of a
// file's lines is a number too.
const maxCount = 1_000_000_000_000_000

// count is a whole number, left out where it is zero.
func (t table) count(key string, at *int64) {
	if t.out != nil {
		if *at != 0 {
			t.put(key, fmt.Sprint(*at))
		}
		return
	}
	switch v := t.get(key).(type) {
	case nil:
	case int64:
		if *at = v; v < 0 || v > maxCount {
			t.fail(key, "%d: want a whole number from 0 to %d", v, int64(maxCount))
		}
	default:
		t.fail(key, "want a whole number without quotes")
	}
}

// days are a number of days.
func (t table) days(at *int) {
	n := int64(*at)
	if t.count("days", &n); n > 100_000 {
		t.fail("days", "%d: more days than there have been gateways", n)
	}
	*at = int(n)
}

// yes is true, or left out.
func (t table) yes(key string, at *bool) {
	if t.out != nil {
		if *at {
			t.put(key, "true")
		}
		return
	}
	switch v := t.get(key).(type) {
	case nil:
	case bool:
		*at = v
	default:
		t.fail(key, "want true or false")
	}
}

func (t table) instant(key string, at *time.Time) {
	t.value(key, dated(*at, time.RFC3339Nano), func(text string) (err error) {
		*at, err = pricing.ParseInstant(text)
		return err
	})
}

func (t table) day(key string, at *time.Time) {
	t.value(key, dated(*at, pricing.Day), func(text string) (err error) {
		day, _ := strings.CutSuffix(text, "T00:00:00Z")
		if *at, err = time.Parse(pricing.Day, day); err != nil {
			return fmt.Errorf("%q: want a day like 2026-11-14", text)
		}
		return nil
	})
}

// dated is a time as text; "" for none.
func dated(at time.Time, layout string) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(layout)
}

// list is a list of texts, left out where it is empty.
func (t table) list(key string, at *[]string) {
	if t.out != nil {
		if len(*at) > 0 {
			items := make([]string, len(*at))
			for i, text := range *at {
				items[i] = quoted(text)
			}
			t.put(key, "["+strings.Join(items, ", ")+"]")
		}
		return
	}
	v := t.get(key)
	items, ok := v.([]any)
	if v != nil && !ok {
		t.fail(key, `want a list, like ["openrouter", "ofox"]`)
	}
	for _, item := range items {
		text, ok := item.(string)
		if !ok {
			t.fail(key, `want a list of texts in quotes`)
			return
		}
		*at = append(*at, text)
	}
}

// table is a table in this one. Where it is read, fields is called if it is there, which
// table reports; where it is written, if write says so.
func (t table) table(key string, write bool, fields func(table)) (there bool) {
	inner := t.inner(t.at(key), nil)
	if t.out != nil {
		if write {
			fmt.Fprintf(t.out, "\n[%s]\n", inner.path)
			fields(inner)
		}
		return write
	}
	v := t.get(key)
	if inner.values, there = v.(map[string]any); there {
		fields(inner)
		inner.only()
	} else if v != nil {
		t.fail(key, "want a table, [%s]", inner.path)
	}
	return there
}

// names are the keys that the file has in a table of any names, in order.
func (t table) names(key string) []string {
	names, _ := t.values[key].(map[string]any)
	return slices.Sorted(maps.Keys(names))
}

// amounts is a table of amounts by name, which of takes from a row of them.
func amounts[T any](t table, key string, rows *[]T, of func(*T) (name *string, usd *pricing.Money)) {
	for _, name := range t.names(key) {
		var row T
		at, _ := of(&row)
		*at = name
		*rows = append(*rows, row)
	}
	t.table(key, len(*rows) > 0, func(t table) {
		t.named = true
		for i := range *rows {
			name, usd := of(&(*rows)[i])
			t.usd(*name, usd)
		}
	})
}

// tables is a list of tables of one name.
func tables[T any](t table, key string, rows *[]T, fields func(table, *T)) {
	if t.out != nil {
		for _, row := range *rows { // a copy, which fields may change
			fmt.Fprintf(t.out, "\n[[%s]]\n", key)
			fields(t.inner(key, nil), &row)
		}
		return
	}
	v := t.get(key)
	list, ok := v.([]any)
	if v != nil && !ok {
		t.fail(key, "want tables, [[%s]]", key)
	}
	for i, item := range list {
		values, ok := item.(map[string]any)
		if !ok {
			t.fail(key, "want tables, [[%s]]", key)
			return
		}
		var row T
		inner := t.inner(fmt.Sprintf("%s[%d]", t.at(key), i), values)
		fields(inner, &row)
		inner.only()
		*rows = append(*rows, row)
	}
}

// only refuses keys that nobody asked for.
func (t table) only() {
	for _, key := range slices.Sorted(maps.Keys(t.values)) {
		if !t.known[key] {
			t.fail(key, "unknown key; known here: %s", strings.Join(slices.Sorted(maps.Keys(t.known)), ", "))
		}
	}
}

// quoted is a TOML basic string; bytes that are no text are replaced.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r) // an invalid byte ranges as U+FFFD
		}
	}
	b.WriteByte('"')
	return b.String()
}
