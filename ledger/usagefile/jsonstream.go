package usagefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// errBrokenLine says that a record ends with its line and not with its bracket.
var errBrokenLine = errors.New("the line ends in the middle of the record")

// An element is one record of a JSON file as it is written.
type element struct {
	raw  []byte // stands until the next one is read
	line int    // on which it starts
	bad  string // why it can't be a record, "" where nothing is known yet
	// list is the member of the page that holds the record, and group the name of its
	// list where the member has several; both "" where it stands in no page.
	list, group string
	answer      string // the member that holds it whole, "" for none
	page        int    // which of the file's pages holds it, from 1; 0 for none
	// goesOn: the page before said that its report goes on.
	goesOn bool
}

// under is the path in the file's object of what the element stands in, "data[]." or
// "data."; "" for a record by itself.
func (e element) under() string {
	switch {
	case e.group != "":
		return e.list + "." + e.group + "[]."
	case e.list != "":
		return e.list + "[]."
	case e.answer != "":
		return e.answer + "."
	}
	return ""
}

// A jsonStream takes a JSON file apart into its records: one value after
// another (JSON lines), the elements of one array, the elements of the list in
// each page of an API ({"data": [...]}), those of the named lists in one
// ({"projects": {"a": [...]}}), those of a page inside an answer ({"data": {"items":
// [...]}}), or the one record of an answer ({"data": {...}}).
// It holds one record at a time. What is inside a record is not checked here.
type jsonStream struct {
	r        io.Reader
	win      []byte
	pos, end int
	err      error // of r
	line     int
	lists    map[string]bool // members that hold the records of a page, by their paths
	pages    map[string]bool // of those the first names of paths of two
	groups   map[string]bool // members that hold lists of records by name
	// rowsOf are, by the name of a list that a format has its rows in and another its
	// records, the members of the former's records: an object that has one of them before
	// the list is such a record, and no page.
	rowsOf map[string]map[string]bool

	inArray, inPage, inGroups, inList bool
	inAnswer                          bool // the page is an answer's

	list, group string // where inList is
	more        bool   // the array or list has an element already
	lines       bool   // a record stood on one line: the file is JSON lines
	buf         []byte
	notes       pageNotes
	part        string    // why the last page is not the whole report
	entered     int       // pages so far
	ended       pageNotes // of the last page that ended
	disorder    string    // which page of a report does not follow on the one before it, "" for none
}

func newJSONStream(r io.Reader, lists, groups map[string]bool) *jsonStream {
	pages := map[string]bool{}
	for path := range lists {
		if outer, _, ok := strings.Cut(path, "."); ok {
			pages[outer] = true
		}
	}
	return &jsonStream{r: r, win: make([]byte, 1<<16), line: 1, lists: lists, pages: pages, groups: groups}
}

// fill reads on. It returns false at the end or at an error, which s.err is.
func (s *jsonStream) fill() bool {
	for s.err == nil {
		n, err := s.r.Read(s.win)
		s.pos, s.end, s.err = 0, n, err
		if n > 0 {
			return true
		}
	}
	s.pos, s.end = 0, 0
	return false
}

// read takes the next byte; false is the end.
func (s *jsonStream) read() (byte, bool) {
	if s.pos == s.end && !s.fill() {
		return 0, false
	}
	c := s.win[s.pos]
	s.pos++
	if c == '\n' {
		s.line++
	}
	return c, true
}

// peek is the next byte that is no white space, which read then takes.
func (s *jsonStream) peek() (byte, bool) {
	for {
		if s.pos == s.end && !s.fill() {
			return 0, false
		}
		switch c := s.win[s.pos]; c {
		case '\n':
			s.line++
		case ' ', '\t', '\r':
		default:
			return c, true
		}
		s.pos++
	}
}

// cutOff is the error of an end in the middle of what started on a line.
func (s *jsonStream) cutOff(line int) error {
	if s.err != io.EOF {
		return s.err
	}
	return fmt.Errorf("line %d: %w", line, ErrCutOff)
}

// unexpected refuses the file at a byte from which on records can't be told
// apart.
func (s *jsonStream) unexpected(c byte, want string) error {
	shown := fmt.Sprintf("%q", c)
	if c >= utf8.RuneSelf {
		shown = fmt.Sprintf("byte %#x", c)
	}
	return fmt.Errorf("line %d: is no JSON: %s where %s should be", s.line, shown, want)
}

