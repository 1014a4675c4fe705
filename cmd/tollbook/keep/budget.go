package keep

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
	"tollbook/ledger/check"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type budgetJSON struct {
	Name      string         `json:"name"`
	USD       pricing.Money  `json:"usd"`
	Per       string         `json:"per"`
	Account   *string        `json:"account"`
	Model     *string        `json:"model"`
	Key       *string        `json:"key"`
	Month     string         `json:"month"`
	Spent     pricing.Money  `json:"spent_usd"`
	Fees      pricing.Money  `json:"fees_usd"` // in spent_usd
	Percent   string         `json:"percent"`
	Projected *pricing.Money `json:"projected_usd"`
	Left      pricing.Money  `json:"left_usd"`
	Unpriced  int64          `json:"unpriced_tokens"`
	Uncharged []string       `json:"fees_unknown"` // accounts whose fees are in no figure
}

// NewBudgetCommand keeps what a month may cost.
func NewBudgetCommand(run *cli.Run) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "budget",
		Short: "what a month may cost",
		Long: `Keeps what a calendar month (UTC) may cost all in: all of it, or what one account,
model or key uses. A budget counts what tollbook report shows as ALL IN: what the
gateways took for tokens and the fees for loading that credit, which a model or key
bears by its dollars. Spend on your own provider keys and usage under a subscription
are in none.`,
		Example: "  tollbook budget set team 500\n  tollbook budget list",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runBudgetList(cmd.Context(), run) },
	}
	cmd.AddCommand(newBudgetSetCommand(run), newBudgetListCommand(run), newBudgetRemoveCommand(run))
	return cmd
}

func newBudgetListCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "how the budgets stand this month",
		Example: "  tollbook budget list\n  tollbook budget list --as-of 2026-10-31 --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runBudgetList(cmd.Context(), run) },
	}
}

func newBudgetRemoveCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "remove NAME",
		Short:   "forget a budget",
		Example: "  tollbook budget remove team",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runBudgetRemove(cmd.Context(), run, args) },
	}
}

func runBudgetRemove(ctx context.Context, run *cli.Run, args []string) (err error) {
	s, err := run.OpenExisting(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	gone, err := budgetNamed(ctx, s, args[0])
	if err != nil {
		return err
	}
	if err := s.RemoveBudget(ctx, args[0]); errors.Is(err, check.ErrNoBudget) {
		return cli.WithHint(err, budgetNames(ctx, s))
	} else if err != nil {
		return err
	}
	if gone != nil {
		run.Say("budget %s is forgotten: it was %s", gone.Name, budgetWords(*gone))
	}
	return showBudgets(ctx, run, s, "tollbook check")
}

// budgetSetOptions are the flags of budget set.
type budgetSetOptions struct {
	per                 string
	account, model, key cli.Given[string]
}

func (o *budgetSetOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.per, "per", "month", "the `PERIOD`: month, a calendar month in UTC")
	cli.GivenVar(f, f.StringVar, &o.account, "account", "", "only the usage of `ACCOUNT`")
	cli.GivenVar(f, f.StringVar, &o.model, "model", "", "only the usage of `MODEL`")
	cli.GivenVar(f, f.StringVar, &o.key, "key", "", "only the usage with the API key of this `LABEL`")
}

