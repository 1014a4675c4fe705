package pricing

import "testing"

// TestExtrasOfAPart: a gateway that serves a part of the work carries the extras of that
// part alone; one that serves all of it carries all of them. 40 million tokens of gpt-4o
// at 2.50 are $100; 10 million of claude-sonnet-4-5 at 3.00 are $30, with $5 of searches.
func TestExtrasOfAPart(t *testing.T) {
	gpt := paidLine("openai", "openai", "100", 40_000_000)
	claude := WorkLine{Account: "anthropic", Gateway: "anthropic", Name: "anthropic/claude-sonnet-4-5", Model: "anthropic/claude-sonnet-4-5", At: today, Requests: 1, Prompt: 1000,
		Tokens: used(kInput, 10_000_000), Reported: MustMoney("35"), Extra: MustMoney("5")}
	dollars := claude
	dollars.Tokens, dollars.Name, dollars.Model, dollars.Reported, dollars.Extra = Tokens{}, "anthropic/claude-opus-5", "anthropic/claude-opus-5", MustMoney("200"), Money{}
	correction := dollars
	correction.Name, correction.Model, correction.Reported = "(all models)", "", MustMoney("-2")
	otherView := dollars
	otherView.Name, otherView.Model = claude.Name, claude.Model
	tokensOnly := claude
	tokensOnly.Reported, tokensOnly.Extra = Money{}, Money{}
	for _, k := range []struct {
		name                      string
		lines                     []WorkLine
		direct, openai, anthropic string
	}{
		{"searches", []WorkLine{gpt, claude}, "135", "100", "35"},
		{"dollars without tokens", []WorkLine{gpt, claude, dollars}, "335", "100", "235"},
		{"a correction of no model", []WorkLine{gpt, claude, correction}, "133", "100", "33"},
		{"dollars whose tokens stand in another view", []WorkLine{gpt, tokensOnly, otherView}, "130", "100", "30"},
	} {
		t.Run(k.name, func(t *testing.T) {
			w := facts(t).LedgerWorkload(k.lines, today, today, 30)
			got := compared(t, facts(t), w, Knobs{}, today)
			for gateway, want := range map[string]string{Direct: k.direct, "openai": k.openai, "anthropic": k.anthropic} {
				r := rowOf(t, got, gateway)
				amount(t, gateway, r.Token, want)
				if r.Ranked != (gateway == Direct) {
					t.Errorf("%s: ranked %v, covers %s", gateway, r.Ranked, r.Coverage)
				}
			}
			swap := Knobs{Swaps: map[string]string{"anthropic/claude-opus-5": "openai/gpt-4o"}}
			amount(t, "dollars can't be swapped", rowOf(t, compared(t, facts(t), w, swap, today), "openai").Token, k.openai)
		})
	}
}
