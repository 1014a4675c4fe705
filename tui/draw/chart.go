package draw

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
)

// A Curve is one gateway's cost over list price, by monthly volume. Its floats choose dots of
// the chart and nothing else; figures come from pricing.
type Curve struct {
	Label string
	You   bool
	parts []curvePart
}

// A curvePart is a stretch of a curve: so many dollars and so many percent of the volume above
// from; unknown where no plan admits the volume.
type curvePart struct {
	from, usd, share float64
	known            bool
}

// NewCurve is the curve of a row's stretches.
func NewCurve(label string, you bool, stretches []pricing.Stretch) Curve {
	c := Curve{Label: label, You: you}
	for _, s := range stretches {
		p := curvePart{known: s.Known}
		p.from, _ = strconv.ParseFloat(s.From.String(), 64)
		p.usd, _ = strconv.ParseFloat(s.USD.String(), 64)
		p.share, _ = strconv.ParseFloat(s.Share.String(), 64)
		c.parts = append(c.parts, p)
	}
	return c
}

// at is the height of the curve at a volume, in percent; false where it is not known.
func (c Curve) at(volume float64) (float64, bool) {
	for i := len(c.parts) - 1; i >= 0; i-- {
		if p := c.parts[i]; p.from < volume {
			return 100*p.usd/volume + p.share, p.known
		}
	}
	return 0, false
}

// last is the height of the curve where it ends: at the right edge of a span, or where it is
// known last; false where that is nowhere.
func (c Curve) last(s Span) (float64, bool) {
	const steps = 100
	for i := steps; i >= 0; i-- {
		if y, ok := c.at(s.at(float64(i) / steps)); ok {
			return y, true
		}
	}
	return 0, false
}

// A Span is the stretch of volumes that a chart shows, in powers of ten.
type Span struct{ From, To int }

// SpanAround shows three powers of ten, the volume in the second half with room
// on either side of it: $10 to $10k for $1,240, and for $576.
func SpanAround(volume float64) Span {
	p := int(math.Round(math.Log10(math.Max(volume, 0.01))))
	return Span{p - 2, p + 1}
}

// at is the volume at a fraction of the span, spread by logarithm.
func (s Span) at(fraction float64) float64 {
	return math.Pow(10, float64(s.From)+fraction*float64(s.To-s.From))
}

// Fraction is where in the span a volume lies.
func (s Span) Fraction(volume float64) float64 {
	return (math.Log10(volume) - float64(s.From)) / float64(s.To-s.From)
}

// Chart draws curves over volume in braille dots: width x height cells, axes and labels
// included; nil where that is too small or there is no curve. The user's volume is ▲ on
// the axis, with the line ┊ above it.
func Chart(t Theme, curves []Curve, s Span, volume pricing.Money, width, height int) []string {
	v, err := strconv.ParseFloat(volume.String(), 64)
	if err != nil || len(curves) == 0 {
		return nil
	}
	names := 0
	for _, c := range curves {
		names = max(names, lipgloss.Width(c.Label))
	}
	names = min(names, width/3)
	low, high, step := scale(curves, s, v, height-1)
	axis := max(lipgloss.Width(PercentTick(low)), lipgloss.Width(PercentTick(high))) + 1
	plot := canvas{width: width - axis - 1 - names - 1, height: height - 1}
	if plot.width < 20 || plot.height < 3 {
		return nil
	}
	plot.cells = make([]cell, plot.width*plot.height)
	for _, you := range []bool{false, true} { // the user's own is drawn last, over the others
		for _, c := range curves {
			if c.You == you {
				plot.draw(c, s, low, high)
			}
		}
	}
	at := min(max(int(s.Fraction(v)*float64(plot.width)), 0), plot.width-1)
	plot.mark(at)

	ends, own := plot.ends(curves, s, low, high)
	ticks := make([]string, plot.height)
	for y := low; y <= high+step/2; y += step {
		ticks[plot.row(y, low, high)] = PercentTick(y)
	}
	var out []string
	for row := range plot.height {
		name := Fit(ends[row], names)
		if own[row] {
			name = t.You.Render(Fit(ends[row], names))
		}
		joint := "│"
		if ticks[row] != "" {
			joint = "┤"
		}
		if row == plot.height-1 {
			joint = "┼"
		}
		out = append(out, t.Muted.Render(FitRight(ticks[row], axis)+joint)+plot.line(t, row)+" "+name)
	}
	return append(out, Spaces(axis+1)+volumes(t, s, v, volume, at, plot.width, names))
}

// ends are the names of the curves, each on a line of its own, in the order in which the curves
// end and as near to that as there is room, and which line is the user's.
func (c canvas) ends(curves []Curve, s Span, low, high float64) (names []string, own []bool) {
	names, own = make([]string, c.height), make([]bool, c.height)
	var order []Curve
	height := map[string]float64{}
	for _, curve := range curves {
		if y, known := curve.last(s); known {
			order, height[curve.Label] = append(order, curve), y
		}
	}
	slices.SortStableFunc(order, func(a, b Curve) int { return cmp.Compare(height[b.Label], height[a.Label]) })
	order = order[:min(len(order), c.height)]
	rows, next := make([]int, len(order)), 0
	for i, curve := range order {
		rows[i] = max(c.row(height[curve.Label], low, high), next)
		next = rows[i] + 1
	}
	for i, last := len(rows)-1, c.height-1; i >= 0; i-- {
		rows[i] = min(rows[i], last)
		last = rows[i] - 1
	}
	for i, curve := range order {
		names[rows[i]], own[rows[i]] = curve.Label, curve.You
	}
	return names, own
}

