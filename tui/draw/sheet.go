package draw

import (
	"slices"
	"strings"
)

// A Sheet is a table as text, cell by cell, ready to be copied, saved or told.
type Sheet struct {
	Name string // for a file: "gateways"
	Head []string
	Rows [][]string
}

// Spoken tells the table row by row: the first cell names the row, the others are
// named by their heading. Cells that say nothing are left out.
//
//	openrouter: a month $1,259.25; fee $65.65; VS YOU you
func (s Sheet) Spoken() []string {
	var out []string
	for _, row := range s.Rows {
		var cells []string
		for i, cell := range row[1:] {
			if text := strings.TrimSpace(cell); text != "" && text != "-" {
				cells = append(cells, s.Head[i+1]+" "+cell)
			}
		}
		out = append(out, Safe(row[0]+": "+strings.Join(cells, "; ")))
	}
	return out
}

// WithoutZeros drops those of the named columns that are zero in every row.
func (s Sheet) WithoutZeros(names ...string) Sheet {
	for _, name := range names {
		i := slices.Index(s.Head, name)
		if i < 0 || slices.ContainsFunc(s.Rows, func(row []string) bool { return row[i] != "$0.00" }) {
			continue
		}
		s.Head = slices.Delete(slices.Clone(s.Head), i, i+1)
		rows := make([][]string, len(s.Rows))
		for j, row := range s.Rows {
			rows[j] = slices.Delete(slices.Clone(row), i, i+1)
		}
		s.Rows = rows
	}
	return s
}
