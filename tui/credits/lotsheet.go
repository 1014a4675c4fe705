package credits

import (
	"strings"

	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// lotSheet is every lot as a table.
func (s Model) lotSheet() draw.Sheet {
	out := draw.Sheet{Name: "lots", Head: []string{"lot", "account", "kind", "bought", "credit", "used", "expired", "refunded", "left", "fee", "expires", "used up", "likely lost", "chance", "status"}}
	for _, a := range s.accounts.Rows {
		for _, i := range lotOrder(a) {
			out.Rows = append(out.Rows, s.lotCells(a, a.Lots[i]))
		}
	}
	return out
}

// lotCells are a lot as a row of the table.
func (s Model) lotCells(a accountRow, l lot.Lot) []string {
	fee := draw.MaybeMoney(l.Fee)
	lost, chance := "-", "-"
	switch o := l.Outlook; {
	case l.Status != lot.Live || o != nil && o.Chance == "0":
	case o == nil:
		lost, chance = "?", "?"
	default:
		lost, chance = draw.Money(o.ExpectedBreakage), words.Chance(o.Chance)
	}
	usedUp := "-"
	if day, ok := s.usedUp(a, l); ok {
		usedUp = day.Format(pricing.Day)
	}
	return []string{lotName(l), a.Account.Name, string(l.Kind), l.At.UTC().Format(pricing.Day), draw.Money(l.Credit), moneyOrDash(&l.Used), moneyOrDash(&l.Expired),
		moneyOrDash(&l.Refunded), moneyOrDash(&l.Remaining), fee, expiryWords(l), usedUp, lost, chance, string(l.Status)}
}

// speakLots tells the lots that are shown, and what became of the others.
func (s Model) speakLots() []string {
	var out []string
	table := s.lotSheet()
	for _, l := range s.lotLines() {
		name := draw.Safe(l.of.Account.Name)
		switch {
		case l.lot >= 0:
			table.Rows = [][]string{s.lotCells(l.of, l.of.Lots[l.lot])}
			out = append(out, strings.Replace(table.Spoken()[0], ": account ", " of ", 1))
		case l.isHead() && l.note != "":
			out = append(out, name+": "+strings.TrimSuffix(l.note+", "+strings.TrimPrefix(l.loss, "✕ "), ", "))
		case !l.isHead():
			out = append(out, name+": "+strings.TrimPrefix(l.note+l.loss, "! "))
		}
	}
	return out
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
