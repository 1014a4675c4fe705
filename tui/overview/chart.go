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
)

// A fanDay is a day of the chart. Its floats choose the marks of the chart and nothing
// else; figures come from the ledger.
type fanDay struct {
	day             time.Time
	used            float64
	ahead           bool // what follows is known
	low, mean, high float64
}

// farAhead is how many days after today the chart shows at least.
const farAhead = 14

// fanDays are the days that so many columns show: to the end of the month and two
// weeks ahead at least, the past before them.
func (s Model) fanDays(columns int) []fanDay {
	today := pricing.StartOfDay(s.asOf)
	to := s.month().from.AddDate(0, 1, -1)
	if least := today.AddDate(0, 0, farAhead); to.Before(least) {
		to = least
	}
	first := today
	used := map[time.Time]float64{}
	for _, r := range s.month().days {
		day, err := time.Parse(pricing.Day, r.Keys[0])
		if err != nil {
			continue
		}
		used[day] = plotted(r.USD)
		if day.Before(first) {
			first = day
		}
	}
	if from := to.AddDate(0, 0, 1-columns); from.After(first) {
		first = from
	}
	var out []fanDay
	at := map[time.Time]int{}
	for day := first; !day.After(to) && len(out) < columns; day = day.AddDate(0, 0, 1) {
		at[day] = len(out)
		out = append(out, fanDay{day: day, used: used[day]})
	}
	for _, d := range s.ahead.Value.Days {
		if i, shown := at[d.Day]; shown {
			out[i].ahead, out[i].low, out[i].mean, out[i].high = true, plotted(d.Low), plotted(d.USD), plotted(d.High)
		}
	}
	return out
}

// plotted is an amount as a height.
func plotted(m pricing.Money) float64 {
	f, err := strconv.ParseFloat(m.String(), 64)
	if err != nil {
		return 0
	}
	return math.Max(f, 0)
}

// chart draws the days as bars and those ahead as a fan: z.Height lines, its caption
// and the axis of days included.
func (s Model) chart(t draw.Theme, z draw.Size) []string {
	rows := z.Height - 2
	widest := 8 // of an axis' labels, with the joint
	days := s.fanDays(z.Width - widest - draw.Margin - 1)
	top, ticks := fanScale(days, rows)
	axis := 0
	for _, tick := range ticks {
		axis = max(axis, lipgloss.Width(tick))
	}
	wide := min(max((z.Width-axis-draw.Margin-2)/len(days), 1), 4)
	now := int(pricing.StartOfDay(s.asOf).Sub(days[0].day) / pricing.DayLength)
	out := []string{s.chartTitle(t, z.Width)}
	for row := range rows {
		joint := "│"
		switch {
		case row == rows-1:
			joint = "┼"
		case ticks[row] != "":
			joint = "┤"
		}
		line := t.Muted.Render(draw.Spaces(draw.Margin-1) + draw.FitRight(ticks[row], axis) + " " + joint)
		out = append(out, line+fanRow(t, days, rows-1-row, rows, top, wide, now))
	}
	return append(out, draw.Spaces(draw.Margin+axis+1)+s.fanAxis(t, days, wide, now, z.Width-draw.Margin-axis-2))
}

// fanRow draws one line of the chart; row 0 is the lowest of rows.
func fanRow(t draw.Theme, days []fanDay, row, rows int, top float64, wide, now int) string {
	cells := []rune(draw.Spaces(len(days) * wide))
	low, high := top*float64(row)/float64(rows), top*float64(row+1)/float64(rows)
	bar := wide
	if wide > 2 { // bars stand apart where they have room
		bar--
	}
	for i, d := range days {
		sign := fanCell(d, low, high)
		if sign == ' ' && i == now {
			cells[i*wide] = '┊'
			continue
		}
		for j := range bar {
			cells[i*wide+j] = sign
		}
	}
	for i, d := range days {
		if row == rows-1 && d.used > top {
			copy(cells[i*wide:], slices.Concat([]rune(strings.Repeat("▲", bar)), heightLabel(d.used, cells[i*wide+bar:])))
		}
	}
	var b strings.Builder
	for i := 0; i < len(cells); {
		style, j := fanStyle(t, cells[i]), i
		for j < len(cells) && fanKind(cells[j]) == fanKind(cells[i]) {
			j++
		}
		b.WriteString(style.Render(string(cells[i:j])))
		i = j
	}
	return b.String()
}

