package credits

import (
	"strings"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// A layout says how many lines each part has. Drawing and the mouse read the same one.
type layout struct {
	answer   []string
	gap      bool
	preview  int  // columns of the preview at the right; 0 for none
	list     int  // lines of it, below its heading
	proposed bool // a line of what a gateway counts that is not recorded
	foot     bool // what dies a week
	pane     int  // lines of what to load, below a rule; 0 where there is none
}

// leastPane is how many lines what to load has before the list is cut for it: it goes first.
const leastPane = 2

// top is the first line of the list, its heading.
func (l layout) top() int {
	if l.gap {
		return len(l.answer) + 1
	}
	return len(l.answer)
}

// layout fits the parts into the size. In want of lines goes what to load but for its first
// lines, then those; the list scrolls and the answer stays.
func (s Model) layout() layout {
	width, height := s.size.Width, s.size.Height-3
	l := layout{preview: s.previewWidth()}
	l.answer = draw.AnswerLines(s.answer(), width, min(max(height-14, 2), 4))
	l.gap = height >= 19
	rest := height - l.top() - 1 // the heading
	if _, _, l.proposed = s.proposed(); l.proposed {
		rest--
	}
	if l.foot = len(s.load.Value.risk.Lots) > 0; l.foot {
		rest--
	}
	lines := len(s.lines())
	if l.list = min(lines, rest); rest-l.list < leastPane+1 && rest > leastPane+4 {
		l.list = rest - leastPane - 1
	}
	if l.pane = rest - l.list - 1; l.pane < 1 {
		l.list, l.pane = rest, 0
	}
	return l
}

// View draws the screen below the tab bar.
func (s Model) View(t draw.Theme) []string {
	if s.founding() {
		return s.drawFounding(t)
	}
	lines := s.body(t)
	if s.draft != nil {
		return s.put(t, lines)
	}
	return lines
}

// body is all of the screen but an open form.
func (s Model) body(t draw.Theme) []string {
	width := s.size.Width
	l := s.layout()
	var out []string
	for i, a := range l.answer {
		text := draw.Fit(a, width-4)
		if i == 0 {
			text = t.Strong.Render(text)
		}
		out = append(out, "  "+text)
	}
	if l.gap {
		out = append(out, "")
	}
	left := width
	if l.preview > 0 {
		left -= l.preview + 1
	}
	mine := s.leftOf(t, l, left)
	if l.preview == 0 {
		return append(out, mine...)
	}
	about := drawSections(t, s.about(l.preview-3), l.preview-3, len(mine))
	for i, line := range mine {
		out = append(out, draw.Fit(line, left)+t.Muted.Render("│")+" "+about[i])
	}
	return out
}

// leftOf is the list with what stands below it.
func (s Model) leftOf(t draw.Theme, l layout, width int) []string {
	out := s.drawList(t, width, l.list)
	for len(out) < l.list+1 {
		out = append(out, "")
	}
	if l.proposed {
		out = append(out, s.drawProposed(t, width))
	}
	if l.foot {
		out = append(out, s.drawFoot(t, width))
	}
	if l.pane == 0 {
		return out
	}
	out = append(out, t.Muted.Render(" "+strings.Repeat("─", width-2)))
	for _, line := range drawSections(t, s.pane(width-4, l.preview == 0), width-4, l.pane) {
		out = append(out, "  "+line)
	}
	return out
}

// pane is what to load at the account in hand, and without a preview what is known of the line
// under the cursor.
func (s Model) pane(width int, bare bool) []section {
	in, ok := s.inHand()
	if !ok {
		return nil
	}
	lines := s.advice()
	lines[0].title = "NEXT TOP-UP  " + draw.Safe(in.Account.Name) + "  "
	if bare {
		lines = append(lines, s.briefly(width)...)
	}
	out := []section{{lines: lines}, {s.methods(), "ways to pay"}}
	if bare {
		out = append(out, section{purchases(in), "lots"})
	}
	return append(out, section{s.sizes(), "sizes"})
}

// briefly is what a narrow screen says of the line under the cursor.
func (s Model) briefly(width int) []phrase {
	l, _ := s.inLine()
	var out []phrase
	if l.lot >= 0 {
		for _, line := range wrap.Fit(s.brief(l.of, l.lot), width) {
			out = append(out, phrase{text: line, style: muted})
		}
	}
	if text, known := s.driftWords(l.of); known {
		p := phrase{text: text}
		if !l.of.Drift.IsZero() {
			p = phrase{text: strings.TrimSuffix(text, ".") + "  [" + page.KeyOf(s.keys.Drift) + "] why", style: warned}
		}
		out = append(out, p)
	}
	return out
}
