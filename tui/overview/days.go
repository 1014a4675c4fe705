package overview

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// A chartDay is a day of the chart of days. Its floats choose the marks of the chart and nothing
// else; figures come from the ledger.
type chartDay struct {
	day             time.Time
	used            float64
	ahead           bool // what follows is known
	low, mean, high float64
}

// leastDay is how many columns a day has at least, the gap beside it included; mostDay at most.
const (
	leastDay = 2
	mostDay  = 5
)

// chartDays are the days that so many columns show: to the end of the month, and as much of the
// past as there is room for.
func (s Model) chartDays(columns int) []chartDay {
	to := s.month().from.AddDate(0, 1, -1)
	first := s.month().from
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
	if from := to.AddDate(0, 0, 1-columns/leastDay); from.After(first) {
		first = from
	}
	var out []chartDay
	at := map[time.Time]int{}
	for day := first; !day.After(to); day = day.AddDate(0, 0, 1) {
		at[day] = len(out)
		out = append(out, chartDay{day: day, used: used[day]})
	}
	for _, d := range s.ahead.Value.Days {
		if i, ok := at[d.Day]; ok {
			out[i].ahead, out[i].low, out[i].mean, out[i].high = true, plotted(d.Low), plotted(d.USD), plotted(d.High)
		}
	}
	return out
}

// daysChart draws each day as a bar, and those to come as bars of what is likely: z.Height lines,
// its caption and the axis of days included.
func (s Model) daysChart(t draw.Theme, z draw.Size) []string {
	rows := z.Height - 2
	const widest = 8 // of an axis' labels, with the joint
	days := s.chartDays(z.Width - widest - draw.Margin - 1)
	top := dayTop(days)
	ticks := dollarTicks(top, rows)
	axis := 0
	for _, tick := range ticks {
		axis = max(axis, lipgloss.Width(tick))
	}
	wide := min(max((z.Width-axis-draw.Margin-2)/len(days), 1), mostDay)
	out := []string{s.daysTitle(t, z.Width)}
	for row := range rows {
		joint := "│"
		if ticks[row] != "" {
			joint = "┤"
		}
		line := t.Muted.Render(draw.Spaces(draw.Margin-1) + draw.FitRight(ticks[row], axis) + " " + joint)
		out = append(out, line+dayRow(t, days, rows-1-row, rows, top, wide))
	}
	now := int(pricing.StartOfDay(s.asOf).Sub(days[0].day) / pricing.DayLength)
	return append(out, draw.Spaces(draw.Margin+axis)+dayAxis(t, days, wide, now))
}

// dayRow draws one line of the chart; row 0 is the lowest of rows.
func dayRow(t draw.Theme, days []chartDay, row, rows int, top float64, wide int) string {
	cells, inks := []rune(draw.Spaces(len(days)*wide)), make([]ink, len(days)*wide)
	low, high := top*float64(row)/float64(rows), top*float64(row+1)/float64(rows)
	bar := max(wide-1, 1) // bars stand apart
	for i, d := range days {
		sign, in := dayCell(d, low, high)
		for j := range bar {
			cells[i*wide+j], inks[i*wide+j] = sign, in
		}
	}
	for i, d := range days {
		if row < rows-1 || d.used <= top {
			continue
		}
		text := slices.Concat([]rune(strings.Repeat("▲", bar)), heightLabel(d.used, cells[i*wide+bar:]))
		copy(cells[i*wide:], text)
		for j := range text {
			inks[i*wide+j] = limitInk
		}
	}
	return runs(t, cells, inks)
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

// dayCell is the sign of a day between two heights. What was used is solid; a day to come gets
// thinner from what nearly every future reaches to what one in ten does.
func dayCell(d chartDay, low, high float64) (rune, ink) {
	if d.used > low {
		eighths := int(math.Round((d.used - low) / (high - low) * 8))
		if low == 0 {
			eighths = max(eighths, 1) // what is not zero is seen
		}
		if eighths > 0 {
			return []rune(areaMarks)[min(eighths, 8)-1], usedInk
		}
	}
	middle := (low + high) / 2
	switch {
	case !d.ahead:
	case d.low >= middle:
		return '▓', mutedInk
	case d.mean >= middle || low == 0 && d.mean > 0:
		return '▒', mutedInk
	case d.high >= middle:
		return '░', mutedInk
	}
	return ' ', plainInk
}

// dayTop chooses the height of the chart, in dollars. A day of more than twice what nine in ten
// others have is cut off, and says so.
func dayTop(days []chartDay) float64 {
	top := 0.0
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
	if top == 0 {
		return 1
	}
	return top
}

// daysTitle is the caption of the chart, with its legend in the styles of what it explains.
func (s Model) daysTitle(t draw.Theme, width int) string {
	left := draw.Spaces(draw.Margin) + "EACH DAY"
	legend := []mark{{t.You, "█ used"}}
	switch {
	case s.ahead.Phase == page.Failed:
		legend = append(legend, mark{t.Muted, "the days ahead are not known"})
	case s.ahead.Phase != page.Ready:
		legend = append(legend, mark{t.Muted, "ahead: …"})
	case len(s.ahead.Value.Days) > 0:
		legend = append(legend, mark{t.Muted, "▓ nearly certain"}, mark{t.Muted, "▒ expected"}, mark{t.Muted, "░ one in ten"})
	}
	return captioned(t, left, append(legend, mark{t.Muted, "d sum"}), width)
}

// dayAxis labels the days: today, the first of each month, the first and the last day as far as
// there is room.
func dayAxis(t draw.Theme, days []chartDay, wide, now int) string {
	line := []rune("└" + strings.Repeat("─", len(days)*wide))
	put := func(i int, text string) {
		runes := []rune(text)
		x := min(1+i*wide, len(line)-len(runes))
		if x < 1 {
			return
		}
		for j := max(x-1, 0); j < min(x+len(runes)+1, len(line)); j++ {
			if line[j] != '─' && line[j] != '└' {
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