// heightLabel names the height of a bar that goes on beyond the chart, where the cells
// beside it are free.
func heightLabel(used float64, beside []rune) []rune {
	text := []rune(" " + strings.Split(axisDollars(used), ".")[0])
	if len(beside) <= len(text) || strings.TrimSpace(string(beside[:len(text)+1])) != "" {
		return nil
	}
	return text
}

// fanKind tells apart what is drawn in different styles.
func fanKind(r rune) rune {
	switch {
	case r >= '▁' && r <= '█':
		return '█'
	case r == '▒' || r == '░' || r == ' ':
		return '░'
	case r == '━' || r == '┊':
		return '━'
	}
	return '▲'
}

func fanStyle(t draw.Theme, r rune) lipgloss.Style {
	switch fanKind(r) {
	case '█':
		return t.You
	case '░':
		return t.Muted
	case '━':
		return t.Plain
	}
	return t.Warn
}

// fanCell is the sign of a day between two heights: what was used, and above it what
// is expected, up to the interval, within it, and the mean.
func fanCell(d fanDay, low, high float64) rune {
	if d.used > low {
		eighths := int(math.Round((d.used - low) / (high - low) * 8))
		if low == 0 {
			eighths = max(eighths, 1) // what is not zero is seen
		}
		if eighths > 0 {
			return []rune(" ▁▂▃▄▅▆▇█")[min(eighths, 8)]
		}
	}
	switch within := math.Min(d.high, high) - math.Max(d.low, low); {
	case !d.ahead:
		return ' '
	case d.mean > d.used && d.mean > low && d.mean <= high:
		return '━'
	case d.low >= high:
		return '▒'
	case within > (high-low)/4:
		return '░'
	case d.low > (low+high)/2:
		return '▒'
	}
	return ' '
}

// fanScale chooses the height of the chart, in dollars, and the labels of its lines. A
// day of more than twice what nine in ten others have is cut off, and says so.
func fanScale(days []fanDay, rows int) (top float64, ticks []string) {
	var used []float64
	for _, d := range days {
		top = math.Max(top, d.high)
		if d.used > 0 {
			used = append(used, d.used)
		}
	}
	if n := len(used); n > 0 {
		slices.Sort(used)
		usual := used[n*9/10]
		if used[n-1] > 2*usual {
			top = math.Max(top, usual*5/4)
		} else {
			top = math.Max(top, used[n-1])
		}
	}
	ticks = make([]string, rows)
	if top == 0 {
		ticks[rows-1] = axisDollars(0)
		return 1, ticks
	}
	steps := max(rows/3, 2)
	step := niceStep(top / float64(steps))
	top = math.Max(top, step)
	for y := 0.0; y <= top; y += step {
		row := rows - 1 - min(int(y/top*float64(rows)), rows-1)
		ticks[row] = axisDollars(y)
	}
	return top, ticks
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
	m, err := pricing.ParseMoney(strconv.FormatFloat(y, 'f', 2, 64))
	if err != nil {
		return ""
	}
	return draw.Brief(m)
}

// fanAxis labels the days: today, the first of each month, the first and the last day
// as far as there is room.
func (s Model) fanAxis(t draw.Theme, days []fanDay, wide, now, width int) string {
	line := []rune(draw.Spaces(min(len(days)*wide+12, width)))
	put := func(i int, text string) {
		runes := []rune(text)
		x := min(i*wide, len(line)-len(runes))
		if x < 0 {
			return
		}
		for j := max(x-1, 0); j < min(x+len(runes)+1, len(line)); j++ {
			if line[j] != ' ' {
				return
			}
		}
		copy(line[x:], runes)
	}
	today := "▲ " + days[min(max(now, 0), len(days)-1)].day.Format("2 Jan")
	put(now, today)
	for i, d := range days {
		if d.day.Day() == 1 {
			put(i, d.day.Format("2 Jan"))
		}
	}
	put(len(days)-1, days[len(days)-1].day.Format("2 Jan"))
	put(0, days[0].day.Format("2 Jan"))
	before, after, _ := strings.Cut(string(line), today)
	return t.Muted.Render(before) + t.You.Render(today) + t.Muted.Render(after)
}
