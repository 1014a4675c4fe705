package record

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type balanceJSON struct {
	ID      int64         `json:"id"`
	Account string        `json:"account"`
	Time    *string       `json:"time"`
	USD     pricing.Money `json:"usd"`
}

func newBalanceJSON(b lot.Balance) balanceJSON {
	return balanceJSON{b.ID, b.Account, print.RFC3339(b.At), b.USD}
}

// NewBalanceCommand records what the gateways' own pages say.
func NewBalanceCommand(run *cli.Run) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "balance",
		Short: "what the gateway's own page said",
		Long: `Records the balance that the gateway's page shows. tollbook credits shows how far
the books stand from it. For an account without any top-up it stands for an opening
balance at the first usage.`,
		Example: "  tollbook balance set openrouter 572.40\n  tollbook balance list",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runBalanceList(cmd.Context(), run, "") },
	}
	cmd.AddCommand(newBalanceSetCommand(run), newBalanceListCommand(run), newBalanceRemoveCommand(run))
	return cmd
}

func newBalanceListCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "list [ACCOUNT]",
		Short:   "what was recorded, by time",
		Example: "  tollbook balance list",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runBalanceList(cmd.Context(), run, strings.Join(args, ""))
		},
	}
}

func newBalanceRemoveCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "remove ID",
		Short:   "forget a recorded balance",
		Example: "  tollbook balance remove 2",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runBalanceRemove(cmd.Context(), run, args) },
	}
}

func runBalanceRemove(ctx context.Context, run *cli.Run, args []string) (err error) {
	id, err := cli.IDArg(args[0], "tollbook balance list")
	if err != nil {
		return err
	}
	s, err := run.OpenExisting(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	if err := s.RemoveBalance(ctx, id); errors.Is(err, ledger.ErrNoBalance) {
		return cli.WithHint(err, "tollbook balance list shows their ids")
	} else if err != nil {
		return err
	}
	rest, err := s.Balances(ctx, "")
	if err != nil {
		return err
	}
	return showBalances(run, rest, "tollbook credits")
}

// balanceSetOptions are the flags of balance set.
type balanceSetOptions struct {
	at string
}

func (o *balanceSetOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.at, "at", "", "`TIME` at which the page said so (default now)")
}

func newBalanceSetCommand(run *cli.Run) *cobra.Command {
	var o balanceSetOptions
	cmd := &cobra.Command{
		Use:         "set ACCOUNT USD",
		Short:       "record that the page said USD",
		Long:        "Records that ACCOUNT's page said USD at a time; the same time again corrects it. A\nbalance below zero is written behind two dashes: balance set openrouter -- -0.35.",
		Example:     "  tollbook balance set openrouter 572.40 --at 2026-11-13T18:00:00Z",
		Args:        cobra.ExactArgs(2),
		Annotations: map[string]string{cli.TakesBelowZero: "write it behind two dashes: tollbook balance set ACCOUNT -- %s"},
		RunE:        func(cmd *cobra.Command, args []string) error { return runBalanceSet(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runBalanceSet(ctx context.Context, run *cli.Run, o balanceSetOptions, args []string) (err error) {
	amount, err := pricing.ParseAmount(args[1])
	if err != nil {
		return cli.WrongUse("USD %q: %w; want dollars, like 572.40", args[1], err)
	}
	when, err := run.TimeFlag("--at", o.at)
	if err != nil {
		return err
	}
	s, err := run.OpenToRecord(ctx, args[0])
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	b, err := s.SetBalance(ctx, args[0], amount, when)
	if err != nil {
		return err
	}
	return showBalances(run, []lot.Balance{b}, "tollbook credits "+words.Shell(b.Account))
}

func runBalanceList(ctx context.Context, run *cli.Run, account string) (err error) {
	s, err := cli.OpenWithAccount(ctx, run.OpenToRead, account)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	list, err := s.Balances(ctx, account)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return showBalances(run, nil, "tollbook balance set openrouter 572.40")
	}
	return showBalances(run, list, "tollbook credits")
}

func showBalances(run *cli.Run, balances []lot.Balance, next ...string) error {
	out := struct {
		Schema   string        `json:"schema"`
		Balances []balanceJSON `json:"balances"`
	}{"tollbook.balance.v1", []balanceJSON{}}
	t := print.NewTable(">ID", "ACCOUNT", "WHEN", ">THE PAGE SAID")
	for _, b := range balances {
		out.Balances = append(out.Balances, newBalanceJSON(b))
		t.Add(fmt.Sprint(b.ID), b.Account, run.When(b.At), print.USD(b.USD))
	}
	prose := ""
	if len(balances) == 0 {
		prose = "no balance was recorded yet"
	}
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	run.Next(next...)
	return nil
}
