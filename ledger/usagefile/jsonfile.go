package usagefile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A jsonFile reads the rows of a JSON file of a known format.
type jsonFile struct {
	records jsonRecords
	format  *Format
	opt     Options
	fields  *fieldReader
	header  *header
	needs   []int
	read    rowReader
	warned  *warnings

	now    element // the record whose rows are read
	number int     // of that record
	rows   []rawRow
	parts  []Row          // of the row that was read last
	seen   map[string]int // by key: the line of a bucket row of this record
	record Record
}

// A rawRow is one row of a record, and the line on which it starts.
type rawRow struct {
	name []byte // as it is written, where rows stand in an object by name
	raw  []byte
	line int
}

// next returns the file's next row.
func (j *jsonFile) next() (*Record, error) {
	for {
		if len(j.rows) > 0 {
			row := j.rows[0]
			j.rows = j.rows[1:]
			if row.raw[0] != '{' {
				j.refuse(Fault{Line: row.line, Column: j.format.Each, Value: shown(row.raw), Reason: "is no object"}, j.alone(row))
				return &j.record, nil
			}
			j.fields.row(row.name, row.raw)
			j.take(row.line, func() []byte { return j.alone(row) })
			if j.format.Parts != "" {
				j.takeParts(row)
			}
			return &j.record, nil
		}
		e, err := j.records.next()
		if err != nil {
			return nil, err
		}
		if e.bad == "" && !json.Valid(e.raw) {
			e.bad = invalid(e.raw)
		}
		if e.bad == "" && e.raw[0] != '{' {
			e.bad = "is no object"
		}
		if e.bad != "" {
			j.refuse(Fault{Line: e.line, Value: shown(e.raw), Reason: e.bad}, e.raw)
			return &j.record, nil
		}
		j.now = e
		j.number++
		j.fields.record(e.raw)
		if j.format.Each == "" {
			j.take(e.line, func() []byte { return e.raw })
			return &j.record, nil
		}
		if !j.split() {
			return &j.record, nil
		}
	}
}

// lookFurther shows the first records to a format that asks for it; they are read
// again.
func (j *jsonFile) lookFurther() {
	for size := 0; len(j.records.ahead) < aheadRecords && size < lookBytes; {
		e, err := j.records.look()
		if err != nil {
			break // it comes back behind the last record
		}
		size += len(e.raw)
	}
	show := func() { j.header.ahead = append(j.header.ahead, slices.Clone(j.fields.fields)) }
	for _, e := range j.records.ahead {
		if e.bad != "" || !json.Valid(e.raw) || len(j.header.ahead) >= aheadRecords {
			continue
		}
		j.fields.record(e.raw)
		if j.format.Each == "" {
			show()
		} else if j.fields.to > 0 {
			eachRow(e.raw[j.fields.from:j.fields.to], func(name, raw []byte, _ int) {
				j.fields.row(name, raw)
				show()
			})
		}
	}
}

// grouping says by what a report was grouped, of the dimensions that are below a
// list of rows.
func (h *header) grouping(list string, names ...string) string {
	for i, name := range names {
		names[i] = list + "." + name
	}
	held := h.holding(names)
	for i, name := range held {
		held[i] = strings.TrimPrefix(name, list+".")
	}
	return by(held)
}

