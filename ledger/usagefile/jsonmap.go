package usagefile

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
)

// A mappedJSON reads the rows of JSON of one's own: which field stands where a mapping
// says (jsonPath).
type mappedJSON struct {
	records jsonRecords
	format  *Format
	columns *jsonColumns
	levels  []jsonLevel
	header  *header
	read    rowReader
	warned  *warnings

	now    []byte     // the record whose rows are read
	first  int        // the level that it is of: 1 for an element of a list that is streamed
	open   []jsonList // that are walked, one in an element of the other
	record Record
}

// A jsonList is a list that is walked: in[from:to].
type jsonList struct {
	in       []byte
	from, to int
	at       int // where the next element is looked for
	line     int // of what was counted so far
	counted  int
}

// next is the list's next element and its line.
func (l *jsonList) next() (raw []byte, line int, ok bool) {
	i := blank(l.in, l.at)
	if l.in[i] == ',' {
		i = blank(l.in, i+1)
	}
	if l.in[i] == ']' {
		return nil, 0, false
	}
	l.at = skip(l.in, i)
	l.line += bytes.Count(l.in[l.counted:i], []byte{'\n'})
	l.counted = i
	return l.in[i:l.at], l.line, true
}

// openMapped makes the reader of JSON of one's own. shape are the fields of its first
// record, for what is said of the file.
func openMapped(r io.Reader, shape []string, opt Options) (*File, error) {
	f := formats[slices.IndexFunc(formats, (*Format).Own)]
	if err := f.takes(opt); err != nil {
		return nil, err
	}
	columns, err := mappedColumns(opt)
	if err != nil {
		return nil, err
	}
	lists := map[string]bool{}
	if list := columns.streamed(); list != "" {
		lists[list] = true
	}
	m := &mappedJSON{records: jsonRecords{stream: newJSONStream(r, lists, nil)}, format: f, columns: columns, warned: &warnings{last: func() string { return "" }}}
	m.levels, m.header = columns.levels()
	seen, err := m.look()
	if err != nil {
		return nil, err
	}
	if seen != nil { // the file has records
		for _, field := range nativeFields {
			if path, mapped := opt.Map[field]; mapped && !seen[m.header.col(path)] {
				return nil, &HeaderError{f.Name, path, "is not there (--map " + field + "=" + path + ")", shape}
			}
		}
		for _, field := range f.Needs {
			if _, constant := opt.Set[field]; !constant && opt.Map[field] == "" && !seen[m.header.col(field)] {
				return nil, &HeaderError{f.Name, field, "is missing; say where it is with --map " + field + "=PATH", shape}
			}
		}
		for i, name := range m.columns.names { // what no record has is no column
			if !seen[i] {
				delete(m.header.at, name)
			}
		}
	}
	m.read = f.columns(m.header, opt)
	says := column(m.header, "gateway", opt) >= 0 || column(m.header, "account", opt) >= 0
	slices.Sort(shape)
	return &File{Format: f, Shape: shape, next: m.next, says: says, warned: m.warned}, nil
}

// look reads records ahead until every column was seen, and says which were; nil where
// there is no record.
func (m *mappedJSON) look() (seen []bool, err error) {
	for size := 0; len(m.records.ahead) < lookElements && size < lookBytes && (seen == nil || slices.Contains(seen, false)); {
		e, err := m.records.look()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		size += len(e.raw)
		if e.bad == "" && json.Valid(e.raw) {
			if seen == nil {
				seen = make([]bool, len(m.columns.names))
			}
			m.see(seen, m.levelOf(e), e.raw)
		}
	}
	return seen, nil
}

// see notes which columns hold a single value in an element of a level, or in the
// first ones of the lists inside.
func (m *mappedJSON) see(seen []bool, level int, raw []byte) {
	l := m.levels[level]
	l.element(raw)
	bad := map[int]bool{}
	for _, f := range l.faults {
		bad[f.field] = true
	}
	for i, p := range m.columns.paths {
		seen[i] = seen[i] || len(p.lists) == level && l.there[i] && !bad[i]
	}
	if l.to == 0 || level+1 == len(m.levels) {
		return
	}
	list := jsonList{in: raw, from: l.from, to: l.to, at: l.from + 1, counted: l.from}
	for range lookElements {
		element, _, ok := list.next()
		if !ok {
			return
		}
		m.see(seen, level+1, element)
	}
}

