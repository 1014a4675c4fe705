package forecast

import (
	"math"
	"slices"
)

// A Lot is live credit as simulated usage finds it. Times are days since the first
// simulated day began.
type Lot struct {
	USD  float64 // what is left of it
	Dies float64 // math.Inf(1) is never
}

// Births are the purchases that an account makes by habit: of so much credit, when
// less than Below is left. A zero USD is none.
type Births struct {
	USD   float64
	Below float64
	Life  float64 // days until the credit dies; math.Inf(1) is never
}

// An Outlook is what becomes of lots.
type Outlook struct {
	Breakage []float64 // of each lot, the mean of what expires
	Chance   []float64 // of each lot, the share of the paths in which a cent of it expires
	Paths    int       // on how many paths usage took from them
	RunsOut  float64   // the day on which the median path has no live credit left; math.Inf(1) for none
	// UsedUp is, of each lot, the day on which the median path has nothing left of it and
	// of the lots before it in the list: used, or dead. It is nil with births.
	UsedUp []float64
}

// cent is the least that is told of as left.
const cent = 0.01

// tailDays is how much of a path's end is the rate at which it goes on after it.
const tailDays = 4 * week

// Live lets usage take from the lots on every path: from the first of the list that
// is live, as the account's rules order them, until it dies or is used up. Purchases
// to come stand behind those lots that die before they do and in front of the
// others. Without births RunsOut counts no purchase to come; with them it is never.
// The first day begins at the share of it that is over already.
//
//	$71.20 that die in 36 days at $0.60 a day: 21.60 are used, 49.60 expire, for certain
func Live(paths [][]float64, over float64, lots []Lot, births Births) Outlook {
	out := Outlook{Breakage: make([]float64, len(lots)), Chance: make([]float64, len(lots)), RunsOut: math.Inf(1)}
	every := 1
	if births.USD > 0 { // each takes long
		every = 5
	}
	out.Paths = (len(paths) + every - 1) / every
	if out.Paths == 0 {
		return out
	}
	ends := Table(len(lots), out.Paths) // of each lot, on every path
	last := make([]float64, out.Paths)
	w := newWalk(lots, births)
	for p := range out.Paths {
		last[p] = w.along(paths[p*every], over)
		until := over
		for i, lost := range w.lost {
			out.Breakage[i] += lost
			if lost >= cent {
				out.Chance[i]++
			}
			until = max(until, w.ends[i])
			ends[i][p] = until
		}
	}
	for i := range lots {
		out.Breakage[i] /= float64(out.Paths)
		out.Chance[i] /= float64(out.Paths)
	}
	if births.USD > 0 {
		return out
	}
	for _, of := range ends {
		out.UsedUp = append(out.UsedUp, median(of))
	}
	out.RunsOut = median(last)
	return out
}

// median is the upper one of an even number. The values are sorted by it.
func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
