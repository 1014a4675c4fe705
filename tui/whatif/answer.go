package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/form"
)

// answer is the screen's first lines: what the present gateway costs to load,
// and what the cheapest would cost, with what that rests on.
func (s Model) answer() []string {
	if s.cmpErr != nil {
		return []string{"This setting cannot be priced: " + draw.Safe(s.cmpErr.Error()) + ".", "u takes the last step back, Z all of them."}
	}
	const named = 1
	verdict := strings.Join(s.cmp.Verdict(s.base, named), " ")
	return []string{s.answerYou(), draw.Safe(verdict)}
}

// answerYou says what is paid now, or would be with the knobs turned.
func (s Model) answerYou() string {
	switch {
	case s.cmp.You == nil:
		return fmt.Sprintf("%s of tokens a month at list price, compared over %s.", draw.Money(s.cmp.ListUSD), words.Plural(s.ranked(), "gateway"))
	case s.now.countTurned() == 0:
		return draw.Safe(s.cmp.You.Sentence())
	case s.would == nil:
		return "What you would pay with these knobs is not known: the gateways that you use have no price for it, or the catalog makes another bill of your usage than they did."
	case s.now[workloadKnob] == "":
		return draw.Safe(s.would.Would(s.untouched))
	}
	return draw.Safe(s.would.Would(nil))
}

func (s Model) ranked() int {
	n := 0
	for i := range s.cmp.Rows {
		if s.cmp.Rows[i].Ranked {
			n++
		}
	}
	return n
}

// note says more about what is under the cursor.
func (s Model) note() string {
	switch {
	case s.edit != nil && s.edit.line == nameLine:
		line := "save as: " + form.InputLine(s.edit.input.Value(), s.edit.input.Position())
		if s.problem != "" {
			return line + "   " + s.problem
		}
		return line + "   Enter keeps it, Esc leaves it"
	case s.problem != "":
		return s.problem
	case s.edit != nil && s.edit.line == filterLine:
		return "filter: " + form.InputLine(s.edit.input.Value(), s.edit.input.Position()) + "   Enter keeps it, Esc clears it"
	case s.focus == knobPane:
		k := knobs[s.knobAt]
		switch {
		case s.idle(s.knobAt):
			return k.label + ": " + pricing.ErrNeedsTokens.Error()
		case s.knobAt == workloadKnob && len(s.cmp.Notes) > 0:
			return "workload: " + draw.Safe(strings.Join(s.cmp.Notes, "; "))
		case s.knobAt == swapKnob && s.now[swapKnob] != "":
			return "swap " + draw.Safe(strings.Join(append([]string{strings.NewReplacer("=", " → ", ",", ", ").Replace(s.now[swapKnob])}, s.cmp.Idle...), "; "))
		case s.now[s.knobAt] != "" && s.notTaken() != "":
			return strings.ToLower(k.label) + ": " + s.notTaken()
		case s.knobAt == swapKnob && s.levers.by[swapKnob].found:
			return "swap: best is " + draw.Safe(s.levers.by[swapKnob].full) + ", if it does the work"
		}
		if record := s.recordNote(); record != "" {
			return strings.ToLower(k.label) + ": " + record
		}
		return strings.ToLower(k.label) + ": " + k.about
	}
	r := s.cmp.Row(s.gatewayAt)
	if r == nil {
		return ""
	}
	var parts []string
	if r.PurchaseUSD != nil && r.Fee != nil && !r.Fee.IsZero() {
		parts = append(parts, fmt.Sprintf("%s a month of %s by %s", purchases(r.PurchasesMTh), draw.Money(*r.PurchaseUSD), draw.Safe(r.Method)))
	}
	if len(r.Sellers) > 0 {
		parts = append(parts, fmt.Sprintf("(%d): tokens are paid to %s", len(r.Sellers), draw.List(r.Sellers, 4)))
	}
	if missing := slices.Concat(r.Missing, r.Unpriced); len(missing) > 0 {
		parts = append(parts, "without "+draw.List(missing, 4))
	}
	for _, n := range r.Notes {
		parts = append(parts, draw.Safe(n))
	}
	for _, a := range alike(r.Assumptions) {
		parts = append(parts, "~ "+draw.Safe(a))
	}
	for _, q := range s.now.apply(s.cat).Requirements {
		if basis := r.Claims[q.Text]; basis != "" {
			parts = append(parts, "~ "+draw.Safe(q.Text)+" is "+string(basis))
		}
	}
	if len(parts) == 0 {
		return r.Gateway + ": rests on no assumption"
	}
	return draw.Safe(r.Gateway) + ": " + strings.Join(parts, "; ")
}

// notTaken says where the present gateway does not take a knob as it was turned; "" for
// knobs that it takes or that are not about it.
func (s Model) notTaken() string {
	you := s.you()
	if you == nil || !slices.Contains([]knobID{topUpKnob, methodKnob, cacheKnob}, s.knobAt) {
		return ""
	}
	return draw.Safe(strings.Join(you.Notes, "; "))
}

// alike puts sentences that differ only in what stands between their brackets
// into one: "x is taken (a)" and "x is taken (b)" are "x is taken (a, b)".
func alike(sentences []string) []string {
	var out []string
	at := map[string]int{}
	for _, s := range sentences {
		words, inside, ok := strings.Cut(strings.TrimSuffix(s, ")"), " (")
		if i, seen := at[words]; ok && seen {
			out[i] = strings.TrimSuffix(out[i], ")") + ", " + inside + ")"
			continue
		}
		at[words] = len(out)
		out = append(out, s)
	}
	return out
}

// purchases counts them with at most one decimal: "1 purchase", "0.6 purchases".
func purchases(count string) string {
	if n := strings.TrimSuffix(words.Percent(count), " %"); n != "1" {
		return n + " purchases"
	}
	return "1 purchase"
}

// caption says how the figures are meant. In want of room it leaves out what a
// reader knows soonest.
func (s Model) caption(width int) (left, right string) {
	if slices.ContainsFunc(s.cmp.Rows, func(r pricing.Row) bool { return len(r.Assumptions) > 0 }) {
		left = "~ rests on an assumption"
	}
	parts := []string{"today's rates", "month = 30 days"}
	if seen := s.cmp.OldestRate(); seen != "" {
		parts[0] = "rates seen " + seen
	}
	if s.now[ratesKnob] != "" {
		parts[0] = "rates of each day"
	}
	if words := s.cmp.Reproduced(); words != "" {
		parts = append(parts, words)
	}
	if len(s.cmp.Unpriced) > 0 {
		parts = append(parts, "unpriced: "+draw.List(s.cmp.Unpriced, 2))
	}
	wide := func() bool { return lipgloss.Width(left)+2+lipgloss.Width(strings.Join(parts, " · ")) > width }
	if i := slices.Index(parts, "month = 30 days"); wide() {
		parts = slices.Delete(parts, i, i+1)
	}
	if left != "" && wide() {
		left = "~ assumed"
	}
	for len(parts) > 1 && wide() {
		parts = parts[1:]
	}
	return left, strings.Join(parts, " · ")
}
