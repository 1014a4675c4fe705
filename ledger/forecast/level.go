package forecast

import "math"

// The levels that share in what is said.
const (
	ByAge    = "weeks by age"
	LastWeek = "last week"
	Line     = "straight line"
)

// Levels names them in their order.
var Levels = [3]string{ByAge, LastWeek, Line}

const (
	// power lies between that of the median, 1/2, and that of the mean, 1: errors are the
	// same from 0.5 to 0.75, and dollars go missing below.
	power = 2.0 / 3
	// lineWeeks is how many weeks a line goes through; 6 to 13 make no difference.
	lineWeeks = 8
	// climb is how many days a line goes on.
	climb = 60

	origins = 16 // weeks back from which levels are tested; 8 to 26 make no difference
	half    = 8  // weeks after which an error counts half; nor do 4 to 16
	sharp   = 3  // the power of a ratio of squared errors; nor do 1 to 4
)

// prior is what the levels count before any is tested: one time in twenty another one
// than the weeks by age is right.
var prior = [3]float64{0.9, 0.05, 0.05}

// A line is a straight one through the last weeks.
type line struct {
	at    float64 // in the middle of the newest week
	slope float64 // a week
	age   int     // of that week
}

func lineThrough(weeks []block) line {
	weeks = weeks[max(0, len(weeks)-lineWeeks):]
	newest := weeks[len(weeks)-1]
	n := float64(len(weeks))
	x, y := 0.0, 0.0
	for _, b := range weeks {
		x -= float64(b.age) / n
		y += b.mean / n
	}
	if len(weeks) < 3 {
		return line{y, 0, newest.age}
	}
	up, width := 0.0, 0.0
	for _, b := range weeks {
		d := -float64(b.age) - x
		up += d * b.mean
		width += d * d
	}
	slope := up / width
	return line{y + slope*(-float64(newest.age)-x), slope, newest.age}
}

// ahead is the line so many weeks after the middle of the last week of the past, which
// lies so many weeks back: half of where it starts at least, twice that at most.
func (l line) ahead(weeks float64, back int) float64 {
	if l.at <= 0 {
		return 0
	}
	return min(max(l.at+l.slope*(weeks+float64(l.age-back-1)), l.at/2), 2*l.at)
}

// trust is what each level counts: more where it erred less on this series' own past,
// looking two weeks ahead. Errors are squared, dollars a day.
func trust(weeks []block) (shares, errors [3]float64, tested int) {
	most, total := 0.0, 0.0
	for _, b := range weeks {
		most = max(most, b.mean)
	}
	for j := 2; j <= origins; j++ {
		n := 0 // of the weeks older than those that are said
		for n < len(weeks) && weeks[n].age > j {
			n++
		}
		if n < 3 {
			break
		}
		if n+1 >= len(weeks) || weeks[n].age != j || weeks[n+1].age != j-1 {
			continue // a week of no data
		}
		past, came := weeks[:n], (weeks[n].mean+weeks[n+1].mean)/2
		w := math.Pow(0.5, float64(j)/half)
		total += w
		tested++
		for i, said := range [3]float64{byAge(past, j, power), past[n-1].mean, lineThrough(past).ahead(1.5, j)} {
			errors[i] += w * (said - came) * (said - came)
		}
	}
	if total == 0 || errors[0] <= 1e-12*total*max(most, 1e-9)*max(most, 1e-9) {
		return [3]float64{1, 0, 0}, [3]float64{}, tested
	}
	sum := 0.0
	for i := range shares {
		shares[i] = prior[i] * math.Pow(max(errors[i]/errors[0], 1e-6), -sharp)
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
		errors[i] /= total
	}
	return shares, errors, tested
}
