package spend

import (
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/wrap"
)

// yearMargin is what stands before the first week: the weekday's name.
const yearMargin = 6

// yearShades are the signs of the calendar's shades, nothing spent first.
var yearShades = [report.Shades]string{"·", "░", "▒", "▓", "█"}

// grid is how the calendar's weeks lie in a width.
type grid struct {
	first time.Time // the Monday of the first week
	weeks int
	each  int // cells a week
}

func (s Model) grid(width int) grid {
	from := time.Date(s.year.Year, 1, 1, 0, 0, 0, 0, time.UTC)
	g := grid{first: report.WeekOf(from).From, each: 1}
	g.weeks = int(report.WeekOf(from.AddDate(1, 0, -1)).From.Sub(g.first)/pricing.DayLength)/7 + 1
	for _, each := range []int{2, 3} {
		if yearMargin+g.weeks*each+12 <= width {
			g.each = each
		}
	}
	return g
}

// at are the week and the weekday of a day, both from 0.
func (g grid) at(day time.Time) (week, weekday int) {
	n := int(day.Sub(g.first) / pricing.DayLength)
	return n / 7, n % 7
}

// dayAt is the day of the calendar at a place below the tab bar.
func (s Model) dayAt(x, line int) (int, bool) {
	l := s.layout()
	g := s.grid(s.room().Width)
	week, weekday := (x-yearMargin)/g.each, line-l.answer-l.gap-1
	if x < yearMargin || week >= g.weeks || weekday < 0 || weekday > 6 {
		return 0, false
	}
	day := int(g.first.AddDate(0, 0, 7*week+weekday).Sub(time.Date(s.year.Year, 1, 1, 0, 0, 0, 0, time.UTC)) / pricing.DayLength)
	return day, day >= 0 && day < len(s.year.Days)
}

// yearView draws the calendar, what its shades mean, the day under the cursor, and the months.
func (s Model) yearView(t draw.Theme, z draw.Size) []string {
	g := s.grid(z.Width)
	out := []string{s.monthNames(t, g, z.Width)}
	for weekday := range 7 {
		out = append(out, s.weekdayLine(t, g, weekday, z.Width))
	}
	gap := func() {
		if z.Height >= 17 {
			out = append(out, "")
		}
	}
	gap()
	out = append(out, s.shadeLegend(t, z.Width))
	gap()
	if s.day < len(s.year.Days) {
		said := append(wrap.Fit(s.dayWords(s.year.Days[s.day]), z.Width-4), "")
		out = append(out, "  "+t.Selected.Render(draw.Fit(said[0], z.Width-4)))
		if z.Height >= 17 {
			out = append(out, "  "+draw.Fit(said[1], z.Width-4))
		}
	}
	gap()
	out = append(out, s.months(t, g, draw.Size{Width: z.Width, Height: z.Height - len(out)})...)
	for len(out) < z.Height {
		out = append(out, "")
	}
	return out[:z.Height]
}

// monthNames stand over the weeks in which the months begin; at the right stands what the
// column beside the calendar is.
func (s Model) monthNames(t draw.Theme, g grid, width int) string {
	line := []rune(draw.Spaces(g.weeks*g.each + 3))
	for m := time.January; m <= time.December; m++ {
		week, _ := g.at(time.Date(s.year.Year, m, 1, 0, 0, 0, 0, time.UTC))
		copy(line[week*g.each:], []rune(m.String()[:3]))
	}
	text := draw.Fit(" "+strconv.Itoa(s.year.Year), yearMargin) + strings.TrimRight(string(line), " ")
	if s.besideYear(g, width) > 0 {
		text = draw.Fit(text, yearMargin+g.weeks*g.each+2) + draw.FitRight("A DAY", s.perDayWidth())
	}
	return t.Heading.Render(draw.Fit(text, width))
}

// besideYear is how much room there is at the right of the calendar; 0 where it is too small.
func (s Model) besideYear(g grid, width int) int {
	if room := width - yearMargin - g.weeks*g.each - 3; room >= s.perDayWidth() {
		return room
	}
	return 0
}

