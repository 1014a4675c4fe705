package credits

import (
	"fmt"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// answer says what is at risk, what runs out and what is missing, and what to do about each,
// the first thing first.
func (s Model) answer() []string {
	var facts, deeds []string
	for _, add := range []func() (string, string){s.atRisk, s.counted, s.short, s.runningOut} {
		fact, deed := add()
		if fact != "" {
			facts = append(facts, fact)
		}
		if deed != "" {
			deeds = append(deeds, deed)
		}
	}
	switch {
	case len(deeds) == 0:
		return []string{strings.Join(facts, " "), "There is nothing to do."}
	case len(deeds) == 1:
		return []string{strings.Join(facts, " "), "Do: " + deeds[0] + "."}
	}
	return []string{strings.Join(facts, " "), "Do first: " + strings.Join(deeds, " · then ") + "."}
}

// around is an amount in a sentence of several: without cents from ten dollars up.
func around(m pricing.Money) string {
	if m.Abs().Cmp(pricing.MustMoney("10")) < 0 {
		return draw.Money(m)
	}
	return draw.Dollars(m)
}

// atRisk says what of all credit dies, by when and where, and what saves the first of it.
//
//	$170.09 of $970 dies by 13 Dec in 4 accounts, first $46.19 of openrouter's in 1.1 days.
func (s Model) atRisk() (fact, deed string) {
	r := s.load.Value.risk
	if len(r.Lots) == 0 {
		if len(r.Unknown) > 0 && s.load.Value.ahead.AtRisk.IsZero() {
			return unknownRisk(r.Unknown[0], s.asOf), ""
		}
		if r.Of.Sign() > 0 {
			return "Nothing of " + draw.Money(r.Of) + " of credit is likely to die.", ""
		}
		return "", ""
	}
	first := r.Lots[0]
	name, lost := draw.Safe(first.Account), first.Outlook.ExpectedBreakage
	verb := "dies"
	switch {
	case r.May.Equal(r.USD):
		verb = "may die"
	case r.May.Sign() > 0:
		verb = "dies or may die"
	}
	in := "in " + words.Days(first.Days)
	switch {
	case len(r.Lots) == 1:
		fact = fmt.Sprintf("%s of %s %s on %s at %s, %s.", draw.Money(r.USD), around(r.Of), verb, shortDay(first.Expires, s.asOf), name, in)
	case r.Accounts == 1:
		fact = fmt.Sprintf("%s of %s %s by %s at %s, first %s %s.", draw.Money(r.USD), around(r.Of), verb, shortDay(r.Until, s.asOf), name, draw.Money(lost), in)
	default:
		fact = fmt.Sprintf("%s of %s %s by %s in %d accounts, first %s of %s's %s.", draw.Money(r.USD), around(r.Of), verb, shortDay(r.Until, s.asOf), r.Accounts, draw.Money(lost), name, in)
	}
	deed = fmt.Sprintf("spend %s a day at %s", draw.Money(first.Save), name)
	if first.Burn != nil {
		deed += fmt.Sprintf(", now %s", draw.Money(*first.Burn))
	}
	return fact, deed
}

// unknownRisk says of a lot that dies why nobody can tell how much is lost.
func unknownRisk(l credit.DyingLot, now time.Time) string {
	verb := "dies"
	if l.May {
		verb = "may die"
	}
	return fmt.Sprintf("How much of %s's %s %s on %s is not known: no usage of it is.", draw.Safe(l.Account), draw.Money(l.Remaining), verb, shortDay(l.Expires, now))
}

// short says which account used more than was loaded.
func (s Model) short() (fact, deed string) {
	for _, a := range s.rows {
		if usd := a.Missing(s.asOf); a.HasLots && usd.Sign() > 0 {
			name := draw.Safe(a.Account.Name)
			return fmt.Sprintf("%s is %s short: a top-up is missing.", name, draw.Money(usd)), "record " + name + "'s top-up"
		}
	}
	return "", ""
}

// runningOut says which account's credit is used up first, and by when to load it: that takes
// the plan, which comes later and stands last for it.
func (s Model) runningOut() (fact, deed string) {
	lots := false
	for _, a := range s.rows {
		lots = lots || a.HasLots
	}
	if !lots {
		return s.load.Value.NoCreditWords(), "record what you bought, or what the gateway's page says you have left"
	}
	if err := s.load.Value.fault; err != nil {
		return "What runs out is not known: " + draw.Safe(err.Error()) + ".", ""
	}
	first, ok := s.firstOut()
	if !ok {
		if len(s.load.Value.risk.Lots) > 0 {
			return "", ""
		}
		return "No account runs out of credit as far as is foreseen.", ""
	}
	name, day := draw.Safe(first.Account.Name), shortDay(first.end.When, s.asOf)
	switch days := daysOff(first.end.When, s.asOf); {
	case days < 0:
		fact = fmt.Sprintf("%s has run out by now, about %s", name, day)
		deed = fmt.Sprintf("load %s now, or record what was loaded", name)
	case days == 0:
		fact, deed = fmt.Sprintf("%s runs out today", name), fmt.Sprintf("load %s now", name)
	default:
		fact = fmt.Sprintf("%s runs out %s (%s)", name, day, words.Plural(days, "day"))
		deed = fmt.Sprintf("load %s before %s", name, day)
	}
	if usd := first.unrecorded(); usd != "" { // its recording comes first
		if _, of, ok := s.proposed(); ok && of.Account.Name == first.Account.Name { // which stands before it
			return fact + " without it.", ""
		}
		return fact + " without the " + usd + " that is not recorded.", ""
	}
	return fact + ".", deed
}

// firstOut is the account whose credit is used up first; false where none is seen to be.
func (s Model) firstOut() (accountRow, bool) {
	for _, a := range s.rows {
		if a.how == usedUp {
			return a, true
		}
	}
	return accountRow{}, false
}

// driftWords say how far an account's page stands from the books; false where nothing is known
// of the page.
func (s Model) driftWords(a accountRow) (text string, known bool) {
	if a.Drift == nil {
		return "", false
	}
	said := fmt.Sprintf("%s's page said %s on %s, ", draw.Safe(a.Account.Name), draw.Money(a.Stated.USD), shortDay(a.Stated.At, s.asOf))
	switch a.Drift.Sign() {
	case 0:
		return said + "as tollbook does.", true
	case 1:
		return said + draw.Money(*a.Drift) + " more than tollbook.", true
	}
	return said + draw.Money(a.Drift.Abs()) + " less than tollbook.", true
}
