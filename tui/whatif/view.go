package whatif

import (
	"fmt"
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
	switch s.mode {
	case listMode:
		return s.listLines(t)
	case besideMode:
		return s.two.lines(t, s.size, len(s.others()))
	}
	l := s.layout()
	var out []string
	for i, a := range l.answer {
		style := t.Strong
		if you := s.would; i == 0 && you != nil && you.Total != nil && !you.Fee.IsZero() {
			style = t.Fee.Bold(true)
		}
		out = append(out, "  "+highlit(style, draw.Fit(a, width-2)))
	}
	if l.gap {
		out = append(out, "")
	}
	left, right := s.knobLines(t, l), s.gatewayLines(t, l)
	for i := range l.panes {
		out = append(out, left[i]+right[i])
	}
	rule := func(joint string) string {
		return t.Muted.Render(" " + strings.Repeat("─", l.left-1) + joint + strings.Repeat("─", max(width-l.left-2, 0)))
	}
	out = append(out, rule("┴"))
	switch {
	case l.never:
		out = append(out, "  "+draw.Fit(s.neverCross(), width-2), t.Muted.Render(" "+strings.Repeat("─", width-2)))
	case l.chart > 0:
		out = append(out, s.chartLines(t, l)...)
		out = append(out, t.Muted.Render(" "+strings.Repeat("─", width-2)))
	}
	notes := wrap.Fit(s.note(), width-4)
	if len(notes) > l.noteLines && l.noteLines > 0 {
		notes = append(notes[:l.noteLines-1:l.noteLines-1], strings.Join(notes[l.noteLines-1:], " "))
	}
	for i := range l.noteLines {
		text := ""
		if i < len(notes) {
			text = notes[i]
		}
		if s.problem != "" {
			out = append(out, "  "+t.Loss.Render(draw.Fit(text, width-3)))
		} else {
			out = append(out, "  "+draw.Fit(text, width-3))
		}
	}
	if l.noteLines == 0 && (s.problem != "" || s.edit.below()) {
		return append(out, "  "+draw.Fit(s.note(), width-3))
	}
	start, end := s.caption(width - 3)
	return append(out, "  "+t.Muted.Render(draw.Edges(start, end, width-3)))
}

// highlit sets off the first figure of an answer line.
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

// gatewayLines draws the right pane.
func (s Model) gatewayLines(t draw.Theme, l layout) []string {
	scale, legend := s.barScale(l.bar - 2)
	name := "GATEWAY"
	if s.filter != "" {
		name = "/" + draw.Safe(s.filter)
	}
	heading := "   " + draw.Fit(name, l.name) + " " + draw.FitRight("A MONTH", l.total) + " "
	if l.bar > 0 {
		heading += " " + draw.Fit(legend, l.bar-2) + " "
	}
	if l.marks > 0 {
		heading += draw.Fit("REQ", l.marks) + " "
	}
	width := l.right
	heading = draw.Fit(heading+draw.FitRight(s.againstHeading(), l.against), width)
	out := []string{t.Heading.Render(heading)}
	for _, line := range s.visible(l.listHeight) {
		switch {
		case line.rule:
			text := " ── " + line.text + " "
			out = append(out, t.Muted.Render(text+strings.Repeat("─", max(width-1-lipgloss.Width(text), 0))+" "))
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
func (s Model) gatewayLine(t draw.Theme, l layout, line rankLine, scale float64) string {
	r := line.row
	marker, style := " ", t.Plain
	if r.Gateway == s.base.You {
		style = t.You
	}
	if r.Gateway == s.gatewayAt {
		marker = "·"
		if s.focus == gatewayPane {
			marker = "▸"
		}
	}
	total := "?"
	if r.Total != nil {
		total = draw.Money(*r.Total)
	}
	out := " " + style.Render(marker) + " " + style.Render(draw.Fit(label(r), l.name)) + " " + style.Render(draw.FitRight(total, l.total)) + " "
	marked := ""
	if l.marks > 0 {
		marked = draw.Fit(marks(r, s.now.apply(s.cat).Requirements), l.marks) + " "
	}
	if !r.Ranked {
		text := func(room int) string {
			if line.partial {
				return draw.Fit(s.yours(r, s.lacksIn(r, room-lipgloss.Width(s.yours(r, "")))), room)
			}
			return draw.Fit(line.text, room)
		}
		if l.marks > 0 && l.bar > 0 { // the marks stand in their column
			out += " " + t.Muted.Render(text(l.bar-2)) + " " + marked
			return out + draw.Spaces(l.right-lipgloss.Width(out))
		}
		out += marked + " "
		return out + t.Muted.Render(text(l.right-lipgloss.Width(out)-1)) + " "
	}
	if l.bar > 0 {
		out += " " + draw.Fit(s.bar(t, r, scale, l.bar-2), l.bar-2) + " "
	}
	out += marked
	against := s.against(r)
	last := style
	if r.Gateway != s.base.You && strings.HasPrefix(against, "+") {
		last = t.Muted
	}
	out += last.Render(draw.FitRight(against, l.against))
	return out + draw.Spaces(l.right-lipgloss.Width(out))
}

// chartLines draws the break-even chart and the list beside it.
func (s Model) chartLines(t draw.Theme, l layout) []string {
	lines, _ := s.crossings()
	pair, at := 0, 0
	for _, c := range lines {
		pair = min(max(pair, lipgloss.Width(c.pair)), 28)
	}
	ats := make([]string, len(lines))
	for i, c := range lines { // the chart keeps more than half of the width
		ats[i] = c.within(s.size.Width*9/20 - pair - 2)
		at = max(at, lipgloss.Width(ats[i]))
	}
	side := pair + 2 + at
	width := s.size.Width - 2 - side - 3
	drawn := draw.Chart(t, s.curves, s.span(), s.cmp.ListUSD, width, l.chart-1)
	out := []string{"  " + t.Heading.Render(draw.Fit("EXTRA OVER LIST by list dollars a month", width)) + "   " + t.Heading.Render(draw.Fit("BREAK-EVEN", side))}
	for i := range l.chart - 1 {
		line, beside := "", ""
		if i < len(drawn) {
			line = drawn[i]
		}
		if i < len(lines) {
			beside = draw.Fit(lines[i].pair, pair) + "  " + draw.FitRight(ats[i], at)
		}
		if i == l.chart-2 && len(lines) > l.chart-1 {
			beside = t.Muted.Render(fmt.Sprintf("and %d more", len(lines)-i))
		}
		out = append(out, "  "+draw.Fit(line, width)+"   "+beside)
	}
	return out
}

// neverCross says in one line that volume does not decide.
func (s Model) neverCross() string {
	return draw.List(s.drawn(), 4) + " never cross near this volume."
}
