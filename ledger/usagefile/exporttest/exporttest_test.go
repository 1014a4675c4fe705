package exporttest_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"testing"

	"tollbook/ledger/usagefile/exporttest"
)

// TestKinds: each kind is what its comment says, so that a benchmark of it measures that.
func TestKinds(t *testing.T) {
	for _, c := range []struct {
		kind                   exporttest.Kind
		keys, apps, served     int
		newestFirst, idsFollow bool // the rows stand in order of time, and so do their ids
	}{
		{exporttest.FewLabels, 3, 4, 6, true, true},
		{exporttest.ManyLabels, 40, 8, 23, true, true},
		{exporttest.RandomIDs, 40, 8, 23, true, false},
		{exporttest.RandomOrder, 40, 8, 23, false, false},
	} {
		t.Run(c.kind.String(), func(t *testing.T) {
			if k, err := exporttest.ParseKind(c.kind.String()); k != c.kind || err != nil {
				t.Errorf("its name is read as %v, %v", k, err)
			}
			rows := written(t, exporttest.Size{Rows: 20_000, Days: 30, Kind: c.kind})
			ids, instants := make([]string, len(rows)), make([]string, len(rows))
			keys, apps, served := map[string]int{}, map[string]int{}, map[string]int{}
			for i, r := range rows {
				ids[len(ids)-1-i], instants[len(ids)-1-i] = r["generation_id"], r["created_at"]
				keys[r["api_key_name"]]++
				apps[r["app_name"]]++
				served[r["model_permaslug"]+" "+r["provider_name"]]++
			}
			if len(keys) != c.keys || len(apps) != c.apps || len(served) != c.served {
				t.Errorf("%d keys, %d apps, %d models and providers; want %d, %d, %d", len(keys), len(apps), len(served), c.keys, c.apps, c.served)
			}
			if got := slices.IsSorted(instants); got != c.newestFirst {
				t.Errorf("newest first is %v, want %v", got, c.newestFirst)
			}
			seconds := slices.Clone(ids)
			for i := range seconds { // "gen-1793491066-..." to the second
				seconds[i] = seconds[i][:min(len("gen-1793491066"), len(seconds[i]))]
			}
			if got := slices.IsSorted(seconds); got != c.idsFollow {
				t.Errorf("ids in order of time is %v, want %v", got, c.idsFollow)
			}
			slices.Sort(ids)
			if len(slices.Compact(ids)) != len(rows) {
				t.Error("an id stands twice")
			}
		})
	}
	if _, err := exporttest.ParseKind("friendly"); err == nil {
		t.Error("a kind that there is not is read")
	}
}

// written writes an export twice, which must give the same bytes, and returns its rows by
// column.
func written(t *testing.T, size exporttest.Size) (rows []map[string]string) {
	t.Helper()
	var once, twice bytes.Buffer
	for _, to := range []*bytes.Buffer{&once, &twice} {
		if err := exporttest.Write(to, size, 1); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(once.Bytes(), twice.Bytes()) {
		t.Error("the same seed gives other bytes")
	}
	lines, err := csv.NewReader(&once).ReadAll()
	if err != nil || len(lines) != size.Rows+1 {
		t.Fatalf("%d lines of %d rows: %v", len(lines), size.Rows, err)
	}
	for _, line := range lines[1:] {
		r := map[string]string{}
		for i, column := range lines[0] {
			r[column] = line[i]
		}
		rows = append(rows, r)
	}
	return rows
}
