package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/form"
)

// knobLines draws the left pane, its separator included.
func (s Model) knobLines(t draw.Theme, l layout) []string {
	shown, hidden := s.knobOrder()
	var body []string
	for _, id := range shown {
		body = append(body, s.knobLine(t, l, id))
	}
	switch {
	case hidden > 0:
		body = append(body, t.Muted.Render(draw.Fit(fmt.Sprintf("  + %d more  m", hidden), l.left)))
	case s.unfolded:
		body = append(body, t.Muted.Render(draw.Fit("  fewer  m", l.left)))
	}
	separator := len(body)
	body = append(body, t.Muted.Render(" "+strings.Repeat("─", l.left-1)))
	body = append(body, s.knobLine(t, l, requireKnob))

	height := l.panes - 1
	heading := draw.Spaces(2) + draw.Fit("KNOB", l.label) + " "
	const best = "BEST STEP"
	if now := "‹ " + draw.Fit("NOW", l.value-2) + " › "; l.best >= len(best) {
		heading += now + draw.FitRight(best, l.best)
	} else {
		heading += "‹ NOW" + draw.FitRight(best, l.left-1-l.less()-len(" NOW")-1)
	}
	out := []string{t.Heading.Render(draw.Fit(heading, l.left)) + t.Muted.Render("│")}
	lines := s.knobBody(len(body), l)
	for i := range height {
		joint, line := "│", draw.Spaces(l.left)
		if i < len(lines) {
			line = body[lines[i]]
			if lines[i] == separator {
				joint = "┤"
			}
		}
		out = append(out, line+t.Muted.Render(joint))
	}
	return out
}

// knobBody are the lines of the knob pane that are shown, of so many: in want of room the knob
// in hand is, and REQUIRE always, below its rule where there is room for one.
func (s Model) knobBody(lines int, l layout) []int {
	height := l.panes - 1
	var out []int
	if lines <= height {
		for i := range lines {
			out = append(out, i)
		}
		return out
	}
	foot := 2
	if height < 6 {
		foot = 1
	}
	room := max(height-foot, 0)
	shown, _ := s.knobOrder()
	at := max(slices.Index(shown, s.knobAt), 0)
	top := min(max(at-room/2, 0), max(lines-2-room, 0))
	for i := range room {
		out = append(out, top+i)
	}
	for i := lines - foot; i < lines; i++ {
		out = append(out, i)
	}
	return out
}

// knobLine draws one knob.
func (s Model) knobLine(t draw.Theme, l layout, id knobID) string {
	marker, style := " ", t.Plain
	if id == s.knobAt {
		marker = "·"
		if s.focus == knobPane {
			marker, style = "▸", t.You
		}
	}
	name := " " + style.Render(marker+draw.Fit(s.knobLabel(id), l.label)) + " "
	if s.edit.of(id) {
		room := l.left - 2 - l.label - 2
		return name + draw.Fit(draw.Tail(form.InputLine(s.edit.input.Value(), s.edit.input.Position()), room), room+1)
	}
	if s.idle(id) {
		return name + t.Muted.Render(draw.Fit(" no models", l.left-2-l.label-1))
	}
	value := draw.Fit(s.knobValue(id, l.value), l.value)
	if s.now[id] != "" {
		value = t.You.Render(value)
	}
	arrow := func(sign string, by int) string {
		switch _, further := s.step(id, by); {
		case !further:
			return " "
		case id == s.knobAt && s.focus == knobPane:
			return t.You.Render(sign)
		}
		return t.Muted.Render(sign)
	}
	return name + arrow("‹", -1) + value + arrow("›", 1) + " " + s.bestText(t, id, l.best) + " "
}

// knobLabel is a knob's name.
func (s Model) knobLabel(id knobID) string {
	if id == workloadKnob && s.vacant {
		return "I spend"
	}
	return knobs[id].label
}

// knobValue is what a knob stands at, in so many cells: "1.0x", or "1.0x → 2.0x" once turned,
// "→ 2.0x" where that is too much.
func (s Model) knobValue(id knobID, width int) string {
	value := s.value(id, s.now[id])
	if s.now[id] == "" || id == requireKnob || id == workloadKnob || id == modelKnob {
		for _, long := range []string{fmt.Sprintf("%d d ", s.base.Days), "usual "} { // what a narrow column leaves out
			if lipgloss.Width(value) > width {
				value = strings.TrimPrefix(value, long)
			}
		}
		return value
	}
	candidates := []string{s.value(id, "") + " → " + value, "→ " + value}
	if id == swapKnob {
		candidates = []string{value}
		if _, to, one := strings.Cut(value, " → "); one {
			candidates = append(candidates, "→ "+to)
		}
	}
	for _, text := range candidates {
		if lipgloss.Width(text) <= width {
			return text
		}
	}
	return candidates[len(candidates)-1]
}

// bestText is what a knob's best step brings: "-$65 ~" where that rests on something, "-$65 ✓"
// where the knob stands at it, "(+$609)" for twice the volume, which saves nothing.
func (s Model) bestText(t draw.Theme, id knobID, width int) string {
	text, style := s.bestWords(id, width)
	switch {
	case !s.levers.found, s.levers.pending && text != "":
		return t.Muted.Render(draw.FitRight(text, width))
	case style:
		return t.Saved.Render(draw.FitRight(text, width))
	}
	return t.Muted.Render(draw.FitRight(text, width))
}

// bestWords are those of BEST STEP, and whether it saves.
func (s Model) bestWords(id knobID, width int) (text string, saves bool) {
	best := s.levers.by[id]
	switch {
	case slices.Contains([]knobID{workloadKnob, modelKnob, requireKnob, ratesKnob, downtimeKnob, serverKnob}, id) || s.idle(id):
		return "", false
	case !s.levers.found:
		return "…", false
	case !best.known:
		return "?", false
	case id == volumeKnob:
		usd := signedShort(best.change)
		if lipgloss.Width(usd) > width-2 {
			usd = signedIn(best.change, width-2)
		}
		text = "(" + usd + ")"
		if lipgloss.Width(text) > width {
			text = strings.Replace(text, "$", "", 1)
		}
		return text, false
	case best.asGood:
		return "as good", false
	}
	usd := func(room int) string {
		if best.change.Abs().Cmp(pricing.MustMoney("10")) >= 0 {
			return amountIn(best.change, room, false)
		}
		return amountIn(best.change, room, true)
	}
	switch {
	case s.now[id] != "" && s.now[id] == best.value:
		return usd(width-2) + " ✓", true
	case len(best.rests) > 0:
		return usd(width-2) + " ~", true
	}
	text = usd(width)
	return text + draw.Spaces(min(2, width-lipgloss.Width(text))), true
}

// signedShort drops the cents of what is more than ten dollars: a lever is a
// rough thing.
func signedShort(m pricing.Money) string {
	if m.Abs().Cmp(pricing.MustMoney("10")) < 0 {
		return draw.Signed(m)
	}
	if m.Sign() > 0 {
		return "+" + draw.Dollars(m)
	}
	return draw.Dollars(m)
}
