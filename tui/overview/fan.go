package overview

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// A fan is the running sum of the month with its fees, as its chart draws it. Its floats choose the
// marks of the chart and nothing else; figures come from the ledger. Each list has the sum by the
// end of a day, from before the first day on.
type fan struct {
	used            []float64 // as far as it is known
	low, mean, high []float64 // from the last known day on; nan before
	before          []float64 // of the month before, as it is known
	days            int
	top             float64
	budget          float64 // nan for none
}

// plotted is an amount as a height.
func plotted(m pricing.Money) float64 {
	f, err := strconv.ParseFloat(m.String(), 64)
	if err != nil {
		return 0
	}
	return math.Max(f, 0)
}

// monthFan is the fan of the month; false before its projection is there, or without one.
func (s Model) monthFan() (fan, bool) {
	f := s.ahead.Value
	run := f.Running()
	if s.ahead.Phase != page.Ready || len(run) == 0 {
		return fan{}, false
	}
	m, charged := f.Months[0], f.Charged()
	height := func(usd pricing.Money) float64 { return plotted(charged.With(usd, m)) }
	from := s.month().from
	days := int(from.AddDate(0, 1, 0).Sub(from) / pricing.DayLength)
	nan := math.NaN()
	out := fan{days: days, used: []float64{0}, low: make([]float64, days+1), mean: make([]float64, days+1), high: make([]float64, days+1), budget: nan}
	for i := range days + 1 {
		out.low[i], out.mean[i], out.high[i] = nan, nan, nan
	}
	for _, d := range run {
		i := int(d.Day.Sub(from)/pricing.DayLength) + 1
		if !d.Ahead {
			for len(out.used) < i { // days of which nothing is recorded
				out.used = append(out.used, out.used[len(out.used)-1])
			}
			out.used = append(out.used, height(d.USD))
			continue
		}
		if known := i - 1; math.IsNaN(out.mean[known]) {
			so := out.used[min(known, len(out.used)-1)]
			out.low[known], out.mean[known], out.high[known] = so, so, so
			if d.Day.Equal(pricing.StartOfDay(s.month().today)) { // of which a part is known
				out.used = append(out.used, height(m.Actual))
			}
		}
		out.low[i], out.mean[i], out.high[i] = height(d.Low), height(d.USD), height(d.High)
	}
	out.before = s.runningBefore(days)
	if b := s.wholeBudget(); b != nil {
		out.budget = plotted(*b)
	}
	out.top = slices.Max(out.used)
	for _, list := range [][]float64{out.high, out.before} {
		for _, y := range list {
			if y > out.top {
				out.top = y
			}
		}
	}
	if out.budget > out.top && out.budget <= 1.5*out.top {
		out.top = out.budget
	}
	if out.top == 0 {
		out.top = 1
	}
	return out, true
}

// runningBefore is the running sum of the month before with its fees, spread by its dollars, as
// far as this month has days; none where not all of it is known.
func (s Model) runningBefore(days int) []float64 {
	all := s.month().before
	if all == nil {
		return nil
	}
	to := s.month().from
	from := to.AddDate(0, -1, 0)
	spent := map[time.Time]float64{}
	sum := 0.0
	for _, r := range s.month().days {
		if day, err := time.Parse(pricing.Day, r.Keys[0]); err == nil && !day.Before(from) && day.Before(to) {
			spent[day] = plotted(r.USD)
			sum += spent[day]
		}
	}
	if sum == 0 {
		return nil
	}
	out := []float64{0}
	for day := from; day.Before(to) && len(out) <= days; day = day.AddDate(0, 0, 1) {
		out = append(out, out[len(out)-1]+spent[day]*plotted(*all)/sum)
	}
	return out
}

// wholeBudget is the least budget of all usage; nil for none.
func (s Model) wholeBudget() *pricing.Money {
	var least *pricing.Money
	for _, b := range s.watch.Value.budgets {
		if b.Account == "" && b.Model == "" && b.Key == "" && (least == nil || b.USD.Cmp(*least) < 0) {
			least = &b.USD
		}
	}
	return least
}

// at is the height of a line between its days; nan outside of them.
func at(list []float64, day float64) float64 {
	i := int(day)
	switch {
	case day < 0 || i >= len(list):
		return math.NaN()
	case i == len(list)-1:
		return list[i]
	}
	return list[i] + (list[i+1]-list[i])*(day-float64(i))
}

// mostLabel is the widest that a figure at the right of the chart gets: one that is wider is left
// out, for a part of it would be another figure.
const mostLabel = 24

