package print

import (
	"regexp"
	"strings"
)

// shownAmount is an amount or a count as a screen writes it.
var shownAmount = regexp.MustCompile(`^[-+]?\$?[0-9][0-9,]*(\.[0-9]+)?$`)

// ScreenTable writes a screen's table, as its heading and its cells, as "csv", "json" or
// "markdown": amounts without dollar signs and thousands separators, so that a spreadsheet
// reads them, and nothing where the screen has a dash.
//
//	ScreenTable("csv", []string{"gateway", "a month"}, [][]string{{"direct", "$1,259.25"}})
//
// is "gateway,a month\ndirect,1259.25\n".
func ScreenTable(format string, head []string, rows [][]string) (string, error) {
	r := records{head: head}
	for _, row := range rows {
		cells := map[string]cell{}
		for i, text := range row {
			cells[head[i]] = screenCell(text)
		}
		r.rows = append(r.rows, cells)
	}
	var b strings.Builder
	var err error
	switch format {
	case "csv":
		err = r.writeCSV(&b)
	case "markdown":
		b.WriteString(r.Markdown())
	default:
		err = writeJSON(&b, r.texts())
	}
	return b.String(), err
}

// screenCell reads a cell as a screen shows it.
func screenCell(text string) cell {
	switch {
	case text == "-": // does not apply
		return cell{}
	case shownAmount.MatchString(text):
		return cell{strings.TrimPrefix(strings.NewReplacer("$", "", ",", "").Replace(text), "+"), true}
	}
	return cell{text: text}
}

// texts are the records as objects of texts.
func (r records) texts() []map[string]string {
	out := []map[string]string{}
	for _, row := range r.rows {
		object := map[string]string{}
		for name, c := range row {
			object[name] = c.text
		}
		out = append(out, object)
	}
	return out
}
