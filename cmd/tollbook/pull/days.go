package pull

import (
	"fmt"
	"time"

	"tollbook/cmd/tollbook/engine"
	"tollbook/cmd/tollbook/gatewayapi"
	"tollbook/ledger"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// firstWhole is the first day that a pull from an engine may replace: the one asked for, or
// the first of those that the engine holds whole. Where its oldest request is another than
// at the last pull, it has thrown older ones away, and holds that day in part alone.
//
//	asked for from the 1st, the oldest request on the 3rd at 14:00: the 3rd at the first
//	pull and as long as it stays the oldest, the 4th once it was one of the 2nd
//
// Where the engine holds nothing it is the day of the pull.
func firstWhole(asked time.Time, x ledger.Source, oldest, now time.Time) time.Time {
	if oldest.IsZero() {
		return pricing.StartOfDay(now)
	}
	day := pricing.StartOfDay(oldest)
	if !x.Oldest.IsZero() && oldest.After(x.Oldest) && !oldest.Equal(day) {
		day = day.Add(pricing.DayLength)
	}
	if day.After(asked) {
		return day
	}
	return asked
}

// since leaves out sums of days before a first one.
func since(first time.Time, sums *engine.Sums) *usagefile.File {
	return usagefile.FromRows(sums.Format, func() (usagefile.Row, error) {
		for {
			r, err := sums.Next()
			if err != nil || !r.At.Before(first) {
				return r, err
			}
		}
	})
}

// rowsOf is a part of an API's answer as a file.
func rowsOf(p gatewayapi.Part) *usagefile.File {
	return usagefile.FromRows(p.Format, usagefile.RowsOf(p.Rows))
}

// edgesText names what sums are told apart by. Changes of rates that come later do not move
// older sums: they are no part of it.
func edgesText(c *pricing.Catalog) string {
	e := c.Edges()
	return fmt.Sprint(e.Prompts, e.Clock, c.Hourly())
}
