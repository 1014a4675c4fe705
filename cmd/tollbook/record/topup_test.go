package record

import (
	"context"
	"encoding/json"
	"testing"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
	"tollbook/pricing"
)

// An edit changes what was given alone: no --note leaves the note, --note "" takes it away.
func TestRunTopUpEdit(t *testing.T) {
	ctx := context.Background()
	run, _, out := clitest.NewJSON(t)
	if err := runTopUpAdd(ctx, run, topUpAddOptions{method: "card", at: "2026-11-01", note: "first"}, []string{"openrouter", "100"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name         string
		o            topUpEditOptions
		note         string
		credit, paid string
	}{ // 5.5 % of 100 is 5.50, of 50 is 2.75; 20 was really charged
		{"the credit", topUpEditOptions{amount: cli.Given[string]{Value: "50", Is: true}}, "first", "50", "52.75"},
		{"the fee", topUpEditOptions{fee: "20"}, "first", "50", "70"},
		{"the schedule's fee", topUpEditOptions{fee: "schedule"}, "first", "50", "52.75"},
		{"no note", topUpEditOptions{note: cli.Given[string]{Is: true}}, "", "50", "52.75"},
	} {
		out.Reset()
		if err := runTopUpEdit(ctx, run, c.o, []string{"1"}); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var got struct {
			TopUps []topUpJSON `json:"topups"`
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || len(got.TopUps) != 1 {
			t.Fatalf("%s: %v: %s", c.name, err, out)
		}
		x, note := got.TopUps[0], ""
		if x.Note != nil {
			note = *x.Note
		}
		if note != c.note || !x.CreditUSD.Equal(pricing.MustMoney(c.credit)) || x.PaidUSD == nil || !x.PaidUSD.Equal(pricing.MustMoney(c.paid)) {
			t.Errorf("%s: note %q, credit %s, paid %v; want %q, %s, %s", c.name, note, x.CreditUSD, x.PaidUSD, c.note, c.credit, c.paid)
		}
	}
	if err := runTopUpEdit(ctx, run, topUpEditOptions{}, []string{"1"}); err == nil || err.Error() != "nothing to change was given" {
		t.Errorf("an edit of nothing: %v", err)
	}
}
