package usagefile

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"tollbook/pricing"
)

// A fieldTree is where a format's fields stand inside a record: its paths
// ("amount.value"), taken apart at the points.
type fieldTree struct {
	field  int        // index of the field that ends here, or -1
	whole  byte       // '[' or '{': the field is a whole list or object, taken as it is written
	rows   bool       // each element of the list here is a row of its own
	parts  bool       // each is a part of the row
	others *fieldTree // the field for members that have none here, nil for none
	kids   map[string]*fieldTree
}

// otherFields is the field of a record for its members that no field is for, as far as
// they are words: "region=eu", with a NUL between two, in the order of their names. A report
// that may be grouped by what is not known here has its groups in them. Numbers are not
// taken: they are figures, which change and tell no groups apart.
const otherFields = "*"

// rowName is the field of a row for its name, where rows stand in an object by name.
const rowName = "{}"

// newFieldTree makes the tree of a format's fields. The list or object called each
// holds the rows of a record.
func newFieldTree(fields []string, each string) *fieldTree {
	root := &fieldTree{field: -1}
	for i, path := range fields {
		var whole byte
		if before, list := strings.CutSuffix(path, "[]"); list {
			path, whole = before, '['
		} else if before, object := strings.CutSuffix(path, rowName); object && !strings.HasSuffix(before, ".") {
			path, whole = before, '{'
		}
		n := root.at(path)
		n.field, n.whole = i, whole
	}
	if each != "" {
		root.at(each).rows = true
	}
	root.others = root.kids[otherFields]
	delete(root.kids, otherFields)
	return root
}

// at is the place of a path below n, made where it is not there yet.
func (n *fieldTree) at(path string) *fieldTree {
	for name := range strings.SplitSeq(path, ".") {
		if n.kids == nil {
			n.kids = map[string]*fieldTree{}
		}
		if n.kids[name] == nil {
			n.kids[name] = &fieldTree{field: -1}
		}
		n = n.kids[name]
	}
	return n
}

// below is the place of a path below n, nil where no field is there.
func (n *fieldTree) below(path []byte) *fieldTree {
	for more := true; more && n != nil; {
		var name []byte
		name, path, more = bytes.Cut(path, []byte{'.'})
		n = n.kids[string(name)]
	}
	return n
}

// A fieldReader reads one record after another into cells.
type fieldReader struct {
	tree   *fieldTree
	fields []string // a value's text; "" for null and for what is not there
	there  []bool   // named in the record, if only as null
	faults []fieldFault
	shared int        // faults of the record, which are those of all its rows
	marks  Marks      // of the record and of the row that was read last
	common Marks      // of the record alone
	rows   *fieldTree // nil where a record is one row
	from   int        // the record's rows are raw[from:to], a list or an object; 0 where it has none
	to     int
	parts  *fieldTree // nil where a row has no parts
	// The parts of the row that was read last are row[partsFrom:partsTo], 0 where it has none.
	partsFrom, partsTo int
}

// A fieldFault is a field whose value is of no use.
type fieldFault struct {
	field  int
	reason string
}

func newFieldReader(f *Format) *fieldReader {
	fields := f.fields()
	r := &fieldReader{tree: newFieldTree(fields, f.Each), fields: make([]string, len(fields)), there: make([]bool, len(fields))}
	if f.Each != "" {
		r.rows = r.tree.at(f.Each)
	}
	if f.Parts != "" {
		r.parts = r.tree.at(f.parts())
		r.parts.parts = true
	}
	return r
}

// forget empties the fields below n.
func (r *fieldReader) forget(n *fieldTree) {
	for _, kid := range n.kids {
		if kid.field >= 0 {
			r.fields[kid.field], r.there[kid.field] = "", false
		}
		r.forget(kid)
	}
}

// record reads a whole record. raw is JSON.
func (r *fieldReader) record(raw []byte) {
	r.start()
	if i := blank(raw, 0); raw[i] == '{' {
		r.object(raw, i, r.tree)
	}
	r.shared, r.common = len(r.faults), r.marks
}

