package main

import (
	"context"
	"testing"

	"tollbook/cmd/tollbook/cli"
)

// What is wrong use is said before a ledger is made.
func TestRefusesWrongUseRecord(t *testing.T) {
	ctx := context.Background()
	run, path, out := runsOn(t)
	empty := cli.Given[string]{Is: true}
	refuses(t, path, out, map[string]refusal{
		"an account, nothing to set": {func() error { return runAccountSet(ctx, run, accountSetOptions{}, []string{"openrouter"}) }, "nothing to set was given"},
		"an empty billing": {func() error {
			return runAccountSet(ctx, run, accountSetOptions{billing: empty}, []string{"openrouter"})
		},
			`--billing "": want prepaid, arrears, prepaid-then-invoice, subscription, own-key or default`},
		"off, and a floor": {func() error {
			return runAccountSet(ctx, run, accountSetOptions{topUp: cli.Given[string]{Value: "off", Is: true}, below: cli.Given[string]{Value: "2", Is: true}}, []string{"openrouter"})
		}, "--auto-topup off has no --below"},
		"two kinds of credit": {func() error {
			return runTopUpAdd(ctx, run, topUpAddOptions{grant: true, opening: true}, []string{"openai", "5"})
		}, "--grant and --opening are two kinds of credit: give one"},
	})
}
