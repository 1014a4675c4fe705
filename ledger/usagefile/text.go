package usagefile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// ErrEmpty, ErrBinary and ErrCutOff refuse a file as a whole.
var (
	ErrEmpty  = errors.New("is empty")
	ErrBinary = errors.New("is not text: an export is CSV or JSON, plain, .gz or .zip")
	ErrCutOff = errors.New("ends in the middle of a record: it was cut off; export or download it again")
)

// text makes plain UTF-8 of what is plain, gzip or zip. A file is known by its
// first bytes, not by its name. An archive of several files gives its parts.
func text(r io.Reader) (io.Reader, []part, error) { return unpack(r, 0) }

// unpack is text inside so many archives: an archive in an archive is as deep as
// exports go.
func unpack(r io.Reader, depth int) (io.Reader, []part, error) {
	if depth > 2 {
		return nil, nil, errors.New("is an archive in archives: unpack it first")
	}
	buf := bufio.NewReaderSize(r, 1<<16)
	start, err := buf.Peek(1 << 12)
	if err != nil && err != io.EOF {
		return nil, nil, err
	}
	switch {
	case len(start) == 0:
		return nil, nil, ErrEmpty
	case bytes.HasPrefix(start, []byte{0x1f, 0x8b}):
		gz, err := gzip.NewReader(buf)
		if err != nil {
			return nil, nil, fmt.Errorf("gzip: %w", err)
		}
		return unpack(cutOff{gz}, depth+1)
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return unzip(buf, depth)
	}
	if bom := []byte("\xef\xbb\xbf"); bytes.HasPrefix(start, bom) {
		if _, err := buf.Discard(len(bom)); err != nil {
			return nil, nil, err
		}
		start = start[len(bom):]
	}
	if bytes.IndexByte(start, 0) >= 0 || !validStart(start) {
		return nil, nil, ErrBinary
	}
	return buf, nil, nil
}

// validStart reports whether b is UTF-8, but for a rune that its end cuts.
func validStart(b []byte) bool {
	for i := 0; i < utf8.UTFMax && len(b) > 0 && !utf8.Valid(b); i++ {
		b = b[:len(b)-1]
	}
	return utf8.Valid(b)
}

// A cutOff reader says in our words that an archive ended early.
type cutOff struct{ r io.Reader }

func (c cutOff) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrChecksum) {
		err = ErrCutOff
	}
	return n, err
}
