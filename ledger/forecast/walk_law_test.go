package forecast

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// stepped is what becomes of lots on a path, dollar by dollar where days and lots are
// whole dollars and lots die at midnights: a day's usage takes from the first lot that
// has something, and at midnight what dies is lost. It shares no code with the walk.
// ended is, of each lot, the midnight by which nothing was left of it.
func stepped(path []float64, lots []Lot) (lost, ended []float64) {
	lost, ended = make([]float64, len(lots)), make([]float64, len(lots))
	left := make([]float64, len(lots))
	for i, l := range lots {
		if left[i] = l.USD; l.USD > 0 {
			ended[i] = math.Inf(1)
		}
	}
	for day, usd := range path {
		for i, l := range lots {
			if l.Dies <= float64(day) && left[i] > 0 {
				lost[i], ended[i], left[i] = left[i], float64(day), 0
			}
		}
		for ; usd > 0; usd-- {
			i := slices.IndexFunc(left, func(usd float64) bool { return usd > 0 })
			if i < 0 {
				break
			}
			if left[i]--; left[i] == 0 {
				ended[i] = float64(day + 1)
			}
		}
	}
	return lost, ended
}

// scanned walks along a path with purchases and looks at all lots at every event.
func scanned(path []float64, lots []Lot, births Births) (lost []float64) {
	type lot struct {
		Lot
		of int // -1 for a purchase
	}
	lost = make([]float64, len(lots))
	var live []lot
	for i, l := range lots {
		live = append(live, lot{l, i})
	}
	var c clock
	c.set(path, 0)
	for now, born := 0.0, 0; slices.ContainsFunc(live, func(l lot) bool { return l.of >= 0 && l.USD > 0 }); {
		left, death, birth := 0.0, math.Inf(1), math.Inf(1)
		for _, l := range live {
			left += l.USD
			death = min(death, l.Dies)
		}
		spent := c.used(now)
		if born < mostBirths {
			above := left - births.Below
			if above < 1e-9 { // the noise of floats
				above = 0
			}
			birth = max(now, c.when(spent+above))
		}
		at := min(death, birth)
		for i, usd := 0, c.used(at)-spent; i < len(live); i++ {
			part := min(usd, live[i].USD)
			usd, live[i].USD = usd-part, live[i].USD-part
			left -= part
		}
		if now = at; math.IsInf(at, 1) {
			break
		}
		if at == death {
			for _, l := range live {
				if l.of >= 0 && l.Dies <= at {
					lost[l.of] = l.USD
				}
			}
			live = slices.DeleteFunc(live, func(l lot) bool { return l.Dies <= at })
			continue
		}
		needed := births.Below - left + c.used(at+1) - c.used(at)
		l := lot{Lot{births.USD * max(1, math.Ceil(needed/births.USD-1e-9)), at + births.Life}, -1}
		before := slices.IndexFunc(live, func(o lot) bool { return o.Dies > l.Dies })
		if before < 0 {
			before = len(live)
		}
		live = slices.Insert(live, before, l)
		born++
	}
	return lost
}

// drawPath are 80 days of whole dollars, the last 28 without any.
func drawPath(t *rapid.T) []float64 {
	path := make([]float64, 80)
	for i, usd := range rapid.SliceOfN(rapid.IntRange(0, 9), 52, 52).Draw(t, "days") {
		path[i] = float64(usd)
	}
	return path
}

// drawLots are lots of whole dollars that die at midnights, in the order in which they
// die or, as where grants go first, in another.
func drawLots(t *rapid.T) []Lot {
	lots := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Lot {
		l := Lot{USD: float64(rapid.IntRange(0, 30).Draw(t, "usd")), Dies: float64(rapid.IntRange(1, 60).Draw(t, "dies"))}
		if rapid.IntRange(0, 5).Draw(t, "never") == 0 {
			l.Dies = math.Inf(1)
		}
		return l
	}), 1, 12).Draw(t, "lots")
	if rapid.Bool().Draw(t, "in the order of death") {
		slices.SortStableFunc(lots, func(a, b Lot) int { return cmp.Compare(a.Dies, b.Dies) })
	}
	return lots
}

