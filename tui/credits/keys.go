package credits

import (
	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// Keys are those of the screen. The order is the order of the help.
type Keys struct {
	page.Moves
	Pane    key.Binding
	Enter   key.Binding
	Back    key.Binding
	Add     key.Binding
	Grant   key.Binding
	Refund  key.Binding
	Balance key.Binding
	Fold    key.Binding
	Plan    key.Binding
	Drift   key.Binding
	Accept  key.Binding
}

// NewKeys are the keys as the program has them.
func NewKeys() Keys {
	m := page.NewMoves()
	m.First = page.Bind("Home", "to the top", "home") // g adds a grant
	return Keys{
		Moves:   m,
		Pane:    page.Bind("Tab", "accounts, lots", "tab", "shift+tab"),
		Enter:   page.Bind("Enter", "explain", "enter"),
		Back:    page.Bind("Esc", "back, never quit", "esc"),
		Add:     page.Bind("a", "add a top-up", "a"),
		Grant:   page.Bind("g", "add a grant", "g"),
		Refund:  page.Bind("R", "refund this lot", "R"),
		Balance: page.Bind("b", "set a balance", "b"),
		Fold:    page.Bind("m", "all lots", "m"),
		Plan:    page.Bind("p", "what to load, and why", "p"),
		Drift:   page.Bind("d", "find the difference", "d"),
		Accept:  page.Bind("A", "record the proposed", "A"),
	}
}

// Hints are the keys that matter now.
func (s Model) Hints() []page.Hint {
	k := s.keys
	if s.draft != nil {
		return s.draft.Keys.Hints("field")
	}
	other := "lots"
	if s.focus == lotsPane {
		other = "accounts"
	}
	lots := "all lots"
	if s.unfolded {
		lots = "live lots"
	}
	out := []page.Hint{{Key: page.KeyOf(k.Add), Does: "add top-up"}, {Key: page.KeyOf(k.Grant), Does: "grant"}, {Key: page.KeyOf(k.Refund), Does: "refund"}, {Key: page.KeyOf(k.Balance), Does: "set balance"}, {Key: page.KeyOf(k.Plan), Does: "plan"}, {Key: page.KeyOf(k.Enter), Does: "explain"}, {Key: page.KeyOf(k.Pane), Does: other}, {Key: page.KeyOf(k.Drift), Does: "difference"}, {Key: page.KeyOf(k.Fold), Does: lots}}
	if p, mine := s.proposedInHand(); mine {
		out = append([]page.Hint{{Key: page.KeyOf(k.Accept), Does: "record " + draw.Money(p.Credit)}}, out...)
	}
	return out
}

// Legend explains the marks, and what is dropped in want of room.
func (s Model) Legend() []string {
	return []string{
		"Lots: ▓ used, █ left, ░ expired or refunded. On the time line ○ is the day by which half of the simulated futures have used a lot up, ✕ where it expires for certain, ◇ where the gateway keeps the right to. RUNWAY has that mark where the last of the credit expires before it is used up. What is likely lost stands beside, with the chance that any is. Near days have more room than far ones.",
		"~ is derived or assumed, not recorded; ! is usage that no credit covered, or credit that is not recorded: a top-up is missing. DRIFT is what the gateway's page has over the books.",
		"In want of room go, in this order: of the panes the fee by size, the difference, the next top-up; of the accounts bought, fees, drift, burn, likely lost; of the lots half the bar, the bar, bought, credit.",
	}
}
