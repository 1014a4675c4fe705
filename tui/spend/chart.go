package spend

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// shades are the signs of a column's parts, the dearest first, and last of the others together.
var shades = []rune{'█', '▓', '▒', '░', '·'}

// shadeStyle is the colour of a part: two of one hue stand apart by their signs.
func shadeStyle(t draw.Theme, part int) lipgloss.Style {
	return []lipgloss.Style{t.You, t.Plain, t.You, t.Plain, t.Muted}[part]
}

// widestColumn is how wide a column of the chart gets, the gap beside it included.
const widestColumn = 8

// stack is what the chart shows in a width: the finest units that have room.
func (s Model) stack(width int) (report.Stack, bool) {
	if s.picture.Phase != page.Ready || s.picture.Pending {
		return report.Stack{}, false
	}
	all := s.picture.Value.stacks
	for _, st := range all {
		if len(st.Columns) <= width {
			return st, true
		}
	}
	last := all[len(all)-1] // months of decades: the last of them
	last.Columns = last.Columns[len(last.Columns)-width:]
	return last, true
}

// chart draws the period's columns, each divided by model or by the group in hand, with its
// legend above and days below: z.Height lines. Until its figures are there it is an empty frame.
func (s Model) chart(t draw.Theme, z draw.Size) []string {
	const widestAxis = 9
	rows := z.Height - 2
	st, ready := s.stack(z.Width - draw.Margin - widestAxis - 1)
	top, ticks := 0.0, make([]string, rows)
	if ready {
		top = ceiling(plotted(st.Most))
		if top > 0 {
			ticks[0] = tick(top)
			if half := tick(top / 2); rows > 5 && !strings.Contains(half, ".") {
				ticks[rows/2] = half
			}
		}
	}
	axis := 4
	for _, text := range ticks {
		axis = max(axis, lipgloss.Width(text))
	}
	room := z.Width - draw.Margin - axis - 3
	each := widestColumn
	if n := len(st.Columns); n > 0 {
		each = min(max(room/n, 1), widestColumn)
	}
	out := []string{s.legend(t, st, ready, z.Width)}
	heights := columnHeights(st, top, rows)
	for row := range rows {
		joint := "│"
		switch {
		case row == rows-1:
			joint = "┼"
		case ticks[row] != "":
			joint = "┤"
		}
		line := t.Muted.Render(draw.Spaces(draw.Margin-1) + draw.FitRight(ticks[row], axis) + " " + joint)
		switch {
		case row == rows/2 && !ready:
			line += t.Muted.Render(" …")
		case row == rows/2 && st.Most.Sign() <= 0:
			line += t.Muted.Render("  no dollars")
			heights = nil
		}
		out = append(out, line+chartRow(t, heights, rows-1-row, each))
	}
	return append(out, draw.Spaces(draw.Margin-1+axis+2)+s.daysBelow(t, st, each, room))
}

// legend says what the chart shows, and which sign is whose.
func (s Model) legend(t draw.Theme, st report.Stack, ready bool, width int) string {
	title := "USD A " + strings.ToUpper(st.Unit)
	if !ready {
		return "   " + t.Heading.Render("USD …")
	}
	names := make([]string, len(st.Names), len(st.Names)+1)
	for i, name := range st.Names {
		names[i] = draw.Label(name)
		if st.By == "model" {
			names[i] = draw.BareModel(names[i])
		}
	}
	if st.Others > 0 {
		names = append(names, strconv.Itoa(st.Others)+" more")
	}
	room := width - 3 - lipgloss.Width(title) - 2
	wide := func(most int) (n int) {
		for _, name := range names {
			n += min(lipgloss.Width(name), most) + 4
		}
		return n
	}
	most := 30
	for most > 6 && wide(most) > room {
		most--
	}
	line, used := "   "+t.Heading.Render(title), 0
	for i, name := range names {
		part := i
		if i >= len(st.Names) {
			part = len(shades) - 1
		}
		name = draw.Cut(name, most)
		if used += lipgloss.Width(name) + 4; used > room {
			break
		}
		line += "  " + shadeStyle(t, part).Render(string(shades[part])) + " " + t.Plain.Render(name)
	}
	return line
}

// columnHeights are the upper ends of each column's parts, in eighths of a row: its floats
// choose signs and nothing else.
func columnHeights(st report.Stack, top float64, rows int) [][]float64 {
	out := make([][]float64, len(st.Columns))
	for i, c := range st.Columns {
		sum := 0.0
		for _, usd := range c.Parts {
			sum += plotted(usd)
			out[i] = append(out[i], sum/top*float64(rows)*8)
		}
		if n := len(out[i]); n > 0 && sum > 0 { // what is not nothing is seen
			out[i][n-1] = math.Max(out[i][n-1], 1)
		}
	}
	return out
}

