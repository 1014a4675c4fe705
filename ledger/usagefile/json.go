package usagefile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// How far a JSON file is looked into for a record that tells its type.
const (
	lookElements = 100
	lookBytes    = 16 << 20
)

// startsJSON reports whether text is JSON, by the first byte that is no space.
func startsJSON(r io.Reader) (*bufio.Reader, bool) {
	buf := bufio.NewReaderSize(r, 1<<12)
	start, _ := buf.Peek(1 << 12) // its error comes back with the first read
	return buf, isJSONStart(start)
}

// isJSONStart reports whether what begins so is JSON.
func isJSONStart(start []byte) bool {
	start = bytes.TrimLeft(start, " \t\r\n")
	return len(start) > 0 && (start[0] == '{' || start[0] == '[')
}

// isJSON reports whether the format is one of JSON files.
func (f *Format) isJSON() bool { return f.Fields != nil }

// fields are the columns that a record of a JSON format becomes.
func (f *Format) fields() []string {
	if f.Each == "" {
		return f.Fields
	}
	all := append(slices.Clone(f.Fields), f.Each)
	if f.Parts != "" {
		all = append(all, f.parts())
	}
	return all
}

// parts is the path of the parts of a row.
func (f *Format) parts() string { return f.Each + "." + f.Parts }

// openJSON recognises the format by the fields of the first records and makes
// the reader of the rows.
func openJSON(r io.Reader, opt Options) (*File, error) {
	start := &remembered{r: r}
	lists, groups := recordLists()
	s := newJSONStream(start, lists, groups)
	s.rowsOf = sharedLists(lists)
	if len(opt.Map) > 0 || opt.Type == nativeName {
		shape := shapeOf(s)
		return openMapped(start.again(), shape, opt)
	}
	tries, err := jsonFormats(opt)
	if err != nil {
		return nil, err
	}
	look, err := lookAhead(s, tries, opt)
	var unknown *UnrecognisedError
	if errors.As(err, &unknown) && opt.Type == "" && opt.Remembered != nil {
		shape := slices.Sorted(slices.Values(unknown.Columns))
		if m := opt.Remembered(shape); m != nil {
			f, err := openMapped(start.again(), shape, m.Under(opt))
			if err == nil {
				f.Recalled = m
			}
			return f, err
		}
	}
	if err != nil {
		return nil, err
	}
	start.forget()
	j := &jsonFile{records: jsonRecords{stream: s, ahead: look.elements}, format: look.format, opt: opt, warned: &warnings{last: func() string { return s.part }}}
	j.fields = newFieldReader(j.format)
	j.header = newHeader(j.format.fields())
	if j.format.ahead {
		j.lookFurther()
	}
	j.read = j.format.columns(j.header, opt)
	if j.format.Or == nil { // else its reader says what a row lacks
		for _, name := range j.format.Needs {
			j.needs = append(j.needs, j.header.col(name))
		}
	}
	next := j.next
	if j.format.whole != nil {
		w := &wholeFile{jsonFile: j}
		next, j.warned.last = w.next, w.part
	}
	return &File{Format: j.format, next: next, warned: j.warned}, nil
}

// recordLists are the members of which any format has its records, and those that hold
// lists of them.
func recordLists() (lists, groups map[string]bool) {
	lists, groups = map[string]bool{}, map[string]bool{}
	for _, f := range formats {
		for _, name := range f.Lists {
			lists[name] = true
		}
		for _, name := range f.Groups {
			groups[name] = true
		}
	}
	return lists, groups
}

// sharedLists are the lists that hold the records of one format and the rows of another's
// records: {"results": [...]} is a page of Vercel's, and a bucket of OpenAI's where a
// start_time stands before it. By their names they have the members of such records.
func sharedLists(lists map[string]bool) map[string]map[string]bool {
	shared := map[string]map[string]bool{}
	for _, f := range formats {
		if !lists[f.Each] {
			continue
		}
		if shared[f.Each] == nil {
			shared[f.Each] = map[string]bool{}
		}
		for _, path := range f.Fields {
			if name, _, _ := strings.Cut(path, "."); name != f.Each {
				shared[f.Each][name] = true
			}
		}
	}
	return shared
}

