package usagefile

import (
	"io"
)

// FromRows makes a file of rows that no file holds: what an engine added up, or an API's
// answer that was put together of several. next returns them one at a time, and io.EOF
// behind the last. The rows' lines are their numbers, from 1.
func FromRows(f *Format, next func() (Row, error)) *File {
	rec := &Record{Format: f}
	line := 0
	return &File{Format: f, says: true, next: func() (*Record, error) {
		r, err := next()
		if err != nil {
			return nil, err
		}
		line++
		r.Line = line
		*rec = Record{Format: f, Row: r}
		return rec, nil
	}}
}

// RowsOf are rows one after the other, for FromRows.
func RowsOf(rows []Row) func() (Row, error) {
	return func() (r Row, err error) {
		if len(rows) == 0 {
			return r, io.EOF
		}
		r, rows = rows[0], rows[1:]
		return r, nil
	}
}
