package credits

import (
	"strings"

	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// Sheet is the list as a table to take away: the accounts, or with the cursor on a lot the lots.
func (s Model) Sheet() (draw.Sheet, bool) {
	if l, _ := s.inLine(); l.kind == lotLine || l.kind == deadLine {
		return s.lotSheet(), true
	}
	return s.accountSheet(), true
}

// accountSheet is every account as a row.
func (s Model) accountSheet() draw.Sheet {
	out := draw.Sheet{Name: "accounts", Head: []string{"account", "left", "burn/day", "ends", "likely lost", "bought 12 mo", "fees 12 mo", "drift", "mark"}}
	for _, a := range s.rows {
		drift, mark := "-", ""
		if a.Drift != nil {
			drift = draw.Money(*a.Drift)
		}
		switch {
		case !a.HasLots:
			mark = a.NoLotsWords()
		case a.how == missing:
			mark = draw.Money(a.Missing(s.asOf)) + " of usage had no credit: a top-up is missing"
		case a.unrecorded() != "":
			mark = a.unrecorded() + " is not recorded"
		}
		out.Rows = append(out.Rows, []string{a.Account.Name, a.balanceCell(), moneyOrDash(a.Burn), s.endSpoken(a), a.riskCell(), a.boughtCell(), a.feesCell(), drift, mark})
	}
	return out
}

// endSpoken is what ends an account's credit, in words.
func (s Model) endSpoken(a accountRow) string {
	words := a.endWords(s.asOf)
	switch a.how {
	case dies:
		return "dies " + words
	case mayDie:
		return "may die " + words
	case usedUp:
		return "used up " + words
	case missing, noCredit:
		return "-"
	case lasts:
		return "no end"
	}
	return words
}

// lotSheet is every lot as a row.
func (s Model) lotSheet() draw.Sheet {
	out := draw.Sheet{Name: "lots", Head: []string{"lot", "account", "kind", "bought", "credit", "used", "expired", "refunded", "left", "fee", "expires", "used up", "likely lost", "chance", "status"}}
	for _, a := range s.rows {
		for _, i := range a.order {
			out.Rows = append(out.Rows, s.lotCells(a, i))
		}
	}
	return out
}

// lotCells are a lot as a row of the table.
func (s Model) lotCells(a accountRow, i int) []string {
	l, o := a.Lots[i], s.outlook(a, i)
	lost, chance, usedUp := "-", "-", "-"
	switch {
	case l.Status != lot.Live || o != nil && o.Chance == "0":
	case o == nil:
		lost, chance = "?", "?"
	default:
		lost, chance = draw.Money(o.ExpectedBreakage), words.Chance(o.Chance)
	}
	if l.Status == lot.Live && o != nil && !o.UsedUp.IsZero() {
		usedUp = o.UsedUp.Format(pricing.Day)
	}
	return []string{lotName(l), a.Account.Name, string(l.Kind), l.At.UTC().Format(pricing.Day), draw.Money(l.Credit), moneyOrDash(&l.Used), moneyOrDash(&l.Expired),
		moneyOrDash(&l.Refunded), moneyOrDash(&l.Remaining), draw.MaybeMoney(l.Fee), expiryWords(l), usedUp, lost, chance, string(l.Status)}
}

// expiryWords says when a lot dies and how certain that is.
func expiryWords(l lot.Lot) string {
	switch {
	case l.Expires.IsZero():
		return l.Policy
	case l.May:
		return "may, " + l.Expires.UTC().Format(pricing.Day)
	}
	return l.Expires.UTC().Format(pricing.Day)
}

// Plain tells the answer, the accounts, the lots that live and what became of the others, what
// to load at the account in hand, and what the pages said.
func (s Model) Plain() []string {
	out := append(s.answer(), "", "Accounts, what ends first", "")
	out = append(out, s.accountSheet().Spoken()...)
	for _, a := range s.rows {
		for _, p := range a.Proposed {
			out = append(out, s.proposedWords(p, a)[0]+".")
		}
	}
	out = append(out, "", "Lots", "")
	table := s.lotSheet()
	for _, a := range s.rows {
		name := draw.Safe(a.Account.Name)
		if text, loss := a.deadWords(); text != "" {
			out = append(out, name+": "+strings.TrimSuffix(text+", "+strings.TrimPrefix(loss, "✕ "), ", "))
		}
		for _, i := range a.live {
			table.Rows = [][]string{s.lotCells(a, i)}
			out = append(out, strings.Replace(table.Spoken()[0], ": account ", " of ", 1))
			if text := s.refundWords(a.Lots[i]); text != "" {
				out = append(out, name+": "+text)
			}
		}
	}
	if in, ok := s.inHand(); ok {
		out = append(out, "", "Next top-up at "+draw.Safe(in.Account.Name), "")
		for _, p := range s.advice() {
			if p.text != "" {
				out = append(out, p.text)
			}
		}
		out = append(out, draw.Sheet{Head: []string{"method", "fee", "you pay", "a year"}, Rows: s.methodRows()}.Spoken()...)
	}
	out = append(out, "")
	for _, a := range s.rows {
		if text, known := s.driftWords(a); known {
			out = append(out, text)
		}
	}
	return out
}
