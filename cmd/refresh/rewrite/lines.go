package rewrite

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// A line is one line of a CSV file: as it stands there, and its cells.
type line struct {
	raw   string
	cells []string // without their quotes; none of an empty line
}

// A file is the lines of a CSV file.
type file struct {
	header  string
	lines   []line
	created bool // it was not there
}

// parse reads a file, one record a line.
func parse(name string, text []byte) (*file, error) {
	all := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	f := &file{header: all[0]}
	for i, raw := range all[1:] {
		l := line{raw: raw}
		if raw != "" {
			r := csv.NewReader(strings.NewReader(raw))
			var err error
			if l.cells, err = r.Read(); err != nil || strings.HasSuffix(raw, "\r") {
				return nil, fmt.Errorf("%s: line %d is no record of its own: it can't be edited", name, i+2)
			}
		}
		f.lines = append(f.lines, l)
	}
	return f, nil
}

// text writes the file: nothing of one that was not there and has no lines.
func (f *file) text() []byte {
	if f.created && len(f.lines) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString(f.header + "\n")
	for _, l := range f.lines {
		b.WriteString(l.raw + "\n")
	}
	return []byte(b.String())
}

// newLine writes a line of cells.
func newLine(cells []string) line {
	raw := make([]string, len(cells))
	for i, cell := range cells {
		raw[i] = quoted(cell)
	}
	return line{strings.Join(raw, ","), cells}
}

// with is the line with other cells; those that are as they were stay as they are written.
func (l line) with(cells []string) line {
	if slices.Equal(l.cells, cells) {
		return l
	}
	raw := rawCells(l.raw)
	for i, cell := range cells {
		if cell != l.cells[i] {
			raw[i] = quoted(cell)
		}
	}
	return line{strings.Join(raw, ","), cells}
}

// rawCells cuts a line at the commas that stand in no quotes.
func rawCells(raw string) (out []string) {
	inside, begin := false, 0
	for i := 0; i < len(raw); i++ {
		switch {
		case raw[i] == '"':
			inside = !inside
		case raw[i] == ',' && !inside:
			out, begin = append(out, raw[begin:i]), i+1
		}
	}
	return append(out, raw[begin:])
}

func quoted(cell string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write([]string{cell}) // a strings.Builder takes all
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// index is the place of the first line that a condition holds for; -1 where it holds for
// none.
func (f *file) index(of func(cells []string) bool) int {
	return slices.IndexFunc(f.lines, func(l line) bool { return l.cells != nil && of(l.cells) })
}

// lastIndex is the place of the last one.
func (f *file) lastIndex(of func(cells []string) bool) int {
	for i := len(f.lines) - 1; i >= 0; i-- {
		if c := f.lines[i].cells; c != nil && of(c) {
			return i
		}
	}
	return -1
}

// sorted is the place of a new line among others that are sorted by their first cell:
// before the first one that is greater, else behind all.
func (f *file) sorted(first string) int {
	if i := f.index(func(cells []string) bool { return cells[0] > first }); i >= 0 {
		return i
	}
	return len(f.lines)
}

func (f *file) insert(at int, lines ...line) { f.lines = slices.Insert(f.lines, at, lines...) }

func (f *file) remove(of func(cells []string) bool) {
	f.lines = slices.DeleteFunc(f.lines, func(l line) bool { return l.cells != nil && of(l.cells) })
}