// fanChart draws the running month: z.Height lines, its caption and the axis of days included.
func (s Model) fanChart(t draw.Theme, z draw.Size) []string {
	out := []string{s.fanTitle(t, z.Width)}
	f, ready := s.monthFan()
	if !ready {
		return s.noFan(t, out, z)
	}
	rows := z.Height - 2
	ticks := dollarTicks(f.top, rows)
	axis := 0
	for _, tick := range ticks {
		axis = max(axis, lipgloss.Width(tick))
	}
	labels, widest := s.fanLabels(t, f, rows)
	width := z.Width - draw.Margin - axis - 2 - widest - 2
	for row := range rows {
		joint := "│"
		if ticks[row] != "" {
			joint = "┤"
		}
		line := draw.Spaces(draw.Margin-1) + draw.FitRight(ticks[row], axis) + " " + joint
		out = append(out, t.Muted.Render(line)+f.row(t, rows-1-row, rows, width)+labels[row])
	}
	return append(out, draw.Spaces(draw.Margin+axis)+s.fanDays(t, f, width))
}

// noFan says in the chart's place why there is none.
func (s Model) noFan(t draw.Theme, out []string, z draw.Size) []string {
	why := "what the month comes to is being worked out …"
	switch {
	case s.ahead.Phase == page.Failed:
		why = "the days ahead are not known"
	case s.ahead.Phase == page.Ready:
		why = "there is nothing to project from"
	}
	out = append(out, draw.Spaces(draw.Margin)+t.Muted.Render(draw.Cut(why, z.Width-draw.Margin-1)))
	for len(out) < z.Height {
		out = append(out, "")
	}
	return out
}

// Signs of the fan: how high an area fills its cell, and how high in its cell a line runs.
const (
	areaMarks = "▁▂▃▄▅▆▇█"
	meanMarks = "▁━▔"
)

// row draws one line of the fan; row 0 is the lowest of rows.
func (f fan) row(t draw.Theme, row, rows, width int) string {
	low, high := f.top*float64(row)/float64(rows), f.top*float64(row+1)/float64(rows)
	cells, inks := make([]rune, width), make([]ink, width)
	for x := range width {
		day := (float64(x) + 0.5) / float64(width) * float64(f.days)
		cells[x], inks[x] = f.cell(day, low, high)
		if f.nowAt(width) == x && cells[x] == ' ' {
			cells[x], inks[x] = '┊', mutedInk
		}
	}
	return runs(t, cells, inks)
}

// nowAt is the column at which what is known ends.
func (f fan) nowAt(width int) int {
	return min(int(float64(len(f.used)-1)/float64(f.days)*float64(width)), width-1)
}

// An ink is the style of a cell of a chart.
type ink uint8

const (
	plainInk ink = iota
	mutedInk     // the month before, what is to come
	usedInk      // what was used, and the interval
	meanInk
	limitInk // a budget, what goes beyond the chart
)

func (i ink) style(t draw.Theme) lipgloss.Style {
	return [...]lipgloss.Style{plainInk: t.Plain, mutedInk: t.Muted, usedInk: t.You, meanInk: t.Strong, limitInk: t.Warn}[i]
}

// runs draws cells of one ink together.
func runs(t draw.Theme, cells []rune, inks []ink) string {
	var b strings.Builder
	for i := 0; i < len(cells); {
		j := i + 1
		for j < len(cells) && inks[j] == inks[i] {
			j++
		}
		b.WriteString(inks[i].style(t).Render(string(cells[i:j])))
		i = j
	}
	return b.String()
}

// cell is the sign of an instant between two heights: what was used, the mean of what is to
// come, its interval, the budget, the month before; the first of them that is there.
func (f fan) cell(day, low, high float64) (rune, ink) {
	if used := at(f.used, day); !math.IsNaN(used) {
		eighths := int(math.Round((used - low) / (high - low) * 8))
		if low == 0 && used > 0 {
			eighths = max(eighths, 1) // what is not zero is seen
		}
		if eighths > 0 {
			return []rune(areaMarks)[min(eighths, 8)-1], usedInk
		}
	}
	mean := at(f.mean, day)
	if mean >= low && (mean < high || high >= f.top) {
		return []rune(meanMarks)[min(int((mean-low)/(high-low)*3), 2)], meanInk
	}
	if f.budget >= low && (f.budget < high || high >= f.top && f.budget <= high) {
		return '┈', limitInk
	}
	if within := math.Min(at(f.high, day), high) - math.Max(at(f.low, day), low); within > (high-low)/3 {
		return '░', usedInk
	}
	if before := at(f.before, day); before >= low && (before < high || high >= f.top) {
		return '·', mutedInk
	}
	return ' ', plainInk
}

