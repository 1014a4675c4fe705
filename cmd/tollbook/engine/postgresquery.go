package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// kindsOfOID are the types of PostgreSQL's that are read, by their numbers.
var kindsOfOID = map[uint32]kindOf{
	25: textual, 1043: textual, 1042: textual, 19: textual, 705: textual, // text, varchar, char, name, a literal
	20: whole, 21: whole, 23: whole, // bigint, smallint, integer
	1700: exact, 790: exact, // numeric, money
	700: float, 701: float, // real, double precision
	1114: moment, 1184: zoned, 1082: date,
}

// unreadable is the kind of all other types.
const unreadable kindOf = -1

// ownQuery is the plan of a query of one's own. The server says what columns it has without
// running it.
func (p *postgres) ownQuery(ctx context.Context, q Question) (*plan, error) {
	query, err := oneStatement(q.SQL)
	if err != nil {
		return nil, err
	}
	d := &pgOwn{}
	described, err := p.conn.Prepare(ctx, "", "SELECT * FROM (\n"+query+"\n) q", nil)
	if err != nil {
		return nil, p.refused(ctx, err)
	}
	var columns []column
	for _, f := range described.Fields {
		kind, known := kindsOfOID[f.DataTypeOID]
		if !known {
			kind = unreadable
		}
		columns = append(columns, column{f.Name, kind})
	}
	pl, err := ownPlan(d, query, columns, q)
	if err != nil {
		return nil, err
	}
	pl.args = d.args
	at := columns[slices.IndexFunc(columns, func(c column) bool { return strings.EqualFold(c.name, "time") })]
	oldest, err := p.rows(ctx, fmt.Sprintf("SELECT min(%s), count(*) - count(%s) FROM (\n%s\n) q", d.second(at), d.name(at), query))
	if err != nil {
		return nil, err
	}
	pl.found(oldest)
	return pl, nil
}

// pgOwn writes PostgreSQL for a query of one's own; bounds are parameters.
type pgOwn struct{ args []string }

func (*pgOwn) certain(number string) string { return number }

func (*pgOwn) name(c column) string { return "q." + quoteName(c.name) }
func (*pgOwn) fence() string        { return "clock_timestamp()" }
func (*pgOwn) null() string         { return "NULL::numeric" }
func (*pgOwn) literal(n int) string { return fmt.Sprintf("%d::bigint", n) }

func (*pgOwn) reads(c column, kinds ...kindOf) *Refusal {
	if slices.Contains(kinds, c.kind) {
		return nil
	}
	return &Refusal{Reason: fmt.Sprintf("the column %s of the query is of a type that can't be read as that", c.name), Help: "cast it in the query: " + quoteName(c.name) + "::text"}
}

func (d *pgOwn) instant(c column) string {
	switch c.kind {
	case textual:
		return d.name(c) + "::timestamptz" // without a zone it is UTC, as the session is
	case whole, exact, float:
		return d.second(c)
	}
	return d.name(c)
}

func (d *pgOwn) second(c column) string {
	switch c.kind {
	case whole, exact, float: // an epoch in seconds or in milliseconds
		return fmt.Sprintf("floor(CASE WHEN %[1]s >= 100000000000 THEN %[1]s / 1000 ELSE %[1]s END)::bigint", d.name(c))
	}
	return fmt.Sprintf("floor(date_part('epoch', %s))::bigint", d.instant(c))
}

func (d *pgOwn) bound(c column, at time.Time) string {
	switch c.kind {
	case whole, exact, float:
		d.args = append(d.args, fmt.Sprint(at.Unix()))
		return fmt.Sprintf("$%d::bigint", len(d.args))
	}
	d.args = append(d.args, at.UTC().Format("2006-01-02 15:04:05.999999"))
	if c.kind == moment || c.kind == date {
		return fmt.Sprintf("$%d::timestamp", len(d.args))
	}
	return fmt.Sprintf("$%d::timestamptz", len(d.args))
}

func (d *pgOwn) number(c column) string {
	if c.kind == textual {
		return fmt.Sprintf("coalesce(nullif(btrim(%s), '')::numeric::bigint, 0)", d.name(c))
	}
	return fmt.Sprintf("coalesce(%s::bigint, 0)", d.name(c))
}

func (d *pgOwn) amount(c column) string {
	switch c.kind {
	case textual:
		return fmt.Sprintf("nullif(btrim(%s), '')::numeric", d.name(c))
	case float:
		return pgMoney(d.name(c), "double precision")
	}
	return d.name(c) + "::numeric"
}

func (d *pgOwn) text(c column) string { return fmt.Sprintf("coalesce(%s::text, '')", d.name(c)) }
