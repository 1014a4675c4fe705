package engine

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// A listAnswer is rows of cells, and what ends them; "-" is NULL.
type listAnswer struct {
	rows   []string
	ends   error
	closed bool
}

func (a *listAnswer) next() ([][]byte, error) {
	if len(a.rows) == 0 {
		return nil, a.ends
	}
	var cells [][]byte
	for _, cell := range strings.Split(a.rows[0], ",") {
		if cell == "-" {
			cells = append(cells, nil)
		} else {
			cells = append(cells, []byte(cell))
		}
	}
	a.rows = a.rows[1:]
	return cells, nil
}

func (a *listAnswer) close() error {
	a.closed = true
	return nil
}

func TestSpool(t *testing.T) {
	lost := errors.New("the connection is gone")
	for _, test := range []struct {
		name string
		from listAnswer
		want string
		err  string
	}{
		{"nothing", listAnswer{ends: io.EOF}, "", ""},
		{"in the order of days and slots", listAnswer{rows: []string{"20,3,b", "9,7,a", "20,-1,c", "20,3,a"}, ends: io.EOF}, "9,7,a 20,-1,c 20,3,b 20,3,a", ""},
		{"no cell, and one without a byte", listAnswer{rows: []string{"1,-,", "0,,-"}, ends: io.EOF}, "0,,- 1,-,", ""},
		{"lost half-way", listAnswer{rows: []string{"1,1,a"}, ends: lost}, "", lost.Error()},
		{"more than may be", listAnswer{rows: []string{"1,1,a", "1,1,b", "1,1,c", "1,1,d", "1,1,e"}, ends: io.EOF}, "", "more than 4 sums"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := spoolOf(&test.from, 4)
			if !test.from.closed {
				t.Error("the answer was not closed")
			}
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("error %v, want %q", err, test.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var rows []string
			for {
				cells, err := s.next()
				if err != nil {
					break
				}
				var row []string
				for _, cell := range cells {
					if cell == nil {
						row = append(row, "-")
					} else {
						row = append(row, string(cell))
					}
				}
				rows = append(rows, strings.Join(row, ","))
			}
			if got := strings.Join(rows, " "); got != test.want {
				t.Errorf("rows %q, want %q", got, test.want)
			}
		})
	}
}
