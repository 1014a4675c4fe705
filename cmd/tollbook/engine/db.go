package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
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
// session is not needed any more. Where the engine has no time or no room for all days at
// once it is asked for some of them after the others.
func (db *DB) Sums(ctx context.Context, q Question) (*Sums, error) {
	if formats[q.Kind] == nil {
		return nil, fmt.Errorf("no kind %q: kinds are %s, %s and %s", q.Kind, LiteLLM, Langfuse, SQL)
	}
	p, err := db.plan(ctx, q)
	if err != nil {
		return nil, err
	}
	rows := &spool{}
	err = db.read(ctx, rows, p, q)
	if r := (*Refusal)(nil); errors.As(err, &r) && r.large {
		if parts := inParts(q, p.oldest); len(parts) > 1 {
			rows, err = db.readParts(ctx, p, parts)
		}
	}
	if err != nil {
		return nil, err
	}
	rows.sort()
	return newSums(p, q, rows), nil
}

// read adds the sums of a plan to a spool.
func (db *DB) read(ctx context.Context, rows *spool, p *plan, q Question) error {
	a, err := db.ask(ctx, p, q)
	if err != nil {
		return err
	}
	return rows.read(a, q.maxSums())
}

// readParts reads the sums of some days after those of others. Warnings go to the plan of
// the whole.
func (db *DB) readParts(ctx context.Context, whole *plan, parts []Question) (*spool, error) {
	rows := &spool{}
	for _, q := range parts {
		p, err := db.plan(ctx, q)
		if err != nil {
			return nil, err
		}
		if err := db.read(ctx, rows, p, q); err != nil {
			return nil, err
		}
		for _, warning := range p.warnings {
			if !slices.Contains(whole.warnings, warning) {
				whole.warnings = append(whole.warnings, warning)
			}
		}
	}
	return rows, nil
}

// mostParts is in how many parts a question is asked at most.
const mostParts = 32

// inParts are questions for the days of one, a part each; nil where it can't be told which
// days these are, or where they are one.
func inParts(q Question, oldest time.Time) (parts []Question) {
	from := q.From
	if from.IsZero() && !oldest.IsZero() {
		from = pricing.StartOfDay(oldest)
	}
	if from.IsZero() || q.Until.IsZero() {
		return nil
	}
	days := int((q.Until.Sub(from) + pricing.DayLength - 1) / pricing.DayLength)
	each := (days + mostParts - 1) / mostParts
	if days < 2 {
		return nil
	}
	for until := q.Until; from.Before(until); from = from.AddDate(0, 0, each) {
		part := q
		part.From, part.Until = from, from.AddDate(0, 0, each)
		if part.Until.After(until) {
			part.Until = until
		}
		parts = append(parts, part)
	}
	return parts
}
