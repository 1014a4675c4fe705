package whatif

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/page"
)

// explain has the monthly cost of the gateway under the cursor taken apart, as the
// knobs stand. Its parts go deeper without the ledger: the workload is at hand.
func (s Model) explain() tea.Cmd {
	if s.cmp.Row(s.gatewayAt) == nil {
		return nil
	}
	question := pricing.RowQuestion{Workload: s.workload(), Knobs: s.now.apply(s.cat), AsOf: s.asOf, Gateway: s.gatewayAt}
	catalog := s.cat
	return func() tea.Msg {
		e, err := catalog.ExplainRow(question)
		if err != nil {
			return page.Unexplained{Err: err}
		}
		return page.Explain{Is: e, Deeper: func(address string) (pricing.Explanation, bool) {
			return explainPart(catalog, question, address)
		}}
	}
}

// explainPart takes a part of a row further: "compare openrouter fee", or with a model
// "compare openrouter token model=openai/gpt-4o".
func explainPart(c *pricing.Catalog, q pricing.RowQuestion, address string) (pricing.Explanation, bool) {
	words := strings.Fields(address) // no gateway and no model of a comparison has a blank
	if len(words) < 3 || words[0] != "compare" {
		return pricing.Explanation{}, false
	}
	q.Gateway, q.Figure = words[1], words[2]
	for _, w := range words[3:] {
		if model, ok := strings.CutPrefix(w, "model="); ok {
			q.Model = model
		}
	}
	e, err := c.ExplainRow(q)
	return e, err == nil
}
