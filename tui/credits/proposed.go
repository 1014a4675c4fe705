package credits

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// proposed is the oldest top-up that the gateway of the account in hand counts and nobody
// recorded, else that of the first account that has one; false where there is none at all.
func (s Model) proposed() (p credit.ProposedTopUp, of accountRow, ok bool) {
	in, _ := s.inHand()
	for _, a := range append([]accountRow{in}, s.rows...) {
		if len(a.Proposed) > 0 {
			return a.Proposed[0], a, true
		}
	}
	return p, of, false
}

// proposedInHand is that of the account in hand alone.
func (s Model) proposedInHand() (credit.ProposedTopUp, bool) {
	in, _ := s.inHand()
	if len(in.Proposed) == 0 {
		return credit.ProposedTopUp{}, false
	}
	return in.Proposed[0], true
}

// unrecorded is what of the account's credit its gateway counts and the books do not.
func (r accountRow) unrecorded() string {
	usd := r.Unrecorded(r.Input.AsOf)
	if usd.Sign() <= 0 {
		return ""
	}
	return draw.Money(usd)
}

// proposedWords say what is proposed, the fewest words last, which do not name the account.
func (s Model) proposedWords(p credit.ProposedTopUp, of accountRow) []string {
	name, fee, paid := draw.Safe(of.Account.Name), "its fee is not published", ""
	switch {
	case p.FeeUSD != nil && p.FeeUSD.IsZero():
		fee = "no fee"
	case p.FeeUSD != nil:
		fee = "fee " + draw.Money(*p.FeeUSD)
		paid = ", you paid " + draw.Money(p.Credit.Add(*p.FeeUSD)) + " by the schedule"
	}
	from, to := shortDay(p.After, s.asOf), shortDay(p.Until, s.asOf)
	if p.Log != "" {
		if p.Kind == lot.Grant {
			fee, paid = "no fee", ""
		}
		told := fmt.Sprintf("%s's log tells of a %s of %s on %s", name, p.LogKind(), draw.Money(p.Credit), to)
		long := told + ", which is not recorded: " + fee
		first := long + paid
		if p.Note != "" {
			first = told + ", " + draw.Safe(p.Note) + ", which is not recorded"
		}
		return []string{first, long, fmt.Sprintf("%s: %s of %s is not recorded, %s", name, draw.Money(p.Credit), to, fee), draw.Money(p.Credit) + " is not recorded, " + fee}
	}
	when := "between " + from + " and " + to
	if from == to {
		when = "on " + to
	}
	grown := fmt.Sprintf("%s's credit grew by %s %s", name, draw.Money(p.Grown()), when)
	what := "which is not recorded"
	if !p.Grown().Equal(p.Credit) {
		what = draw.Money(p.Credit) + " of it is not recorded"
	}
	short := fmt.Sprintf("%s: %s of %s is not recorded, %s", name, draw.Money(p.Credit), to, fee)
	if of.Doubtful() {
		what += " or at another time, as its page agrees with the books"
		short = fmt.Sprintf("%s: %s of %s is not recorded, or at another time", name, draw.Money(p.Credit), to)
	}
	long := grown + ", " + what + ": " + fee
	return []string{long + paid, long, short, draw.Money(p.Credit) + " is not recorded, " + fee}
}

// drawProposed draws the line of what is proposed, with the key that records it where its
// account is in hand.
func (s Model) drawProposed(t draw.Theme, width int) string {
	p, of, _ := s.proposed()
	key, style, texts := "", t.Muted, s.proposedWords(p, of)
	if _, mine := s.proposedInHand(); mine {
		key, style = "["+page.KeyOf(s.keys.Accept)+"] record it", t.Warn
	} else {
		texts = texts[:len(texts)-1] // the account has to be named
	}
	if n := len(of.Proposed) - 1; n > 0 {
		more := fmt.Sprintf("; %d more", n)
		texts = append([]string{texts[0] + more, texts[1] + more, texts[2] + more}, texts[2:]...)
	}
	room := width - 4 - lipgloss.Width(key) - 4
	text := texts[len(texts)-1]
	for _, each := range texts {
		if lipgloss.Width(each) <= room {
			text = each
			break
		}
	}
	return "  " + style.Render(draw.Fit("! "+text, room+2)) + "  " + t.Key.Render(key)
}

// counted says which account has credit that its gateway counts and nobody recorded.
func (s Model) counted() (fact, deed string) {
	p, of, ok := s.proposed()
	if !ok {
		return "", ""
	}
	name := draw.Safe(of.Account.Name)
	if of.Doubtful() {
		return fmt.Sprintf("%s counts %s that is not recorded, or at another time.", name, draw.Money(p.Credit)), "look at " + name + "'s top-ups"
	}
	if p.Log != "" {
		return fmt.Sprintf("%s's log tells of %s that is not recorded.", name, draw.Money(p.Credit)), "record " + name + "'s " + draw.Money(p.Credit)
	}
	return fmt.Sprintf("%s counts %s that is not recorded.", name, draw.Money(p.Credit)), "record " + name + "'s " + draw.Money(p.Credit)
}

// accepted is the answer to the key that records what is proposed.
type accepted struct {
	done page.Changed
	err  error
}

// acceptProposed records what is proposed for the account in hand, aside.
func (s Model) acceptProposed() (Model, tea.Cmd) {
	p, _ := s.proposedInHand()
	s.busy = true
	src, ctx := s.src, s.ctx
	return s, func() tea.Msg { return accept(ctx, src, p.ID) }
}

func accept(ctx context.Context, src recorder, id int64) accepted {
	added, warnings, err := src.AcceptTopUp(ctx, id)
	if err != nil {
		return accepted{err: err}
	}
	text := "recorded " + draw.Money(added.Credit)
	switch {
	case added.Fee == nil:
		text += ", its fee is not published"
	case !added.Fee.IsZero():
		text += ", fee " + draw.Money(*added.Fee)
	}
	text += fmt.Sprintf(" as #%d", added.ID)
	for _, w := range warnings {
		text += "; " + w
	}
	if passing := src.Passing(); passing != "" {
		text += "; " + passing
	}
	what := "the top-up of " + draw.Money(added.Credit)
	return accepted{done: page.Changed{Said: text, What: what, Back: removal(src, added.ID, what)}}
}

// finishAccepting says what came of it; a failure has changed nothing.
func (s Model) finishAccepting(msg accepted) (Model, tea.Cmd) {
	s.busy = false
	if msg.err != nil {
		return s, func() tea.Msg { return page.Notice{Text: "not recorded: " + msg.err.Error(), Wrong: true} }
	}
	return s, func() tea.Msg { return msg.done }
}
