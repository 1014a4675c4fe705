package whatif

import (
	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
)

// A layout says where the parts of the what-if screen stand. Drawing and the
// mouse read the same one. Its columns follow from the width of the screen alone, so that
// nothing moves while amounts grow: an amount that does not fit is written shorter.
type layout struct {
	answer []string // wrapped
	gap    bool     // an empty line after the answer

	left    int // width of the knob pane
	label   int // width of a knob's name
	value   int // width of what it stands at, between ‹ and ›
	best    int // width of BEST STEP
	right   int // width of the gateway pane
	name    int // width of a gateway's name
	total   int // width of A MONTH
	against int // width of the difference
	bar     int // width of the bars; 0 where they are dropped
	marks   int // width of the requirements' marks; 0 without any
	preview int // width of what the gateway in hand is made of, at the right; 0 where it is dropped

	cents     bool // A MONTH has cents
	panesTop  int  // first line of the panes, their heading
	panes     int  // lines of the panes, heading included
	chart     int  // lines of the chart; 0 where it is dropped
	never     bool // one line says that nothing crosses, in place of the chart
	detail    int  // lines of what the gateway in hand is made of, below; 0 where it is dropped
	noteLines int

	listHeight int // lines of gateways
}

// less and more are where the arrows of the knobs stand.
func (l layout) less() int { return 2 + l.label + 1 }
func (l layout) more() int { return l.less() + 1 + l.value }

// A tier is the widths of the columns from a width of the screen on.
type tier struct{ from, value, best, name, total, against, bar int }

// tiers, the narrowest first. As columns shrink the chart goes first, then the bars; the
// answer, BEST STEP and REQUIRE never.
var tiers = []tier{
	{from: 0, value: 9, best: 7, name: 10, total: 6, against: 6},
	{from: 66, value: 11, best: 8, name: 11, total: 8, against: 7},
	{from: 80, value: 12, best: 9, name: 13, total: 9, against: 7, bar: 7},
	{from: 96, value: 15, best: 9, name: 16, total: 9, against: 8, bar: 16},
	{from: 112, value: 18, best: 9, name: 20, total: 10, against: 9, bar: 20},
	{from: 136, value: 21, best: 9, name: 20, total: 10, against: 9, bar: 7},
	{from: 160, value: 26, best: 10, name: 24, total: 11, against: 10, bar: 24},
}

// Widths at which a part begins to earn its place.
const (
	chartWidth   = 88
	minChart     = 8
	previewWidth = 130 // of the screen
	maxBar       = 44
)

// layout fits the screen's parts into its size.
func (s Model) layout() layout {
	var l layout
	width, height := s.size.Width, s.size.Height
	l.answer = draw.AnswerLines(s.answer(), width+2, max(min(height/6, 4), 3))
	s.columns(&l, width)

	rest := height - 2 - len(l.answer) - 3 // tab bar and rule; rule, caption and keys
	if height >= 22 {
		l.gap = true
		rest--
	}
	for _, from := range []int{19, 24, 32, 44} {
		if height >= from {
			l.noteLines++
			rest--
		}
	}
	shown, hidden := s.knobOrder()
	knobLines := len(shown) + 3 // heading, rule, REQUIRE
	if hidden > 0 || s.unfolded {
		knobLines++
	}
	need := min(knobLines, 11) // of the knobs, before there is a chart
	if s.unfolded {
		need = knobLines
	}
	wish := max(knobLines, min(len(s.lines())+1, rest*11/20)) // of the panes
	if len(s.curves) > 1 && width >= chartWidth {
		switch within := s.crosses(); {
		case !within && rest-2 >= knobLines:
			l.never = true
			rest -= 2
		case within && rest-1-minChart >= need:
			l.chart = min(max(rest-1-wish, minChart), 26)
			rest -= l.chart + 1
		}
	}
	if spare := rest - max(knobLines, len(s.lines())+1) - 1; l.preview == 0 && spare >= 4 {
		if n := min(spare, len(s.detail(width-4))); n > 0 {
			l.detail = n
			rest -= n + 1
		}
	}
	l.panes = max(rest, 2)
	l.panesTop = 2 + len(l.answer)
	if l.gap {
		l.panesTop++
	}
	l.listHeight = l.panes - 1
	return l
}

// columns decides which columns there are and how wide.
func (s Model) columns(l *layout, width int) {
	at := tiers[0]
	for _, t := range tiers {
		if width >= t.from {
			at = t
		}
	}
	l.label, l.value, l.best = 8, at.value, at.best
	l.left = 2 + l.label + 1 + 1 + l.value + 1 + 1 + l.best + 1
	l.name, l.total, l.against, l.bar = at.name, at.total, at.against, at.bar
	l.marks = widthOfMarks(s.requirements())
	l.right = width - l.left - 1
	if width >= previewWidth && !s.noPreview {
		l.preview = width / 4
		l.right -= l.preview + 1
	}
	const margins = 3 + 1 + 1 + 1 // marks of the row; after the name, the total and the difference
	spare := l.right - margins - l.name - l.total - l.against
	if l.marks > 0 {
		spare -= l.marks + 1
	}
	switch l.bar = min(spare-1, maxBar); {
	case at.bar == 0 || l.bar < min(at.bar, 7):
		l.bar = 0
	default:
		spare -= l.bar + 1
	}
	l.name += spare // what is left over goes to the names
	if l.name < 8 { // the marks of many requirements: one sign each
		l.marks = len(s.requirements())
		l.name = l.right - margins - l.total - l.against - l.marks - 1
	}
	l.cents = true
	for _, line := range s.lines() {
		if r := line.row; r != nil && r.Total != nil && lipgloss.Width(draw.Money(*r.Total)) > l.total {
			l.cents = false
		}
	}
}

// amountIn writes an amount in so many cells: with cents, without, in thousands, in millions.
func amountIn(m pricing.Money, width int, cents bool) string {
	if text := draw.Money(m); cents && lipgloss.Width(text) <= width {
		return text
	}
	if text := draw.Dollars(m); lipgloss.Width(text) <= width {
		return text
	}
	return draw.Thousands(m)
}

// signedIn is amountIn with the sign always written. Under ten dollars it has cents where they
// fit.
func signedIn(m pricing.Money, width int) string {
	text := amountIn(m, width-1, true)
	if m.Sign() < 0 {
		text = amountIn(m, width, true)
	}
	if m.Cents().Sign() > 0 {
		return "+" + text
	}
	return text
}
