package usagefile

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// ErrEmpty, ErrBinary, ErrJSON and ErrCutOff refuse a file as a whole.
var (
	ErrEmpty  = errors.New("is empty")
	ErrBinary = errors.New("is not text: an export is CSV, plain, .gz or .zip")
	ErrJSON   = errors.New("is JSON, and no JSON export is known: export CSV")
	ErrCutOff = errors.New("ends in the middle of a record: it was cut off; export or download it again")
)

// text makes plain UTF-8 of what is plain, gzip or zip. A file is known by its
// first bytes, not by its name.
func text(r io.Reader) (io.Reader, error) { return unpack(r, 0) }

// unpack is text inside so many archives: an archive in an archive is as deep as
// exports go.
func unpack(r io.Reader, depth int) (io.Reader, error) {
	if depth > 2 {
		return nil, errors.New("is an archive in archives: unpack it first")
	}
	buf := bufio.NewReaderSize(r, 1<<16)
	start, err := buf.Peek(1 << 12)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case len(start) == 0:
		return nil, ErrEmpty
	case bytes.HasPrefix(start, []byte{0x1f, 0x8b}):
		gz, err := gzip.NewReader(buf)
		if err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		return unpack(cutOff{gz}, depth+1)
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return unzip(buf, depth)
	}
	if bom := []byte("\xef\xbb\xbf"); bytes.HasPrefix(start, bom) {
		if _, err := buf.Discard(len(bom)); err != nil {
			return nil, err
		}
		start = start[len(bom):]
	}
	if bytes.IndexByte(start, 0) >= 0 || !validStart(start) {
		return nil, ErrBinary
	}
	return buf, nil
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

// unzip opens the one export inside an archive. Zip keeps its index at the end,
// so the archive is read whole.
func unzip(r io.Reader, depth int) (io.Reader, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("zip: %w: %w", ErrCutOff, err)
	}
	var inside []*zip.File
	for _, f := range z.File {
		base := f.Name[strings.LastIndexByte(f.Name, '/')+1:]
		if base != "" && !strings.HasPrefix(base, ".") && !strings.HasPrefix(f.Name, "__MACOSX/") {
			inside = append(inside, f)
		}
	}
	if len(inside) != 1 {
		return nil, fmt.Errorf("zip: holds %d files; unpack it and import them one by one", len(inside))
	}
	f, err := inside[0].Open()
	if err != nil {
		return nil, fmt.Errorf("zip: %s: %w", inside[0].Name, err)
	}
	return unpack(cutOff{f}, depth+1)
}
