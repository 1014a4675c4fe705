package tui

import (
	"fmt"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/credit"
)

// proposed is the oldest top-up that the gateway of the account in hand counts and nobody
// recorded, else that of the first account that has one; false where there is none at all.
func (s credits) proposed() (p credit.ProposedTopUp, of accountRow, ok bool) {
	in, _ := s.inHand()
	for _, a := range append([]accountRow{in}, s.accounts.rows...) {
		if len(a.Proposed) > 0 {
			return a.Proposed[0], a, true
		}
	}
	return p, of, false
}

// unrecorded is what of the account's credit its gateway counts and the books do not.
func (r accountRow) unrecorded() string {
	usd := r.Unrecorded(r.Input.AsOf)
	if usd.Sign() <= 0 {
		return ""
	}
	return money(usd)
}

// proposedWords say what is proposed, the fewest words last.
func (s credits) proposedWords(p credit.ProposedTopUp, of accountRow) []string {
	name, fee, paid := safe(of.Account.Name), "its fee is not published", ""
	switch {
	case p.FeeUSD != nil && p.FeeUSD.IsZero():
		fee = "no fee"
	case p.FeeUSD != nil:
		fee = "fee " + money(*p.FeeUSD)
		paid = ", you paid " + money(p.Credit.Add(*p.FeeUSD)) + " by the schedule"
	}
	from, to := s.dayWords(p.After), s.dayWords(p.Until)
	when := "between " + from + " and " + to
	if from == to {
		when = "on " + to
	}
	grown := fmt.Sprintf("%s's credit grew by %s %s", name, money(p.Grown()), when)
	what := "which is not recorded"
	if !p.Grown().Equal(p.Credit) {
		what = money(p.Credit) + " of it is not recorded"
	}
	short := fmt.Sprintf("%s: %s of %s is not recorded, %s", name, money(p.Credit), to, fee)
	if of.Doubtful() {
		what += " or at another time, as its page agrees with the books"
		short = fmt.Sprintf("%s: %s of %s is not recorded, or at another time", name, money(p.Credit), to)
	}
	long := grown + ", " + what + ": " + fee
	return []string{long + paid, long, short, money(p.Credit) + " is not recorded, " + fee}
}

// proposedDrawn is the line of what is proposed.
func (s credits) proposedDrawn(t theme) string {
	p, of, _ := s.proposed()
	style := t.muted
	if in, _ := s.inHand(); in.Account.Name == of.Account.Name {
		style = t.warn
	}
	room := s.size.width - 6
	texts := s.proposedWords(p, of)
	if n := len(of.Proposed) - 1; n > 0 {
		more := fmt.Sprintf("; %d more", n)
		texts = []string{texts[0] + more, texts[1] + more, texts[2] + more, texts[3]}
	}
	text := texts[len(texts)-1]
	for _, each := range texts {
		if lipgloss.Width(each) <= room {
			text = each
			break
		}
	}
	return "  " + style.Render(fit("! "+text, room+2))
}

// counted says which account has credit that its gateway counts and nobody recorded.
func (s credits) counted() (fact, deed string) {
	p, of, ok := s.proposed()
	if !ok {
		return "", ""
	}
	name := safe(of.Account.Name)
	if of.Doubtful() {
		return fmt.Sprintf("%s counts %s that is not recorded, or at another time.", name, money(p.Credit)), "look at " + name + "'s top-ups"
	}
	return fmt.Sprintf("%s counts %s that is not recorded.", name, money(p.Credit)), "record " + name + "'s " + money(p.Credit)
}
