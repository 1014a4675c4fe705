package usagefile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ErrEmpty, ErrBinary, ErrNoTable and ErrCutOff refuse a file as a whole.
var (
	ErrEmpty   = errors.New("is empty")
	ErrBinary  = errors.New("is not text: an export is CSV or JSON, plain, .gz or .zip")
	ErrNoTable = errors.New("is no known export: it is neither CSV nor JSON")
	ErrCutOff  = errors.New("ends in the middle of a record: it was cut off; export or download it again")
)

// textStart is how much of a text is looked at to know what it is.
const textStart = 1 << 16

// unpacking is how a file is unpacked, in whatever archives it comes.
type unpacking struct {
	ctx    context.Context // whose end ends the reading
	depth  int             // in so many archives
	packed func() int64    // bytes of the outermost archive that were read for it; nil outside
}

// in is the same one archive deeper.
func (u unpacking) in(packed func() int64) unpacking {
	if u.depth++; u.packed == nil {
		u.packed = packed
	}
	return u
}

// text makes plain UTF-8 of what is plain, gzip or zip. A file is known by its
// first bytes, not by its name. An archive of several files gives its parts. An
// archive in an archive is as deep as exports go.
func (u unpacking) text(r io.Reader) (io.Reader, []part, error) {
	if u.depth > 2 {
		return nil, nil, errors.New("is an archive in archives: unpack it first")
	}
	buf := bufio.NewReaderSize(r, textStart)
	start, err := buf.Peek(4)
	if err != nil && err != io.EOF {
		return nil, nil, err
	}
	switch {
	case len(start) == 0:
		return nil, nil, ErrEmpty
	case bytes.HasPrefix(start, []byte{0x1f, 0x8b}):
		in := &counted{r: buf}
		gz, err := gzip.NewReader(in)
		if err != nil {
			return nil, nil, fmt.Errorf("gzip: %w", err)
		}
		return u.in(func() int64 { return in.n }).unpack(gz)
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return u.unzip(buf)
	}
	plain, err := decoded(buf, start)
	return plain, nil, err
}

// unpack is text of what an archive makes.
func (u unpacking) unpack(r io.Reader) (io.Reader, []part, error) {
	return u.text(&unpacked{r: cutOff{stoppable{u.ctx, r}}, packed: u.packed})
}

// stoppable reads until its context ends: whatever a file is, reading it can be
// stopped.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// decoded makes UTF-8 of a text that begins with start. A byte that is no UTF-8 is
// left as it is: which cell it stands in shows later.
func decoded(buf *bufio.Reader, start []byte) (io.Reader, error) {
	skip := func(mark string) error {
		_, err := buf.Discard(len(mark))
		return err
	}
	for mark, order := range utf16Marks {
		if bytes.HasPrefix(start, []byte(mark)) {
			if err := skip(mark); err != nil {
				return nil, err
			}
			return legible(bufio.NewReaderSize(newUTF16Reader(buf, order), textStart))
		}
	}
	if bytes.HasPrefix(start, []byte(utf8Mark)) {
		if err := skip(utf8Mark); err != nil {
			return nil, err
		}
	}
	return legible(buf)
}

// The byte order marks.
const utf8Mark = "\xef\xbb\xbf"

var utf16Marks = map[string]binary.ByteOrder{"\xff\xfe": binary.LittleEndian, "\xfe\xff": binary.BigEndian}

// legible refuses what is no text.
func legible(buf *bufio.Reader) (io.Reader, error) {
	start, err := buf.Peek(textStart)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if isBinary(start) {
		return nil, ErrBinary
	}
	return buf, nil
}

// A cutOff reader says in our words that an archive ended early.
type cutOff struct{ r io.Reader }

func (c cutOff) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrChecksum) {
		err = ErrCutOff
	}
	if errors.Is(err, gzip.ErrHeader) {
		err = errors.New("gzip: something that is not packed stands behind its end: unpack it first")
	}
	return n, err
}
