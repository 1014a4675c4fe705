package tui

import (
	"fmt"
	"slices"
	"strings"

	"tollbook/pricing"
)

// answer is the screen's first lines: what the present gateway costs to load,
// and what the cheapest would cost, with what that rests on.
func (s whatif) answer() []string {
	if s.cmpErr != nil {
		return []string{"This setting cannot be priced: " + safe(s.cmpErr.Error()) + ".", "u takes the last step back, Z all of them."}
	}
	return []string{s.answerYou(), s.answerCheapest()}
}

// answerYou says what is paid now.
func (s whatif) answerYou() string {
	you := s.you()
	verb := "pay"
	if s.now.turned() > 0 {
		verb = "would pay"
	}
	switch {
	case s.base.You == "":
		return fmt.Sprintf("%s of tokens a month at list price, compared over %s.", money(s.cmp.ListUSD), plural(s.ranked(), "gateway"))
	case you == nil:
		return fmt.Sprintf("You use %s, which the catalog does not know: %s of tokens a month at list price.", safe(s.base.You), money(s.cmp.ListUSD))
	case you.Token == nil || you.Coverage == "0":
		return fmt.Sprintf("The catalog has no prices of %s for this work, which is %s a month at list price.", safe(you.Gateway), money(s.cmp.ListUSD))
	case you.Total == nil:
		return fmt.Sprintf("You %s %s a month for tokens at %s; in all is not known: %s.", verb, money(*you.Token), safe(you.Gateway), s.unknownCost(you))
	}
	var out string
	if loading := *you.Fee; loading.IsZero() {
		out = fmt.Sprintf("Loading %s costs nothing: you %s %s a month", safe(you.Gateway), verb, money(*you.Total))
		if !you.Total.Equal(*you.Token) {
			out += fmt.Sprintf(" for %s of tokens", money(*you.Token))
		}
	} else {
		ratio, _ := pricing.Quotient(loading, *you.Token)
		out = fmt.Sprintf("You %s %s a month (%s) just to load %s: %s for %s of tokens", verb, money(loading), share(ratio), safe(you.Gateway), money(*you.Total), money(*you.Token))
	}
	if !you.Ranked {
		out += " (" + s.lacks(you) + ")"
	}
	if s.untouched != nil && s.now.turned() > 0 && !s.untouched.Equal(*you.Total) {
		out += fmt.Sprintf(", %s on what you pay now", signed(you.Total.Sub(*s.untouched)))
	}
	return out + "."
}

// answerCheapest says who would be cheapest.
func (s whatif) answerCheapest() string {
	if s.cmp.Why != "" {
		return "No winner is named: " + safe(s.cmp.Why) + "."
	}
	best := s.cmp.Row(s.cmp.Cheapest)
	if best == nil {
		return "No winner is named: no gateway prices this workload."
	}
	var out string
	if best.Gateway == s.base.You {
		out = "Of those that serve all of it none is cheaper" + s.nextBest(best)
	} else {
		out = fmt.Sprintf("%s would be %s%s%s%s", named(best), money(*best.Total), s.against2(best), s.condition(best), s.soWould(best))
	}
	return out + s.meets() + "."
}

// named is a row's name in a sentence, with those it means.
func named(r *pricing.Row) string {
	switch {
	case r.Gateway == pricing.Direct && len(r.Sellers) > 0:
		return "direct (" + list(r.Sellers, 3) + ")"
	case r.Gateway == pricing.Direct:
		return "direct (each model at its publisher)"
	}
	return safe(r.Gateway)
}

// against2 puts the difference to the user's own row into a sentence.
func (s whatif) against2(r *pricing.Row) string {
	you := s.you()
	if you == nil || you.Total == nil || !you.Ranked {
		return ""
	}
	return ", " + signed(r.Total.Sub(*you.Total))
}

// condition is the "if" of a row that rests on assumptions, with the price up
// to which it would still win.
func (s whatif) condition(r *pricing.Row) string {
	if len(r.Assumptions) == 0 {
		return ""
	}
	out := ", if " + s.assumed(r)
	upTo, against := s.cmp.UpTo, s.cmp.Against
	if r.Gateway != s.cmp.Cheapest {
		against = s.base.You
		upTo = s.cmp.WinsUpTo(r.Gateway, against)
	}
	if upTo == "" {
		return out
	}
	out += "; it wins up to " + percent(upTo) + " above that"
	if against != s.base.You {
		out += " against " + safe(against)
	}
	return out
}

// assumed says shortly on what a row rests.
func (s whatif) assumed(r *pricing.Row) string {
	others := len(r.Assumptions)
	words := ""
	if g := s.cat.Gateway(r.Gateway); g != nil && g.Prices == pricing.AtList {
		words = "its prices are list (assumed)"
		others = 0 // the note line has all of them
	} else {
		words = "one thing holds (assumed: " + safe(r.Assumptions[0]) + ")"
		others--
	}
	if others > 0 {
		words += fmt.Sprintf(" and %d more", others)
	}
	return words
}

