package pricing

import "testing"

// TestSpendOn: ten tokens in at 3 and one out at 15 are 45 a million of output; 1,000 / 45 is
// 22.2 M of output. OpenRouter sells it at the same rates and takes 5.5 %.
func TestSpendOn(t *testing.T) {
	c := facts(t)
	w, err := c.SpendOn("claude-sonnet-4-5", MustMoney("1000"), today)
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Lines[0].Tokens; got[Input] != 222_222_222 || got[Output] != 22_222_222 {
		t.Errorf("%d and %d tokens", got[Input], got[Output])
	}
	got := compared(t, c, w, Knobs{}, today)
	if list := got.ListUSD.Cents(); !list.Equal(MustMoney("1000")) {
		t.Errorf("list price %s", list)
	}
	if r := rowOf(t, got, "openrouter"); !r.Ranked || !r.Total.Cents().Equal(MustMoney("1055")) {
		t.Errorf("openrouter %v, ranked %v", r.Total, r.Ranked)
	}
	for _, model := range []string{"no-such-model", ""} {
		if _, err := c.SpendOn(model, MustMoney("1"), today); err == nil {
			t.Errorf("%q is priced", model)
		}
	}
	// More than a count of tokens holds is as many as it holds.
	if w, err = c.SpendOn("openai/gpt-oss-20b", MustMoney("999999999999"), today); err != nil || w.Lines[0].Tokens[Input] != maxTokens {
		t.Errorf("%v, %v", w.Lines, err)
	}
}

// TestCommonModels: what two gateways sell stands before what one does.
func TestCommonModels(t *testing.T) {
	c := acme.plus(rows{
		"gateways/r": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0"),
		"rates/r":    {"acme/m2,acme/m2,,,,,1,5"},
	}).load(t)
	if got := c.CommonModels(5); len(got) != 2 || got[0] != "acme/m2" {
		t.Errorf("%q", got)
	}
	if got := c.CommonModels(1); len(got) != 1 {
		t.Errorf("%q", got)
	}
	if got := facts(t).CommonModels(12); len(got) != 12 {
		t.Errorf("%q", got)
	}
}
