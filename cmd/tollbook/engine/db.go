package engine

import (
	"context"
	"fmt"
	"strings"
)

// A DB is a session with an engine that can't write. It is used by one goroutine at a time.
type DB struct{ engine }

// An engine is one of the databases that are spoken to.
type engine interface {
	// kind finds of which kind the tables are.
	kind(ctx context.Context) (string, error)
	// plan makes the inner query of a question.
	plan(ctx context.Context, q Question) (*plan, error)
	// ask runs the plan's query, grouped; it returns when the first row is there, or the end.
	ask(ctx context.Context, p *plan, q Question) (answer, error)
	close()
}

// An answer is read row by row, as text; a nil cell is NULL. The row stands until the next
// one. next returns io.EOF behind the last.
type answer interface {
	next() ([][]byte, error)
	close() error
}

// Connect dials an engine and opens a session that can't write. Its errors say what to do,
// and show no password.
func Connect(ctx context.Context, address string, opt Options) (*DB, error) {
	address, err := resolved(address, opt)
	if err != nil {
		return nil, err
	}
	u, err := parse(address)
	if err != nil {
		return nil, err
	}
	var e engine
	if strings.EqualFold(u.Scheme, "clickhouse") {
		e, err = connectClickHouse(ctx, u, opt)
	} else {
		e, err = connectPostgres(ctx, u, opt)
	}
	if err != nil {
		return nil, err
	}
	return &DB{e}, nil
}

// Close ends the session.
func (db *DB) Close() { db.close() }

// Kind finds of which kind the database's tables are: LiteLLM or Langfuse. It returns
// ErrNoTables, with the tables that are there, where they are neither.
func (db *DB) Kind(ctx context.Context) (string, error) { return db.kind(ctx) }

// Sums has the engine add up what a question asks for, and reads all of the sums: the
// session is not needed any more.
func (db *DB) Sums(ctx context.Context, q Question) (*Sums, error) {
	if formats[q.Kind] == nil {
		return nil, fmt.Errorf("no kind %q: kinds are %s, %s and %s", q.Kind, LiteLLM, Langfuse, SQL)
	}
	p, err := db.plan(ctx, q)
	if err != nil {
		return nil, err
	}
	a, err := db.ask(ctx, p, q)
	if err != nil {
		return nil, err
	}
	rows, err := spoolOf(a, q.maxSums())
	if err != nil {
		return nil, err
	}
	return newSums(p, q, rows), nil
}
