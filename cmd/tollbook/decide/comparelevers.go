package decide

import (
	"errors"
	"fmt"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
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
		out = append(out, leverJSON{l.Knob, l.To, l.Change, print.NotNull(l.If)})
	}
	return out
}

// findLevers adds the best step of each knob for the bill at one's own gateway, at
// the first of --gateways where no gateway is one's own, or at the cheapest.
func findLevers(run *cli.Run, got *Comparison) error {
	got.leversAt = got.Result.LeverGateway(got.Work, got.knobs)
	if run.Catalog.BillAt(got.Work, got.knobs, got.leversAt, run.AsOf) != nil {
		levers, err := run.Catalog.Levers(got.Work, got.knobs, got.leversAt, run.AsOf)
		got.levers = print.NotNull(levers)
		return err
	}
	r := got.Result.Row(got.leversAt)
	if r == nil {
		return cli.WithHint(errors.New("levers move a bill, and no gateway here has one"), "name it: --gateways openrouter")
	}
	return cli.WithHint(fmt.Errorf("levers move a bill, and what %s costs is not known: %s", r.Gateway, strings.Join(r.Missing, ", ")), "name another first: --gateways openrouter,"+r.Gateway)
}

// leversText lists the levers under the bill that they move.
func leversText(got Comparison, on *print.Page) string {
	bill := leversBill(got)
	if len(got.levers) == 0 {
		return on.Fit(fmt.Sprintf("No knob lowers %s: it is as low as the catalog knows.", bill)) + "\n"
	}
	t := print.NewTable("KNOB", "TO", ">A MONTH", "")
	for _, l := range got.levers {
		t.Add(l.Knob, l.To, print.USD(l.Change), ifWords(l.If))
	}
	return fmt.Sprintf("what each knob's best step does to %s\n%s", bill, t.Text(on))
}

// leversBill names the bill that levers move: what is paid today, at all gateways in use
// together, or the total of the one that was asked about.
func leversBill(got Comparison) string {
	you := got.Result.You
	switch {
	case you == nil || got.leversAt != got.Work.You:
		return fmt.Sprintf("the bill of %s at %s", print.USD(*got.Result.Row(got.leversAt).Total), got.leversAt)
	case len(you.Accounts) > 1:
		return fmt.Sprintf("the %s that you pay", print.USD(*you.Total))
	}
	return fmt.Sprintf("the bill of %s at %s", print.USD(*you.Total), got.leversAt)
}

// ifWords puts the first of what a saving rests on behind it; the notes below the
// gateways have all of it.
func ifWords(ifs []string) string {
	if len(ifs) == 0 {
		return ""
	}
	return "~ if " + print.ShortList(ifs, 1)
}