func newBudgetSetCommand(run *cli.Run) *cobra.Command {
	var o budgetSetOptions
	cmd := &cobra.Command{
		Use:   "set NAME USD",
		Short: "set what a month may cost",
		Long: `Makes a budget of USD a calendar month, or changes the one of that name. Without
--account, --model and --key it is of all usage; together they narrow it. The fees
for loading credit are in it, own-key spend and subscriptions are not.`,
		Example: "  tollbook budget set team 500\n  tollbook budget set ci 40 --account openrouter/ci\n  tollbook budget set sonnet 100 --model claude-sonnet-4.5 --key backend",
		Args:    cobra.ExactArgs(2),
		RunE:    func(cmd *cobra.Command, args []string) error { return runBudgetSet(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runBudgetSet(ctx context.Context, run *cli.Run, o budgetSetOptions, args []string) (err error) {
	if o.per != "month" {
		return cli.WrongUse("--per %q: want month, the only period of a budget", o.per)
	}
	if err := cli.NameArg("budget", args[0]); err != nil {
		return err
	}
	b := check.Budget{Name: args[0], Account: o.account.Value, Model: o.model.Value, Key: o.key.Value}
	if b.USD, err = pricing.ParseAmount(args[1]); err != nil {
		return cli.WrongUse("USD %q: %w; want dollars above zero, like 500", args[1], err)
	}
	if b.USD.Sign() <= 0 {
		err := fmt.Errorf("USD %q: want dollars above zero, like 500", args[1])
		return cli.AsWrongUse(cli.WithHint(err, "tollbook budget remove "+words.Shell(args[0])+" forgets a budget"))
	}
	for _, x := range []struct {
		flag string
		name cli.Given[string]
	}{{"account", o.account}, {"model", o.model}, {"key", o.key}} {
		if cli.IsEmpty(x.name) {
			return cli.WrongUse("--%s needs a name; leave it out for all", x.flag)
		}
	}
	s, err := openForBudget(ctx, run, b)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	before, err := budgetNamed(ctx, s, b.Name)
	if err != nil {
		return err
	}
	if b, err = s.SetBudget(ctx, b); err != nil {
		return cli.HintIfNone(err, "tollbook budget set --help has examples")
	}
	unused, err := s.Unused(ctx, b)
	if err != nil {
		return err
	}
	if unused != "" {
		run.Say("%s", unused)
	}
	return showBudgetSet(ctx, run, s, before, b)
}

// openForBudget opens the ledger, or makes it for a budget that could stand there.
func openForBudget(ctx context.Context, run *cli.Run, b check.Budget) (*ledger.Store, error) {
	path, err := run.Path()
	if err != nil {
		return nil, err
	}
	if !cli.Exists(path) && b.Model != "" {
		if _, err := run.Catalog.NeedModel(b.Model); err != nil {
			return nil, err
		}
	}
	if b.Account != "" {
		return run.OpenToRecord(ctx, b.Account)
	}
	return run.Open(ctx)
}

// budgetNames says which budgets there are.
func budgetNames(ctx context.Context, s *ledger.Store) string {
	all, err := s.Budgets(ctx)
	if err != nil || len(all) == 0 {
		return "there is none yet; tollbook budget set NAME USD makes one"
	}
	var names []string
	for _, b := range all {
		names = append(names, b.Name)
	}
	return "budgets: " + strings.Join(names, ", ")
}

func runBudgetList(ctx context.Context, run *cli.Run) (err error) {
	s, err := run.OpenToRead(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	return showBudgets(ctx, run, s, "tollbook check")
}

// budgetNamed is the budget of that name; nil where there is none.
func budgetNamed(ctx context.Context, s *ledger.Store, name string) (*check.Budget, error) {
	all, err := s.Budgets(ctx)
	if i := slices.IndexFunc(all, func(b check.Budget) bool { return b.Name == name }); err == nil && i >= 0 {
		return &all[i], nil
	}
	return nil, err
}

// budgetsJSON is how budgets stand.
type budgetsJSON struct {
	Schema  string       `json:"schema"`
	AsOf    *string      `json:"as_of"`
	Budgets []budgetJSON `json:"budgets"`
}

func newBudgetsJSON(run *cli.Run, states []check.BudgetState) budgetsJSON {
	out := budgetsJSON{"tollbook.budget.v1", print.RFC3339(run.AsOf), []budgetJSON{}}
	for _, b := range states {
		out.Budgets = append(out.Budgets, budgetJSON{b.Name, b.USD, "month", print.OrNull(b.Account), print.OrNull(b.Model), print.OrNull(b.Key), b.Month.Format("2006-01"),
			b.Spent, b.Fees, b.Percent(), b.Projected, b.Left(), b.Unpriced, append([]string{}, b.Uncharged...)})
	}
	return out
}

// budgetWords say what a budget is: "$500.00 a month of all usage".
func budgetWords(b check.Budget) string { return print.USD(b.USD) + " a month of " + b.Of() }

// showBudgetSet says what was set, what it was before (nil for nothing), and how it
// stands.
func showBudgetSet(ctx context.Context, run *cli.Run, s *ledger.Store, before *check.Budget, b check.Budget) error {
	states, err := s.BudgetStates(ctx, run.AsOf)
	if err != nil {
		return err
	}
	states = slices.DeleteFunc(states, func(x check.BudgetState) bool { return x.Name != b.Name })
	lines := []string{b.Name + ": " + budgetWords(b)}
	switch {
	case before == nil:
		lines[0] += ", a new budget."
	case budgetWords(*before) == budgetWords(b):
		lines[0] += ", as before."
	case before.Of() == b.Of():
		lines[0] = b.Name + ": " + print.USD(before.USD) + " → " + budgetWords(b) + "."
	default:
		lines[0] = b.Name + ": " + budgetWords(*before) + " → " + budgetWords(b) + "."
	}
	for _, x := range states {
		left := print.USD(x.Left()) + " left"
		if x.Left().Sign() < 0 {
			left = print.USD(x.Left().Neg()) + " over"
		}
		stands := fmt.Sprintf("%s: %s spent (%s), %s", x.Month.Format("2006-01"), print.USD(x.Spent), x.PercentWords(), left)
		if x.Projected != nil {
			stands += fmt.Sprintf("; projected for the whole month: %s", print.USD(*x.Projected))
			if over := x.Projected.Sub(b.USD); over.Sign() > 0 {
				stands += ", " + print.USD(over) + " over"
			}
		}
		lines = append(lines, stands+".")
	}
	if err := run.Emit(newBudgetsJSON(run, states), strings.Join(lines, "\n"), nil); err != nil {
		return err
	}
	run.Next("tollbook budget list", "tollbook check")
	return nil
}

// showBudgets shows how all budgets stand.
func showBudgets(ctx context.Context, run *cli.Run, s *ledger.Store, next ...string) error {
	states, err := s.BudgetStates(ctx, run.AsOf)
	if err != nil {
		return err
	}
	t := print.NewTable("BUDGET", "OF", ">A MONTH", ">SPENT", ">%", ">LEFT", ">PROJECTED").Folding("OF").Dropping("%")
	prose := ""
	if len(states) == 0 {
		prose, next = "no budget is set yet", []string{"tollbook budget set team 500"}
	}
	for _, b := range states {
		t.Add(b.Name, b.Of(), print.USD(b.USD), print.USD(b.Spent), b.PercentWords(), print.USD(b.Left()), print.USDOr(b.Projected, "-"))
		prose = budgetProse(states, b.Month.Format("2006-01"))
	}
	if err := run.Emit(newBudgetsJSON(run, states), prose, t); err != nil {
		return err
	}
	if len(states) > 0 && run.Format == "table" {
		note := "· all in: tokens and the fees for loading credit; own-key spend and subscriptions are in no budget"
		if unknown := uncharged(states); len(unknown) > 0 {
			note += "; the fees of " + strings.Join(unknown, ", ") + " are not published and in none either"
		}
		fmt.Fprintln(run.Out, run.Prose(note))
	}
	run.Next(next...)
	return nil
}

// uncharged are the accounts whose fees are in no budget, in order.
func uncharged(states []check.BudgetState) []string {
	var out []string
	for _, b := range states {
		out = append(out, b.Uncharged...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// budgetProse answers in a line: which budget stands worst.
func budgetProse(states []check.BudgetState, month string) string {
	var over, soon []string
	unpriced := int64(0)
	for _, b := range states {
		unpriced = max(unpriced, b.Unpriced)
		switch {
		case b.Left().Sign() < 0:
			over = append(over, print.OneLine(b.Name))
		case b.Projected != nil && b.Projected.Cmp(b.USD) > 0:
			soon = append(soon, print.OneLine(b.Name))
		}
	}
	line := month + ": within budget."
	switch {
	case len(over) > 0 && len(soon) > 0:
		line = month + ": over budget: " + strings.Join(over, ", ") + "; likely to be: " + strings.Join(soon, ", ") + "."
	case len(over) > 0:
		line = month + ": over budget: " + strings.Join(over, ", ") + "."
	case len(soon) > 0:
		line = month + ": likely to be over budget: " + strings.Join(soon, ", ") + "."
	}
	if unpriced > 0 {
		line += fmt.Sprintf(" No price is known for %s, which count as nothing here.", words.Counted(int(unpriced), "token"))
	}
	return line
}
