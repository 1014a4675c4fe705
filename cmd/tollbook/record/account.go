package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type accountJSON struct {
	Account        string         `json:"account"`
	Gateway        string         `json:"gateway"`
	Billing        *string        `json:"billing"`
	BillingDefault bool           `json:"billing_is_default"`
	Expiry         string         `json:"expiry"`
	AutoTopUpUSD   *pricing.Money `json:"auto_topup_usd"`
	BelowUSD       *pricing.Money `json:"below_usd"`
	TopUps         int            `json:"topups"`
}

// NewAccountCommand lists the accounts and sets how they pay.
func NewAccountCommand(run *cli.Run) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "account",
		Short:   "your accounts and how they pay",
		Example: "  tollbook account list\n  tollbook account set openrouter --auto-topup 25 --below 10",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runAccountList(cmd.Context(), run) },
	}
	cmd.AddCommand(newAccountListCommand(run), newAccountSetCommand(run), newAccountRemoveCommand(run), newAccountRenameCommand(run))
	return cmd
}

func newAccountListCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "the accounts of the ledger",
		Example: "  tollbook account list",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runAccountList(cmd.Context(), run) },
	}
}

func newAccountRenameCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "rename ACCOUNT NAME",
		Short:   "give an account another name",
		Long:    "Gives an account another name. Imports that should go to it name it from then on:\ntollbook import FILE --account NAME.",
		Example: "  tollbook account rename openrouter openrouter/team-a",
		Args:    cobra.ExactArgs(2),
		RunE:    func(cmd *cobra.Command, args []string) error { return runAccountRename(cmd.Context(), run, args) },
	}
}

func runAccountRename(ctx context.Context, run *cli.Run, args []string) (err error) {
	if err := cli.NameArg("account name", args[1]); err != nil {
		return err
	}
	s, err := cli.OpenWithAccount(ctx, run.OpenExisting, args[0])
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	account, err := s.RenameAccount(ctx, args[0], args[1])
	if err != nil {
		return cli.HintIfNone(err, "tollbook account list shows the names; a further account is named behind its gateway, like openrouter/team-a")
	}
	return showAccounts(run, []credit.Account{account}, "tollbook import FILE --account "+words.Shell(account.Name), "tollbook account list")
}

func newAccountRemoveCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:   "remove NAME",
		Short: "forget an account that nothing is recorded for",
		Long: `Forgets an account and how it was set to pay. One with usage, purchases, balances or
budgets stays, and what it has is named with the command that takes it back first.`,
		Example: "  tollbook account remove openrouter/team-a",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runAccountRemove(cmd.Context(), run, args) },
	}
}

func runAccountRemove(ctx context.Context, run *cli.Run, args []string) (err error) {
	s, err := cli.OpenWithAccount(ctx, run.OpenExisting, args[0])
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	account, err := s.RemoveAccount(ctx, args[0])
	var use *ledger.AccountInUseError
	if errors.As(err, &use) {
		return cli.WithHint(err, undoHint(use))
	}
	if err != nil {
		return err
	}
	run.Say("removed account %s", account.Name)
	return showAccounts(run, []credit.Account{account}, "tollbook account list")
}

// undoHint names the command that takes back what an account still has.
func undoHint(use *ledger.AccountInUseError) string {
	switch {
	case len(use.Imports) > 0:
		return fmt.Sprintf("tollbook imports undo %d takes its usage back", use.Imports[0])
	case use.TopUps > 0:
		return "tollbook topup list " + words.Shell(use.Account) + " has them, tollbook topup remove ID forgets one"
	case use.Budgets > 0:
		return "tollbook budget list has them, tollbook budget remove NAME forgets one"
	}
	return "tollbook balance list " + words.Shell(use.Account) + " has them, tollbook balance remove ID forgets one"
}

// accountSetOptions are the flags of account set.
type accountSetOptions struct {
	billing, expiry, topUp, below cli.Given[string]
}

func (o *accountSetOptions) addFlags(f *pflag.FlagSet) {
	cli.GivenVar(f, f.StringVar, &o.billing, "billing", "", "`B`: "+strings.Join(credit.Billings, ", ")+", or default for the gateway's")
	cli.GivenVar(f, f.StringVar, &o.expiry, "expiry", "", "how a \"may expire\" is read: `strict` or lenient")
	cli.GivenVar(f, f.StringVar, &o.topUp, "auto-topup", "", "credit of one automatic purchase in `USD`, or off")
	cli.GivenVar(f, f.StringVar, &o.below, "below", "", "balance in `USD` under which it is made")
}

