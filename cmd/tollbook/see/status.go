package see

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/projection"
	"tollbook/pricing"
)

type endJSON struct {
	Account string         `json:"account"`
	When    *string        `json:"when"`
	How     string         `json:"how"`
	USD     *pricing.Money `json:"usd"`
}

type statusJSON struct {
	Schema       string         `json:"schema"`
	SpentUSD     pricing.Money  `json:"spent_usd"`
	ProjectedUSD *pricing.Money `json:"projected_usd"` // null where there is nothing to project from
	Ends         []endJSON      `json:"ends"`
}

func newStatusJSON(f projection.Forecast) statusJSON {
	out := statusJSON{Schema: "tollbook.status.v1", Ends: []endJSON{}}
	if len(f.Months) > 0 {
		out.SpentUSD, out.ProjectedUSD = f.Months[0].Actual, &f.Months[0].Projected
	}
	for _, e := range f.Ends() {
		out.Ends = append(out.Ends, endJSON{e.Account, print.RFC3339(e.When), string(e.How), e.USD})
	}
	return out
}

// statusFormats are the values of status's own --format, the default first.
var statusFormats = []string{"line", "tmux", "waybar", "starship", "json"}

// statusOptions are the flags of status.
type statusOptions struct {
	format string
}

func (o *statusOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.format, "format", statusFormats[0], "for whom: `FORMAT` "+cli.OneOf(statusFormats))
}

// NewStatusCommand tells in one line how the month stands and what ends first.
func NewStatusCommand(run *cli.Run) *cobra.Command {
	var o statusOptions
	cmd := &cobra.Command{
		Use:   "status",
		Short: "the month and what ends first, in one line for a status bar or prompt",
		Long: `Prints one line: what was used of this month (UTC) and what it will come to, without
fees; ✕ what of your credit will likely expire unused within 60 days, and from when on
(◇ where the gateway may let it expire and need not); ○ whose credit is used up first,
and in how many days. They are the figures of tollbook forecast and expiring. In JSON,
usd is what a lot likely loses (how: dies, may_die), or the balance that is used up
(used_up).

It reads sums, never requests, so a bar may run it every few seconds. Where the ledger
is missing or can't be read, it prints nothing but a message on stderr: exit status 1.

  tmux      set -g status-right '#(tollbook status --format tmux)'
  waybar    "custom/tollbook": {"exec": "tollbook status --format waybar",
            "return-type": "json", "interval": 60}
            its class is the level of tollbook check: ok, warning or critical
  starship  [custom.tollbook]
            command = "tollbook status --format starship"
            when = true`,
		Example:     "  tollbook status\n  tollbook status --format tmux\n  tollbook status --json --as-of 2026-11-14",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{cli.OwnFormats: strings.Join(statusFormats, ",")},
		RunE:        func(cmd *cobra.Command, _ []string) error { return runStatus(cmd.Context(), run) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runStatus(ctx context.Context, run *cli.Run) (err error) {
	s, err := run.OpenExisting(ctx) // a bar shall not tell of an empty ledger where there is none
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	if run.Format == "waybar" {
		return writeWaybar(ctx, run, s)
	}
	f, err := s.Forecast(ctx, statusQuery(run.AsOf))
	if err != nil {
		return err
	}
	switch parts := newStatusLine(run, f); run.Format {
	case "json":
		return run.Emit(newStatusJSON(f), "", nil)
	case "tmux":
		fmt.Fprintln(run.Out, parts.tmux(run.Color == "always" || run.Color == "auto" && run.Getenv("NO_COLOR") == ""))
	case "starship":
		fmt.Fprintln(run.Out, parts.starship())
	default:
		fmt.Fprintln(run.Out, parts.line(run.Colored()))
		if run.Terminal { // not a prompt that takes what is printed
			run.Next("tollbook forecast", "tollbook expiring", "tollbook check")
		}
	}
	return nil
}

// statusQuery asks for this month alone: months to come are simulated for nothing.
func statusQuery(asOf time.Time) projection.Query { return projection.Query{AsOf: asOf, Months: 1} }

// waybarJSON is what a custom module of waybar reads (man 5 waybar-custom). Text and
// tooltip are markup.
type waybarJSON struct {
	Text    string `json:"text"`
	Tooltip string `json:"tooltip"`
	Class   string `json:"class"`
}

// writeWaybar writes the line with what needs attention, both of the same books.
func writeWaybar(ctx context.Context, run *cli.Run, s *ledger.Store) error {
	set, err := run.Thresholds()
	if err != nil {
		return err
	}
	a, today, err := s.Attend(ctx, run.AsOf, set)
	if err != nil {
		return err
	}
	f, err := projection.Make(today.Books, statusQuery(run.AsOf))
	if err != nil {
		return err
	}
	level := a.Level()
	if level == check.Info {
		level = check.Calm
	}
	enc := json.NewEncoder(run.Out) // on one line
	enc.SetEscapeHTML(false)
	return enc.Encode(waybarJSON{markup(newStatusLine(run, f).line(false)), markup(strings.Join(tooltip(run, f, a), "\n")), level.String()})
}

// toldByEnds are the findings that say of an end what the line says already.
var toldByEnds = []check.Kind{check.RunsOut, check.Expiring}

// tooltipFindings is how many findings a tooltip has.
const tooltipFindings = 3

// tooltip says the line in words, and what else is wrong.
func tooltip(run *cli.Run, f projection.Forecast, a check.Attention) []string {
	var out []string
	if len(f.Months) > 0 {
		out = append(out, monthLine(f.Months[0]))
	}
	for _, e := range f.Ends() {
		out = append(out, endWords(run, e))
	}
	more := 0
	for _, found := range a.Findings {
		switch {
		case found.Level < check.Warning || found.Acknowledged || slices.Contains(toldByEnds, found.Kind):
		case more < tooltipFindings:
			out, more = append(out, print.OneLine(found.Message)), more+1
		default:
			more++
		}
	}
	if more > tooltipFindings {
		out = append(out, fmt.Sprintf("%d more: tollbook check", more-tooltipFindings))
	}
	return out
}
