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

// answer is the screen's first lines: what is paid, or what the knobs make of it, what the
// cheapest would save, and what all best steps would.
func (s Model) answer() []string {
	if s.cmpErr != nil {
		return []string{"This setting cannot be priced: " + draw.Safe(s.cmpErr.Error()) + ".", "u takes the last step back, Z all of them."}
	}
	if s.vacant {
		return []string{"No usage yet, i imports an export. " + s.answerYou(), s.offer() + " " + s.answerBest()}
	}
	if s.worth() {
		return []string{s.answerWorth(), s.answerUnbilled()}
	}
	return []string{s.answerYou() + " " + s.offer(), s.answerBest() + s.answerLess()}
}

// answerYou says what is paid now, or would be with the knobs turned.
func (s Model) answerYou() string {
	switch {
	case s.vacant && s.model() == "":
		return draw.Brief(s.spend()) + " a month at list price:"
	case s.vacant:
		return draw.Brief(s.spend()) + " a month on " + draw.Safe(draw.BareModel(s.model())) + ":"
	case s.cmp.You == nil:
		return draw.Money(s.cmp.ListUSD) + " of tokens a month at list price."
	case s.now.countTurned() == 0:
		return draw.Safe(s.cmp.You.Short())
	case s.would == nil || s.would.Total == nil || s.ruler.at == nil:
		return "What you would pay with these knobs is not known: the gateways that you use have no price for it, or the catalog makes another bill of your usage than they did."
	}
	with := ""
	if turned := s.turnedWords(); len(turned) > 0 {
		with = " with " + draw.List(turned, 2)
	}
	total, before := *s.would.Total, *s.ruler.at
	switch change := total.Sub(before); {
	case with == "" && s.bare(): // a month of dollars, at the user's own gateway
		return fmt.Sprintf("%s at list price would be %s a month at %s.", draw.Brief(s.cmp.ListUSD), draw.Money(total), draw.Safe(s.base.You))
	case with == "":
		return fmt.Sprintf("You would pay %s a month for that work.", draw.Money(total))
	case change.Cents().IsZero():
		return fmt.Sprintf("No change%s: %s a month.", with, draw.Money(total))
	default:
		usd := draw.Money
		if change.Abs().Cmp(pricing.MustMoney("10")) >= 0 {
			usd = draw.Dollars
		}
		return fmt.Sprintf("%s a month%s: %s instead of %s.", signedShort(change), with, usd(total), usd(before))
	}
}

// turnedWords are the knobs that are turned, as a sentence names them: "cache 70 %".
func (s Model) turnedWords() (out []string) {
	for id := workloadKnob; id < knobCount; id++ {
		k, is := id.of()
		switch value := s.now[id]; {
		case value == "" || !is || k.Verdict || s.idle(id):
		case id == volumeKnob:
			out = append(out, s.value(id, value)+" the volume")
		case id == swapKnob:
			from, to, _ := strings.Cut(s.value(id, value), " → ")
			if to != "" {
				from = to + " for " + from
			}
			out = append(out, from)
		default:
			out = append(out, strings.ToLower(knobs[id].label)+" "+s.value(id, value))
		}
	}
	return out
}

// offer says what the cheapest would save beyond that, with marks for what it rests on: the
// line under the cursor says it.
func (s Model) offer() string {
	var paid *pricing.Money
	if s.would != nil {
		paid = s.would.Total
	}
	said, rests := s.cmp.Offer(s.base, paid, len(s.turnedWords()) > 0)
	if rests {
		said = strings.TrimSuffix(said, ".") + " " + footmarks(len(s.ifs(s.cmp.Row(s.cmp.Cheapest))))
	}
	return draw.Safe(said)
}

// answerBest says what all best steps would save together, from when the rates are, and who
// meets what is required.
func (s Model) answerBest() string {
	var out []string
	switch best := s.levers.together; {
	case !s.levers.found:
		out = append(out, "All best steps together … (B).")
	case s.levers.bill == nil:
		if at := s.present(); at != "" {
			out = append(out, "No step can be counted (?): the bill at "+draw.Safe(at)+" is not known in full.")
		}
	case best == nil && s.levers.set:
		out = append(out, "All best steps are set.")
	case best == nil:
		out = append(out, "No step of a knob saves more.")
	default:
		pending := ""
		if s.levers.pending {
			pending = "…"
		}
		from := *s.levers.bill
		if s.ruler.at != nil {
			from = *s.ruler.at
		}
		out = append(out, fmt.Sprintf("All best steps together %s%s (B).", signedShort(best.Sub(from)), pending))
	}
	if meets := s.cmp.Meets(); meets != "" {
		out = append(out, draw.Safe(meets))
	}
	if s.vacant {
		return strings.Join(out, " ")
	}
	if s.now[ratesKnob] != "" {
		out = append(out, "Rates of each day.")
	} else if seen := s.cmp.RatesSpan(); seen != "" {
		out = append(out, "Rates seen "+seen+".")
	}
	return strings.Join(out, " ")
}

// footmarks are the marks of so many notes: "¹²³", "¹…⁷".
func footmarks(n int) string {
	if n <= 3 {
		return string([]rune("¹²³")[:n])
	}
	return "¹…" + footmark(n)
}

