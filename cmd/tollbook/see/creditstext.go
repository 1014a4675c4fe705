package see

import (
	"fmt"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// CreditsText is the answer in words, the accounts, and the lots of each.
func CreditsText(run *cli.Run, c credit.Books) string {
	var b strings.Builder
	lotted := c.WithLots()
	for _, x := range lotted {
		fmt.Fprintln(&b, run.Prose("  "+balanceLine(run, x)))
	}
	if len(lotted) == 0 {
		fmt.Fprintln(&b, run.Prose(c.NoCreditWords()))
	} else {
		fmt.Fprintln(&b, run.Prose("  So far: "+soFarWords(soFarOf(lotted))))
	}
	if len(c.Accounts) > 0 {
		b.WriteString("\n" + accountTable(run, c).Text(run.Page))
	}
	for _, x := range lotted {
		fmt.Fprintf(&b, "\nLOTS %s   ▓ used  █ left  ░ expired or refunded\n", print.OneLine(x.Account.Name))
		old, shown := []lot.Lot(nil), x.Lots
		if len(lotted) > 1 {
			old, shown = splitUsedUp(x.Lots)
		}
		b.WriteString(lotTable(run, shown).Text(run.Page))
		if len(old) > 0 {
			fmt.Fprintln(&b, run.Prose(print.OneLine("· "+usedUpWords(x.Account.Name, old))))
		}
		for _, note := range lotNotes(run, x) {
			fmt.Fprintln(&b, run.Prose(print.OneLine(note)))
		}
	}
	return b.String()
}

// balanceLine says what an account holds and how long that lasts.
func balanceLine(run *cli.Run, x credit.Position) string {
	name := print.OneLine(x.Account.Name)
	balance := x.Balance()
	line := fmt.Sprintf("%s: %s", name, print.USD(balance))
	gone := x.Runway == "0" && balance.Sign() > 0 && x.Account.AutoTopUp == nil
	if !x.DataUntil.IsZero() {
		line += " on " + x.DataUntil.In(run.Zone).Format("2 Jan")
		if x.Estimated != nil && !x.Estimated.Cents().Equal(balance.Cents()) && balance.Sign() > 0 && !gone && x.Account.AutoTopUp == nil {
			line += fmt.Sprintf(", about %s now", roughUSD(*x.Estimated))
		}
	}
	switch {
	case balance.Sign() < 0:
		line += fmt.Sprintf("; usage of %s had no credit left: a top-up is missing", print.USD(x.Deficit))
	case x.Account.AutoTopUp != nil:
		line += fmt.Sprintf("; loaded with %s below %s", print.USD(*x.Account.AutoTopUp), print.USD(*x.Account.AutoBelow))
	case gone:
		line += fmt.Sprintf("; at %s a day it is used up by now", print.USD(*x.Burn))
	default:
		line += endsWords(run, x)
	}
	return line + "."
}

// endsWords say what ends an account's credit first, and what of it is lost until then.
func endsWords(run *cli.Run, x credit.Position) string {
	lasts, ends := x.Lasts()
	text := ""
	if ends && !lasts.Expires {
		text = fmt.Sprintf("; it lasts %s at %s a day", words.Days(lasts.Days), print.USD(*x.Burn))
	}
	switch lost, first := x.LosesFirst(); {
	case first != nil && (lasts.Expires || isLikely(first.Outlook.Chance)):
		text += fmt.Sprintf("; %s of it %s on %s", print.USD(lost), lossWords(first.May, first.Outlook.Chance == "1"), first.Expires.In(run.Zone).Format("2 Jan 2006"))
	case ends && lasts.Expires: // what of it is lost nobody can tell
		text += "; it " + lossWords(lasts.May, true) + " on " + lasts.At.In(run.Zone).Format("2 Jan 2006")
	}
	if ends && lasts.Expires && x.Runway != "" {
		text += fmt.Sprintf(" (at %s a day it would need %s)", print.USD(*x.Burn), words.Days(x.Runway))
	}
	return text
}

// isLikely reports whether a chance is one half or more.
func isLikely(chance string) bool {
	return pricing.MustMoney(chance).Cmp(pricing.MustMoney("0.5")) >= 0
}

// lossWords is what becomes of credit: for certain, likely, or by a right of the
// gateway's.
func lossWords(may, certain bool) string {
	switch {
	case may:
		return "may expire unused"
	case certain:
		return "will expire unused"
	}
	return "likely expires unused"
}

// roughUSD drops the cents of an estimate of more than ten dollars.
func roughUSD(m pricing.Money) string {
	if m.Abs().Cmp(pricing.MustMoney("10")) < 0 {
		return print.USD(m.Cents())
	}
	return strings.TrimSuffix(m.Round(0).Dollars(), ".00")
}

// soFarOf is the headline of accounts with lots.
func soFarOf(accounts []credit.Position) []credit.SoFar {
	var out []credit.SoFar
	for _, x := range accounts {
		out = append(out, x.SoFar())
	}
	return out
}

// soFarWords says what fees were paid and how much credit was lost, by account.
func soFarWords(list []credit.SoFar) string {
	var parts []string
	for _, x := range list {
		paid := "fees that are not known"
		if x.FeesPaid != nil {
			paid = print.USD(*x.FeesPaid) + " of fees"
		}
		lost := "nothing expired unused"
		if x.Lost.Sign() > 0 {
			lost = print.USD(x.Lost) + " expired unused"
		}
		parts = append(parts, fmt.Sprintf("%s %s, %s", print.OneLine(x.Account), paid, lost))
	}
	return strings.Join(parts, "; ") + "."
}

// lotNotes say below an account's lots what the table does not.
func lotNotes(run *cli.Run, x credit.Position) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf("· "+format, args...)) }
	now := run.AsOf
	for _, l := range x.Lots {
		if l.RefundableUntil.After(now) && l.Remaining.Sign() > 0 {
			say("lot #%d: %s can go back for %s; the fee is kept", l.ID, print.USD(l.Remaining), words.Until(l.RefundableUntil.Sub(now)))
		}
	}
	if slices.ContainsFunc(x.Lots, func(l lot.Lot) bool { return l.May }) {
		reading, other := "as if it happens", credit.Lenient
		if x.Account.Expiry == credit.Lenient {
			reading, other = "as if it does not happen", credit.Strict
		}
		say("\"may\": %s keeps the right to expire credit; read %s (tollbook account set %s --expiry %s)", x.Account.Gateway, reading, words.Shell(x.Account.Name), other)
	}
	for _, l := range x.Lots {
		if l.Assumed && l.Kind == lot.Purchase {
			say("~ assumed: purchases that an automatic top-up of %s would have made, until real ones are recorded", print.USD(*x.Account.AutoTopUp))
			break
		}
	}
	for _, l := range x.Lots {
		switch {
		case l.Assumed && l.Kind == lot.Opening:
			say("~ the opening balance at the first usage, from which the %s of %s come out", print.USD(x.Anchor.Stated.USD), run.When(x.Anchor.Stated.At))
		case l.Assumed && l.Kind == lot.Grant:
			say("~ %s: usage that was refunded and had no lot to go back to", print.USD(l.Credit))
		}
	}
	for _, e := range x.Excesses {
		say("! refund %d took %s more than was left: is usage or a purchase missing?", e.Refund.ID, print.USD(e.USD))
	}
	if x.Deficit.Sign() > 0 {
		say("! %s of usage had no credit: record the top-up that paid for it (tollbook topup add %s AMOUNT)", print.USD(x.Deficit), words.Shell(x.Account.Name))
	}
	if x.Drift != nil && !x.Drift.IsZero() {
		than := "more"
		if x.Drift.Sign() < 0 {
			than = "less"
		}
		say("%s's page said %s on %s, %s %s than the books", x.Account.Name, print.USD(x.Stated.USD), run.When(x.Stated.At), print.USD(x.Drift.Abs()), than)
	}
	return out
}
