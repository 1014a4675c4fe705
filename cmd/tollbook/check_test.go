package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"tollbook/ledger/check"
	"tollbook/pricing"
)

// TestDemoNeedsAttention: each trouble of the demo is one line, and its calm
// accounts have none. $41.49 of anthropic's die in 36 days, of which 36 times what it
// burns a day ($0.24) are used; openai used $2.44 without credit; openrouter's page
// says $1.35 less. What loads itself never runs out, and openrouter lasts 14.4 days.
func TestDemoNeedsAttention(t *testing.T) {
	run, s, _ := demoBooks(t)
	found, err := s.Check(context.Background(), run.asOf, check.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found.Findings {
		got = append(got, fmt.Sprintf("%s %s %s", f.Level, f.Kind, f.Account))
		if f.Kind == check.Expiring && (f.USD.Cmp(pricing.MustMoney("31")) < 0 || f.USD.Cmp(pricing.MustMoney("35")) > 0) {
			t.Errorf("%s of anthropic's are likely lost, want about 33", f.USD)
		}
		if want := map[check.Kind]string{check.NoCredit: "2.44", check.Drifted: "-1.35"}[f.Kind]; want != "" && f.USD.Cents().String() != want {
			t.Errorf("%s: %s, want %s", f.Kind, f.USD, want)
		}
		if strings.ContainsAny(f.Message, "\n\t") || f.Do == "" {
			t.Errorf("no line: %q, do %q", f.Message, f.Do)
		}
	}
	want := "warning expiring anthropic, warning deficit openai, info drift openrouter, info unpriced openrouter, info catalog "
	if strings.Join(got, ", ") != want {
		t.Errorf("found %s\nwant  %s", strings.Join(got, ", "), want)
	}
	if found.Level() != check.Warning {
		t.Errorf("level %s", found.Level())
	}
}

// TestWhatToDoWorks: every command behind a finding is one that there is, with flags
// that it has. AMOUNT, TIME and FILE are the reader's to fill in. The last one ends the
// line, so that it can be copied.
func TestWhatToDoWorks(t *testing.T) {
	run, s, _ := demoBooks(t)
	ctx := context.Background()
	for _, b := range []check.Budget{{Name: "all"}, {Name: "one", Account: "openrouter/ci", Model: "anthropic/claude-sonnet-4-5", Key: "it's"}, {Name: "model", Model: "anthropic/claude-sonnet-4-5"}} {
		b.USD = pricing.MustMoney("0.01")
		if _, err := s.SetBudget(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	kinds := map[check.Kind]bool{}
	for _, days := range []int{0, 10, 400} {
		found, err := s.Check(ctx, run.asOf.AddDate(0, 0, days), check.DefaultSettings())
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
