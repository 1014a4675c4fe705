package keep

import (
	"context"
	"testing"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
)

// What is wrong use is said before a ledger is made.
func TestRefusesWrongUse(t *testing.T) {
	ctx := context.Background()
	run, path, out := clitest.NewJSON(t)
	empty := cli.Given[string]{Is: true}
	clitest.Refuses(t, path, out, map[string]clitest.Refusal{
		"a budget of nothing": {Run: func() error { return runBudgetSet(ctx, run, budgetSetOptions{per: "month"}, []string{"x", "0"}) }, Want: `USD "0": want dollars above zero, like 500`},
		"a budget of no account": {Run: func() error {
			return runBudgetSet(ctx, run, budgetSetOptions{per: "month", account: empty}, []string{"x", "5"})
		}, Want: "--account needs a name; leave it out for all"},
		"a budget without a name": {Run: func() error { return runBudgetSet(ctx, run, budgetSetOptions{per: "month"}, []string{"", "5"}) }, Want: `budget "": want a name without spaces around it`},
		"a budget a week":         {Run: func() error { return runBudgetSet(ctx, run, budgetSetOptions{per: "week"}, []string{"x", "5"}) }, Want: `--per "week": want month, the only period of a budget`},
	})
}
