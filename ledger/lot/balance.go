package lot

import (
	"time"

	"tollbook/pricing"
)

// A Balance is what a gateway's own page said at an instant.
type Balance struct {
	ID      int64
	Account string
	At      time.Time
	USD     pricing.Money
}
