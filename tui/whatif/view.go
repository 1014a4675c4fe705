package whatif

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/wrap"
)

// View draws the screen below the tab bar: all lines but the keys at the foot.
// It is pure: the same screen, theme and size give the same lines.
func (s Model) View(t draw.Theme) []string {
	if s.laid != nil {
		return s.sheetLines(t)
	}
	width := s.size.Width
	l := s.layout()
	var out []string
	for i, a := range l.answer {
		out = append(out, "  "+answerLine(t, draw.Fit(a, width-2), i == 0))
	}
	if l.gap {
		out = append(out, "")
	}
	left, right := s.knobLines(t, l), s.gatewayLines(t, l)
	var beside []detailed
	if l.preview > 0 {
		beside = s.detail(l.preview - 2)
	}
	for i := range l.panes {
		line := left[i] + right[i]
		if l.preview > 0 {
			line += t.Muted.Render("│") + detailLine(t, beside, i, l.preview)
		}
		out = append(out, line)
	}
	rule := " " + strings.Repeat("─", l.left-1) + "┴" + strings.Repeat("─", l.right-1)
	if l.preview > 0 {
		rule += "─┴" + strings.Repeat("─", l.preview-1)
	}
	out = append(out, t.Muted.Render(rule))
	whole := t.Muted.Render(" " + strings.Repeat("─", width-2))
	if l.detail > 0 {
		lines := s.detail(width - 4)
		for i := range l.detail {
			out = append(out, " "+detailLine(t, lines, i, width-2))
		}
		out = append(out, whole)
	}
	switch {
	case l.never:
		out = append(out, "  "+draw.Fit(s.neverCross(), width-2), whole)
	case l.chart > 0:
		out = append(append(out, s.chartLines(t, l)...), whole)
	}
	return append(out, s.footLines(t, l)...)
}

// footLines say more of what is in hand, and how the figures are meant.
func (s Model) footLines(t draw.Theme, l layout) []string {
	width := s.size.Width
	var out []string
	notes := wrap.Fit(s.note(), width-4)
	if winner := s.cmp.Row(s.cmp.Cheapest); s.focus == knobPane && s.edit == nil && s.problem == "" && winner != nil && len(notes) < l.noteLines {
		if ifs := s.ifs(winner); len(ifs) > 0 { // what the marks of the answer stand for
			notes = append(notes, wrap.Fit(draw.Safe(winner.ShortName())+": "+strings.Join(ifs, "  "), width-4)...)
		}
	}
	if len(notes) > l.noteLines && l.noteLines > 0 {
		notes = append(notes[:l.noteLines-1:l.noteLines-1], strings.Join(notes[l.noteLines-1:], " "))
	}
	for i := range l.noteLines {
		text := ""
		if i < len(notes) {
			text = draw.Fit(notes[i], width-3)
		}
		if s.problem != "" {
			text = t.Loss.Render(text)
		}
		out = append(out, "  "+text)
	}
	if l.noteLines == 0 && (s.problem != "" || s.edit.below()) {
		return append(out, "  "+draw.Fit(s.note(), width-3))
	}
	start, end := s.caption(width - 3)
	return append(out, "  "+t.Muted.Render(draw.Edges(start, end, width-3)))
}

// answerLine sets off the figures of a line of the answer: what is saved, and the first of all.
func answerLine(t draw.Theme, line string, first bool) string {
	out := ""
	for {
		from := strings.IndexByte(line, '$')
		if from < 0 {
			return out + line
		}
		to := from + 1
		for to < len(line) && (strings.IndexByte("0123456789", line[to]) >= 0 || strings.IndexByte(",.", line[to]) >= 0 && to+1 < len(line) && strings.IndexByte("0123456789", line[to+1]) >= 0) {
			to++
		}
		style := t.Plain
		if first {
			style = t.Strong
		}
		if from > 0 && strings.IndexByte("+-", line[from-1]) >= 0 {
			if from--; line[from] == '-' {
				style = t.Saved
			}
		}
		if strings.HasSuffix(line[:from], "saves ") {
			style = t.Saved
		}
		out += line[:from] + style.Render(line[from:to])
		line, first = line[to:], false
	}
}

// highlit sets off the first figure of a line.
func highlit(style lipgloss.Style, line string) string {
	from := strings.IndexByte(line, '$')
	if from < 0 {
		return line
	}
	to := from + 1
	for to < len(line) && strings.IndexByte("0123456789,.", line[to]) >= 0 {
		to++
	}
	return line[:from] + style.Render(line[from:to]) + line[to:]
}