// fanLabels are the figures at which the lines end, each in the style of its line, by row from
// the top, and how wide the widest is.
func (s Model) fanLabels(t draw.Theme, f fan, rows int) (out []string, widest int) {
	out = make([]string, rows)
	m, charged := s.ahead.Value.Months[0], s.ahead.Value.Charged()
	put := func(style lipgloss.Style, height float64, text string) {
		if math.IsNaN(height) || height > f.top || lipgloss.Width(text) > mostLabel {
			return
		}
		row := rows - 1 - min(int(height/f.top*float64(rows)), rows-1)
		if out[row] == "" {
			out[row] = " " + style.Render(text)
			widest = max(widest, lipgloss.Width(text))
		}
	}
	put(t.Strong, at(f.mean, float64(f.days)), about(charged.With(m.Projected, m)))
	if f.budget <= f.top {
		put(t.Warn, f.budget, "budget "+draw.Dollars(*s.wholeBudget()))
	}
	if n := len(f.before); n > 0 {
		put(t.Muted, f.before[n-1], s.beforeName()+" "+about(*s.month().before))
	}
	if !m.Low.Equal(m.High) {
		put(t.You, at(f.high, float64(f.days)), about(charged.With(m.High, m)))
		put(t.You, at(f.low, float64(f.days)), about(charged.With(m.Low, m)))
	}
	return out, widest
}

// fanTitle is the caption of the chart, with its legend in the styles of what it explains.
func (s Model) fanTitle(t draw.Theme, width int) string {
	left := draw.Spaces(draw.Margin) + strings.ToUpper(s.month().from.Format("January")) + ", THE SUM WITH FEES"
	var legend []mark
	if f := s.ahead.Value; s.ahead.Phase == page.Ready && len(f.Months) > 0 {
		m, charged := f.Months[0], f.Charged()
		legend = append(legend, mark{t.You, "█ used"}, mark{t.Strong, "━ expected"})
		if !m.Low.Equal(m.High) {
			legend = append(legend, mark{t.You, "░ " + about(charged.With(m.Low, m)) + " to " + about(charged.With(m.High, m)) + " in 80 of 100"})
		}
		if s.month().before != nil {
			legend = append(legend, mark{t.Muted, "· " + s.beforeName()})
		}
		if b := s.wholeBudget(); b != nil {
			legend = append(legend, mark{t.Warn, "┈ budget " + draw.Dollars(*b)})
		}
	}
	return captioned(t, left, append(legend, mark{t.Muted, "d days"}), width)
}

// A mark is a sign of a chart and what it stands for, in the style in which it is drawn.
type mark struct {
	style lipgloss.Style
	text  string
}

// captioned is a chart's caption with its legend at the right; in want of room the marks before the
// last go.
func captioned(t draw.Theme, caption string, legend []mark, width int) string {
	wide := func() int {
		n := lipgloss.Width(caption) + 2
		for _, m := range legend {
			n += lipgloss.Width(m.text) + 2
		}
		return n
	}
	for wide() > width && len(legend) > 1 {
		legend = slices.Delete(legend, len(legend)-2, len(legend)-1)
	}
	out := t.Heading.Render(caption + draw.Spaces(width-wide()))
	for _, m := range legend {
		out += "  " + m.style.Render(m.text)
	}
	return out
}

// fanDays labels the days of the month below the chart: the first, each seventh, the last, and
// today with what it has come to.
func (s Model) fanDays(t draw.Theme, f fan, width int) string {
	line := []rune("└" + strings.Repeat("─", width))
	put := func(day int, text string) bool {
		runes := []rune(text)
		x := min(1+int((float64(day)-0.5)/float64(f.days)*float64(width)), len(line)-len(runes))
		for j := max(x-1, 0); j < min(x+len(runes)+1, len(line)); j++ {
			if line[j] != '─' && line[j] != '└' {
				return false
			}
		}
		if x < 1 {
			return false
		}
		copy(line[x:], runes)
		return true
	}
	today := ""
	if n := len(f.used) - 1; n > 0 && n < f.days {
		m, charged := s.ahead.Value.Months[0], s.ahead.Value.Charged()
		today = "▲ " + s.month().from.AddDate(0, 0, n-1).Format("2 Jan") + ", " + about(charged.With(m.Actual, m))
		put(n, today)
	}
	for _, day := range []int{1, f.days, 7, 14, 21, 28} {
		put(day, strconv.Itoa(day))
	}
	before, after, _ := strings.Cut(string(line), today)
	return t.Muted.Render(before) + t.You.Render(today) + t.Muted.Render(after)
}

// dollarTicks are the labels of a chart's lines from the top, in round dollars: two at least.
func dollarTicks(top float64, rows int) []string {
	ticks := make([]string, rows)
	step := niceStep(top / float64(max(rows/3, 2)))
	if 2*step > top {
		step /= 2
	}
	for y := step; y <= top; y += step {
		ticks[rows-1-min(int(y/top*float64(rows)), rows-1)] = axisDollars(y)
	}
	return ticks
}

// niceStep is the next of 1, 2, 5, 10, 20 ... that is not less than a height; under a
// dollar 0.1, 0.2, 0.5 and so on.
func niceStep(least float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(least)))
	for _, nice := range []float64{1, 2, 5} {
		if nice*unit >= least {
			return nice * unit
		}
	}
	return 10 * unit
}

// axisDollars is a height of the axis: without cents where it has none.
func axisDollars(y float64) string {
	m, err := pricing.ParseFigure(strconv.FormatFloat(y, 'f', 2, 64))
	if err != nil {
		return ""
	}
	return draw.Brief(m)
}
