package usagefile

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"

	"tollbook/ledger/sqlite"
)

// ErrStreamedDatabase refuses a database that does not come from a file of its own.
var ErrStreamedDatabase = errors.New("is a SQLite database, which is read where it lies: name the file itself")

// ErrForeignDatabase refuses a database of no agent that is known.
var ErrForeignDatabase = errors.New("is a SQLite database of no agent that is known")

const (
	databaseStart = "SQLite format 3\x00"
	databaseExt   = ".db" // of the databases that a folder is walked for
)

func isDatabase(r *bufio.Reader) bool {
	start, _ := r.Peek(len(databaseStart)) // its error comes back with the first read
	return string(start) == databaseStart
}

// openDatabase makes ready the records of an agent's database.
func openDatabase(ctx context.Context, opt Options) (*File, error) {
	if opt.Path == "" {
		return nil, ErrStreamedDatabase
	}
	lines, err := readDatabase(ctx, opt.Path, opt.Type)
	if err != nil {
		return nil, err
	}
	file, err := openLog(lines.format, false, lines, opt)
	if err != nil {
		return nil, errors.Join(err, lines.Close())
	}
	file.close = func() { _ = lines.Close() } // only read from: nothing can be lost
	return file, nil
}

// databaseLines reads the records of an agent's database as lines of JSON.
type databaseLines struct {
	format *Format
	db     *sqlite.File
	rows   *sql.Rows
	left   []byte // of the line that is handed out
}

// readDatabase finds the agent whose query the database answers, among all or of the
// type that was asked for.
func readDatabase(ctx context.Context, path, typ string) (*databaseLines, error) {
	db, err := sqlite.OpenForeign(path)
	if err != nil {
		return nil, err
	}
	var first error
	for _, f := range formats {
		if f.query == "" || typ != "" && typ != f.Name {
			continue
		}
		rows, err := db.QueryContext(ctx, f.query)
		if err == nil {
			return &databaseLines{format: f, db: db, rows: rows}, nil
		}
		if first == nil && !strings.Contains(err.Error(), "no such") { // table or column
			first = fmt.Errorf("can't be read as a database: %w", err)
		}
	}
	if first == nil {
		first = ErrForeignDatabase
	}
	return nil, errors.Join(first, db.Close())
}

func (l *databaseLines) Read(p []byte) (int, error) {
	for len(l.left) == 0 {
		if !l.rows.Next() {
			if err := l.rows.Err(); err != nil {
				return 0, fmt.Errorf("can't be read as a database: %w", err)
			}
			return 0, io.EOF
		}
		var record sql.RawBytes
		if err := l.rows.Scan(&record); err != nil {
			return 0, err
		}
		l.left = append(l.left[:0:0], bytes.ReplaceAll(record, []byte("\n"), []byte(" "))...)
		l.left = append(l.left, '\n')
	}
	n := copy(p, l.left)
	l.left = l.left[n:]
	return n, nil
}

// Close lets go of the database.
func (l *databaseLines) Close() error { return errors.Join(l.rows.Close(), l.db.Close()) }
