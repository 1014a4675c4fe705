package usagefile

import (
	"bufio"
	"bytes"
	"io"
)

// An agentDocument makes lines of a log that is no JSON lines, so that one reader reads
// both: every record becomes a line, whatever lines it stood on. Records are the elements
// of a list, also of the list of that name in an object, or objects one behind the other.
// What else an object with a list has becomes a record before the list and one behind it.
//
//	{"sessionId":"s","messages":[{"id":1},
//	{"id":2}],"kind":"main"}
//
// comes out as four lines:
//
//	{"sessionId":"s","messages":null}
//	{"id":1}
//	{"id":2}
//	{"kind":"main"}
//
// What is cut in the middle of a record comes out without a line break, as the last line
// of a log that is still written to.
type agentDocument struct {
	r    *bufio.Reader
	list string // the member of an object that lists its records, "" for none
	in   []byte // read
	at   int    // of in, not yet looked at
	err  error  // of r, once r has ended
	line int    // lines of the file in front of at

	out    []byte // made, not yet handed out
	starts []int  // the lines before the records that were made and not yet counted

	lists int  // of records that are open
	inner bool // the innermost is a member of an object
	rest  bool // what comes next is what that object has behind its list

	inRecord bool
	object   bool   // the record is an object
	depth    int    // brackets of it that are open
	name     []byte // of the member of it that was read last, or the beginning of that
	key      bool   // a string in it is a name
	named    bool   // that member's value has not begun
	inText   bool
	escape   bool // behind a backslash
	spaced   bool // behind a space
}

// documentBlock is how much of a document is read at a time.
const documentBlock = 64 << 10

func (d *agentDocument) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		if d.in == nil {
			d.in = make([]byte, documentBlock)
			if mark, _ := d.r.Peek(3); string(mark) == "\ufeff" {
				_, _ = d.r.Discard(3) // which were just seen
			}
		}
		n, err := d.r.Read(d.in[:cap(d.in)])
		d.in, d.at, d.err = d.in[:n], 0, err
		d.turn()
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

// turn makes lines of what was read.
func (d *agentDocument) turn() {
	d.out = d.out[:0]
	for d.at < len(d.in) {
		c := d.in[d.at]
		switch {
		case d.inText:
			d.text()
			continue
		case c == '\n' || c == ' ' || c == '\t' || c == '\r':
			if c == '\n' {
				d.line++
			}
			if d.inRecord {
				d.space()
			}
		case !d.inRecord:
			d.between(c)
		default:
			d.record(c)
		}
		d.at++
	}
}

// between reads what stands between two records.
func (d *agentDocument) between(c byte) {
	switch {
	case c == '[' && d.lists == 0: // a file that is a list
		d.lists++
	case c == ']' && d.lists > 0:
		d.lists--
		d.rest, d.inner = d.inner, false
	case c == ',':
	case c == '}' && d.rest: // nothing stood behind the list
		d.rest = false
	default:
		d.starts = append(d.starts, d.line)
		d.inRecord, d.object, d.depth, d.key, d.named = true, c == '{', 0, true, false
		if d.rest {
			d.rest, d.object, d.depth = false, true, 1
			d.out = append(d.out, '{')
		}
		d.record(c)
	}
}

// space reads white space in a record: it ends a number or a word, and is one space inside.
func (d *agentDocument) space() {
	if d.depth == 0 {
		d.end()
	} else if !d.spaced {
		d.out = append(d.out, ' ')
		d.spaced = true
	}
}

// record reads a byte of a record that stands in no string.
func (d *agentDocument) record(c byte) {
	outer := d.depth == 1 && d.object
	d.spaced = false
	switch c {
	case '"':
		d.inText = true
		if outer && d.key {
			d.name = d.name[:0]
		}
		d.named = false
	case ':':
		d.named = outer
		d.key = false
	case ',':
		if outer {
			d.key = true
		}
		if d.depth == 0 { // behind a number or a word
			d.end()
			return
		}
	case '{', '[':
		if c == '[' && d.named && d.list != "" && string(d.name) == d.list {
			d.out = append(d.out, "null}"...)
			d.end()
			d.lists++
			d.inner = true
			return
		}
		d.named = false
		d.depth++
	case '}', ']':
		if d.depth == 0 && c == ']' && d.lists > 0 { // behind a number or a word, the end of the list
			d.end()
			d.between(c)
			return
		}
		d.depth--
	default:
		d.named = false
	}
	d.out = append(d.out, c)
	if d.depth <= 0 && (c == '}' || c == ']') {
		d.end()
	}
}

// text reads on in a string, up to its end or that of what was read.
func (d *agentDocument) text() {
	if d.escape {
		d.escape = false
		d.keep(d.in[d.at : d.at+1])
		d.at++
		return
	}
	end := plainEnd(d.in, d.at)
	d.keep(d.in[d.at:end])
	if d.at = end; end == len(d.in) {
		return
	}
	switch c := d.in[end]; c {
	case '"':
		d.inText = false
		d.out = append(d.out, c)
		if d.depth == 0 {
			d.end()
		}
	case '\n': // no string holds one: whoever reads the record finds a control character
		d.line++
		d.out = append(d.out, 0)
	default:
		d.escape = c == '\\'
		d.keep(d.in[end : end+1])
	}
	d.at++
}

// keep appends a part of a string, which may be the list's name.
func (d *agentDocument) keep(part []byte) {
	d.out = append(d.out, part...)
	if d.depth == 1 && d.object && d.key && len(d.name) <= len(d.list) {
		d.name = append(d.name, part...)
	}
}

// end ends a record's line.
func (d *agentDocument) end() {
	d.out = append(d.out, '\n')
	d.inRecord = false
}

// start is the line of the file on which the next record starts that nobody asked for yet.
func (d *agentDocument) start() int {
	if len(d.starts) == 0 {
		return d.line
	}
	line := d.starts[0]
	d.starts = d.starts[1:]
	return line + 1
}

// resetDocument begins a log that is a document in the same memory.
func (l *logLines) resetDocument(r io.Reader, list string) {
	d := &agentDocument{r: bufio.NewReader(r), list: list}
	*l = logLines{r: d, buf: l.buf, long: l.long, document: d}
}

// isList reports whether what begins so is a JSON list.
func isList(start []byte) bool {
	start = bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n")
	return len(start) > 0 && start[0] == '['
}
