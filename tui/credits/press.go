package credits

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/page"
)

// press handles one key.
func (s Model) press(msg tea.KeyMsg) (Model, tea.Cmd) {
	if s.load.Phase == page.Empty { // only the forms are there
		switch k := s.keys; {
		case key.Matches(msg, k.Add):
			return s.open(topUpForm)
		case key.Matches(msg, k.Balance):
			return s.open(balanceForm)
		}
		return s, nil
	}
	if s.Refuses(msg) != "" { // the program says it
		return s, nil
	}
	a, _ := s.inHand()
	switch k := s.keys; {
	case k.By(msg, s.page()) != 0:
		return s.move(k.By(msg, s.page())).askPlan()
	case key.Matches(msg, k.Unfold):
		s = s.unfold(a, s.depth(a)+1)
	case key.Matches(msg, k.Fold):
		s = s.unfold(a, s.depth(a)-1)
	case key.Matches(msg, k.All):
		s = s.unfoldAll()
	case key.Matches(msg, k.Preview):
		s.bare = !s.bare
	case key.Matches(msg, k.Enter):
		return s, s.explain()
	case key.Matches(msg, k.Add):
		return s.open(topUpForm)
	case key.Matches(msg, k.Edit):
		return s.openEdit()
	case key.Matches(msg, k.Remove):
		return s.open(removeForm)
	case key.Matches(msg, k.Refund):
		return s.open(refundForm)
	case key.Matches(msg, k.Balance):
		return s.open(balanceForm)
	case key.Matches(msg, k.Plan):
		e, err := s.explainPlan()
		if err != nil {
			return s, func() tea.Msg { return page.Unexplained{Err: err} }
		}
		return s, func() tea.Msg { return page.Explain{Is: e} }
	case key.Matches(msg, k.Accept):
		return s.acceptProposed()
	case key.Matches(msg, k.Drift):
		address := a.Position.Address("drift")
		return s, func() tea.Msg { return page.Explain{Address: address} }
	}
	return s.arrange(), nil
}

// page is how far a page key moves.
func (s Model) page() int { return max(s.layout().list-1, 1) }

// explain asks for an explanation of the figure under the cursor: what is left of a lot, the
// balance of an account, what was lost of the dead lots.
func (s Model) explain() tea.Cmd {
	l, _ := s.inLine()
	address := l.of.Position.Address("balance")
	switch l.kind {
	case lotLine:
		address = l.of.Position.LotAddress(l.lot)
	case deadLine:
		address = l.of.Position.Address("lost")
	}
	return func() tea.Msg { return page.Explain{Address: address} }
}

// mouse puts the cursor on what is clicked, unfolds an account that is clicked again, and moves
// the cursor with the wheel.
func (s Model) mouse(msg tea.MouseMsg) (Model, tea.Cmd) {
	if msg.Action != tea.MouseActionPress {
		return s, nil
	}
	if s.draft != nil {
		f := *s.draft
		f.Form = f.Click(msg, s.place())
		s.draft = &f
		return s, nil
	}
	if by := page.Wheel(msg); by != 0 {
		return s.move(by).askPlan()
	}
	l := s.layout()
	if msg.Button != tea.MouseButtonLeft || l.preview > 0 && msg.X >= s.size.Width-l.preview-1 {
		return s, nil
	}
	at := msg.Y - 2 - l.top()
	lines := s.lines()
	switch i := s.top + at - 1; {
	case at == l.list+1 && l.proposed:
		_, of, _ := s.proposed()
		s = s.onAccount(of.Account.Name, 0)
	case at < 1 || at > listRoom(len(lines), l.list) || i >= len(lines) || lines[i].kind == noteLine:
	case lines[i].id() != s.cursor:
		s = s.on(lines[i])
	case lines[i].kind == accountLine && s.depth(lines[i].of) == folded:
		s = s.unfold(lines[i].of, liveOpen)
	case lines[i].kind == accountLine:
		s = s.unfold(lines[i].of, folded)
	default:
		return s, s.explain()
	}
	return s.askPlan()
}
