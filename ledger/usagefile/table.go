package usagefile

import (
	"context"
	"errors"
	"io"
	"slices"
)

// A Table is a CSV of any kind, read as it comes: whatever its letters, line ends and
// separators are, plain or packed.
type Table struct {
	Columns []string
	cut     *splitter
	header  header
}

// OpenTable reads the header of a CSV. What is no CSV, and an archive of several files, is
// an error.
func OpenTable(ctx context.Context, r io.Reader) (*Table, error) {
	plain, parts, err := unpacking{ctx: ctx}.text(stoppable{ctx, r})
	if err != nil {
		return nil, err
	}
	if parts != nil {
		return nil, errors.New("is an archive of several files: unpack it first")
	}
	table, json := startsJSON(plain)
	if json {
		return nil, errors.New("is JSON, and no table")
	}
	cut, columns, err := openTable(table)
	if err != nil {
		return nil, err
	}
	return &Table{columns, cut, header{commas: cut.comma != ','}}, nil
}

// Next returns the cells of the next record and the line on which it starts, or io.EOF.
func (t *Table) Next() (cells []string, line int, err error) {
	record, err := t.cut.next()
	if err != nil {
		return nil, 0, describe(err)
	}
	return allUTF8(slices.Clone(record)), t.cut.line, nil
}

// Decimal is the text of a number with a point before its decimals, where the file may
// write a comma.
func (t *Table) Decimal(text string) (string, error) { return t.header.decimal(text) }

// Peek reads the header of a CSV and the first n records below it, as they are written.
func Peek(r io.Reader, n int) (columns []string, cells [][]string, err error) {
	t, err := OpenTable(context.Background(), r)
	if err != nil {
		return nil, nil, err
	}
	for len(cells) < n {
		record, _, err := t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return t.Columns, cells, err
		}
		cells = append(cells, record)
	}
	return t.Columns, cells, nil
}
