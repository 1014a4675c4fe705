package usagefile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
	"unicode/utf8"

	"tollbook/pricing"
)

// ErrNoLog is returned for a file that no agent wrote as its log.
var ErrNoLog = errors.New("is no log of an agent that is known")

// A logPlace says where a log lies, as far as its reader has to know.
type logPlace struct {
	path  string // as it was named, or inside the folder that is walked, with slashes; "" where nobody knows
	forks *forks // of the sessions of a folder, nil for one log alone
	// beside opens another file in the log's folder; nil where nobody knows the folder.
	beside func(name string) (io.ReadCloser, error)
}

// A logReader reads the lines of one agent's log.
type logReader interface {
	// dull reports from the beginning of an object's line that no usage stands in
	// it.
	dull(start []byte) bool
	// read takes one object's line and adds its calls to rows, with the gateway of
	// each that went another road than the agent's own. ok is false for what is no
	// JSON.
	read(line []byte, rows []Row) (out []Row, faults []Fault, ok bool)
	// marked are the marks of the labels read since it was asked before.
	marked() Marks
}

// IsLog reports whether the format is an agent's log.
func (f *Format) IsLog() bool { return f.log != nil }

// logStart is how much of a log it takes to know whose it is.
const logStart = 64 << 10

// whoseLog finds the agent from the beginning of its log, nil for none. The first
// record that one of them would write says it. document reports that the records do not
// stand on a line each: they are the elements of a list, or objects on several lines.
func whoseLog(start []byte) (f *Format, document bool) {
	start = bytes.TrimPrefix(start, []byte("\xef\xbb\xbf"))
	if !isList(start) {
		f, list := firstWriter(start, false)
		if f != nil {
			return f, list
		}
	}
	if !isJSONStart(start) {
		return nil, false
	}
	for _, list := range documentLists() {
		d := agentDocument{r: bufio.NewReader(bytes.NewReader(start)), list: list}
		lines, _ := io.ReadAll(&d) // memory has no errors
		if f, _ := firstWriter(lines, true); f != nil && f.list == list {
			return f, true
		}
	}
	return nil, false
}

// documentLists are the members in which documents of some agent have their records, and
// "" for those that have none.
func documentLists() (lists []string) {
	for _, f := range formats {
		if f.documents && !slices.Contains(lists, f.list) {
			lists = append(lists, f.list)
		}
	}
	return lists
}

// firstWriter is the agent that wrote the first line that one of them would write, of
// lines that a document was made into one that writes documents. list reports that the
// line has the whole list of the agent's records in it.
func firstWriter(lines []byte, document bool) (f *Format, list bool) {
	for len(lines) > 0 {
		var line []byte
		var whole bool
		line, lines, whole = bytes.Cut(lines, []byte("\n"))
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] != '{' {
			continue
		}
		s := scan{b: line}
		seen := membersOf(&s)
		// A damaged line says nothing. One that is cut by the end of what was looked at
		// shows its first names.
		if s.bad && whole {
			continue
		}
		for _, f := range formats {
			if f.wrote != nil && (f.documents || !document) && f.wrote(seen) {
				_, listed := seen[f.list]
				return f, listed && f.list != ""
			}
		}
	}
	return nil, false
}

// membersOf reads an object's members, as far as it is whole.
func membersOf(s *scan) map[string]string {
	seen := map[string]string{}
	for s.open('{'); s.key(); {
		name := string(s.name)
		seen[name] = string(s.value())
	}
	return seen
}

// chosenLog is the log's format that was asked for, or the one that the
// beginning shows.
func chosenLog(start []byte, opt Options) (f *Format, document bool) {
	f, document = whoseLog(start)
	if opt.Type == "" || f != nil && f.Name == opt.Type {
		return f, document
	}
	f = logNamed(opt.Type)
	return f, f != nil && f.documents && isList(start)
}

// logNamed is the log's format of a name, nil for none.
func logNamed(name string) *Format {
	for _, f := range formats {
		if f.log != nil && f.Name == name {
			return f
		}
	}
	return nil
}

