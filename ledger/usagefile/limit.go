package usagefile

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// How long the parts of an export may be. The longest cells are prompts that a
// proxy was told to keep.
const (
	maxCell    = 4 << 20  // a cell, or a text of a JSON record
	maxLine    = 4 << 20  // a line of a table, or of JSON lines
	maxRecord  = 16 << 20 // a record of a table, which line breaks in cells make several lines of
	maxElement = 32 << 20 // a record of a JSON file: a bucket may list thousands of rows
)

// ErrLongCell, ErrLongLine, ErrLongRecord and ErrExpands refuse a file that no
// gateway wrote, as soon as it shows.
var (
	ErrLongCell   = errors.New("a cell of more than 4 MiB, or a quote that is never closed")
	ErrLongLine   = errors.New("a line of more than 4 MiB")
	ErrLongRecord = errors.New("a record that is too long")
	ErrExpands    = errors.New("expands more than a hundredfold, as no export does: if it is one, unpack it first")
)

// ErrTruncated refuses an answer that says that rows are missing in it, and not which.
var ErrTruncated = errors.New("the answer says that it is truncated, so rows of it are missing: ask for a shorter time, by fewer dimensions, or with a higher limit")

// tooLong names the line.
func tooLong(line int, err error) error { return fmt.Errorf("line %d: %w", line, err) }

// longRecord names the line and the limit.
func longRecord(line, limit int) error {
	return fmt.Errorf("line %d: %w: more than %d MiB", line, ErrLongRecord, limit>>20)
}

// longLine is which line of a text, from 0, is longer than maxLine; -1 for none. The
// last may be cut.
func longLine(text string) int {
	for n := 0; len(text) > maxLine; n++ {
		end := strings.IndexByte(text, '\n')
		if end < 0 || end > maxLine {
			return n
		}
		text = text[end+1:]
	}
	return -1
}

const (
	// maxExpansion is how many bytes an archive may make of each of its own. Exports
	// compress to a tenth or less; deflate can make a thousand of one.
	maxExpansion = 100
	// smallArchive is how much any archive may come to: a short file may well be one
	// row again and again, and a MiB hurts nobody.
	smallArchive = 1 << 20
)

// unpacked hands out what an archive holds, up to maxExpansion. packed is how many
// of the archive's bytes were read for it.
type unpacked struct {
	r      io.Reader
	packed func() int64
	n      int64
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.n += int64(n)
	if u.n > smallArchive && u.n > maxExpansion*u.packed() {
		return 0, ErrExpands
	}
	return n, err
}

// counted counts what is read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