// gatewayLines draws the pane of the gateways.
func (s Model) gatewayLines(t draw.Theme, l layout) []string {
	name := "GATEWAY"
	if s.filter != "" {
		name = "/" + draw.Safe(s.filter)
	}
	month := "A MONTH"
	if l.total < len(month) {
		month = "MONTH"
	}
	heading := draw.Spaces(3) + draw.Fit(name, l.name) + " " + draw.FitRight(month, l.total) + " "
	room := l.against
	if l.bar > 0 {
		room += 1 + l.bar
	}
	if text := s.rulerHeading(room); l.bar > 0 {
		heading += draw.Fit(draw.Spaces(max((room-lipgloss.Width(text)+1)/2, 0))+text, room) + " "
	} else {
		heading += draw.FitRight(text, room) + " "
	}
	if l.marks > 0 {
		heading += marksHeading(s.requirements(), l.marks) + " "
	}
	width := l.right
	out := []string{t.Heading.Render(draw.Fit(heading, width))}
	scale := s.barScale(l.bar)
	for _, line := range s.visible(l.listHeight) {
		switch {
		case line.rule:
			text := " ── " + line.text + " "
			out = append(out, t.Muted.Render(draw.Fit(text+strings.Repeat("─", max(width-1-lipgloss.Width(text), 0))+" ", width)))
		case line.row == nil:
			out = append(out, t.Muted.Render(draw.Fit("   "+line.text, width)))
		default:
			out = append(out, s.gatewayLine(t, l, line, scale))
		}
	}
	for len(out) < l.panes {
		out = append(out, draw.Spaces(width))
	}
	return out
}

// gatewayLine draws one gateway.
func (s Model) gatewayLine(t draw.Theme, l layout, line rankLine, c scale) string {
	r := line.row
	marker, mark, style := " ", " ", t.Plain
	switch r.Gateway {
	case s.base.You:
		mark, style = "●", t.You
	case s.cmp.Cheapest:
		mark = "1"
	}
	if r.Gateway == s.gatewayAt {
		marker = "·"
		if s.focus == gatewayPane {
			marker = "▸"
		}
	}
	total := "?"
	if r.Total != nil {
		total = amountIn(*r.Total, l.total, l.cents)
	}
	out := style.Render(marker+mark+" "+draw.Fit(label(r, l.name), l.name)) + " " + style.Render(draw.FitRight(total, l.total)) + " "
	marked := ""
	if l.marks > 0 {
		marked = marks(t, r, s.requirements(), l.marks) + " "
	}
	if !r.Ranked {
		room := max(l.right-lipgloss.Width(out)-lipgloss.Width(marked)-1, 0)
		text := line.text
		if line.partial {
			text = s.yours(r, s.lacksIn(r, room-lipgloss.Width(s.yours(r, ""))))
		}
		return out + t.Muted.Render(draw.Fit(text, room)) + " " + marked
	}
	against, last := s.against(r, l.against), t.Muted
	switch {
	case r.Gateway == s.base.You && !strings.HasPrefix(against, "-"):
		last = t.You
	case strings.HasPrefix(against, "-"):
		last = t.Saved
	}
	out += last.Render(draw.FitRight(against, l.against)) + " "
	if l.bar > 0 {
		out += s.bar(t, r, c) + " "
	}
	out += marked
	return out + draw.Spaces(l.right-lipgloss.Width(out))
}

// chartLines draws the break-even chart and beside it who is cheaper where.
func (s Model) chartLines(t draw.Theme, l layout) []string {
	width := s.size.Width - 4
	lines, never := s.crossings()
	name, where := 0, 0
	for _, c := range lines {
		name, where = max(name, lipgloss.Width(c.name)), max(where, lipgloss.Width(c.where))
	}
	heading := "CHEAPER THAN " + strings.ToUpper(s.ownName())
	side := min(max(name+2+where, lipgloss.Width(heading)), width*9/20)
	plot := width - side - 3
	drawn := draw.Chart(t, s.curves, s.span(), s.cmp.ListUSD, plot, l.chart-1)
	var beside []string
	for _, c := range lines {
		if text := draw.Fit(c.name, name) + "  " + c.where; lipgloss.Width(text) <= side {
			beside = append(beside, text)
			continue
		}
		beside = append(beside, draw.Cut(c.name, side))
		for _, part := range wrap.Fit(c.where, side-2) {
			beside = append(beside, "  "+part)
		}
	}
	if len(never) > 0 {
		beside = append(beside, wrap.Fit("nowhere: "+draw.List(never, 4), side)...)
	}
	out := []string{"  " + t.Heading.Render(draw.Fit("ON TOP OF TOKENS by list dollars a month", plot)) + "   " + t.Heading.Render(draw.Fit(heading, side))}
	for i := range l.chart - 1 {
		line, text := "", ""
		if i < len(drawn) {
			line = drawn[i]
		}
		if i < len(beside) {
			text = beside[i]
		}
		out = append(out, "  "+draw.Fit(line, plot)+"   "+draw.Fit(text, side))
	}
	return out
}