// next returns the file's next record, or io.EOF.
func (s *jsonStream) next() (element, error) {
	for {
		switch {
		case s.inList:
			c, ok := s.peek()
			if !ok {
				return element{}, s.cutOff(s.line)
			}
			if c == ']' {
				s.pos++
				s.inList = false
				err := error(nil)
				if s.inGroups {
					err = s.nextGroup(false)
				} else {
					err = s.members()
				}
				if err != nil {
					return element{}, err
				}
				continue
			}
			if err := s.comma(c); err != nil {
				return element{}, err
			}
			e, err := s.value()
			e.list, e.group, e.page, e.goesOn = s.list, s.group, s.entered, s.part != ""
			return e, err
		case s.inArray:
			c, ok := s.peek()
			if !ok {
				return element{}, s.cutOff(s.line)
			}
			if c == ']' {
				s.pos++
				s.inArray = false
				continue
			}
			if err := s.comma(c); err != nil {
				return element{}, err
			}
			if c, _ := s.peek(); c != '{' {
				return s.value()
			}
			if e, ok, err := s.object(); ok || err != nil {
				return e, err
			}
		default:
			c, ok := s.peek()
			switch {
			case !ok && s.err != io.EOF:
				return element{}, s.err
			case !ok:
				return element{}, io.EOF
			case c == '[':
				s.pos++
				s.inArray, s.more = true, false
			case c == '{':
				if e, ok, err := s.object(); ok || err != nil {
					return e, err
				}
			case s.lines:
				s.buf = s.buf[:0]
				return s.broken(s.line, "is no JSON object")
			default:
				return element{}, s.unexpected(c, "a record")
			}
		}
	}
}

// comma takes the comma in front of every element but the first.
func (s *jsonStream) comma(c byte) error {
	if !s.more {
		s.more = true
		return nil
	}
	if c != ',' {
		return s.unexpected(c, "a comma or the end of the list")
	}
	s.pos++
	if c, ok := s.peek(); ok && (c == ']' || c == ',') {
		return s.unexpected(c, "a record")
	}
	return nil
}

// value reads one element of a list.
func (s *jsonStream) value() (element, error) {
	s.peek()
	line := s.line
	s.buf = s.buf[:0]
	if err := s.scan(); err != nil {
		return element{}, s.broke(err, line)
	}
	return element{raw: s.buf, line: line}, nil
}

// object reads an object that is a record, or enters one that is a page, which
// is no record itself (false).
func (s *jsonStream) object() (element, bool, error) {
	start := s.line
	alone := !s.inArray
	s.buf = append(s.buf[:0], '{')
	s.pos++
	s.notes = pageNotes{}
	fail := func(c byte, want string) (element, bool, error) {
		if c == '\n' {
			return s.brokenLine(start)
		}
		if !alone {
			return element{}, false, s.unexpected(c, want)
		}
		e, err := s.broken(start, fmt.Sprintf("is no JSON: %q where %s should be", c, want))
		return e, true, err
	}
	answer, answerFrom, answerTo, answerLine := "", 0, 0, 0
	ofRows := "" // the list that holds the rows of this record
	for first := true; ; first = false {
		c, ok := s.space(alone)
		switch {
		case !ok:
			return element{}, false, s.cutOff(start)
		case c == '}':
			s.pos++
			s.buf = append(s.buf, '}')
			if alone && s.line == start && len(s.buf) > maxLine && s.follows() {
				return element{}, false, tooLong(start, ErrLongLine)
			}
			e := element{raw: s.buf, line: start}
			if answerTo > 0 {
				e.raw, e.line, e.answer = s.buf[answerFrom:answerTo], answerLine, answer
			}
			s.lines = s.lines || alone && s.line == start
			return e, true, nil
		case c == ',' && !first:
			s.pos++
			s.buf = append(s.buf, ',')
			if c, ok = s.space(alone); !ok {
				return element{}, false, s.cutOff(start)
			}
		case !first:
			return fail(c, "a comma or the end of the object")
		}
		if c != '"' {
			return fail(c, "a name")
		}
		from := len(s.buf)
		if err := s.scan(); err != nil {
			return s.failed(err, start, alone)
		}
		name := string(s.buf[from+1 : len(s.buf)-1])
		list := s.lists[name]
		if c, ok = s.space(alone); !ok {
			return element{}, false, s.cutOff(start)
		} else if c != ':' {
			return fail(c, "a colon")
		}
		s.pos++
		s.buf = append(s.buf, ':')
		if c, ok = s.space(alone); !ok {
			return element{}, false, s.cutOff(start)
		} else if c == '\n' {
			return s.brokenLine(start)
		}
		for each, members := range s.rowsOf {
			if members[name] {
				ofRows = each
			}
		}
		if name != ofRows && s.enter(name, c) {
			return element{}, false, s.further()
		}
		from, line := len(s.buf), s.line
		if list && c == '{' && s.pages[name] {
			entered, err := s.answer(name, start)
			if entered || err != nil {
				return element{}, false, err
			}
		} else if err := s.scan(); err != nil {
			return s.failed(err, start, alone)
		}
		if list && c == '{' {
			answer, answerFrom, answerTo, answerLine = name, from, len(s.buf), line
		} else {
			s.notes.add(name, s.buf[from:])
		}
	}
}

