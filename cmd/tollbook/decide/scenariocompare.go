package decide

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// sideJSON is one of two scenarios at today's rates.
type sideJSON struct {
	scenarioJSON
	Now *pricing.Money `json:"now_usd"`
}

type causeJSON struct {
	Cause  string         `json:"cause"`
	A      string         `json:"a"`
	B      string         `json:"b"`
	Change *pricing.Money `json:"change_usd"`
}

type differenceJSON struct {
	Schema     string         `json:"schema"`
	AsOf       *string        `json:"as_of"`
	A          sideJSON       `json:"a"`
	B          sideJSON       `json:"b"`
	Difference *pricing.Money `json:"difference_usd"`
	Causes     []causeJSON    `json:"causes"`
	Notes      []string       `json:"notes"`
}

func newScenarioCompareCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:   "compare A B",
		Short: "two scenarios side by side, and why they differ",
		Long: `Prices both at today's rates and splits what lies between the two totals by
cause, walking from A to B: workload, volume, swap, cache, batch, rates, method,
top-up, downtime, server, gateway. The causes add up to the difference. At your own
gateway it is the bill of all your accounts, as compare has it.`,
		Example: "  tollbook scenario save card --spend 1000 --method card\n  tollbook scenario save crypto --spend 1000 --method crypto\n  tollbook scenario compare card crypto",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runScenarioCompare(cmd.Context(), run, args[0], args[1])
		},
	}
}

func runScenarioCompare(ctx context.Context, run *cli.Run, first, second string) error {
	out := differenceJSON{Schema: "tollbook.scenario.v1", AsOf: print.RFC3339(run.AsOf), Causes: []causeJSON{}, Notes: []string{}}
	var sides [2]pricing.Side
	for i, given := range []string{first, second} {
		s, path, err := readScenario(run, given)
		if err != nil {
			return err
		}
		w, err := scenarioWorkload(ctx, run, s)
		if err != nil {
			return err
		}
		if s.Gateway == "" {
			got, err := compareWith(run, w, s.Knobs)
			if err != nil {
				return err
			}
			s.Gateway = got.Result.LeverGateway(w, s.Knobs)
		}
		sides[i] = pricing.Side{Workload: w, Knobs: s.Knobs, Gateway: s.Gateway}
		v := sideJSON{scenarioJSON: newScenarioJSON(s, path)}
		if i == 0 {
			out.A = v
		} else {
			out.B = v
		}
	}
	d, err := run.Catalog.Difference(sides[0], sides[1], run.AsOf)
	if err != nil {
		return err
	}
	out.A.Now, out.B.Now, out.Difference = d.A, d.B, d.Change()
	for i, side := range []sideJSON{out.A, out.B} {
		if sides[i].Own() { // saved is what its gateway alone would take
			continue
		}
		if then := side.TotalUSD; then != nil && (side.Now == nil || !then.Equal(*side.Now)) {
			out.Notes = append(out.Notes, fmt.Sprintf("%s came to %s when it was saved", side.Name, print.USD(*then)))
		}
	}
	if words := d.Unlike(); words != "" {
		out.Notes = append(out.Notes, words)
	}
	out.Notes = append(out.Notes, "both at today's rates; causes are taken one after the other, from A to B")
	t := print.NewTable("CAUSE", "A", "B", ">A MONTH")
	for _, c := range d.Causes {
		out.Causes = append(out.Causes, causeJSON{c.Name, c.A, c.B, c.Change})
		t.Add(c.Name, c.A, c.B, differenceUSD(c.Change))
	}
	t.Add("total", print.MaybeUSD(d.A), print.MaybeUSD(d.B), differenceUSD(out.Difference))
	if err := run.Emit(out, out.words(), t); err != nil {
		return err
	}
	if run.Format == "table" {
		fmt.Fprintf(run.Out, "\n%s\n", run.Prose(print.Printable("· "+strings.Join(out.Notes, "\n· "))))
	}
	run.Next("tollbook compare --scenario "+words.Shell(second), "tollbook scenario list")
	return nil
}

// words are the answer: which is dearer, and by how much.
func (d differenceJSON) words() string {
	a, b := print.Printable(d.A.Name), print.Printable(d.B.Name)
	switch {
	case d.Difference == nil:
		return fmt.Sprintf("%s is %s and %s is %s: what lies between them is not known.", a, print.MaybeUSD(d.A.Now), b, print.MaybeUSD(d.B.Now))
	case d.Difference.IsZero():
		return fmt.Sprintf("%s and %s both come to %s a month.", a, b, print.USD(*d.A.Now))
	case d.Difference.Sign() < 0:
		return fmt.Sprintf("%s is %s a month less than %s: %s instead of %s.", b, print.USD(d.Difference.Abs()), a, print.USD(*d.B.Now), print.USD(*d.A.Now))
	}
	return fmt.Sprintf("%s is %s a month more than %s: %s instead of %s.", b, print.USD(*d.Difference), a, print.USD(*d.B.Now), print.USD(*d.A.Now))
}

func differenceUSD(m *pricing.Money) string {
	if m == nil {
		return "?"
	}
	return print.Difference(*m)
}
