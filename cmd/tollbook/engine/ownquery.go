package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A column is one of a query of one's own.
type column struct {
	name string // as the engine has it
	kind kindOf
}

// A kindOf is a type of a column, as far as it is read in another way than others.
type kindOf int

const (
	textual kindOf = iota
	whole          // a whole number
	exact          // a decimal number
	float          // a binary number
	moment         // an instant, or a time without a zone
	zoned          // an instant of PostgreSQL's, which has a zone
	date
)

// An ownDialect writes what a query of one's own needs beside the rest.
type ownDialect interface {
	name(c column) string
	second(c column) string                   // Unix second
	certain(number string) string             // a number that is not NULL, whatever its type says
	number(c column) string                   // a whole number, 0 for NULL
	amount(c column) string                   // exact; NULL stays
	text(c column) string                     // '' for NULL
	bound(c column, at time.Time) string      // at, to be compared with the column
	instant(c column) string                  // the column, to be compared with a bound
	fence() string                            // a first column that keeps expressions inside; "" for none
	null() string                             // an amount that is not known
	literal(n int) string                     // a whole number, as wide as all others
	reads(c column, kinds ...kindOf) *Refusal // nil where the column is of one of the kinds
}

// ownLabels are the labels by the fields of tollbook's CSV.
var ownLabels = []struct {
	field string
	label label
}{
	{"gateway", byGateway}, {"account", byAccount}, {"model", byModel}, {"provider", byProvider}, {"key", byKey}, {"app", byApp}, {"user", byUser},
	{"team", byTeam}, {"machine", byMachine}, {"service_tier", byTier}, {"residency", byPlace}, {"window", byWindow},
}

// ownTokens are the kinds of tokens by the fields of tollbook's CSV.
var ownTokens = []struct {
	field string
	kind  pricing.Kind
}{
	{"input_tokens", pricing.Input}, {"cache_read_tokens", pricing.CacheRead}, {"cache_write_5m_tokens", pricing.CacheWrite5m},
	{"cache_write_1h_tokens", pricing.CacheWrite1h}, {"output_tokens", pricing.Output}, {"reasoning_tokens", pricing.Reasoning},
}

// unaddable are fields of tollbook's CSV that can't be added up, and what to do instead.
var unaddable = map[string]string{
	"other": "kinds beside the token columns can't be added up",
	"marks": "what a row is marked with can't be added up",
	"view":  "sums of a database are gateway buckets",
}

// ownPlan is the plan of a query of one's own with these columns.
func ownPlan(d ownDialect, query string, columns []column, q Question) (*plan, error) {
	have := map[string]column{}
	var names, strange []string
	for _, c := range columns {
		field := strings.ToLower(c.name)
		names = append(names, c.name)
		if _, twice := have[field]; twice {
			return nil, &Refusal{Reason: fmt.Sprintf("the query has two columns %s", field), Help: "name one of them otherwise: SELECT x AS y"}
		}
		have[field] = c
		if why, is := unaddable[field]; is {
			return nil, &Refusal{Reason: fmt.Sprintf("the query has a column %s: %s", field, why), Help: "leave it out"}
		}
		if !slices.Contains(usagefile.NativeFields(), field) {
			strange = append(strange, c.name)
		}
	}
	for _, field := range []string{"time", "model"} {
		if _, there := have[field]; !there {
			return nil, &Refusal{Reason: fmt.Sprintf("the query has no column %s; it has %s", field, strings.Join(names, ", ")),
				Help: "name one so: SELECT created_at AS time, model_name AS model ..."}
		}
	}
	if err := ownTypes(d, have); err != nil {
		return nil, err
	}
	pl := &plan{kind: SQL, unsure: true}
	if len(strange) > 0 {
		pl.warnings = append(pl.warnings, fmt.Sprintf("columns of the query that are no fields of a row are not read: %s", strings.Join(strange, ", ")))
	}
	inner := []string{d.certain(d.second(have["time"])) + " AS sec"} // no row without a time gets here
	if fence := d.fence(); fence != "" {
		inner = append([]string{fence + " AS fence"}, inner...)
	}
	outer := []string{"sec"}
	for _, l := range ownLabels {
		c, there := have[l.field]
		if !there {
			continue
		}
		text := d.text(c)
		if l.field == "model" {
			text = fmt.Sprintf("CASE WHEN %s = '' THEN '%s' ELSE %[1]s END", text, usagefile.NoModel)
		}
		pl.labels = append(pl.labels, l.label)
		inner = append(inner, text+" AS "+l.label.column)
		outer = append(outer, l.label.column)
	}
	number := func(field string) string {
		if c, there := have[field]; there {
			return d.number(c)
		}
		return d.literal(0)
	}
	requests := d.literal(1)
	if c, there := have["requests"]; there { // empty is one request, as in the CSV
		requests = fmt.Sprintf("CASE WHEN %s IS NULL THEN %s ELSE %s END", d.name(c), d.literal(1), d.number(c))
	}
	inner = append(inner, requests+" AS requests", number("band")+" AS stated")
	outer = append(outer, "requests")
	for _, k := range ownTokens {
		pl.tokens = append(pl.tokens, k.kind)
		inner = append(inner, fmt.Sprintf("%s AS n_%s", number(k.field), k.kind))
		column := fmt.Sprintf("n_%s AS %[1]s", k.kind)
		if k.kind == pricing.Output { // usagefile.Row.setOutput
			column = "CASE WHEN n_reasoning > n_output THEN n_output + n_reasoning ELSE n_output END AS output"
		}
		outer = append(outer, column)
	}
	cost, own := d.null(), ""
	if c, there := have["cost_usd"]; there {
		cost = d.amount(c)
	}
	inner = append(inner, cost+" AS taken")
	flags := []string{
		fmt.Sprintf("CASE WHEN n_reasoning > n_output THEN %d ELSE 0 END", reasoningOutside),
		fmt.Sprintf("CASE WHEN taken IS NULL THEN 0 ELSE %d END", priced),
	}
	if c, there := have["byok_usd"]; there {
		pl.ownCost = true
		inner = append(inner, d.amount(c)+" AS own")
		own = "own IS NOT NULL AND own <> 0"
		// An own-key row without a gateway's fee cost nothing there.
		flags = append(flags, fmt.Sprintf("CASE WHEN %s THEN %d ELSE 0 END", own, ownKey))
		flags[1] = fmt.Sprintf("CASE WHEN taken IS NULL AND NOT (%s) THEN 0 ELSE %d END", own, priced)
		outer = append(outer, "own AS own_cost")
	}
	clock := "CASE WHEN requests > 1 THEN -1 ELSE sec % 86400 END"
	if _, there := have["window"]; there {
		clock = "CASE WHEN requests > 1 OR price_window <> '' THEN -1 ELSE sec % 86400 END"
	}
	outer = append(outer, "taken AS cost", strings.Join(flags, " + ")+" AS flags", clock+" AS clock",
		"CASE WHEN stated > 0 THEN stated WHEN requests > 1 THEN -1 ELSE n_input + n_cache_read + n_cache_write_5m + n_cache_write_1h END AS prompt")
	var where []string
	at := have["time"]
	if !q.From.IsZero() {
		where = append(where, d.instant(at)+" >= "+d.bound(at, q.From))
	}
	if !q.Until.IsZero() {
		where = append(where, d.instant(at)+" < "+d.bound(at, q.Until))
	}
	if len(where) == 0 {
		where = []string{d.name(at) + " IS NOT NULL"}
	}
	pl.inner = fmt.Sprintf("SELECT\n  %s\nFROM (\n  SELECT\n    %s\n  FROM (\n%s\n) q\n  WHERE %s\n) x", strings.Join(outer, ",\n  "), strings.Join(inner, ",\n    "), query, strings.Join(where, " AND "))
	pl.grain = grainOf(pl.labels, "band", "window")
	return pl, nil
}