// levelOf is 1 for an element of a list that is streamed, 0 for a record.
func (m *mappedJSON) levelOf(e element) int {
	if e.under() != "" {
		return 1
	}
	return 0
}

// next returns the file's next row.
func (m *mappedJSON) next() (*Record, error) {
	for {
		if n := len(m.open); n > 0 {
			raw, line, ok := m.open[n-1].next()
			if !ok {
				m.open = m.open[:n-1]
			} else if m.enter(m.first+n, raw, line) {
				return &m.record, nil
			}
			continue
		}
		e, err := m.records.next()
		if err != nil {
			return nil, err
		}
		if e.bad == "" && !json.Valid(e.raw) {
			e.bad = invalid(e.raw)
		}
		m.now, m.first = e.raw, m.levelOf(e)
		if e.bad != "" {
			m.refuse(Fault{Line: e.line, Value: shown(e.raw), Reason: e.bad}, func() []byte { return e.raw })
			return &m.record, nil
		}
		if m.enter(m.first, e.raw, e.line) {
			return &m.record, nil
		}
	}
}

// enter reads the fields of a level. It makes a record of a row, or of what is none;
// false says that the rows are in the list inside.
func (m *mappedJSON) enter(level int, raw []byte, line int) bool {
	whole := func() []byte { return m.alone(raw) }
	if raw[0] != '{' {
		m.refuse(Fault{Line: line, Value: shown(raw), Reason: "is no object"}, whole)
		return true
	}
	l := m.levels[level]
	l.element(raw)
	if l.list < 0 {
		m.take(level, line, whole)
		return true
	}
	name := m.header.columns[l.list]
	for _, f := range l.faults {
		if f.field == l.list {
			m.refuse(Fault{Line: line, Column: name, Value: l.fields[f.field], Reason: f.reason}, whole)
			return true
		}
	}
	if !l.there[l.list] {
		m.refuse(Fault{Line: line, Column: name, Reason: "is missing"}, whole)
		return true
	}
	if l.to > 0 { // and not null
		m.open = append(m.open, jsonList{in: raw, from: l.from, to: l.to, at: l.from + 1, line: line})
	}
	return false
}

// take makes a row of the fields of all levels.
func (m *mappedJSON) take(level, line int, whole func() []byte) {
	l := m.levels[level]
	c := &cells{header: m.header, fields: l.fields, line: line, there: l.there, warned: m.warned}
	for _, above := range m.levels[m.first : level+1] {
		for _, f := range above.faults {
			if m.header.col(m.header.columns[f.field]) >= 0 { // of a field that is read
				c.fault(f.field, f.reason)
			}
		}
		c.marks |= above.marks
	}
	m.record = Record{Format: m.format, whole: whole}
	if len(c.faults) == 0 {
		m.record.Row = m.read(c)
	}
	m.record.Row.Line = line
	m.record.Row.Marks |= c.marks
	if len(c.faults) > 0 {
		m.record.Faults, m.record.Raw = c.faults, []string{flat(whole())}
	}
}

// refuse makes a bad record of what is no row.
func (m *mappedJSON) refuse(f Fault, whole func() []byte) {
	m.record = Record{Format: m.format, Row: Row{Line: f.Line}, Faults: []Fault{f}, Raw: []string{flat(whole())}}
}

// alone is the record with one of its rows alone, so that it can be mended and
// imported with the same mapping.
func (m *mappedJSON) alone(row []byte) []byte {
	out := bytes.Clone(row)
	put := func(before, after []byte) {
		out = slices.Concat(before, []byte{'['}, out, []byte{']'}, after)
	}
	for _, l := range slices.Backward(m.open) {
		put(l.in[:l.from], l.in[l.to:])
	}
	if m.first == 1 {
		put([]byte(`{"`+m.columns.lists[0]+`":`), []byte{'}'})
	}
	return out
}
