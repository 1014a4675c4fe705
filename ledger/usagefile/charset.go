package usagefile

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Reader makes UTF-8 of UTF-16, which Windows PowerShell's > and Excel's
// "Unicode text" write. Half of a pair alone becomes U+FFFD, as everywhere; half
// of a character at the end is ErrCutOff.
type utf16Reader struct {
	r     io.Reader
	order binary.ByteOrder
	in    []byte // read, and less than a character of it not yet made into out
	out   []byte // not yet handed out
	buf   []byte
	err   error // of r
}

func newUTF16Reader(r io.Reader, order binary.ByteOrder) *utf16Reader {
	return &utf16Reader{r: r, order: order, buf: make([]byte, 1<<16)}
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		u.fill()
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

// fill reads on and decodes all characters that are there whole.
func (u *utf16Reader) fill() {
	left := copy(u.buf, u.in)
	n, err := u.r.Read(u.buf[left:])
	u.in, u.err = u.buf[:left+n], err
	ended := err == io.EOF
	if ended && len(u.in)%2 != 0 {
		u.err = ErrCutOff
	}
	u.out = u.out[:0]
	for len(u.in) >= 2 {
		c := rune(u.order.Uint16(u.in))
		size := 2
		if utf16.IsSurrogate(c) {
			if len(u.in) < 4 && !ended {
				return
			}
			pair := utf8.RuneError
			if len(u.in) >= 4 {
				pair = utf16.DecodeRune(c, rune(u.order.Uint16(u.in[2:])))
			}
			if c = pair; c != utf8.RuneError {
				size = 4
			}
		}
		u.out = utf8.AppendRune(u.out, c)
		u.in = u.in[size:]
	}
}

// latin1 reads every byte of s that is not UTF-8 as the Latin-1 that Windows
// writes: 0xe9 is "é", 0x80 "€". What is UTF-8 stays.
func latin1(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		c, size := utf8.DecodeRuneInString(s)
		if c == utf8.RuneError && size == 1 {
			if c = rune(s[0]); c < 0xa0 {
				c = windows1252[c-0x80]
			}
		}
		b.WriteRune(c)
		s = s[size:]
	}
	return b.String()
}

// windows1252 are the characters of 0x80 to 0x9f, where Latin-1 proper has
// controls that nobody writes. Five bytes stand for none and stay controls.
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
}

// utf8Of is s where it is UTF-8, else s read as Latin-1, with the mark for it.
func utf8Of(s string) (string, Marks) {
	if utf8.ValidString(s) {
		return s, 0
	}
	return latin1(s), Latin1
}

// allUTF8 is a header or a record as it is shown.
func allUTF8(fields []string) []string {
	for i := range fields {
		fields[i], _ = utf8Of(fields[i])
	}
	return fields
}

// isBinary reports whether a file that begins so is no text. A NUL in a table's
// header or one byte in sixteen that is a control character makes it binary; a
// single one further down is a bad cell.
func isBinary(start []byte) bool {
	controls := 0
	for _, c := range start {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			controls++
		}
	}
	head, _, _ := bytes.Cut(start, []byte("\n"))
	return controls > len(start)/16 || bytes.IndexByte(head, 0) >= 0 && !isJSONStart(start)
}

// macLines reads a text whose lines end with CR alone, as those of old Macs did,
// and ends them with LF.
type macLines struct{ r io.Reader }

func (m macLines) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// endsLinesWithCR reports whether the lines of a table end with CR alone: one outside
// of quotes does, and no line ends with LF.
func endsLinesWithCR(start []byte) bool {
	if bytes.Contains(start, []byte("\r\n")) {
		return false
	}
	quoted, ends := false, false
	for i, c := range start {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			return false
		case c == '\r':
			ends = ends || i+1 < len(start)
		}
	}
	return ends
}
