package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
)

// TestMergedFiguresOfOneRow: one request of which two ledgers say different things. The
// later import has the say, in whichever order the ledgers come, and an undo of it brings
// back what the other one says.
func TestMergedFiguresOfOneRow(t *testing.T) {
	row := func(cost string) string {
		return activityHead + generation("g", "2026-10-01 10:00:00", cost, 10, 1, "lab/one")
	}
	native := func(cells string) string {
		return "time,gateway,model,request_id,input_tokens,cost_usd,key,team\n2026-10-01T10:00:00Z,lab,lab-one,g," + cells + "\n"
	}
	for _, c := range []struct {
		name         string
		a, b         string // a comes on the 1st, b on the 2nd
		usd, without string // of both, and without b
		rows         string // of the report by key and team
	}{
		{"other figures", row("1"), row("2"), "2", "1", "key|"},
		{"the same", row("1"), row("1"), "1", "1", "key|"},
		{"a label each", native("10,1,k,"), native("10,1,,core"), "1", "1", "k|core"},
		{"a label and figures", native("10,1,k,"), native("10,3,,core"), "3", "1", "k|core"},
	} {
		for name, order := range map[string][2]int{"": {0, 1}, ", the later one first": {1, 0}} {
			t.Run(c.name+name, func(t *testing.T) {
				paths := []string{
					guest(t, func(s *ledger.Store) { bring(t, s, c.a, cameAt("a", 1)) }),
					guest(t, func(s *ledger.Store) { bring(t, s, c.b, cameAt("b", 2)) }),
				}
				s := temporary(t, small())
				for _, i := range []int{order[0], order[1], order[0], order[1]} {
					mergeInto(t, s, paths[i])
				}
				sound(t, s)
				ledgertest.USD(t, "both", reported(t, s, report.Query{}).Total.USD, c.usd)
				if r := reported(t, s, report.Query{By: []string{"key", "team"}}); len(r.Rows) != 1 || strings.Join(r.Rows[0].Keys, "|") != c.rows {
					t.Errorf("rows %v, want one of %s", r.Rows, c.rows)
				}
				list, err := s.Imports(t.Context())
				if err != nil || len(list) != 2 {
					t.Fatalf("imports %v, %v", list, err)
				}
				for _, i := range list {
					if i.File == "b" {
						if done := undo(t, s, i.ID); len(done) != 1 {
							t.Errorf("undone %+v, want b alone", done)
						}
					}
				}
				sound(t, s)
				ledgertest.USD(t, "without b", reported(t, s, report.Query{}).Total.USD, c.without)
			})
		}
	}
}

// TestUndoOfAnEarlierMergedImport: an import that is older than ours but came later is taken
// back behind those that saw its rows, whatever their ids.
func TestUndoOfAnEarlierMergedImport(t *testing.T) {
	row := func(cost string) string {
		return activityHead + generation("g", "2026-10-01 10:00:00", cost, 10, 1, "lab/one")
	}
	early := guest(t, func(s *ledger.Store) { bring(t, s, row("1"), cameAt("early", 1)) })
	s := temporary(t, small())
	late := bring(t, s, row("2"), cameAt("late", 2))
	mergeInto(t, s, early)
	list, err := s.Imports(t.Context())
	if err != nil || len(list) != 2 || list[0].File != "early" {
		t.Fatalf("imports %+v, %v", list, err)
	}
	if got := plan(t, s, list[0].ID); fmt.Sprint(got) != fmt.Sprint([]int64{late.ID, list[0].ID}) {
		t.Errorf("plan %v, want late, then early", got)
	}
	undo(t, s, list[0].ID)
	sound(t, s)
	if n := rowsIn(t, s); n != 0 {
		t.Errorf("%d rows left", n)
	}
}

// TestMergeOfARepricing: what reprice changed stays changed, in either order; figures that
// came after it have their own price.
func TestMergeOfARepricing(t *testing.T) {
	path := ledgerPath(t)
	under(t, path, small(), func(s *ledger.Store) { bring(t, s, unbilled, cameAt("a", 1)) })
	before := guest(t, func(s *ledger.Store) { bring(t, s, unbilled, cameAt("b", 2)) })
	var want string
	under(t, path, dearer(t), func(s *ledger.Store) {
		reprice(t, s, usage.RepriceQuery{Apply: true})
		want = reported(t, s, report.Query{}).Total.USD.String()
	})
	for name, order := range map[string][]string{"repriced first": {path, before}, "repriced last": {before, path}} {
		t.Run(name, func(t *testing.T) {
			s := temporary(t, dearer(t))
			for _, p := range append(order, order...) {
				mergeInto(t, s, p)
			}
			sound(t, s)
			ledgertest.USD(t, "repriced", reported(t, s, report.Query{}).Total.USD, want)
			list, err := s.Imports(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range list {
				if i.Type == "reprice" {
					undo(t, s, i.ID)
				}
			}
			sound(t, s)
			ledgertest.USD(t, "as it was", reported(t, s, report.Query{}).Total.USD, "34") // 12 + 15 + 7
		})
	}
}
