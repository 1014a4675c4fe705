package spend

import (
	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/page"
)

// Keys work on the screen. The order is the order of the help.
type Keys struct {
	page.Moves `help:"ROWS"`
	Enter      key.Binding
	Rows       key.Binding
	Explain    key.Binding
	Group      key.Binding `help:"WHAT IS SHOWN"`
	GroupBack  key.Binding
	Filter     key.Binding
	Sort       key.Binding
	Turn       key.Binding
	Pin        key.Binding
	Earlier    key.Binding `help:"PERIOD"`
	Later      key.Binding
	Before     key.Binding
	After      key.Binding
	Span       key.Binding
	SpanBack   key.Binding
	Calendar   key.Binding
}

// NewKeys are the keys of the screen.
func NewKeys() Keys {
	return Keys{
		Moves:     page.NewMoves(),
		Enter:     page.Bind("Enter", "look into this row", "enter"),
		Rows:      page.Bind("w", "rows of usage behind it", "w"),
		Explain:   page.Bind("e", "explain figure", "e"),
		Group:     page.Bind("Tab", "next group", "tab"),
		GroupBack: page.Bind("Shift-Tab", "group before", "shift+tab"),
		Filter:    page.Bind("/", "filter", "/"),
		Sort:      page.Bind("o", "order by column", "o"),
		Turn:      page.Bind("O", "reverse order", "O"),
		Pin:       page.Bind("v", "pane beside", "v"),
		Earlier:   page.Bind("← h", "period before", "left", "h"),
		Later:     page.Bind("→ l", "next period", "right", "l"),
		Before:    page.Bind("<", "period, year before", "<"),
		After:     page.Bind(">", "next period, year", ">"),
		Span:      page.Bind("t", "month, 30 days, year, all", "t"),
		SpanBack:  page.Bind("T", "the span before", "T"),
		Calendar:  page.Bind("Y", "the year as a calendar", "Y"),
	}
}

// Hints are the keys that matter now.
func (s Model) Hints() []page.Hint {
	k := s.keys
	of := func(b key.Binding, does string) page.Hint { return page.Hint{Key: page.KeyOf(b), Does: does} }
	switch {
	case s.input != nil:
		return []page.Hint{of(k.Enter, "keep the filter"), {Key: "Esc", Does: "as it was"}}
	case s.view.pane == rowsPane:
		return []page.Hint{{Key: "Esc", Does: "back"}, {Key: "↑↓", Does: "row"}, of(k.Enter, "explain"), {Key: "←→", Does: "period"}, of(k.Sort, "newest, dearest"), of(k.Filter, "filter")}
	case s.view.pane == yearPane:
		return []page.Hint{{Key: "←→", Does: "week"}, {Key: "↑↓", Does: "day"}, of(k.Enter, "look into it"), {Key: "< >", Does: "year"}, of(k.Calendar, "table"), of(k.Filter, "filter")}
	}
	return []page.Hint{of(k.Group, "group"), {Key: "←→", Does: "period"}, of(k.Enter, "into"), of(k.Calendar, "year"), of(k.Filter, "filter"), of(k.Rows, "rows"), of(k.Explain, "explain"), of(k.Span, "span"), of(k.Sort, "order")}
}

// Legend says what the marks mean.
func (s Model) Legend() []string {
	return []string{
		"A filter is words, or model:gpt and the like for any group, model=ID for that one alone, >0.5 and <10 for dollars; a minus before a term turns it round. Quotes keep blanks together.",
		"~ is priced in part by the catalog, for want of a reported cost; ! has tokens without a price, which are in no dollars; ~ before fees says that a part of them is assumed. Subscriptions and own keys stand in columns of their own, in no total. CACHED is the share of the prompt that was read from the cache, where the export tells; $/M is all-in USD per million tokens. Days are UTC.",
		"What columns there are and how wide they get is decided once, by all that the ledger has. In want of room go, in this order: list value, own keys, unpriced, computed, output, cache read, input, all in, fees, requests, share, bar, $/M, cached.",
		"In the calendar a shade holds a quarter of the days with usage, from bounds in round dollars: ░ ▒ ▓ █, · none, ▲ the dearest day.",
	}
}
