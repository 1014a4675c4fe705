package record

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// topUpRefundOptions are the flags of topup refund.
type topUpRefundOptions struct {
	at, note    string
	feeReturned bool
}

func (o *topUpRefundOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.at, "at", "", "`TIME` of the refund: yesterday, 1 Sep, 2026-11-14 14:00 (default now)")
	f.BoolVar(&o.feeReturned, "fee-returned", false, "the fee came back too, in proportion to the credit")
	f.StringVar(&o.note, "note", "", "a `NOTE` to remember it by")
}

func newTopUpRefundCommand(run *cli.Run) *cobra.Command {
	var o topUpRefundOptions
	cmd := &cobra.Command{
		Use:   "refund ID [AMOUNT]",
		Short: "record that credit of a top-up went back",
		Long: `Records that AMOUNT dollars of the credit of top-up ID went back, or all that was
left of it then. The fee stays paid unless --fee-returned.`,
		Example: "  tollbook topup refund 3\n  tollbook topup refund 3 20 --at 2026-11-02 --fee-returned",
		Args:    cobra.RangeArgs(1, 2),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTopUpRefund(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runTopUpRefund(ctx context.Context, run *cli.Run, o topUpRefundOptions, args []string) (err error) {
	order := lot.RefundOrder{FeeReturned: o.feeReturned, Note: o.note}
	if order.Of, err = cli.IDArg(args[0], "tollbook topup list"); err != nil {
		return err
	}
	if len(args) == 2 {
		usd, err := cli.Dollars("AMOUNT", args[1])
		if err != nil {
			return err
		}
		order.USD = &usd
	}
	if order.At, err = run.TimeFlag("--at", o.at); err != nil {
		return err
	}
	s, err := run.OpenExisting(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	t, err := s.RefundTopUp(ctx, order)
	if err != nil {
		return topUpHint(err, "tollbook credits shows what is left of each lot, tollbook topup list when it was bought")
	}
	return showTopUps(run, []lot.TopUp{t}, nil, "tollbook credits "+words.Shell(t.Account), fmt.Sprintf("tollbook topup remove %d", t.ID))
}

// topUpEditOptions are the flags of topup edit.
type topUpEditOptions struct {
	fee, tax                          string
	amount, at, method, note, expires cli.Given[string]
}

func (o *topUpEditOptions) addFlags(f *pflag.FlagSet) {
	cli.GivenVar(f, f.StringVar, &o.amount, "amount", "", "credit in `USD`")
	cli.GivenVar(f, f.StringVar, &o.at, "at", "", "`TIME`: yesterday, 1 Sep, 2026-11-14 14:00")
	f.StringVar(&o.fee, "fee", "", "fee really charged, in `USD`, or schedule")
	f.StringVar(&o.tax, "tax", "", "tax in `USD`")
	cli.GivenVar(f, f.StringVar, &o.method, "method", "", "payment `METHOD`")
	cli.GivenVar(f, f.StringVar, &o.note, "note", "", "a `NOTE`")
	cli.GivenVar(f, f.StringVar, &o.expires, "expires", "", "`TIME`, never, or rule for the gateway's")
}

func newTopUpEditCommand(run *cli.Run) *cobra.Command {
	var o topUpEditOptions
	cmd := &cobra.Command{
		Use:     "edit ID",
		Short:   "correct a top-up",
		Example: "  tollbook topup edit 3 --fee 5.20\n  tollbook topup edit 3 --amount 50 --at 2026-11-01 --fee schedule",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTopUpEdit(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runTopUpEdit(ctx context.Context, run *cli.Run, o topUpEditOptions, args []string) (err error) {
	id, err := cli.IDArg(args[0], "tollbook topup list")
	if err != nil {
		return err
	}
	c := ledger.TopUpChange{}
	if o.amount.Is {
		usd, err := cli.Dollars("--amount", o.amount.Value)
		if err != nil {
			return err
		}
		c.Credit = &usd
	}
	if o.at.Is {
		if o.at.Value == "" {
			return cli.WrongUse("--at \"\": want a day or a time; --at now is this instant")
		}
		when, err := run.TimeFlag("--at", o.at.Value)
		if err != nil {
			return err
		}
		c.At = &when
	}
	if c.Schedule = o.fee == "schedule"; !c.Schedule {
		if c.Fee, err = cli.MaybeDollars("--fee", o.fee); err != nil {
			return err
		}
	}
	if c.Tax, err = cli.MaybeDollars("--tax", o.tax); err != nil {
		return err
	}
	if o.method.Is {
		if o.method.Value == pricing.AnyMethod {
			o.method.Value = ""
		}
		c.Method = &o.method.Value
	}
	if o.note.Is {
		c.Note = &o.note.Value
	}
	if o.expires.Is {
		if o.expires.Value == "rule" {
			o.expires.Value = ""
		}
		e, err := ledger.ParseExpires(o.expires.Value, run.AsOf)
		if err != nil {
			return cli.WrongUse("--expires: %w", err)
		}
		c.Expires = &e
	}
	if c == (ledger.TopUpChange{}) {
		return cli.AsWrongUse(cli.WithHint(errors.New("nothing to change was given"), "tollbook topup edit --help shows the flags"))
	}
	s, err := run.OpenExisting(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	t, warnings, err := s.EditTopUp(ctx, id, c)
	if err != nil {
		return topUpHint(err, "tollbook topup list shows it and what belongs to it")
	}
	return showTopUps(run, []lot.TopUp{t}, warnings, "tollbook credits "+words.Shell(t.Account))
}

func newTopUpRemoveCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "remove ID",
		Short:   "forget a top-up, or the record of a refund",
		Example: "  tollbook topup remove 3",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTopUpRemove(cmd.Context(), run, args) },
	}
}

func runTopUpRemove(ctx context.Context, run *cli.Run, args []string) (err error) {
	id, err := cli.IDArg(args[0], "tollbook topup list")
	if err != nil {
		return err
	}
	s, err := run.OpenExisting(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	t, err := s.RemoveTopUp(ctx, id)
	if err != nil {
		return topUpHint(err, "tollbook topup list shows it and what belongs to it")
	}
	run.Say("removed %s %d of %s: %s of credit", t.Kind, t.ID, t.Account, print.USD(t.Credit))
	return showTopUps(run, []lot.TopUp{t}, nil, "tollbook topup list", "tollbook credits")
}

// topUpHint says where ids are, and else where to look why a top-up can't be changed so.
func topUpHint(err error, look string) error {
	if errors.Is(err, ledger.ErrNoTopUp) {
		return cli.WithHint(err, "tollbook topup list shows their ids")
	}
	return cli.HintIfNone(err, look)
}
