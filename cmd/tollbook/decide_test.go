package main

import (
	"context"
	"testing"
	"tollbook/cmd/tollbook/cli"
)

// What is wrong use is said before a ledger is made.
func TestRefusesWrongUseDecide(t *testing.T) {
	ctx := context.Background()
	run, path, out := runsOn(t)
	no, empty := cli.Given[string]{}, cli.Given[string]{Is: true}
	refuses(t, path, out, map[string]refusal{
		"a fee of half cents": {func() error { return runFee(run, feeOptions{}, []string{"openrouter", "25.001"}) }, `AMOUNT "25.001": want whole cents`},
		"fewer days at most than at least": {func() error {
			return runPlan(ctx, run, planOptions{costOfMoney: "0", minDays: cli.Given[int]{Value: 30, Is: true}, maxDays: cli.Given[int]{Value: 10, Is: true}}, []string{"openrouter"})
		}, "--max-days 10: want no less than --min-days 30"},
		"flags beside a scenario": {func() error {
			return runCompare(ctx, run, compareOptions{scenario: cli.Given[string]{Value: "x", Is: true}, turned: []string{"volume", "swap", "swap"}})
		}, "a scenario holds its workload and knobs: --swap, --volume can't be turned beside --scenario"},
		"a limit without a scenario": {func() error { return runCompare(ctx, run, compareOptions{scenario: no, failOver: empty}) }, "--fail-over goes with --scenario, whose total it is held against"},
		"no gateways":                {func() error { return runCompare(ctx, run, compareOptions{turned: []string{"gateways"}}) }, `--gateways "": want gateways, like openrouter,direct`},
		"a scenario in no file":      {func() error { return runScenarioSave(ctx, run, scenarioSaveOptions{file: empty}, []string{"x"}) }, `--file "": want one, or leave it out`},
	})
}