// perDayWidth is that of the column beside the calendar: what a weekday comes to.
func (s Model) perDayWidth() int {
	wide := 9
	for _, w := range s.year.Weekdays {
		wide = max(wide, lipgloss.Width(draw.Money(w.PerDay)))
	}
	return wide
}

// weekdayLine is one of the seven lines of the calendar.
func (s Model) weekdayLine(t draw.Theme, g grid, weekday, width int) string {
	name, style := time.Weekday((weekday + 1) % 7).String()[:3], t.Muted
	_, at := g.at(s.year.Days[s.day].Date)
	mark := "  "
	if at == weekday {
		mark, style = "▸ ", t.Selected
	}
	line := style.Render(mark+name) + " "
	begun := time.Date(s.year.Year, 1, 1, 0, 0, 0, 0, time.UTC)
	for week := range g.weeks {
		day := int(g.first.AddDate(0, 0, 7*week+weekday).Sub(begun) / pricing.DayLength)
		line += s.dayCell(t, day, g.each)
	}
	room := s.besideYear(g, width)
	if room == 0 {
		return line
	}
	w := s.year.Weekdays[weekday]
	figure := "-"
	if w.Days > 0 {
		figure = draw.Money(w.PerDay)
	}
	line += "  " + t.Plain.Render(draw.FitRight(figure, s.perDayWidth()))
	if bar := min(room-s.perDayWidth()-3, 24); bar >= 4 && s.year.Busiest >= 0 {
		line += "  " + t.You.Render(draw.Bar(w.PerDay, s.year.Weekdays[s.year.Busiest].PerDay, bar))
	}
	return line
}

// dayCell is one day of the calendar.
func (s Model) dayCell(t draw.Theme, day, each int) string {
	wide := func(style lipgloss.Style, sign string) string {
		return style.Render(strings.Repeat(sign, min(each, 2))) + draw.Spaces(each-2)
	}
	if day < 0 || day >= len(s.year.Days) {
		return draw.Spaces(each)
	}
	switch d := s.year.Days[day]; {
	case day == s.day:
		return wide(t.Strong, "●")
	case day == s.year.Dearest:
		return wide(t.Strong, "▲")
	case !d.Known:
		return draw.Spaces(each)
	case d.Shade == 0:
		return t.Muted.Render(yearShades[0]) + draw.Spaces(each-1)
	default:
		return wide(t.You, yearShades[d.Shade])
	}
}

// shadeLegend says what the shades mean in dollars, and which day is the dearest.
func (s Model) shadeLegend(t draw.Theme, width int) string {
	y := s.year
	if y.Dearest < 0 {
		return ""
	}
	type entry struct {
		style      lipgloss.Style
		sign, text string
	}
	entries := []entry{{t.You, yearShades[1], "under " + draw.Brief(y.Bounds[0])}}
	for i, least := range y.Bounds {
		if i+1 < len(y.Bounds) && least.Equal(y.Bounds[i+1]) { // no day has that shade
			continue
		}
		entries = append(entries, entry{t.You, yearShades[i+2], "from " + draw.Brief(least)})
	}
	d := y.Days[y.Dearest]
	entries = append(entries, entry{t.Strong, "▲", draw.Money(d.Row.USD) + " " + d.Date.Format("2 Jan")}, entry{t.Muted, yearShades[0], "nothing"})
	line, used := "  ", 2
	for _, e := range entries {
		sign := e.sign
		if width >= 100 && e.sign != "▲" && e.sign != yearShades[0] {
			sign += e.sign
		}
		n := lipgloss.Width(sign+e.text) + 4
		if used+n > width {
			break
		}
		line, used = line+e.style.Render(sign)+" "+t.Plain.Render(e.text)+"   ", used+n
	}
	return line
}

