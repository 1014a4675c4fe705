package usagefile

import (
	"context"
	"errors"
	"io"
	"slices"
)

// Peek reads the header of a CSV, plain or packed, and the first n records below it,
// as they are written. What is no CSV, and an archive of several files, is an error.
func Peek(r io.Reader, n int) (columns []string, cells [][]string, err error) {
	plain, parts, err := unpacking{ctx: context.Background()}.text(r)
	if err != nil {
		return nil, nil, err
	}
	if parts != nil {
		return nil, nil, errors.New("is an archive of several files: unpack it first")
	}
	table, json := startsJSON(plain)
	if json {
		return nil, nil, errors.New("is JSON: --map says where its fields stand")
	}
	cut, columns, err := openTable(table)
	if err != nil {
		return nil, nil, err
	}
	for len(cells) < n {
		record, err := cut.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return columns, cells, describe(err)
		}
		cells = append(cells, allUTF8(slices.Clone(record)))
	}
	return columns, cells, nil
}