// openLog makes ready a log that comes as one stream.
func openLog(f *Format, document bool, r io.Reader, opt Options) (*File, error) {
	if err := fits(f, opt); err != nil {
		return nil, err
	}
	at := logPlace{path: filepath.ToSlash(opt.Path)}
	if opt.Path != "" {
		at.beside = func(name string) (io.ReadCloser, error) { return os.Open(filepath.Join(filepath.Dir(opt.Path), name)) }
	}
	log := f.log(at)
	lines := newLogLines(r, log.dull)
	if document {
		lines.resetDocument(r, f.list)
	}
	l := &logFile{format: f, log: log, lines: lines, set: opt.Set}
	return &File{Format: f, next: l.next}, nil
}

// fits refuses options that mean nothing for a log.
func fits(f *Format, opt Options) error {
	if len(opt.Map) > 0 {
		return fmt.Errorf("--map names the columns of a CSV of your own, and this is a log (%s)", f.Name)
	}
	return f.takes(opt)
}

// logFile is one log being read.
type logFile struct {
	format  *Format
	log     logReader
	lines   *logLines
	set     map[string]string
	source  string // its path inside the folder that is read, "" for one file
	rows    []Row
	records []Record // read, from out on not yet handed out
	out     int
	ended   bool
}

// nearby is among how many records a copy of a call is looked for: its lines
// follow each other, with few others between them.
const nearby = 4

func (l *logFile) next() (*Record, error) {
	for !l.ended && len(l.records)-l.out <= nearby {
		if err := l.readLine(); err != nil {
			return nil, err
		}
	}
	if l.out == len(l.records) {
		return nil, io.EOF
	}
	if l.out == 1000 {
		l.records = slices.Delete(l.records, 0, l.out)
		l.out = 0
	}
	l.out++
	return &l.records[l.out-1], nil
}

// readLine reads one line; behind the last, ended is set.
func (l *logFile) readLine() error {
	line, whole, err := l.lines.next()
	if err == io.EOF {
		l.ended = true
		return nil
	}
	if err != nil {
		return err
	}
	l.take(line, whole)
	return nil
}

// take makes records of one line.
func (l *logFile) take(line []byte, whole bool) {
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return
	}
	ok := true
	var faults []Fault
	l.rows = l.rows[:0]
	switch {
	case line[0] != '{':
		ok = json.Valid(line)
	case line[len(line)-1] != '}':
		ok = false
	default:
		l.rows, faults, ok = l.log.read(line, l.rows)
	}
	if !ok && !whole {
		return // its agent is still writing it: the next import reads it
	}
	if !ok {
		faults = []Fault{{Value: clip(line), Reason: "is no JSON: the line was cut off or damaged"}}
	}
	if l.lines.over {
		faults = []Fault{{Reason: fmt.Sprintf("a line of more than %d MiB", maxLogLine>>20)}}
	}
	if len(faults) > 0 {
		for i := range faults {
			faults[i].Line, faults[i].Part = l.lines.line, l.source
		}
		l.records = append(l.records, Record{Format: l.format, Part: l.source, Faults: faults, Damaged: !ok, Raw: []string{string(line)}})
		return
	}
	marks := l.log.marked()
	for _, r := range l.rows {
		r.Line = l.lines.line
		r.Marks |= marks
		if l.set["gateway"] == "" && l.set["account"] == "" {
			r.byRoad()
		} else { // the user says whose they all are
			r.Gateway = ""
		}
		if len(l.set) > 0 {
			r.set(l.set)
		}
		l.add(r)
	}
}

// add keeps a row, joined with a copy of it among the last few.
func (l *logFile) add(r Row) {
	for i := len(l.records) - 1; i >= max(l.out, len(l.records)-nearby); i-- {
		if old := &l.records[i]; len(old.Faults) == 0 && old.Row.ID == r.ID {
			old.Row = Fullest(old.Row, r)
			old.Copies++
			return
		}
	}
	l.records = append(l.records, Record{Format: l.format, Part: l.source, Row: r})
}

