package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
)

// view draws the screen below the tab bar: all lines but the keys at the foot.
// It is pure: the same screen, theme and size give the same lines.
func (s whatif) view(t theme) []string {
	width := s.size.width
	switch s.phase {
	case loading:
		return sentences(width, "Reading the ledger …")
	case failed:
		return sentences(width, "The ledger cannot be read: "+safe(s.err.Error())+".", "Ctrl-R reads it again; `tollbook doctor` says what is wrong with it.")
	case empty:
		lines := []string{
			"Nothing to compare yet: this ledger holds no usage.",
			"",
			"1. Open openrouter.ai/activity, then Export, then CSV.",
			"2. tollbook import openrouter_activity.csv",
			"3. tollbook",
		}
		if s.demo {
			lines = append(lines, "", "Or press d to look at the demo, a year of invented usage.")
		}
		return sentences(width, lines...)
	}
	l := s.layout()
	var out []string
	for _, a := range l.answer {
		out = append(out, "  "+s.highlit(t, fit(a, width-2)))
	}
	if l.gap {
		out = append(out, "")
	}
	left, right := s.knobLines(t, l), s.gatewayLines(t, l)
	for i := range l.panes {
		out = append(out, left[i]+right[i])
	}
	rule := func(joint string) string {
		return t.muted.Render(" " + strings.Repeat("─", l.left-1) + joint + strings.Repeat("─", max(width-l.left-2, 0)))
	}
	out = append(out, rule("┴"))
	switch {
	case l.never:
		out = append(out, "  "+fit(s.neverCross(), width-2), t.muted.Render(" "+strings.Repeat("─", width-2)))
	case l.chart > 0:
		out = append(out, s.chartLines(t, l)...)
		out = append(out, t.muted.Render(" "+strings.Repeat("─", width-2)))
	}
	notes := wrapped(s.note(), width-4)
	if len(notes) > l.noteLines && l.noteLines > 0 {
		notes = append(notes[:l.noteLines-1:l.noteLines-1], joined(notes[l.noteLines-1:]))
	}
	for i := range l.noteLines {
		text := ""
		if i < len(notes) {
			text = notes[i]
		}
		if s.problem != "" {
			out = append(out, "  "+t.loss.Render(fit(text, width-3)))
		} else {
			out = append(out, "  "+fit(text, width-3))
		}
	}
	if l.noteLines == 0 && (s.problem != "" || s.edit != nil && s.edit.filter) {
		return append(out, "  "+fit(s.note(), width-3))
	}
	start, end := s.caption(width - 3)
	return append(out, "  "+t.muted.Render(edges(start, end, width-3)))
}

// highlit sets off the first figure of an answer line.
func (s whatif) highlit(t theme, line string) string {
	from := strings.IndexByte(line, '$')
	if from < 0 {
		return line
	}
	to := from + 1
	for to < len(line) && strings.IndexByte("0123456789,.", line[to]) >= 0 {
		to++
	}
	return line[:from] + t.strong.Render(line[from:to]) + line[to:]
}

// knobLines draws the left pane, its separator included.
func (s whatif) knobLines(t theme, l layout) []string {
	shown, hidden := s.knobOrder()
	var body []string
	for _, id := range shown {
		body = append(body, s.knobLine(t, l, id))
	}
	switch {
	case hidden > 0:
		body = append(body, t.muted.Render(fit(edges(fmt.Sprintf("  + %d more", hidden), "[m]", l.left-1), l.left)))
	case s.unfolded:
		body = append(body, t.muted.Render(fit(edges("  fewer", "[m]", l.left-1), l.left)))
	}
	separator := len(body)
	body = append(body, t.muted.Render(" "+strings.Repeat("─", l.left-1)))
	body = append(body, s.knobLine(t, l, requireKnob))

	height := l.panes - 1
	top := s.knobTop(len(body), l)
	heading := "  " + fit("KNOB", l.label) + " " + fit("NOW", l.now)
	if l.could > 0 {
		heading += " " + fitRight("COULD BE", l.could)
	}
	out := []string{t.heading.Render(fit(heading, l.left)) + t.muted.Render("│")}
	for i := range height {
		joint := "│"
		line := spaces(l.left)
		if top+i < len(body) {
			line = body[top+i]
		}
		if top+i == separator {
			joint = "┤"
		}
		out = append(out, line+t.muted.Render(joint))
	}
	return out
}

