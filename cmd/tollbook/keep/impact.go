package keep

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
)

// impactJSON is what changed rates do to one's own month.
type impactJSON struct {
	Schema      string            `json:"schema"`
	Since       *string           `json:"since"`
	Changes     []RateChangeJSON  `json:"changes"`
	MonthBefore *pricing.Money    `json:"month_before_usd"`
	MonthNow    *pricing.Money    `json:"month_now_usd"`
	MonthAfter  *pricing.Money    `json:"month_after_usd"` // with what is announced
	Models      []modelImpactJSON `json:"models"`
	Substitutes []substituteJSON  `json:"substitutes"`
}

type modelImpactJSON struct {
	Gateway string        `json:"gateway"`
	Model   string        `json:"model"`
	Before  pricing.Money `json:"month_before_usd"`
	Now     pricing.Money `json:"month_now_usd"`
	After   pricing.Money `json:"month_after_usd"`
}

type substituteJSON struct {
	ForGateway string        `json:"for_gateway"`
	ForModel   string        `json:"for_model"`
	Gateway    string        `json:"gateway"`
	Model      string        `json:"model"`
	Month      pricing.Money `json:"month_usd"`
	Saves      pricing.Money `json:"saves_usd"`
	Lacks      []string      `json:"lacks"`
}

// Records are the changes of the rates that one's own work uses.
func (i impactJSON) Records() (rows []any, empty any) {
	return print.Rows(i.Changes)
}

// NewImpactCommand says what changed rates do to one's own month.
func NewImpactCommand(run *cli.Run) *cobra.Command {
	var o sinceOptions
	cmd := &cobra.Command{
		Use:   "impact",
		Short: "what changed and announced prices do to your own month, and what would do for less",
		Long: `Prices the month of work that compare takes at the rates of that day, at those of
now, and at those announced: model by model, at the gateways that you use. Beside a
model that costs more stands what would do the same work for less, with what it
lacks. Fees come on top, as compare has them.`,
		Example: "  tollbook impact\n  tollbook impact --since 2026-10-01\n  tollbook impact --since 3   # of change 3 and later",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runImpact(cmd.Context(), run, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

// runImpact says what changed rates do to a month of work.
func runImpact(ctx context.Context, run *cli.Run, o sinceOptions) error {
	s, err := spanOf(ctx, run, o)
	if err != nil {
		return err
	}
	out := impactOf(run, s)
	if s.work.Empty() {
		if err := run.Emit(out, "there is no usage yet that prices could move", nil); err != nil {
			return err
		}
		run.Next("tollbook import openrouter_activity.csv", "tollbook catalog diff")
		return nil
	}
	prose := fmt.Sprintf("A month of your work (30 days, tokens alone): %s at the rates of %s, %s now", print.USD(*out.MonthBefore), s.since.At.Format(pricing.Day), print.USD(*out.MonthNow))
	if !out.MonthAfter.Equal(*out.MonthNow) {
		prose += fmt.Sprintf(", %s with what is announced", print.USD(*out.MonthAfter))
	}
	prose += "."
	if len(out.Changes) == 0 {
		prose += " No rate that it uses has changed, and no change is announced."
	}
	if err := run.Emit(out, prose, changeTable(run, out.Changes)); err != nil {
		return err
	}
	if run.Format == "table" && len(out.Substitutes) > 0 {
		fmt.Fprintln(run.Out, "\nFor less, at the same tokens:")
		t := print.NewTable("INSTEAD OF", "GATEWAY", "MODEL", ">A MONTH", ">SAVES", "BUT").Folding("BUT")
		for _, s := range out.Substitutes {
			t.Add(s.ForModel+" at "+s.ForGateway, s.Gateway, s.Model, print.USD(s.Month), print.USD(s.Saves), cmp.Or(strings.Join(s.Lacks, "; "), "-"))
		}
		fmt.Fprint(run.Out, t.Text(run.Page))
	}
	run.Next("tollbook compare --swap MODEL=MODEL", "tollbook catalog update")
	return nil
}

// impactOf is what the changes of a span do to its work.
func impactOf(run *cli.Run, s span) impactJSON {
	out := impactJSON{Schema: "tollbook.impact.v1", Since: print.RFC3339(s.since.At), Changes: []RateChangeJSON{}, Models: []modelImpactJSON{}, Substitutes: []substituteJSON{}}
	if s.work.Empty() {
		return out
	}
	impact := s.impact
	for _, c := range impact.Changes {
		out.Changes = append(out.Changes, rateChangeOf(c, stateOf(run, c)))
	}
	last := s.now
	for _, x := range s.ahead {
		for _, c := range x.impact.Changes {
			c.From = x.at
			out.Changes = append(out.Changes, rateChangeOf(c, "announced"))
			last.At = x.at
		}
	}
	out.MonthBefore, out.MonthNow = &impact.Before, &impact.After
	after := impact.After
	ahead := map[[2]string]pricing.ModelImpact{}
	if last.At != s.now.At {
		then := s.work.Impact(s.now, last)
		after = after.Add(then.After.Sub(then.Before))
		for _, m := range then.ByModel {
			ahead[[2]string{m.Gateway, m.Model}] = m
		}
	}
	out.MonthAfter = &after
	for _, m := range impact.ByModel {
		x := modelImpactJSON{m.Gateway, m.Model, m.Before, m.After, m.After}
		if then, ok := ahead[[2]string{m.Gateway, m.Model}]; ok {
			x.After = m.After.Add(then.After.Sub(then.Before))
		}
		out.Models = append(out.Models, x)
		if x.After.Cmp(x.Before) > 0 {
			for _, x := range run.Catalog.Substitutes(s.work, m.Gateway, m.Model, last.At) {
				out.Substitutes = append(out.Substitutes, substituteJSON{x.ForGateway, x.ForModel, x.Gateway, x.Model, x.Month, x.Saves, print.NotNull(x.Lacks)})
			}
		}
	}
	return out
}
