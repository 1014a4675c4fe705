package credits

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
)

// lotWidths are the columns of the lots; 0 is one that is dropped.
type lotWidths struct{ id, bought, credit, bar, left, line int }

// wantedLine is how much room the time line is given before columns go for it.
const wantedLine = 30

// lotWidths fit the columns into the width: half the bar goes first, then the bar,
// bought and credit.
func (s Model) lotWidths(lines []lotLine) lotWidths {
	w := lotWidths{id: 3, bought: 6, credit: 6, bar: 12, left: 6}
	for _, l := range lines {
		if l.lot < 0 {
			continue
		}
		lot := l.of.Lots[l.lot]
		w.id = max(w.id, lipgloss.Width(lotName(lot)))
		w.bought = max(w.bought, lipgloss.Width(s.dayWords(lot.At)))
		w.credit, w.left = max(w.credit, lipgloss.Width(draw.Money(lot.Credit))), max(w.left, lipgloss.Width(draw.Money(lot.Remaining)))
	}
	room := func() int {
		used := draw.Margin
		for _, n := range []int{w.id, w.bought, w.credit, w.bar, w.left} {
			if n > 0 {
				used += n + draw.Gap
			}
		}
		return s.size.Width - used - 3
	}
	for _, cut := range []func(){func() { w.bar = 8 }, func() { w.bar = 0 }, func() { w.bought = 0 }, func() { w.credit = 0 }} {
		if room() >= wantedLine {
			break
		}
		cut()
	}
	w.line = max(room(), 8)
	return w
}

// drawLots draws the heading with the scale, and the lines that are in sight.
func (s Model) drawLots(t draw.Theme, height int) []string {
	lines := s.lotLines()
	w, scale := s.lotWidths(lines), s.timeScale()
	head := draw.Spaces(draw.Margin) + draw.Fit("LOT", w.id) + draw.Spaces(draw.Gap)
	if w.bought > 0 {
		head += draw.Fit("BOUGHT", w.bought) + draw.Spaces(draw.Gap)
	}
	if w.credit > 0 {
		head += draw.FitRight("CREDIT", w.credit) + draw.Spaces(draw.Gap)
	}
	if w.bar > 0 {
		head += draw.Spaces(w.bar + draw.Gap)
	}
	head += draw.FitRight("LEFT", w.left) + draw.Spaces(draw.Gap) + "│"
	out := []string{t.Heading.Render(draw.Fit(head+scale.axis(w.line), s.size.Width))}
	if len(lines) == 0 {
		return append(out, t.Muted.Render(draw.Fit("   There is no lot: a purchase, a grant or a balance makes the first.", s.size.Width)))
	}
	for i := s.lotTop; i < len(lines) && len(out) < height; i++ {
		out = append(out, s.drawLot(t, lines[i], w, scale))
	}
	return out
}

// drawLot draws one line.
func (s Model) drawLot(t draw.Theme, l lotLine, w lotWidths, scale timeScale) string {
	in, _ := s.inHand()
	mine := in.Account.Name == l.of.Account.Name
	if l.lot < 0 {
		return s.drawNote(t, l, mine)
	}
	lot := l.of.Lots[l.lot]
	marker, style := " ", t.Plain
	if l.id() == s.lotAt && mine {
		marker = "·"
		if s.focus == lotsPane {
			marker, style = "▸", t.Selected
		}
	}
	text := draw.Fit(lotName(lot), w.id) + draw.Spaces(draw.Gap)
	if w.bought > 0 {
		text += draw.Fit(s.dayWords(lot.At), w.bought) + draw.Spaces(draw.Gap)
	}
	if w.credit > 0 {
		text += draw.FitRight(draw.Money(lot.Credit), w.credit) + draw.Spaces(draw.Gap)
	}
	if w.bar > 0 {
		text += draw.PartsBar(lot.Credit, lot.Remaining, lot.Expired.Add(lot.Refunded), w.bar) + draw.Spaces(draw.Gap)
	}
	left := "-"
	if !lot.Remaining.IsZero() {
		left = draw.Money(lot.Remaining)
	}
	text += draw.FitRight(left, w.left) + draw.Spaces(draw.Gap)
	return " " + style.Render(marker) + " " + style.Render(text) + t.Muted.Render("│") + s.drawLife(t, l.of, lot, w.line, scale)
}

// drawNote draws an account's name with its dead lots, or a note.
func (s Model) drawNote(t draw.Theme, l lotLine, mine bool) string {
	width := s.size.Width - draw.Margin - 1
	if l.isHead() {
		name := draw.Fit(draw.Safe(l.of.Account.Name), min(lipgloss.Width(draw.Safe(l.of.Account.Name)), 30))
		style := t.Plain
		if mine {
			style = t.You
		}
		rest := ""
		if l.note != "" {
			rest = "  " + l.note
		}
		out := " " + style.Render(name) + t.Muted.Render(rest)
		if l.loss != "" {
			out += "  " + t.Loss.Render(l.loss)
		}
		return draw.Fit(out, s.size.Width-1)
	}
	style, text := t.Muted, l.note
	if l.loss != "" {
		style, text = t.Loss, l.loss
	}
	if strings.HasPrefix(text, "refundable") {
		style = t.Warn
	}
	return draw.Spaces(draw.Margin) + style.Render(draw.Fit(text, width))
}
