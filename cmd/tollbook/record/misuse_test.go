package record

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
		"an account, nothing to set": {Run: func() error { return runAccountSet(ctx, run, accountSetOptions{}, []string{"openrouter"}) }, Want: "nothing to set was given"},
		"an empty billing": {Run: func() error {
			return runAccountSet(ctx, run, accountSetOptions{billing: empty}, []string{"openrouter"})
		},
			Want: `--billing "": want prepaid, arrears, prepaid-then-invoice, subscription, own-key or default`},
		"off, and a floor": {Run: func() error {
			return runAccountSet(ctx, run, accountSetOptions{topUp: cli.Given[string]{Value: "off", Is: true}, below: cli.Given[string]{Value: "2", Is: true}}, []string{"openrouter"})
		}, Want: "--auto-topup off has no --below"},
		"a name of spaces": {Run: func() error { return runAccountRename(ctx, run, []string{"openrouter", " x"}) }, Want: `account name " x": want a name without spaces around it`},
		"two kinds of credit": {Run: func() error {
			return runTopUpAdd(ctx, run, topUpAddOptions{grant: true, opening: true}, []string{"openai", "5"})
		}, Want: "--grant and --opening are two kinds of credit: give one"},
	})
}
