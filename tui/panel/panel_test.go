package panel

import (
	"context"
	"strings"
	"testing"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// month is November by hand: 507.86 + 58.81 + 7.55 + 3.91 = 578.13, with what is no part of it in
// between.
func month() pricing.Explanation {
	e := pricing.Explanation{Title: "November 2026, projected", Figure: "$578.13"}
	e.Say(pricing.ExplainLine{Label: "used so far", Figure: "$265.40"})
	e.Add(pricing.ExplainLine{Label: "openrouter", Address: "or"}, pricing.MustMoney("507.86"))
	e.Say(pricing.ExplainLine{Label: "80 of 100 futures, to", Figure: "$638"})
	e.Add(pricing.ExplainLine{Label: "openrouter/ci"}, pricing.MustMoney("58.81"))
	e.Add(pricing.ExplainLine{Label: "anthropic"}, pricing.MustMoney("7.55"))
	e.Add(pricing.ExplainLine{Label: "openai"}, pricing.MustMoney("3.91"))
	return e
}

// deeper leads from openrouter to its day and from that to a model, without books.
func deeper(address string) (pricing.Explanation, bool) {
	next := map[string]pricing.ExplainLine{"or": {Label: "14 Nov", Address: "day"}, "day": {Label: "glm-5.3", Figure: "$1.20"}}
	e := pricing.Explanation{Title: "behind " + address, Figure: "$1.20"}
	e.Say(next[address])
	return e, true
}

func drawn(p Panel, width, height int) string {
	return strings.Join(p.view(draw.NewTheme(tuitest.PlainRenderer(), ""), draw.Size{Width: width, Height: height}), "\n")
}

// What adds up to the figure stands first, with its sum; the rest stands apart.
func TestPartsStandApart(t *testing.T) {
	p, _ := New().Show(context.Background(), nil, page.Explain{Is: month(), Deeper: deeper})
	const want = ` EXPLAIN
 November 2026, projected
 $578.13

 ▸ openrouter                $507.86 ›
   openrouter/ci              $58.81
   anthropic                   $7.55
   openai                      $3.91
   together                  $578.13

 NOT IN THE SUM
   used so far               $265.40
   80 of 100 futures, to        $638`
	var got []string
	for _, line := range strings.Split(drawn(p, 39, 13), "\n") {
		got = append(got, strings.TrimRight(line, " "))
	}
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	told := strings.Join(Told(month()), "\n")
	if !strings.Contains(told, "openai: $3.91\nnot in the sum:\n  used so far: $265.40") {
		t.Errorf("copied as\n%s", told)
	}
}

// The path names the lines that led deeper.
func TestPathHasNames(t *testing.T) {
	p, _ := New().Show(context.Background(), nil, page.Explain{Is: month(), Deeper: deeper})
	for _, want := range []string{"EXPLAIN  November 2026, projected › openrouter", "EXPLAIN  November 2026, projected › openrouter › 14 Nov"} {
		if p, _, _ = p.Press(context.Background(), nil, page.KeyMsg("enter")); !strings.Contains(drawn(p, 80, 12), want) {
			t.Errorf("%q is not in\n%s", want, drawn(p, 80, 12))
		}
	}
	if got := drawn(p, 50, 12); !strings.Contains(got, "EXPLAIN  November 2026, projected › … › 14 Nov") {
		t.Errorf("without room:\n%s", got)
	}
	if got := drawn(p, 30, 12); !strings.Contains(got, "EXPLAIN  … › 14 Nov") {
		t.Errorf("without any room:\n%s", got)
	}
	if p, _, _ = p.Press(context.Background(), nil, page.KeyMsg("esc")); !strings.Contains(drawn(p, 80, 12), "projected › openrouter\n") {
		t.Errorf("after Esc:\n%s", drawn(p, 80, 12))
	}
}