// knobTop is the first of the knob pane's lines that is shown, so that the
// knob in hand always is.
func (s whatif) knobTop(lines int, l layout) int {
	height := l.panes - 1
	if lines <= height {
		return 0
	}
	shown, _ := s.knobOrder()
	at := slices.Index(shown, s.knobAt)
	if at < 0 {
		at = lines - 1
	}
	return min(max(at-height/2, 0), lines-height)
}

// knobLine draws one knob.
func (s whatif) knobLine(t theme, l layout, id knobID) string {
	k := knobs[id]
	marker, style := " ", t.plain
	inHand := id == s.knobAt && s.focus == knobPane
	if id == s.knobAt {
		marker = "·"
	}
	if inHand {
		marker, style = "▸", t.you
	}
	room := l.left - 2 - l.label - 1 - 1
	could, pending := s.could(id)
	var value string
	switch {
	case s.edit != nil && !s.edit.filter && s.edit.knob == id:
		return " " + style.Render(marker+fit(k.label, l.label)) + " " + fit(tail(typedLine(s.edit.input.Value(), s.edit.input.Position()), room), room+1)
	case s.idle(id):
		value = t.muted.Render(fit("no models", min(l.now, room)))
	default:
		value = s.knobValue(id, inHand)
		if l.could == 0 || lipgloss.Width(value) > l.now {
			// A changed value may need the room of COULD BE.
			if l.could == 0 || lipgloss.Width(value)+1+lipgloss.Width(could) > room {
				could = ""
			}
		}
		if s.now[id] != "" {
			value = t.you.Render(ansiCut(value, room))
		} else {
			value = ansiCut(value, room)
		}
	}
	rest := room - lipgloss.Width(value)
	if id == requireKnob {
		could = "[r]"
	}
	could = fitRight(ansiCut(could, rest), rest)
	if pending {
		could = t.muted.Render(could)
	}
	return " " + style.Render(marker+fit(k.label, l.label)) + " " + value + could + " "
}

// knobValue is what a knob stands at: "1.0x", or "1.0x → 2.0x" once turned. The
// one in hand stands between arrows where it can go further.
func (s whatif) knobValue(id knobID, inHand bool) string {
	value := s.value(id, s.now[id])
	if s.now[id] != "" && id != requireKnob && id != swapKnob && id != workloadKnob {
		value = s.value(id, "") + " → " + value
	}
	if !inHand {
		return value
	}
	less, more := "", ""
	if _, ok := s.step(id, -1); ok {
		less = "‹"
	}
	if _, ok := s.step(id, 1); ok {
		more = "›"
	}
	return less + value + more
}

// could is what a knob's best step would bring: "crypto -$6.20". pending says
// that it was found for the settings before.
func (s whatif) could(id knobID) (text string, pending bool) {
	switch lv := s.levers.by[id]; {
	case id == requireKnob || id == workloadKnob || id == downtimeKnob || id == serverKnob || id == ratesKnob || s.idle(id):
		return "", false
	case s.levers.order == nil:
		return "…", true
	case !lv.found:
		text = "no move"
	case id == volumeKnob || lv.change.Sign() > 0:
		text = lv.to + " " + strings.Replace(signedShort(lv.change), "$", "", 1)
	default:
		text = lv.to + " " + signedShort(lv.change)
	}
	if s.levers.pending {
		text += "…"
	}
	return text, s.levers.pending
}

// signedShort drops the cents of what is more than ten dollars: a lever is a
// rough thing.
func signedShort(m pricing.Money) string {
	if m.Abs().Cmp(pricing.MustMoney("10")) < 0 {
		return signed(m)
	}
	if m.Sign() > 0 {
		return "+" + dollars(m)
	}
	return dollars(m)
}

