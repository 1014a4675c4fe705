package usagefile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"tollbook/pricing/words"
)

// openCSV reads the header, finds the format that it belongs to and makes the
// reader of its rows.
func openCSV(r io.Reader, opt Options) (*File, error) {
	buf := bufio.NewReaderSize(r, textStart)
	above, err := readPreamble(buf, opt)
	if err != nil {
		return nil, err
	}
	cut, first, err := openTable(buf)
	if errors.Is(err, errBareQuote) {
		return nil, fmt.Errorf("%w (%w)", ErrNoTable, err)
	}
	if err != nil {
		return nil, err
	}
	if len(first) == 1 && opt.Type == "" && len(opt.Map) == 0 { // no export is known by one column
		return nil, fmt.Errorf("%w (its first line is not cut into columns: %s)", ErrNoTable, few(first))
	}
	cut.after += above.lines
	h := newHeader(first)
	h.said = above.said
	h.comma, h.commas = cut.comma, cut.comma != ','
	f, opt, recalled, err := recall(h, opt)
	if err != nil {
		return nil, err
	}
	lines := &csvLines{cut: cut}
	if f.ahead {
		h.ahead = lines.peek(aheadRecords)
	}
	inner := newInnerCells(f, h)
	read := f.columns(inner.header, opt)
	width := len(h.columns)
	warned := &warnings{last: func() string { return "" }}
	c := &cells{}
	record := func(rec *Record) error {
		fields, line, err := lines.next()
		if err != nil {
			return describe(err)
		}
		if len(fields) != width {
			reason := fmt.Sprintf("the row has %s and the header %d", words.Count(fmt.Sprint(len(fields)), "cell"), width)
			*rec = Record{Format: f, Faults: []Fault{{Line: line, Reason: reason}}, Raw: slices.Clone(fields)}
			return nil
		}
		*c = cells{header: inner.header, fields: fields, line: line, ascii: cut.ascii, warned: warned}
		good := inner.read(c)
		if cut.nul {
			c.nulls()
		}
		*rec = Record{Format: f, fields: fields}
		if good {
			rec.Row = read(c)
		}
		rec.Faults, rec.Idle = c.faults, c.idle
		rec.Row.Line = line
		rec.Row.Marks |= c.marks
		if f.Name != nativeName && len(opt.Set) > 0 {
			rec.Row.set(opt.Set)
		}
		if len(c.faults) > 0 {
			rec.Raw = slices.Clone(fields)
		}
		return nil
	}
	// One record is read ahead: a short row at the very end is a file cut off.
	var now, ahead Record
	aheadErr := record(&ahead)
	next := func() (*Record, error) {
		if aheadErr != nil {
			return nil, aheadErr
		}
		now, ahead = ahead, now
		aheadErr = record(&ahead)
		if aheadErr == io.EOF && now.Raw != nil && len(now.Raw) < width {
			return nil, fmt.Errorf("line %d: %w", now.Faults[0].Line, ErrCutOff)
		}
		return &now, nil
	}
	says := column(h, "gateway", opt) >= 0 || column(h, "account", opt) >= 0
	return &File{Format: f, Header: h.columns, Shape: h.columns, comma: h.comma, Recalled: recalled, next: next, says: says, warned: warned}, nil
}

// openTable reads the header of a CSV, whose lines may end with CR alone.
func openTable(r io.Reader) (cut *splitter, columns []string, err error) {
	buf := bufio.NewReaderSize(r, textStart)
	start, _ := buf.Peek(textStart) // its error comes back with the first read
	if r = buf; endsLinesWithCR(start) {
		r = macLines{buf}
	}
	cut = newSplitter(r)
	if err = cut.begin(); err == nil {
		columns, err = cut.next()
	}
	if err == io.EOF {
		return nil, nil, ErrEmpty
	}
	return cut, allUTF8(slices.Clone(columns)), describe(err)
}

// aheadRecords is how many records are looked at before a file is read, where
// its format asks for it.
const aheadRecords = 4096

// csvLines hands out the records of a CSV file, also those that were looked at.
type csvLines struct {
	cut     *splitter
	other   []string // the fields of the record before, which stand while one is read ahead
	waiting []csvLine
}

type csvLine struct {
	fields []string
	line   int // physical, on which the record starts
	err    error
}

