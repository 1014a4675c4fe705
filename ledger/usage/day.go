package usage

import (
	"time"

	"tollbook/pricing"
)

// A Day is a daily sum, or a part of one, with its labels in words.
type Day struct {
	Date string
	*Series
	Sum
	partKey // of a part; zero for a whole sum
	// TokensCount and DollarsCount say which part of it counts, where a day has
	// several views of one spend.
	TokensCount  bool
	DollarsCount bool
	passedOver   bool // for a longer bucket that holds it, or the days that a longer one holds
	InPart       bool // its view holds the day in part, and another one counts that holds all of it
	// Seller is, of an own-key account, the gateway that its calls went to; Beside says
	// that the seller's own account has usage on that day: these dollars are there.
	Beside bool
	Seller string
}

// DayOf is the first instant of a day as the ledger keeps it; zero for one that is
// none, which is doctor's to find.
func DayOf(text string) time.Time {
	day, err := time.Parse(pricing.Day, text)
	if err != nil {
		return time.Time{}
	}
	return day
}
