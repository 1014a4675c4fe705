package period

import (
	"fmt"
	"strings"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// Change writes a change in percent: "18 % less than"; "" where it is not known.
func Change(percents string) string {
	m := draw.MoneyOf(percents)
	switch {
	case m == nil:
		return ""
	case m.Fixed(0) == "0" || m.Fixed(0) == "-0":
		return "about as much as"
	case m.Sign() < 0:
		return WholePercent(m.Neg()) + " less than"
	}
	return WholePercent(*m) + " more than"
}

// PerDay sets a period against one that is recorded in part: "$17.13 a day, 4 % more
// than October's $16.45 (known from the 12th)".
func PerDay(c report.PerDay, before string) string {
	return fmt.Sprintf("%s a day, %s %s's %s%s", draw.Money(c.Now), Change(c.Change), before, draw.Money(c.Before), Known(c.Known, before))
}

// Known says what of a period is known, in brackets; "" where all is.
func Known(k report.KnownPart, period string) string {
	switch {
	case k.Whole():
		return ""
	case k.Broken:
		return fmt.Sprintf(" (%d of its %d days known)", k.Days, k.Of)
	case strings.HasPrefix(period, k.Since.Format("January")):
		return " (known from the " + draw.Ordinal(k.Since.Day()) + ")"
	}
	return " (known from " + k.Since.Format("2 January") + ")"
}

// WholePercent is a number of percent without decimals: "18 %".
func WholePercent(m pricing.Money) string { return words.Percent(m.Fixed(0)) }
