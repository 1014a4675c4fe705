package screens

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/decide"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// agentMinute prints in four lines what was read of agents' logs, under which price a
// subscription is worth it, which step would move most if a key paid, and how to say that
// one did.
func agentMinute(ctx context.Context, run *cli.Run, s *ledger.Store, got []usage.Imported, of ledger.Subscribed, beside *pricing.Money) error {
	if run.Format != "table" {
		return decide.ShowWork(run, of.Work)
	}
	total, err := s.Report(ctx, report.Query{By: []string{"month"}})
	if err != nil {
		return err
	}
	fmt.Fprintln(run.Out, readLine(total.Total, got))
	fmt.Fprintln(run.Out, worthLine(of, beside))
	w := of.Work
	if w.Example, err = s.CacheExample(ctx, w); err != nil {
		return err
	}
	compared, err := run.Catalog.Compare(w, pricing.Knobs{}, run.AsOf)
	if err != nil {
		return err
	}
	levers, err := run.Catalog.Levers(w, pricing.Knobs{}, cmp.Or(compared.Cheapest, pricing.Direct), run.AsOf)
	if err != nil {
		return err
	}
	fmt.Fprintln(run.Out, workLine(levers))
	command := importCommand(got)
	keys := command
	for _, name := range of.Accounts {
		keys += " && tollbook account set " + words.Shell(name) + " --billing arrears"
	}
	fmt.Fprintln(run.Out, "If a key paid and no subscription: "+keys)
	run.Next(command+" && tollbook", "tollbook help agents")
	return nil
}

// workLine: the steps of the work itself that move most. An agent waits for its answers, so
// batches are none of them, and it pays no gateway yet.
func workLine(levers []pricing.Lever) string {
	var parts []string
	for _, l := range levers {
		if l.Knob == "cache" || l.Knob == "swap" {
			parts = append(parts, l.Knob+" "+l.String())
		}
	}
	if len(parts) == 0 {
		return "No smaller model and no better use of the cache is known that would move that."
	}
	return "What would move that most: " + strings.Join(parts, "; ") + "."
}

// worthLine: a month at list prices, below which a subscription is worth it, and what is
// charged beside it.
func worthLine(of ledger.Subscribed, beside *pricing.Money) string {
	usd := print.USD(of.Month)
	line := fmt.Sprintf("At API list prices this would be %s a month: a subscription for %s is worth it under %s", usd, strings.Join(of.Accounts, " and "), usd)
	if n := of.Work.Days; n > 0 && n < pricing.FewDays {
		line += " (from " + words.Counted(n, "day") + " of logs)"
	}
	line += "."
	if beside != nil && beside.Cents().Sign() > 0 {
		line += " Calls through gateways count beside it: " + print.USD(*beside) + " a month."
	}
	return line
}
