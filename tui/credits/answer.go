package credits

import (
	"fmt"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// dayWords is a day without its year where that is the clock's: "28 Nov".
func (s Model) dayWords(t time.Time) string {
	t = t.UTC()
	if t.Year() == s.asOf.UTC().Year() || t.Sub(s.asOf) > 0 && t.Sub(s.asOf) < 300*24*time.Hour {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// answer says what runs out, what is about to be lost, and what to do about both.
func (s Model) answer() []string {
	facts, deeds := s.runningOut()
	for _, add := range []func() (string, string){s.dying, s.counted, s.missing} {
		fact, deed := add()
		if fact != "" {
			facts = append(facts, fact)
		}
		if deed != "" {
			deeds = append(deeds, deed)
		}
	}
	if len(deeds) == 0 {
		return []string{strings.Join(facts, " "), "There is nothing to do."}
	}
	return []string{strings.Join(facts, " "), "Do: " + strings.Join(deeds, " · ") + "."}
}

// runningOut says which account's credit ends first.
func (s Model) runningOut() (facts, deeds []string) {
	first, lots := s.firstOut(), false
	for _, a := range s.accounts.Rows {
		lots = lots || a.HasLots
	}
	switch {
	case !lots:
		return []string{s.load.Value.NoCreditWords()},
			[]string{"record what you bought, or what the gateway's page says you have left"}
	case s.ahead.Phase == page.Failed:
		return []string{"What runs out is not known: " + draw.Safe(s.ahead.Err.Error()) + "."}, nil
	case s.ahead.Phase != page.Ready:
		return s.byBurn(), nil
	case first == nil && s.ahead.Value.First == "":
		return []string{"No account runs out of credit as far as is foreseen."}, nil
	case first == nil:
		return nil, nil // its death says it
	}
	name := draw.Safe(first.Account.Name)
	days := int(first.RunsOut.Sub(pricing.StartOfDay(s.asOf)) / pricing.DayLength)
	deed := fmt.Sprintf("load %s before %s", name, s.dayWords(first.RunsOut))
	switch {
	case days < 0:
		facts = []string{fmt.Sprintf("%s has run out by now, about %s.", name, s.dayWords(first.RunsOut))}
		deed = fmt.Sprintf("load %s now, or record what was loaded", name)
	case days == 0:
		facts = []string{fmt.Sprintf("%s runs out today.", name)}
		deed = fmt.Sprintf("load %s now", name)
	default:
		facts = []string{fmt.Sprintf("%s runs out %s (%s).", name, s.dayWords(first.RunsOut), words.Plural(days, "day"))}
		if p := s.plans[first.Account.Name]; p.Phase == page.Ready && p.Value.Next != nil {
			deed = fmt.Sprintf("load %s %s", name, s.byDay(p.Value.Next.At))
		}
	}
	for _, a := range s.accounts.Rows {
		if usd := a.unrecorded(); usd != "" && a.Account.Name == first.Account.Name { // its recording comes first
			return []string{strings.TrimSuffix(facts[0], ".") + " without the " + usd + " that is not recorded."}, nil
		}
	}
	return facts, []string{deed}
}

// firstOut is the account whose credit is used up first; one whose last lot dies
// before it is used up is told as a loss. Nil without any.
func (s Model) firstOut() *projection.Account {
	var first *projection.Account
	for i, f := range s.ahead.Value.Accounts {
		if !f.Expires() && !f.RunsOut.IsZero() && (first == nil || f.RunsOut.Before(first.RunsOut)) {
			first = &s.ahead.Value.Accounts[i]
		}
	}
	return first
}

// byBurn is the answer until the simulation is there: how long the shortest balance
// lasts as it burns now.
func (s Model) byBurn() []string {
	for _, a := range s.accounts.Rows {
		if lasts, ends := a.Lasts(); ends && a.Burn != nil && a.Balance().Sign() > 0 {
			return []string{fmt.Sprintf("%s lasts %s at %s a day …", draw.Safe(a.Account.Name), lasts.Words(), draw.Money(*a.Burn))}
		}
	}
	return []string{"Looking ahead …"}
}

// byDay is "by 26 Nov", or "now".
func (s Model) byDay(t time.Time) string {
	if !t.After(s.asOf) {
		return "now"
	}
	return "by " + s.dayWords(t)
}

// dying says which live lot will lose most, and what a day saves it.
func (s Model) dying() (fact, deed string) {
	var worst *credit.DyingLot
	all := s.load.Value.Expiring(200 * 365 * 24 * time.Hour)
	for i, d := range all {
		if d.Outlook != nil && d.Outlook.ExpectedBreakage.Cents().Sign() > 0 && (worst == nil || d.Outlook.ExpectedBreakage.Cmp(worst.Outlook.ExpectedBreakage) > 0) {
			worst = &all[i]
		}
	}
	if worst == nil {
		return "", ""
	}
	name, lost := draw.Safe(worst.Account), worst.Outlook.ExpectedBreakage
	verb := "likely expires unused"
	if worst.May {
		verb = "may well expire unused"
	}
	return fmt.Sprintf("%s of %s's %s %s %s.", draw.Money(lost), name, draw.Money(worst.Remaining), verb, s.dayWords(worst.Expires)),
		fmt.Sprintf("spend %s a day at %s", draw.Money(worst.Save), name)
}

// missing says which account used more than was loaded.
func (s Model) missing() (fact, deed string) {
	for _, a := range s.accounts.Rows {
		if usd := a.Missing(s.asOf); a.HasLots && usd.Sign() > 0 {
			name := draw.Safe(a.Account.Name)
			return fmt.Sprintf("%s is %s short: a top-up is missing.", name, draw.Money(usd)), "record " + name + "'s top-up"
		}
	}
	return "", ""
}

// driftWords say how far a page stands from the books: of the account in hand, else
// of the first that differs.
func (s Model) driftWords() (text string, of accountRow) {
	in, _ := s.inHand()
	rows := append([]accountRow{in}, s.accounts.Rows...)
	for _, a := range rows {
		if a.Drift != nil && !a.Drift.IsZero() {
			than := "more"
			if a.Drift.Sign() < 0 {
				than = "less"
			}
			return fmt.Sprintf("%s's page said %s on %s, %s %s than tollbook.", draw.Safe(a.Account.Name), draw.Money(a.Stated.USD), s.dayWords(a.Stated.At), draw.Money(a.Drift.Abs()), than), a
		}
	}
	for _, a := range rows {
		if a.Drift != nil {
			return fmt.Sprintf("%s's page said %s on %s, as tollbook does.", draw.Safe(a.Account.Name), draw.Money(a.Stated.USD), s.dayWords(a.Stated.At)), a
		}
	}
	return "What a gateway's page says is not recorded: set a balance, and tollbook shows how far it stands from the books.", in
}