func (l *csvLines) next() (fields []string, line int, err error) {
	if len(l.waiting) > 0 {
		first := l.waiting[0]
		l.waiting = l.waiting[1:]
		return first.fields, first.line, first.err
	}
	return l.read()
}

// read cuts the next record off the file.
func (l *csvLines) read() (fields []string, line int, err error) {
	l.cut.fields, l.other = l.other, l.cut.fields
	fields, err = l.cut.next()
	return fields, l.cut.line, err
}

// peek looks at up to n records, which next hands out all the same.
func (l *csvLines) peek(n int) [][]string {
	var seen [][]string
	for range n {
		fields, line, err := l.read()
		fields = slices.Clone(fields)
		l.waiting = append(l.waiting, csvLine{fields, line, err})
		if err != nil {
			break
		}
		seen = append(seen, fields)
	}
	return seen
}

// recognise finds the format that a header belongs to. A mapping makes a native
// file of any.
func recognise(h *header, opt Options) (*Format, error) {
	if opt.Type == "" && len(opt.Map) > 0 {
		opt.Type = nativeName
	}
	if opt.Type != "" {
		i := slices.IndexFunc(formats, func(f *Format) bool { return f.Name == opt.Type })
		if i < 0 {
			return nil, fmt.Errorf("there is no type %q; types: %s", opt.Type, strings.Join(Types(), ", "))
		}
		if formats[i].isJSON() {
			return nil, fmt.Errorf("is CSV, and --type %s is JSON", opt.Type)
		}
		return formats[i], needs(formats[i], h, opt)
	}
	var best *Format
	var most int
	e := &UnrecognisedError{Columns: h.columns}
	for _, f := range formats {
		if f.isJSON() || f.log != nil {
			continue
		}
		found, missing := f.fit(h, opt)
		if len(missing) > 0 {
			e.Tried = append(e.Tried, Attempt{f.Name, len(found), missing})
		} else if best == nil || len(found) > most {
			best, most = f, len(found)
		}
	}
	if best == nil {
		return nil, e
	}
	return best, needs(best, h, opt)
}

// column is where a format finds a field: mapped, or under its own name.
func column(h *header, field string, opt Options) int {
	if name, ok := opt.Map[field]; ok {
		return h.col(name)
	}
	if i := h.col(field); i >= 0 || !strings.Contains(field, "*") {
		return i
	}
	i, _ := h.like(field)
	return i
}

// fit finds the list of columns that a file meets, or else what it has and lacks of
// the list that it comes nearest to.
func (f *Format) fit(h *header, opt Options) (found, missing []string) {
	if f.idle != nil && h.only(f.idle) {
		return f.idle, nil
	}
	for i, list := range append([][]string{f.Needs}, f.Or...) {
		var has, lacks []string
		for _, field := range list {
			if _, constant := opt.Set[field]; column(h, field, opt) < 0 && !constant {
				lacks = append(lacks, field)
			} else {
				has = append(has, field)
			}
		}
		if len(lacks) == 0 {
			return list, nil
		}
		if i == 0 || len(lacks) < len(missing) {
			found, missing = has, lacks
		}
	}
	return found, missing
}

// needs checks the columns of a format that was chosen.
func needs(f *Format, h *header, opt Options) error {
	if err := f.takes(opt); err != nil {
		return err
	}
	for field, name := range opt.Map {
		if h.col(name) < 0 {
			return &HeaderError{f.Name, name, "is not there (--map " + field + "=" + name + ")", h.columns}
		}
	}
	read, missing := f.fit(h, opt)
	if len(missing) > 0 {
		reason := "is missing"
		if f.Own() { // no other takes a mapping
			reason += "; say which column it is with --map " + missing[0] + "=COLUMN"
		}
		return &HeaderError{f.Name, missing[0], reason, h.columns}
	}
	if f.Own() {
		read = nativeFields
	}
	// A column that is read can't stand twice; one that a mapping or a constant
	// takes the place of is not read at all.
	asked := slices.Sorted(maps.Values(opt.Map))
	for _, field := range read {
		_, mapped := opt.Map[field]
		_, constant := opt.Set[field]
		if !mapped && !constant {
			asked = append(asked, field)
		}
	}
	for _, name := range asked {
		if h.twice(name) {
			return &HeaderError{f.Name, name, "stands twice", h.columns}
		}
	}
	return nil
}
