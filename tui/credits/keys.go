package credits

import (
	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// Keys are those of the screen. The order is the order of the help.
type Keys struct {
	page.Moves `help:"ACCOUNTS AND LOTS"`
	Unfold     key.Binding
	Fold       key.Binding
	All        key.Binding
	Enter      key.Binding
	Plan       key.Binding
	Drift      key.Binding
	Preview    key.Binding
	Add        key.Binding `help:"RECORD"`
	Edit       key.Binding
	Remove     key.Binding
	Refund     key.Binding
	Balance    key.Binding
	Accept     key.Binding
}

// NewKeys are the keys as the program has them.
func NewKeys() Keys {
	return Keys{
		Moves:   page.NewMoves(),
		Unfold:  page.Bind("→", "its lots, then the dead ones", "right"),
		Fold:    page.Bind("←", "fold them", "left"),
		All:     page.Bind("l", "lots of all accounts", "l"),
		Enter:   page.Bind("Enter", "explain", "enter", "e"),
		Add:     page.Bind("a", "add a top-up or a grant", "a"),
		Edit:    page.Bind("=", "correct this top-up", "="),
		Remove:  page.Bind("x", "remove this top-up", "x"),
		Refund:  page.Bind("R", "refund this lot", "R"),
		Balance: page.Bind("b", "set a balance", "b"),
		Accept:  page.Bind("A", "record the proposed", "A"),
		Plan:    page.Bind("p", "what to load, and why", "p"),
		Drift:   page.Bind("d", "find the difference", "d"),
		Preview: page.Bind("v", "hide or show the preview", "v"),
	}
}

// Hints are the keys that matter now.
func (s Model) Hints() []page.Hint {
	k := s.keys
	if s.draft != nil {
		return s.draft.Keys.Hints("field")
	}
	out := []page.Hint{{Key: page.KeyOf(k.Enter), Does: "explain"}, {Key: page.KeyOf(k.Unfold), Does: "its lots"}, {Key: page.KeyOf(k.Add), Does: "add top-up"}, {Key: page.KeyOf(k.Edit), Does: "correct"}, {Key: page.KeyOf(k.Remove), Does: "remove"}, {Key: page.KeyOf(k.Plan), Does: "plan"}, {Key: page.KeyOf(k.Balance), Does: "set balance"}, {Key: page.KeyOf(k.Refund), Does: "refund"}, {Key: page.KeyOf(k.Drift), Does: "difference"}}
	if p, mine := s.proposedInHand(); mine {
		out = append([]page.Hint{{Key: page.KeyOf(k.Accept), Does: "record " + draw.Money(p.Credit)}}, out...)
	}
	return out
}

// Legend explains the marks, and what is dropped in want of room.
func (s Model) Legend() []string {
	return []string{
		"An account's line shows the lot that ends first: ✕ it dies with so much in it, ◇ the gateway may let it, ○ all is used up, in half of the simulated futures. ↻ loads itself, ! a purchase is missing. The bar shrinks as credit is used; days stand to scale for 13 weeks, what comes after behind ┊.",
		"Below stands what dies in each week. LEFT is the account's balance, +1 how many more lots it holds. ~ is derived or assumed, not recorded.",
		"In want of room go the preview, fees, bought, burn and ends, then the lot, and names are cut.",
	}
}