// soWould names the best single gateway where the cheapest row is direct: many
// accounts are not what everyone wants.
func (s whatif) soWould(best *pricing.Row) string {
	if best.Gateway != pricing.Direct {
		return ""
	}
	for i := range s.cmp.Rows {
		r := &s.cmp.Rows[i]
		if !r.Ranked || r.Gateway == pricing.Direct || len(r.Sellers) > 0 {
			continue
		}
		if r.Gateway == s.base.You || s.you() != nil && s.you().Total != nil && r.Total.Cmp(*s.you().Total) >= 0 {
			return ""
		}
		cost := money(*r.Total)
		if r.Total.Equal(*best.Total) {
			cost = "the same"
		}
		return fmt.Sprintf("; %s %s%s", safe(r.Gateway), cost, s.condition(r))
	}
	return ""
}

// nextBest says by how much the cheapest leads.
func (s whatif) nextBest(best *pricing.Row) string {
	for i := range s.cmp.Rows {
		if r := &s.cmp.Rows[i]; r.Ranked && r.Gateway != best.Gateway {
			if r.Total.Equal(*best.Total) {
				return "; " + safe(r.Gateway) + " costs the same" + s.condition(r)
			}
			return "; next is " + safe(r.Gateway) + " at " + money(*r.Total) + ", " + signed(r.Total.Sub(*best.Total))
		}
	}
	return ": no other serves all of it"
}

// meets says which ranked gateway is the cheapest that is known to meet what is
// required.
func (s whatif) meets() string {
	reqs := s.now.apply(s.cat).Requirements
	if len(reqs) == 0 {
		return ""
	}
	wanted := safe(strings.ReplaceAll(s.now[requireKnob], ",", ", "))
	for i := range s.cmp.Rows {
		r := &s.cmp.Rows[i]
		if !r.Ranked || slices.ContainsFunc(reqs, func(q pricing.Requirement) bool { return r.Requirements[q.Text] != pricing.Pass }) {
			continue
		}
		return fmt.Sprintf(". Known to meet %s: %s at %s", wanted, safe(r.Gateway), money(*r.Total))
	}
	return ". None ranked is known to meet " + wanted
}

func (s whatif) ranked() int {
	n := 0
	for i := range s.cmp.Rows {
		if s.cmp.Rows[i].Ranked {
			n++
		}
	}
	return n
}

// note says more about what is under the cursor.
func (s whatif) note() string {
	switch {
	case s.problem != "":
		return s.problem
	case s.edit != nil && s.edit.filter:
		return "filter: " + typedLine(s.edit.input.Value(), s.edit.input.Position()) + "   Enter keeps it, Esc clears it"
	case s.focus == knobPane:
		k := knobs[s.knobAt]
		switch {
		case s.idle(s.knobAt):
			return k.label + ": " + pricing.ErrNeedsTokens.Error()
		case s.knobAt == workloadKnob && len(s.cmp.Notes) > 0:
			return "workload: " + safe(strings.Join(s.cmp.Notes, "; "))
		case s.knobAt == swapKnob && s.now[swapKnob] != "":
			return "swap " + safe(strings.NewReplacer("=", " → ", ",", ", ").Replace(s.now[swapKnob]))
		}
		return strings.ToLower(k.label) + ": " + k.about
	}
	r := s.cmp.Row(s.gatewayAt)
	if r == nil {
		return ""
	}
	var parts []string
	if r.PurchaseUSD != nil && r.Fee != nil && !r.Fee.IsZero() {
		parts = append(parts, fmt.Sprintf("%s purchases a month of %s by %s", rounded(r.PurchasesMTh), money(*r.PurchaseUSD), safe(r.Method)))
	}
	if len(r.Sellers) > 0 {
		parts = append(parts, "tokens are paid to "+list(r.Sellers, 4))
	}
	if missing := slices.Concat(r.Missing, r.Unpriced); len(missing) > 0 {
		parts = append(parts, "without "+list(missing, 4))
	}
	for _, a := range r.Assumptions {
		parts = append(parts, "~ "+safe(a))
	}
	if len(parts) == 0 {
		return r.Gateway + ": rests on no assumption"
	}
	return safe(r.Gateway) + ": " + strings.Join(parts, "; ")
}

// rounded is a count of purchases with at most one decimal.
func rounded(count string) string {
	return strings.TrimSuffix(percent(count), " %")
}

// caption says how the figures are meant.
func (s whatif) caption() (left, right string) {
	if slices.ContainsFunc(s.cmp.Rows, func(r pricing.Row) bool { return len(r.Assumptions) > 0 }) {
		left = "~ rests on an assumption"
	}
	parts := []string{s.value(ratesKnob, s.now[ratesKnob]) + " rates", "month = 30 days"}
	if s.now[ratesKnob] != "" {
		parts[0] = "rates of each day"
	}
	if s.cmp.Explained != "" {
		parts = append(parts, "catalog explains "+coverage(s.cmp.Explained)+" of the bill")
	}
	if n := len(s.cmp.Unpriced); n > 0 {
		parts = append([]string{"in no total: " + list(s.cmp.Unpriced, 2)}, parts...)
	}
	return left, strings.Join(parts, " · ")
}

// typedLine shows a line being typed with a mark where the next letter goes.
func typedLine(text string, at int) string {
	runes := []rune(text)
	at = min(max(at, 0), len(runes))
	return safe(string(runes[:at])) + "▏" + safe(string(runes[at:]))
}
