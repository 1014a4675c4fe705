package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A pgTable is a table, a view or a foreign table of a database.
type pgTable struct {
	oid, schema, name string
	open              bool // its schema may be used
	columns           map[string]pgColumn
}

// A pgColumn is a column that there is.
type pgColumn struct {
	kind     string // its type, as format_type writes it
	readable bool
}

// String is the table as SQL names it.
func (t *pgTable) String() string { return quoteName(t.schema) + "." + quoteName(t.name) }

// lacks are those of some columns that the table does not have, or not for this user.
func (t *pgTable) lacks(columns []string) (missing, hidden []string) {
	for _, name := range columns {
		c, there := t.columns[name]
		switch {
		case !there:
			missing = append(missing, name)
		case !c.readable || !t.open:
			hidden = append(hidden, name)
		}
	}
	return missing, hidden
}

// column is a column as an expression of a type, NULL where the table has none that may be read.
func (t *pgTable) column(name, kind string) string {
	c, there := t.columns[name]
	switch {
	case !there || !c.readable:
		return "NULL::" + kind
	case c.kind == kind:
		return quoteName(name)
	}
	return quoteName(name) + "::" + kind
}

// tables finds tables of some names in the schemas of the search path, the first of each
// name. A schema that may not be used is one of them too: its tables are refused later,
// with what would help. It returns a *Refusal where a name stands in other schemas alone.
func (p *postgres) tables(ctx context.Context, names []string) (map[string]*pgTable, error) {
	path, err := p.searched(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := p.rows(ctx, `
		SELECT c.oid, n.nspname, c.relname, has_schema_privilege(n.oid, 'USAGE')
		FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname = ANY ($1::text[])`, "{"+strings.Join(names, ",")+"}")
	if err != nil {
		return nil, err
	}
	found := map[string]*pgTable{}
	var elsewhere *pgTable
	for _, row := range rows {
		t := &pgTable{oid: string(row[0]), schema: string(row[1]), name: string(row[2]), open: string(row[3]) == "t"}
		place := slices.Index(path, t.schema)
		if place < 0 {
			elsewhere = t
			continue
		}
		if other := found[t.name]; other == nil || place < slices.Index(path, other.schema) {
			found[t.name] = t
		}
	}
	if len(found) == 0 && elsewhere != nil {
		return nil, &Refusal{Reason: fmt.Sprintf("%s is in the schema %s, where this session does not look", quoteName(elsewhere.name), quoteName(elsewhere.schema)),
			Help: "add schema=" + elsewhere.schema + " to the address, behind a ? or a &"}
	}
	for _, t := range found {
		if t.columns, err = p.columnsOf(ctx, t.oid); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// searched are the schemas of the search path, also those that may not be used.
func (p *postgres) searched(ctx context.Context) ([]string, error) {
	rows, err := p.rows(ctx, "SELECT current_setting('search_path')")
	if err != nil {
		return nil, err
	}
	var path []string
	for _, name := range strings.Split(string(rows[0][0]), ",") {
		name = strings.ReplaceAll(strings.Trim(strings.TrimSpace(name), `"`), `""`, `"`)
		if name == "$user" {
			name = p.user
		}
		path = append(path, name)
	}
	return path, nil
}

func (p *postgres) columnsOf(ctx context.Context, oid string) (map[string]pgColumn, error) {
	rows, err := p.rows(ctx, `
		SELECT attname, format_type(atttypid, NULL), has_column_privilege(attrelid, attnum, 'SELECT')
		FROM pg_catalog.pg_attribute
		WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped`, oid)
	if err != nil {
		return nil, err
	}
	columns := map[string]pgColumn{}
	for _, row := range rows {
		columns[string(row[0])] = pgColumn{kind: string(row[1]), readable: string(row[2]) == "t"}
	}
	return columns, nil
}

// noTables is ErrNoTables with the tables in the search path.
func (p *postgres) noTables(ctx context.Context) error {
	path, err := p.searched(ctx)
	if err != nil {
		return err
	}
	rows, err := p.rows(ctx, `
		SELECT c.relname
		FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = ANY (current_schemas(false))
		ORDER BY 1`)
	if err != nil {
		return err
	}
	var names []string
	for _, row := range rows {
		names = append(names, string(row[0]))
	}
	return noTables("schema "+strings.Join(path, ", "), names)
}

// grant is what would let this user read a table.
func (p *postgres) grant(t *pgTable) *Refusal {
	return &Refusal{Reason: fmt.Sprintf("the user %s may not read %s", p.user, t),
		Help: fmt.Sprintf("an owner of it runs: GRANT USAGE ON SCHEMA %s TO %s; GRANT SELECT ON %s TO %[2]s", quoteName(t.schema), quoteName(p.user), t)}
}