// footmark is the mark of one note.
func footmark(n int) string {
	out := ""
	for _, digit := range fmt.Sprint(n) {
		out += string([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[digit-'0'])
	}
	return out
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
		return s.knobNote()
	}
	return s.gatewayNote(s.cmp.Row(s.gatewayAt))
}

// knobNote says what the knob in hand is, and what its best step rests on.
func (s Model) knobNote() string {
	k := knobs[s.knobAt]
	label := strings.ToLower(k.label)
	if s.knobAt == workloadKnob && s.vacant {
		return "I spend: a month at list price, about; Enter types another amount"
	}
	best, found := s.levers.by[s.knobAt], s.levers.found
	switch {
	case s.idle(s.knobAt):
		return label + ": " + pricing.ErrNeedsTokens.Error()
	case s.edit.of(modelKnob):
		return "models: " + draw.List(s.modelsLike(s.edit.input.Value()), 6)
	case s.knobAt == workloadKnob && !s.vacant && len(s.cmp.Notes) > 0:
		return label + ": " + draw.Safe(strings.Join(s.cmp.Notes, "; "))
	case s.knobAt == modelKnob && s.model() != "" && len(s.cmp.Notes) > 0:
		return label + ": " + draw.Safe(strings.Join(s.cmp.Notes, "; "))
	case s.knobAt == swapKnob && s.now[swapKnob] != "":
		return "swap " + draw.Safe(strings.Join(append([]string{strings.NewReplacer("=", " → ", ",", ", ").Replace(s.now[swapKnob])}, s.cmp.Idle...), "; "))
	case s.now[s.knobAt] != "" && s.notTaken() != "":
		return label + ": " + s.notTaken()
	}
	if record := s.recordNote(); record != "" {
		return label + ": " + record
	}
	said := label + ": " + k.about
	if found && best.known && best.to != "" && s.knobAt != volumeKnob {
		said = label + ": best step " + draw.Safe(best.to)
		if len(best.rests) > 0 {
			said += ", if " + draw.Safe(strings.Join(best.rests, "; "))
		}
		said += " · " + k.about
	}
	return said
}

// gatewayNote says of a gateway what its figure is and what it rests on.
func (s Model) gatewayNote(r *pricing.Row) string {
	if r == nil {
		return ""
	}
	parts := s.gatewayParts(r)
	if len(parts) == 0 {
		return draw.Safe(r.Gateway) + ": rests on no assumption"
	}
	return draw.Safe(r.Gateway) + ": " + strings.Join(parts, "; ")
}

// gatewayParts are its sentences.
func (s Model) gatewayParts(r *pricing.Row) (parts []string) {
	if r.Gateway == s.base.You && s.cmp.You != nil {
		if len(s.cmp.You.Accounts) > 1 {
			parts = append(parts, "all of the work there, which is a supposition")
		}
		if basis := s.cmp.You.Basis(); basis != "" {
			parts = append(parts, draw.Safe(basis))
		}
	}
	parts = append(parts, s.ifs(r)...)
	if r.PurchaseUSD != nil && r.Fee != nil && !r.Fee.IsZero() {
		parts = append(parts, fmt.Sprintf("%s a month of %s by %s", purchases(r.PurchasesMTh), draw.Money(*r.PurchaseUSD), draw.Safe(r.Method)))
	}
	if len(r.Sellers) > 0 {
		parts = append(parts, "tokens are paid to "+draw.List(r.Sellers, 4))
	}
	if missing := slices.Concat(r.Missing, r.Unpriced); len(missing) > 0 {
		parts = append(parts, "without "+draw.List(missing, 4))
	}
	for _, n := range r.Notes {
		parts = append(parts, draw.Safe(n))
	}
	if stays := s.cmp.Stays(); r.Gateway == s.cmp.Cheapest && stays != "" {
		parts = append(parts, draw.Safe(stays))
	}
	return parts
}

// ifs are what a row rests on, each behind its mark: "¹ if its prices are list price".
func (s Model) ifs(r *pricing.Row) (out []string) {
	all := alike(r.Assumptions)
	for _, q := range s.requirements() {
		if basis := r.Claims[q.Text]; basis != "" {
			all = append(all, q.Text+" is "+string(basis))
		}
	}
	for i, a := range all {
		out = append(out, footmark(i+1)+" if "+draw.Safe(a))
	}
	return out
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

// notTaken says where the present gateway does not take a knob as it was turned; "" for
// knobs that it takes or that are not about it.
func (s Model) notTaken() string {
	you := s.you()
	if you == nil || !slices.Contains([]knobID{topUpKnob, methodKnob, cacheKnob}, s.knobAt) {
		return ""
	}
	return draw.Safe(strings.Join(you.Notes, "; "))
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
	parts := []string{"month = 30 days"}
	if words := s.cmp.Reproduced(); words != "" {
		parts = append(parts, words)
	}
	if len(s.cmp.Unpriced) > 0 {
		parts = append(parts, "unpriced: "+draw.List(s.cmp.Unpriced, 2))
	}
	wide := func() bool { return lipgloss.Width(left)+2+lipgloss.Width(strings.Join(parts, " · ")) > width }
	if len(parts) > 1 && wide() {
		parts = parts[1:]
	}
	if left != "" && wide() {
		left = "~ assumed"
	}
	for len(parts) > 1 && wide() {
		parts = parts[1:]
	}
	return left, strings.Join(parts, " · ")
}
