package spend

import (
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// usdColumn is the place of the dollars in the table.
const usdColumn = 1

// groupCount is how many groups have a tab: what nearly every export tells. A filter
// finds the others too.
const groupCount = 10

var groups = report.Groups[:groupCount]

// timeGroups is how many of the groups, the first ones, are of time.
const timeGroups = 3

// byTime reports whether the group in hand is one of time.
func (s Model) byTime() bool { return s.view.by < timeGroups }

// firstOrder is the column by which a group is ordered at first, downward.
func firstOrder(by int) int {
	if by < timeGroups {
		return 0
	}
	return usdColumn
}

// table is the table of the group in hand, without rows yet.
func (s Model) table() draw.Table[report.Row] {
	var most pricing.Money
	if s.summary.Top != nil {
		most = s.summary.Top.USD
	}
	return groupTable(s.view.by, s.summary.Total.USD, most, barWidth(s.room().Width))
}

// groupTable lays a report out; the table has no rows yet. The longest bar is that of the
// most dollars.
func groupTable(by int, total, most pricing.Money, bar int) draw.Table[report.Row] {
	amount := func(title string, drop int, of func(report.Row) *pricing.Money) draw.Column[report.Row] {
		return draw.Column[report.Row]{Title: title, Figure: true, Drop: drop, Text: func(r report.Row) string { return draw.MaybeMoney(of(r)) },
			Compare: func(a, b report.Row) int { return draw.Compare(of(a), of(b)) }}
	}
	loading := func(title string, drop int, of func(report.Row) *pricing.Money) draw.Column[report.Row] {
		c := amount(title, drop, of)
		c.Text = func(r report.Row) string { return assumedFee(r, draw.MaybeMoney(of(r))) }
		return c
	}
	count := func(title string, drop int, of func(report.Row) int64) draw.Column[report.Row] {
		return draw.Column[report.Row]{Title: title, Figure: true, Drop: drop, Text: func(r report.Row) string { return counted(of(r)) },
			Compare: func(a, b report.Row) int { return int(min(max(of(a)-of(b), -1), 1)) }}
	}
	ratio := func(title string, drop, wide int, of func(report.Row) string, show func(string) string) draw.Column[report.Row] {
		return draw.Column[report.Row]{Title: title, Figure: true, Drop: drop, Wide: wide, Text: func(r report.Row) string {
			if text := draw.NonZero(of(r)); text != "" {
				return show(text)
			}
			return "-"
		}, Compare: func(a, b report.Row) int { return draw.Compare(draw.MoneyOf(of(a)), draw.MoneyOf(of(b))) }}
	}
	const share = len("100.0 %")
	b := draw.NewTable(func(r report.Row) string { return r.Keys[0] },
		draw.Column[report.Row]{Title: strings.ToUpper(groups[by]), Most: 44, Least: 22, Text: func(r report.Row) string { return label(by, r.Keys[0]) },
			Compare: func(a, b report.Row) int { return strings.Compare(a.Keys[0], b.Keys[0]) }},
		amount("USD", 0, func(r report.Row) *pricing.Money { return &r.USD }),
		draw.Column[report.Row]{Title: "", Text: marks, Style: func(t draw.Theme, r report.Row) lipgloss.Style { return t.Warn }},
		draw.Column[report.Row]{Title: "", Picture: true, Drop: 3, Wide: bar, Most: bar, Text: func(r report.Row) string { return draw.Bar(r.USD, most, bar) },
			Style: func(t draw.Theme, r report.Row) lipgloss.Style { return t.You }},
		ratio("SHARE", 4, share, func(r report.Row) string { return shareOf(r.USD, total) }, draw.PartCell),
		count("REQUESTS", 5, func(r report.Row) int64 { return r.Requests }),
		count("INPUT", 8, func(r report.Row) int64 { return r.Tokens[pricing.Input] }),
		count("CACHE READ", 9, func(r report.Row) int64 { return r.Tokens[pricing.CacheRead] }),
		count("OUTPUT", 10, func(r report.Row) int64 { return r.Tokens[pricing.Output] }),
		ratio("CACHED", 1, share, func(r report.Row) string { text, _ := r.CacheShare(); return text }, draw.PartCell),
		ratio("$/M", 2, 0, rateOf, perMillion),
		loading("FEES", 6, func(r report.Row) *pricing.Money { return r.FeesUSD }),
		loading("ALL IN", 7, func(r report.Row) *pricing.Money { return r.AllInUSD }),
		amount("COMPUTED", 11, func(r report.Row) *pricing.Money { return &r.ComputedUSD }),
		count("UNPRICED", 12, func(r report.Row) int64 { return r.UnpricedTokens }),
		amount("OWN KEYS", 13, func(r report.Row) *pricing.Money { return &r.BYOKUSD }),
		amount("LIST VALUE", 14, func(r report.Row) *pricing.Money { return &r.ListValueUSD }),
	)
	b.Sort, b.Down = firstOrder(by), true
	b.Rest = func(hidden []report.Row) string { return draw.Money(report.TotalOf(hidden).USD) }
	return b
}

// least stands for a ratio above zero that was rounded to it.
const least = "0.000001"

// shareOf is the part of a total as text, "" where there is none.
func shareOf(usd, total pricing.Money) string {
	if text := draw.Quotient(usd, total); text != "" || usd.Sign() <= 0 || total.IsZero() {
		return text
	}
	return least
}

// rateOf is what a million of a row's tokens came to, "" where there are none or nothing was
// paid.
func rateOf(r report.Row) string {
	if r.PerMillion == "0" && r.AllInUSD != nil && r.AllInUSD.Sign() > 0 {
		return least
	}
	return draw.NonZero(r.PerMillion)
}

// perMillion writes a rate; a question mark for one that is no figure.
func perMillion(text string) string {
	if m := draw.MoneyOf(text); m != nil {
		return draw.Money(*m)
	}
	return "?"
}

// label is a group's key as people read it: a day with its weekday.
func label(by int, key string) string {
	if groups[by] == "day" {
		if day, err := time.Parse(pricing.Day, key); err == nil {
			return day.Format("2006-01-02 Mon")
		}
	}
	return draw.Label(key)
}

// marks say what a row's dollars rest on or leave out.
func marks(r report.Row) string {
	out := ""
	if !r.ComputedUSD.IsZero() {
		out += "~"
	}
	if r.UnpricedTokens > 0 {
		out += "!"
	}
	return out
}

// assumedFee marks a figure with fees of which a part is assumed.
func assumedFee(r report.Row, figure string) string {
	if r.FeesAssumedUSD.IsZero() || r.FeesUSD == nil {
		return figure
	}
	return "~" + figure
}

// barWidth is how long the longest bar of a table is.
func barWidth(width int) int {
	switch {
	case width >= 140:
		return 24
	case width >= 100:
		return 16
	}
	return 8
}

// counted writes a count, a dash for none.
func counted(n int64) string {
	if n == 0 {
		return "-"
	}
	return words.Thousands(strconv.Itoa(int(n)))
}
