package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"tollbook/pricing"
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
			s := &spool{}
			err := s.read(&test.from, 4)
			s.sort()
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

// A slowEngine has time for so many days at once, of which each has one sum.
type slowEngine struct {
	engine
	days  int
	asked int
}

var slowOldest = time.Date(2026, 1, 5, 13, 0, 0, 0, time.UTC)

func (e *slowEngine) plan(_ context.Context, q Question) (*plan, error) {
	return &plan{kind: SQL, oldest: slowOldest, labels: []label{byModel}, warnings: []string{"a column is not read"}}, nil
}

func (e *slowEngine) ask(_ context.Context, _ *plan, q Question) (answer, error) {
	e.asked++
	from := q.From
	if from.IsZero() {
		from = pricing.StartOfDay(slowOldest)
	}
	if int(q.Until.Sub(from)/pricing.DayLength) > e.days {
		return nil, &Refusal{Reason: "no time", large: true}
	}
	a := &listAnswer{ends: io.EOF}
	for day := from; day.Before(q.Until); day = day.Add(pricing.DayLength) {
		a.rows = append(a.rows, fmt.Sprintf("%d,0,0,0,0,m,1,-", day.Unix()/86400))
	}
	return a, nil
}

// TestInParts: an engine that has no time for all days is asked for some after the others.
func TestInParts(t *testing.T) {
	for _, test := range []struct {
		name        string
		days, asked int
		until       time.Time
		sums        int64 // -1 is a refusal
	}{
		{"time for all", 1000, 1, slowOldest.AddDate(0, 0, 400), 401},
		{"time for a month", 30, 1 + 31, slowOldest.AddDate(0, 0, 400), 401},
		{"time for a day", 1, 1 + 3, slowOldest.AddDate(0, 0, 2), 3},
		{"no time for a single day", 0, 1 + 1, slowOldest.AddDate(0, 0, 2), -1},
		{"one day alone", -1, 1, slowOldest.Add(time.Hour), -1},
		{"until nobody knows when", 0, 1, time.Time{}, 0},
	} {
		e := &slowEngine{days: test.days}
		s, err := (&DB{e}).Sums(t.Context(), Question{Kind: SQL, Until: test.until})
		if e.asked != test.asked {
			t.Errorf("%s: asked %d times, want %d", test.name, e.asked, test.asked)
		}
		if test.sums < 0 {
			if err == nil {
				t.Errorf("%s: no error", test.name)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		last := time.Time{}
		for {
			r, err := s.Next()
			if err != nil {
				break
			}
			if !r.At.After(last) {
				t.Errorf("%s: %s comes behind %s", test.name, r.At, last)
			}
			last = r.At
		}
		if s.Requests() != test.sums || len(s.Warnings) != 1 {
			t.Errorf("%s: %d requests and %d warnings, want %d and 1", test.name, s.Requests(), len(s.Warnings), test.sums)
		}
	}
}
