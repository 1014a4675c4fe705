package pricing

import "fmt"

// A tokenizer says how much more some models count for a text than others do.
type tokenizer struct {
	models, than string // patterns of canonical ids, divided by spaces
	percent      Percent
	Fact
}

// tokenizers reads which models of a vendor count more tokens than which.
func (l *catalogLoader) tokenizers(_ string, next func() []string) {
	for r := next(); r != nil; r = next() {
		t := tokenizer{models: r[0], than: r[1], percent: l.percent("percent", r[2]), Fact: Fact{Basis(r[3]), r[4], l.seen(r[5]), ""}}
		if t.models == "" || t.than == "" {
			l.fault("models", "want the models that count more, and those that they count more than")
		}
		l.c.tokenizers = append(l.c.tokenizers, t)
	}
}

// swapNote says how far the tokens of one model can't stand for those of another,
// whose tokenizer counts the same text differently; "" where nothing says that it
// does. A swap takes the counts as they are.
func (c *Catalog) swapNote(from, to string) string {
	for _, t := range c.tokenizers {
		switch {
		case matchesAny(t.models, to) && matchesAny(t.than, from):
			return fmt.Sprintf("%s counts about %s %% more tokens than %s for the same text: its cost is understated by that", to, t.percent, from)
		case matchesAny(t.models, from) && matchesAny(t.than, to):
			return fmt.Sprintf("%s counts about %s %% more tokens than %s for the same text: the cost of %s is overstated by that", from, t.percent, to, to)
		}
	}
	a, b := c.byModel[from], c.byModel[to]
	if a != nil && b != nil && a.Vendor != b.Vendor {
		return fmt.Sprintf("%s and %s count the tokens of a text differently (by how much is not known): the same counts are taken", from, to)
	}
	return ""
}
