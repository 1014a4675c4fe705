package usagefile

import (
	"bytes"
	"io"
)

const (
	// window is how much of a log is in memory at once: a line that fits is read
	// where it lies. It stays inside a core's own cache.
	window = 512 << 10
	// longText is how much of a string in a longer line is kept: nothing that a row
	// is made of is nearly as long.
	longText = 4 << 10
	// longest is how much of a line may be left when its long strings are cut.
	longest = 64 << 20
	// maxLogLine is how long a line with usage may be before it is cut: pasted files
	// and pictures make lines of many megabytes, and nothing makes more.
	maxLogLine = 256 << 20
)

// logLines reads a log line by line. Lines of many megabytes (pasted files) pass
// through the window: one that dull says holds no usage is not kept at all, and
// of any other the insides of long strings are cut out on the way.
type logLines struct {
	r          io.Reader
	buf        []byte
	start, end int
	line       int  // number of the line that next returned
	over       bool // it is longer than maxLogLine, and was not kept
	eof        bool
	long       []byte
	document   *agentDocument // that makes the lines, nil where the file has them
	// dull reports from a line's beginning that nothing in it counts.
	dull func(start []byte) bool
}

func newLogLines(r io.Reader, dull func([]byte) bool) *logLines {
	return &logLines{r: r, buf: make([]byte, window), dull: dull}
}

// reset begins another log in the same memory.
func (l *logLines) reset(r io.Reader) { *l = logLines{r: r, buf: l.buf, long: l.long} }

// next returns the next line without its end, or io.EOF. whole says that a line
// break stands behind it. The line stands until the next call.
func (l *logLines) next() (line []byte, whole bool, err error) {
	searched := 0
	l.over = false
	for {
		if i := bytes.IndexByte(l.buf[l.start+searched:l.end], '\n'); i >= 0 {
			line = l.buf[l.start : l.start+searched+i]
			l.start += searched + i + 1
			return l.numbered(line), true, nil
		}
		searched = l.end - l.start
		if l.eof {
			if searched == 0 {
				return nil, false, io.EOF
			}
			line = l.buf[l.start:l.end]
			l.start = l.end
			return l.numbered(line), false, nil
		}
		if searched == len(l.buf) {
			return l.longLine()
		}
		if err := l.fill(); err != nil {
			return nil, false, err
		}
	}
}

// numbered counts a line and takes the byte order mark off the first.
func (l *logLines) numbered(line []byte) []byte {
	if l.document != nil {
		l.line = l.document.start()
		return line
	}
	if l.line++; l.line == 1 {
		return bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	return line
}

// fill reads more behind what is left of the window.
func (l *logLines) fill() error {
	copy(l.buf, l.buf[l.start:l.end])
	l.start, l.end = 0, l.end-l.start
	for range 100 {
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		if err == io.EOF {
			l.eof = true
			return nil
		}
		if n > 0 || err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// longLine reads a line that is longer than the window, which it fills.
func (l *logLines) longLine() ([]byte, bool, error) {
	start := l.numbered(l.buf)
	l.start = len(l.buf) - len(start)
	dull := l.dull(start)
	cut := cutter{out: l.long[:0], dull: dull}
	whole := false
	for n := 0; ; {
		part := l.buf[l.start:l.end]
		if i := bytes.IndexByte(part, '\n'); i >= 0 {
			part, whole = part[:i], true
			l.start++
		}
		if n += len(part); n > maxLogLine && !dull {
			l.over, cut.dull = true, true
		}
		cut.write(part)
		l.start += len(part)
		if whole || l.eof && l.start == l.end {
			break
		}
		if err := l.fill(); err != nil {
			return nil, false, err
		}
	}
	l.long = cut.out
	if l.over {
		return []byte("{"), whole, nil
	}
	return cut.line(), whole, nil
}

// A cutter takes a JSON line in parts and keeps it without the insides of long
// strings: what is left is JSON if and only if the line was.
type cutter struct {
	out         []byte
	dull        bool // keep nothing but the ends
	first, last byte // that are no space
	in          bool // inside a string
	n           int  // bytes of the string so far
	escape      int  // of an escape begun: 1 behind the backslash, 2 to 5 before so many less one hex digits
	kept        bool // the escape is: a cut does not split it
}

func (c *cutter) write(part []byte) {
	if inner := bytes.Trim(part, " \t\r"); len(inner) > 0 {
		if c.last = inner[len(inner)-1]; c.first == 0 {
			c.first = inner[0]
		}
	}
	for i := 0; i < len(part) && !c.dull; {
		if !c.in {
			end := bytes.IndexByte(part[i:], '"') + 1
			if c.in = end > 0; !c.in {
				end = len(part) - i
			}
			c.out = append(c.out, part[i:i+end]...)
			c.n = 0
			i += end
			// Beyond this no line of a log goes: it is taken for broken.
			c.dull = len(c.out) > longest
			if c.dull {
				c.last = 0
			}
			continue
		}
		if c.escape > 0 {
			c.unescape(part[i])
			i++
			c.n++
			continue
		}
		keep := c.n < longText
		end := plainEnd(part, i)
		if keep {
			end = min(end, i+longText)
			c.out = append(c.out, part[i:end]...)
		}
		c.n += end - i
		if i = end; i == len(part) || keep && c.n >= longText {
			continue
		}
		switch b := part[i]; b {
		case '"':
			c.in = false
			c.out = append(c.out, b)
		case '\\':
			c.escape, c.kept = 1, keep
			if keep {
				c.out = append(c.out, b)
			}
		default: // a control character: whoever reads the line finds it
			c.out = append(c.out, b)
		}
		c.n++
		i++
	}
}

// unescape takes the next byte of an escape. One that none may have makes the
// line what it was: no JSON.
func (c *cutter) unescape(b byte) {
	hex := b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'f'
	if c.kept {
		c.out = append(c.out, b)
	}
	switch {
	case c.escape == 1 && b == 'u':
		c.escape = 5
	case c.escape == 1 && bytes.IndexByte([]byte(`"\\/bfnrt`), b) >= 0, c.escape == 2 && hex:
		c.escape = 0
	case c.escape > 2 && hex:
		c.escape--
	default:
		c.escape = 0
		c.out = append(c.out, 0)
	}
}

// line is what was kept.
func (c *cutter) line() []byte {
	switch {
	case !c.dull:
		return c.out
	case c.first == '{' && c.last == '}':
		return []byte("{}")
	}
	return []byte("{")
}
