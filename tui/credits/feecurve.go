package credits

import (
	"errors"
	"math"
	"slices"
	"strconv"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/wrap"
)

// feeCurve is the fee by size of purchase at the account in hand, by the method that it
// pays with, as bars over the sizes; or a sentence where there is nothing to draw.
func (s Model) feeCurve(t draw.Theme, width, height int) []string {
	in, ok := s.inHand()
	g := s.cat.Gateway(in.Account.Gateway)
	if !ok || g == nil {
		return nil
	}
	method := s.plans[in.Account.Name].Value.Method
	curve, from, err := g.FeeCurve(method, s.asOf)
	title := "FEE BY PURCHASE SIZE  " + draw.Safe(g.ID)
	if rule, _ := g.Fee(method, s.asOf); rule != nil && rule.Method != pricing.AnyMethod {
		title += ", " + rule.Method
	}
	out := []string{t.Heading.Render(draw.Fit(title, width))}
	say := func(text string) []string {
		return append(out, wrap.Fit(text, width)...)
	}
	switch {
	case errors.Is(err, pricing.ErrNothingToLoad):
		return say("There is no credit to buy.")
	case err != nil:
		return say("What it takes is not published.")
	case len(curve) == 0:
		return say("No size is on sale.")
	}
	same := true
	for _, c := range curve {
		same = same && words.Percent(c.Percent) == words.Percent(curve[0].Percent)
	}
	if same && curve[0].Fee.IsZero() {
		return say("Loading costs nothing, whatever the size.")
	}
	if same {
		return say("The fee is " + words.Percent(curve[0].Percent) + ", whatever the size.")
	}
	out = append(out, feeBars(t, curve, width, height-2)...)
	if !from.IsZero() {
		return say("from " + draw.Money(from) + " up, size changes nothing")
	}
	return out
}

// tellsLeast are the sizes that go in want of room, the first first.
var tellsLeast = []string{"25000", "10000", "5000", "2500", "250", "50", "1000", "500"}

// feeBars draws bars of the fee in percent over the sizes, as many as fit.
func feeBars(t draw.Theme, curve []pricing.SizeFee, width, height int) []string {
	const axis = 6
	column := 0
	for _, c := range curve[:min(len(curve), 10)] {
		column = max(column, lipgloss.Width(sizeWords(c.Credit))+1)
	}
	for i := 0; axis+1+column*len(curve) > width && i < len(tellsLeast); i++ {
		curve = slices.DeleteFunc(slices.Clone(curve), func(c pricing.SizeFee) bool { return c.Credit.Equal(pricing.MustMoney(tellsLeast[i])) })
	}
	curve = curve[:min(len(curve), max((width-axis-1)/column, 1))]
	top := 0.0
	values := make([]float64, len(curve))
	for i, c := range curve {
		values[i], _ = strconv.ParseFloat(c.Percent, 64)
		top = math.Max(top, values[i])
	}
	rows := height - 1
	if rows < 2 || top <= 0 {
		return nil
	}
	var out []string
	for row := range rows {
		label, joint := "", "│"
		if row == 0 {
			label, joint = draw.PercentTick(top), "┤"
		} else if row == rows-1-min(int(values[len(values)-1]/top*float64(rows)), rows-1) {
			label, joint = words.Percent(curve[len(curve)-1].Percent), "┤"
		}
		line := draw.FitRight(label, axis) + joint
		bars := ""
		for _, v := range values {
			bars += draw.Fit(barCell(v/top*float64(rows)-float64(rows-1-row)), column)
		}
		out = append(out, t.Muted.Render(line)+t.Fee.Render(bars))
	}
	sizes := ""
	for _, c := range curve {
		sizes += draw.Fit(sizeWords(c.Credit), column)
	}
	return append(out, t.Muted.Render(draw.Spaces(axis+1)+sizes))
}

// barCell is one cell of an upright bar, of which some share is filled.
func barCell(filled float64) string {
	const steps = " ▁▂▃▄▅▆▇█"
	return string([]rune(steps)[min(max(int(math.Round(filled*8)), 0), 8)])
}

// sizeWords write a size of purchase shortly: "$14.55", "$2.5k".
func sizeWords(m pricing.Money) string {
	if m.Cmp(pricing.MustMoney("1000")) < 0 {
		return draw.Brief(m)
	}
	return "$" + m.Part(1, 1000, 1).String() + "k"
}
