package tui

import (
	"slices"
	"strings"
)

// A sheet is a table as text, cell by cell, ready to be copied, saved or told.
type sheet struct {
	name string // for a file: "gateways"
	head []string
	rows [][]string
}

// plain tells the table row by row: the first cell names the row, the others are
// named by their heading. Cells that say nothing are left out.
//
//	openrouter: a month $1,259.25; fee $65.65; VS YOU you
func (s sheet) plain() []string {
	var out []string
	for _, row := range s.rows {
		var cells []string
		for i, cell := range row[1:] {
			if text := strings.TrimSpace(cell); text != "" && text != "-" {
				cells = append(cells, s.head[i+1]+" "+cell)
			}
		}
		out = append(out, safe(row[0]+": "+strings.Join(cells, "; ")))
	}
	return out
}

// withoutZeros drops those of the named columns that are zero in every row.
func (s sheet) withoutZeros(names ...string) sheet {
	for _, name := range names {
		i := slices.Index(s.head, name)
		if i < 0 || slices.ContainsFunc(s.rows, func(row []string) bool { return row[i] != "$0.00" }) {
			continue
		}
		s.head = slices.Delete(slices.Clone(s.head), i, i+1)
		rows := make([][]string, len(s.rows))
		for j, row := range s.rows {
			rows[j] = slices.Delete(slices.Clone(row), i, i+1)
		}
		s.rows = rows
	}
	return s
}
