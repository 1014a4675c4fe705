package pricing

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// records reads CSV as encoding/csv does, in a third of its time: nearly all lines are cells
// between commas, and parts of the text. Where a line is more than cutCells knows,
// encoding/csv reads from there on. A row is only good until the next one is asked for.
func (l *catalogLoader) records(text string, width int) (next func() []string) {
	l.line = 0
	row := make([]string, width)
	var rest func() []string
	return func() []string {
		for rest == nil && text != "" {
			line, after := text, ""
			if i := strings.IndexByte(text, '\n'); i >= 0 {
				line, after = text[:i], text[i+1:]
			}
			n, ok := 0, true
			if line = strings.TrimSuffix(line, "\r"); line != "" {
				if n, ok = cutCells(line, row); !ok {
					rest = l.quoted(text, width)
					break
				}
			}
			l.line++
			text = after
			switch {
			case line == "":
			case n == width:
				return row
			default:
				l.fault("row", "has %d cells, want %d", n, width)
			}
		}
		if rest != nil {
			return rest()
		}
		return nil
	}
}

// cutCells puts the cells of a line into a row, as many as that holds, and counts them all.
// It is false for quotes that do not enclose a whole cell of this line.
func cutCells(line string, row []string) (n int, ok bool) {
	put := func(cell string) {
		if n < len(row) {
			row[n] = cell
		}
		n++
	}
	begin := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ',':
			put(line[begin:i])
			begin = i + 1
		case '"':
			if i != begin {
				return 0, false
			}
			end, doubled := i+1, false
			for ; ; end++ {
				k := strings.IndexByte(line[end:], '"')
				if k < 0 {
					return 0, false
				}
				if end += k + 1; end == len(line) || line[end] != '"' {
					break
				}
				doubled = true
			}
			cell := line[i+1 : end-1]
			if doubled {
				cell = strings.ReplaceAll(cell, `""`, `"`)
			}
			put(cell)
			if end == len(line) {
				return n, true
			}
			if line[end] != ',' {
				return 0, false
			}
			i, begin = end, end+1
		}
	}
	put(line[begin:])
	return n, true
}

// quoted reads what is left of a file after l.line lines.
func (l *catalogLoader) quoted(text string, width int) (next func() []string) {
	before := l.line
	r := csv.NewReader(strings.NewReader(text))
	r.ReuseRecord = true
	r.FieldsPerRecord = -1
	return func() []string {
		for {
			rec, err := r.Read()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				var bad *csv.ParseError
				if errors.As(err, &bad) {
					l.line, err = before+bad.Line, bad.Err
				}
				l.fault("row", "%v", err)
				return nil
			}
			l.line, _ = r.FieldPos(0)
			if l.line += before; len(rec) == width {
				return rec
			}
			l.fault("row", "has %d cells, want %d", len(rec), width)
		}
	}
}
