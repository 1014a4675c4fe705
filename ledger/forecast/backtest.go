package forecast

import (
	"math"
	"slices"
)

const (
	// Short is the number of days under which nothing can be tested: the plain mean
	// speaks.
	Short = 14
	// Ahead is how many days a back-test looks ahead.
	Ahead = 30
	// mostOrigins is how many days in the past are stood on, of the last mostBack.
	mostOrigins = 45
	mostBack    = 400
)

// dailyShare is what the errors of days weigh against those of sums.
const dailyShare = 0.15

// spans are the sums of days ahead whose errors the width of intervals is taken from.
var spans = [...]int{7, 14, 30}

// An origin is a day in the past from which the methods looked ahead.
type origin struct {
	n     int // the days known then
	level float64
	said  []float64             // per method, the mean of the days that it spoke of
	daily []float64             // per method, the mean absolute error of a day
	sums  [][len(spans)]float64 // per method, actual less said; NaN where not yet known
	days  int                   // how many days ahead are known
}

// trial is a back-test: every method at every origin.
type trial struct {
	origins []origin
	step    int // days between two of them
}

// origins are the days to stand on, oldest first: at least Short days after the
// first, at least a week before the end.
func originDays(n int) (days []int, step int) {
	last := n - week
	first := max(Short, n-Ahead-mostBack)
	if last < first {
		return nil, 1
	}
	step = max(1, (last-first+mostOrigins-1)/mostOrigins)
	if step%week == 0 { // else all would stand on one weekday
		step++
	}
	for at := last; at >= first; at -= step {
		days = append(days, at)
	}
	slices.Reverse(days)
	return days, step
}

// try lets all methods look ahead from the origins. Nothing after an origin is read
// by a method there.
func try(s Series, usual, excess []float64) trial {
	var t trial
	said := table(len(methods), Ahead)
	var p past
	var at []int
	at, t.step = originDays(len(s.USD))
	for _, n := range at {
		p.upTo(s, usual, excess, n)
		p.all(said)
		known := s.USD[n:min(len(s.USD), n+Ahead)]
		o := origin{n: n, level: p.scale(), days: len(known), said: make([]float64, len(methods)), daily: make([]float64, len(methods)), sums: make([][len(spans)]float64, len(methods))}
		for m, out := range said {
			o.said[m] = mean(out)
			errors, sum, at := 0.0, 0.0, 0
			for i := range spans {
				o.sums[m][i] = math.NaN()
			}
			for h, v := range known {
				errors += math.Abs(v - out[h])
				sum += v - out[h]
				if at < len(spans) && h+1 == spans[at] {
					o.sums[m][at] = sum
					at++
				}
			}
			o.daily[m] = errors / float64(len(known))
		}
		t.origins = append(t.origins, o)
	}
	return t
}

// scale is the level that errors are relative to: what a day comes to lately, and
// not nothing after a pause.
func (p *past) scale() float64 {
	n := len(p.x)
	return max(mean(p.y[max(0, n-4*week):]), 0.2*mean(p.y[max(0, n-26*week):]))
}

func table(rows, columns int) [][]float64 {
	all := make([]float64, rows*columns)
	out := make([][]float64, rows)
	for i := range out {
		out[i] = all[i*columns : (i+1)*columns]
	}
	return out
}

// After how many days what an origin says counts half: of a method's worth, and of
// how far it errs, which changes sooner.
const (
	worthHalf = 120
	widthHalf = 60
)

// weight is what an origin counts on a later day.
func (o origin) weight(by int, half float64) float64 { return math.Exp2(-float64(by-o.n) / half) }

// stray is the error of the longest sum that is known at an origin, a day: below
// zero where less came than was said.
func (o origin) stray(m int) float64 {
	for i := len(spans) - 1; i >= 0; i-- {
		if e := o.sums[m][i]; !math.IsNaN(e) {
			return e / float64(spans[i])
		}
	}
	return 0 // every origin knows a week
}

// score is what a method's errors come to, dollars a day: those of sums, a share of
// those of days and half of the bias, over the origins at which by days were known. A
// short history knows sums of a week at best, and those are skewed: by their mean
// error who says the median would win, so that they count by their squares.
func (t trial) score(m, by int) float64 {
	sum, count, bias, abs, squares := 0.0, 0.0, 0.0, 0.0, 0.0
	full := t.full(by)
	for _, o := range t.origins {
		if o.n+o.days <= by && (o.days == Ahead || !full) {
			w := o.weight(by, worthHalf)
			sum += w * o.daily[m] * dailyShare
			abs += w * math.Abs(o.stray(m))
			squares += w * sq(o.stray(m))
			bias += w * o.stray(m)
			count += w
		}
	}
	if !full {
		return (sum+math.Abs(bias)/2)/count + math.Sqrt(squares/count)
	}
	return (sum + abs + math.Abs(bias)/2) / count
}

// full reports whether enough origins knew all days ahead by a day for those that
// knew fewer to be left out.
func (t trial) full(by int) bool {
	n := 0
	for _, o := range t.origins {
		if o.days == Ahead && o.n+Ahead <= by {
			n++
		}
	}
	return n >= 8
}

// winner is the method with the least score as it stood on a day; the combination
// where nothing was tested yet. Another has to be better than it by a twentieth.
func (t trial) winner(by int) int {
	best := len(methods) - 1
	least := t.score(best, by) * 0.95
	if math.IsNaN(least) {
		return best
	}
	for m := range methods[:len(methods)-1] {
		if s := t.score(m, by); s < least {
			best, least = m, s
		}
	}
	return best
}
