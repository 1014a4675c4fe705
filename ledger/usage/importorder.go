package usage

import (
	"cmp"
	"slices"
)

// inOrder sorts imports so that each comes behind those whose rows it saw, which earlier
// lists for it; beyond that they are in the order of compare. Ids say nothing of it: an
// import that came with another ledger has a higher id than those that were there, however
// old it is.
func inOrder[I comparable](all []I, earlier map[I][]I, compare func(a, b I) int) []I {
	sorted := slices.SortedFunc(slices.Values(all), compare)
	out, seen := make([]I, 0, len(all)), make(map[I]bool, len(all))
	var put func(I)
	put = func(i I) {
		if seen[i] {
			return
		}
		seen[i] = true
		first := slices.Clone(earlier[i])
		slices.SortFunc(first, compare)
		for _, e := range first {
			put(e)
		}
		out = append(out, i)
	}
	for _, i := range sorted {
		put(i)
	}
	return out
}

// laterFirst puts imports in the order in which they can be taken back one after another:
// before each those that saw its rows, which later lists for it; the newest first.
func laterFirst(list []ImportRecord, later map[int64][]int64) []ImportRecord {
	records, earlier := map[int64]ImportRecord{}, map[int64][]int64{}
	var ids []int64
	for _, r := range list {
		records[r.ID], ids = r, append(ids, r.ID)
	}
	for e, of := range later {
		for _, l := range of {
			if _, there := records[e]; there {
				earlier[l] = append(earlier[l], e)
			}
		}
	}
	out := make([]ImportRecord, 0, len(list))
	for _, id := range slices.Backward(inOrder(ids, earlier, cmp.Compare[int64])) {
		out = append(out, records[id])
	}
	return out
}
