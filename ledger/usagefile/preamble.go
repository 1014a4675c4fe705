package usagefile

import (
	"bufio"
	"bytes"
	"slices"
	"strings"
)

// maxPreamble is how many lines are looked at for a header.
const maxPreamble = 40

// A preamble is what some exports have above their header: what they are of, as names
// and values in lines like "Currency,EUR".
type preamble struct {
	lines int // above the header
	said  map[string]string
}

// readPreamble reads the lines above the header of a format that has some. Of any other
// table it reads nothing.
func readPreamble(buf *bufio.Reader, opt Options) (p preamble, err error) {
	if len(opt.Map) > 0 { // a file of one's own
		return p, nil
	}
	start, _ := buf.Peek(textStart) // its error comes back with the next read
	rest := start
	said := map[string]string{}
	for n := range maxPreamble {
		line, after, whole := bytes.Cut(rest, []byte{'\n'})
		if !whole {
			return p, nil
		}
		cells := cellsOf(string(line))
		if isHeaderBelow(cells, opt) {
			_, err = buf.Discard(len(start) - len(rest))
			return preamble{lines: n, said: said}, err
		}
		if len(cells) > 1 {
			said[trim(cells[0])] = trim(cells[1])
		}
		rest = after
	}
	return p, nil
}

// cellsOf are the cells of one line, nil where it is none of a table.
func cellsOf(line string) []string {
	cut := newSplitter(strings.NewReader(line))
	if cut.begin() != nil {
		return nil
	}
	cells, err := cut.next()
	if err != nil {
		return nil
	}
	return allUTF8(slices.Clone(cells))
}

// isHeaderBelow reports whether cells are the header of a format that has lines above it.
func isHeaderBelow(cells []string, opt Options) bool {
	return len(cells) > 1 && slices.ContainsFunc(formats, func(f *Format) bool {
		if !f.preamble || opt.Type != "" && opt.Type != f.Name {
			return false
		}
		_, missing := f.fit(newHeader(cells), opt)
		return len(missing) == 0
	})
}