func newAccountSetCommand(run *cli.Run) *cobra.Command {
	var o accountSetOptions
	cmd := &cobra.Command{
		Use:   "set NAME",
		Short: "set how an account pays and how its credit is read",
		Long: `Sets how an account pays. Only prepaid accounts keep credit in lots. Where a gateway
keeps the right to expire credit, strict reads that as if it happens and lenient as
if it does not. --auto-topup and --below derive the purchases that an automatic
top-up would have made, marked assumed, until real ones are recorded; --auto-topup
off ends that.`,
		Example: "  tollbook account set openrouter --auto-topup 25 --below 10\n  tollbook account set openrouter/team-a --billing arrears\n  tollbook account set openrouter --expiry lenient",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runAccountSet(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runAccountSet(ctx context.Context, run *cli.Run, o accountSetOptions, args []string) (err error) {
	var c ledger.AccountChange
	if o.billing.Is {
		if o.billing.Value == "default" {
			o.billing.Value = ""
		} else if !slices.Contains(credit.Billings, o.billing.Value) {
			return cli.WrongUse("--billing %q: want %s or default", o.billing.Value, strings.Join(credit.Billings, ", "))
		}
		c.Billing = &o.billing.Value
	}
	if o.expiry.Is {
		if o.expiry.Value != credit.Strict && o.expiry.Value != credit.Lenient {
			return cli.WrongUse("--expiry %q: want strict or lenient", o.expiry.Value)
		}
		c.Expiry = &o.expiry.Value
	}
	switch {
	case o.topUp.Value == "off" && o.below.Is:
		return cli.WrongUse("--auto-topup off has no --below")
	case o.topUp.Value == "off":
		c.NoAuto = true
	case o.topUp.Is:
		m, err := cli.Dollars("--auto-topup", o.topUp.Value)
		if err != nil {
			return err
		}
		c.AutoTopUp = &m
	}
	if o.below.Is {
		if c.AutoBelow, err = cli.MaybeDollars("--below", o.below.Value); err != nil {
			return err
		}
	}
	if !o.billing.Is && !o.expiry.Is && !o.topUp.Is && !o.below.Is {
		return cli.AsWrongUse(cli.WithHint(fmt.Errorf("nothing to set was given"), "tollbook account set --help shows the flags"))
	}
	s, err := run.OpenToRecord(ctx, args[0])
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	account, err := s.SetAccount(ctx, args[0], c)
	if err != nil && (o.topUp.Is || o.below.Is) {
		return cli.HintIfNone(err, "tollbook account set "+words.Shell(args[0])+" --auto-topup 25 --below 10 sets it; --auto-topup off ends it")
	}
	if err != nil {
		return err
	}
	return showAccounts(run, []credit.Account{account}, "tollbook credits "+words.Shell(account.Name), "tollbook account list")
}

func runAccountList(ctx context.Context, run *cli.Run) (err error) {
	s, err := run.OpenToRead(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	if len(accounts) == 0 {
		return showAccounts(run, nil, "tollbook import openrouter_activity.csv", "tollbook topup add openrouter 100")
	}
	return showAccounts(run, accounts, "tollbook credits", "tollbook account set "+words.Shell(accounts[0].Name)+" --billing prepaid")
}

func showAccounts(run *cli.Run, accounts []credit.Account, next ...string) error {
	out := struct {
		Schema   string        `json:"schema"`
		Accounts []accountJSON `json:"accounts"`
	}{"tollbook.account.v1", []accountJSON{}}
	t := print.NewTable("ACCOUNT", "GATEWAY", "BILLING", "EXPIRY", "AUTOMATIC TOP-UP", ">TOP-UPS").Dropping("TOP-UPS")
	for _, x := range accounts {
		out.Accounts = append(out.Accounts, accountJSON{x.Name, x.Gateway, print.OrNull(x.Billing), !x.BillingSet, x.Expiry, x.AutoTopUp, x.AutoBelow, x.TopUps})
		billing, auto := x.Billing, "-"
		switch {
		case billing == "":
			billing = "? (set it with --billing)"
		case !x.BillingSet:
			billing += " (its default)"
		}
		if x.AutoTopUp != nil {
			auto = fmt.Sprintf("%s below %s", print.USD(*x.AutoTopUp), print.USD(*x.AutoBelow))
		}
		t.Add(x.Name, x.Gateway, billing, x.Expiry, auto, fmt.Sprint(x.TopUps))
	}
	prose := ""
	if len(accounts) == 0 {
		prose = "no accounts yet: an import or a top-up makes them"
	}
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	run.Next(next...)
	return nil
}
