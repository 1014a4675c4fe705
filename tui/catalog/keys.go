package catalog

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/page"
)

// Keys work on the screen. The order is the order of the help.
type Keys struct {
	page.Moves
	Enter   key.Binding
	Explain key.Binding
	Back    key.Binding
	Pane    key.Binding
	Fold    key.Binding
	Preview key.Binding
	Set     key.Binding
	Filter  key.Binding
	Sort    key.Binding
	Turn    key.Binding
}

// NewKeys are the keys of the screen.
func NewKeys() Keys {
	return Keys{
		Moves:   page.NewMoves(),
		Enter:   page.Bind("Enter", "facts, rates", "enter"),
		Explain: page.Bind("e", "explain", "e"),
		Back:    page.Bind("Esc", "back, never quit", "esc"),
		Pane:    page.Bind("Tab", "other pane", "tab", "shift+tab"),
		Fold:    page.Bind("space", "fold, unfold", " "),
		Preview: page.Bind("v", "preview, or not", "v"),
		Set:     page.Bind("a", "add a price of yours", "a"),
		Filter:  page.Bind("/", "filter", "/"),
		Sort:    page.Bind("o", "order by a column", "o"),
		Turn:    page.Bind("O", "reverse the order", "O"),
	}
}

// Hints are the keys that matter now.
func (s Model) Hints() []page.Hint {
	k := s.keys
	if s.form != nil {
		return s.form.Keys.Hints("field")
	}
	if s.filter != nil {
		return []page.Hint{{Key: page.KeyOf(k.Enter), Does: "keep the filter"}, {Key: page.KeyOf(k.Back), Does: "clear it"}}
	}
	deeper := page.Hint{Key: page.KeyOf(k.Enter), Does: "facts"}
	switch {
	case s.pane == modelsPane && s.model == "":
		deeper.Does = "rates"
	case s.pane == changesPane:
		deeper.Does = "explain"
	}
	out := []page.Hint{{Key: page.KeyOf(k.Pane), Does: "panes"}, {Key: "↑↓", Does: "row"}, deeper, {Key: page.KeyOf(k.Filter), Does: "filter"}, {Key: page.KeyOf(k.Sort), Does: "order"}}
	set := page.Hint{Key: page.KeyOf(k.Set), Does: "add a price"}
	switch {
	case s.onFold():
		out[2].Does = map[bool]string{true: "fold", false: "unfold"}[s.unfolded]
	case s.pane == changesPane, s.pane == modelsPane && s.model == "":
		out = slices.Insert(out, 3, set)
	case s.pane == modelsPane && s.model != "":
		out = slices.Insert(append([]page.Hint{{Key: page.KeyOf(k.Back), Does: "models"}}, out...), 4, set)
	}
	return out
}

// Legend says what the marks mean.
func (s Model) Legend() []string {
	return []string{
		"Yours stand first: gateways and models with an account or usage. An empty cell is not published; ~ is the vendor's own claim or an assumption. Enter shows every fact with its page and day.",
		"Rates are USD per million tokens, in force on the day that is shown: at your gateway for what you use, else the publisher's. LESS ELSEWHERE is what your month of the model would save there, fees aside; for others the rate of output.",
		"Changes are ranked by what they do to a month of your own: changed, new, announced for a day to come, doubted (come and not seen since), ended or gone; held and conflict wait for your word. " + ownMark + " is a rate of your own. A click on a heading sorts by it.",
	}
}
