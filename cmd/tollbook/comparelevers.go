package main

import (
	"errors"
	"fmt"
	"strings"

	"tollbook/pricing"
)

type leverJSON struct {
	Knob      string        `json:"knob"`
	To        string        `json:"to"`
	ChangeUSD pricing.Money `json:"change_usd"`
	If        []string      `json:"if"`
}

func newLeversJSON(levers []pricing.Lever) []leverJSON {
	out := []leverJSON{}
	for _, l := range levers {
		out = append(out, leverJSON{l.Knob, l.To, l.Change, list(l.If)})
	}
	return out
}

// findLevers adds the best step of each knob for the bill at one's own gateway, at
// the first of --gateways where no gateway is one's own, or at the cheapest.
func (a *app) findLevers(got *compared) error {
	got.leversAt = got.c.LeverGateway(got.w, got.k)
	r := got.c.Row(got.leversAt)
	if r == nil {
		return hinted{errors.New("levers move a bill, and no gateway here has one"), "name it: --gateways openrouter"}
	}
	if r.Total == nil {
		return hinted{fmt.Errorf("levers move a bill, and what %s costs is not known: %s", r.Gateway, strings.Join(r.Missing, ", ")), "name another first: --gateways openrouter," + r.Gateway}
	}
	levers, err := a.catalog.Levers(got.w, got.k, got.leversAt, a.asOf)
	got.levers = list(levers)
	return err
}

// leversText lists the levers under the bill that they move.
func leversText(got compared, on *page) string {
	bill := got.c.Row(got.leversAt)
	if len(got.levers) == 0 {
		return on.text(fmt.Sprintf("No knob lowers the bill of %s at %s: it is as low as the catalog knows.", usd(*bill.Total), got.leversAt)) + "\n"
	}
	t := newTable("KNOB", "TO", ">A MONTH", "")
	for _, l := range got.levers {
		t.add(l.Knob, l.To, usd(l.Change), ifWords(l.If))
	}
	return fmt.Sprintf("what each knob's best step does to the bill of %s at %s\n%s", usd(*bill.Total), got.leversAt, t.text(on))
}

// ifWords puts the first of what a saving rests on behind it; the notes below the
// gateways have all of it.
func ifWords(ifs []string) string {
	if len(ifs) == 0 {
		return ""
	}
	return "~ if " + shortList(ifs, 1)
}