// start forgets the record before.
func (r *fieldReader) start() {
	clear(r.fields)
	clear(r.there)
	r.faults, r.from, r.to, r.marks = r.faults[:0], 0, 0, 0
}

// row reads one row of the record. raw is JSON, and so is its name where it has one.
func (r *fieldReader) row(name, raw []byte) {
	r.forget(r.rows)
	r.faults, r.marks, r.partsFrom, r.partsTo = r.faults[:r.shared], r.common, 0, 0
	if n := r.rows.kids[rowName]; n != nil && name != nil {
		text, mark := unquoted(name)
		r.there[n.field], r.fields[n.field] = true, text
		r.marks |= mark
	}
	if raw[0] == '{' {
		r.object(raw, 0, r.rows)
	}
}

// part reads one part of the row that was read last, whose own fields stay. raw is JSON.
func (r *fieldReader) part(raw []byte) {
	r.forget(r.parts)
	r.faults, r.marks = r.faults[:0], 0
	if raw[0] == '{' {
		r.object(raw, 0, r.parts)
	}
}

// element reads an object that no other shares its fields with.
func (r *fieldReader) element(raw []byte) {
	r.forget(r.tree)
	r.faults, r.from, r.to, r.marks = r.faults[:0], 0, 0, 0
	if raw[0] == '{' {
		r.object(raw, 0, r.tree)
	}
}

// object reads the object at b[i] and returns the index behind it.
func (r *fieldReader) object(b []byte, i int, n *fieldTree) int {
	i = blank(b, i+1)
	for b[i] != '}' {
		if b[i] == ',' {
			i = blank(b, i+1)
		}
		end := skip(b, i)
		name := b[i+1 : end-1]
		if bytes.IndexByte(name, '\\') >= 0 {
			name = []byte(unquote(b[i:end]))
		}
		kid := n.kids[string(name)]
		if kid == nil && bytes.IndexByte(name, '.') >= 0 { // a name with a point in it: a model's, perhaps
			kid = n.below(name)
		}
		i = blank(b, blank(b, end)+1) // behind the colon
		if kid == nil {
			end = skip(b, i)
			if n.others != nil && b[i] == '"' {
				r.other(n.others.field, string(name), b[i:end])
			}
			i = end
		} else {
			i = r.value(b, i, kid)
		}
		i = blank(b, i)
	}
	return i + 1
}

// other adds a member of words to those that no field is for.
func (r *fieldReader) other(field int, name string, raw []byte) {
	text, mark := unquoted(raw)
	if text = trim(text); text == "" {
		return
	}
	if _, err := pricing.ParseMoney(text); err == nil { // a count in quotation marks
		return
	}
	r.marks |= mark
	all := append(strings.Split(r.fields[field], "\x00"), strings.ReplaceAll(name+"="+text, "\x00", " "))
	slices.Sort(all)
	r.there[field], r.fields[field] = true, strings.TrimPrefix(strings.Join(all, "\x00"), "\x00")
}