// answer reads the object of an answer, up to its list of records where it is a page
// (true); what starts on a line holds it.
func (s *jsonStream) answer(outer string, start int) (entered bool, err error) {
	s.pos++
	s.buf = append(s.buf, '{')
	for first := true; ; first = false {
		c, ok := s.space(false)
		switch {
		case !ok:
			return false, s.cutOff(start)
		case c == '}':
			s.pos++
			s.buf = append(s.buf, '}')
			return false, nil
		case c == ',' && !first:
			s.pos++
			s.buf = append(s.buf, ',')
			if c, ok = s.space(false); !ok {
				return false, s.cutOff(start)
			}
		case !first:
			return false, s.unexpected(c, "a comma or the end of the object")
		}
		if c != '"' {
			return false, s.unexpected(c, "a name")
		}
		from := len(s.buf)
		if err := s.scan(); err != nil {
			return false, s.broke(err, start)
		}
		name := string(s.buf[from+1 : len(s.buf)-1])
		if c, ok = s.space(false); !ok {
			return false, s.cutOff(start)
		} else if c != ':' {
			return false, s.unexpected(c, "a colon")
		}
		s.pos++
		s.buf = append(s.buf, ':')
		if c, ok = s.space(false); !ok {
			return false, s.cutOff(start)
		}
		if path := outer + "." + name; c == '[' && s.lists[path] {
			s.pos++
			s.entered++
			s.inPage, s.inAnswer, s.inList, s.more, s.list, s.group = true, true, true, false, path, ""
			return true, nil
		}
		from = len(s.buf)
		if err := s.scan(); err != nil {
			return false, s.broke(err, start)
		}
		s.notes.add(name, s.buf[from:])
	}
}

// broke is the error of a value that a line's end broke.
func (s *jsonStream) broke(err error, start int) error {
	if errors.Is(err, errBrokenLine) {
		return s.unclosed(start)
	}
	return err
}

// space is peek within a record, of which white space is a part. In JSON lines a
// record that stands alone ends with its line: the line break is returned.
func (s *jsonStream) space(alone bool) (byte, bool) {
	for {
		if s.pos == s.end && !s.fill() {
			return 0, false
		}
		c := s.win[s.pos]
		switch c {
		case '\n':
			if alone && s.lines {
				return c, true
			}
			s.line++
		case ' ', '\t', '\r':
		default:
			return c, true
		}
		if len(s.buf) >= maxElement {
			s.err = longRecord(s.line, maxElement)
			return 0, false
		}
		s.buf = append(s.buf, c)
		s.pos++
	}
}

// follows reports whether another record stands behind one: the file is JSON lines,
// and no single document that happens to stand on one line.
func (s *jsonStream) follows() bool {
	_, ok := s.peek()
	return ok
}

func (s *jsonStream) failed(err error, start int, alone bool) (element, bool, error) {
	switch {
	case !errors.Is(err, errBrokenLine):
		return element{}, false, err
	case !alone:
		return element{}, false, s.unclosed(start)
	}
	return s.brokenLine(start)
}

// unclosed refuses the file for a text that its line ends.
func (s *jsonStream) unclosed(line int) error {
	if _, ok := s.peek(); !ok {
		return s.cutOff(line)
	}
	return fmt.Errorf("line %d: is no JSON: a text is never closed", line)
}

// brokenLine is the record whose line has ended. It is bad if more lines come;
// as the file's last it says that the file was cut off.
func (s *jsonStream) brokenLine(start int) (element, bool, error) {
	if _, ok := s.peek(); !ok {
		return element{}, false, s.cutOff(start)
	}
	return element{raw: s.buf, line: start, bad: errBrokenLine.Error()}, true, nil
}

// broken reads the rest of a line that can't be a record.
func (s *jsonStream) broken(start int, why string) (element, error) {
	for s.line == start {
		c, ok := s.read()
		if !ok && s.err != io.EOF {
			return element{}, s.err
		}
		if !ok {
			break
		}
		if c != '\n' {
			s.buf = append(s.buf, c)
		}
		if len(s.buf) > maxLine {
			return element{}, tooLong(start, ErrLongLine)
		}
	}
	return element{raw: bytes.TrimSpace(s.buf), line: start, bad: why}, nil
}

