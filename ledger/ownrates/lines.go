package ownrates

import (
	"slices"
	"strings"
)

// difference is what was taken away and what was written, each line as often as it was.
func difference(before, after Records) (e Edit) {
	count := map[string]int{}
	for _, l := range before {
		count[csvLine(l)]++
	}
	for _, l := range after {
		if key := csvLine(l); count[key] > 0 {
			count[key]--
		} else {
			e.Added = append(e.Added, l)
		}
	}
	for _, l := range before {
		if key := csvLine(l); count[key] > 0 {
			count[key]--
			e.Removed = append(e.Removed, l)
		}
	}
	return e
}

// replaced takes lines out and puts others in; false where one to be taken is not there.
func replaced(name string, lines, out, in Records) (Records, bool) {
	count := map[string]int{}
	for _, l := range out {
		count[csvLine(l)]++
	}
	var left Records
	for _, l := range lines {
		if key := csvLine(l); count[key] > 0 {
			count[key]--
		} else {
			left = append(left, l)
		}
	}
	for _, n := range count {
		if n > 0 {
			return nil, false
		}
	}
	left = append(left, in...)
	sorted(name, left)
	return left, true
}

// sorted brings the lines of a file into the order of their second cell, which keeps the
// rates of one id together. A gateway's facts stay in the order of their author, which says
// which method of payment is the default.
func sorted(name string, lines Records) {
	if strings.HasPrefix(name, "gateways/") {
		return
	}
	slices.SortFunc(lines, func(a, b []string) int {
		for _, i := range []int{1, 0} {
			if c := strings.Compare(a[i], b[i]); c != 0 {
				return c
			}
		}
		return slices.Compare(a, b)
	})
}
