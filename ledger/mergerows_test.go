package ledger_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
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

// TestMergePulls: the pulls of another machine come over with what they took out, and a
// source of the same name here goes on with their rows.
func TestMergePulls(t *testing.T) {
	day := ledgertest.Day
	pulls := func(s *ledger.Store) {
		pull(t, s, pullOf(source(t, s, "proxy"), "2026-11-08", day("2026-11-11"), sumOf("2026-11-08", "a", 1, "1"), sumOf("2026-11-10", "a", 3, "3"), sumOf("2026-11-10", "b", 1, "0.5")))
		pull(t, s, pullOf(source(t, s, "proxy"), "2026-11-08", day("2026-11-12"), sumOf("2026-11-08", "a", 1, "1"), sumOf("2026-11-10", "a", 4, "4.5"), sumOf("2026-11-11", "c", 1, "0.25")))
	}
	by := report.Query{By: []string{"day", "key"}}
	want := temporary(t, small())
	pulls(want)
	s := temporary(t, small())
	path := guest(t, pulls)
	for range 2 {
		mergeInto(t, s, path)
		sound(t, s)
		if got := reported(t, s, by); !reflect.DeepEqual(got.Rows, reported(t, want, by).Rows) {
			t.Fatalf("merged\n%v\nwant\n%v", got.Rows, reported(t, want, by).Rows)
		}
	}
	for _, books := range []*ledger.Store{s, want} {
		list, err := books.Imports(t.Context())
		if err != nil || len(list) != 2 || list[0].Removed != 1 {
			t.Fatalf("imports %+v, %v; want two, and the newer one to have taken a row out", list, err)
		}
		if u := undo(t, books, list[0].ID)[0]; u.Removed != 1 || u.Restored != 2 {
			t.Errorf("undo removed %d and restored %d, want 1 and 2", u.Removed, u.Restored)
		}
		sound(t, books)
	}
	if got := reported(t, s, by); !reflect.DeepEqual(got.Rows, reported(t, want, by).Rows) {
		t.Errorf("after undo\n%v\nwant\n%v", got.Rows, reported(t, want, by).Rows)
	}
	pulled(t, pull(t, s, pullOf(source(t, s, "proxy"), "2026-11-08", day("2026-11-11"), sumOf("2026-11-08", "a", 1, "1"), sumOf("2026-11-10", "a", 3, "3"))), 0, 2, 0, 1, "-0.5")
	sound(t, s)
}

// TestMergeRenamed: rows without an id are known by the name under which their account was
// made. Where the two ledgers made it under different names, and both have such rows, the
// same ones can't be told: the ledger is refused.
func TestMergeRenamed(t *testing.T) {
	content := "time,gateway,model,input_tokens,cost_usd\n2026-11-02T10:00:00Z,lab,lab-one,7,5\n"
	ids := "time,gateway,model,request_id,input_tokens,cost_usd\n2026-11-02T10:00:00Z,lab,lab-one,r1,7,5\n"
	for _, c := range []struct {
		name, here, there string
		again, refused    bool
		usd               string
	}{
		{"the same content", content, content, false, true, "5"},
		{"the same content, taken all the same", content, content, true, false, "10"},
		{"the same id", ids, ids, false, false, "5"},
		{"content here alone", content, ids, false, false, "10"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, small())
			bring(t, s, c.here, cameAt("a", 1))
			if _, err := s.RenameAccount(t.Context(), "lab", "lab/main"); err != nil {
				t.Fatal(err)
			}
			path := guest(t, func(g *ledger.Store) {
				o := cameAt("a", 1)
				o.Account = "lab/main"
				bring(t, g, c.there, o)
			})
			_, err := s.Merge(t.Context(), path, ledger.MergeOptions{Again: c.again})
			if renamed := (*ledger.RenamedError)(nil); errors.As(err, &renamed) != c.refused {
				t.Fatalf("error %v", err)
			}
			ledgertest.USD(t, "in all", reported(t, s, report.Query{}).Total.USD, c.usd)
			sound(t, s)
		})
	}
}

// TestMergeAcceptedOnce: a purchase that both machines saw the gateway count is one.
func TestMergeAcceptedOnce(t *testing.T) {
	saw := func(s *ledger.Store, hour int) {
		for day, credits := range []string{"100", "150"} {
			x := ledger.Source{Name: "openrouter", Kind: "openrouter", Account: "openrouter"}
			if day > 0 {
				x = source(t, s, "openrouter")
			}
			at := ledgertest.Day("2026-11-01").Add(time.Duration(24*day+hour) * time.Hour)
			pull(t, s, ledger.Pull{Source: x, At: at, First: ledgertest.Day("2026-10-02"), Until: pricing.StartOfDay(at), Credits: new(pricing.MustMoney(credits)), Balance: new(pricing.MustMoney(credits))})
		}
		list, err := s.ProposedTopUps(t.Context())
		if err != nil || len(list) != 1 {
			t.Fatalf("proposed %v, %v", list, err)
		}
		if _, _, err := s.AcceptTopUp(t.Context(), list[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	s := temporary(t, small())
	saw(s, 9)
	mergeInto(t, s, guest(t, func(g *ledger.Store) { saw(g, 10) }))
	if list, err := s.TopUps(t.Context(), ""); err != nil || len(list) != 1 {
		t.Errorf("purchases %+v, %v; want one", list, err)
	}
	sound(t, s)
}
