package decide

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type feeJSON struct {
	Schema           string        `json:"schema"`
	Gateway          string        `json:"gateway"`
	Method           string        `json:"method"`
	CreditUSD        pricing.Money `json:"credit_usd"`
	FeeUSD           pricing.Money `json:"fee_usd"`
	PaidUSD          pricing.Money `json:"paid_usd"`
	EffectivePercent *string       `json:"effective_percent"`
	ExpiresAfterDays *int          `json:"expires_after_days"`
	ExpiryPolicy     string        `json:"expiry_policy"`
	Basis            string        `json:"basis"`
	Source           string        `json:"source"`
	Seen             *string       `json:"seen"`
}

// feeOptions are the flags of fee.
type feeOptions struct {
	method string
	paid   bool
}

func (o *feeOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.method, "method", "", "payment `METHOD`: card, crypto ... (default: the gateway's first)")
	f.BoolVar(&o.paid, "paid", false, "AMOUNT is what is charged, not the credit")
}

// NewFeeCommand says what one purchase of credits costs.
func NewFeeCommand(run *cli.Run) *cobra.Command {
	var o feeOptions
	cmd := &cobra.Command{
		Use:     "fee GATEWAY AMOUNT",
		Short:   "the fee of one purchase of credits",
		Long:    "The fee for loading AMOUNT dollars of credit, or with --paid the credit that a\ncharge of AMOUNT dollars leaves.",
		Example: "  tollbook fee openrouter 25\n  tollbook fee openrouter 100 --method crypto\n  tollbook fee phaseo 100 --paid",
		Args:    cobra.ExactArgs(2),
		RunE:    func(_ *cobra.Command, args []string) error { return runFee(run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runFee(run *cli.Run, o feeOptions, args []string) error {
	g, err := run.Catalog.NeedGateway(args[0])
	if err != nil {
		return err
	}
	if o.method, err = readMethod(run, o.method); err != nil {
		return err
	}
	amount, err := cli.Dollars("AMOUNT", args[1])
	if err != nil {
		return err
	}
	if !amount.Equal(amount.Cents()) {
		return cli.WrongUse("AMOUNT %q: want whole cents", args[1])
	}
	fee, assumed := g.Fee(o.method, run.AsOf)
	if fee == nil {
		return cli.WithHint(fmt.Errorf("%s sells no credits: %s", g.ID, BillingWords(g)), "tollbook gateways "+g.ID+" shows its terms")
	}
	buy := fee.ForCredit
	if o.paid {
		buy = fee.ForPaid
	}
	p, err := buy(amount)
	if err != nil {
		return fmt.Errorf("%s: %w", g.ID, err)
	}
	return showFee(run, g, fee, p, o.method, assumed)
}

func showFee(run *cli.Run, g *pricing.Gateway, fee *pricing.Fee, p pricing.Purchase, asked string, assumed bool) error {
	out := feeJSON{Schema: "tollbook.fee.v1", Gateway: g.ID, Method: fee.Method, CreditUSD: p.Credit, FeeUSD: p.Fee, PaidUSD: p.Paid,
		ExpiryPolicy: g.Expiry.String(), Basis: string(fee.Basis), Source: fee.Source, Seen: print.Day(fee.Seen)}
	if g.Expiry.Days > 0 {
		out.ExpiresAfterDays = &g.Expiry.Days
	}
	percent := "?"
	if q, ok := pricing.Quotient(p.Fee.Times(100), p.Credit); ok {
		out.EffectivePercent = &q
		percent = words.Percent(q)
	}
	t := print.NewTable("GATEWAY", "METHOD", ">CREDIT", ">FEE", ">PAID", ">EFFECTIVE", "UNUSED CREDIT")
	t.Add(g.ID, fee.Method, print.USD(p.Credit), print.USD(p.Fee), print.USD(p.Paid), percent, unusedCredit(g))
	if err := run.Emit(out, "", t); err != nil {
		return err
	}
	if asked != "" && asked != fee.Method && fee.Method != pricing.AnyMethod {
		run.Say("%s does not offer %q: %s is taken", g.ID, asked, fee.Method)
	}
	if assumed {
		run.Say("the fee of that time is not known: the oldest known one is taken (assumed)")
	}
	if !g.PurchaseMin.IsZero() && p.Credit.Cmp(g.PurchaseMin) < 0 {
		run.Say("%s sells no less than %s at a time", g.ID, print.USD(g.PurchaseMin))
	}
	if !g.PurchaseMax.IsZero() && p.Credit.Cmp(g.PurchaseMax) > 0 {
		run.Say("%s sells no more than %s at a time", g.ID, print.USD(g.PurchaseMax))
	}
	if run.Format == "table" {
		fmt.Fprintln(run.Out, run.Prose(fmt.Sprintf("%s (%s, seen %s)", fee.Words, fee.Basis, fee.Seen.Format(pricing.Day))))
	}
	run.Next("tollbook compare --spend 1000", "tollbook gateways "+g.ID)
	return nil
}

// BillingWords says how a gateway is paid that sells no credits.
func BillingWords(g *pricing.Gateway) string {
	switch {
	case g.Prices == pricing.OwnKeys:
		return "you pay the providers on your own keys"
	case g.Billing == "arrears":
		return "it invoices after use"
	}
	return "its billing is " + g.Billing
}
