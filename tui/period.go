package tui

import (
	"fmt"
	"strings"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// named is a label, or a word for none.
func named(label string) string {
	if label == "" {
		return "(none)"
	}
	return draw.Safe(label)
}

// changeWords are "18 % less than".
func changeWords(percents string) string {
	m := draw.MoneyOf(percents)
	switch {
	case m == nil:
		return ""
	case m.Fixed(0) == "0" || m.Fixed(0) == "-0":
		return "about as much as"
	case m.Sign() < 0:
		return wholePercent(m.Neg()) + " less than"
	}
	return wholePercent(*m) + " more than"
}

// perDayWords set a period against one that is recorded in part: "$17.13 a day, 4 % more
// than October's $16.45 (known from the 12th)".
func perDayWords(c report.PerDay, before string) string {
	return fmt.Sprintf("%s a day, %s %s's %s%s", draw.Money(c.Now), changeWords(c.Change), before, draw.Money(c.Before), knownWords(c.Known, before))
}

// knownWords say what of a period is known, in brackets; "" where all is.
func knownWords(k report.KnownPart, period string) string {
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

// wholePercent is a number of percent without decimals: "18 %".
func wholePercent(m pricing.Money) string { return words.Percent(m.Fixed(0)) }
