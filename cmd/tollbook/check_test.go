package main

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/clitest"
	"tollbook/ledger/check"
	"tollbook/pricing"
)

// TestWhatToDoWorks: every command behind a finding is one that there is, with flags
// that it has. AMOUNT, TIME and FILE are the reader's to fill in. The last one ends the
// line, so that it can be copied.
func TestWhatToDoWorks(t *testing.T) {
	run, s, _ := clitest.DemoBooks(t)
	ctx := context.Background()
	for _, b := range []check.Budget{{Name: "all"}, {Name: "one", Account: "openrouter/ci", Model: "anthropic/claude-sonnet-4-5", Key: "it's"}, {Name: "model", Model: "anthropic/claude-sonnet-4-5"}} {
		b.USD = pricing.MustMoney("0.01")
		if _, err := s.SetBudget(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	kinds := map[check.Kind]bool{}
	for _, days := range []int{0, 10, 400} {
		found, err := s.Check(ctx, run.AsOf.AddDate(0, 0, days), check.DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found.Findings {
			kinds[f.Kind] = true
			commands := regexp.MustCompile(`tollbook [^;)]+`).FindAllString(f.Do, -1)
			if len(commands) == 0 || !strings.HasSuffix(f.Do, commands[len(commands)-1]) {
				t.Errorf("%s: %q ends with no command of tollbook", f.Kind, f.Do)
				continue
			}
			for _, command := range commands {
				cmd, rest, err := rootCommand(run).Find(strings.Fields(command)[1:])
				if err != nil {
					t.Errorf("%s: %q: %v", f.Kind, f.Do, err)
					continue
				}
				if err := cmd.ParseFlags(rest); err != nil {
					t.Errorf("%s: %q: %v", f.Kind, f.Do, err)
				} else if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
					t.Errorf("%s: %q: %v", f.Kind, f.Do, err)
				}
			}
		}
	}
	for _, k := range []check.Kind{check.Expiring, check.RunsOut, check.OverBudget, check.NoCredit, check.Drifted, check.NoPrice, check.Stopped, check.OldCatalog} {
		if !kinds[k] {
			t.Errorf("the demo never shows %s", k)
		}
	}
}
