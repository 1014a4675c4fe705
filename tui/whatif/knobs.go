package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
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
		body = append(body, t.Muted.Render(draw.Fit(draw.Edges(fmt.Sprintf("  + %d more", hidden), "[m]", l.left-1), l.left)))
	case s.unfolded:
		body = append(body, t.Muted.Render(draw.Fit(draw.Edges("  fewer", "[m]", l.left-1), l.left)))
	}
	separator := len(body)
	body = append(body, t.Muted.Render(" "+strings.Repeat("─", l.left-1)))
	body = append(body, s.knobLine(t, l, requireKnob))

	height := l.panes - 1
	top := s.knobTop(len(body), l)
	heading := "  " + draw.Fit("KNOB", l.label) + " " + draw.Fit("NOW", l.now)
	if l.could > 0 {
		heading += " " + draw.FitRight("COULD BE", l.could)
	}
	out := []string{t.Heading.Render(draw.Fit(heading, l.left)) + t.Muted.Render("│")}
	for i := range height {
		joint := "│"
		line := draw.Spaces(l.left)
		if top+i < len(body) {
			line = body[top+i]
		}
		if top+i == separator {
			joint = "┤"
		}
		out = append(out, line+t.Muted.Render(joint))
	}
	return out
}

// knobTop is the first of the knob pane's lines that is shown, so that the
// knob in hand always is.
func (s Model) knobTop(lines int, l layout) int {
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
func (s Model) knobLine(t draw.Theme, l layout, id knobID) string {
	k := knobs[id]
	marker, style := " ", t.Plain
	inHand := id == s.knobAt && s.focus == knobPane
	if id == s.knobAt {
		marker = "·"
	}
	if inHand {
		marker, style = "▸", t.You
	}
	room := l.left - 2 - l.label - 1 - 1
	could, pending := s.could(id)
	var value string
	switch {
	case s.edit.of(id):
		return " " + style.Render(marker+draw.Fit(k.label, l.label)) + " " + draw.Fit(draw.Tail(form.InputLine(s.edit.input.Value(), s.edit.input.Position()), room), room+1)
	case s.idle(id):
		value = t.Muted.Render(draw.Fit("no models", min(l.now, room)))
	default:
		value = s.knobValue(id, inHand)
		if l.could == 0 || lipgloss.Width(value) > l.now {
			// A changed value may need the room of COULD BE.
			if l.could == 0 || lipgloss.Width(value)+1+lipgloss.Width(could) > room {
				could = ""
			}
		}
		if s.now[id] != "" {
			value = t.You.Render(draw.Cut(value, room))
		} else {
			value = draw.Cut(value, room)
		}
	}
	rest := room - lipgloss.Width(value)
	if id == requireKnob {
		could = "[" + page.KeyOf(s.keys.Require) + "]"
	}
	could = draw.FitRight(draw.Cut(could, rest), rest)
	if pending {
		could = t.Muted.Render(could)
	}
	return " " + style.Render(marker+draw.Fit(k.label, l.label)) + " " + value + could + " "
}

// knobValue is what a knob stands at: "1.0x", or "1.0x → 2.0x" once turned. The
// one in hand stands between arrows where it can go further.
func (s Model) knobValue(id knobID, inHand bool) string {
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
func (s Model) could(id knobID) (text string, pending bool) {
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
		return draw.Signed(m)
	}
	if m.Sign() > 0 {
		return "+" + draw.Dollars(m)
	}
	return draw.Dollars(m)
}
