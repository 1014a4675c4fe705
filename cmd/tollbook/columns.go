package main

// A column is one of a table of Ts.
type column[T any] struct {
	head string // as newTable takes it
	of   func(T) string
	keep bool // shown also where it holds nothing
}

// columned is a table of a line a row. Columns that hold nothing, or a dash, on every
// line are left out.
func columned[T any](rows []T, columns []column[T]) *table {
	var heads []string
	cells := make([][]string, len(rows))
	for _, c := range columns {
		texts, some := make([]string, len(rows)), c.keep
		for i, row := range rows {
			texts[i] = c.of(row)
			some = some || texts[i] != "" && texts[i] != "-"
		}
		if !some {
			continue
		}
		heads = append(heads, c.head)
		for i, text := range texts {
			cells[i] = append(cells[i], text)
		}
	}
	t := newTable(heads...)
	for _, row := range cells {
		t.add(row...)
	}
	return t
}