// members reads a page's members behind a list, up to its end or its next list.
func (s *jsonStream) members() error {
	for {
		c, ok := s.peek()
		if !ok {
			return s.cutOff(s.line)
		}
		if c == '}' && s.inAnswer {
			s.pos++
			s.inAnswer = false
			continue
		}
		if c == '}' {
			s.pos++
			s.inPage, s.more = false, true
			if s.notes.truncated {
				return ErrTruncated
			}
			s.part = s.notes.part()
			if s.disorder == "" {
				s.disorder = s.notes.behind(s.ended)
			}
			s.ended = s.notes
			return nil
		}
		if c != ',' {
			return s.unexpected(c, "a comma or the end of the page")
		}
		s.pos++
		if c, ok = s.peek(); ok && c != '"' {
			return s.unexpected(c, "a name")
		}
		name, err := s.value()
		if err != nil {
			return err
		}
		key := string(name.raw[1 : len(name.raw)-1])
		if c, ok = s.peek(); !ok {
			return s.cutOff(s.line)
		} else if c != ':' {
			return s.unexpected(c, "a colon")
		}
		s.pos++
		if c, _ = s.peek(); s.enter(key, c) {
			return s.further()
		}
		v, err := s.value()
		if err != nil {
			return err
		}
		s.notes.add(key, v.raw)
	}
}

// enter goes into a page's member of that name whose value begins with c, if it
// holds records: a list of them, or several lists by name.
func (s *jsonStream) enter(name string, c byte) bool {
	switch {
	case c == '[' && s.lists[name]:
		s.inList = true
	case c == '{' && s.groups[name]:
		s.inGroups = true
	default:
		return false
	}
	s.pos++
	if !s.inPage {
		s.entered++
	}
	s.inPage, s.more, s.list, s.group = true, false, name, ""
	return true
}

// further goes to the first list of a member that has several.
func (s *jsonStream) further() error {
	if s.inGroups {
		return s.nextGroup(true)
	}
	return nil
}

// nextGroup goes to the next of a member's lists, or behind the member. What stands
// among them and is no list holds no records.
func (s *jsonStream) nextGroup(first bool) error {
	for ; ; first = false {
		c, ok := s.peek()
		switch {
		case !ok:
			return s.cutOff(s.line)
		case c == '}':
			s.pos++
			s.inGroups = false
			return s.members()
		case !first && c != ',':
			return s.unexpected(c, "a comma or the end of the lists")
		case !first:
			s.pos++
			c, ok = s.peek()
		}
		if ok && c != '"' {
			return s.unexpected(c, "a name")
		}
		name, err := s.value()
		if err != nil {
			return err
		}
		s.group = unquote(name.raw)
		if c, ok = s.peek(); !ok {
			return s.cutOff(s.line)
		} else if c != ':' {
			return s.unexpected(c, "a colon")
		}
		s.pos++
		if c, _ = s.peek(); c == '[' {
			s.pos++
			s.inList, s.more = true, false
			return nil
		}
		if _, err := s.value(); err != nil {
			return err
		}
	}
}

// scan appends one value to the buffer, by its brackets and quotes alone.
func (s *jsonStream) scan() error {
	start := s.line
	oneLine := s.lines && !s.inArray && !s.inPage
	c, ok := s.peek()
	if !ok {
		return s.cutOff(start)
	}
	if c != '"' && c != '{' && c != '[' {
		return s.literal(start)
	}
	depth := 0
	inText, text := false, 0 // where it begins
	for {
		c, ok := s.read()
		switch {
		case !ok:
			return s.cutOff(start)
		case inText && len(s.buf)-text > maxCell:
			return tooLong(s.line, ErrLongCell)
		case oneLine && len(s.buf) >= maxLine:
			return tooLong(start, ErrLongLine)
		case len(s.buf) >= maxElement:
			return longRecord(start, maxElement)
		case c == '\n' && (inText || oneLine):
			return errBrokenLine
		}
		s.buf = append(s.buf, c)
		switch {
		case inText && c == '\\':
			c, ok := s.read()
			if !ok {
				return s.cutOff(start)
			}
			if c == '\n' {
				return errBrokenLine
			}
			s.buf = append(s.buf, c)
		case c == '"':
			inText = !inText
			text = len(s.buf)
		case inText:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		if depth == 0 && !inText {
			return nil
		}
	}
}

// literal appends a number or a word.
func (s *jsonStream) literal(start int) error {
	from := len(s.buf)
	for {
		if s.pos == s.end && !s.fill() {
			return s.cutOff(start)
		}
		c := s.win[s.pos]
		switch c {
		case ',', ':', ']', '}', '[', '{', '"', ' ', '\t', '\r', '\n':
			if len(s.buf) == from {
				return s.unexpected(c, "a value")
			}
			return nil
		}
		if len(s.buf)-from > maxCell {
			return tooLong(s.line, ErrLongCell)
		}
		if len(s.buf) >= maxElement {
			return longRecord(start, maxElement)
		}
		s.pos++
		s.buf = append(s.buf, c)
	}
}
