package engine

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
)

// A chTable is a table of tab-separated text that arrives, below a line of names and one of
// types. A row of totals may stand behind it, after an empty line.
type chTable struct {
	ctx   context.Context
	c     *clickhouse
	body  io.ReadCloser
	lines *bufio.Reader
	names []string
	types []string
	cells [][]byte
	line  []byte
}

// newTable reads the lines above the rows.
func newTable(ctx context.Context, c *clickhouse, body io.ReadCloser) (*chTable, error) {
	t := &chTable{ctx: ctx, c: c, body: body, lines: bufio.NewReaderSize(body, 1<<16)}
	for _, into := range []*[]string{&t.names, &t.types} {
		cells, err := t.read()
		if err != nil || cells == nil {
			_ = t.close()
			if err == nil || err == io.EOF {
				err = cutOff(errors.New("the names of the columns are missing"))
			}
			return nil, err
		}
		for _, cell := range cells {
			*into = append(*into, string(cell))
		}
	}
	return t, nil
}

// row is the next row, and io.EOF behind the last. It stands until the one after it.
func (t *chTable) row() ([][]byte, error) {
	cells, err := t.read()
	if err == nil && cells == nil { // the empty line before the totals
		return nil, io.EOF
	}
	if err == nil && len(cells) != len(t.names) {
		return nil, cutOff(errors.New("a row has not all columns"))
	}
	return cells, err
}

// totals is the row behind the table.
func (t *chTable) totals() ([][]byte, error) {
	cells, err := t.row()
	if err == io.EOF {
		return nil, cutOff(errors.New("the totals at its end are missing"))
	}
	if err != nil {
		return nil, err
	}
	if _, err := t.read(); err != io.EOF {
		return nil, cutOff(errors.New("more stands behind the totals"))
	}
	return cells, nil
}

// read reads a line; nil cells are an empty one. A cell \N is nil.
func (t *chTable) read() ([][]byte, error) {
	t.line = t.line[:0]
	for {
		part, err := t.lines.ReadSlice('\n')
		t.line = append(t.line, part...)
		if err == bufio.ErrBufferFull {
			continue
		}
		if err == io.EOF && len(t.line) == 0 {
			return nil, io.EOF
		}
		if err == io.EOF {
			if code, _ := exceptionIn(string(t.line)); code != 0 {
				return nil, t.c.exception(200, string(t.line))
			}
			return nil, cutOff(errors.New("its last line has no end"))
		}
		if err != nil {
			return nil, t.c.unreached(t.ctx, err)
		}
		break
	}
	line := t.line[:len(t.line)-1]
	if len(line) == 0 {
		return nil, nil
	}
	if bytes.Contains(line, []byte("DB::Exception")) {
		if code, _ := exceptionIn(string(line)); code != 0 {
			return nil, t.c.exception(200, string(line))
		}
	}
	t.cells = t.cells[:0]
	for more := true; more; {
		var cell []byte
		cell, line, more = bytes.Cut(line, []byte{'\t'})
		t.cells = append(t.cells, unescaped(cell))
	}
	return t.cells, nil
}

func (t *chTable) close() error { return t.body.Close() }

// escapes are what ClickHouse writes behind a backslash.
var escapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f', '0': 0}

// unescaped is the text of a cell, nil for NULL. It changes the cell.
func unescaped(cell []byte) []byte {
	if string(cell) == `\N` {
		return nil
	}
	from := bytes.IndexByte(cell, '\\')
	if from < 0 {
		if cell == nil {
			return []byte{}
		}
		return cell
	}
	out := cell[:from]
	for i := from; i < len(cell); i++ {
		c := cell[i]
		if c == '\\' && i+1 < len(cell) {
			i++
			c = cell[i]
			if plain, is := escapes[c]; is {
				c = plain
			}
		}
		out = append(out, c)
	}
	return out
}

// cutOff is of an answer that is not whole.
func cutOff(err error) error {
	return &Refusal{Reason: "the answer of the database is cut off: " + err.Error(), Help: "nothing was taken over; try again", Err: err}
}