// The walk loses of each lot what single dollars do, and the lots up to each are used
// up or dead on the same day.
func TestLotsGoDollarByDollar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lots, path := drawLots(t), drawPath(t)
		got := Live([][]float64{path}, 0, lots, Births{})
		lost, ended := stepped(path, lots)
		until := 0.0
		for i := range lots {
			if math.Abs(got.Breakage[i]-lost[i]) > 1e-6 {
				t.Fatalf("of lot %d %v is lost, want %v", i, got.Breakage[i], lost[i])
			}
			if until = max(until, ended[i]); math.Ceil(got.UsedUp[i]-1e-6) != until {
				t.Fatalf("the lots up to %d end at %v, want on day %v", i, got.UsedUp[i], until)
			}
		}
		if ends := Ends([][]float64{path}, 0, lots); got.RunsOut != ends[0] || got.RunsOut != got.UsedUp[len(lots)-1] {
			t.Fatalf("credit ends at %v, by Ends at %v", got.RunsOut, ends[0])
		}
	})
}

// Purchases on the way are used in front of the lots that die after them.
func TestPurchasesGoAsIfAllWereLookedAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lots, path := drawLots(t), drawPath(t)
		births := Births{USD: float64(rapid.IntRange(1, 40).Draw(t, "purchase")), Below: float64(rapid.IntRange(0, 30).Draw(t, "below")),
			Life: float64(rapid.IntRange(1, 30).Draw(t, "life")) + 0.25}
		got := Live([][]float64{path}, 0, lots, births)
		for i, want := range scanned(path, lots, births) {
			if math.Abs(got.Breakage[i]-want) > 1e-6 {
				t.Fatalf("of lot %d %v is lost, want %v", i, got.Breakage[i], want)
			}
		}
	})
}

// lotsHold: whatever days a path has, also days below zero, no lot loses more than it
// holds, none but one that dies loses anything, and ends do not fall along the list.
func lotsHold(t *rapid.T) {
	paths := rapid.SliceOfN(rapid.SliceOfN(rapid.Float64Range(-50, 50), 1, 40), 1, 4).Draw(t, "paths")
	over := rapid.Float64Range(0, 0.99).Draw(t, "over")
	lots := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Lot {
		l := Lot{USD: rapid.Float64Range(0, 100).Draw(t, "usd"), Dies: rapid.Float64Range(-1, 400).Draw(t, "dies")}
		if rapid.IntRange(0, 3).Draw(t, "never") == 0 {
			l.Dies = math.Inf(1)
		}
		return l
	}), 0, 6).Draw(t, "lots")
	births := Births{USD: rapid.Float64Range(0, 20).Draw(t, "purchase"), Below: rapid.Float64Range(0, 20).Draw(t, "below"), Life: rapid.Float64Range(0.5, 400).Draw(t, "life")}
	for _, births := range []Births{{}, births} {
		out := Live(paths, over, lots, births)
		for i, l := range lots {
			if lost := out.Breakage[i]; !(lost >= 0 && lost <= l.USD*(1+1e-12)) || math.IsInf(l.Dies, 1) && lost != 0 {
				t.Fatalf("of lot %d, %+v, %v is lost", i, l, lost)
			}
			if chance := out.Chance[i]; !(chance >= 0 && chance <= 1) {
				t.Fatalf("lot %d loses with a chance of %v", i, chance)
			}
		}
		if !slices.IsSorted(out.UsedUp) {
			t.Fatalf("lots end at %v", out.UsedUp)
		}
	}
}

func TestLotsHold(t *testing.T) { rapid.Check(t, lotsHold) }

func FuzzLots(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lotsHold)) }

// lived walks a year's 1,000 paths with so many lots of $10, bought over the last year
// at $0.90 a day for all of them, and says how long that took.
func lived(paths [][]float64, lots int) time.Duration {
	list := make([]Lot, lots)
	for i := range list {
		list[i] = Lot{10, float64(i+1) * 365 / float64(lots)}
	}
	begun := time.Now()
	Live(paths, 0, list, Births{})
	Live(paths, 0, list, Births{USD: 10, Below: 5, Life: 30})
	return time.Since(begun)
}

func manyPaths() [][]float64 {
	r := rand.New(rand.NewPCG(1, 1))
	paths := Table(Paths, 400)
	for _, path := range paths {
		for i := range path {
			path[i] = 1.8 * r.Float64()
		}
	}
	return paths
}

// BenchmarkLots tells how many times as long 240 lots take as 60 and 60 as 15.
func BenchmarkLots(b *testing.B) {
	paths := manyPaths()
	var took [4]time.Duration
	for b.Loop() {
		for i, lots := range [...]int{15, 60, 240, 960} {
			took[i] += lived(paths, lots)
		}
	}
	for i, name := range [...]string{"60/15", "240/60", "960/240"} {
		b.ReportMetric(float64(took[i+1])/float64(took[i]), name)
	}
}
