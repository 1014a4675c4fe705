package demo_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/clitest"
	"tollbook/ledger/check"
	"tollbook/pricing"
)

// TestDemoNeedsAttention: each trouble of the demo is one line, and its calm
// accounts have none. $41.49 of anthropic's die in 36 days, of which 36 times what it
// burns a day ($0.24) are used; openai used $2.44 without credit; openrouter's page
// says $1.35 less. What loads itself never runs out, and openrouter lasts 14.4 days.
func TestDemoNeedsAttention(t *testing.T) {
	run, s, _ := clitest.DemoBooks(t)
	found, err := s.Check(context.Background(), run.AsOf, check.DefaultSettings())
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
