package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// decimals256 is the first version with decimals of 76 digits.
const decimals256 = 21_000

// ownQuery is the plan of a query of one's own.
func (c *clickhouse) ownQuery(ctx context.Context, q Question) (*plan, error) {
	query, err := oneStatement(q.SQL)
	if err != nil {
		return nil, err
	}
	t, err := c.post(ctx, "SELECT * FROM (\n"+query+"\n) q LIMIT 0", nil)
	if err != nil {
		return nil, err
	}
	defer t.close()
	var columns []column
	for i, name := range t.names {
		columns = append(columns, column{name, chKind(t.types[i])})
	}
	d := chOwn{c.version}
	pl, err := ownPlan(d, query, columns, q)
	if err != nil {
		return nil, err
	}
	at := columns[slices.IndexFunc(columns, func(c column) bool { return strings.EqualFold(c.name, "time") })]
	oldest, err := c.rows(ctx, fmt.Sprintf("SELECT if(count() = 0, NULL, min(%s)), count() - count(%s) FROM (\n%s\n) q", d.second(at), d.name(at), query))
	if err != nil {
		return nil, err
	}
	pl.found(oldest)
	return pl, nil
}

// chKind is the kind of a type of ClickHouse's.
func chKind(name string) kindOf {
	for _, around := range []string{"Nullable(", "LowCardinality(", "Nullable("} {
		if rest, is := strings.CutPrefix(name, around); is {
			name = strings.TrimSuffix(rest, ")")
		}
	}
	name, _, _ = strings.Cut(name, "(")
	switch {
	case slices.Contains([]string{"String", "FixedString", "Enum8", "Enum16", "UUID"}, name):
		return textual
	case name == "DateTime":
		return moment
	case name == "DateTime64":
		return zoned // with parts of a second
	case name == "Date" || name == "Date32":
		return date
	case strings.HasPrefix(name, "Decimal"):
		return exact
	case strings.HasPrefix(name, "Float"):
		return float
	case strings.HasPrefix(name, "Int") || strings.HasPrefix(name, "UInt"):
		if !strings.HasPrefix(name, "Interval") {
			return whole
		}
	}
	return unreadable
}

// chOwn writes ClickHouse for a query of one's own.
type chOwn struct{ version int }

func (chOwn) name(c column) string {
	return "q.`" + strings.ReplaceAll(strings.ReplaceAll(c.name, `\`, `\\`), "`", "\\`") + "`"
}
func (chOwn) fence() string        { return "" }
func (chOwn) literal(n int) string { return fmt.Sprintf("toInt64(%d)", n) }
func (chOwn) null() string         { return "CAST(NULL AS Nullable(Decimal(38, 12)))" }

func (chOwn) reads(c column, kinds ...kindOf) *Refusal {
	if slices.Contains(kinds, c.kind) {
		return nil
	}
	return &Refusal{Reason: fmt.Sprintf("the column %s of the query is of a type that can't be read as that", c.name), Help: "cast it in the query: toString(" + c.name + ")"}
}

// certain is needed by ClickHouse of 2018, which counts no edges below a Nullable number.
func (chOwn) certain(number string) string { return "assumeNotNull(" + number + ")" }

// second is the Unix second. A time of ClickHouse's is one whatever zone it is shown in.
func (d chOwn) second(c column) string {
	name := d.name(c)
	switch c.kind {
	case textual:
		return "toInt64(toUnixTimestamp(parseDateTimeBestEffort(" + name + ", 'UTC')))"
	case whole, exact, float:
		return fmt.Sprintf("toInt64(floor(if(toFloat64(%[1]s) >= 100000000000, toFloat64(%[1]s) / 1000, toFloat64(%[1]s))))", name)
	case date:
		return "toInt64(" + name + ") * 86400"
	}
	return "toInt64(toUnixTimestamp(" + name + "))"
}

func (d chOwn) instant(c column) string {
	switch c.kind {
	case moment, zoned, date: // as it is, so that an order by the time helps
		return d.name(c)
	}
	return d.second(c)
}

// bound is an instant that a column is compared with, rounded up to what the column can tell.
func (d chOwn) bound(c column, at time.Time) string {
	up := func(unit time.Duration) time.Time {
		if cut := at.Truncate(unit); !cut.Equal(at) {
			return cut.Add(unit)
		}
		return at
	}
	switch c.kind {
	case zoned:
		return "toDateTime64('" + at.UTC().Format("2006-01-02 15:04:05.000000") + "', 6, 'UTC')"
	case date:
		return "toDate('" + up(24*time.Hour).UTC().Format("2006-01-02") + "')"
	case moment:
		return "toDateTime('" + up(time.Second).UTC().Format(time.DateTime) + "', 'UTC')"
	}
	return fmt.Sprint(up(time.Second).Unix())
}

func (d chOwn) number(c column) string {
	if c.kind == textual {
		return fmt.Sprintf("toInt64(if(ifNull(%[1]s, '') = '', '0', ifNull(%[1]s, '0')))", d.name(c))
	}
	return "ifNull(toInt64(" + d.name(c) + "), 0)"
}

// amount is exact: a float is taken by its text, in the fewest digits that it has.
func (d chOwn) amount(c column) string {
	switch c.kind {
	case textual:
		return d.decimal("nullIf(" + d.name(c) + ", '')")
	case float:
		return d.decimal("toString(" + d.name(c) + ")")
	}
	return d.name(c)
}

func (d chOwn) decimal(text string) string {
	if d.version >= decimals256 {
		return "toDecimal256(" + text + ", 40)"
	}
	return "toDecimal128(" + text + ", 24)"
}

func (d chOwn) text(c column) string { return "ifNull(toString(" + d.name(c) + "), '')" }
