package main

import (
	"context"
	"testing"
	"tollbook/cmd/tollbook/cli"
)

// What is wrong use is said before a ledger is made.
func TestRefusesWrongUseKeep(t *testing.T) {
	ctx := context.Background()
	run, path, out := runsOn(t)
	empty := cli.Given[string]{Is: true}
	refuses(t, path, out, map[string]refusal{
		"a budget of nothing": {func() error { return runBudgetSet(ctx, run, budgetSetOptions{per: "month"}, []string{"x", "0"}) }, `USD "0": want dollars above zero, like 500`},
		"a budget of no account": {func() error {
			return runBudgetSet(ctx, run, budgetSetOptions{per: "month", account: empty}, []string{"x", "5"})
		}, "--account needs a name; leave it out for all"},
		"a budget a week": {func() error { return runBudgetSet(ctx, run, budgetSetOptions{per: "week"}, []string{"x", "5"}) }, `--per "week": want month, the only period of a budget`},
	})
}
