package see

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// NewCreditsCommand shows balances and lots.
func NewCreditsCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:   "credits [ACCOUNT]",
		Short: "balances, and what became of every dollar of credit",
		Long: `Shows for every account with credit its balance, how long it lasts, what loading it
has cost and how much credit expired unused; and every lot: what was used of it,
expired, went back and is left. A lot is the credit of one top-up; usage takes from
the one that expires first.`,
		Example: "  tollbook credits\n  tollbook credits openrouter --as-of 2026-11-14 --json",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runCredits(cmd.Context(), run, args) },
	}
}

func runCredits(ctx context.Context, run *cli.Run, args []string) (err error) {
	account := strings.Join(args, "")
	s, err := cli.OpenWithAccount(ctx, run.OpenToRead, account)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	c, err := s.Credits(ctx, account, run.AsOf)
	if err != nil {
		return err
	}
	return showCredits(run, c)
}

func showCredits(run *cli.Run, c credit.Books) error {
	if run.Format != "table" {
		return run.Emit(NewCreditsJSON(c), "", nil)
	}
	fmt.Fprint(run.Out, CreditsText(run, c))
	for _, x := range c.Accounts {
		if x.HasLots {
			run.Next("tollbook expiring --within 60d", "tollbook report --by month --account "+words.Shell(x.Account.Name))
			return nil
		}
	}
	run.Next("tollbook topup add openrouter 100 --method card", "tollbook balance set openrouter 572.40")
	return nil
}

// accountTable is one line an account; columns that hold nothing are left out.
func accountTable(run *cli.Run, c credit.Books) *print.Table {
	return print.TableOf(c.Accounts, []print.Column[credit.Position]{
		{Head: "ACCOUNT", Of: func(x credit.Position) string { return x.Account.Name }, Keep: true},
		{Head: ">BALANCE", Of: func(x credit.Position) string {
			if !x.HasLots {
				return "-"
			}
			return print.USD(x.Balance())
		}, Keep: true},
		{Head: ">BURN/DAY", Of: func(x credit.Position) string { return print.USDOr(x.Burn, "-") }},
		{Head: ">RUNWAY", Of: runwayCell},
		{Head: ">FEES PAID", Of: func(x credit.Position) string {
			switch paid, known := x.FeesPaid(); {
			case !x.HasLots:
				return "-"
			case !known:
				return "?"
			default:
				return print.USD(paid)
			}
		}},
		{Head: ">EXPIRED", Of: func(x credit.Position) string {
			if !x.HasLots {
				return "-"
			}
			return print.OrDash(x.Lost())
		}},
		{Head: ">DEFICIT", Of: func(x credit.Position) string { return print.OrDash(x.Deficit) }},
		{Head: ">DRIFT", Of: func(x credit.Position) string { return print.USDOr(x.Drift, "-") }},
		{Head: "", Of: func(x credit.Position) string {
			if x.HasLots {
				return ""
			}
			return x.NoLotsWords()
		}},
	}).Dropping("DRIFT", "DEFICIT")
}

func runwayCell(x credit.Position) string {
	switch {
	case !x.HasLots:
		return "-"
	case x.Account.AutoTopUp != nil:
		return "auto"
	}
	if lasts, ends := x.Lasts(); ends {
		return lasts.Words()
	}
	return "-"
}

// lotTable is one line a lot, by birth; columns that hold nothing are left out.
func lotTable(run *cli.Run, lots []lot.Lot) *print.Table {
	return print.TableOf(lots, []print.Column[lot.Lot]{
		{Head: ">LOT", Of: lotName},
		{Head: "KIND", Of: func(l lot.Lot) string { return string(l.Kind) }},
		{Head: "BOUGHT", Of: func(l lot.Lot) string { return l.At.In(run.Zone).Format(pricing.Day) }},
		{Head: ">CREDIT", Of: func(l lot.Lot) string { return print.USD(l.Credit) }},
		{Head: "", Of: func(l lot.Lot) string { return draw.PartsBar(l.Credit, l.Remaining, l.Expired.Add(l.Refunded), 10) }},
		{Head: ">USED", Of: func(l lot.Lot) string { return print.OrDash(l.Used) }},
		{Head: ">EXPIRED", Of: func(l lot.Lot) string { return print.OrDash(l.Expired) }},
		{Head: ">REFUNDED", Of: func(l lot.Lot) string { return print.OrDash(l.Refunded) }},
		{Head: ">LEFT", Of: func(l lot.Lot) string { return print.OrDash(l.Remaining) }},
		{Head: ">FEE", Of: func(l lot.Lot) string {
			if l.Fee != nil && l.Fee.IsZero() {
				return "-"
			}
			return print.MaybeUSD(l.Fee)
		}},
		{Head: "EXPIRES", Of: func(l lot.Lot) string { return run.Expiry(l.Expires, l.Policy) }},
		{Head: ">LIKELY LOST", Of: likelyLost},
		{Head: "STATUS", Of: func(l lot.Lot) string { return string(l.Status) }},
	}).Dropping("STATUS", "KIND", "FEE", "REFUNDED", "BOUGHT")
}

// likelyLost is what will likely expire of a lot, with the chance that any of it does:
// "$31.20 (97 %)"; a dash for nothing, and a question mark where that is not known.
func likelyLost(l lot.Lot) string {
	switch o := l.Outlook; {
	case l.Status != lot.Live || o != nil && o.Chance == "0":
		return "-"
	case o == nil:
		return "?"
	default:
		return fmt.Sprintf("%s (%s)", print.USD(o.ExpectedBreakage), words.Chance(o.Chance))
	}
}

func lotName(l lot.Lot) string {
	if l.ID == 0 {
		return "~"
	}
	return "#" + fmt.Sprint(l.ID)
}
