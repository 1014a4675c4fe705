package spend

import (
	"tollbook/ledger/credit"
	"tollbook/ledger/report"
	"tollbook/tui/draw"
)

// A reading is what the screen read of the books, and what its tables are laid out by.
type reading struct {
	credit.Books
	// whole are the tables of all that is recorded, by group: what columns there are and how
	// wide they get is decided by them, once.
	whole    [groupCount]draw.Table[report.Row]
	rows     draw.Table[report.UsageRow] // likewise of all rows of usage
	accounts []string
}

// read makes a reading of the books.
func read(books credit.Books) (reading, error) {
	out := reading{Books: books}
	if books.Last.IsZero() {
		return out, nil
	}
	for by, name := range groups {
		r, err := report.Make(books, report.Query{By: []string{name}})
		if err != nil {
			return out, err
		}
		out.whole[by] = groupTable(by, r.Total.USD, r.Total.USD, 1).With(r.Rows)
		if by == 0 {
			out.rows = allRows(books, r)
		}
		if name == "account" {
			for _, row := range r.Rows {
				out.accounts = append(out.accounts, row.Keys[0])
			}
		}
	}
	return out, nil
}

// A picture is what is drawn beside the table: the chart above it, and what its rows are made
// of.
type picture struct {
	stacks []report.Stack // by units that grow
	parts  report.Breakdown
}

const (
	mostShades  = 4  // values that a chart names
	mostParts   = 12 // values that are kept of a row
	mostColumns = 400
	mostRun     = 48 // units of a row's run
)

// partsOf are the groups that a row is taken apart by.
var partsOf = []string{"model", "app", "key", "account"}

// drawn makes the picture of a report.
func drawn(books credit.Books, q report.Query, p report.Period) (picture, error) {
	var out picture
	units := []string{"day", "week", "month"}
	for q.By[0] != units[0] && (q.By[0] == "week" || q.By[0] == "month") {
		units = units[1:]
	}
	of := "model"
	if len(units) == 3 && q.By[0] != "day" {
		of = q.By[0]
	}
	run := units[len(units)-1]
	for i := len(units) - 1; i >= 0; i-- {
		n := report.Units(books, p, units[i])
		if n <= mostRun {
			run = units[i]
		}
		if n > mostColumns && i < len(units)-1 {
			continue
		}
		stack, err := report.StackOf(books, q, p, units[i], of, mostShades)
		if err != nil {
			return out, err
		}
		out.stacks = append([]report.Stack{stack}, out.stacks...)
	}
	var err error
	out.parts, err = report.BreakDown(books, q, p, partsOf, run, mostParts)
	return out, err
}
