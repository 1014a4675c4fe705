package see

import (
	"fmt"

	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// recentUsedUp is how many of an account's used up lots stand beside those of
// other accounts.
const recentUsedUp = 3

// splitUsedUp parts the lots that need no line where several accounts are shown,
// those used up before the last few, from the rest.
func splitUsedUp(lots []lot.Lot) (old, shown []lot.Lot) {
	more := -recentUsedUp
	for _, l := range lots {
		if l.Status == lot.UsedUp {
			more++
		}
	}
	if more < 2 { // a line that says so is no shorter than the one lot
		return nil, lots
	}
	for _, l := range lots {
		if l.Status == lot.UsedUp && len(old) < more {
			old = append(old, l)
		} else {
			shown = append(shown, l)
		}
	}
	return old, shown
}

// usedUpWords says what the lots without a line come to:
//
//	45 older lots are used up: $450.00 of credit, $36.00 of fees (8 %)
func usedUpWords(account string, old []lot.Lot) string {
	books := lot.State{Lots: old}
	var credit pricing.Money
	for _, l := range old {
		credit = credit.Add(l.Credit)
	}
	fees := "fees that are not known"
	if paid, known := books.FeesPaid(); known {
		fees = print.USD(paid) + " of fees"
		if share, ok := print.PercentOf(paid, credit); ok && paid.Sign() > 0 {
			fees += " (" + share + ")"
		}
	}
	return fmt.Sprintf("%d older lots are used up: %s of credit, %s (tollbook credits %s lists them)", len(old), print.USD(credit), fees, words.Shell(account))
}