// found takes in the oldest second of a query, and behind it how many of its rows have no
// time: those are of no day, and in no sum.
func (pl *plan) found(rows [][][]byte) {
	pl.oldest = secondOf(rows)
	if len(rows) == 0 || len(rows[0]) < 2 {
		return
	}
	if n := string(rows[0][1]); n != "0" {
		pl.warnings = append(pl.warnings, "rows of the query without a time are left out: "+n)
	}
}

// ownTypes refuses columns whose type can't be read as what they are called.
func ownTypes(d ownDialect, have map[string]column) error {
	check := func(field string, kinds ...kindOf) error {
		c, there := have[field]
		if !there {
			return nil
		}
		if r := d.reads(c, kinds...); r != nil {
			return r
		}
		return nil
	}
	if err := check("time", textual, whole, exact, float, moment, zoned, date); err != nil {
		return err
	}
	for _, k := range append([]string{"requests", "band"}, tokenFields()...) {
		if err := check(k, textual, whole, exact, float); err != nil {
			return err
		}
	}
	for _, k := range []string{"cost_usd", "byok_usd"} {
		if err := check(k, textual, whole, exact, float); err != nil {
			return err
		}
	}
	return nil
}

func tokenFields() (fields []string) {
	for _, k := range ownTokens {
		fields = append(fields, k.field)
	}
	return fields
}

// oneStatement is a query without the semicolon behind it. It returns a *Refusal for one that
// is empty or several statements.
func oneStatement(sql string) (string, error) {
	end := -1 // of the first statement
	for i := 0; i < len(sql); {
		n := skipped(sql[i:])
		switch {
		case n > 0:
			i += n
			continue
		case sql[i] == ';' && end < 0:
			end = i
		case sql[i] == ';' || end < 0 || strings.ContainsRune(" \t\r\n", rune(sql[i])):
		default:
			return "", &Refusal{Reason: "the query is several statements", Help: "a source is one SELECT"}
		}
		i++
	}
	if end >= 0 {
		sql = sql[:end]
	}
	if strings.TrimSpace(sql) == "" {
		return "", &Refusal{Reason: "the query is empty", Help: "a source is one SELECT with columns time and model"}
	}
	return sql, nil
}

// skipped is how long the quoted text or the comment is that SQL begins with, 0 for neither.
func skipped(sql string) int {
	to := func(from int, end string) int {
		if i := strings.Index(sql[from:], end); i >= 0 {
			return from + i + len(end)
		}
		return len(sql)
	}
	switch {
	case strings.HasPrefix(sql, "--"):
		return to(2, "\n")
	case strings.HasPrefix(sql, "/*"):
		return to(2, "*/")
	case sql[0] == '\'' || sql[0] == '"' || sql[0] == '`':
		return to(1, sql[:1])
	case sql[0] == '$': // $tag$ text $tag$
		if i := strings.IndexByte(sql[1:], '$'); i >= 0 && strings.Trim(strings.ToLower(sql[1:1+i]), "abcdefghijklmnopqrstuvwxyz_0123456789") == "" {
			return to(i+2, sql[:i+2])
		}
	}
	return 0
}
