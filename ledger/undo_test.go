package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"

	"pgregory.net/rapid"
)

func undo(t ledgertest.T, s *ledger.Store, id int64) []usage.Undone {
	t.Helper()
	done, err := s.Undo(context.Background(), id)
	if err != nil {
		t.Fatalf("undo %d: %v", id, err)
	}
	return done
}

func plan(t ledgertest.T, s *ledger.Store, id int64) []int64 {
	t.Helper()
	records, err := s.UndoPlan(context.Background(), id)
	if err != nil {
		t.Fatalf("plan %d: %v", id, err)
	}
	var ids []int64
	for _, r := range records {
		ids = append(ids, r.ID)
	}
	return ids
}

// TestUndoRestoresEarlierFigures: what an import changed goes back to what stood
// there, down to the line and the account's existence.
func TestUndoRestoresEarlierFigures(t *testing.T) {
	s := temporary(t, small())
	empty := dump(t, s)
	first := bring(t, s, threeRows, options("a"))
	before := dump(t, s)
	second := bring(t, s, activityHead+
		generation("gen-3", "2026-10-03 10:00:00.000", "0.9", 2000, 50, "lab/two")+ // updated, with another model
		generation("gen-9", "2026-10-09 10:00:00.000", "0.1", 1, 1, "lab/one"), options("b"))
	counts(t, second, 1, 0, 1, 0)
	done := undo(t, s, second.ID)
	if len(done) != 1 || done[0] != (usage.Undone{ID: second.ID, File: "b", Removed: 1, Restored: 1}) {
		t.Errorf("undone %+v", done)
	}
	differ(t, "after undo", dump(t, s), before)
	sound(t, s)
	done = undo(t, s, first.ID)
	if len(done) != 1 || done[0].Removed != 3 || done[0].Restored != 0 {
		t.Errorf("undone %+v", done)
	}
	differ(t, "after undo of all", dump(t, s), empty)
	sound(t, s)
	if list, err := s.Imports(context.Background()); err != nil || len(list) != 0 {
		t.Errorf("imports %v, %v", list, err)
	}
	// The same file comes in again as if it had never been there.
	counts(t, bring(t, s, threeRows, options("a")), 3, 0, 0, 0)
}

// TestUndoTakesLaterOverlapsFirst: a later import that saw the rows again goes
// before, newest first; one that did not see them stays.
func TestUndoTakesLaterOverlapsFirst(t *testing.T) {
	s := temporary(t, small())
	row := func(id, cost string) string { return generation(id, "2026-10-01 10:00:00.000", cost, 10, 1, "lab/one") }
	a := bring(t, s, activityHead+row("1", "1")+row("2", "1"), options("a")).ID
	b := bring(t, s, activityHead+row("2", "2")+row("3", "1"), options("b")).ID // changes 2
	c := bring(t, s, activityHead+row("4", "1"), options("c")).ID               // apart
	d := bring(t, s, activityHead+row("3", "1")+row("5", "1"), options("d")).ID // saw b's 3
	ledgertest.USD(t, "all", reported(t, s, report.Query{}).Total.USD, "6")     // 1 + 2 + 1 + 1 + 1
	for id, want := range map[int64][]int64{a: {d, b, a}, b: {d, b}, c: {c}, d: {d}} {
		if got := plan(t, s, id); !slices.Equal(got, want) {
			t.Errorf("plan of %d: %v, want %v", id, got, want)
		}
	}
	ledgertest.USD(t, "a plan changes nothing", reported(t, s, report.Query{}).Total.USD, "6")
	done := undo(t, s, b)
	if len(done) != 2 || done[0].ID != d || done[0].Removed != 1 || done[1].ID != b || done[1].Removed != 1 || done[1].Restored != 1 {
		t.Errorf("undone %+v", done)
	}
	ledgertest.USD(t, "a and c", reported(t, s, report.Query{}).Total.USD, "3") // 1 + 1 + 1
	sound(t, s)
	undo(t, s, a)
	ledgertest.USD(t, "c", reported(t, s, report.Query{}).Total.USD, "1")
	sound(t, s)
}

// TestUndoOfAChain: three imports give one row three figures; each undo goes one
// step back.
func TestUndoOfAChain(t *testing.T) {
	s := temporary(t, small())
	var ids []int64
	for i, cost := range []string{"1", "2", "1"} { // the third is the first again
		ids = append(ids, bring(t, s, activityHead+generation("g", "2026-10-01 10:00:00", cost, 10, 1, "lab/one"), options(fmt.Sprint(i))).ID)
	}
	for i, want := range []string{"2", "1", "0"} {
		undo(t, s, ids[2-i])
		ledgertest.USD(t, "after undo", reported(t, s, report.Query{}).Total.USD, want)
		sound(t, s)
	}
}

func TestUndoOfNoImport(t *testing.T) {
	s := temporary(t, small())
	id := bring(t, s, threeRows, options("a")).ID
	before := dump(t, s)
	for _, bad := range []int64{0, -1, id + 1} {
		if _, err := s.Undo(context.Background(), bad); !errors.Is(err, usage.ErrNoImport) {
			t.Errorf("undo %d: %v, want ErrNoImport", bad, err)
		}
		if _, err := s.UndoPlan(context.Background(), bad); !errors.Is(err, usage.ErrNoImport) {
			t.Errorf("plan %d: %v, want ErrNoImport", bad, err)
		}
	}
	differ(t, "afterwards", dump(t, s), before)
	undo(t, s, id)
	if _, err := s.Undo(context.Background(), id); !errors.Is(err, usage.ErrNoImport) {
		t.Errorf("undo twice: %v, want ErrNoImport", err)
	}
}

// TestImportsAndUndosEqualAFreshLedger: after any sequence of imports and undos
// the ledger is sound and says what a new one says that got the remaining
// imports in order.
func TestImportsAndUndosEqualAFreshLedger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type kept struct {
			id   int64
			text string
		}
		s := temporary(t, small())
		var live []kept
		for range rapid.IntRange(2, 8).Draw(t, "steps") {
			if len(live) > 0 && rapid.IntRange(0, 2).Draw(t, "undo") == 0 {
				id := rapid.SampledFrom(live).Draw(t, "which").id
				want := plan(t, s, id)
				var gone []int64
				for _, u := range undo(t, s, id) {
					gone = append(gone, u.ID)
				}
				if !slices.Equal(gone, want) || !slices.IsSortedFunc(gone, func(a, b int64) int { return int(b - a) }) {
					t.Fatalf("undone %v, planned %v", gone, want)
				}
				live = slices.DeleteFunc(live, func(k kept) bool { return slices.Contains(gone, k.id) })
				continue
			}
			var es []entry
			for range rapid.IntRange(1, 6).Draw(t, "rows") {
				es = append(es, entry{rapid.IntRange(0, 11).Draw(t, "key"), rapid.IntRange(0, 2).Draw(t, "version")})
			}
			text := write(es)
			if rapid.IntRange(0, 4).Draw(t, "daily") == 0 {
				text = daily(es)
			}
			live = append(live, kept{bring(t, s, text, options("f")).ID, text})
		}
		sound(t, s)
		fresh := temporary(t, small())
		for _, k := range live {
			bring(t, fresh, k.text, options("f"))
		}
		differ(t, "the ledger with undos, against a fresh one", dump(t, s), dump(t, fresh))
	})
}
