package usagefile

import "strings"

// A Pot is what pays for a row, where one export holds calls that are paid in different
// ways: what the plan includes, what is billed beyond it, what went over the user's own
// key. The rows of a pot are an account of their own behind the account's name, which
// pays as the pot does: reports, lots and comparisons tell accounts apart, not rows.
//
//	an included call of account cursor is booked at cursor/included, a subscription:
//	its dollars are list value and in no total
type Pot string

// The pots.
const (
	WholeAccount Pot = ""         // the account itself, as its gateway bills
	InPlan       Pot = "included" // a subscription pays: no dollar of it is in a total
	ByOwnKey     Pot = "own-key"  // a provider is paid, on the user's own key
)

// Pots are all pots of an account.
func Pots() []Pot { return []Pot{WholeAccount, InPlan, ByOwnKey} }

// Of is the name of the pot's account: cursor/included of cursor.
func (p Pot) Of(account string) string {
	if p == WholeAccount {
		return account
	}
	return account + "/" + string(p)
}

// WholeOf is the account that one named after a pot is a part of: cursor of
// cursor/included. Any other is the whole itself.
func WholeOf(account string) string {
	for _, pot := range []Pot{InPlan, ByOwnKey} {
		if whole, ok := strings.CutSuffix(account, "/"+string(pot)); ok {
			return whole
		}
	}
	return account
}

// Billing is how the account of a pot pays when it is new; "" is the account's own way.
func (p Pot) Billing() string {
	switch p {
	case InPlan:
		return "subscription"
	case ByOwnKey:
		return "own-key"
	}
	return ""
}
