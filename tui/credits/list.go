package credits

import (
	"fmt"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
)

// The list's columns before the horizon.
const (
	leastHorizon = 30 // cells before the lot goes for it
	wideHorizon  = 66 // cells that it keeps before further columns come
	mostName     = 24
	leastName    = 10
)

// A column of the list that is there where there is room.
type column struct {
	title string
	text  func(s Model, l line) string
}

// columns are those of a list, with their widths; a width of 0 is one that is dropped.
type columns struct {
	name, lot, left int
	more            []column
	wide            []int
	horizon         horizon
}

// further are the columns that come with the room, the first first.
var further = []column{
	{"ENDS", func(s Model, l line) string {
		if l.kind == accountLine {
			return l.of.endCell(s.asOf)
		}
		return ""
	}},
	{"BURN/DAY", func(_ Model, l line) string {
		if l.kind == accountLine {
			return moneyOrDash(l.of.Burn)
		}
		return ""
	}},
	{"BOUGHT 12 MO", func(_ Model, l line) string {
		if l.kind == accountLine {
			return l.of.boughtCell()
		}
		return ""
	}},
	{"FEES 12 MO", func(_ Model, l line) string {
		if l.kind == accountLine {
			return l.of.feesCell()
		}
		return ""
	}},
}

// columnsOf fits the columns of some lines into a width: further ones come while the horizon
// is wide enough, and in want of room the lot goes, and names are cut.
func (s Model) columnsOf(lines []line, width int) columns {
	c := columns{name: leastName, lot: 3, left: 4}
	for _, l := range lines {
		c.name = max(c.name, min(lipgloss.Width(l.name(s.asOf)), mostName))
		c.lot, c.left = max(c.lot, lipgloss.Width(l.lotCell())), max(c.left, lipgloss.Width(l.left()))
	}
	room := func() int {
		used := draw.Margin + c.name + draw.Gap + c.left + 2 // a blank and the line before the horizon
		if c.lot > 0 {
			used += c.lot + draw.Gap
		}
		for _, w := range c.wide {
			used += w + draw.Gap
		}
		return width - used - 1
	}
	if room() < leastHorizon {
		c.lot = 0
	}
	if short := leastHorizon - room(); short > 0 {
		c.name = max(c.name-short, leastName)
	}
	for _, f := range further {
		w, any := lipgloss.Width(f.title), false
		for _, l := range lines {
			text := f.text(s, l)
			any, w = any || text != "" && text != "-", max(w, lipgloss.Width(text))
		}
		if !any {
			continue
		}
		if room()-w-draw.Gap < wideHorizon {
			break
		}
		c.more, c.wide = append(c.more, f), append(c.wide, w)
	}
	c.horizon = newHorizon(s.asOf, room())
	return c
}

// drawList draws the heading with the scale, the lines that are in sight, and the deaths.
func (s Model) drawList(t draw.Theme, width, height int) []string {
	lines := s.lines()
	c := s.columnsOf(lines, width)
	head := draw.Spaces(draw.Margin) + draw.Fit("ACCOUNT", c.name) + draw.Spaces(draw.Gap)
	if c.lot > 0 {
		head += draw.Fit("LOT", c.lot) + draw.Spaces(draw.Gap)
	}
	head += draw.FitRight("LEFT", c.left)
	for i, m := range c.more {
		head += draw.Spaces(draw.Gap) + cellOf(m, m.title, c.wide[i])
	}
	out := []string{t.Heading.Render(head+" ") + t.Muted.Render("│") + t.Heading.Render(c.horizon.axis())}
	at := s.at()
	for i := s.top; i < min(s.top+listRoom(len(lines), height), len(lines)); i++ {
		out = append(out, s.drawLine(t, lines[i], c, i == at))
	}
	if text, loss := s.hidden(height); text != "" {
		more := t.Muted.Render(draw.Spaces(draw.Margin) + text)
		if loss != "" {
			more += "  " + t.Loss.Render(loss)
		}
		out = append(out, more)
	}
	return out
}

// cellOf writes a cell of a further column: words stand left, figures right.
func cellOf(c column, text string, width int) string {
	if c.title == "ENDS" {
		return draw.Fit(text, width)
	}
	return draw.FitRight(text, width)
}

// name is what the first column of a line says: the account, or of a lot the day that it is of.
func (l line) name(now time.Time) string {
	switch l.kind {
	case accountLine:
		return draw.Safe(l.of.Account.Name)
	case lotLine:
		return "  " + shortDay(l.of.Lots[l.lot].At, now)
	}
	return ""
}

// drawLine draws one line of the list.
func (s Model) drawLine(t draw.Theme, l line, c columns, inHand bool) string {
	marker, style := " ", t.Plain
	if inHand {
		marker, style = "▸", t.Selected
	}
	out := " " + style.Render(marker) + " "
	switch l.kind {
	case deadLine:
		out += style.Render("  " + l.text)
		if l.loss != "" {
			out += "  " + t.Loss.Render(l.loss)
		}
		return out
	case noteLine:
		if l.loss != "" {
			return out + "  " + t.Loss.Render(l.loss)
		}
		return out + "  " + t.Warn.Render(l.text)
	}
	out += style.Render(draw.Fit(l.name(s.asOf), c.name)) + draw.Spaces(draw.Gap)
	quiet := style
	if !inHand {
		quiet = t.Muted
	}
	if c.lot > 0 {
		out += quiet.Render(draw.Fit(l.lotCell(), c.lot)) + draw.Spaces(draw.Gap)
	}
	left := style
	if l.kind == accountLine && l.of.HasLots && l.of.Balance().Sign() < 0 {
		left = t.Loss
	} else if l.kind == lotLine {
		left = quiet
	}
	out += left.Render(draw.FitRight(l.left(), c.left))
	for i, m := range c.more {
		cell := style
		if m.title == "FEES 12 MO" {
			cell = t.Fee
		}
		out += draw.Spaces(draw.Gap) + cell.Render(cellOf(m, m.text(s, l), c.wide[i]))
	}
	return out + " " + t.Muted.Render("│") + s.drawLife(t, l, c.horizon, inHand)
}

// drawFoot draws what dies a week, below the list.
func (s Model) drawFoot(t draw.Theme, width int) string {
	c := s.columnsOf(s.lines(), width)
	row, weeks := c.horizon.foot(s.load.Value.risk)
	title := "dies a week"
	if weeks > 1 {
		title = fmt.Sprintf("dies in %d weeks", weeks)
	}
	return t.Muted.Render(draw.FitRight(title, width-c.horizon.width()-3)) + " " + t.Muted.Render("│") + s.footStyled(t, row)
}

// footStyled sets off the figures of a foot: what is lost from what is not.
func (s Model) footStyled(t draw.Theme, row string) string {
	out, run, money := "", []rune{}, false
	flush := func() {
		style := t.Muted
		if money {
			style = t.Loss
		}
		out, run = out+style.Render(string(run)), nil
	}
	for _, r := range row {
		if is := r == '$' || r == '<' || r == ',' || r >= '0' && r <= '9'; is != money {
			flush()
			money = is
		}
		run = append(run, r)
	}
	flush()
	return out
}
