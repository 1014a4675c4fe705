package tui

import (
	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/draw"
)

// creditsKeys work on the credits screen. The order is the order of the help.
type creditsKeys struct {
	Up, Down         key.Binding
	PageUp, PageDown key.Binding
	First, Last      key.Binding
	Pane             key.Binding
	Enter            key.Binding
	Back             key.Binding
	Add              key.Binding
	Grant            key.Binding
	Refund           key.Binding
	Balance          key.Binding
	Fold             key.Binding
	Plan             key.Binding
	Drift            key.Binding
	Accept           key.Binding
}

func newCreditsKeys() creditsKeys {
	return creditsKeys{
		Up:       binding("↑ k", "up", "up", "k"),
		Down:     binding("↓ j", "down", "down", "j"),
		PageUp:   binding("PgUp", "a page up", "pgup", "ctrl+b"),
		PageDown: binding("PgDn", "a page down", "pgdown", "ctrl+f"),
		First:    binding("Home", "to the top", "home"),
		Last:     binding("G", "to the end", "end", "G"),
		Pane:     binding("Tab", "accounts, lots", "tab", "shift+tab"),
		Enter:    binding("Enter", "explain", "enter"),
		Back:     binding("Esc", "back, never quit", "esc"),
		Add:      binding("a", "add a top-up", "a"),
		Grant:    binding("g", "add a grant", "g"),
		Refund:   binding("R", "refund this lot", "R"),
		Balance:  binding("b", "set a balance", "b"),
		Fold:     binding("m", "all lots", "m"),
		Plan:     binding("p", "what to load, and why", "p"),
		Drift:    binding("d", "find the difference", "d"),
		Accept:   binding("A", "record the proposed", "A"),
	}
}

// hints are the keys that matter now.
func (s credits) hints() []hint {
	k := s.keys
	if s.form != nil {
		return s.form.keys.hints()
	}
	other := "lots"
	if s.focus == lotsPane {
		other = "accounts"
	}
	lots := "all lots"
	if s.unfolded {
		lots = "live lots"
	}
	out := []hint{{keyOf(k.Add), "add top-up"}, {keyOf(k.Grant), "grant"}, {keyOf(k.Refund), "refund"}, {keyOf(k.Balance), "set balance"}, {keyOf(k.Plan), "plan"}, {keyOf(k.Enter), "explain"}, {keyOf(k.Pane), other}, {keyOf(k.Drift), "difference"}, {keyOf(k.Fold), lots}}
	if p, mine := s.proposedInHand(); mine {
		out = append([]hint{{keyOf(k.Accept), "record " + draw.Money(p.Credit)}}, out...)
	}
	return out
}

func (s credits) legend() []string {
	return []string{
		"Lots: ▓ used, █ left, ░ expired or refunded. On the time line ○ is the day by which half of the simulated futures have used a lot up, ✕ where it expires for certain, ◇ where the gateway keeps the right to. RUNWAY has that mark where the last of the credit expires before it is used up. What is likely lost stands beside, with the chance that any is. Near days have more room than far ones.",
		"~ is derived or assumed, not recorded; ! is usage that no credit covered, or credit that is not recorded: a top-up is missing. DRIFT is what the gateway's page has over the books.",
		"In want of room go, in this order: of the panes the fee by size, the difference, the next top-up; of the accounts bought, fees, drift, burn, likely lost; of the lots half the bar, the bar, bought, credit.",
	}
}