// chartRow draws one line of the columns; row 0 is the lowest.
func chartRow(t draw.Theme, heights [][]float64, row, each int) string {
	bar := each
	if each > 2 { // columns stand apart where they have room
		bar--
	}
	var b strings.Builder
	run, of := "", -1
	flush := func() {
		if of < 0 {
			b.WriteString(run)
		} else {
			b.WriteString(shadeStyle(t, of).Render(run))
		}
		run = ""
	}
	put := func(sign rune, n, part int) {
		if part != of {
			flush()
			of = part
		}
		run += strings.Repeat(string(sign), n)
	}
	for _, ends := range heights {
		sign, part := columnCell(ends, float64(row*8))
		put(sign, bar, part)
		put(' ', each-bar, -1)
	}
	flush()
	return b.String()
}

// columnCell is the sign of a column in the row that begins at a height, and which part it
// shows: the one that takes most of it. part is -1 above the column.
func columnCell(ends []float64, from float64) (sign rune, part int) {
	below, most, part := 0.0, 0.0, -1
	for i, end := range ends {
		if over := math.Min(end, from+8) - math.Max(below, from); over > most {
			most, part = over, i
		}
		below = math.Max(below, end)
	}
	if part < 0 {
		return ' ', -1
	}
	if left := below - from; left < 7.5 { // the column ends here
		if part > 0 { // the sign has no shade of its own: it is muted, as the others are
			part = len(shades) - 1
		}
		return []rune("▁▁▂▃▄▅▆▇")[int(math.Round(math.Max(left, 1)))], part
	}
	return shades[part], part
}

// daysBelow are the days under the columns, with a mark under the one in hand.
func (s Model) daysBelow(t draw.Theme, st report.Stack, each, width int) string {
	line := []rune(draw.Spaces(width))
	put := func(x int, text string) {
		runes := []rune(text)
		if x+len(runes) > len(line) {
			return
		}
		for i := max(x-1, 0); i < min(x+len(runes)+1, len(line)); i++ {
			if line[i] != ' ' {
				return
			}
		}
		copy(line[x:], runes)
	}
	at := -1
	if i := s.columnInHand(st); i >= 0 {
		at = i*each + max(each-2, 0)/2
		put(at, "▲")
	}
	var before time.Time
	for i, c := range st.Columns {
		if text := dayBelow(st.Unit, c.From, before); text != "" {
			put(i*each, text)
		}
		before = c.From
	}
	text := string(line)
	if at < 0 {
		return t.Muted.Render(text)
	}
	return t.Muted.Render(string(line[:at])) + t.You.Render("▲") + t.Muted.Render(string(line[at+1:]))
}

// columnInHand is the place of the column that holds the day, week or month under the cursor; -1
// where the group is none of time.
func (s Model) columnInHand(st report.Stack) int {
	at := -1
	if !s.byTime() {
		return at
	}
	p, err := report.PeriodOf(groups[s.view.by], s.groups.Cursor)
	if err != nil {
		return at
	}
	for i, c := range st.Columns {
		if !c.From.After(p.From) {
			at = i
		}
	}
	return at
}

// dayBelow names a column where it begins something: a month, a week of a month; before is the
// column before it.
func dayBelow(unit string, at, before time.Time) string {
	switch {
	case unit == "day" && before.IsZero(), unit == "day" && at.Day() == 1:
		return at.Format("2 Jan")
	case unit == "day" && at.Day()%7 == 1:
		return at.Format("2")
	case unit == "day":
		return ""
	case before.IsZero(), at.Month() == time.January && before.Year() != at.Year():
		return at.Format("Jan '06")
	case at.Month() != before.Month():
		return at.Format("Jan")
	}
	return ""
}

// plotted is an amount as a height.
func plotted(m pricing.Money) float64 {
	f, err := strconv.ParseFloat(m.String(), 64)
	if err != nil {
		return 0
	}
	return math.Max(f, 0)
}

// ceiling is the round number at or above a height that an axis ends with.
func ceiling(most float64) float64 {
	if most <= 0 {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(most)))
	for _, n := range []float64{1, 2, 3, 4, 5, 6, 8} {
		if most <= n*power {
			return n * power
		}
	}
	return 10 * power
}

// tick writes a mark of the axis, with cents where it is below a dollar.
func tick(usd float64) string {
	decimals := 0
	if usd < 1 || usd != math.Trunc(usd) {
		decimals = max(2, int(math.Ceil(-math.Log10(usd))))
	}
	m, err := pricing.ParseFigure(strconv.FormatFloat(usd, 'f', decimals, 64))
	if err != nil {
		return "?"
	}
	return draw.Brief(m)
}
