package spend

import (
	"slices"
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

// groups are the groups that have a tab: what nearly every export tells. A filter
// finds the others too.
var groups = report.Groups[:slices.Index(report.Groups, "team")]

// byTime reports whether the group in hand is one of time.
func (s Model) byTime() bool { return s.by < slices.Index(groups, "account") }

// firstOrder is the column by which a group is ordered at first, downward.
func (s Model) firstOrder() int {
	if s.byTime() {
		return 0
	}
	return usdColumn
}

// groupTable lays a report out; the table has no rows yet.
func (s Model) groupTable() draw.Table[report.Row] {
	usd := func(of func(report.Row) *pricing.Money) (func(report.Row) string, func(a, b report.Row) int) {
		return func(r report.Row) string { return draw.MaybeMoney(of(r)) }, func(a, b report.Row) int { return draw.Compare(of(a), of(b)) }
	}
	amount := func(title string, drop int, of func(report.Row) *pricing.Money) draw.Column[report.Row] {
		text, order := usd(of)
		return draw.Column[report.Row]{Title: title, Figure: true, Drop: drop, Text: text, Compare: order}
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
	ratio := func(title string, drop int, of func(report.Row) string, show func(string) string) draw.Column[report.Row] {
		return draw.Column[report.Row]{Title: title, Figure: true, Drop: drop, Text: func(r report.Row) string {
			if text := of(r); text != "" {
				return show(text)
			}
			return "-"
		}, Compare: func(a, b report.Row) int { return draw.Compare(draw.MoneyOf(of(a)), draw.MoneyOf(of(b))) }}
	}
	total := s.summary.Total.USD
	bar := s.barWidth()
	name := groups[s.by]
	b := draw.NewTable(func(r report.Row) string { return r.Keys[0] },
		draw.Column[report.Row]{Title: strings.ToUpper(name), Most: 44, Least: 22, Text: func(r report.Row) string { return s.label(r.Keys[0]) },
			Compare: func(a, b report.Row) int { return strings.Compare(a.Keys[0], b.Keys[0]) }},
		amount("USD", 0, func(r report.Row) *pricing.Money { return &r.USD }),
		draw.Column[report.Row]{Title: "", Text: spendMarks, Style: func(t draw.Theme, r report.Row) lipgloss.Style { return t.Warn }},
		draw.Column[report.Row]{Title: "", Picture: true, Drop: 3, Most: bar, Text: func(r report.Row) string { return draw.Bar(r.USD, s.mostUSD(), bar) },
			Style: func(t draw.Theme, r report.Row) lipgloss.Style { return t.You }},
		ratio("SHARE", 4, func(r report.Row) string { return draw.Quotient(r.USD, total) }, words.Part),
		count("REQUESTS", 5, func(r report.Row) int64 { return r.Requests }),
		count("INPUT", 8, func(r report.Row) int64 { return r.Tokens[pricing.Input] }),
		count("CACHE READ", 9, func(r report.Row) int64 { return r.Tokens[pricing.CacheRead] }),
		count("OUTPUT", 10, func(r report.Row) int64 { return r.Tokens[pricing.Output] }),
		ratio("CACHED", 1, func(r report.Row) string { text, _ := r.CacheShare(); return draw.NonZero(text) }, words.Part),
		ratio("$/M", 2, func(r report.Row) string { return draw.NonZero(r.PerMillion) }, func(text string) string { return draw.Money(*draw.MoneyOf(text)) }),
		loading("FEES", 6, func(r report.Row) *pricing.Money { return r.FeesUSD }),
		loading("ALL IN", 7, func(r report.Row) *pricing.Money { return r.AllInUSD }),
		amount("COMPUTED", 11, func(r report.Row) *pricing.Money { return &r.ComputedUSD }),
		count("UNPRICED", 12, func(r report.Row) int64 { return r.UnpricedTokens }),
		amount("OWN KEYS", 13, func(r report.Row) *pricing.Money { return &r.BYOKUSD }),
		amount("LIST VALUE", 14, func(r report.Row) *pricing.Money { return &r.ListValueUSD }),
	)
	b.Sort, b.Down = s.firstOrder(), true
	return b
}

// label is a group's key as people read it: a day with its weekday.
func (s Model) label(key string) string {
	if groups[s.by] == "day" {
		if day, err := time.Parse(pricing.Day, key); err == nil {
			return day.Format("2006-01-02 Mon")
		}
	}
	return draw.Label(key)
}

// spendMarks say what a row's dollars rest on or leave out.
func spendMarks(r report.Row) string {
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

// barWidth is how long the longest bar is.
func (s Model) barWidth() int {
	switch {
	case s.size.Width >= 140:
		return 24
	case s.size.Width >= 100:
		return 16
	}
	return 8
}

// mostUSD is the amount of the longest bar.
func (s Model) mostUSD() pricing.Money {
	if s.summary.Top == nil {
		return pricing.Money{}
	}
	return s.summary.Top.USD
}

// counted writes a count, a dash for none.
func counted(n int64) string {
	if n == 0 {
		return "-"
	}
	return words.Thousands(strconv.Itoa(int(n)))
}
