package keep

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/check"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// The exit statuses of check, as Nagios reads them. It alone has these.
const (
	nagiosOK       = 0
	nagiosWarning  = 1
	nagiosCritical = 2
	nagiosUnknown  = 3
)

type findingJSON struct {
	ID           string         `json:"id"`
	Level        check.Level    `json:"level"`
	Kind         check.Kind     `json:"kind"`
	Account      *string        `json:"account"`
	Message      string         `json:"message"`
	USD          *pricing.Money `json:"usd"`
	When         *string        `json:"when"`
	Acknowledged bool           `json:"acknowledged"`
	Held         bool           `json:"held"`
	Do           string         `json:"do"`
}

func newFindingJSON(f check.Finding) findingJSON {
	return findingJSON{f.ID, f.Level, f.Kind, print.OrNull(f.Account), f.Message, f.USD, print.RFC3339(f.When), f.Acknowledged, f.Held, f.Do}
}

type checkJSON struct {
	Schema   string        `json:"schema"`
	AsOf     *string       `json:"as_of"`
	Status   string        `json:"status"`
	Error    *string       `json:"error,omitempty"`
	Findings []findingJSON `json:"findings"`
}

// checkOptions are the flags of check.
type checkOptions struct {
	quiet bool
}

func (o *checkOptions) addFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.quiet, "quiet", false, "print nothing while all is OK")
}

// NewCheckCommand says what needs attention, in the manner of a Nagios plugin.
func NewCheckCommand(run *cli.Run) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check",
		Short: "what needs attention, worst first",
		Long: `Says what needs attention, one line each, worst first, and the command that mends
it: credit that dies unused or runs out, budgets, a balance that the gateway's page
gives otherwise, purchases that seem to be missing, usage without a price, imports
that stopped. The first line and the exit status are those of a Nagios plugin:
0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN (wrong use, or no readable ledger). Findings
of the level info leave the status OK.

A finding that was seen can be acknowledged: check ack ID. It counts again when its
level rises or its dollars grow, or after check unack ID. A level once reached is held for some days unless
its threshold is clearly left, so that nothing comes and goes from day to day.
tollbook settings shows all thresholds.`,
		Example: "  tollbook check\n  out=$(tollbook check --quiet) || echo \"$out\" | mail -s tollbook me@example.com\n  tollbook check ack cce3a609",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runCheck(cmd.Context(), run, o) },
	}
	o.addFlags(cmd.Flags())
	cmd.AddCommand(newAckCommand(run), newUnackCommand(run))
	return cmd
}

func runCheck(ctx context.Context, run *cli.Run, o checkOptions) (err error) {
	s, set, err := run.OpenWithThresholds(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	found, err := s.Check(ctx, run.AsOf, set)
	if err != nil {
		return err
	}
	return showCheck(run, found, o.quiet)
}

// status is a level as Nagios calls it.
func status(l check.Level) (word string, exit int) {
	switch l {
	case check.Critical:
		return "CRITICAL", nagiosCritical
	case check.Warning:
		return "WARNING", nagiosWarning
	}
	return "OK", nagiosOK
}

func showCheck(run *cli.Run, found check.Attention, quiet bool) error {
	word, exit := status(found.Level())
	if quiet && exit == nagiosOK {
		return nil
	}
	out := checkJSON{Schema: "tollbook.check.v1", AsOf: print.RFC3339(found.AsOf), Status: word, Findings: []findingJSON{}}
	t := print.NewTable("LEVEL", "ID", "WHAT, AND WHAT TO DO").Folding("WHAT, AND WHAT TO DO")
	for _, f := range found.Findings {
		out.Findings = append(out.Findings, newFindingJSON(f))
		level := f.Level.String()
		if f.Acknowledged {
			level = "acked"
		}
		t.Add(level, f.ID, noBar(f.Message+" → "+f.Do))
	}
	if run.Format == "table" { // without a terminal the first line stays whole: it is all that Nagios shows
		line := print.Printable(word + " - " + noBar(checkWords(found)))
		if run.Columns > 0 {
			line = run.Prose(line)
		}
		fmt.Fprintln(run.Out, line)
		if !t.Empty() {
			fmt.Fprintln(run.Out)
		}
	}
	if err := run.Emit(out, "", t); err != nil {
		return err
	}
	switch {
	case quiet:
	case len(found.Findings) > 0 && !found.Findings[0].Acknowledged:
		run.Next("tollbook check ack "+found.Findings[0].ID, "tollbook settings")
	case len(found.Findings) > 0:
		run.Next("tollbook settings")
	default:
		run.Next("tollbook credits", "tollbook budget list")
	}
	if exit != nagiosOK {
		return cli.ExitStatus(exit)
	}
	return nil
}

// checkWords is the first line: how much there is, and the worst of it.
func checkWords(found check.Attention) string {
	var counts []string
	for _, l := range []check.Level{check.Critical, check.Warning, check.Info} {
		n := found.Count(l)
		switch {
		case n == 0:
		case l == check.Info:
			counts = append(counts, fmt.Sprintf("%d to know", n))
		case l == check.Critical:
			counts = append(counts, fmt.Sprintf("%d critical", n))
		default:
			counts = append(counts, words.Counted(n, "warning"))
		}
	}
	switch {
	case found.Level() > check.Info:
		return strings.Join(counts, ", ") + ": " + print.Printable(found.Findings[0].Message)
	case len(counts) > 0:
		return "nothing presses, " + strings.Join(counts, ", ")
	case len(found.Findings) > 0:
		return "nothing new, " + fmt.Sprintf("%d acknowledged before", len(found.Findings))
	}
	return "nothing needs attention"
}

// noBar keeps Nagios from taking what follows a bar for figures to plot.
func noBar(s string) string { return strings.ReplaceAll(s, "|", "¦") }

// CheckUnknown ends a check that could not be made: its first line says so too. It returns
// the exit status, which of all commands check alone has.
func CheckUnknown(run *cli.Run, err error) int {
	if run.Format == "json" {
		text := print.Printable(err.Error())
		_ = run.Emit(checkJSON{"tollbook.check.v1", nil, "UNKNOWN", &text, []findingJSON{}}, "", nil) // stdout is gone then
		return nagiosUnknown
	}
	fmt.Fprintf(run.Out, "UNKNOWN - %s\n", noBar(print.OneLine(err.Error())))
	return nagiosUnknown
}
