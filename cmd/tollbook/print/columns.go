package print

// A Column is one of a table of Ts.
type Column[T any] struct {
	Head string         // as NewTable takes it
	Of   func(T) string // its cell on the line of a T
	Keep bool           // shown also where it holds nothing
}

// TableOf is a table of a line a row. Columns that hold nothing, or a dash, on every
// line are left out.
func TableOf[T any](rows []T, columns []Column[T]) *Table {
	var heads []string
	cells := make([][]string, len(rows))
	for _, c := range columns {
		texts, some := make([]string, len(rows)), c.Keep
		for i, row := range rows {
			texts[i] = c.Of(row)
			some = some || texts[i] != "" && texts[i] != "-"
		}
		if !some {
			continue
		}
		heads = append(heads, c.Head)
		for i, text := range texts {
			cells[i] = append(cells[i], text)
		}
	}
	t := NewTable(heads...)
	for _, row := range cells {
		t.Add(row...)
	}
	return t
}