// shapeOf are the fields of the first record that has some; nil where none is found.
func shapeOf(s *jsonStream) []string {
	for range lookElements {
		e, err := s.next()
		if err != nil { // whoever reads the file finds it again
			return nil
		}
		if e.bad == "" && json.Valid(e.raw) && e.raw[0] == '{' {
			return fieldNames(e)
		}
	}
	return nil
}

// remembered keeps what is read of a file until it is known how to read it.
type remembered struct {
	r    io.Reader
	kept []byte
	done bool
}

func (r *remembered) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if !r.done {
		r.kept = append(r.kept, p[:n]...)
	}
	return n, err
}

// again is the file from its beginning.
func (r *remembered) again() io.Reader { return io.MultiReader(bytes.NewReader(r.kept), r.r) }

func (r *remembered) forget() { r.kept, r.done = nil, true }

// jsonFormats are the formats that the file may be of.
func jsonFormats(opt Options) ([]*Format, error) {
	var all []*Format
	for _, f := range formats {
		if f.isJSON() {
			all = append(all, f)
		}
	}
	if opt.Type == "" {
		return all, nil
	}
	i := slices.IndexFunc(formats, func(f *Format) bool { return f.Name == opt.Type })
	switch {
	case i < 0:
		return nil, fmt.Errorf("there is no type %q; types: %s", opt.Type, strings.Join(Types(), ", "))
	case !formats[i].isJSON():
		return nil, fmt.Errorf("is JSON, and --type %s is not; JSON types: %s", opt.Type, strings.Join(names(all), ", "))
	}
	return formats[i : i+1], nil
}

func names(formats []*Format) []string {
	var out []string
	for _, f := range formats {
		out = append(out, f.Name)
	}
	return out
}

// A look is what the first records of a file told.
type look struct {
	format   *Format
	elements []element // that were read for it, to be read again
}

// lookAhead reads records until one tells the type.
func lookAhead(s *jsonStream, tries []*Format, opt Options) (*look, error) {
	l := &look{}
	var first *UnrecognisedError // of the first record that fits no format
	bad := ""
	open := tries // formats that nothing speaks against, though nothing has told yet
	buckets := false
	for size, n := 0, 0; n < lookElements && size < lookBytes; {
		e, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if e.bad == "" && !json.Valid(e.raw) {
			e.bad = invalid(e.raw)
		}
		if e.bad != "" {
			if bad == "" {
				bad = fmt.Sprintf("line %d: %s", e.line, e.bad)
			}
			n++
		} else {
			fits, empty, refused := fitting(e, tries)
			if len(fits) > 0 {
				l.format = slices.MaxFunc(fits, func(a, b *Format) int { return len(a.Needs) - len(b.Needs) })
				l.elements = append(l.elements, e.clone())
				return l, l.format.takes(opt)
			}
			if len(empty) > 0 { // it holds no row, so it need not be read again
				buckets = true
				open = slices.DeleteFunc(slices.Clone(open), func(f *Format) bool { return !slices.Contains(empty, f) })
				continue
			}
			if first == nil {
				first = refused
			}
			n++
		}
		size += len(e.raw)
		l.elements = append(l.elements, e.clone())
	}
	switch {
	case first != nil && opt.Type != "":
		return nil, &HeaderError{opt.Type, first.Tried[0].Missing[0], "is missing", first.Columns}
	case first != nil:
		return nil, first
	case bad != "":
		return nil, errors.New(bad)
	case len(open) != 1 || !buckets && opt.Type == "":
		return nil, fmt.Errorf("holds no record that tells what it is: say which with --type: %s", strings.Join(names(open), ", "))
	}
	l.format = open[0]
	return l, l.format.takes(opt)
}

func (e element) clone() element {
	e.raw = bytes.Clone(e.raw)
	return e
}