// gatewayLines draws the right pane.
func (s whatif) gatewayLines(t theme, l layout) []string {
	scale, legend := s.barScale(l.bar - 2)
	heading := "   " + fit("GATEWAY", l.name) + " " + fitRight("A MONTH", l.total) + " "
	if l.bar > 0 {
		heading += " " + fit(legend, l.bar-2) + " "
	}
	if l.marks > 0 {
		heading += fit("REQ", l.marks) + " "
	}
	width := l.right
	heading = fit(heading+fitRight(s.againstHeading(), l.against), width)
	out := []string{t.heading.Render(heading)}
	for _, line := range s.visible(l.listHeight) {
		switch {
		case line.rule:
			text := " ── " + line.text + " "
			out = append(out, t.muted.Render(text+strings.Repeat("─", max(width-1-lipgloss.Width(text), 0))+" "))
		case line.row == nil:
			out = append(out, t.muted.Render(fit("   "+line.text, width)))
		default:
			out = append(out, s.gatewayLine(t, l, line, scale))
		}
	}
	for len(out) < l.panes {
		out = append(out, spaces(width))
	}
	return out
}

// gatewayLine draws one gateway.
func (s whatif) gatewayLine(t theme, l layout, line rankLine, scale float64) string {
	r := line.row
	marker, style := " ", t.plain
	if r.Gateway == s.base.You {
		style = t.you
	}
	if r.Gateway == s.gatewayAt {
		marker = "·"
		if s.focus == gatewayPane {
			marker = "▸"
		}
	}
	total := "?"
	if r.Total != nil {
		total = money(*r.Total)
	}
	out := " " + style.Render(marker) + " " + style.Render(fit(label(r), l.name)) + " " + style.Render(fitRight(total, l.total)) + " "
	marked := ""
	if l.marks > 0 {
		marked = fit(marks(r, s.now.apply(s.cat).Requirements), l.marks) + " "
	}
	if !r.Ranked {
		if l.marks > 0 && l.bar > 0 { // the marks stand in their column
			out += " " + t.muted.Render(fit(line.text, l.bar-2)) + " " + marked
			return out + spaces(l.right-lipgloss.Width(out))
		}
		out += marked + " "
		return out + t.muted.Render(fit(line.text, l.right-lipgloss.Width(out)-1)) + " "
	}
	if l.bar > 0 {
		out += " " + fit(s.bar(t, r, scale, l.bar-2), l.bar-2) + " "
	}
	out += marked
	against := s.against(r)
	last := style
	if r.Gateway != s.base.You && strings.HasPrefix(against, "+") {
		last = t.muted
	}
	out += last.Render(fitRight(against, l.against))
	return out + spaces(l.right-lipgloss.Width(out))
}

// chartLines draws the break-even chart and the list beside it.
func (s whatif) chartLines(t theme, l layout) []string {
	lines, _ := s.crossings()
	pair, at := 0, 0
	for _, c := range lines {
		pair, at = max(pair, lipgloss.Width(c.pair)), max(at, lipgloss.Width(c.at))
	}
	pair = min(pair, 28)
	side := pair + 2 + at
	width := s.size.width - 2 - side - 3
	drawn := chart(t, s.curves, s.span(), s.cmp.ListUSD, width, l.chart-1)
	out := []string{"  " + t.heading.Render(fit("EXTRA OVER LIST by list dollars a month", width)) + "   " + t.heading.Render(fit("BREAK-EVEN", side))}
	for i := range l.chart - 1 {
		line, beside := "", ""
		if i < len(drawn) {
			line = drawn[i]
		}
		if i < len(lines) {
			beside = fit(lines[i].pair, pair) + "  " + fitRight(lines[i].at, at)
		}
		if i == l.chart-2 && len(lines) > l.chart-1 {
			beside = t.muted.Render(fmt.Sprintf("and %d more", len(lines)-i))
		}
		out = append(out, "  "+fit(line, width)+"   "+beside)
	}
	return out
}

// neverCross says in one line that volume does not decide.
func (s whatif) neverCross() string {
	return list(s.drawn(), 4) + " never cross near this volume: more or less work does not change which is cheaper."
}

// sentences sets text in the middle of nothing, wrapped.
func sentences(width int, lines ...string) []string {
	out := []string{""}
	for _, line := range lines {
		for _, w := range wrapped(line, width-4) {
			out = append(out, "  "+w)
		}
	}
	return out
}

// tail keeps the end of a line that is being typed.
func tail(s string, width int) string {
	runes := []rune(s)
	for len(runes) > 0 && lipgloss.Width(string(runes)) > width {
		runes = runes[1:]
	}
	return string(runes)
}

// ansiCut cuts text to width cells.
func ansiCut(s string, width int) string {
	if lipgloss.Width(s) <= width {
		return s
	}
	return fit(s, width)
}
