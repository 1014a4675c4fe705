package forecast

// Ends lets usage take from the lots on every path, in the order of the list and with
// no purchase to come, and says when on each no live credit is left: days since the
// first simulated day began, math.Inf(1) for never. The first day begins at the share
// of it that is over already.
//
//	$10.00 at $2.00 a day: 5 on every path
func Ends(paths [][]float64, over float64, lots []Lot) []float64 {
	out := make([]float64, len(paths))
	w := newWalk(lots, Births{})
	for i, path := range paths {
		out[i] = w.along(path, over)
	}
	return out
}
