package decide

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
	no, empty := cli.Given[string]{}, cli.Given[string]{Is: true}
	clitest.Refuses(t, path, out, map[string]clitest.Refusal{
		"a fee of half cents": {Run: func() error { return runFee(run, feeOptions{}, []string{"openrouter", "25.001"}) }, Want: `AMOUNT "25.001": want whole cents`},
		"fewer days at most than at least": {Run: func() error {
			return runPlan(ctx, run, planOptions{costOfMoney: "0", minDays: cli.Given[int]{Value: 30, Is: true}, maxDays: cli.Given[int]{Value: 10, Is: true}}, []string{"openrouter"})
		}, Want: "--max-days 10: want no less than --min-days 30"},
		"flags beside a scenario": {Run: func() error {
			return runCompare(ctx, run, compareOptions{scenario: cli.Given[string]{Value: "x", Is: true}, turned: []string{"volume", "swap", "swap"}})
		}, Want: "a scenario holds its workload and knobs: --swap, --volume can't be turned beside --scenario"},
		"a limit without a scenario": {Run: func() error { return runCompare(ctx, run, compareOptions{scenario: no, failOver: empty}) }, Want: "--fail-over goes with --scenario, whose total it is held against"},
		"no gateways":                {Run: func() error { return runCompare(ctx, run, compareOptions{turned: []string{"gateways"}}) }, Want: `--gateways "": want gateways, like openrouter,direct`},
		"a scenario in no file":      {Run: func() error { return runScenarioSave(ctx, run, scenarioSaveOptions{file: empty}, []string{"x"}) }, Want: `--file "": want one, or leave it out`},
	})
}
