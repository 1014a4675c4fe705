package whatif

import (
	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
)

// A layout says where the parts of the what-if screen stand. Drawing and the
// mouse read the same one.
type layout struct {
	answer []string // wrapped
	gap    bool     // an empty line after the answer

	left      int  // width of the knob pane
	could     int  // width of COULD BE; 0 where it is dropped
	label     int  // width of a knob's name
	now       int  // width of a knob's value
	right     int  // width of the gateway pane
	name      int  // width of a gateway's name
	total     int  // width of A MONTH
	bar       int  // width of OVER LIST; 0 where it is dropped or zero everywhere
	marks     int  // width of the requirements' marks; 0 without any
	against   int  // width of VS YOU
	panesTop  int  // first line of the panes, their heading
	panes     int  // lines of the panes, heading included
	chart     int  // lines of the chart; 0 where it is dropped
	never     bool // one line says that nothing crosses, in place of the chart
	noteLines int

	listHeight int // lines of gateways
}

// Widths at which a part begins to earn its place.
const (
	minBar     = 12
	chartWidth = 88
	minChart   = 8
)

// layout fits the screen's parts into its size. As columns shrink the chart
// goes first, then COULD BE, then the bars; the answer never.
func (s Model) layout() layout {
	var l layout
	width, height := s.size.Width, s.size.Height
	l.answer = draw.AnswerLines(s.answer(), width, min(max(height-11, 4), 6))
	s.columns(&l, width)

	rest := height - 2 - len(l.answer) - 3 // tab bar and rule; rule, caption and keys
	if height >= 22 {
		l.gap = true
		rest--
	}
	if height >= 20 {
		l.noteLines = 1
		rest--
	}
	if height >= 28 {
		l.noteLines = 2
		rest--
	}
	if height >= 34 && width < chartWidth {
		l.noteLines = 3
		rest--
	}
	shown, hidden := s.knobOrder()
	knobLines := len(shown) + 3 // heading, rule, REQUIRE
	if hidden > 0 || s.unfolded {
		knobLines++
	}
	_, within := s.crossings()
	if len(s.curves) > 1 && width >= chartWidth {
		switch wish := max(knobLines, min(len(s.lines())+1, rest*11/20)); {
		case !within && rest-2 >= knobLines:
			l.never = true
			rest -= 2
		case within && rest-1-minChart >= min(knobLines, 11):
			l.chart = min(max(rest-1-wish, minChart), 16)
			rest -= l.chart + 1
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
	shown, _ := s.knobOrder()
	for _, id := range append(shown, requireKnob) {
		l.label = max(l.label, lipgloss.Width(knobs[id].label))
		if id != requireKnob && id != workloadKnob { // that one has no COULD BE, and its room
			l.now = max(l.now, lipgloss.Width(s.value(id, ""))+2)
		}
		if could, _ := s.could(id); could != "" {
			l.could = max(l.could, lipgloss.Width(could))
		}
	}
	l.could = max(l.could, 8)
	l.now = max(min(l.now, 17), lipgloss.Width("1.0x → 2.0x"))
	l.total, l.against, l.name = widest("A MONTH"), widest(s.againstHeading()), widest("GATEWAY")
	bars := false
	for _, line := range s.lines() {
		if r := line.row; r != nil {
			l.name = max(l.name, lipgloss.Width(label(r)))
			if r.Total != nil {
				l.total = max(l.total, lipgloss.Width(draw.Money(*r.Total)))
			}
			l.against = max(l.against, lipgloss.Width(s.against(r)))
			bars = bars || r.Ranked && len(s.overList(r).parts()) > 0
		}
	}
	if n := len(s.now.apply(s.cat).Requirements); n > 0 {
		l.marks = max(n, widest("REQ"))
	}
	l.name = min(l.name, 18)

	// Margins: one cell at either side, one after each column.
	knobsOnly := 2 + l.label + 1 + l.now + 1
	fixed := 3 + l.name + 1 + l.total + 1 + l.against + 1
	if l.marks > 0 {
		fixed += l.marks + 1
	}
	room := width - knobsOnly - 1 - fixed
	could := l.could
	l.could = 0
	if bars && room >= minBar {
		l.bar = min(room, 40)
	}
	if room-minBar >= could+1 || !bars && room >= could+1 {
		l.could = could
		knobsOnly += could + 1
		if bars {
			l.bar = min(width-knobsOnly-1-fixed, 60)
		}
	}
	if l.could == 0 { // the workload's words have to do without its room
		if grow := lipgloss.Width(s.value(workloadKnob, s.now[workloadKnob])) + 2 - l.now; grow > 0 && (l.bar-grow >= minBar || l.bar == 0 && room >= grow) {
			l.now += grow
			knobsOnly += grow
			l.bar = max(l.bar-grow, 0)
		}
	}
	l.left = knobsOnly
	// What is left over goes to the names of long models.
	if spare := width - l.left - 1 - fixed - l.bar; spare > 0 {
		l.left += min(spare, 16)
		l.now += min(spare, 16)
	}
	l.right = width - l.left - 1
}
