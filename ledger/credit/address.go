package credit

import (
	"fmt"
	"slices"
	"strconv"

	"tollbook/pricing"
)

// AccountFigures are the figures of an account that can be explained, the usual one first.
var AccountFigures = []string{"balance", "estimated", "deficit", "lost", "fees", "burn", "runway", "drift"}

// AccountAddress names a figure of an account, as explain.Figure takes it: "account openrouter
// balance".
func AccountAddress(account, figure string) string {
	return pricing.JoinAddress("account", account, figure)
}

// Address finds the explanation of a figure of the account: "balance", "drift".
func (a Position) Address(figure string) string {
	return pricing.JoinAddress(a.named(figure)...)
}

// LotAddress finds the explanation of a figure of Lots[i]; without one, or for "", of what
// is left in it.
func (a Position) LotAddress(i int, figure ...string) string {
	return pricing.JoinAddress(append([]string{"lot", a.LotName(i)}, figure...)...)
}

// named is the address of another figure of the account.
func (a Position) named(figure string) []string {
	words := []string{a.Account.Name, figure}
	if slices.Contains(pricing.AddressWords, a.Account.Name) {
		words = append([]string{"account"}, words...)
	}
	if figure == AccountFigures[0] {
		words = words[:len(words)-1]
	}
	return words
}

// LotName is what finds a lot: its top-up's id, or its place in the account for one
// that was derived.
func (a Position) LotName(i int) string {
	if id := a.Lots[i].ID; id != 0 {
		return strconv.FormatInt(id, 10)
	}
	return fmt.Sprintf("%s~%d", a.Account.Name, i+1)
}

// LotWords name Lots[i] for people: "lot #3, purchase of 2026-10-01".
func (a Position) LotWords(i int) string {
	l := a.Lots[i]
	name := "#" + a.LotName(i)
	if l.ID == 0 {
		name = fmt.Sprintf("~%d (assumed)", i+1)
	}
	return fmt.Sprintf("lot %s, %s of %s", name, l.Kind, l.At.Format(pricing.Day))
}