// others are the names in the field of other members, of the records looked at.
func (h *header) others(field int) (names []string) {
	for _, fields := range h.ahead {
		for member := range strings.SplitSeq(fields[field], "\x00") {
			if name, _, _ := strings.Cut(member, "="); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// split finds the rows of a record. A record whose list is missing is bad
// (false); one whose list is empty has none.
func (j *jsonFile) split() bool {
	each := j.header.col(j.format.Each)
	switch {
	case !j.fields.there[each]:
		j.refuse(Fault{Line: j.now.line, Column: j.format.Each, Reason: "is missing"}, j.now.raw)
		return false
	case j.fields.shared > 0:
		f := j.fields.faults[0]
		j.refuse(Fault{Line: j.now.line, Column: j.header.columns[f.field], Value: j.fields.fields[f.field], Reason: f.reason}, j.now.raw)
		return false
	}
	j.rows = j.rows[:0]
	clear(j.seen)
	if j.fields.to == 0 {
		return true
	}
	eachRowOf(j.now.raw, j.fields.from, j.fields.to, j.now.line, func(row rawRow) { j.rows = append(j.rows, row) })
	return true
}

// eachRowOf calls f with every row that stands from one byte to another of what starts on
// a line.
func eachRowOf(raw []byte, from, to, line int, f func(rawRow)) {
	counted := 0
	eachRow(raw[from:to], func(name, row []byte, at int) {
		line += bytes.Count(raw[counted:from+at], []byte{'\n'})
		counted = from + at
		f(rawRow{name, row, line})
	})
}

// take reads the fields as a row.
func (j *jsonFile) take(line int, raw func() []byte) {
	c := j.cells(line)
	for _, i := range j.needs {
		if !j.fields.there[i] {
			c.fault(i, "is missing")
		}
	}
	j.record = Record{Format: j.format, whole: raw}
	if len(c.faults) == 0 {
		j.record.Row = j.read(c)
		j.record.Idle, j.record.Proposed = c.idle, c.proposed
	}
	j.record.Row.Line = line
	j.record.Row.Marks |= j.fields.marks
	if len(j.opt.Set) > 0 {
		j.record.Row.set(j.opt.Set)
	}
	if j.format.Each != "" && len(c.faults) == 0 {
		j.twice(c)
	}
	if len(c.faults) > 0 {
		j.record.Faults, j.record.Raw = c.faults, []string{flat(raw())}
	}
}

// cells are the fields as they were read.
func (j *jsonFile) cells(line int) *cells {
	c := &cells{header: j.header, fields: j.fields.fields, line: line, there: j.fields.there, warned: j.warned, list: j.now.list, group: j.now.group}
	for _, f := range j.fields.faults {
		c.fault(f.field, f.reason)
	}
	return c
}

// takeParts reads the parts of the row that was taken. One that is bad makes the row bad:
// the other parts alone don't come to it.
func (j *jsonFile) takeParts(row rawRow) {
	j.parts = j.parts[:0]
	if len(j.record.Faults) > 0 || j.fields.partsTo == 0 {
		return
	}
	eachRowOf(row.raw, j.fields.partsFrom, j.fields.partsTo, row.line, func(part rawRow) {
		raw, line := part.raw, part.line
		if raw[0] != '{' {
			j.record.Faults = append(j.record.Faults, Fault{Line: line, Column: j.format.parts(), Value: shown(raw), Reason: "is no object"})
			return
		}
		j.fields.part(raw)
		c := j.cells(line)
		c.ofParts = true
		r := j.read(c)
		r.Line = line
		r.Marks |= j.fields.marks
		j.record.Faults = append(j.record.Faults, c.faults...)
		j.parts = append(j.parts, r)
	})
	if len(j.record.Faults) > 0 {
		j.record.Raw = []string{flat(j.alone(row))}
	}
}

// twice refuses a row whose key another row of the same bucket has: an API
// gives one row for each set of dimensions, so the two differ in one that is
// not known here, and one of them would be lost.
func (j *jsonFile) twice(c *cells) {
	r := &j.record.Row
	if !r.Bucket || j.record.Idle {
		return
	}
	key := r.At.String() + "\x00" + r.Model + "\x00" + r.Provider + "\x00" + r.Key + "\x00" + r.App + "\x00" + r.User + "\x00" + r.Dims + "\x00" + r.Grain
	if first, ok := j.seen[key]; ok {
		c.faults = append(c.faults, Fault{Line: c.line, Column: j.format.Each, Reason: fmt.Sprintf("has the same dimensions as the row in line %d of the same bucket", first)})
		return
	}
	if j.seen == nil {
		j.seen = map[string]int{}
	}
	j.seen[key] = c.line
}

// refuse makes a bad record of what is no row.
func (j *jsonFile) refuse(f Fault, raw []byte) {
	j.record = Record{Format: j.format, Row: Row{Line: f.Line}, Faults: []Fault{f}, Raw: []string{flat(raw)}}
}

// alone is the record with one of its rows alone, so that it can be mended and
// imported. In which list of a page it stood is not said any more.
func (j *jsonFile) alone(row rawRow) []byte {
	out := append([]byte{}, j.now.raw[:j.fields.from]...)
	if row.name == nil {
		out = append(append(append(out, '['), row.raw...), ']')
	} else {
		out = append(append(append(append(append(out, '{'), row.name...), ':'), row.raw...), '}')
	}
	return append(out, j.now.raw[j.fields.to:]...)
}

// flat is a record on one line.
func flat(raw []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		b.Reset()
		b.Write(bytes.Map(func(r rune) rune {
			if r == '\n' || r == '\r' {
				return ' '
			}
			return r
		}, raw))
	}
	return b.String()
}

// shown is the start of a value, for a message.
func shown(raw []byte) string {
	if len(raw) > 40 {
		return string(raw[:40]) + "..."
	}
	return string(raw)
}

// has reports whether a JSON record names a field, if only as null.
func (c *cells) has(i int) bool { return i >= 0 && i < len(c.there) && c.there[i] }

// warn says once for the file what is not wrong but should be known.
func (c *cells) warn(text string) { c.warned.say(text) }

// note counts what came up in the file, to be said at its end: one of a single time,
// many, with %d for how many, of more.
func (c *cells) note(one, many string) { c.warned.note(one, many) }

// day is the UTC day of a time: some answers write one behind the date.
func (c *cells) day(i int) time.Time {
	s := c.text(i)
	if len(s) > len("2026-01-02") && s[4] == '-' {
		s = s[:len("2026-01-02")]
	}
	t, err := ParseTime(s)
	if err != nil {
		c.fault(i, err.Error())
	}
	return t
}
