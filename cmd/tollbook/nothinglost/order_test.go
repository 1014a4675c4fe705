package nothinglost

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
)

func fresh(t *testing.T) books {
	t.Helper()
	return books{path: filepath.Join(t.TempDir(), "ledger.db")}
}

// TestTheSameFileFiveTimes: it counts once.
func TestTheSameFileFiveTimes(t *testing.T) {
	list := usages(0, 3000)
	file := export(t, "a.csv", list)
	b := fresh(t)
	b.bring(t, file)
	want := b.report(t)
	total(t, want, list)
	for range 4 {
		if got := b.bring(t, file); got.Added != 0 || got.Updated != 0 || got.Duplicates != 3000 || got.USD != "0" {
			t.Errorf("again: %+v", got)
		}
		if b.report(t) != want {
			t.Error("the report changed")
		}
	}
	if n := b.imports(t); n != 5 {
		t.Errorf("%d imports remembered, want 5", n)
	}
	b.sound(t)
}

// TestTheOrderOfRowsAndFiles: rows in another order, in other files, that overlap
// and come in any order, are the same usage.
func TestTheOrderOfRowsAndFiles(t *testing.T) {
	list := usages(0, 3000)
	b := fresh(t)
	b.bring(t, export(t, "a.csv", list))
	want := b.report(t)
	total(t, want, list)
	random := rand.New(rand.NewPCG(5, 5))
	for range 3 {
		mixed := slices.Clone(list)
		random.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		one := fresh(t)
		one.bring(t, export(t, "mixed.csv", mixed))
		if one.report(t) != want {
			t.Error("rows in another order give another report")
		}
		parts := [][]usage{mixed[:1300], mixed[900:2200], mixed[1800:]}
		random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		many := fresh(t)
		for i, part := range parts {
			many.bring(t, export(t, fmt.Sprintf("%d.csv", i), part))
		}
		if many.report(t) != want {
			t.Error("files that overlap give another report")
		}
		many.sound(t)
	}
}

// TestUndoEachOfSeveral takes each of four overlapping imports back. Those that
// saw its rows again go with it; what is left is the ledger that never had them,
// and with them again the one that never had that import.
func TestUndoEachOfSeveral(t *testing.T) {
	all := usages(0, 2400)
	files := []string{
		export(t, "1.csv", all[:1000]),
		export(t, "2.csv", revised(all[500:1500])),
		export(t, "3.csv", all[2000:]),
		export(t, "4.csv", append(slices.Clone(all[800:900]), revised(all[1400:2100])...)),
	}
	// never is the ledger that has had the files in order, but those.
	never := func(left ...int) string {
		b := fresh(t)
		for i, file := range files {
			if !slices.Contains(left, i+1) {
				b.bring(t, file)
			}
		}
		return b.report(t)
	}
	full := fresh(t)
	for _, file := range files {
		full.bring(t, file)
	}
	whole := full.report(t)
	for id, goes := range map[int][]int{1: {4, 2, 1}, 2: {4, 2}, 3: {4, 3}, 4: {4}} {
		t.Run(fmt.Sprint(id), func(t *testing.T) {
			b := full.copied(t)
			var out struct{ Undone []struct{ ID int } }
			if err := json.Unmarshal([]byte(b.must(t, "imports", "undo", fmt.Sprint(id), "--json")), &out); err != nil {
				t.Fatal(err)
			}
			var undone []int
			for _, u := range out.Undone {
				undone = append(undone, u.ID)
			}
			if !slices.Equal(undone, goes) {
				t.Errorf("takes %v back, want %v", undone, goes)
			}
			if b.report(t) != never(goes...) {
				t.Error("not the ledger that never had those files")
			}
			b.sound(t)
			slices.Reverse(goes)
			for _, other := range goes {
				if other != id {
					b.bring(t, files[other-1])
				}
			}
			if b.report(t) != never(id) {
				t.Error("not the ledger that never had that file")
			}
			b.sound(t)
			// And with that file, last this time, the rows of all files are there again.
			b.bring(t, files[id-1])
			if id == 4 && b.report(t) != whole {
				t.Error("the last import taken back and brought again gives another report")
			}
			b.sound(t)
		})
	}
}
