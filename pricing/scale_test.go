package pricing

import "testing"

// TestScaled: half as much again of one line, the other as it was.
func TestScaled(t *testing.T) {
	c := acme.load(t)
	first := line("acme/m1", kInput, 1_000_001, kOutput, 3)
	first.Gateway, first.Reported, first.Extra, first.Requests = "acme", MustMoney("10"), MustMoney("0.05"), 3
	second := line("acme/m2", kInput, 1_000_000)
	second.Gateway, second.Reported = "acme", MustMoney("1")
	w := c.LedgerWorkload([]WorkLine{first, second}, today, today, 30)
	got := c.Scaled(w, func(i int) Scale {
		if i == 1 {
			return Scale{}
		}
		return Scale{MustMoney("10"), MustMoney("15")}
	})
	l := got.Lines[0]
	// 1,500,001.5, 4.5 and 4.5, half up
	if l.Tokens != used(kInput, 1_500_002, kOutput, 5) || l.Requests != 5 || !l.Reported.Equal(MustMoney("15")) || !l.Extra.Equal(MustMoney("0.075")) {
		t.Errorf("%+v", l)
	}
	if got.Lines[1].Tokens != second.Tokens || got.Explained != w.Explained || got.You != "acme" || got.Days != 30 {
		t.Errorf("%+v", got)
	}
	if w.Lines[0].Tokens[Input] != 1_000_001 {
		t.Error("the workload it was made of has changed")
	}
	// 1,500,002 x 3 + 5 x 15 + 1,000,000 x 1, a million, and the extra.
	r := rowOf(t, compared(t, c, got, Knobs{}, today), "acme")
	amount(t, "tokens", r.Token, "5.575081")
	huge := c.Scaled(w, func(int) Scale { return Scale{MustMoney("0.000001"), MustMoney("999999999999")} })
	if huge.Lines[0].Tokens[Input] != maxTokens {
		t.Errorf("%d tokens", huge.Lines[0].Tokens[Input])
	}
}