// months draws what each month comes to: as columns below the calendar's months where there
// is room, else as a list with bars.
func (s Model) months(t draw.Theme, g grid, z draw.Size) []string {
	var most pricing.Money
	for _, usd := range s.year.Months {
		most = most.Max(usd)
	}
	if most.Sign() <= 0 || z.Height < 2 {
		return nil
	}
	if g.each > 1 && z.Height >= 6 {
		return s.monthColumns(t, g, z, most)
	}
	figures := 11
	for _, usd := range s.year.Months {
		figures = max(figures, lipgloss.Width(draw.Money(usd))+1)
	}
	columns := 2
	if z.Height < 6 {
		columns = 3
	}
	for columns > 1 && (z.Width-4)/columns < 3+figures+3 {
		columns--
	}
	rows := 12 / columns
	each := (z.Width - 4) / columns
	bar := max(each-3-figures-3, 0)
	var out []string
	for row := range min(rows, z.Height) {
		line := "  "
		for c := range columns {
			m := c*rows + row
			usd := s.year.Months[m]
			figure := draw.MaybeMoney(&usd)
			line += t.Muted.Render(time.Month(m + 1).String()[:3]) + t.Plain.Render(draw.FitRight(figure, figures)) + "  " + t.You.Render(draw.Fit(draw.Bar(usd, most, bar), bar)) + " "
		}
		out = append(out, line)
	}
	return out
}

// mostMonths is how high the columns of the months get.
const mostMonths = 28

// monthColumns draw the months as columns below the weeks in which they lie, that of the cursor
// set off, and beside them the dearest days.
func (s Model) monthColumns(t draw.Theme, g grid, z draw.Size, most pricing.Money) []string {
	rows := min(z.Height-1, mostMonths)
	place := func(m time.Month) (from, to int) {
		week, _ := g.at(time.Date(s.year.Year, m, 1, 0, 0, 0, 0, time.UTC))
		next, _ := g.at(time.Date(s.year.Year, m+1, 1, 0, 0, 0, 0, time.UTC))
		return week * g.each, next * g.each
	}
	here := s.year.Days[s.day].Date.Month()
	style := func(m time.Month) lipgloss.Style {
		if m == here {
			return t.You
		}
		return t.Muted
	}
	days := s.dearest(t, g, draw.Size{Width: z.Width, Height: rows})
	var out []string
	for row := rows - 1; row >= 0; row-- {
		line, x := "", 0
		for m := time.January; m <= time.December; m++ {
			from, to := place(m)
			height := plotted(s.year.Months[m-1]) / plotted(most) * float64(rows) * 8
			if height > 0 {
				height = max(height, 1)
			}
			sign, _ := columnCell([]float64{height}, float64(row*8))
			bar := min((to-from+1)/2, 6)
			line += draw.Spaces(from-x) + style(m).Render(strings.Repeat(string(sign), bar))
			x = from + bar
		}
		line = draw.Fit(draw.Spaces(yearMargin)+line, yearMargin+g.weeks*g.each)
		if at := rows - 1 - row; at < len(days) {
			line += days[at]
		}
		out = append(out, line)
	}
	line := draw.Spaces(yearMargin)
	for m := time.January; m <= time.December; m++ {
		from, to := place(m)
		text := ""
		if usd := s.year.Months[m-1]; !usd.IsZero() {
			text = draw.Dollars(usd)
		}
		line += style(m).Render(draw.Fit(text, to-from-1)) + " "
	}
	return append(out, line)
}

// dearest are the days that cost the most, for the room beside the months.
func (s Model) dearest(t draw.Theme, g grid, z draw.Size) []string {
	const wide = 22
	if s.besideYear(g, z.Width) < wide {
		return nil
	}
	out := []string{"    " + t.Heading.Render("THE DEAREST DAYS")}
	for i, day := range s.year.DearestDays(z.Height - 1) {
		d, style := s.year.Days[day], t.Plain
		if i == 0 {
			style = t.Strong
		}
		out = append(out, "    "+style.Render(draw.Fit(d.Date.Format("Mon _2 Jan"), 10)+draw.FitRight(draw.Money(d.Row.USD), wide-14)))
	}
	return out
}