// clip is the beginning of a bad value, enough to find it.
func clip(b []byte) string {
	if len(b) > 60 {
		b = b[:60]
		for len(b) > 0 && !utf8.Valid(b) {
			b = b[:len(b)-1]
		}
	}
	return string(b)
}

// values reads the values of one line and collects what is wrong with them.
type values struct {
	faults []Fault
	within string            // the path of the object that the fields are in
	known  map[string]string // labels read so far: most lines repeat them
	marks  Marks             // of the labels, until they are asked for
}

func (v *values) marked() Marks {
	marks := v.marks
	v.marks = 0
	return marks
}

func (v *values) fault(field string, value []byte, reason string) {
	v.faults = append(v.faults, Fault{Column: v.within + field, Value: clip(value), Reason: reason})
}

func missing(value []byte) bool { return len(value) == 0 || value[0] == 'n' }

// count is a number of tokens; one that is not there, or null, is 0.
func (v *values) count(field string, value []byte) int64 {
	if missing(value) {
		return 0
	}
	if len(value) < 12 {
		n := int64(0)
		for _, c := range value {
			if c < '0' || c > '9' {
				n = -1
				break
			}
			n = n*10 + int64(c-'0')
		}
		if n >= 0 {
			return n
		}
	}
	if c := value[0]; c != '-' && (c < '0' || c > '9') {
		v.fault(field, value, "not a number")
		return 0
	}
	n, err := ParseCount(string(value))
	if err != nil {
		v.fault(field, value, err.Error())
	}
	return n
}

// money is an amount; false where there is none.
func (v *values) money(field string, value []byte) (pricing.Money, bool) {
	if missing(value) {
		return pricing.Money{}, false
	}
	if c := value[0]; c != '-' && (c < '0' || c > '9') {
		v.fault(field, value, "not a number")
		return pricing.Money{}, false
	}
	m, err := pricing.ParseMoney(string(value))
	if err != nil {
		v.fault(field, value, err.Error())
	}
	return m, true
}

// longLabel is more than any id, model or folder is long.
const longLabel = 1000

// bytes is a string's text; nil for one that is not there.
func (v *values) bytes(field string, value []byte) []byte {
	if missing(value) {
		return nil
	}
	if value[0] != '"' {
		v.fault(field, value, "not text")
		return nil
	}
	if !utf8.Valid(value) {
		value = []byte(latin1(string(value)))
		v.marks |= Latin1
	}
	text := unquoteBytes(value)
	if len(text) > longLabel {
		v.fault(field, value, fmt.Sprintf("longer than %d bytes", longLabel))
		return nil
	}
	return text
}

// label is a text that many lines repeat.
func (v *values) label(field string, value []byte) string {
	text := bytes.TrimSpace(v.bytes(field, value))
	if s, ok := v.known[string(text)]; ok {
		return s
	}
	if len(v.known) > 10_000 {
		clear(v.known)
	}
	s := string(text)
	v.known[s] = s
	return s
}

// time is an instant that has to be there.
func (v *values) time(field string, value []byte) time.Time {
	text := string(v.bytes(field, value))
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		if at, err = checkYear(at.UTC(), nil); err == nil {
			return at
		}
	}
	at, err := ParseTime(text)
	if err != nil {
		v.fault(field, value, err.Error())
	}
	return at
}

// instant is a time that has to be there, as a number since 1970 or as text.
func (v *values) instant(field string, value []byte) time.Time {
	if len(value) > 0 && value[0] == '"' {
		return v.time(field, value)
	}
	at, err := ParseTime(string(value))
	if err != nil {
		v.fault(field, value, err.Error())
	}
	return at
}

// saysOther reports from the beginning of an object that a member of it, which stands
// early where nothing in the object counts, has another value than this.
func saysOther(start []byte, name, value string) bool {
	s := scan{b: start}
	for s.open('{'); s.key(); {
		if string(s.name) == name {
			v := s.value()
			return !s.bad && string(v) != value
		}
		s.skip()
	}
	return false
}
