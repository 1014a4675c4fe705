package usagefile

import (
	"encoding/json"
	"slices"
)

// innerCells reads what stands inside of cells that hold JSON (Format.Inner) into further
// cells behind those of the table.
type innerCells struct {
	header *header // of the table and of what is read here
	reader *fieldReader
	from   []innerColumn
	fields []string
	there  []bool
}

// An innerColumn is a column of the table, and where in the fields its values go.
type innerColumn struct {
	column int
	place  *fieldTree
}

func newInnerCells(f *Format, table *header) *innerCells {
	if len(f.Inner) == 0 {
		return &innerCells{header: table}
	}
	all := newHeader(slices.Concat(table.columns, f.Inner))
	all.ahead, all.said, all.comma, all.commas = table.ahead, table.said, table.comma, table.commas
	in := &innerCells{header: all, reader: newFieldReader(&Format{Fields: f.Inner})}
	for name, place := range in.reader.tree.kids {
		if column := table.col(name); column >= 0 {
			in.from = append(in.from, innerColumn{column, place})
		}
	}
	slices.SortFunc(in.from, func(a, b innerColumn) int { return a.column - b.column })
	return in
}

// read puts the cells of a record and those inside of them into c. A cell that is empty
// has none, and what is no JSON is read as text that stands in their place. It reports
// whether they are what the format reads there: of others there is no row.
func (in *innerCells) read(c *cells) bool {
	if in.reader == nil {
		return true
	}
	table := c.fields
	in.reader.start()
	for _, from := range in.from {
		text := c.text(from.column)
		if text == "" {
			continue
		}
		raw := []byte(text)
		if !json.Valid(raw) {
			raw, _ = json.Marshal(text) // a text can always be written
		}
		in.reader.value(raw, 0, from.place)
	}
	in.fields = append(append(in.fields[:0], table...), in.reader.fields...)
	in.there = in.there[:0]
	for range table {
		in.there = append(in.there, true)
	}
	in.there = append(in.there, in.reader.there...)
	c.fields, c.there = in.fields, in.there
	c.marks |= in.reader.marks
	for _, f := range in.reader.faults {
		c.fault(len(table)+f.field, f.reason)
	}
	return len(in.reader.faults) == 0
}
