package tui

import "github.com/charmbracelet/bubbles/key"

// spendKeys work on the spend screen. The order is the order of the help.
type spendKeys struct {
	Up, Down         key.Binding
	PageUp, PageDown key.Binding
	First, Last      key.Binding
	Enter            key.Binding
	Back             key.Binding
	Explain          key.Binding
	Only             key.Binding
	Group            key.Binding
	GroupBack        key.Binding
	Earlier, Later   key.Binding
	ThisMonth        key.Binding
	LastMonth        key.Binding
	Thirty           key.Binding
	Year             key.Binding
	All              key.Binding
	Filter           key.Binding
	Sort             key.Binding
	Turn             key.Binding
}

func newSpendKeys() spendKeys {
	return spendKeys{
		Up:        binding("↑ k", "up", "up", "k"),
		Down:      binding("↓ j", "down", "down", "j"),
		PageUp:    binding("PgUp", "a page up", "pgup", "ctrl+b"),
		PageDown:  binding("PgDn", "a page down", "pgdown", "ctrl+f"),
		First:     binding("g", "to the top", "home", "g"),
		Last:      binding("G", "to the end", "end", "G"),
		Enter:     binding("Enter", "rows behind it", "enter"),
		Back:      binding("Esc", "back, never quit", "esc"),
		Explain:   binding("e", "explain figure", "e"),
		Only:      binding("n", "only this row", "n"),
		Group:     binding("Tab", "next group", "tab"),
		GroupBack: binding("Shift-Tab", "group before", "shift+tab"),
		Earlier:   binding("← h", "period before", "left", "h"),
		Later:     binding("→ l", "next period", "right", "l"),
		ThisMonth: binding("m", "this month", "m"),
		LastMonth: binding("p", "last month", "p"),
		Thirty:    binding("t", "30 days", "t"),
		Year:      binding("Y", "the year", "Y"),
		All:       binding("a", "all", "a"),
		Filter:    binding("/", "filter", "/"),
		Sort:      binding("o", "order by column", "o"),
		Turn:      binding("O", "reverse order", "O"),
	}
}

// hints are the keys that matter now.
func (s spend) hints() []hint {
	k := s.keys
	switch {
	case s.input != nil:
		return []hint{{keyOf(k.Enter), "keep the filter"}, {keyOf(k.Back), "clear it"}}
	case s.rows != nil:
		return []hint{{keyOf(k.Back), "back"}, {"↑↓", "row"}, {keyOf(k.Enter), "explain"}, {keyOf(k.Sort), "newest, dearest"}, {keyOf(k.Filter), "filter"}}
	}
	out := []hint{{keyOf(k.Group), "group"}, {"←→", "period"}, {keyOf(k.Enter), "rows"}, {keyOf(k.Only), "only this"}, {keyOf(k.Filter), "filter"}, {keyOf(k.Explain), "explain"}, {keyOf(k.Sort), "order"}}
	if len(s.only) > 0 || s.filter != "" {
		out = append([]hint{{keyOf(k.Back), "back"}}, out...)
	}
	return out
}

func (s spend) legend() []string {
	return []string{
		"A filter is words, or model:gpt and the like for any group, model=ID for that one alone, >0.5 and <10 for dollars; a minus before a term turns it round. Quotes keep blanks together.",
		"~ is priced in part by the catalog, for want of a reported cost; ! has tokens without a price, which are in no dollars; ~ before fees says that a part of them is assumed. Subscriptions and own keys stand in columns of their own, in no total. CACHED is the share of the prompt that was read from the cache, where the export tells; $/M is all-in USD per million tokens. Days are UTC.",
		"In want of room go, in this order: list value, own keys, unpriced, computed, output, cache read, input, all in, fees, requests, share, bar, $/M, cached.",
	}
}
