package tui

import "strings"

// A sheet is a table as text, cell by cell, ready to be copied, saved or told.
type sheet struct {
	name string // for a file: "gateways"
	head []string
	rows [][]string
}

// plain tells the table row by row: the first cell names the row, the others are
// named by their heading. Cells without text are left out.
//
//	openrouter: a month $1,259.25; fee $65.65; VS YOU you
func (s sheet) plain() []string {
	var out []string
	for _, row := range s.rows {
		var cells []string
		for i, cell := range row[1:] {
			if strings.TrimSpace(cell) != "" {
				cells = append(cells, s.head[i+1]+" "+cell)
			}
		}
		out = append(out, safe(row[0]+": "+strings.Join(cells, "; ")))
	}
	return out
}
