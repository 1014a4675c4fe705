package demo_test

import (
	"context"
	"testing"

	"tollbook/cmd/tollbook/clitest"
	"tollbook/ledger/explain"
	"tollbook/pricing"
)

// Whatever is explained of the demo's books, as deep as it goes: where an explanation has parts
// they add up to its sum, and the sum is the figure where that is an amount itself.
func TestExplanationsAddUp(t *testing.T) {
	run, s, credits := clitest.DemoBooks(t)
	var queue []string
	for _, f := range explain.Forms {
		queue = append(queue, f.Example)
	}
	for _, a := range credits.Accounts {
		queue = append(queue, a.Account.Name, pricing.JoinAddress("forecast", a.Account.Name))
	}
	queue = append(queue, "report", "forecast")
	seen := map[string]bool{}
	kinds := map[string]int{} // how many of each form were taken: there are thousands of rows
	sums := 0
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		words := pricing.SplitAddress(address)
		if seen[address] || kinds[words[0]] == 60 {
			continue
		}
		seen[address] = true
		kinds[words[0]]++
		e, err := explain.Figure(context.Background(), s, words, run.AsOf, run.Thresholds)
		if err != nil {
			if address == "budget team" || words[0] == "check" { // examples of other books
				continue
			}
			t.Errorf("%s: %v", address, err)
			continue
		}
		var sum pricing.Money
		parts := 0
		for _, l := range e.Lines {
			if l.Part != nil {
				sum = sum.Add(*l.Part)
				parts++
			}
			if l.Address != "" {
				queue = append(queue, l.Address)
			}
		}
		switch {
		case parts > 0 && (e.Sum == nil || !e.Sum.Equal(sum)):
			t.Errorf("%s: parts of %s, a sum of %v", address, sum, e.Sum)
		case e.Sum != nil && e.USD != nil && !e.Sum.Equal(*e.USD):
			t.Errorf("%s: %s = %q, its parts add up to %s", address, e.Figure, e.Formula, e.Sum)
		case e.Sum != nil:
			sums++
		}
	}
	if sums < 100 {
		t.Errorf("%d explanations are sums", sums)
	}
}