// value reads the value at b[i], which the format has a field for or in.
func (r *fieldReader) value(b []byte, i int, n *fieldTree) int {
	end := skip(b, i)
	raw := b[i:end]
	if n.field >= 0 {
		if r.there[n.field] {
			r.faults = append(r.faults, fieldFault{n.field, "stands twice in one record"})
		}
		r.there[n.field] = true
		switch {
		case raw[0] == 'n':
		case n.rows && (raw[0] == '[' || raw[0] == '{' && n.kids[rowName] != nil):
			r.from, r.to = i, end
		case n.parts && (raw[0] == '[' || raw[0] == '{'):
			r.partsFrom, r.partsTo = i, end
		case n.whole != 0:
			text, ok := written(raw, n.whole)
			r.fields[n.field] = text
			if !ok {
				r.faults = append(r.faults, fieldFault{n.field, wholeReasons[n.whole]})
			}
		case n.rows, n.parts:
			r.fields[n.field] = string(raw[:min(len(raw), 40)])
			r.faults = append(r.faults, fieldFault{n.field, wholeReasons['[']})
		case raw[0] == '"':
			var mark Marks
			r.fields[n.field], mark = unquoted(raw)
			r.marks |= mark
			if strings.IndexByte(r.fields[n.field], 0) >= 0 {
				r.faults = append(r.faults, fieldFault{n.field, "holds a NUL"})
			}
		case raw[0] == '{', raw[0] == '[':
			r.fields[n.field] = string(raw[:min(len(raw), 40)])
			r.faults = append(r.faults, fieldFault{n.field, "is no single value"})
		default:
			r.fields[n.field] = string(raw)
		}
		return end
	}
	switch {
	case raw[0] == '{':
		r.object(b, i, n)
	case raw[0] == '"' && bytes.HasPrefix(bytes.TrimLeft(raw[1:], ` `), []byte{'{'}):
		// An object that was written into a column of text.
		text, mark := unquoted(raw)
		if inner := []byte(text); json.Valid(inner) {
			r.marks |= mark
			r.object(inner, blank(inner, 0), n)
		}
	}
	return end
}

// wholeReasons are why a field that should be a whole list or object is of no use.
var wholeReasons = map[byte]string{'[': "is no list", '{': "is no object"}

// written is the text of a whole list or object, by its bracket, also of one that was
// written into a column of text, where an object may be nothing at all.
func written(raw []byte, bracket byte) (text string, ok bool) {
	if raw[0] == bracket {
		return string(raw), true
	}
	if raw[0] == '"' {
		text = strings.TrimLeft(unquote(raw), " ")
		if text == "" && bracket == '{' {
			return "", true
		}
		if text != "" && text[0] == bracket && json.Valid([]byte(text)) {
			return text, true
		}
	}
	return string(raw[:min(len(raw), 40)]), false
}

// blank is the index of the next byte that is no white space.
func blank(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// skip is the index behind the value at b[i].
func skip(b []byte, i int) int {
	switch b[i] {
	case '"':
		for i++; b[i] != '"'; i++ {
			if b[i] == '\\' {
				i++
			}
		}
		return i + 1
	case '{', '[':
		for depth := 0; ; i++ {
			switch b[i] {
			case '"':
				i = skip(b, i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	for ; i < len(b); i++ {
		switch b[i] {
		case ',', ']', '}', ' ', '\n', '\r', '\t':
			return i
		}
	}
	return i
}

// unquote is the text of a JSON string.
func unquote(raw []byte) string {
	text, _ := unquoted(raw)
	return text
}

// unquoted is unquote with the mark of a string that is not UTF-8.
func unquoted(raw []byte) (string, Marks) {
	inside := raw[1 : len(raw)-1]
	text, mark := utf8Of(string(inside))
	if bytes.IndexByte(inside, '\\') < 0 {
		return text, mark
	}
	var s string
	if json.Unmarshal([]byte(`"`+text+`"`), &s) != nil {
		return text, mark
	}
	return s, mark
}

// elements calls f with every element of a list as it is written, and where it
// starts.
func elements(list []byte, f func(raw []byte, at int)) {
	for i := blank(list, 1); i < len(list) && list[i] != ']'; {
		if list[i] == ',' {
			i = blank(list, i+1)
		}
		end := skip(list, i)
		f(list[i:end], i)
		i = blank(list, end)
	}
}

// eachRow calls f with every element of a list, or every member of an object with its
// name as it is written, and where it starts.
func eachRow(rows []byte, f func(name, raw []byte, at int)) {
	if rows[0] == '[' {
		elements(rows, func(raw []byte, at int) { f(nil, raw, at) })
		return
	}
	for i := blank(rows, 1); rows[i] != '}'; {
		if rows[i] == ',' {
			i = blank(rows, i+1)
		}
		end := skip(rows, i)
		name := rows[i:end]
		i = blank(rows, blank(rows, end)+1)
		end = skip(rows, i)
		f(name, rows[i:end], i)
		i = blank(rows, end)
	}
}
