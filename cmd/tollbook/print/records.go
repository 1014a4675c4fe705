package print

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// records are a result for spreadsheets and other programs: the rows of its JSON
// under the JSON's names, exact, without dollar signs and thousands separators.
// A list in a cell is joined by "; ", and a name inside an object stands behind
// the object's, "reliability.nines".
type records struct {
	head []string
	rows []map[string]cell
}

// A cell is a value as text; a number is never taken for a formula.
type cell struct {
	text   string
	number bool
}

// A recorder chooses its rows by itself; empty stands for one where there is
// none, so that the header is there.
type recorder interface {
	Records() (rows []any, empty any)
}

// Rows are a list's items as the rows of a Recorder, and an empty one.
func Rows[T any](list []T) (rows []any, empty any) {
	for _, x := range list {
		rows = append(rows, x)
	}
	var none T
	return rows, none
}

// recordsOf finds the rows of a result: those that it chooses, else its first list
// of objects, else itself as one.
func recordsOf(value any) (records, error) {
	if r, ok := value.(recorder); ok {
		return newRecords(r.Records())
	}
	v := reflect.ValueOf(value)
	if list, ok := firstList(v); ok {
		rows := make([]any, list.Len())
		for i := range rows {
			rows[i] = list.Index(i).Interface()
		}
		return newRecords(rows, reflect.Zero(list.Type().Elem()).Interface())
	}
	return newRecords([]any{value}, nil)
}

// firstList is the first field that is a list of objects.
func firstList(v reflect.Value) (reflect.Value, bool) {
	for i := range v.NumField() {
		f := v.Field(i)
		switch {
		case v.Type().Field(i).Anonymous && f.Kind() == reflect.Struct:
			if list, ok := firstList(f); ok {
				return list, true
			}
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct:
			return f, true
		}
	}
	return v, false
}

func newRecords(rows []any, empty any) (records, error) {
	var r records
	if len(rows) == 0 && empty != nil {
		_, names, err := record(empty)
		return records{head: names}, err
	}
	for _, row := range rows {
		cells, names, err := record(row)
		if err != nil {
			return r, err
		}
		after := -1 // a name that only some rows have stands where it stands there
		for _, name := range names {
			if at := slices.Index(r.head, name); at >= 0 {
				after = at
				continue
			}
			after++
			r.head = slices.Insert(r.head, after, name)
		}
		r.rows = append(r.rows, cells)
	}
	return r, nil
}

// record is a value's JSON as cells, with their names in order.
func record(value any) (cells map[string]cell, names []string, err error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, nil, err
	}
	cells = map[string]cell{}
	err = eachField(text, func(name string, c cell) {
		if name != "schema" {
			cells[name] = c
			names = append(names, name)
		}
	})
	return cells, names, err
}

// eachField calls f for every value of a JSON object, objects inside it opened.
func eachField(object []byte, f func(name string, c cell)) error {
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		if value[0] == '{' {
			err = eachField(value, func(inner string, c cell) { f(fmt.Sprint(name, ".", inner), c) })
		} else {
			var c cell
			c, err = newCell(value)
			f(fmt.Sprint(name), c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// newCell writes a JSON value that is no object as a cell.
func newCell(value json.RawMessage) (cell, error) {
	switch value[0] {
	case 'n':
		return cell{}, nil
	case '"':
		var text string
		err := json.Unmarshal(value, &text)
		return cell{text, decimalText.MatchString(text)}, err
	case '[':
		var list []json.RawMessage
		if err := json.Unmarshal(value, &list); err != nil {
			return cell{}, err
		}
		parts := make([]string, len(list))
		for i, v := range list {
			if v[0] == '{' {
				var pairs []string
				if err := eachField(v, func(name string, c cell) { pairs = append(pairs, name+"="+c.text) }); err != nil {
					return cell{}, err
				}
				parts[i] = strings.Join(pairs, " ")
				continue
			}
			c, err := newCell(v)
			if err != nil {
				return c, err
			}
			parts[i] = c.text
		}
		return cell{text: strings.Join(parts, "; ")}, nil
	}
	return cell{string(value), value[0] != 't' && value[0] != 'f'}, nil
}

var decimalText = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// plain writes the cell for a spreadsheet, which would run a name that begins like a
// formula; a table of Markdown is pasted into one as well.
func (c cell) plain() string {
	text := OneLine(c.text)
	if c.number || text == "" || !strings.ContainsRune("=+-@", rune(text[0])) {
		return text
	}
	return "'" + text
}

// line are the cells of a row in the order of the names.
func (r records) line(i int) []string {
	line := make([]string, len(r.head))
	for j, name := range r.head {
		line[j] = r.rows[i][name].plain()
	}
	return line
}

// writeCSV writes the records as CSV, the names first.
func (r records) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(r.head); err != nil {
		return err
	}
	for i := range r.rows {
		if err := out.Write(r.line(i)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Markdown is the records as a table of Markdown; columns of numbers are aligned right.
func (r records) Markdown() string {
	right := func(name string) bool {
		numbers := 0
		for _, row := range r.rows {
			if c := row[name]; c.number {
				numbers++
			} else if c.text != "" {
				return false
			}
		}
		return numbers > 0
	}
	var b strings.Builder
	aligned := make([]bool, len(r.head))
	for i, name := range r.head {
		aligned[i] = right(name)
	}
	markdownHead(&b, r.head, aligned)
	for i := range r.rows {
		markdownLine(&b, r.line(i))
	}
	return b.String()
}

// markdownHead begins a table of Markdown.
func markdownHead(b *strings.Builder, head []string, right []bool) {
	markdownLine(b, head)
	marks := make([]string, len(head))
	for i := range marks {
		marks[i] = "---"
		if right[i] {
			marks[i] = "---:"
		}
	}
	markdownLine(b, marks)
}

// markdownLine writes a line of a table of Markdown.
func markdownLine(b *strings.Builder, cells []string) {
	for _, cell := range cells {
		b.WriteString("| " + strings.ReplaceAll(OneLine(cell), "|", "\\|") + " ")
	}
	b.WriteString("|\n")
}
