package lot

import (
	"time"

	"tollbook/pricing"
)

// A Outlook is what will likely become of a live lot. Simulated usage takes from
// the lots as real usage does (DESIGN.md 3.4): what is left when one dies is lost.
//
// Purchases to come matter only where they die before a lot does, and are used in
// front of it: elsewhere they stand behind it and change nothing. Where they matter
// the account is taken to go on buying as it did: its automatic top-up, or its usual
// purchase at the balance at which it used to buy.
type Outlook struct {
	LotID   int64 // 0 for a derived lot: its birth tells it apart
	Born    time.Time
	Expires time.Time // zero is never
	// ExpectedBreakage is the mean of what expires, to the cent, and Chance the share
	// of the simulated futures in which a cent or more does, to 6 decimals. Both are 0
	// for a lot that never expires.
	ExpectedBreakage pricing.Money
	Chance           string
	// UsedUp is the day on which half of the futures have used up all that is left of
	// it and of the lots before it; zero where it dies first in half of them.
	UsedUp time.Time
}
