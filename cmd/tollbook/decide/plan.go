package decide

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
)

// topUpCostJSON is a year with purchases of one size.
type topUpCostJSON struct {
	TopUpUSD    pricing.Money `json:"top_up_usd"`
	Method      string        `json:"method"`
	FeeUSD      pricing.Money `json:"fee_usd"`
	PaidUSD     pricing.Money `json:"paid_usd"`
	PerYear     string        `json:"per_year"`
	EveryDays   string        `json:"every_days"`
	FeesUSD     pricing.Money `json:"fees_usd"`
	BreakageUSD pricing.Money `json:"breakage_usd"`
	MoneyUSD    pricing.Money `json:"money_usd"`
	TotalUSD    pricing.Money `json:"total_usd"`
}

type nextJSON struct {
	At        *string       `json:"at"`
	RunsOut   *string       `json:"runs_out"`
	AmountUSD pricing.Money `json:"amount_usd"`
	FeeUSD    pricing.Money `json:"fee_usd"`
	PaidUSD   pricing.Money `json:"paid_usd"`
}

type planJSON struct {
	Schema      string          `json:"schema"`
	AsOf        *string         `json:"as_of"`
	Gateway     string          `json:"gateway"`
	Account     *string         `json:"account"`
	Method      *string         `json:"method"`
	MonthlyUSD  *pricing.Money  `json:"monthly_usd"`
	Recommended *topUpCostJSON  `json:"recommended"`
	Best        *topUpCostJSON  `json:"best"`
	Current     *topUpCostJSON  `json:"current"`
	Next        *nextJSON       `json:"next"`
	Curve       []topUpCostJSON `json:"curve"`
	Others      []topUpCostJSON `json:"other_methods"`
	Why         []string        `json:"why"`
	Notes       []string        `json:"notes"`
}

func newTopUpCostJSON(c pricing.TopUpCost) topUpCostJSON {
	return topUpCostJSON{c.Purchase.Credit, c.Method, c.Purchase.Fee, c.Purchase.Paid, c.PerYear, c.EveryDays, c.Fees, c.Breakage, c.Money, c.Total}
}

func topUpCostsJSON(list []pricing.TopUpCost) []topUpCostJSON {
	out := make([]topUpCostJSON, len(list))
	for i, c := range list {
		out[i] = newTopUpCostJSON(c)
	}
	return out
}

// planOptions are the flags of plan.
type planOptions struct {
	monthly, method, costOfMoney, account string
	minDays, maxDays                      cli.Given[int]
}

func (o *planOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.monthly, "monthly", "", "a certain burn of `USD` every 30 days; reads no ledger")
	f.StringVar(&o.method, "method", "", "payment `METHOD`: card, crypto ... (default: the one you use, else the gateway's first)")
	f.StringVar(&o.costOfMoney, "cost-of-money", "0", "what idle credit costs, in `PCT` a year")
	cli.GivenVar(f, f.IntVar, &o.minDays, "min-days", pricing.MinDays, "at least so many `DAYS` between two purchases")
	cli.GivenVar(f, f.IntVar, &o.maxDays, "max-days", pricing.MaxDays, "recommend no purchase that lasts more `DAYS`; 0 is no bound")
	f.StringVar(&o.account, "account", "", "plan for this `ACCOUNT` (default: the gateway's)")
}

// NewPlanCommand finds the purchase that wastes least.
func NewPlanCommand(run *cli.Run) *cobra.Command {
	var o planOptions
	cmd := &cobra.Command{
		Use:   "plan GATEWAY",
		Short: "what to load, and how often",
		Long: `Finds the size and rhythm of purchases to make: what a year costs in fees, in credit
that expires unused and is bought again, and for money that lies idle. Of the sizes
within 1 % (or $1) of the cheapest it recommends the one you buy now, else the one
with the fewest purchases; a purchase lasts from --min-days to --max-days. The very
cheapest size stands beside it. --monthly is a certain, even burn; without it the
ledger's forecast is taken, and today's credit.`,
		Example: "  tollbook plan openrouter --monthly 25\n  tollbook plan openrouter --monthly 0.50 --method card\n  tollbook plan anthropic --monthly 40 --cost-of-money 8 --json",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runPlan(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runPlan(ctx context.Context, run *cli.Run, o planOptions, args []string) error {
	g, err := run.Catalog.NeedGateway(args[0])
	if err != nil {
		return err
	}
	minDays, maxDays := o.minDays.Value, o.maxDays.Value
	if o.minDays.Is && o.maxDays.Is && maxDays != 0 && maxDays < minDays {
		return cli.WrongUse("--max-days %d: want no less than --min-days %d", maxDays, minDays)
	}
	if o.method, err = readMethod(run, o.method); err != nil {
		return err
	}
	q := pricing.PlanQuery{Method: o.method, MinDays: minDays, MaxDays: maxDays, At: run.AsOf}
	if q.CostOfMoney, err = pricing.ParseCostOfMoney(o.costOfMoney); err != nil {
		return cli.WrongUse("--cost-of-money %q: %w", o.costOfMoney, err)
	}
	if err := pricing.CheckPlanDays(minDays); err != nil {
		return cli.WrongUse("--min-days %d: %w", minDays, err)
	}
	if err := pricing.CheckPlanDays(maxDays); err != nil {
		return cli.WrongUse("--max-days %d: %w", maxDays, err)
	}
	if o.monthly != "" && o.account != "" {
		return cli.WrongUse("--monthly reads no ledger, and --account chooses from one: give one of them")
	}
	if o.monthly != "" {
		if q.Monthly, err = cli.DollarsLike("--monthly", o.monthly, "want dollars above zero, like 25 or 0.50"); err != nil {
			return err
		}
	}
	if !g.Prepaid() {
		return showNothingToLoad(run, g, "", BillingWords(g))
	}
	if o.monthly == "" {
		return planFromLedger(ctx, run, g, q, o.account)
	}
	p, err := g.TopUpPlan(q)
	if err != nil {
		return noPlan(g, err)
	}
	return showPlan(run, g, planAnswer{TopUpPlan: p, monthly: q.Monthly, asked: o.method, minDays: q.MinDays})
}

// noPlan says why a gateway has no plan, and what can be done.
func noPlan(g *pricing.Gateway, err error) error {
	if errors.Is(err, pricing.ErrFeeUnknown) {
		return cli.WithHint(fmt.Errorf("%s: %w, so no size of purchase is known to be better than another", g.ID, err),
			"tollbook gateways "+g.ID+" shows what is known; tollbook topup add --fee records what you were charged")

	}
	return fmt.Errorf("%s: %w", g.ID, err)
}

// showNothingToLoad answers for a gateway, or an account, that does not pay before use.
func showNothingToLoad(run *cli.Run, g *pricing.Gateway, account, how string) error {
	why := "there is nothing to load: " + how
	out := planJSON{Schema: "tollbook.plan.v1", AsOf: print.RFC3339(run.AsOf), Gateway: g.ID, Account: print.OrNull(account), Curve: []topUpCostJSON{}, Others: []topUpCostJSON{}, Why: []string{why}, Notes: []string{}}
	if err := run.Emit(out, fmt.Sprintf("At %s %s.", cmp.Or(account, g.ID), why), nil); err != nil {
		return err
	}
	run.Next("tollbook gateways "+g.ID, "tollbook compare --spend 1000")
	return nil
}