// scale chooses the ends of the vertical axis: from zero, or below it where a
// curve is at the user's own volume or in the end, to about twice the highest cost at that
// volume, in steps of whole numbers. What rises above it is cut off at the top.
func scale(curves []Curve, s Span, volume float64, rows int) (low, high, step float64) {
	top := 1.0
	take := func(y float64, known bool, room float64) {
		if known {
			top, low = math.Max(top, y*room), math.Min(low, y*1.2)
		}
	}
	for _, c := range curves {
		y, known := c.at(volume)
		take(y, known, 1.8)
		y, known = c.last(s)
		take(y, known, 1.2)
	}
	steps := float64(max(rows/3, 1))
	step = 1
	for _, nice := range []float64{1, 2, 3, 4, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 5000} {
		step = nice
		if (top-low)/nice <= steps {
			break
		}
	}
	low = math.Floor(low/step) * step
	high = math.Ceil(top/step) * step
	return low, high, step
}

// PercentTick writes a mark of the axis: "5 %".
func PercentTick(percent float64) string { return fmt.Sprintf("%.0f %%", percent) }

// volumes labels the horizontal axis: every power of ten, and the user's own
// volume under its mark.
func volumes(t Theme, s Span, v float64, volume pricing.Money, at, width, spare int) string {
	line := []rune(Spaces(width + spare))
	put := func(x int, text string) bool {
		runes := []rune(text)
		x = min(max(x, 0), len(line)-len(runes))
		for i := max(x-1, 0); i < min(x+len(runes)+1, len(line)); i++ {
			if line[i] != ' ' {
				return false
			}
		}
		copy(line[x:], runes)
		return true
	}
	you := "▲ " + Dollars(volume)
	put(at, you)
	for p := s.From; p <= s.To; p++ {
		put(int(s.Fraction(math.Pow(10, float64(p)))*float64(width-1)), PowerOfTen(p))
	}
	for p := s.From; p < s.To && width > 50; p++ {
		third := 3 * math.Pow(10, float64(p))
		put(int(s.Fraction(third)*float64(width-1)), strings.Replace(PowerOfTen(p), "1", "3", 1))
	}
	before, after, _ := strings.Cut(string(line), you)
	return t.Muted.Render(before) + t.You.Render(you) + t.Muted.Render(after)
}

// PowerOfTen writes 10^p dollars shortly: "$10", "$1k", "$100k", "$1M".
func PowerOfTen(p int) string {
	switch {
	case p < 0:
		return "$0." + strings.Repeat("0", -p-1) + "1"
	case p < 3:
		return "$1" + strings.Repeat("0", p)
	case p < 6:
		return "$1" + strings.Repeat("0", p-3) + "k"
	case p < 9:
		return "$1" + strings.Repeat("0", p-6) + "M"
	}
	return "$1" + strings.Repeat("0", p-9) + "B"
}

// A canvas is a field of braille cells, two dots wide and four high.
type canvas struct {
	width, height int
	cells         []cell
}

type cell struct {
	dots rune
	you  bool
	mark bool
}

// brailleDots are the bits of a braille rune by column and row of its dot.
var brailleDots = [2][4]rune{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}

// draw draws a curve at every column of dots, down from the upper edge or up from the lower
// one where it comes from outside.
func (c canvas) draw(line Curve, s Span, low, high float64) {
	cols, rows := c.width*2, c.height*4
	before, joined := 0, false
	for x := range cols {
		value, known := line.at(s.at(float64(x) / float64(cols-1)))
		if !known {
			joined = false
			continue
		}
		y := int(math.Round((1 - (value-low)/(high-low)) * float64(rows-1)))
		from, to := y, y
		if joined && y > before+1 {
			from = before + 1
		} else if joined && y < before-1 {
			to = before - 1
		}
		for d := max(from, 0); d <= min(to, rows-1); d++ {
			at := &c.cells[d/4*c.width+x/2]
			at.dots |= brailleDots[x%2][d%4]
			at.you = at.you || line.You
		}
		before, joined = y, true
	}
}

// mark draws the upright line of the user's volume where nothing else is.
func (c canvas) mark(x int) {
	for row := range c.height {
		if at := &c.cells[row*c.width+x]; at.dots == 0 {
			at.mark = true
		}
	}
}

// row is the line of cells at which a value lies.
func (c canvas) row(value, low, high float64) int {
	y := (1 - (value-low)/(high-low)) * float64(c.height*4-1)
	return min(max(int(math.Round(y))/4, 0), c.height-1)
}

// line draws one line of cells, in runs of one style.
func (c canvas) line(t Theme, row int) string {
	var b strings.Builder
	cells := c.cells[row*c.width : (row+1)*c.width]
	for i := 0; i < len(cells); {
		j, run := i, ""
		for ; j < len(cells) && cells[j].you == cells[i].you && cells[j].mark == cells[i].mark; j++ {
			switch {
			case cells[j].mark:
				run += "┊"
			case cells[j].dots == 0:
				run += " "
			default:
				run += string(0x2800 + cells[j].dots)
			}
		}
		style := t.Plain
		if cells[i].you || cells[i].mark {
			style = t.You
		}
		b.WriteString(style.Render(run))
		i = j
	}
	return b.String()
}
