package spend

import (
	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/page"
)

// Keys work on the screen. The order is the order of the help.
type Keys struct {
	page.Moves
	Enter          key.Binding
	Back           key.Binding
	Explain        key.Binding
	Only           key.Binding
	Group          key.Binding
	GroupBack      key.Binding
	Earlier, Later key.Binding
	ThisMonth      key.Binding
	LastMonth      key.Binding
	Thirty         key.Binding
	Year           key.Binding
	All            key.Binding
	Filter         key.Binding
	Sort           key.Binding
	Turn           key.Binding
}

// NewKeys are the keys of the screen.
func NewKeys() Keys {
	return Keys{
		Moves:     page.NewMoves(),
		Enter:     page.Bind("Enter", "rows behind it", "enter"),
		Back:      page.Bind("Esc", "back, never quit", "esc"),
		Explain:   page.Bind("e", "explain figure", "e"),
		Only:      page.Bind("n", "only this row", "n"),
		Group:     page.Bind("Tab", "next group", "tab"),
		GroupBack: page.Bind("Shift-Tab", "group before", "shift+tab"),
		Earlier:   page.Bind("← h", "period before", "left", "h"),
		Later:     page.Bind("→ l", "next period", "right", "l"),
		ThisMonth: page.Bind("m", "this month", "m"),
		LastMonth: page.Bind("p", "last month", "p"),
		Thirty:    page.Bind("t", "30 days", "t"),
		Year:      page.Bind("Y", "the year", "Y"),
		All:       page.Bind("a", "all", "a"),
		Filter:    page.Bind("/", "filter", "/"),
		Sort:      page.Bind("o", "order by column", "o"),
		Turn:      page.Bind("O", "reverse order", "O"),
	}
}

// Hints are the keys that matter now.
func (s Model) Hints() []page.Hint {
	k := s.keys
	switch {
	case s.input != nil:
		return []page.Hint{{Key: page.KeyOf(k.Enter), Does: "keep the filter"}, {Key: page.KeyOf(k.Back), Does: "clear it"}}
	case s.rows != nil:
		return []page.Hint{{Key: page.KeyOf(k.Back), Does: "back"}, {Key: "↑↓", Does: "row"}, {Key: page.KeyOf(k.Enter), Does: "explain"}, {Key: page.KeyOf(k.Sort), Does: "newest, dearest"}, {Key: page.KeyOf(k.Filter), Does: "filter"}}
	}
	out := []page.Hint{{Key: page.KeyOf(k.Group), Does: "group"}, {Key: "←→", Does: "period"}, {Key: page.KeyOf(k.Enter), Does: "rows"}, {Key: page.KeyOf(k.Only), Does: "only this"}, {Key: page.KeyOf(k.Filter), Does: "filter"}, {Key: page.KeyOf(k.Explain), Does: "explain"}, {Key: page.KeyOf(k.Sort), Does: "order"}}
	if len(s.only) > 0 || s.filter != "" {
		out = append([]page.Hint{{Key: page.KeyOf(k.Back), Does: "back"}}, out...)
	}
	return out
}

// Legend says what the marks mean.
func (s Model) Legend() []string {
	return []string{
		"A filter is words, or model:gpt and the like for any group, model=ID for that one alone, >0.5 and <10 for dollars; a minus before a term turns it round. Quotes keep blanks together.",
		"~ is priced in part by the catalog, for want of a reported cost; ! has tokens without a price, which are in no dollars; ~ before fees says that a part of them is assumed. Subscriptions and own keys stand in columns of their own, in no total. CACHED is the share of the prompt that was read from the cache, where the export tells; $/M is all-in USD per million tokens. Days are UTC.",
		"In want of room go, in this order: list value, own keys, unpriced, computed, output, cache read, input, all in, fees, requests, share, bar, $/M, cached.",
	}
}
