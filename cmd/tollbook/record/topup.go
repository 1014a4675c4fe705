package record

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type topUpJSON struct {
	ID           int64          `json:"id"`
	Account      string         `json:"account"`
	Time         *string        `json:"time"`
	Kind         string         `json:"kind"`
	Of           *int64         `json:"of"`
	CreditUSD    pricing.Money  `json:"credit_usd"`
	FeeUSD       *pricing.Money `json:"fee_usd"`
	FeeRecorded  bool           `json:"fee_recorded"`
	FeeAssumed   bool           `json:"fee_assumed"`
	TaxUSD       *pricing.Money `json:"tax_usd"`
	PaidUSD      *pricing.Money `json:"paid_usd"`
	Method       *string        `json:"method"`
	ExpiresAt    *string        `json:"expires_at"`
	ExpiryPolicy *string        `json:"expiry_policy"`
	Note         *string        `json:"note"`
}

func newTopUpJSON(t lot.TopUp) topUpJSON {
	out := topUpJSON{ID: t.ID, Account: t.Account, Time: print.RFC3339(t.At), Kind: string(t.Kind), CreditUSD: t.Credit, FeeUSD: t.Fee, FeeRecorded: t.Charged,
		FeeAssumed: t.FeeAssumed, TaxUSD: t.Tax, Method: print.OrNull(t.By), ExpiresAt: print.RFC3339(t.Dies), ExpiryPolicy: print.OrNull(t.Policy), Note: print.OrNull(t.Note)}
	if t.By == "" {
		out.Method = print.OrNull(t.Method)
	}
	if t.Of != 0 {
		out.Of = &t.Of
	}
	switch paid, known := t.Paid(); {
	case t.Kind == lot.Grant || t.Kind == lot.Opening: // nothing was paid
		out.PaidUSD = &pricing.Money{}
	case known:
		out.PaidUSD = &paid
	}
	return out
}

// NewTopUpCommand records what was bought.
func NewTopUpCommand(run *cli.Run) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "topup",
		Short: "purchases of credit, grants and refunds",
		Long: `Records what you bought: usage exports do not show it. The fee is the gateway's
schedule of that day unless --fee says what was really charged. Every top-up is a
lot of credit; tollbook credits shows what became of it.`,
		Example: "  tollbook topup add openrouter 100 --method card\n  tollbook topup list",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runTopUpList(cmd.Context(), run, "") },
	}
	cmd.AddCommand(newTopUpAddCommand(run), newTopUpListCommand(run), newTopUpImportCommand(run), newTopUpRefundCommand(run), newTopUpEditCommand(run), newTopUpRemoveCommand(run))
	return cmd
}

// topUpAddOptions are the flags of topup add.
type topUpAddOptions struct {
	method, at, fee, tax, note, expires string
	grant, opening                      bool
}

func (o *topUpAddOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.method, "method", "", "payment `METHOD`: card, crypto ... (default: the gateway's first)")
	f.StringVar(&o.at, "at", "", "`TIME` of the purchase: yesterday, 1 Sep, 2026-11-14 14:00 (default now)")
	f.StringVar(&o.fee, "fee", "", "fee really charged, in `USD` (default: the schedule of that day)")
	f.StringVar(&o.tax, "tax", "", "tax really charged, in `USD`: a memo, in no total")
	f.StringVar(&o.note, "note", "", "a `NOTE` to remember it by")
	f.BoolVar(&o.grant, "grant", false, "the credit was received without paying")
	f.BoolVar(&o.opening, "opening", false, "the credit is the balance with which the books begin")
	f.StringVar(&o.expires, "expires", "", "when the credit expires for certain: `TIME`, or never (default: the gateway's rule)")
}

func newTopUpAddCommand(run *cli.Run) *cobra.Command {
	var o topUpAddOptions
	cmd := &cobra.Command{
		Use:   "add ACCOUNT AMOUNT",
		Short: "record a top-up of AMOUNT dollars of credit, a grant or an opening balance",
		Long: `Records that AMOUNT dollars of credit came to ACCOUNT (openrouter, or
openrouter/team-a for a second account there): bought, or with --grant received
without paying, or with --opening the balance with which you begin to record.`,
		Example: "  tollbook topup add openrouter 100 --method card --at 2026-11-01T09:30:00Z\n  tollbook topup add openai 5 --grant --expires 2026-12-20",
		Args:    cobra.ExactArgs(2),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTopUpAdd(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runTopUpAdd(ctx context.Context, run *cli.Run, o topUpAddOptions, args []string) (err error) {
	t := lot.TopUp{Account: args[0], Kind: lot.Purchase, Method: o.method, Note: o.note}
	if t.Method == pricing.AnyMethod { // as JSON names what holds for every method
		t.Method = ""
	}
	if t.Credit, err = cli.Dollars("AMOUNT", args[1]); err != nil {
		return err
	}
	switch {
	case o.grant && o.opening:
		return cli.WrongUse("--grant and --opening are two kinds of credit: give one")
	case o.grant:
		t.Kind = lot.Grant
	case o.opening:
		t.Kind = lot.Opening
	}
	if t.Kind != lot.Purchase && (o.fee != "" || o.tax != "" || t.Method != "") {
		return cli.WrongUse("--%s is not paid for: --method, --fee and --tax are for purchases", t.Kind)
	}
	if t.At, err = run.TimeFlag("--at", o.at); err != nil {
		return err
	}
	if t.Fee, err = cli.MaybeDollars("--fee", o.fee); err != nil {
		return err
	}
	t.Charged = t.Fee != nil
	if t.Tax, err = cli.MaybeDollars("--tax", o.tax); err != nil {
		return err
	}
	if t.Expires, err = cli.ExpiresFlag(o.expires, t.At); err != nil {
		return err
	}
	s, err := run.OpenToRecord(ctx, t.Account)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	added, warnings, err := s.AddTopUp(ctx, t)
	if err != nil {
		return cli.HintIfNone(err, "tollbook topup add --help has examples; --at gives the day of the purchase, like 2026-11-01")
	}
	return showTopUps(run, []lot.TopUp{added}, warnings, "tollbook credits "+words.Shell(added.Account), fmt.Sprintf("tollbook topup edit %d --fee USD", added.ID))
}

func newTopUpListCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "list [ACCOUNT]",
		Short:   "what was recorded, by time",
		Example: "  tollbook topup list\n  tollbook topup list openrouter --format csv",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runTopUpList(cmd.Context(), run, strings.Join(args, ""))
		},
	}
}

func runTopUpList(ctx context.Context, run *cli.Run, account string) (err error) {
	s, err := cli.OpenWithAccount(ctx, run.OpenToRead, account)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	list, err := s.TopUps(ctx, account)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return showTopUps(run, nil, nil, "tollbook topup add openrouter 100 --method card", "tollbook topup import topups.csv")
	}
	return showTopUps(run, list, nil, "tollbook credits", fmt.Sprintf("tollbook topup edit %d --fee USD", list[len(list)-1].ID))
}
