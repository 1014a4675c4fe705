package ledger

import (
	"time"

	"tollbook/pricing"
)

// A day is a daily sum, or a part of one, with its labels in words.
type day struct {
	Date string
	*series
	band int
	slot int32
	daySum
	// tokensCount and dollarsCount say which part of it counts, where a day has
	// several views of one spend.
	tokensCount  bool
	dollarsCount bool
	passedOver   bool // for a longer bucket that holds it, or the days that a longer one holds
	inPart       bool // its view holds the day in part, and another one counts that holds all of it
	// seller is, of an own-key account, the gateway that its calls went to; beside says
	// that the seller's own account has usage on that day: these dollars are there.
	seller string
	beside bool
	moved  pricing.Money // what of byok was cost before: of a day beside
}

// dayOf is the first instant of a day as the ledger keeps it; zero for one that is
// none, which is doctor's to find.
func dayOf(text string) time.Time {
	day, err := time.Parse(pricing.Day, text)
	if err != nil {
		return time.Time{}
	}
	return day
}
