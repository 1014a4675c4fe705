package decide

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// planFromLedger plans for an account's own forecast, and today's credit.
func planFromLedger(ctx context.Context, run *cli.Run, g *pricing.Gateway, q pricing.PlanQuery, account string) (err error) {
	s, err := cli.OpenWithAccount(ctx, run.OpenToRead, account)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	p, err := s.Plan(ctx, projection.PlanQuery{Gateway: g.ID, Account: account, Terms: q})
	certain := print.Whole("tollbook plan "+g.ID+" --monthly 50") + " needs no ledger"
	switch {
	case errors.Is(err, credit.ErrNoAccount) && account != "":
		return cli.WithHint(err, fmt.Sprintf("tollbook account list shows the gateways of accounts; %s", certain))
	case errors.Is(err, credit.ErrNoAccount):
		return cli.WithHint(fmt.Errorf("there is no account at %s, so no burn to plan for", g.ID), certain+"; "+print.Whole("tollbook import FILE")+" brings usage in")
	case errors.Is(err, projection.ErrSeveralAccounts):
		return cli.WithHint(err, "name one with --account")
	case errors.Is(err, projection.ErrNoBurn):
		return cli.WithHint(fmt.Errorf("%s: %w", p.Account, err), certain)
	case errors.Is(err, pricing.ErrNothingToLoad):
		return showNothingToLoad(run, g, p.Account, "the account is billed as "+p.Billing)
	case err != nil:
		return noPlan(g, err)
	}
	shown := planAnswer{TopUpPlan: p.TopUpPlan, monthly: p.Monthly, asked: q.Method, minDays: q.MinDays, account: p.Account, current: p.Current, habit: p.Habit}
	shown.nextDo, shown.do = nextWords(run, p), nextCommand(p)
	if n := p.Next; n != nil {
		shown.next = &nextJSON{print.RFC3339(n.At), print.RFC3339(n.RunsOut), n.Credit, n.Fee, n.Paid}
	}
	if others := othersAt(ctx, s, g.ID, p.Account); len(others) > 0 {
		run.Say("planned for %s; --account plans for %s", p.Account, strings.Join(others, ", "))
	}
	return showPlan(run, g, shown)
}

// othersAt are the other accounts at a gateway.
func othersAt(ctx context.Context, s *ledger.Store, gateway, but string) []string {
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return nil // they are only named beside the answer
	}
	var out []string
	for _, x := range accounts {
		if x.Gateway == gateway && x.Name != but && x.HasLots() {
			out = append(out, x.Name)
		}
	}
	return out
}

// nextWords say when to load first, and what.
func nextWords(run *cli.Run, p projection.Plan) string {
	n := p.Next
	if p.AutoBelow != nil {
		if p.Current != nil && p.Current.Purchase.Credit.Equal(p.Recommended.Purchase.Credit) {
			return "Next: nothing to do, it loads itself."
		}
		text := fmt.Sprintf("Next: set its automatic top-up to %s", print.USD(p.Recommended.Purchase.Credit))
		if n == nil || n.At.Equal(run.AsOf) {
			return text + "."
		}
		return text + "; it loads about " + n.At.Format("2 Jan 2006") + "."
	}
	if n == nil {
		return "Today's credit lasts for more than two years: there is no next top-up yet."
	}
	day := "now"
	if !n.At.Equal(run.AsOf) {
		day = "by " + n.At.Format("2 Jan 2006")
	}
	text := fmt.Sprintf("Next: load %s %s%s, fee %s, you pay %s.", print.USD(n.Credit), day, byMethod(p.Method), print.USD(n.Fee), print.USD(n.Paid))
	switch {
	case n.Deficit.Sign() > 0:
		text += fmt.Sprintf(" The first %s of it pay the deficit, if no top-up is missing from the ledger.", print.USD(n.Deficit))
	case !n.RunsOut.IsZero() && n.RunsOut.After(run.AsOf):
		text += fmt.Sprintf(" Today's credit ends about %s.", n.RunsOut.Format("2 Jan 2006"))
	}
	return text
}

// nextCommand records the next top-up, or sets the automatic one.
func nextCommand(p projection.Plan) string {
	size := p.Recommended.Purchase.Credit
	if p.AutoBelow != nil {
		return fmt.Sprintf("tollbook account set %s --auto-topup %s --below %s", words.Shell(p.Account), size, *p.AutoBelow)
	}
	if p.Next != nil {
		size = p.Next.Credit
	}
	add := fmt.Sprintf("tollbook topup add %s %s", words.Shell(p.Account), size)
	if p.Method != pricing.AnyMethod {
		add += " --method " + p.Method
	}
	return add
}