// jsonRecords are the records of a stream, of which the first may be looked at before they
// are read.
type jsonRecords struct {
	stream *jsonStream
	ahead  []element // looked at, and still to be read
	after  error     // what looking at them ended with
}

// look returns the next record that was not looked at; next returns it again.
func (l *jsonRecords) look() (element, error) {
	if l.after != nil {
		return element{}, l.after
	}
	e, err := l.stream.next()
	if err != nil {
		l.after = err
		return element{}, err
	}
	e = e.clone()
	l.ahead = append(l.ahead, e)
	return e, nil
}

// next returns the next record, or what looking at the stream or reading it ended with.
func (l *jsonRecords) next() (element, error) {
	if len(l.ahead) > 0 {
		e := l.ahead[0]
		l.ahead = l.ahead[1:]
		return e, nil
	}
	if l.after != nil {
		return element{}, l.after
	}
	return l.stream.next()
}

// invalid says why text is no JSON.
func invalid(raw []byte) string {
	var v json.RawMessage
	if err := json.Unmarshal(raw, &v); err != nil {
		return "is no JSON: " + err.Error()
	}
	return "is no JSON"
}

// fitting sorts formats by whether a record has the fields that they need. In
// an empty bucket the fields of its rows can't be looked for.
func fitting(e element, tries []*Format) (fits, empty []*Format, refused *UnrecognisedError) {
	refused = &UnrecognisedError{Columns: fieldNames(e), JSON: true}
	for _, f := range tries {
		r, h := newFieldReader(f), newHeader(f.fields())
		r.record(e.raw)
		hollow := f.Each != ""
		if r.to > 0 {
			eachRow(e.raw[r.from:r.to], func(name, raw []byte, _ int) {
				if hollow {
					r.row(name, raw)
					hollow = false
				}
			})
		}
		missing := lacks(f.Needs, r.there, h)
		for _, other := range f.Or {
			if len(missing) > 0 && len(lacks(other, r.there, h)) == 0 {
				missing = nil
			}
		}
		inRows := slices.ContainsFunc(missing, func(name string) bool { return !strings.HasPrefix(name, f.Each+".") })
		switch {
		case len(missing) == 0:
			fits = append(fits, f)
		case hollow && !inRows && r.there[h.col(f.Each)]:
			empty = append(empty, f)
		default:
			refused.Tried = append(refused.Tried, Attempt{f.Name, len(f.Needs) - len(missing), missing})
		}
	}
	return fits, empty, refused
}

// lacks are the fields of a list that a record does not have.
func lacks(list []string, there []bool, h *header) (missing []string) {
	for _, name := range list {
		if !there[h.col(name)] {
			missing = append(missing, name)
		}
	}
	return missing
}

// fieldNames are the paths of a record's values, also of those in its inner objects
// and in the first elements of its lists, as --map takes them.
func fieldNames(e element) []string {
	const most = 60
	var out []string
	var object func(raw []byte, under string)
	object = func(raw []byte, under string) {
		i := blank(raw, 0)
		if raw[i] == '[' {
			first := true
			elements(raw[i:], func(raw []byte, _ int) {
				if first && raw[0] == '{' {
					object(raw, strings.TrimSuffix(under, ".")+"[].")
				}
				first = false
			})
			return
		}
		if raw[i] != '{' || strings.Count(strings.TrimPrefix(under, e.under()), ".") > 4 {
			return
		}
		for i = blank(raw, i+1); raw[i] != '}' && len(out) < most; {
			if raw[i] == ',' {
				i = blank(raw, i+1)
			}
			end := skip(raw, i)
			name := under + unquote(raw[i:end])
			i = blank(raw, blank(raw, end)+1)
			end = skip(raw, i)
			if n := len(out); raw[i] == '{' || raw[i] == '[' {
				object(raw[i:end], name+".")
				if len(out) == n {
					out = append(out, name)
				}
			} else {
				out = append(out, name)
			}
			i = blank(raw, end)
		}
	}
	object(e.raw, e.under())
	return out
}
