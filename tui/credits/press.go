package credits

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/page"
)

// press handles one key.
func (s Model) press(msg tea.KeyMsg) (Model, tea.Cmd) {
	switch k := s.keys; {
	case k.By(msg, s.page()) != 0:
		return s.move(k.By(msg, s.page()))
	case key.Matches(msg, k.Pane):
		s.focus = 1 - s.focus
	case key.Matches(msg, k.Back):
		if s.focus == accountsPane && s.unfolded {
			s.unfolded = false
		}
		s.focus = accountsPane
	case key.Matches(msg, k.Fold):
		s.unfolded = !s.unfolded
	case key.Matches(msg, k.Enter):
		return s, s.explain()
	case key.Matches(msg, k.Add):
		return s.open(topUpForm)
	case key.Matches(msg, k.Grant):
		return s.open(grantForm)
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
		_, of := s.driftWords()
		address := of.Position.Address("drift")
		return s, func() tea.Msg { return page.Explain{Address: address} }
	}
	return s.arrange(), nil
}

// move moves the cursor of the pane in hand; another account's plan is asked for.
func (s Model) move(by int) (Model, tea.Cmd) {
	if s.focus == lotsPane {
		s = s.moveLot(by)
	} else {
		s.accounts = s.accounts.Move(by)
	}
	return s.askPlans()
}

func (s Model) page() int {
	if s.focus == lotsPane {
		return max(s.layout().lots-2, 1)
	}
	return s.accounts.PageRows()
}

// explain asks for an explanation of the figure under the cursor: what is left of a lot, the
// balance of an account.
func (s Model) explain() tea.Cmd {
	address := ""
	if s.focus == lotsPane {
		a, i, ok := s.lotInHand()
		if !ok {
			return nil
		}
		address = a.Position.LotAddress(i)
	} else {
		a, ok := s.inHand()
		if !ok {
			return nil
		}
		address = a.Position.Address("balance")
	}
	return func() tea.Msg { return page.Explain{Address: address} }
}

// mouse puts the cursor on what is clicked, sorts by a heading, and moves the cursor of
// the pane below it with the wheel.
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
	l := s.layout()
	line := msg.Y - 2 - len(l.answer)
	if l.gap {
		line--
	}
	lots := line - l.accounts - 1
	if l.proposed {
		lots--
	}
	if by := page.Wheel(msg); by != 0 {
		s.focus = accountsPane
		if lots >= 0 {
			s.focus = lotsPane
		}
		return s.move(by)
	}
	if msg.Button != tea.MouseButtonLeft {
		return s, nil
	}
	switch {
	case line >= 0 && line < l.accounts:
		s.focus = accountsPane
		s.accounts, _ = s.accounts.Click(msg.X, line)
	case line == l.accounts && l.proposed:
		_, of, _ := s.proposed()
		s.accounts.Cursor, s.focus = of.Account.Name, accountsPane
		s.accounts = s.accounts.Scroll()
	case lots > 0 && lots < l.lots:
		lines := s.lotLines()
		if i := s.lotTop + lots - 1; i < len(lines) {
			s.accounts.Cursor = lines[i].of.Account.Name
			s.accounts = s.accounts.Scroll()
			if lines[i].lot >= 0 {
				s.focus = lotsPane
				s = s.selectLot(lines[i])
			}
		}
	}
	return s.askPlans()
}
